/*
 * Cases that came by chat: where their letters go, and what a message there tells of its
 * writer. Handlers write letters as ever (desk_write); only desk_mail.c and the table of
 * handlers call this.
 */
#ifndef MADOGUCHI_DESK_CHAT_H
#define MADOGUCHI_DESK_CHAT_H

#include "desk.h"
#include "handler.h"

enum desk_way {
	DESK_BY_MAIL,
	DESK_BY_MAIL_AND_LINE, /* and a line in the thread that says so */
	DESK_BY_CHAT,
	DESK_OWED /* only mail can carry it, and there is no address yet */
};

/* addr: whom the letter would go to, perhaps what stands for a chat identity. */
enum desk_way desk_chat_way(
    struct desk *d, const struct letter *letter, const char *addr);
/* Does what the way says in the thread; the mail of DESK_BY_MAIL_AND_LINE is written by
 * the caller, before. False: nothing could be written; an event says why. */
bool desk_chat_write(
    struct desk *d, const struct letter *letter, const char *addr, enum desk_way way);

/* True when the requester can be written to by mail. */
bool desk_chat_has_address(struct desk *d, const struct case_row *c);
/* His address has become known: he is thanked for it, and the letters that were owed are
 * written. */
void desk_chat_pay(struct desk *d, struct case_row *c);
/* The person that stands for the writer of a message by chat. */
int64_t desk_chat_identity(struct desk *d, const struct message *m);

/* The agency that refers what is asked there; 0: it is no agency's channel. */
int64_t desk_chat_agency(struct desk *d, const struct message *m);

/* Of a message by chat that is on its case: the thread is one of the case's, and a mail
 * address that its requester states joins both; then the letters that were owed are
 * written. */
void desk_chat_heard(struct desk *d, struct input *in);
/* The requester of a new case by chat: the person of the address that the message states,
 * else the chat identity. Both become participants when the case has its row
 * (desk_chat_opened). */
int64_t desk_chat_requester(struct desk *d, const struct input *in);
void desk_chat_opened(struct desk *d, const struct input *in, struct case_row *c);

#endif
