/* What the answers of an expert to an offer have in common. See expert.h. */
#include "expert.h"

bool
expert_speaks(const struct input *in)
{
	return in->c && (in->route->offer_id || str_eq(in->route->role, "expert") ||
	                    str_eq(in->route->role, "asked"));
}

bool
expert_offer(struct desk *d, struct input *in, struct offer *o, struct expert *e)
{
	const char *from = in->m->from.addr;

	in->case_id = in->c->id;
	if (!in->route->trusted || !from) {
		(void)handler_ask(d, in,
		    "打診への返信ですが、本人からと確かめられません（%s）",
		    in->route->how ? in->route->how : "送信者不明");
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
