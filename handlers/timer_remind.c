/* The one reminder before an offer lapses: decided when it is due, not when it is set. */
#include "timer_offer.h"

#include "store_inbox.h"

/* Whatever he wrote since, and whatever became of it: who has answered is not asked for
 * an answer. A question that was answered counts as well (answered_at). */
static bool
has_answered(struct desk *d, const struct offer *o, const struct expert *e)
{
	return o->answered_at ||
	       store_inbox_heard(d->store, e->email, o->case_id, o->made_at);
}

static void
remind(struct desk *d, struct case_row *c, const struct offer *o)
{
	struct expert e;

	if (!store_expert_get(d->store, o->expert_id, d->now, &e))
		return;
	if (!has_answered(d, o, &e))
		(void)desk_write(d, &(struct letter){.template_name = "offer_reminder",
		                        .c = c,
		                        .party = PARTY_EXPERT,
		                        .expert = &e,
		                        .offer = o});
	expert_free(&e);
}

static void
run(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct offer o;

	if (!store_offer_get(d->store, due->ref_id, &o))
		return;
	/* At the deadline, and behind it, a reminder would be a lie; and nobody is
	 * reminded of what he has not got. */
	if (str_eq(o.state, "open") && d->now < o.due_at && !offer_not_sent_yet(d, &o)) {
		if (offer_sources_seen(d, due->due_at))
			remind(d, c, &o);
		else /* his answer may lie there */
			store_timer_set(d->store, c->id, due->kind, due->ref_id,
			    d->now + LOOK_AGAIN_SEC);
	}
	offer_free(&o);
}

const struct timer_handler timer_offer_remind = {"offer_remind", run, false};
