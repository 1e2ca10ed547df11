/* Dates agreed by slots. See desk_slots.h. */
#include "desk_slots.h"

#include "buf.h"
#include "clock.h"
#include "desk_agency.h"
#include "desk_settle.h"

#include <stdlib.h>
#include <string.h>

enum { WIDER_DAYS = 7, WIDEST_DAYS = 56, BOTH = 3 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

/* --- asking --- */

/* Those who named all of them need no letter. */
static bool
is_waited_for(const struct slot *slots, size_t n, enum slot_side side)
{
	for (size_t i = 0; i < n; i++)
		if (slots[i].answer[side] == SLOT_OPEN)
			return true;
	return false;
}

static void
set_timers(struct desk *d, const struct case_row *c, const struct visit *v)
{
	struct civil evening = civil_from_day(workday_add(
	    &d->workdays, day_of(d->now), d->config->visits.answer_working_days));

	evening.hour = d->config->calendar.close_hour;
	store_timer_cancel(d->store, c->id, "slots_silent", v->id);
	store_timer_set(d->store, c->id, "slots_remind", v->id, civil_to_time(&evening));
}

/* A gap that the programme does not foresee is said: both have to want it. */
static bool
breaks_gap(const struct desk *d, const struct slot_frame *f, const struct slot *k)
{
	int64_t day = day_of(k->starts_at), gap = day - f->before_day;

	if (f->before_day && (gap < d->config->visits.gap_days_min ||
	                         gap > d->config->visits.gap_days_max))
		return true;
	return f->ask.before &&
	       day_of(f->ask.before) - day < d->config->visits.gap_days_min;
}

static json_t *
asking_facts(struct desk *d, const struct visit *v, const struct slot_frame *f,
    const struct slot *slots, size_t n, bool offered)
{
	json_t *o = json_object();
	bool outside = false;

	for (size_t i = 0; i < n; i++)
		outside |= breaks_gap(d, f, &slots[i]);
	if (outside)
		(void)json_object_set_new(o, "outside", json_true());
	if (offered)
		(void)json_object_set_new(o, "offered", json_true());
	if (desk_visit_dated(v))
		(void)json_object_set_new(o, "moving", json_true());
	if (v->round > v->search)
		(void)json_object_set_new(o, "again", json_true());
	return o;
}

static bool
has_date(const struct slot_offer *gone, int side)
{
	return gone && (gone->told & 1 << side);
}

/* Adds whose word it was that the date of before is off. */
static json_t *
off_facts(const struct slot_offer *gone, int side, json_t *facts)
{
	if (gone && (int)gone->side == side)
		(void)json_object_set_new(facts, "own", json_true());
	return facts;
}

static void
note_round(struct desk *d, struct case_row *c, const struct visit *v,
    const struct slot *slots, size_t n)
{
	struct buf text = {0};

	for (size_t i = 0; i < n; i++) {
		char *when = civil_ja_datetime(slots[i].starts_at);

		buf_addf(&text, "%s%s", i ? "、" : "", when);
		free(when);
	}
	desk_event(d, c, "visit", false, "第%d回の候補日（%d回目）: %s", v->no,
	    v->round - v->search + 1, text.data ? (const char *)text.data : "");
	buf_free(&text);
}

/* Puts one round to whoever has not named it. offer: NULL when the desk has chosen. gone:
 * a date that falls away with it, which both are told; NULL. */
static void
put_round(struct desk *d, struct case_row *c, const struct expert *e, struct visit *v,
    const struct slot_frame *f, const struct span *spans, size_t n,
    const struct slot_offer *offer, const struct slot_offer *gone)
{
	struct slot slots[SLOTS_A_ROUND];
	bool first = v->round == 0;

	for (size_t i = 0; i < n; i++) {
		slots[i] = (struct slot){.starts_at = spans[i].starts_at,
		    .ends_at = spans[i].ends_at,
		    .answer = {SLOT_OPEN, SLOT_OPEN}};
		if (offer)
			slots[i].answer[offer->side] = (int)i + 1;
	}
	v->round = store_slots_last(d->store, v->id) + 1;
	if (first)
		v->search = v->round;
	v->expert_id = e->id;
	if (!desk_visit_dated(v)) {
		set_str(&v->state, "asked");
		v->starts_at = spans[0].starts_at;
		v->ends_at = spans[0].ends_at;
	}
	store_slots_add(d->store, slots, n, v->id, v->round, d->now);
	store_visit_update(d->store, v);
	note_round(d, c, v, slots, n);
	set_timers(d, c, v);
	for (int side = 0; side < SLOT_SIDES; side++) {
		const struct slot_offer *off = has_date(gone, side) ? gone : NULL;

		if (is_waited_for(slots, n, (enum slot_side)side))
			desk_slots_ask_side(d, c, e, off ? off->off : v,
			    (enum slot_side)side, off ? "visit_slots_off" : "visit_slots",
			    slots, n,
			    off_facts(off, side,
			        asking_facts(d, v, f, slots, n, offer != NULL)));
		else if (off)
			desk_slots_tell_off(d, c, e, off, (enum slot_side)side);
	}
}

static void
nothing_to_put(struct desk *d, struct case_row *c, const struct expert *e,
    struct visit *v, const struct slot_offer *gone)
{
	for (int side = 0; side < SLOT_SIDES; side++)
		if (has_date(gone, side))
			desk_slots_tell_off(d, c, e, gone, (enum slot_side)side);
	desk_slots_hand_over(d, c, v, "候補にできる日がありません");
}

static void
next_round(struct desk *d, struct case_row *c, const struct expert *e, struct visit *v,
    const struct slot_offer *offer)
{
	struct span spans[SLOTS_A_ROUND];
	const struct slot_offer *gone = offer && offer->off ? offer : NULL;
	struct slot_frame f;
	size_t n;

	if (v->round && v->round - v->search + 1 >= d->config->visits.rounds) {
		desk_slots_hand_over(d, c, v, "決められた回数では日程が決まりません");
		return;
	}
	desk_slot_frame(d, c, v, &f);
	if (offer && offer->n) {
		put_round(d, c, e, v, &f, offer->span, offer->n, offer, gone);
	} else {
		n = slot_plan(&f.ask, spans);
		/* Between two visits the gap counts more than a full choice. */
		for (int days = WIDER_DAYS;
		     days <= WIDEST_DAYS && (!n || (n < SLOTS_A_ROUND && !f.before_day));
		     days += WIDER_DAYS) {
			f.ask.last_day += WIDER_DAYS;
			n = slot_plan(&f.ask, spans);
		}
		if (n)
			put_round(d, c, e, v, &f, spans, n, NULL, gone);
		else
			nothing_to_put(d, c, e, v, gone);
	}
	desk_slot_frame_free(&f);
}

static void
begin(struct desk *d, struct case_row *c, struct visit *v, const struct slot_offer *offer)
{
	struct expert e;

	desk_slots_end(d, v);
	if (!desk_case_expert(d, c, &e)) {
		desk_slots_hand_over(d, c, v, "担当の専門家が決まっていません");
		return;
	}
	next_round(d, c, &e, v, offer);
	expert_free(&e);
}

void
desk_slots_begin(
    struct desk *d, struct case_row *c, struct visit *v, const struct slot_offer *offer)
{
	v->search = 0;
	begin(d, c, v, offer);
}

void
desk_slots_again(struct desk *d, struct case_row *c, struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(d->store, v->id, 0, &n);
	bool refused = false;

	for (size_t i = 0; i < n; i++)
		refused |= slots[i].round >= v->search &&
		           (slots[i].answer[SLOT_COMPANY] == SLOT_NO ||
		               slots[i].answer[SLOT_EXPERT] == SLOT_NO);
	free(slots);
	/* The search of before tells what has been asked; who was only silent may well
	 * get the same again. */
	if (!refused)
		v->search = 0;
	begin(d, c, v, NULL);
}

void
desk_slots_end(struct desk *d, struct visit *v)
{
	v->round = 0;
	store_visit_update(d->store, v);
	store_timer_cancel(d->store, v->case_id, "slots_remind", v->id);
	store_timer_cancel(d->store, v->case_id, "slots_silent", v->id);
}

void
desk_slots_hand_over(struct desk *d, struct case_row *c, struct visit *v, const char *why)
{
	char *view = desk_slots_view(d, c, v);

	desk_slots_end(d, v);
	desk_event(d, c, "visit", true, "第%d回の日程を調整してください（%s）。%s", v->no,
	    why, view);
	desk_alert(d, c, "訪問の日程が決まりません", "第%d回: %s。%s", v->no, why, view);
	free(view);
}

bool
desk_slots_remind(struct desk *d, struct case_row *c, struct visit *v)
{
	struct expert e;
	struct slot_frame f;
	size_t n;
	struct slot *slots = store_slots(d->store, v->id, v->round, &n);
	bool any = false;

	if (!v->round || !desk_case_expert(d, c, &e)) {
		free(slots);
		return false;
	}
	desk_slot_frame(d, c, v, &f);
	for (int side = 0; side < SLOT_SIDES; side++)
		if (is_waited_for(slots, n, (enum slot_side)side)) {
			any = true;
			desk_slots_ask_side(d, c, &e, v, (enum slot_side)side,
			    "visit_slots_reminder", slots, n,
			    asking_facts(d, v, &f, slots, n, false));
		}
	desk_slot_frame_free(&f);
	expert_free(&e);
	free(slots);
	return any;
}

/* --- answers --- */

/* Nobody has taken it meanwhile, nor have the visits beside it moved across it. */
static bool
still_free(const struct slot_frame *f, const struct slot *k)
{
	if ((f->ask.after && k->starts_at < f->ask.after) ||
	    (f->ask.before && k->ends_at > f->ask.before))
		return false;
	for (size_t i = 0; i < f->ask.taken_n; i++)
		if (f->taken[i].fixed && k->starts_at < f->taken[i].ends_at &&
		    f->taken[i].starts_at < k->ends_at)
			return false;
	return true;
}

/* Of those that suit both the one that both like best; *open: one may still come to
 * suit. */
static const struct slot *
best_of(const struct desk *d, const struct slot_frame *f, const struct slot *slots,
    size_t n, bool *open)
{
	const struct slot *best = NULL;
	int best_rank = 0;

	*open = false;
	for (size_t i = 0; i < n; i++) {
		const struct slot *k = &slots[i];
		int a = k->answer[SLOT_COMPANY], b = k->answer[SLOT_EXPERT];

		if (a == SLOT_NO || b == SLOT_NO || k->starts_at <= d->now ||
		    !still_free(f, k))
			continue;
		if (a == SLOT_OPEN || b == SLOT_OPEN)
			*open = true;
		else if (!best || a + b < best_rank) {
			best = k;
			best_rank = a + b;
		}
	}
	return best;
}

/* A slot that may still be agreed to, and that the course would not bear now. */
static bool
has_become_wrong(struct desk *d, const struct case_row *c, const struct visit *v)
{
	struct slot_frame f;
	size_t n;
	struct slot *slots = store_slots(d->store, v->id, v->round, &n);
	bool wrong = false;

	desk_slot_frame(d, c, v, &f);
	for (size_t i = 0; i < n; i++)
		wrong |= slots[i].answer[SLOT_COMPANY] != SLOT_NO &&
		         slots[i].answer[SLOT_EXPERT] != SLOT_NO &&
		         (breaks_gap(d, &f, &slots[i]) || !still_free(&f, &slots[i]));
	desk_slot_frame_free(&f);
	free(slots);
	return wrong;
}

void
desk_slots_redated(struct desk *d, struct case_row *c, const struct visit *moved)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++) {
		if (rows[i].id == moved->id || !rows[i].round ||
		    !has_become_wrong(d, c, &rows[i]))
			continue;
		desk_event(d, c, "visit", false,
		    "第%d回の日程が変わったため、第%d回の候補日を改めます", moved->no,
		    rows[i].no);
		desk_slots_begin(d, c, &rows[i], NULL);
	}
	visits_free(rows, n);
}

static void
fix(struct desk *d, struct case_row *c, const struct expert *e, struct visit *v,
    const struct slot_frame *f, const struct slot *k)
{
	int64_t was = desk_visit_dated(v) ? v->starts_at : 0;
	char *when = civil_ja_datetime(k->starts_at);

	if (desk_visit_invited(d, v))
		v->sequence++;
	v->starts_at = k->starts_at;
	v->ends_at = k->ends_at;
	v->confirmed = BOTH;
	v->expert_id = e->id;
	set_str(&v->state, "fixed");
	desk_slots_end(d, v);
	(void)store_outbox_cancel(
	    d->store, c->id, 0, v->id, "訪問日が決まったため", d->now);
	desk_visit_timers(d, v);
	/* The letter of today says all that a reminder would. */
	if (workday_add(&d->workdays, day_of(v->starts_at),
	        -d->config->visits.remind_working_days) <= day_of(d->now))
		store_timer_cancel(d->store, c->id, "visit_reminder", v->id);
	desk_event(d, c, "visit", false, "第%d回の日程が%sに確定しました", v->no, when);
	desk_settle(d, c, SETTLES_DATED, NULL, v->no);
	if (breaks_gap(d, f, k))
		desk_event(d, c, "visit", false,
		    "第%d回は間隔の目安（%d～%d日）から外れますが、双方が同意しました",
		    v->no, d->config->visits.gap_days_min,
		    d->config->visits.gap_days_max);
	desk_slots_tell_fixed(d, c, e, v, was);
	desk_agency_visit(d, c, v);
	desk_slots_redated(d, c, v);
	free(when);
}

void
desk_slots_settle(
    struct desk *d, struct case_row *c, struct visit *v, const struct slot_offer *offer)
{
	struct expert e;
	struct slot_frame f;
	size_t n;
	bool open;
	struct slot *slots;
	const struct slot *best;

	if (!desk_case_expert(d, c, &e)) {
		desk_slots_hand_over(d, c, v, "担当の専門家が決まっていません");
		return;
	}
	slots = store_slots(d->store, v->id, v->round, &n);
	desk_slot_frame(d, c, v, &f);
	best = best_of(d, &f, slots, n, &open);
	if (best)
		fix(d, c, &e, v, &f, best);
	else if (!open)
		next_round(d, c, &e, v, offer);
	desk_slot_frame_free(&f);
	free(slots);
	expert_free(&e);
}
