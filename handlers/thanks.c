/* Thanks and mere receipts on a case: noted, nothing to answer. */
#include "thanks.h"

#include "company_core.h"
#include "desk_slots.h"
#include "handlers.h"
#include "mere_thanks.h"

#include <stdlib.h>
#include <string.h>

static bool
match(const struct input *in)
{
	return in->c && in->route->role && in->r->reply.kind == REPLY_THANKS_ONLY;
}

static enum outcome
note(struct desk *d, struct input *in)
{
	in->case_id = in->c->id;
	desk_event(d, in->c, "thanks", false, "お礼・受領の連絡（%s）",
	    in->m->from.addr ? in->m->from.addr : "");
	return OUTCOME_DONE;
}

/* --- where nothing is asked --- */

/* The visit's date holds unless somebody objects, and his consent is still to come. */
static bool
date_is_open(struct desk *d, const struct input *in)
{
	int side =
	    str_eq(in->route->role, "expert") ? 1 << SLOT_EXPERT : 1 << SLOT_COMPANY;
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);
	bool open = false;

	for (size_t i = 0; i < n; i++)
		if (!in->route->visit_id || in->route->visit_id == rows[i].id)
			open = open || (desk_visit_dated(&rows[i]) &&
			                   !(rows[i].confirmed & side));
	visits_free(rows, n);
	return open && in->route->context.context == CONTEXT_VISIT_FIXED;
}

/* Whether the end of the case, or of the course, hangs on a word of his. */
static bool
end_is_open(struct desk *d, const struct input *in)
{
	size_t n;
	struct event_row *rows = store_event_list(d->store, in->c->id, &n);
	bool open = in->route->end_asked || desk_course_ending(d, in->c);

	for (size_t i = 0; i < n; i++)
		open = open || (rows[i].open && str_eq(rows[i].what, "withdraw_check"));
	event_rows_free(rows, n);
	return open;
}

static bool
offer_is_open(struct desk *d, const struct input *in)
{
	struct offer o;
	bool open = str_eq(in->route->role, "asked");

	if (!in->route->offer_id || !store_offer_get(d->store, in->route->offer_id, &o))
		return open;
	open = str_eq(o.state, "open") || str_eq(o.state, "conditional");
	offer_free(&o);
	return open;
}

static bool
is_asked(struct desk *d, const struct input *in)
{
	enum context context = in->route->context.context;

	return context == CONTEXT_CONFIRM_MENU || context == CONTEXT_VISIT_PROPOSED ||
	       offer_is_open(d, in) || date_is_open(d, in) || end_is_open(d, in);
}

/* --- whom it may name --- */

/* The whole, and its parts. */
static void
add_name(struct strlist *names, const char *name)
{
	if (str_empty(name))
		return;
	strlist_add(names, name);
	strlist_split(names, name, " \t");
}

static void
names_of(struct desk *d, const struct input *in, struct strlist *names)
{
	char *core = company_core(in->c->company);
	const char *addr = in->m->from.addr;
	char *local = addr ? xstrndup(addr, strcspn(addr, "@")) : NULL;
	struct expert e;

	add_name(names, in->c->company);
	add_name(names, core);
	add_name(names, in->c->contact);
	add_name(names, in->m->from.name);
	add_name(names, d->config->desk.name_ja);
	if (local)
		strlist_split(names, local, "._-+");
	if (desk_case_expert(d, in->c, &e)) {
		add_name(names, e.name);
		expert_free(&e);
	}
	free(local);
	free(core);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct strlist names = {0};
	bool more;

	in->case_id = in->c->id;
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "お礼とも読めますが、はっきりしません");
	names_of(d, in, &names);
	more = thanks_with_more(in->m->text, &names);
	strlist_free(&names);
	if (more)
		return handler_ask(
		    d, in, "お礼に、質問や心配ごとが添えられているようです");
	return note(d, in);
}

const struct message_handler handler_thanks = {"thanks", match, run};

bool
thanks_noted(struct desk *d, struct input *in)
{
	struct strlist names = {0};
	bool mere;

	if (!in->c || !in->route->role || in->r->urgent ||
	    in->r->decision == DECISION_IGNORE || in->m->attachments_n ||
	    in->m->calendars.n || !str_empty(in->m->fwd_text))
		return false;
	names_of(d, in, &names);
	mere = mere_thanks(in->m->text, &names) && !is_asked(d, in);
	strlist_free(&names);
	if (mere)
		(void)note(d, in);
	return mere;
}
