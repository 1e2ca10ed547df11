/* A survey that nobody answers: one reminder, then the case is closed all the same. */
#include "handlers.h"

#include "desk_survey.h"
#include "store_report.h"

/* Something came already, whether or not it could be read. */
static bool
was_answered(struct desk *d, const struct case_row *c)
{
	struct survey_row r;

	if (!store_survey_get(d->store, c->id, &r))
		return false;
	survey_row_free(&r);
	return true;
}

static void
run_remind(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)due;
	if (!str_eq(c->state, "survey") || was_answered(d, c))
		return;
	desk_event(d, c, "survey", false, "アンケートの回答を一度お願いし直しました");
	(void)desk_write(
	    d, &(struct letter){
	           .template_name = "survey_reminder", .c = c, .party = PARTY_REQUESTER});
}

static void
run_close(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)due;
	if (str_eq(c->state, "survey"))
		desk_survey_end(d, c,
		    was_answered(d, c)
		        ? "アンケートの期間が終わりました"
		        : "アンケートの回答がないまま、期間が終わりました");
}

const struct timer_handler timer_survey_remind = {TIMER_SURVEY_REMIND, run_remind, false};
const struct timer_handler timer_survey_close = {TIMER_SURVEY_CLOSE, run_close, false};
