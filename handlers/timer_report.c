/* A report that does not come: two reminders, then the operator. What is sent is decided
 * when the timer fires. */
#include "handlers.h"

#include "desk_report.h"

/* The visit whose report is still missing; false when it came or the visit is off. */
static bool
still_missing(struct desk *d, const struct timer *due, struct visit *v)
{
	if (!store_visit_get(d->store, due->ref_id, v))
		return false;
	if (str_eq(v->state, "held"))
		return true;
	visit_free(v);
	return false;
}

static void
remind(struct desk *d, struct case_row *c, const struct timer *due, const char *next)
{
	struct visit v;

	if (!still_missing(d, due, &v))
		return;
	desk_event(d, c, "report", false,
	    "第%d回の報告がまだないため、専門家に催促しました", v.no);
	desk_report_letter(d, c, &v, "report_reminder", NULL);
	desk_report_chase(d, &v, next);
	visit_free(&v);
}

static void
run_late(struct desk *d, struct case_row *c, const struct timer *due)
{
	remind(d, c, due, TIMER_REPORT_AGAIN);
}

static void
run_again(struct desk *d, struct case_row *c, const struct timer *due)
{
	remind(d, c, due, TIMER_REPORT_MISSING);
}

static void
run_missing(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;

	if (!still_missing(d, due, &v))
		return;
	desk_report_missing(d, c, &v);
	visit_free(&v);
}

const struct timer_handler timer_report_late = {TIMER_REPORT_LATE, run_late, false};
const struct timer_handler timer_report_again = {TIMER_REPORT_AGAIN, run_again, false};
const struct timer_handler timer_report_missing = {
    TIMER_REPORT_MISSING, run_missing, false};
