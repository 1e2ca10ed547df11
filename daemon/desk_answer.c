/*
 * The operator's answer to an expert who asked something, or set a condition, about an
 * offer. It goes to one who has not accepted, so it may not say who the company is. See
 * desk.h.
 */
#include "desk.h"

#include "desk_settle.h"
#include "identity.h"

#include <jansson.h>
#include <stdlib.h>

static void
find_person(struct desk *d, int64_t id, const char *text, struct strlist *found)
{
	struct person p;

	if (!id || !store_person_get(d->store, id, &p))
		return;
	identity_find(text, IDENTITY_COMPANY, p.company, found);
	identity_find(text, IDENTITY_PERSON, p.name, found);
	identity_find(text, IDENTITY_PHONE, p.phone, found);
	identity_find(text, IDENTITY_MAIL, p.email, found);
	person_free(&p);
}

void
desk_identities(
    struct desk *d, const struct case_row *c, const char *text, struct strlist *found)
{
	int64_t *people;
	size_t n;

	identity_find(text, IDENTITY_COMPANY, c->company, found);
	identity_find(text, IDENTITY_PERSON, c->contact, found);
	identity_find(text, IDENTITY_PHONE, c->phone, found);
	find_person(d, c->requester_id, text, found);
	find_person(d, c->referrer_id, text, found);
	people = store_case_people(d->store, c->id, &n);
	for (size_t i = 0; i < n; i++)
		if (people[i] != c->requester_id && people[i] != c->referrer_id)
			find_person(d, people[i], text, found);
	free(people);
}

bool
desk_answer(struct desk *d, struct case_row *c, struct offer *o, const struct expert *e,
    const char *text)
{
	o->due_at = desk_offer_deadline(d, c);
	if (!desk_write(d, &(struct letter){.template_name = "offer_answer",
	                       .c = c,
	                       .party = PARTY_EXPERT,
	                       .expert = e,
	                       .offer = o,
	                       .extra = json_pack("{s:s}", "answer", text)}))
		return false;
	/* The ball is in the expert's court: from now on silence is silence again. */
	store_offer_answer(d->store, o->id, "open", o->answer, d->now);
	d->experts_stale = true;
	set_str(&o->state, "open");
	store_offer_due(d->store, o->id, o->due_at);
	store_timer_set(d->store, c->id, "offer_due", o->id, o->due_at);
	desk_offer_remind(d, c, o);
	desk_settle(d, c, SETTLES_ANSWERED, e, 0);
	desk_event(d, c, "offer", false, "%s氏の条件・質問に回答: %s", e->name, text);
	return true;
}
