/*
 * A random desk: a list of experts in which every hard rule is alive, and cases of every
 * kind. What they are is known twice: to the desk by its store, to the test by
 * hard_rules.h. One seed gives one world and one course of events.
 */
#ifndef MADOGUCHI_RANDOM_WORLD_H
#define MADOGUCHI_RANDOM_WORLD_H

#include "play.h"

#include "case_intake.h"
#include "hard_rules.h"
#include "slots.h"
#include "store_match.h"

enum { EXPERTS_MOST = 10, CASES_MOST = 14, OFFERS_MOST = EXPERTS_MOST * CASES_MOST };

struct played {
	int64_t id;
	struct asked_for asks;
	char email[64]; /* of the company */
};

struct world {
	struct play p;
	uint64_t seed, state, restarts; /* the last: a generator apart */
	struct listed experts[EXPERTS_MOST];
	char regno[EXPERTS_MOST][8], email[EXPERTS_MOST][64], until[EXPERTS_MOST][16];
	size_t experts_n;
	struct played cases[CASES_MOST];
	size_t cases_n, cases_most;
	bool no_incidents;
	int64_t wire; /* the letter that is being sent; 0 none */
	int step;
	const char *event;         /* what was done last */
	struct rules_state *rules; /* world_rules.h */
};

static inline unsigned
dice_of(uint64_t *state, unsigned sides)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned)((*state >> 11) % sides);
}

static inline unsigned
dice(struct world *w, unsigned sides)
{
	return dice_of(&w->state, sides);
}

/* True once in so many throws. */
static inline bool
once_in(struct world *w, unsigned throws)
{
	return dice(w, throws) == 0;
}

static const char *const organisation_names[ORGANISATIONS] = {
    "青葉", "北斗", "緑川", "燕", "大川", "山吹", "日向", "南港"};

/* One of them, or -1 in most cases. */
static inline int
some_organisation(struct world *w)
{
	return once_in(w, 6) ? (int)dice(w, ORGANISATIONS) : -1;
}

/* --- experts --- */

static inline uint64_t
some_places(struct world *w)
{
	static const int near[] = {27, 23, 11};
	uint64_t bits = 0;

	if (once_in(w, 6))
		return ((uint64_t)1 << 47) - 1;
	for (size_t i = 0; i < ARRAY_LEN(near); i++)
		if (!once_in(w, 4))
			bits |= (uint64_t)1 << (near[i] - 1);
	return bits ? bits : 1;
}

/* What of an entry changes when a list is read in again. */
static inline void
draw_terms(struct world *w, size_t i)
{
	static const char *const until[] = {"2025-12-20", "2026-01-28", "2026-02-05",
	    "2026-03-01", "2029-03-31", "2029-03-31", "2029-03-31", "2029-03-31", NULL};
	struct listed *e = &w->experts[i];
	const char *date = until[dice(w, (unsigned)ARRAY_LEN(until))];

	(void)snprintf(w->until[i], sizeof(w->until[i]), "%s", date ? date : "");
	e->valid_until = date ? w->until[i] : NULL;
	e->themes = (dice(w, 8) | dice(w, 8) | (1u << dice(w, 3))) << 1;
	e->forms = once_in(w, 8) ? FORM_ONLINE : FORM_VISIT | (dice(w, 8) << 1);
	e->prefectures = some_places(w);
	e->capacity = once_in(w, 10) ? 0 : 1 + (int)dice(w, 3);
}

/* Owned. */
static inline char *
organisation_of(const struct listed *e)
{
	if (e->works_at < 0)
		return NULL;
	return xasprintf(
	    e->id % 2 ? "株式会社%s" : "%s㈱", organisation_names[e->works_at]);
}

static inline void
put_expert(struct world *w, size_t i)
{
	struct listed *e = &w->experts[i];
	struct expert row;

	expert_init(&row);
	set_str(&row.registration_no, w->regno[i]);
	row.name = xasprintf("見本 %zu", i);
	set_str(&row.email, w->email[i]);
	row.organisation = organisation_of(e);
	row.themes = e->themes;
	row.forms = e->forms;
	row.prefectures = e->prefectures;
	row.capacity = e->capacity;
	set_str(&row.valid_until, e->valid_until);
	set_str(&row.residence, i % 2 ? "大阪" : "愛知");
	row.fee_min = i % 3 ? 20000 : 30000;
	e->id = store_expert_put(w->p.d.store, &row, w->p.now, NULL);
	expert_free(&row);
}

static inline void
declare(struct world *w, size_t i, int organisation)
{
	bool by_mail = once_in(w, 2);
	char *value = by_mail ? xasprintf("org%d.co.jp", organisation)
	                      : xasprintf("有限会社%s", organisation_names[organisation]);
	const struct conflict k = {.expert_id = w->experts[i].id,
	    .kind = (char *)(uintptr_t)(by_mail ? "domain" : "company"),
	    .value = value,
	    .contractor = once_in(w, 2),
	    .said_by = (char *)(uintptr_t) "本人",
	    .said_at = w->p.now};

	(void)store_conflict_add(w->p.d.store, &k);
	w->experts[i].declared |= 1u << organisation;
	free(value);
}

static inline void
add_listed(struct world *w)
{
	size_t i = w->experts_n++;
	struct listed *e = &w->experts[i];

	*e = (struct listed){.mail_of = some_organisation(w),
	    .works_at = some_organisation(w),
	    .id = (int64_t)i + 1,
	    .email = w->email[i]};
	(void)snprintf(w->regno[i], sizeof(w->regno[i]), "9%05u", (unsigned)i);
	if (e->mail_of < 0)
		(void)snprintf(
		    w->email[i], sizeof(w->email[i]), "e%zu@experts.example.jp", i);
	else
		(void)snprintf(w->email[i], sizeof(w->email[i]), "e%zu@%sorg%d.co.jp", i,
		    once_in(w, 2) ? "lab." : "", e->mail_of);
	draw_terms(w, i);
	put_expert(w, i);
	if (once_in(w, 4))
		declare(w, i, (int)dice(w, ORGANISATIONS));
	if (once_in(w, 12)) {
		store_expert_status(w->p.d.store, e->id, "suspended");
		e->suspended = true;
	}
	if (once_in(w, 12)) {
		store_person_dead(w->p.d.store, e->email, w->p.now);
		e->dead = true;
	}
}

/* --- cases --- */

static inline struct asked_for
some_wish(struct world *w)
{
	static const char *const formats[] = {NULL, NULL, "visit", "online", "any"};
	static const int places[] = {27, 27, 27, 23, 23, 11, 0, 1};
	static const char categories[] = {'a', 'a', 'a', 'b', 'c', 'd', 0};
	struct asked_for a = {.theme = (int)dice(w, 4),
	    .prefecture = places[dice(w, (unsigned)ARRAY_LEN(places))],
	    .category = categories[dice(w, sizeof(categories))],
	    .format = formats[dice(w, (unsigned)ARRAY_LEN(formats))],
	    .organisation = (int)dice(w, ORGANISATIONS),
	    .referrer = some_organisation(w)};

	a.incident = once_in(w, 3) && !w->no_incidents;
	if (a.incident)
		a.category = 'd';
	a.products = once_in(w, 6) && a.category != 'c' && a.category != 'd';
	return a;
}

static inline void
bring(struct world *w, struct case_row *c, const struct played *k)
{
	struct store *s = w->p.d.store;
	int ref = k->asks.referrer;
	char *email, *company;

	c->requester_id =
	    store_person(s, k->email, c->contact, c->company, NULL, w->p.now);
	store_case_person(s, c->id, c->requester_id, "requester");
	if (ref < 0)
		return;
	email = xasprintf("ref%zu@org%d.co.jp", w->cases_n, ref);
	company = xasprintf("%s有限会社", organisation_names[ref]);
	c->referrer_id = store_person(s, email, "紹介", company, NULL, w->p.now);
	store_case_person(s, c->id, c->referrer_id, "referrer");
	free(email);
	free(company);
}

/* A request that was understood. */
static inline void
open_some_case(struct world *w)
{
	struct played *k = &w->cases[w->cases_n++];
	struct case_row c;

	*k = (struct played){.asks = some_wish(w)};
	(void)snprintf(k->email, sizeof(k->email), "info%zu@%sorg%d.co.jp", w->cases_n,
	    once_in(w, 2) ? "mail." : "", k->asks.organisation);
	play_begin(&w->p);
	case_row_init(&c);
	set_str(&c.state, "received");
	c.opened_at = w->p.now;
	c.company = xasprintf("%s株式会社", organisation_names[k->asks.organisation]);
	c.contact = xasprintf("担当%zu", w->cases_n);
	set_str(&c.need, k->asks.products ? "セキュリティ製品の選定をお願いしたい。"
	                                  : "規程を整備したい。");
	set_str(&c.format, k->asks.format);
	if (k->asks.prefecture)
		set_str(&c.prefecture, prefecture_name(k->asks.prefecture));
	c.category = k->asks.category;
	c.theme = k->asks.theme;
	c.incident = c.urgent = k->asks.incident;
	store_case_add(w->p.d.store, &c);
	bring(w, &c, k);
	store_case_update(w->p.d.store, &c);
	k->id = c.id;
	intake_understood(&w->p.d, &c, "読み取り");
	play_commit(&w->p);
	case_row_free(&c);
}

/* --- the whole --- */

static inline void
world_begin(struct world *w, uint64_t seed)
{
	struct config *c = w->p.config;

	w->seed = seed;
	w->state = seed * 0x9e3779b97f4a7c15u + 1;
	w->restarts = w->state ^ 0x5555;
	w->experts_n = w->cases_n = 0;
	w->step = 0;
	w->wire = 0;
	w->event = "begin";
	play_new_store(&w->p);
	for (int i = 0; i < 5; i++)
		(void)dice(w, 2);
	w->cases_most = 2 + dice(w, CASES_MOST - 1);
	c->match.incident_offers_at_once = 1 + (int)dice(w, 3);
	c->match.offers_at_once = once_in(w, 4) ? 2 : 1;
	c->match.max_offers = 2 + (int)dice(w, 8);
	c->match.wait_for_batch = once_in(w, 4);
	c->desk.plus_addressing = !once_in(w, 4);
	c->supervised.all = once_in(w, 12);
	play_begin(&w->p);
	for (unsigned n = 3 + dice(w, EXPERTS_MOST - 2); n > 0; n--)
		add_listed(w);
	desk_experts_changed(&w->p.d);
	play_commit(&w->p);
}

#endif
