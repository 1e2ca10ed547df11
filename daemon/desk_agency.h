/*
 * What whoever brought a case (a support agency, an IT vendor) is told of it: one letter
 * for each fact that matters to it (an expert found, lost or not to be had; dates fixed,
 * moved or held; the end), in words of its own, with no more than it needs of the others'
 * data. Changes of dates that come close together share one letter.
 */
#ifndef MADOGUCHI_DESK_AGENCY_H
#define MADOGUCHI_DESK_AGENCY_H

#include "desk.h"

/* The timer behind which changes of dates are gathered; ref: the visit. */
#define AGENCY_TIMER "agency_visits"

/* True when somebody besides the company's own contact brought the case. Who stands in
 * for a company that nobody can reach gets the company's letters instead. */
bool desk_has_agency(const struct case_row *c);
/* Writes to the agency, if there is one. e: the expert the letter is about, or NULL;
 * extra: further data, released here, or NULL. */
void desk_agency_tell(struct desk *d, struct case_row *c, const char *template_name,
    const struct expert *e, json_t *extra);
/* A visit was fixed, moved or held: the agency hears of it soon, with whatever else
 * changes until then. */
void desk_agency_visit(struct desk *d, const struct case_row *c, const struct visit *v);
/* That time has come; ref: the visit of the timer that fired. */
void desk_agency_visits_due(struct desk *d, struct case_row *c, int64_t ref);
/* The visits that are still to come, as data for a letter; new list. */
json_t *desk_visits_to_come(struct desk *d, const struct case_row *c);

#endif
