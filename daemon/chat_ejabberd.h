/*
 * A look at an archive of ejabberd (XEP-0313) over HTTP (BOSH: XEP-0124, XEP-0206), step
 * by step: each step is one request and its answer. What the look remembers between two
 * steps is text (chat_look.next).
 */
#ifndef MADOGUCHI_CHAT_EJABBERD_H
#define MADOGUCHI_CHAT_EJABBERD_H

#include "chat_provider.h"
#include "xml.h"

enum bosh_step {
	BOSH_OPEN,
	BOSH_AUTH,
	BOSH_RESTART,
	BOSH_BIND,
	BOSH_QUERY,
	BOSH_WAIT, /* for the rest of an answer */
	BOSH_CLOSE,
	BOSH_STEPS
};

struct bosh {
	int step;
	char sid[CHAT_ID_MAX + 1];
	long long rid;
	/* Where the next page begins: behind this id of the archive; "@SECONDS": at that
	 * time; "-": at the beginning. */
	char after[CHAT_ID_MAX + 1];
};

/* What a look remembers; false: nothing that can be one. */
bool bosh_of(const struct chat_look *l, struct bosh *b) MUST_CHECK;
/* Owned. */
char *bosh_text(const struct bosh *b);
/* The body of a step's request; owned. */
char *bosh_request(
    const struct chat_conf *c, const struct chat_look *l, const struct bosh *b);
/* True for the desk's own archive, where the talks between two are. */
bool ejabberd_is_own(const struct chat_conf *c, const char *room);
/* The messages of one answer, added to the page. False with e: it cannot be said who
 * wrote. */
bool ejabberd_messages(const struct chat_conf *c, const struct chat_look *l,
    const struct xml *body, struct chat_page *p, struct err *e) MUST_CHECK;

#endif
