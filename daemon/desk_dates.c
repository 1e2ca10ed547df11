/*
 * What a side says against a date, by mail or by its calendar's buttons: the words and
 * the buttons do the same. See desk.h.
 */
#include "desk.h"

#include "clock.h"
#include "desk_slots.h"

#include <stdlib.h>

enum { MOVE_DAYS_MAX = 21, DAY_SEC = 86400 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static bool
keeps_gap(const struct desk *d, int64_t days)
{
	return days >= d->config->visits.gap_days_min &&
	       days <= d->config->visits.gap_days_max;
}

/* The visits keep their order and their gaps, and the date stays near the one that was
 * proposed: whatever else may be good, but the other side has to say so. */
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
		if (rows[i].no == v->no - 1)
			ok = ok && keeps_gap(d, day_of(at) - day_of(rows[i].starts_at));
		if (rows[i].no == v->no + 1)
			ok = ok && keeps_gap(d, day_of(rows[i].starts_at) - day_of(at));
	}
	visits_free(rows, n);
	return ok;
}

/* Neither side has another visit on that day, nor is one being asked for at that time. */
static bool
both_are_free(struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	int64_t end = at + (int64_t)d->config->visits.length_minutes * 60;
	size_t n;
	struct taken *taken = store_taken(
	    d->store, c->expert_id, c->id, v->id, at - DAY_SEC, at + DAY_SEC, &n);
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

/* To come, on a working day, and all of it while the desk is open. */
static bool
in_business_hours(const struct desk *d, int64_t at)
{
	struct civil c = civil_from_time(at);
	int end = c.hour * 60 + c.minute + d->config->visits.length_minutes;

	return at > d->now && workday(&d->workdays, day_of(at)) &&
	       c.hour >= d->config->calendar.open_hour &&
	       end <= d->config->calendar.close_hour * 60;
}

bool
desk_visit_moves_at_once(
    struct desk *d, struct case_row *c, struct visit *v, int side, int64_t starts_at)
{
	if (!str_eq(v->state, "proposed") || !in_business_hours(d, starts_at) ||
	    !keeps_the_course(d, c, v, starts_at) || !both_are_free(d, c, v, starts_at))
		return false;
	desk_visit_move(d, c, v, starts_at);
	desk_visit_agree(d, c, v, side);
	return true;
}

/* The time that is proposed instead, where it can be put to the other side. */
static void
offer_instead(struct desk *d, const struct case_row *c, const struct visit *v,
    int64_t starts_at, struct slot_offer *offer)
{
	char *when = civil_iso_minute(starts_at);
	const struct wish wish = {.side = offer->side, .possible = true, .day = when};
	struct slot_frame f;

	desk_slot_frame(d, c, v, &f);
	(void)slot_of_wish(&f.ask, &wish, offer->span, &offer->n);
	desk_slot_frame_free(&f);
	free(when);
}

bool
desk_visit_refused(struct desk *d, struct case_row *c, struct visit *v, int side,
    const char *why, int64_t instead)
{
	struct slot_offer offer = {
	    .side = side == 1 << SLOT_EXPERT ? SLOT_EXPERT : SLOT_COMPANY};
	char *day;
	struct wish cannot = {.side = offer.side};

	if (why || instead == v->starts_at)
		instead = 0;
	if (instead && desk_visit_moves_at_once(d, c, v, side, instead))
		return true;
	if (instead)
		offer_instead(d, c, v, instead, &offer);
	cannot.day = day = civil_iso_date(v->starts_at);
	desk_event(d, c, "visit", false, "第%d回の日程は%sの都合が合いません%s%s", v->no,
	    offer.side == SLOT_EXPERT ? "専門家" : "相談者", str_empty(why) ? "" : ": ",
	    why ? why : "");
	/* Another hour of that day may do. */
	if (!instead || day_of(instead) != day_of(v->starts_at))
		store_wish_add(d->store, c->id,
		    offer.side == SLOT_EXPERT ? c->expert_id : 0, &cannot, d->now);
	desk_visit_call_off(d, c, v, &offer, "都合がつかなくなったとの連絡のため");
	free(day);
	return true;
}

bool
desk_visit_counter_fails(struct desk *d, struct case_row *c, const struct visit *v,
    int side, int64_t starts_at, const struct address *from)
{
	enum slot_side by = side == 1 << SLOT_EXPERT ? SLOT_EXPERT : SLOT_COMPANY;
	const char *lang = by == SLOT_EXPERT ? "ja" : c->lang;
	char *when = civil_iso_minute(starts_at), *why;
	const struct wish wish = {.side = by, .possible = true, .day = when};
	struct span span[SLOTS_A_ROUND];
	struct slot_frame f;
	enum day_trouble t;
	size_t n = 0;

	desk_slot_frame(d, c, v, &f);
	t = slot_of_wish(&f.ask, &wish, span, &n);
	desk_slot_frame_free(&f);
	if (t != DAY_FITS && t != DAY_FAR) {
		why = desk_day_trouble(d, t, when, lang);
		desk_slots_ask_back(d, c, v, by, json_pack("[s]", why), from);
		free(why);
	}
	free(when);
	return t != DAY_FITS && t != DAY_FAR;
}

bool
desk_visit_countered(struct desk *d, struct case_row *c, struct visit *v, int side,
    int64_t starts_at, int64_t ends_at)
{
	if (ends_at && ends_at - starts_at != v->ends_at - v->starts_at)
		return false;
	if (starts_at == v->starts_at) {
		desk_visit_agree(d, c, v, side);
		return true;
	}
	if (desk_visit_moves_at_once(d, c, v, side, starts_at))
		return true;
	return !v->round && desk_slots_countered(d, c, v, side, starts_at) == DAY_FITS;
}
