/*
 * Which open events later happenings settle, as one table: what waits for the operator is
 * what is still to be decided, and nothing else. What somebody wrote (review, complaint)
 * waits until a person has dealt with it, unless what he wrote about is over for him.
 */
#ifndef MADOGUCHI_DESK_SETTLE_H
#define MADOGUCHI_DESK_SETTLE_H

#include "desk.h"

/* What may happen to a case. */
enum {
	SETTLES_OFFERED = 1 << 0,    /* it is put to an expert */
	SETTLES_ACCEPTED = 1 << 1,   /* an expert has accepted */
	SETTLES_ENDED = 1 << 2,      /* it is closed, withdrawn, or its course is done */
	SETTLES_REVIEWED = 1 << 3,   /* it has left review */
	SETTLES_MATCHED = 1 << 4,    /* it has left matching */
	SETTLES_ANSWERED = 1 << 5,   /* the desk has answered this expert's question */
	SETTLES_STANCE = 1 << 6,     /* whether this expert takes it is decided */
	SETTLES_DATED = 1 << 7,      /* this visit has a date that both sides take */
	SETTLES_REPORTED = 1 << 8,   /* this visit's report is in */
	SETTLES_WITHDRAWAL = 1 << 9, /* whoever withdraws it has proved himself */
	SETTLES_SOUGHT = 1 << 10,    /* an expert is looked for (again) */
	SETTLES_WAIVED = 1 << 11     /* the course goes on without this visit's report */
};

/* Closes the open events of the case that this settles. e: of ANSWERED, STANCE, OVER,
 * else NULL; visit: the number, of DATED, REPORTED and WAIVED, else 0. */
void desk_settle(struct desk *d, const struct case_row *c, unsigned happened,
    const struct expert *e, int visit);
/* What the end of an offer settles, by the state it ends in. */
void desk_settle_offer(struct desk *d, const struct offer *o, const char *state);
/* What a move of the case from one state to another settles. */
void desk_settle_move(
    struct desk *d, const struct case_row *c, const char *from, const char *to);

/* The operator decides that nothing follows from a message. False: nothing waited because
 * of it. */
bool desk_ignore(struct store *s, int64_t inbox_id, int64_t now);

#endif
