/* How a case stands, in a letter. See desk_status.h. */
#include "desk_status.h"

#include "clock.h"
#include "desk_slots.h"

#include <stdlib.h>

/* What is told of each state but offered, in which the offers tell more. */
static const struct {
	const char *state, *flag;
} stages[] = {
    {"received", "searching"},
    {"confirm", "confirm"},
    {"review", "review"},
    {"incident", "searching"},
    {"matching", "searching"},
    {"accepted", "accepted"},
    {"visits", "visiting"},
    {"survey", "survey"},
    {"closed", "closed"},
    {"withdrawn", "withdrawn"},
    {"no_expert", "no_expert"},
};

static void
flag(json_t *o, const char *name)
{
	(void)json_object_set_new(o, name, json_true());
}

static void
text(json_t *o, const char *name, char *words)
{
	(void)json_object_set_new(o, name, json_string(words));
	free(words);
}

static char *
moment(int64_t t, const char *lang)
{
	return str_eq(lang, "en") ? civil_en_datetime(t) : civil_ja_datetime(t);
}

/* Of several experts who are asked at once, the first deadline counts. */
static void
add_offered(struct desk *d, const struct case_row *c, json_t *o)
{
	size_t n;
	struct offer *rows = store_offer_list(d->store, c->id, &n);
	int64_t due = 0;

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "open") && (!due || rows[i].due_at < due))
			due = rows[i].due_at;
	offers_free(rows, n);
	flag(o, due ? "asked" : "discussing");
	if (due > d->now)
		text(o, "due", moment(due, c->lang));
}

/* The sides that have said something to every slot on the table, as bits. */
static unsigned
answered_sides(struct desk *d, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(d->store, v->id, v->round, &n);
	unsigned sides = 0;

	for (unsigned side = 0; side < SLOT_SIDES; side++) {
		bool all = true;

		for (size_t i = 0; i < n; i++)
			all = all && slots[i].answer[side] != SLOT_OPEN;
		sides |= (unsigned)all << side;
	}
	free(slots);
	return sides;
}

static const char *
who_is_waited_for(struct desk *d, const struct visit *next)
{
	static const char *const by_side[] = {
	    "waits_both", "waits_expert", "waits_company", "waits_desk"};

	if (next->round)
		return by_side[answered_sides(d, next)];
	if (str_eq(next->state, "asked"))
		return "waits_desk";
	return str_eq(next->state, "fixed") ? "waits_nothing"
	                                    : by_side[next->confirmed & 3];
}

static bool
is_to_come(const struct visit *v)
{
	return desk_visit_dated(v) || str_eq(v->state, "asked");
}

static void
add_visits(struct desk *d, const struct case_row *c, json_t *o)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	const struct visit *next = NULL;
	bool unreported = false;

	for (size_t i = 0; i < n; i++) {
		if (is_to_come(&rows[i]) &&
		    (!next || rows[i].starts_at < next->starts_at))
			next = &rows[i];
		unreported = unreported || str_eq(rows[i].state, "held");
	}
	flag(o, "with_expert");
	if (next && str_eq(next->state, "proposed"))
		flag(o, "as_proposed");
	if (next && desk_visit_dated(next))
		text(o, "next", moment(next->starts_at, c->lang));
	if (unreported)
		flag(o, "waits_report");
	if (next && !(unreported && str_eq(who_is_waited_for(d, next), "waits_nothing")))
		flag(o, who_is_waited_for(d, next));
	else if (!unreported)
		flag(o, "waits_desk");
	visits_free(rows, n);
}

json_t *
desk_status_data(struct desk *d, const struct case_row *c)
{
	json_t *o = json_object();

	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (str_eq(stages[i].state, c->state))
			flag(o, stages[i].flag);
	if (str_eq(c->state, "offered"))
		add_offered(d, c, o);
	if (str_eq(c->state, "accepted") || str_eq(c->state, "visits"))
		add_visits(d, c, o);
	if (c->closed_at)
		text(o, "ended",
		    str_eq(c->lang, "en") ? civil_en_date(c->closed_at)
		                          : civil_ja_date(c->closed_at));
	return o;
}

bool
desk_status(struct desk *d, struct case_row *c, enum party party, bool more)
{
	bool agency = party == PARTY_REFERRER, written;
	json_t *status = desk_status_data(d, c);
	struct expert e = {0};
	bool known = json_object_get(status, "with_expert") && desk_case_expert(d, c, &e);

	if (more)
		flag(status, "more");
	if (!agency)
		flag(status, "for_company");
	written = desk_write(d,
	    &(struct letter){.template_name = agency ? "agency_status" : "company_status",
	        .c = c,
	        .party = party,
	        .expert = known ? &e : NULL,
	        .extra = json_pack("{s:o}", "status", status)});
	if (known)
		expert_free(&e);
	return written;
}
