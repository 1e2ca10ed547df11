/* The company, or who brought the case, does not want it any more; or the expert cannot
 * go on. */
#include "desk_settle.h"
#include "desk_slots.h"
#include "expert.h"

#include <stdlib.h>

#define CHECK "withdraw_check" /* the letter, and the event while it is not answered */

enum { DAY_SEC = 86400 };

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

static bool
is_side(const struct input *in)
{
	return str_eq(in->route->role, "requester") ||
	       str_eq(in->route->role, "referrer");
}

/* Whatever the sender, it says so plainly. Who has given a case up does not ask how it
 * goes on. */
static bool
is_plain(const struct input *in)
{
	return in->r->decision != DECISION_REVIEW && !in->r->reply.ambiguous &&
	       !handler_asks_status(in);
}

/* One a day for each case: what is forged may come often. */
static bool
asked_today(struct desk *d, const struct input *in)
{
	return store_outbox_count(
	           d->store, in->m->from.addr, CHECK, in->c->id, d->now - DAY_SEC) > 0;
}

/* A sender's address is easily forged, and a number or a thread known to many: nothing is
 * called off on such a word. The known address is asked, and its answer proves itself. */
static enum outcome
ask_back(struct desk *d, struct input *in)
{
	enum party party =
	    str_eq(in->route->role, "referrer") ? PARTY_REFERRER : PARTY_REQUESTER;
	bool asked =
	    asked_today(d, in) ||
	    desk_write(
	        d, &(struct letter){.template_name = CHECK, .c = in->c, .party = party});

	in->r->decision = DECISION_REVIEW;
	desk_event(d, in->c, CHECK, true,
	    "取下げの連絡ですが、本人からと確かめられません。%s（差出人 %s、件名「%s」）",
	    asked ? "確認のメールに返信があれば取り下げます" : "確認してください",
	    in->m->from.addr, in->m->subject ? in->m->subject : "");
	return OUTCOME_PERSON;
}

static enum outcome
withdraw(struct desk *d, struct input *in)
{
	const char *reason = in->r->reply.reason ? in->r->reply.reason : "理由の記載なし";
	char *why;

	desk_settle(d, in->c, SETTLES_WITHDRAWAL, NULL, 0);
	if (desk_course_end_asked(d, in->c, 1 << SLOT_COMPANY))
		return OUTCOME_DONE;
	why = xasprintf("相談者側からの取下げ: %s", reason);
	desk_withdraw(d, in->c, why);
	free(why);
	return OUTCOME_DONE;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	if (!in->c)
		return handler_ask(d, in, "取下げの連絡ですが、どの案件か分かりません");
	in->case_id = in->c->id;
	if (is_plain(in) && is_side(in) && !in->route->proved && !in->route->unchecked &&
	    !in->route->forged && case_next_state(in->c->state, TRIGGER_WITHDRAWN))
		return ask_back(d, in);
	if (str_eq(in->route->role, "expert"))
		return expert_withdraws(d, in);
	if (!handler_may_act(in, NULL) || !is_plain(in))
		return handler_ask(d, in, "取下げの連絡ですが、そのまま反映できません");
	if (!is_side(in))
		return handler_ask(
		    d, in, "相談者でも紹介元でもない方から取下げの連絡です");
	if (!in->route->proved)
		return handler_ask(
		    d, in, "取下げの連絡ですが、本人からと確かめられません");
	return withdraw(d, in);
}

const struct message_handler handler_withdraw = {"withdraw", match, run};
