/* More about a case that is under way: facts that were missing are added, the rest is
 * shown. */
#include "case_intake.h"
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->c && in->route->role && in->r->kind == KIND_FOLLOWUP;
}

void
handler_fill_gaps(struct case_row *c, const struct slots *s)
{
	if (!c->company && s->company)
		set_str(&c->company, s->company);
	if (!c->contact && s->contact)
		set_str(&c->contact, s->contact);
	if (!c->phone && s->phone)
		set_str(&c->phone, s->phone);
	if (!c->prefecture && s->prefecture)
		set_str(&c->prefecture, s->prefecture);
	if (c->employees < 0)
		c->employees = s->employees;
	if (c->budget_yen < 0)
		c->budget_yen = s->budget_yen;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	bool expert =
	    str_eq(in->route->role, "expert") || str_eq(in->route->role, "asked");

	in->case_id = in->c->id;
	if (!in->route->trusted)
		return handler_ask(d, in, "追加の連絡ですが、本人からと確かめられません");
	if (!expert)
		handler_fill_gaps(in->c, &in->r->slots);
	in->c->updated_at = d->now;
	store_case_update(d->store, in->c);
	if (!expert)
		(void)desk_write(d, &(struct letter){.template_name = "followup_receipt",
		                        .c = in->c,
		                        .party = handler_writer(d, in),
		                        .to = in->m->from.addr,
		                        .to_name = in->m->from.name});
	return handler_ask(d, in, "案件への追加の連絡です");
}

const struct message_handler handler_followup = {"followup", match, run};
