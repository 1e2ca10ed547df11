/* Before, after and long after a visit. What is sent is decided when the timer fires. */
#include "handlers.h"

#include "desk_report.h"

static bool
still_to_come(const struct visit *v)
{
	return str_eq(v->state, "proposed") || str_eq(v->state, "fixed");
}

static void
run_reminder(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;
	struct expert e;
	struct letter letter = {
	    .template_name = "visit_reminder_company", .c = c, .party = PARTY_REQUESTER};

	if (!store_visit_get(d->store, due->ref_id, &v))
		return;
	if (still_to_come(&v) && v.starts_at > d->now && desk_case_expert(d, c, &e)) {
		letter.visit = &v;
		letter.expert = &e;
		(void)desk_write(d, &letter);
		letter.template_name = "visit_reminder_expert";
		letter.party = PARTY_EXPERT;
		(void)desk_write(d, &letter);
		desk_event(
		    d, c, "visit", false, "第%d回の前の案内を双方に送りました", v.no);
		expert_free(&e);
	}
	visit_free(&v);
}

static void
run_over(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;

	if (!store_visit_get(d->store, due->ref_id, &v))
		return;
	if (still_to_come(&v) && v.ends_at <= d->now)
		desk_visit_held(d, c, &v, true);
	visit_free(&v);
}

/* The course ends some time after the last visit, with or without its report. */
static void
run_close(struct desk *d, struct case_row *c, const struct timer *due)
{
	size_t n, to_come = 0;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		to_come += still_to_come(&rows[i]);
	visits_free(rows, n);
	if (to_come)
		store_timer_set(d->store, c->id, due->kind, 0,
		    d->now + (int64_t)d->config->visits.close_after_days * 86400);
	else if (case_next_state(c->state, TRIGGER_COURSE_DONE)) {
		desk_reports_missing(d, c);
		desk_course_close(
		    d, c, "最終訪問から所定の日数が過ぎました（報告の一部がありません）");
	}
}

const struct timer_handler timer_visit_reminder = {"visit_reminder", run_reminder, false};
const struct timer_handler timer_visit_over = {"visit_over", run_over, false};
const struct timer_handler timer_course_close = {"course_close", run_close, false};
