/*
 * A date that one side cannot keep, by mail or by its calendar. See desk_slots.h.
 *
 * Until another date is agreed the visit has none. iTIP cannot say "moved, time unknown":
 * an update needs a time (RFC 5546, 3.2.2), and a date that stays in somebody's calendar
 * is one that he keeps. So it is a CANCEL with the visit's UID, and the date that is
 * agreed next is a REQUEST with the same UID and a higher SEQUENCE, which brings it back.
 */
#include "clock.h"
#include "desk_agency.h"
#include "desk_slots.h"

#include <stdlib.h>

enum { NEAR_WORKING_DAYS = 2 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

bool
desk_visit_near(struct desk *d, const struct visit *v)
{
	return day_of(v->starts_at) <=
	       workday_add(&d->workdays, day_of(d->now), NEAR_WORKING_DAYS);
}

/* No reminder of it leaves, and no report of it is asked for. */
static void
undate(struct desk *d, struct case_row *c, struct visit *v, const char *why)
{
	char *when = civil_ja_datetime(v->starts_at);

	store_timer_cancel(d->store, c->id, "visit_reminder", v->id);
	store_timer_cancel(d->store, c->id, "visit_over", v->id);
	(void)store_outbox_cancel(d->store, c->id, 0, v->id, why, d->now);
	set_str(&v->state, "asked");
	v->confirmed = 0;
	desk_event(d, c, "visit", false, "第%d回の日程（%s）を取り消しました: %s", v->no,
	    when, why);
	free(when);
}

/* Who is on the way to it must be called. */
static void
alert_near(struct desk *d, struct case_row *c, const struct visit *off,
    const struct slot_offer *offer)
{
	char *when = civil_ja_datetime(off->starts_at);
	const char *who = offer->side == SLOT_EXPERT ? "専門家" : "相談者側",
	           *other = offer->side == SLOT_EXPERT ? "相談者側" : "専門家";

	desk_event(d, c, "visit", true,
	    "直前の取りやめです。第%d回（%s）は%sの都合がつきません。%"
	    "sへ電話でもお伝えください",
	    off->no, when, who, other);
	desk_alert(d, c, "直前に訪問が取りやめになりました",
	    "第%d回（%s）は%sの都合がつきません。%"
	    "sにはメールを用意しました。電話でもお伝えください",
	    off->no, when, who, other);
	free(when);
}

/* Those in whose calendars the date stands hear that it is off. */
static void
tell_off(
    struct desk *d, struct case_row *c, const struct expert *e, struct slot_offer *gone)
{
	gone->n = 0;
	for (int side = 0; side < SLOT_SIDES; side++)
		if (gone->told & 1 << side)
			desk_slots_tell_off(d, c, e, gone, (enum slot_side)side);
}

void
desk_visit_call_off(struct desk *d, struct case_row *c, struct visit *v,
    const struct slot_offer *offer, const char *why)
{
	struct slot_offer gone = *offer;
	struct visit off;
	struct expert e;
	bool held;

	if (!desk_visit_dated(v) || !store_visit_get(d->store, v->id, &off))
		return;
	if (desk_visit_near(d, v))
		alert_near(d, c, v, offer);
	undate(d, c, v, why);
	held = desk_case_expert(d, c, &e);
	gone.told = held ? desk_visit_told(d, v, &e) : 0;
	if (gone.told) {
		off.sequence = ++v->sequence;
		gone.off = &off;
	}
	store_visit_update(d->store, v);
	desk_agency_visit_dropped(d, c, v);
	if (!v->round)
		desk_slots_begin(d, c, v, &gone);
	else if (gone.off)
		tell_off(d, c, &e, &gone);
	if (held)
		expert_free(&e);
	visit_free(&off);
}
