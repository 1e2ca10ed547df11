/* An expert says no: the reason is kept, he is not asked again for this case, the next
 * one is. */
#include "expert.h"

static bool
match(const struct input *in)
{
	return expert_speaks(in) && in->r->kind == KIND_EXPERT_DECLINE;
}

static void
next(struct desk *d, struct input *in, struct offer *o, const struct expert *e)
{
	const char *reason = in->r->reply.reason ? in->r->reply.reason : "理由の記載なし";

	desk_offer_end(d, o, "declined", in->r->reply.reason);
	desk_event(d, in->c, "offer", false, "%s氏が辞退: %s", e->name, reason);
	expert_letter(d, in, e, NULL, "offer_declined");
	desk_offer_over(d, in->c, "辞退のため次の候補へ");
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct offer o;
	struct expert e;
	enum outcome outcome = OUTCOME_DONE;

	if (!expert_offer(d, in, &o, &e))
		return OUTCOME_PERSON;
	if (in->r->decision == DECISION_REVIEW || in->r->reply.ambiguous)
		outcome = handler_ask(d, in, "辞退とも読めますが、はっきりしません");
	else if (str_eq(o.state, "open") || str_eq(o.state, "conditional")) {
		if (expert_proves(d, in, &o))
			next(d, in, &o, &e);
		else
			outcome = OUTCOME_PERSON;
	} else if (str_eq(o.state, "accepted"))
		outcome = expert_leave(d, in, &o, &e);
	else
		desk_event(
		    d, in->c, "offer", false, "終わった打診に%s氏から辞退の返信", e.name);
	offer_free(&o);
	expert_free(&e);
	return outcome;
}

const struct message_handler handler_expert_decline = {"expert_decline", match, run};
