/* What a new request and an answer to the menu have in common. */
#ifndef MADOGUCHI_CASE_INTAKE_H
#define MADOGUCHI_CASE_INTAKE_H

#include "desk.h"

/* Writes what was understood into the case; what the message does not state stays. */
void intake_apply(struct desk *d, struct case_row *c, const struct reading *r);
/* Moves the case on by the reading's decision: acknowledgement, and an offer where it is
 * clear. */
void intake_go_on(struct desk *d, struct case_row *c, const struct reading *r);
/* Leaves the case to the operator, who hears of an incident; nobody is written to. */
void intake_set_aside(struct desk *d, struct case_row *c, const struct reading *r);
/* The same from a state in which the operator or the sender has just made it clear. */
void intake_understood(struct desk *d, struct case_row *c, const char *reason);
/* The operator approves: held mail of the case goes, and a case in review goes on. How
 * many mails were let go. */
int64_t intake_approve(struct desk *d, struct case_row *c);
/* A question waits for its answer: after some working days the operator decides. */
void intake_await(struct desk *d, const struct case_row *c);
/* Region is a hard rule of the match: without it, or a wish for online, nobody can be
 * asked. */
bool intake_place_known(const struct case_row *c);
/* The reading's reasons as one line; owned. */
char *intake_reasons(const struct reading *r);

#endif
