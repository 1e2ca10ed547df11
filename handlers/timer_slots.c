/* Silence about the slots of a visit's date: one reminder, then the operator. */
#include "desk_slots.h"
#include "handlers.h"

#include "clock.h"

/* Nobody is reminded of a letter that waits for the operator itself. */
static bool
waits_for_approval(struct desk *d, const struct visit *v)
{
	size_t n;
	bool held = false;
	struct outbox_row *rows = store_outbox_list(d->store, v->case_id, "held", &n);

	for (size_t i = 0; i < n && !held; i++)
		held = rows[i].visit_id == v->id;
	outbox_rows_free(rows, n);
	return held;
}

static int64_t
evening_after(struct desk *d, int working_days)
{
	struct civil today = civil_from_time(d->now), evening;

	evening = civil_from_day(workday_add(
	    &d->workdays, civil_day(today.year, today.month, today.day), working_days));
	evening.hour = d->config->calendar.close_hour;
	return civil_to_time(&evening);
}

static void
run_remind(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;

	if (!store_visit_get(d->store, due->ref_id, &v))
		return;
	if (v.round && waits_for_approval(d, &v))
		store_timer_set(d->store, c->id, due->kind, v.id, evening_after(d, 1));
	else if (desk_slots_remind(d, c, &v))
		store_timer_set(d->store, c->id, "slots_silent", v.id,
		    evening_after(d, d->config->visits.answer_working_days));
	visit_free(&v);
}

static void
run_silent(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;

	if (!store_visit_get(d->store, due->ref_id, &v))
		return;
	if (v.round)
		desk_slots_hand_over(d, c, &v, "候補日への返信がありません");
	visit_free(&v);
}

const struct timer_handler timer_slots_remind = {"slots_remind", run_remind, false};
const struct timer_handler timer_slots_silent = {"slots_silent", run_silent, false};
