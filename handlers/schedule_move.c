/* One exact new time for a date that was proposed. See schedule.h. */
#include "schedule.h"

#include "clock.h"

#include <stdlib.h>
#include <string.h>

enum { MOVE_DAYS_MAX = 21, DAY_SEC = 86400 };

/* The visits keep their order, and the date stays near the one that was proposed. */
static bool
keeps_the_course(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	bool ok = at - v->starts_at <= MOVE_DAYS_MAX * DAY_SEC &&
	          v->starts_at - at <= MOVE_DAYS_MAX * DAY_SEC;

	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].state, "cancelled") || rows[i].id == v->id)
			continue;
		if (rows[i].no < v->no ? rows[i].ends_at > at : rows[i].starts_at <= at)
			ok = false;
	}
	visits_free(rows, n);
	return ok;
}

/* The expert has no other visit on that day, and none is being asked for at that time. */
static bool
expert_is_free(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	int64_t end = at + (int64_t)d->config->visits.length_minutes * 60;
	size_t n;
	struct taken *taken = store_expert_taken(
	    d->store, c->expert_id, v->id, at - DAY_SEC, at + DAY_SEC, &n);
	struct civil day = civil_from_time(at);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct civil other = civil_from_time(taken[i].starts_at);

		if ((taken[i].fixed && other.month == day.month &&
		        other.day == day.day) ||
		    (taken[i].starts_at < end && at < taken[i].ends_at))
			ok = false;
	}
	free(taken);
	return ok;
}

/* A new time that needs no person to judge: exactly one, to come, in business hours. */
static bool
plain_counter(const struct desk *d, const struct input *in, int64_t *at)
{
	const struct reply *reply = &in->r->reply;
	struct civil c;

	if (reply->kind != REPLY_SCHEDULE_COUNTER || reply->dates.n != 1 ||
	    !strchr(reply->dates.v[0], 'T') || strchr(reply->dates.v[0], '/') ||
	    !civil_parse_iso(reply->dates.v[0], at) || *at <= d->now)
		return false;
	c = civil_from_time(*at);
	return workday(&d->workdays, civil_day(c.year, c.month, c.day)) &&
	       c.hour >= d->config->calendar.open_hour &&
	       c.hour < d->config->calendar.close_hour;
}

bool
schedule_moves_at_once(struct desk *d, const struct input *in, struct visit *v)
{
	int64_t at;

	if (!in->route->visit_id || !str_eq(v->state, "proposed") ||
	    !plain_counter(d, in, &at) || !keeps_the_course(d, in->c, v, at) ||
	    !expert_is_free(d, in->c, v, at))
		return false;
	desk_visit_move(d, in->c, v, at);
	return true;
}
