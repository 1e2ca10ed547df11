/* An expert asks, sets a condition or names a colleague, who is never asked by the desk
 * itself: noted on the offer, acknowledged, put to the
 * operator. */
#include "expert.h"

static bool
match(const struct input *in)
{
	return expert_speaks(in) && (in->r->kind == KIND_EXPERT_CONDITIONAL ||
	                                in->r->reply.kind == REPLY_DELEGATE);
}

/* The operator gets to see it in any case. answerable: `case answer` reaches him. */
static void
tell(struct desk *d, struct input *in, const struct expert *e, const char *condition,
    bool answerable)
{
	desk_event(d, in->c, "question", true, "%s氏から条件・質問: %s", e->name,
	    condition ? condition : "");
	desk_alert(d, in->c,
	    in->r->reply.kind == REPLY_DELEGATE ? "専門家が別の方を紹介しています"
	                                        : "専門家から条件・質問が届きました",
	    "%s氏: %s%s%s", e->name, condition ? condition : "",
	    answerable ? "　お答えは madoguchi case answer " : "",
	    answerable ? in->c->number : "");
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct offer o;
	struct expert e;
	const char *condition =
	    in->r->reply.condition ? in->r->reply.condition : in->m->text;

	if (!expert_offer(d, in, &o, &e))
		return OUTCOME_PERSON;
	if (!str_eq(o.state, "open")) {
		tell(d, in, &e, condition, str_eq(o.state, "conditional"));
	} else if (expert_proves(d, in, &o)) {
		/* The clock goes on: the operator answers before the deadline, or it
		 * lapses. */
		store_offer_answer(d->store, o.id, "conditional", condition, d->now);
		set_str(&o.state, "conditional");
		d->experts_stale = true; /* how soon he answers has changed */
		expert_letter(d, in, &e, &o,
		    in->r->reply.kind == REPLY_DELEGATE ? "offer_delegated"
		                                        : "offer_question");
		tell(d, in, &e, condition, true);
	}
	offer_free(&o);
	expert_free(&e);
	return OUTCOME_PERSON;
}

const struct message_handler handler_expert_conditional = {
    "expert_conditional", match, run};
