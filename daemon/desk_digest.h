/*
 * The morning's mail: on each working day one mail to each operator with what waits, for
 * whom and since when, what is late, what failed, and what comes today and on the next
 * working day. It is written when it is due, from the store as it is then; nothing to
 * say: no mail (reports.digest_when_nothing).
 */
#ifndef MADOGUCHI_DESK_DIGEST_H
#define MADOGUCHI_DESK_DIGEST_H

#include "desk.h"

/* When the desk starts: sets, moves or takes away the timer, as the configuration says.
 * One that has been missed stays due. */
void desk_digest_watch(struct desk *d, int64_t now);
/* What the timer does: writes it where today is a working day, and sets the next. */
void desk_digest(struct desk *d);

/* --- digest_items.c --- */

enum digest_section {
	DIGEST_WAITING, /* for the operator */
	DIGEST_LATE,
	DIGEST_FAILED,
	DIGEST_TODAY,
	DIGEST_NEXT,   /* on the next working day, and until then */
	DIGEST_OTHERS, /* waits for somebody else */
	DIGEST_SECTIONS
};

struct digest_item {
	char *text;
	char *since; /* NULL: not said */
	char *todo;  /* a command, or an answer that is awaited; NULL none */
	bool urgent;
	int64_t at; /* oldest first */
};

struct digest {
	struct desk *d;
	const char *lang;
	int64_t today, next; /* days as in civil_day() */
	struct digest_item *items[DIGEST_SECTIONS];
	size_t n[DIGEST_SECTIONS];
};

/* Everything there is to say, incidents first, then the oldest. */
void digest_collect(struct digest *g);
void digest_free(struct digest *g);

#endif
