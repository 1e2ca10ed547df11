/*
 * What deliveries look like: a table with one row for each chat that can deliver. Each
 * turns a delivery whose signature is right into messages, by the provider's own parser,
 * so that what is polled and pushed has the same room and id, and is one message. They
 * neither send nor store anything. What comes in is not trusted, signed or not: bodies
 * are bounded before they arrive here, and read by chat_json (bounded depth).
 */
#ifndef MADOGUCHI_HOOK_FORMAT_H
#define MADOGUCHI_HOOK_FORMAT_H

#include "chat_provider.h"
#include "hook_sign.h"

/* What a delivery says. */
struct hook_heard {
	struct chat_page page; /* its messages; none: nothing that is of interest */
	char *answer;          /* plain text that the provider wants to hear; NULL */
};

struct hook_format {
	const char *name;                  /* of the provider */
	const char *signature, *timestamp; /* headers; NULL: it has none */
	/* Argument of the address that holds a token in place of a signature; NULL. */
	const char *argument;
	bool base64; /* of the secrets */
	bool form;   /* comes as a form, too */
	bool xml;    /* comes as XML */
	/* Nothing signs its words: it only says that it is time to look, and nothing of
	 * it is read. Its source has to be polled. */
	bool knock;
	/* The desk's own posts are delivered like others', with nothing but their author
	 * to tell them by: its own id has to be known. */
	bool echoes;
	/* What it leaves out (the thread) is needed: where the source is polled as well,
	 * a delivery only says that it is time to look. */
	bool partial;
	bool replies; /* what is answered is shown to people (template chat/received) */
	hook_check_fn *check;
	/* False with e: it is not what this provider sends. NULL where it knocks. */
	bool (*hear)(const struct chat_conf *c, const struct hook_delivery *d,
	    const json_t *o, struct hook_heard *h, struct err *e);
};

/* NULL: nothing is ever delivered for a source of its kind. */
const struct hook_format *hook_format_of(const struct config_source *s);
/* By the provider's name. */
const struct hook_format *hook_format_named(const char *name);

/* Reads a delivery that was checked. False with e: it makes no sense, and never will.
 * Rooms that are not the source's are left out. */
bool hook_hear(const struct hook_format *f, const struct chat_conf *c,
    const struct hook_delivery *d, struct hook_heard *h, struct err *e) MUST_CHECK;
void hook_heard_free(struct hook_heard *h);

/* --- hook_chat.c: those that cannot be polled --- */

bool hook_hear_lineworks(const struct chat_conf *c, const struct hook_delivery *d,
    const json_t *o, struct hook_heard *h, struct err *e);
bool hook_hear_teams(const struct chat_conf *c, const struct hook_delivery *d,
    const json_t *o, struct hook_heard *h, struct err *e);
/* For messages without an id: SHA-256 of the delivery, as a text. Owned. */
char *hook_id_of(const struct hook_delivery *d);

#endif
