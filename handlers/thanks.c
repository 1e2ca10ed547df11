/* Thanks and mere receipts on a case: noted, nothing to answer. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->c && in->route->role &&
	       (in->r->reply.kind == REPLY_THANKS_ONLY ||
	           in->r->reply.kind == REPLY_SURVEY_ANSWER);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	in->case_id = in->c->id;
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(
		    d, in, "お礼やアンケートとも読めますが、はっきりしません");
	if (in->r->reply.kind == REPLY_SURVEY_ANSWER)
		desk_event(d, in->c, "survey", false, "アンケートの回答（目標達成: %s）",
		    in->r->reply.report.goal_reached ? in->r->reply.report.goal_reached
		                                     : "記載なし");
	else
		desk_event(d, in->c, "thanks", false, "お礼・受領の連絡（%s）",
		    in->m->from.addr ? in->m->from.addr : "");
	return OUTCOME_DONE;
}

const struct message_handler handler_thanks = {"thanks", match, run};
