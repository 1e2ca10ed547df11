/* Letters to whoever brought the case. See desk_agency.h. */
#include "desk_agency.h"

/* Three answers to three invitations come within minutes. */
enum { GATHER_SEC = 30 * 60 };

bool
desk_has_agency(const struct case_row *c)
{
	return c->referrer_id && c->requester_id && c->referrer_id != c->requester_id;
}

void
desk_agency_tell(struct desk *d, struct case_row *c, const char *template_name,
    const struct expert *e, json_t *extra)
{
	if (!desk_has_agency(c)) {
		json_decref(extra);
		return;
	}
	(void)desk_write(d, &(struct letter){.template_name = template_name,
	                        .c = c,
	                        .party = PARTY_REFERRER,
	                        .expert = e,
	                        .extra = extra});
}

/* What changed first says when the letter leaves. */
static int64_t
gathered_until(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct timer *rows = store_timer_list(d->store, c->id, &n);
	int64_t due = d->now + GATHER_SEC;

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].kind, AGENCY_TIMER) && rows[i].due_at < due)
			due = rows[i].due_at;
	timers_free(rows, n);
	return due;
}

void
desk_agency_visit(struct desk *d, const struct case_row *c, const struct visit *v)
{
	if (desk_has_agency(c))
		store_timer_set(
		    d->store, c->id, AGENCY_TIMER, v->id, gathered_until(d, c));
}

static bool
is_gathered(const struct timer *rows, size_t n, int64_t visit_id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].kind, AGENCY_TIMER) && rows[i].ref_id == visit_id)
			return true;
	return false;
}

void
desk_agency_visit_dropped(struct desk *d, const struct case_row *c, const struct visit *v)
{
	size_t n;
	struct timer *rows = store_timer_list(d->store, c->id, &n);
	bool untold = is_gathered(rows, n, v->id);

	timers_free(rows, n);
	if (untold)
		store_timer_cancel(d->store, c->id, AGENCY_TIMER, v->id);
	else
		desk_agency_visit(d, c, v);
}

/* A visit as it stands; one whose date is being asked has none to name. */
static json_t *
visit_now(struct desk *d, const struct case_row *c, const struct visit *v)
{
	json_t *o = desk_visit_data(d, v, c->lang);

	if (str_eq(v->state, "asked")) {
		(void)json_object_del(o, "date");
		(void)json_object_del(o, "end");
		(void)json_object_del(o, "span");
		(void)json_object_set_new(o, "asking", json_true());
	}
	return o;
}

/* The visits that changed, as they stand now; what was called off was told by the letter
 * about its reason. */
static json_t *
changed_visits(struct desk *d, const struct case_row *c, int64_t ref)
{
	json_t *list = json_array();
	size_t n, timers_n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	struct timer *timers = store_timer_list(d->store, c->id, &timers_n);

	for (size_t i = 0; i < n; i++)
		if (!str_eq(rows[i].state, "cancelled") &&
		    (rows[i].id == ref || is_gathered(timers, timers_n, rows[i].id)))
			(void)json_array_append_new(list, visit_now(d, c, &rows[i]));
	timers_free(timers, timers_n);
	visits_free(rows, n);
	return list;
}

void
desk_agency_visits_due(struct desk *d, struct case_row *c, int64_t ref)
{
	json_t *list = changed_visits(d, c, ref);

	store_timer_cancel(d->store, c->id, AGENCY_TIMER, 0);
	if (json_array_size(list) > 0 && case_state_open(c->state))
		desk_agency_tell(
		    d, c, "agency_visits", NULL, json_pack("{s:O}", "visits", list));
	json_decref(list);
}

json_t *
desk_visits_to_come(struct desk *d, const struct case_row *c)
{
	json_t *list = json_array();
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "proposed") || str_eq(rows[i].state, "fixed"))
			(void)json_array_append_new(
			    list, desk_visit_data(d, &rows[i], c->lang));
	visits_free(rows, n);
	return list;
}
