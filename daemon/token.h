/*
 * Signed reply tokens in the desk's own address: desk+c12.k1.MAC@host, and for offers
 * desk+o12.k1.e1780000000.MAC@host. The letter says what the mail was about (c case, o
 * offer, v visit), the number which one, k1 the key, e the second until which it is good;
 * MAC is the start of HMAC-SHA256 over kind, number, that time and the recipient's
 * address, in lower-case base32. So a token is good for one matter and one person, and
 * only proves that its mail was seen.
 */
#ifndef MADOGUCHI_TOKEN_H
#define MADOGUCHI_TOKEN_H

#include "store.h"

struct token {
	char kind; /* 'c', 'o' or 'v' */
	int64_t id;
	int key;
	int64_t
	    until; /* good until then; 0: it says nothing of time (c, v, old offers) */
	char mac[21];
};

/* The address to put into Reply-To; owned. until: 0 none. */
char *token_address(const struct secret *key, const char *desk_address, char kind,
    int64_t id, int64_t until, const char *recipient);
/* Takes a token out of an address that is the desk's with a part behind '+'. */
bool token_parse(
    const char *address, const char *desk_address, struct token *out) MUST_CHECK;
/* True for the desk's own address, with or without anything behind a '+'. */
bool token_is_desk(const char *address, const char *desk_address);
/* True when the token was made for this recipient with this key, in constant time.
 * Whether its time is over is asked apart. */
bool token_good(
    const struct token *t, const struct secret *key, const char *recipient) MUST_CHECK;
/* Random lower-case base32 text of n characters; owned. */
char *random_text(size_t n);

#endif
