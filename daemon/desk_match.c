/* The match seen from the desk: what a case asks for, and what is kept of a search. See
 * desk.h. */
#include "desk.h"

#include "case_form.h"
#include "clock.h"
#include "slots.h"
#include "store_match.h"

#include <stdlib.h>

/* So much is kept of a search: at 23,000 experts everybody's reasons would be megabytes a
 * case. */
enum { KEEP_BEST = 10, KEEP_NEAR = 30 };

/* --- the list --- */

const struct expert *
desk_experts(struct desk *d, size_t *n)
{
	if (d->experts_stale) {
		match_index_free(d->experts_index);
		d->experts_index = NULL;
		experts_free(d->experts, d->experts_n);
		d->experts = store_expert_list_brief(d->store, d->now, &d->experts_n);
		d->experts_stale = false;
	}
	*n = d->experts_n;
	return d->experts;
}

const struct match_index *
desk_index(struct desk *d)
{
	size_t n;
	const struct expert *list = desk_experts(d, &n);

	if (!d->experts_index)
		d->experts_index = match_index_new(list, n);
	return d->experts_index;
}

/* --- what needs borrow --- */

struct desk_kept {
	struct desk_kept *next;
	struct person people[PARTIES]; /* requester, referrer */
	int64_t *ids[2];               /* of experts: declared, contractors */
};

void
desk_forget(struct desk *d)
{
	while (d->kept) {
		struct desk_kept *k = d->kept;

		d->kept = k->next;
		for (size_t i = 0; i < PARTIES; i++)
			person_free(&k->people[i]);
		free(k->ids[0]);
		free(k->ids[1]);
		free(k);
	}
}

static struct desk_kept *
keep(struct desk *d, const struct case_row *c)
{
	const int64_t who[PARTIES] = {c->requester_id, c->referrer_id};
	struct desk_kept *k = xcalloc(1, sizeof(*k));

	k->next = d->kept;
	d->kept = k;
	for (size_t i = 0; i < PARTIES; i++)
		if (!who[i] || !store_person_get(d->store, who[i], &k->people[i]))
			k->people[i] = (struct person){0};
	return k;
}

/* --- the need --- */

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
put_conflicts(
    struct desk *d, const struct case_row *c, struct desk_kept *k, struct need *need)
{
	const struct person *company = &k->people[0], *referrer = &k->people[1];
	const struct parties parties = {
	    .emails = {company->email, referrer->email},
	    .companies = {c->company, referrer->company},
	    .names = {c->contact ? c->contact : company->name, referrer->name},
	};
	size_t n, found[2] = {0, 0};
	struct conflict *all = store_conflict_list(d->store, 0, &n);

	for (int i = 0; i < 2; i++)
		k->ids[i] = xcalloc(n + 1, sizeof(*k->ids[i]));
	for (size_t i = 0; i < n; i++)
		if (conflict_touches(&all[i], &parties)) {
			int kind = all[i].contractor ? 1 : 0;

			k->ids[kind][found[kind]++] = all[i].expert_id;
		}
	for (int i = 0; i < 2; i++)
		qsort(k->ids[i], found[i], sizeof(*k->ids[i]), compare_ids);
	need->declared = k->ids[0];
	need->declared_n = found[0];
	need->contractors = k->ids[1];
	need->contractors_n = found[1];
	conflicts_free(all, n);
}

/* An incident is never asked about products, and a training is one. */
static bool
wants_product(const struct case_row *c)
{
	return !c->incident && c->category != 'c' && c->category != 'd' &&
	       (asks_for_product(c->subject) || asks_for_product(c->need));
}

/* Nobody asks back where an incident is: help can begin online until it is known. */
static const char *
format_of(const struct case_row *c)
{
	return c->incident && !c->prefecture ? "any" : c->format;
}

void
desk_need(struct desk *d, const struct case_row *c, const int64_t *asked, size_t asked_n,
    struct need *need)
{
	struct civil today = civil_from_time(d->now);
	int64_t day = civil_day(today.year, today.month, today.day);
	int course_days = d->config->visits.first_after_days_max +
	                  (d->config->visits.count - 1) * d->config->visits.gap_days_max;
	struct desk_kept *k = keep(d, c);

	*need = (struct need){
	    .theme = c->theme,
	    .category = c->category,
	    .submenu = c->submenu,
	    .prefecture = c->prefecture ? prefecture_number(c->prefecture) : 0,
	    .industry_bits = c->industry ? industry_bit(c->industry) : 0,
	    .budget_yen = c->budget_yen,
	    .format = format_of(c),
	    .product = wants_product(c),
	    .day = day + d->config->visits.first_after_days_min,
	    .last_day = day + course_days,
	    .company_domain = k->people[0].email,
	    .company = c->company,
	    .referrer_domain = k->people[1].email,
	    .referrer = k->people[1].company,
	    .excluded = asked,
	    .excluded_n = asked_n,
	};
	put_conflicts(d, c, k, need);
}

/* --- what is kept --- */

/* Rules that kept nobody out are left out. */
static char *
failed_json(const struct match_report *r)
{
	json_t *o = json_object();
	char *text;

	for (size_t i = 0; i < r->failed_n; i++)
		if (r->failed[i].all)
			(void)json_object_set_new(o, r->failed[i].rule,
			    json_pack("[I, I]", (json_int_t)r->failed[i].alone,
			        (json_int_t)r->failed[i].all));
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	return text ? text : xstrdup("{}");
}

static void
keep_candidates(struct desk *d, int64_t run_id, const struct candidate *v, size_t n,
    int *rank, bool eligible)
{
	for (size_t i = 0; i < n; i++) {
		struct match_kept row = {.run_id = run_id,
		    .expert_id = v[i].expert->id,
		    .rank = ++*rank,
		    .eligible = eligible,
		    .score = v[i].score,
		    .reasons = desk_reasons_json(&v[i].reasons)};

		store_match_kept_add(d->store, &row);
		free(row.reasons);
	}
}

void
desk_match(struct desk *d, const struct case_row *c, const struct need *need,
    struct match_report *out)
{
	struct match_run run = {.case_id = c->id, .at = d->now};
	int64_t id;
	int rank = 0;

	match_report(d->config, desk_index(d), need, KEEP_BEST, KEEP_NEAR, out);
	run.considered = (int)out->considered;
	run.eligible = (int)out->eligible;
	run.failed = failed_json(out);
	id = store_match_run_add(d->store, &run);
	keep_candidates(d, id, out->best, out->best_n, &rank, true);
	keep_candidates(d, id, out->near, out->near_n, &rank, false);
	free(run.failed);
}
