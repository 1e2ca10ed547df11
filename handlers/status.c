/*
 * The company, or who brought the case, asks how it stands: answered at once, at the
 * address that is known. Whatever else is said in the same mail goes its usual way, or to
 * the operator.
 */
#include "ask_status.h"
#include "desk_status.h"
#include "handlers.h"

/* It comes from one of the two, as an answer or in the thread; a mere number proves
 * nothing. */
static bool
may_ask(const struct input *in)
{
	return in->c && in->route->trusted && in->route->threaded && !in->route->forged &&
	       (str_eq(in->route->role, "requester") ||
	           str_eq(in->route->role, "referrer"));
}

static void
add_names(const struct input *in, struct strlist *names)
{
	const char *const known[] = {in->c->company, in->c->contact, in->m->from.name};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!str_empty(known[i]))
			strlist_add(names, known[i]);
}

static enum asking
asking(const struct input *in)
{
	struct strlist names = {0};
	enum asking a;

	add_names(in, &names);
	a = ask_status(in->m, &names);
	strlist_free(&names);
	return a;
}

static enum party
party_of(const struct input *in)
{
	return str_eq(in->route->role, "referrer") ? PARTY_REFERRER : PARTY_REQUESTER;
}

/* What else it was taken for does not count: a question so short is easily misread, and
 * says nothing but what may stand in one. */
static bool
match(const struct input *in)
{
	return may_ask(in) && asking(in) == ASKS_STATUS;
}

bool
handler_asks_status(const struct input *in)
{
	return asking(in) != ASKS_NOTHING;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	in->case_id = in->c->id;
	desk_event(d, in->c, "status", false, "状況のお尋ねがありました（%s）",
	    in->m->from.addr);
	if (!desk_status(d, in->c, party_of(in), false)) {
		/* An open event says why. */
		in->r->decision = DECISION_REVIEW;
		return OUTCOME_PERSON;
	}
	in->r->decision = DECISION_AUTO;
	return OUTCOME_DONE;
}

static bool
match_more(const struct input *in)
{
	static const enum kind kinds[] = {
	    KIND_FOLLOWUP, KIND_OTHER, KIND_REQUEST, KIND_AGENCY_FORWARD};
	bool plain = false;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		plain = plain || in->r->kind == kinds[i];
	return plain && may_ask(in) && asking(in) == ASKS_STATUS_AND_MORE;
}

/* The answer stands for the receipt as well. */
static enum outcome
run_more(struct desk *d, struct input *in)
{
	in->case_id = in->c->id;
	if (in->r->kind == KIND_FOLLOWUP) {
		handler_fill_gaps(in->c, &in->r->slots);
		in->c->updated_at = d->now;
		store_case_update(d->store, in->c);
	}
	(void)desk_status(d, in->c, party_of(in), true);
	return handler_ask(d, in, "状況のお尋ねと、そのほかの連絡です");
}

const struct message_handler handler_status = {"status", match, run};
const struct message_handler handler_status_more = {"status_more", match_more, run_more};
