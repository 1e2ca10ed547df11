/* The company, or who brought the case, does not want it any more; or the expert cannot
 * go on. */
#include "desk_slots.h"
#include "expert.h"

#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_WITHDRAW || in->r->reply.kind == REPLY_WITHDRAW;
}

static enum outcome
expert_withdraws(struct desk *d, struct input *in)
{
	enum outcome outcome;
	struct offer o;
	struct expert e;

	if (in->r->kind != KIND_WITHDRAW)
		return handler_ask(d, in, "専門家から支援を続けられないとの連絡です");
	if (!expert_offer(d, in, &o, &e))
		return OUTCOME_PERSON;
	outcome = expert_leave(d, in, &o, &e);
	offer_free(&o);
	expert_free(&e);
	return outcome;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	const char *reason = in->r->reply.reason ? in->r->reply.reason : "理由の記載なし";
	char *why;

	if (!in->c)
		return handler_ask(d, in, "取下げの連絡ですが、どの案件か分かりません");
	in->case_id = in->c->id;
	if (!handler_may_act(in, NULL) || in->r->reply.ambiguous)
		return handler_ask(d, in, "取下げの連絡ですが、そのまま反映できません");
	if (str_eq(in->route->role, "expert"))
		return expert_withdraws(d, in);
	if (!str_eq(in->route->role, "requester") && !str_eq(in->route->role, "referrer"))
		return handler_ask(
		    d, in, "相談者でも紹介元でもない方から取下げの連絡です");
	if (desk_course_end_asked(d, in->c, 1 << SLOT_COMPANY))
		return OUTCOME_DONE;
	why = xasprintf("相談者側からの取下げ: %s", reason);
	desk_withdraw(d, in->c, why);
	free(why);
	return OUTCOME_DONE;
}

const struct message_handler handler_withdraw = {"withdraw", match, run};
