/*
 * How a case stands, for those who ask: the stage, the next date, and who is waited for,
 * as flags that the templates put into words. No name of a state leaves the desk.
 */
#ifndef MADOGUCHI_DESK_STATUS_H
#define MADOGUCHI_DESK_STATUS_H

#include "desk.h"

/* The same as an object: a flag for the stage (searching, confirm, review, asked,
 * discussing, with_expert, survey, closed, withdrawn, no_expert) and for who is waited
 * for (waits_*), and the texts due, next and ended in the case's language. New. */
json_t *desk_status_data(struct desk *d, const struct case_row *c);

/* Answers the company (PARTY_REQUESTER) or who brought the case (PARTY_REFERRER), at its
 * own address. more: it wrote something else as well, which a person will look at. False:
 * not written, as desk_write. */
bool desk_status(struct desk *d, struct case_row *c, enum party party, bool more);

#endif
