/*
 * What a side says against a date, by mail or by its calendar's buttons: the words and
 * the buttons do the same. One possible new time is put to the other side as an update;
 * everything else is the operator's. See desk.h.
 */
#include "desk.h"

#include "clock.h"
#include "desk_agency.h"

#include <stdlib.h>

enum { MOVE_DAYS_MAX = 21, DAY_SEC = 86400, SIDE_EXPERT = 2 };

/* The visits keep their order, and the date stays near the one that was proposed. */
static bool
keeps_the_course(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	bool ok = at - v->starts_at <= (int64_t)MOVE_DAYS_MAX * DAY_SEC &&
	          v->starts_at - at <= (int64_t)MOVE_DAYS_MAX * DAY_SEC;

	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].state, "cancelled") || rows[i].id == v->id)
			continue;
		if (rows[i].no < v->no ? rows[i].ends_at > at : rows[i].starts_at <= at)
			ok = false;
	}
	visits_free(rows, n);
	return ok;
}

/* The expert has no other visit on that day. */
static bool
expert_is_free(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	size_t n;
	int64_t *busy =
	    store_visit_busy(d->store, c->expert_id, at - DAY_SEC, at + DAY_SEC, &n);
	struct civil day = civil_from_time(at);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct civil other = civil_from_time(busy[i]);

		if (busy[i] != v->starts_at && other.month == day.month &&
		    other.day == day.day)
			ok = false;
	}
	free(busy);
	return ok;
}

/* To come, on a working day, beginning while the desk is open. */
static bool
in_business_hours(const struct desk *d, int64_t at)
{
	struct civil c = civil_from_time(at);

	return at > d->now && workday(&d->workdays, civil_day(c.year, c.month, c.day)) &&
	       c.hour >= d->config->calendar.open_hour &&
	       c.hour < d->config->calendar.close_hour;
}

bool
desk_visit_refused(
    struct desk *d, struct case_row *c, struct visit *v, int side, const char *why)
{
	desk_event(d, c, "visit", false, "第%d回の日程は%sの都合が合いません%s%s", v->no,
	    side == SIDE_EXPERT ? "専門家" : "相談者", str_empty(why) ? "" : ": ",
	    why ? why : "");
	if (v->confirmed & side) {
		v->confirmed &= ~side;
		if (str_eq(v->state, "fixed")) {
			set_str(&v->state, "proposed");
			/* That it was fixed need not be told any more. */
			store_timer_cancel(d->store, c->id, AGENCY_TIMER, v->id);
		}
		store_visit_update(d->store, v);
	}
	return false;
}

bool
desk_visit_countered(struct desk *d, struct case_row *c, struct visit *v, int side,
    int64_t starts_at, int64_t ends_at)
{
	if (ends_at && ends_at - starts_at != v->ends_at - v->starts_at)
		return false;
	if (starts_at != v->starts_at) {
		if (!in_business_hours(d, starts_at) ||
		    !keeps_the_course(d, c, v, starts_at) ||
		    !expert_is_free(d, c, v, starts_at))
			return false;
		desk_visit_move(d, c, v, starts_at);
	}
	desk_visit_agree(d, c, v, side);
	return true;
}
