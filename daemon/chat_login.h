/*
 * What a chat source logs in with: a token from a file, or one that oauth gives out. Kept
 * while it is good, wiped when it is not. Shared by reading (source_chat.c) and posting
 * (chat_send.c).
 */
#ifndef MADOGUCHI_CHAT_LOGIN_H
#define MADOGUCHI_CHAT_LOGIN_H

#include "chat_provider.h"

struct chat_login {
	char *header; /* the whole line with the token; NULL: the provider takes none */
	char *secret; /* what is secret, as it is; NULL: not loaded */
	bool refused; /* the last one was: oauth has to get another */
};

/* Loads what is not there. False with e: only a person can mend that, or oauth says when
 * to try again. */
bool chat_login_load(struct chat_login *l, const struct config *c,
    const struct config_source *s, struct err *e) MUST_CHECK;
/* It is read again before it is used again, so that a new token needs no restart. */
void chat_login_forget(struct chat_login *l, bool refused);
/* The header that carries a token; owned; NULL when it is none that a header can hold.
 */
char *chat_auth(
    const struct chat_provider *p, const struct config_source *s, const char *token);

#endif
