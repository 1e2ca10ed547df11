/* A course by slots: what is asked next, dates that fall away, an end before the last
 * visit. See desk_slots.h. */
#include "desk_slots.h"

#include "clock.h"
#include "desk_agency.h"
#include "desk_report.h"

#include <stdlib.h>
#include <string.h>

bool
desk_visit_dated(const struct visit *v)
{
	return str_eq(v->state, "proposed") || str_eq(v->state, "fixed");
}

bool
desk_visit_over(const struct visit *v)
{
	return str_eq(v->state, "held") || str_eq(v->state, "reported");
}

bool
desk_visit_invited(struct desk *d, const struct visit *v)
{
	static const char *const names[] = {"visit_invite", "visit_update", "visit_fixed",
	    "visit_cancel", "visit_off", "visit_slots_off", "visit_format"};
	size_t n;
	bool found = false;
	struct outbox_row *rows = store_outbox_list(d->store, v->case_id, NULL, &n);

	for (size_t i = 0; i < n && !found; i++)
		for (size_t k = 0; k < ARRAY_LEN(names) && !found; k++)
			found = rows[i].visit_id == v->id &&
			        !str_eq(rows[i].state, "cancelled") &&
			        str_eq(rows[i].template_name, names[k]);
	outbox_rows_free(rows, n);
	return found;
}

enum day_trouble
desk_slots_countered(
    struct desk *d, struct case_row *c, struct visit *v, int side, int64_t starts_at)
{
	char *when = civil_iso_minute(starts_at);
	struct slot_offer offer = {
	    .side = side == 1 << SLOT_EXPERT ? SLOT_EXPERT : SLOT_COMPANY};
	const struct wish wish = {.side = offer.side, .possible = true, .day = when};
	struct slot_frame f;
	enum day_trouble trouble;

	desk_slot_frame(d, c, v, &f);
	trouble = slot_of_wish(&f.ask, &wish, offer.span, &offer.n);
	desk_slot_frame_free(&f);
	if (trouble == DAY_FITS)
		desk_slots_begin(d, c, v, &offer);
	free(when);
	return trouble;
}

void
desk_visit_not_held(struct desk *d, struct case_row *c, struct visit *v, const char *why)
{
	char *when = civil_ja_datetime(v->starts_at);

	store_timer_cancel(d->store, c->id, "visit_reminder", v->id);
	store_timer_cancel(d->store, c->id, "visit_over", v->id);
	desk_report_off(d, v);
	store_timer_cancel(d->store, c->id, "course_close", 0);
	(void)store_outbox_cancel(d->store, c->id, 0, v->id, why, d->now);
	set_str(&v->state, "asked");
	v->confirmed = 0;
	store_visit_update(d->store, v);
	desk_event(d, c, "visit", true, "第%d回（%s）は行われませんでした: %s", v->no,
	    when, why);
	desk_alert(
	    d, c, "訪問が行われませんでした", "第%d回（%s）: %s", v->no, when, why);
	free(when);
	desk_agency_visit(d, c, v);
	desk_slots_begin(d, c, v, NULL);
}

/* --- a course that ends before its last visit --- */

enum { VISITS_LEAST = 2, BOTH_SIDES = 3, END_SILENT_DAYS = 5, DAY_SEC = 86400 };

/* The last visit that was held, where the course may end with it. */
static bool
may_end_with(struct desk *d, const struct case_row *c, struct visit *v)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	int64_t last = 0;
	int held = 0;

	for (size_t i = 0; i < n; i++)
		if (desk_visit_over(&rows[i])) {
			last = rows[i].id;
			held++;
		}
	visits_free(rows, n);
	return held >= VISITS_LEAST && held < d->config->visits.count &&
	       case_next_state(c->state, TRIGGER_COURSE_DONE) &&
	       store_visit_get(d->store, last, v);
}

int
desk_course_ending(struct desk *d, const struct case_row *c)
{
	struct visit v;
	int sides;

	if (!may_end_with(d, c, &v))
		return 0;
	sides = v.ending;
	visit_free(&v);
	return sides;
}

static void
ask_the_other(struct desk *d, struct case_row *c, const struct visit *v, int side)
{
	bool to_expert = side == 1 << SLOT_COMPANY;
	struct expert e;

	if (!desk_case_expert(d, c, &e))
		return;
	(void)desk_write(
	    d, &(struct letter){.template_name = "course_end_ask",
	           .c = c,
	           .party = to_expert ? PARTY_EXPERT : PARTY_REQUESTER,
	           .expert = &e,
	           .visit = v,
	           .extra = to_expert ? json_pack("{s:{s:b}}", "asking", "to_expert", 1)
	                              : NULL});
	expert_free(&e);
}

bool
desk_course_end_asked(struct desk *d, struct case_row *c, int side)
{
	struct visit v;
	const char *who = side == 1 << SLOT_EXPERT ? "専門家" : "相談者側";
	char *outcome;

	if (!may_end_with(d, c, &v))
		return false;
	desk_event(d, c, "visit", false, "%sが第%d回で終えることを%s", who, v.no,
	    v.ending ? "了承しました" : "希望しました");
	v.ending |= side;
	store_visit_update(d->store, &v);
	if (v.ending == BOTH_SIDES) {
		outcome = xasprintf("双方の合意により、第%d回で終わりました", v.no);
		desk_course_close(d, c, outcome);
		free(outcome);
	} else {
		ask_the_other(d, c, &v, side);
		store_timer_set(d->store, c->id, "course_end_silent", 0,
		    d->now + (int64_t)END_SILENT_DAYS * DAY_SEC);
	}
	visit_free(&v);
	return true;
}

/* --- what comes next --- */

/* Visit 1 is on site unless the company asked for online; the others are online where it
 * agreed to that and the expert offers it. */
static const char *
format_of(const struct case_row *c, const struct expert *e, int no)
{
	bool agreed = str_eq(c->format, "online") ||
	              (no > 1 && str_eq(c->format, "any") && e->forms & FORM_ONLINE);

	return agreed ? "online" : "visit";
}

static bool
make_row(struct desk *d, struct case_row *c, int no, struct visit *v)
{
	struct expert e;

	if (store_visit_find(d->store, c->id, no, v))
		return true;
	if (!desk_case_expert(d, c, &e))
		return false;
	*v = (struct visit){.case_id = c->id, .no = no, .starts_at = d->now};
	v->ends_at = v->starts_at;
	v->expert_id = e.id;
	v->uid = desk_visit_uid(d, c, no);
	set_str(&v->state, "asked");
	set_str(&v->format, format_of(c, &e, no));
	v->id = store_visit_add(d->store, v);
	expert_free(&e);
	return v->id != 0;
}

/* What the expert's report names as the next date. */
static void
take_named(struct desk *d, struct case_row *c, const struct visit *v,
    const struct strlist *named, struct slot_offer *offer)
{
	struct slot_frame f;

	*offer = (struct slot_offer){.side = SLOT_EXPERT};
	desk_slot_frame(d, c, v, &f);
	for (size_t i = 0; named && i < named->n; i++) {
		const struct wish w = {SLOT_EXPERT, true, named->v[i], 0};

		(void)slot_of_wish(&f.ask, &w, offer->span, &offer->n);
	}
	desk_slot_frame_free(&f);
}

/* A report that is missing holds up the next visit alone: who asked for that one without
 * it (the operator) has not done so for nothing. */
static bool
asked_beyond(struct desk *d, const struct case_row *c, int no)
{
	struct visit v;

	if (!store_visit_find(d->store, c->id, no + 1, &v))
		return false;
	visit_free(&v);
	return true;
}

bool
desk_visit_next(struct desk *d, struct case_row *c, bool wait_for_report,
    const struct strlist *named_by_expert)
{
	struct slot_offer offer;
	struct visit v;

	for (int no = 1; no <= d->config->visits.count; no++) {
		bool found = store_visit_find(d->store, c->id, no, &v);
		bool pass =
		    found && (str_eq(v.state, "reported") ||
		                 (str_eq(v.state, "held") &&
		                     (!wait_for_report || asked_beyond(d, c, no))));
		bool under_way = found && !pass &&
		                 (desk_visit_dated(&v) || v.round ||
		                     str_eq(v.state, "asked") || desk_visit_over(&v));

		if (found)
			visit_free(&v);
		if (under_way)
			return true;
		if (pass)
			continue;
		if (!make_row(d, c, no, &v))
			return true;
		take_named(d, c, &v, named_by_expert, &offer);
		desk_slots_begin(d, c, &v, &offer);
		visit_free(&v);
		return true;
	}
	return false;
}
