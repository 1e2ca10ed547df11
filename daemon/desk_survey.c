/* See desk_survey.h. */
#include "desk_survey.h"

#include "clock.h"
#include "desk_report.h"

#include <stdlib.h>

enum { DAY_SEC = 86400 };

static int64_t
working_days_on(const struct desk *d, int n)
{
	struct civil c = civil_from_time(d->now);
	int64_t day = civil_day(c.year, c.month, c.day);

	return d->now + (workday_add(&d->workdays, day, n) - day) * DAY_SEC;
}

void
desk_survey_begin(struct desk *d, struct case_row *c, const struct expert *e)
{
	int close = d->config->visits.survey_close_working_days;
	int remind = d->config->visits.survey_remind_working_days;

	(void)desk_write(d,
	    &(struct letter){.template_name = close ? "survey" : "course_closed_company",
	        .c = c,
	        .party = PARTY_REQUESTER,
	        .expert = e});
	if (!close) {
		desk_survey_end(d, c, "アンケートは行わない設定です");
		return;
	}
	if (remind && remind < close)
		store_timer_set(
		    d->store, c->id, TIMER_SURVEY_REMIND, 0, working_days_on(d, remind));
	store_timer_set(
	    d->store, c->id, TIMER_SURVEY_CLOSE, 0, working_days_on(d, close));
}

/* What the course came to stays the outcome. */
static void
end_by(struct desk *d, struct case_row *c, enum trigger t, const char *why)
{
	char *outcome = xstrdup_null(c->outcome);

	desk_reports_missing(d, c);
	store_timer_cancel(d->store, c->id, NULL, 0);
	if (desk_move(d, c, t, why)) {
		set_str(&c->outcome, outcome);
		store_case_update(d->store, c);
	}
	free(outcome);
}

void
desk_survey_end(struct desk *d, struct case_row *c, const char *why)
{
	end_by(d, c, TRIGGER_SURVEY_DONE, why);
}

void
desk_survey_call_off(struct desk *d, struct case_row *c, const char *why)
{
	end_by(d, c, TRIGGER_CLOSED, why);
}
