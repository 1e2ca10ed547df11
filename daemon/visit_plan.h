/*
 * When the visits of a course are proposed: on working days of the desk, at the
 * programme's gaps, on wished days where one fits, never on days that were ruled out or
 * taken.
 */
#ifndef MADOGUCHI_VISIT_PLAN_H
#define MADOGUCHI_VISIT_PLAN_H

#include "config.h"
#include "store_slots.h"
#include "workday.h"

struct visit_wishes {
	const struct strlist *wanted;      /* ISO dates, date-times, intervals a/b */
	const struct strlist *unavailable; /* likewise */
	const struct taken *busy;          /* the other visits of both sides */
	size_t busy_n;
};

/* The start of one visit, between from_day + min and from_day + max days (civil_day; the
 * end is overstepped rather than a closed day taken). */
int64_t visit_plan(const struct config *c, const struct workdays *w,
    const struct visit_wishes *wishes, int64_t from_day, int min_days, int max_days);

#endif
