/* An expert says yes: introduction, dates, invitations; too late: a courteous note. */
#include "expert.h"

#include "buf.h"
#include "desk_slots.h"

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

static bool
has_got(struct desk *d, const struct input *in, const struct expert *e,
    const char *template_name)
{
	return store_outbox_count(d->store, e->email, template_name, in->c->id, 0) > 0;
}

/* He was asked beside, or before, the one who has the case, and knows that it is taken.
 */
static bool
was_told(struct desk *d, const struct input *in, const struct expert *e)
{
	return in->c->expert_id && in->c->expert_id != e->id &&
	       (has_got(d, in, e, "offer_closed") || has_got(d, in, e, "offer_recalled"));
}

/* Nobody is told the same twice, however often he writes. */
static void
tell_once(
    struct desk *d, struct input *in, const struct expert *e, const char *template_name)
{
	if (!has_got(d, in, e, template_name))
		expert_letter(d, in, e, NULL, template_name);
}

/* What is true of the case now; nobody has it yet while another is merely being asked.
 * The letter is not tied to the offer, which is over: it must leave all the same. */
static void
too_late(struct desk *d, struct input *in, const struct expert *e)
{
	if (was_told(d, in, e)) {
		desk_event(d, in->c, "offer", false,
		    "%s氏の承諾は、ほかの方に決まった知らせと行き違いに届きました",
		    e->name);
	} else if (in->c->expert_id) {
		desk_event(d, in->c, "offer", false,
		    "%s氏の承諾は遅れて届き、案件はほかの方で進んでいます", e->name);
		tell_once(d, in, e, "offer_closed");
	} else if (str_eq(in->c->state, "withdrawn")) {
		desk_event(d, in->c, "offer", false,
		    "%s氏の承諾は、案件が取り下げられた後に届きました", e->name);
		tell_once(d, in, e, "withdrawn_expert");
	} else if (str_eq(in->c->state, "closed")) {
		desk_event(d, in->c, "offer", false,
		    "%s氏の承諾は、案件が終了した後に届きました", e->name);
		tell_once(d, in, e, "closed_expert");
	} else {
		desk_event(d, in->c, "offer", false,
		    "%s氏の承諾は遅れて届きました。案件は次の段階に進んでいます",
		    e->name);
		tell_once(d, in, e, "offer_late");
	}
}

/* Not free for him. He may have refused by a mistake, his or the desk's, while the case
 * looks for somebody: he hears that it is another's only when it is. */
static void
not_free(struct desk *d, struct input *in, const struct offer *o, const struct expert *e)
{
	bool taken = in->c->expert_id && in->c->expert_id != e->id;
	bool lapsed = str_eq(o->state, "lapsed");

	if (was_told(d, in, e) ||
	    (lapsed && (taken || str_eq(in->c->state, "offered")))) {
		too_late(d, in, e);
		return;
	}
	(void)handler_ask(d, in, "%s打診への返信ですが、承諾と読めます。%s",
	    str_eq(o->state, "declined") ? "本人が辞退した" : "終わった",
	    taken ? "ほかの方が引受済みです" : "ほかに引き受けた方はいません");
	if (taken)
		tell_once(d, in, e, "offer_closed");
	else
		desk_alert(d, in->c, "専門家の承諾を確かめてください",
		    "%s氏: 終わった打診への承諾と読めます。ほかに引き受けた方はいません",
		    e->name);
}

/* The rules were looked at when the offer was made; what they ask may be gone since. */
static bool
may_take(struct desk *d, struct input *in, const struct offer *o, const struct expert *e)
{
	struct strlist broken = {0};
	struct buf words = {0};
	bool ok;

	desk_broken_rules(d, in->c, e, o, &broken);
	ok = broken.n == 0;
	for (size_t i = 0; i < broken.n; i++)
		buf_addf(&words, "%s%s", i ? "、" : "", broken.v[i]);
	if (!ok) {
		(void)handler_ask(d, in,
		    "承諾の返信ですが、打診の条件を満たさなくなっています（%s）",
		    buf_str(&words));
		desk_alert(d, in->c, "専門家の承諾を確かめてください", "%s氏: %s",
		    e->name, buf_str(&words));
	}
	buf_free(&words);
	strlist_free(&broken);
	return ok;
}

/* The answer is a plain yes. A token that is void because the case has ended still gets
 * its writer the courteous note. */
static void
take(struct desk *d, struct input *in, struct offer *o, const struct expert *e)
{
	if (in->route->bears == o->id && expert_case_over(in))
		too_late(d, in, e);
	else if (!expert_proves(d, in, o))
		return;
	else if (!still_free(d, in, o))
		not_free(d, in, o, e);
	else if (may_take(d, in, o, e)) {
		/* What he says of days counts when the first visit's are chosen. */
		desk_wishes_note(d, in->c, e->id, &in->r->reply.dates,
		    &in->r->reply.unavailable, in->m->text);
		desk_accepted(d, in->c, o, e);
	}
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
	else if (str_eq(o.state, "accepted"))
		desk_event(d, in->c, "offer", false, "%s氏から重ねて承諾の返信", e.name);
	else
		take(d, in, &o, &e);
	offer_free(&o);
	expert_free(&e);
	return in->r->decision == DECISION_REVIEW ? OUTCOME_PERSON : OUTCOME_DONE;
}

const struct message_handler handler_expert_accept = {"expert_accept", match, run};
