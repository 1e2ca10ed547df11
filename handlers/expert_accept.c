/* An expert says yes: introduction, dates, invitations; too late: a courteous note. */
#include "expert.h"

#include "clock.h"

static bool
match(const struct input *in)
{
	return expert_speaks(in) && in->r->kind == KIND_EXPERT_ACCEPT;
}

/* The case is still to be had: nobody accepted it, and nobody else is being asked. */
static bool
still_free(struct desk *d, const struct input *in, const struct offer *o)
{
	struct offer other;
	bool free_now = true;

	if (!case_next_state(in->c->state, TRIGGER_ACCEPTED))
		return false;
	if (str_eq(o->state, "open") || str_eq(o->state, "conditional"))
		return true;
	if (store_offer_current(d->store, in->c->id, &other)) {
		free_now = other.id == o->id;
		offer_free(&other);
	}
	return free_now && str_eq(o->state, "lapsed");
}

/* The letter is not tied to the offer, which is over: it must leave all the same. */
static void
too_late(struct desk *d, struct input *in, const struct expert *e)
{
	desk_event(d, in->c, "offer", false,
	    "%s氏の承諾は期限後に届き、案件はほかの方で進んでいます", e->name);
	expert_letter(d, in, e, NULL, "offer_closed");
}

/* The registration was looked at when the offer was made; it may be over since. */
static bool
may_take(const struct desk *d, const struct expert *e)
{
	int64_t until;

	if (!str_eq(e->status, "active"))
		return false;
	return !e->valid_until || !civil_parse_iso(e->valid_until, &until) ||
	       until + 86400 > d->now;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct offer o;
	struct expert e;

	if (!expert_offer(d, in, &o, &e))
		return OUTCOME_PERSON;
	if (in->r->decision == DECISION_REVIEW || in->r->reply.ambiguous)
		(void)handler_ask(d, in, "承諾とも読めますが、はっきりしません");
	else if (!str_eq(o.state, "accepted") && !may_take(d, &e))
		(void)handler_ask(
		    d, in, "承諾の返信ですが、掲載の停止中か登録の期限切れです");
	else if (str_eq(o.state, "accepted"))
		desk_event(d, in->c, "offer", false, "%s氏から重ねて承諾の返信", e.name);
	else if (still_free(d, in, &o))
		desk_accepted(d, in->c, &o, &e);
	else
		too_late(d, in, &e);
	offer_free(&o);
	expert_free(&e);
	return in->r->decision == DECISION_REVIEW ? OUTCOME_PERSON : OUTCOME_DONE;
}

const struct message_handler handler_expert_accept = {"expert_accept", match, run};
