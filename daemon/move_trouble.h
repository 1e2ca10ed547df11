/* What speaks against the time to which the operator moves a visit: the operator may
 * decide otherwise, but not without knowing it. */
#ifndef MADOGUCHI_MOVE_TROUBLE_H
#define MADOGUCHI_MOVE_TROUBLE_H

#include "desk.h"

/* Adds a phrase for each: a day or an hour at which nobody visits, another visit of the
 * expert or of the company, the order of the visits, their gap (visits.gap_days_min and
 * _max; before the first none is known). lang: ja or en. */
void move_troubles(struct desk *d, const struct case_row *c, const struct visit *v,
    int64_t at, const char *lang, struct strlist *out);

#endif
