/* Thanks and mere receipts on a case: noted, nothing to answer. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->c && in->route->role && in->r->reply.kind == REPLY_THANKS_ONLY;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	in->case_id = in->c->id;
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "お礼とも読めますが、はっきりしません");
	desk_event(d, in->c, "thanks", false, "お礼・受領の連絡（%s）",
	    in->m->from.addr ? in->m->from.addr : "");
	return OUTCOME_DONE;
}

const struct message_handler handler_thanks = {"thanks", match, run};
