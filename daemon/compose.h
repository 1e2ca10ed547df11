/*
 * A mail of the desk as bytes (RFC 5322, 2045-2049): UTF-8, base64, CRLF, own Message-ID,
 * Auto-Submitted, our mark. Wraps GMime's writing side.
 */
#ifndef MADOGUCHI_COMPOSE_H
#define MADOGUCHI_COMPOSE_H

#include "err.h"
#include "message.h"

struct mail {
	struct address from, to, reply_to; /* reply_to.addr NULL: no such header */
	struct addresses cc;
	const char *subject;
	const char *message_id;  /* without angle brackets */
	const char *in_reply_to; /* NULL none */
	struct strlist references;
	int64_t date;
	bool reply;           /* Auto-Submitted: auto-replied, else auto-generated */
	const char *lang;     /* Content-Language */
	const char *body;     /* LF lines */
	const char *calendar; /* iCalendar text with CRLF; NULL none */
	const char *calendar_method; /* REQUEST or CANCEL */
};

/* The wire form with CRLF. Equal input gives equal bytes. False: an address or header
 * value that cannot be sent (line break, control character, no '@', invalid UTF-8). Only
 * in_reply_to and references, which strangers choose, are left out instead where they are
 * no message ids. */
bool compose(const struct mail *m, char **wire, size_t *n, struct err *e) MUST_CHECK;

/* An address as RFC 5321 and 5322 want it written: its local part is quoted where it must
 * be, as in "taro..y"@mobile.example.jp. Owned; NULL when it cannot be sent at all
 * (space, control character, angle bracket, not ASCII, too long). */
char *compose_addr_spec(const char *addr) MUST_CHECK;

#endif
