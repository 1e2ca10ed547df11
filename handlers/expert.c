/* What the answers of an expert to an offer have in common. See expert.h. */
#include "expert.h"

bool
expert_speaks(const struct input *in)
{
	return in->c && (in->route->offer_id || str_eq(in->route->role, "expert") ||
	                    str_eq(in->route->role, "asked"));
}

bool
expert_known(struct desk *d, const struct input *in, struct expert *out)
{
	struct offer o;
	bool found;

	if (in->c && str_eq(in->route->role, "expert"))
		return desk_case_expert(d, in->c, out);
	if (!in->c || !str_eq(in->route->role, "asked") ||
	    !store_offer_of_email(d->store, in->c->id, in->m->from.addr, &o))
		return false;
	found = store_expert_get(d->store, o.expert_id, d->now, out);
	offer_free(&o);
	return found;
}

/* What the operator is to decide on, as it was read. */
static const char *
reading_word(const struct input *in)
{
	if (in->r->reply.ambiguous)
		return "はっきりしません";
	return in->r->kind == KIND_EXPERT_ACCEPT ? "承諾と読めます"
	       : in->r->kind == KIND_EXPERT_DECLINE || in->r->kind == KIND_WITHDRAW
	           ? "辞退と読めます"
	           : "条件・質問と読めます";
}

/* His answer waits, and the offer's time runs on. */
void
expert_alert(struct desk *d, const struct input *in, const char *why)
{
	desk_alert(d, in->c, "専門家からの返信を確かめてください", "%s（%s）: %s",
	    in->m->from.addr, reading_word(in), why);
}

bool
expert_offer(struct desk *d, struct input *in, struct offer *o, struct expert *e)
{
	const char *from = in->m->from.addr;

	in->case_id = in->c->id;
	if (!in->route->trusted || !from) {
		(void)handler_ask(d, in,
		    "打診への返信（%s）ですが、本人からと確かめられません（%s）",
		    reading_word(in), in->route->how ? in->route->how : "送信者不明");
		if (in->route->bears && !in->route->forged)
			expert_alert(d, in, in->route->how);
		return false;
	}
	if (!(in->route->offer_id ? store_offer_get(d->store, in->route->offer_id, o)
	                          : store_offer_of_email(d->store, in->c->id, from, o))) {
		(void)handler_ask(d, in, "打診していない方からの返信です");
		return false;
	}
	if (store_expert_get(d->store, o->expert_id, d->now, e)) {
		if (str_ieq(e->email, from))
			return true;
		expert_free(e);
	}
	offer_free(o);
	(void)handler_ask(d, in, "打診した専門家とは別のアドレスからの返信です");
	return false;
}

bool
expert_case_over(const struct input *in)
{
	return !case_state_open(in->c->state) &&
	       !case_next_state(in->c->state, TRIGGER_ACCEPTED);
}

/* Why the answer may change nothing; NULL when it may. */
static const char *
unproved(struct desk *d, const struct input *in, const struct offer *o)
{
	if (in->route->bears != o->id)
		return "打診のメールへの返信ではないため、本人からと確かめられません";
	if (expert_case_over(in))
		return "案件が終わっているため、反映しません";
	if (d->now > desk_offer_token_until(d, o) ||
	    (in->route->bears_until && d->now > in->route->bears_until))
		return "打診の返信用アドレスの有効期限が過ぎています";
	return NULL;
}

bool
expert_proves(struct desk *d, struct input *in, const struct offer *o)
{
	const char *why = unproved(d, in, o);

	if (!why)
		return true;
	(void)handler_ask(d, in, "打診への返信（%s）ですが、%s", reading_word(in), why);
	expert_alert(d, in, why);
	return false;
}

void
expert_letter(struct desk *d, struct input *in, const struct expert *e,
    const struct offer *o, const char *template_name)
{
	(void)desk_write(d, &(struct letter){.template_name = template_name,
	                        .c = in->c,
	                        .party = PARTY_EXPERT,
	                        .expert = e,
	                        .offer = o});
}
