/* When the visits of a course are proposed. See visit_plan.h. */
#include "visit_plan.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_AHEAD_DAYS = 60 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static int64_t
time_on(int64_t day, int hour, int minute)
{
	struct civil c = civil_from_day(day);

	c.hour = hour;
	c.minute = minute;
	return civil_to_time(&c);
}

/* Whether an entry (a day, a moment or an interval a/b) holds the day; *start gets the
 * time of a moment, 0 otherwise. */
static bool
entry_holds(const char *entry, int64_t day, int64_t *start)
{
	char *first = xstrdup(entry);
	char *slash = strchr(first, '/');
	int64_t a = 0, b = 0;
	bool ok;

	*start = 0;
	if (slash)
		*slash = '\0';
	ok = civil_parse_iso(first, &a) && (!slash || civil_parse_iso(slash + 1, &b));
	if (ok && !slash) {
		b = a;
		if (strchr(first, 'T'))
			*start = a;
	}
	free(first);
	return ok && day >= day_of(a) && day <= day_of(b);
}

static bool
list_holds(const struct strlist *list, int64_t day, int64_t *start)
{
	for (size_t i = 0; list && i < list->n; i++)
		if (entry_holds(list->v[i], day, start))
			return true;
	return false;
}

static bool
taken(const struct visit_wishes *wishes, int64_t day)
{
	for (size_t i = 0; i < wishes->busy_n; i++)
		if (day_of(wishes->busy[i].starts_at) == day)
			return true;
	return false;
}

static bool
possible(const struct workdays *w, const struct visit_wishes *wishes, int64_t day)
{
	int64_t start;

	return workday(w, day) && !taken(wishes, day) &&
	       !list_holds(wishes->unavailable, day, &start);
}

int64_t
visit_plan(const struct config *c, const struct workdays *w,
    const struct visit_wishes *wishes, int64_t from_day, int min_days, int max_days)
{
	int64_t usual = 0, start = 0;

	for (int64_t day = from_day + min_days; day <= from_day + max_days; day++) {
		if (!possible(w, wishes, day))
			continue;
		if (list_holds(wishes->wanted, day, &start))
			return start ? start
			             : time_on(day, c->visits.start_hour,
			                   c->visits.start_minute);
		if (!usual)
			usual = day;
	}
	for (int64_t day = from_day + max_days + 1;
	     !usual && day < from_day + max_days + LOOK_AHEAD_DAYS; day++)
		if (possible(w, wishes, day))
			usual = day;
	if (!usual)
		usual = workday_next(w, from_day + min_days);
	return time_on(usual, c->visits.start_hour, c->visits.start_minute);
}
