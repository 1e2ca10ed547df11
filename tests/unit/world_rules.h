/*
 * What must hold of a random world after every step, whatever was done: written on rows
 * of the store and on hard_rules.h, without the match, the desk or its handlers.
 */
#ifndef MADOGUCHI_WORLD_RULES_H
#define MADOGUCHI_WORLD_RULES_H

#include "random_world.h"

/* An offer as it stood after the step before. */
struct seen {
	int64_t id;
	char state[16];
	int64_t expert_id;
	bool despite; /* the operator's choice against the rules */
};

enum { ACCEPTED, LATE, DECLINED, LAPSED, BOUNCED, CANCELLED, AT_ONCE, RELEASED, TALLIES };

struct rules_state {
	struct seen offers[OFFERS_MOST];
	size_t n;
	int load[EXPERTS_MOST];
	bool despite;          /* in this step an offer may be made against the rules */
	size_t tally[TALLIES]; /* of all worlds */
};

#define HOLDS(w, condition, ...)                                                         \
	do {                                                                             \
		if (!(condition)) {                                                      \
			print_error("seed %llu, step %d (%s): ",                         \
			    (unsigned long long)(w)->seed, (w)->step, (w)->event);       \
			fail_msg(__VA_ARGS__);                                           \
		}                                                                        \
	} while (0)

static inline bool
one_of_words(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, words[i]))
			return true;
	return false;
}

#define IS_ONE_OF(word, ...)                                                             \
	one_of_words((word), (const char *const[]){__VA_ARGS__},                         \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static inline bool
is_waiting(const struct offer *o)
{
	return str_eq(o->state, "open") || str_eq(o->state, "conditional");
}

static inline struct seen *
seen_before(struct rules_state *r, int64_t id)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->offers[i].id == id)
			return &r->offers[i];
	return NULL;
}

/* --- offers --- */

/* From the state before to the state now; NULL: it is new. */
static inline bool
may_become(const char *from, const char *to)
{
	if (!from)
		return !str_eq(to, "accepted") && !str_eq(to, "declined");
	if (str_eq(from, to))
		return true;
	if (str_eq(from, "open") || str_eq(from, "conditional"))
		return true;
	if (str_eq(from, "lapsed"))
		return str_eq(to, "accepted");
	return str_eq(from, "accepted") && str_eq(to, "cancelled");
}

static inline void
count_end(struct rules_state *r, const char *from, const char *to)
{
	static const char *const ends[] = {[ACCEPTED] = "accepted",
	    [DECLINED] = "declined",
	    [LAPSED] = "lapsed",
	    [BOUNCED] = "bounced",
	    [CANCELLED] = "cancelled"};

	if (from && str_eq(from, to))
		return;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		r->tally[i] += ends[i] && str_eq(ends[i], to);
	r->tally[LATE] += str_eq(from, "lapsed");
	r->tally[RELEASED] += str_eq(from, "accepted");
}

/* One offer: made and accepted by the rules alone, and ended but once. */
static inline void
check_offer(struct world *w, const struct played *k, const struct offer *o, int *load)
{
	struct rules_state *r = w->rules;
	const struct listed *e = &w->experts[o->expert_id - 1];
	struct seen *s = seen_before(r, o->id);
	const char *from = s ? s->state : NULL, *why;
	bool accepted = str_eq(o->state, "accepted") && !str_eq(from, "accepted");

	HOLDS(w,
	    o->expert_id >= 1 && o->expert_id <= (int64_t)w->experts_n &&
	        e->id == o->expert_id,
	    "an expert from nowhere");
	HOLDS(w, may_become(from, o->state), "offer %lld went from %s to %s",
	    (long long)o->id, from ? from : "nothing", o->state);
	count_end(r, from, o->state);
	if (!s) {
		HOLDS(w, r->n < OFFERS_MOST, "more offers than pairs");
		s = &r->offers[r->n++];
		*s = (struct seen){
		    .id = o->id, .expert_id = o->expert_id, .despite = r->despite};
	}
	why = kept_out(e, &k->asks, w->p.now);
	if ((!from || accepted) && !s->despite)
		HOLDS(w, !why, "offer %lld of case %lld to expert %lld %s: %s",
		    (long long)o->id, (long long)k->id, (long long)e->id,
		    accepted ? "accepted" : "made", why ? why : "");
	if (accepted && !s->despite)
		HOLDS(w, load[o->expert_id - 1] <= e->capacity,
		    "accepted beyond the capacity");
	(void)snprintf(s->state, sizeof(s->state), "%s", o->state);
}

static inline bool
has_timer(const struct offer *o, const struct timer *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].ref_id == o->id &&
		    IS_ONE_OF(rows[i].kind, "offer_due", "offer_bounced"))
			return true;
	return false;
}

/* --- one case --- */

/* The offer that was accepted, and how many are waiting. */
struct standing {
	size_t accepted, waiting;
	int64_t expert_id;
};

static inline struct standing
standing_of(const struct offer *offers, size_t n)
{
	struct standing s = {0};

	for (size_t i = 0; i < n; i++) {
		s.waiting += is_waiting(&offers[i]);
		if (str_eq(offers[i].state, "accepted")) {
			s.accepted++;
			s.expert_id = offers[i].expert_id;
		}
	}
	return s;
}

static inline void
check_standing(struct world *w, const struct case_row *c, const struct standing *s)
{
	int most = c->incident ? w->p.config->match.incident_offers_at_once
	                       : w->p.config->match.offers_at_once;

	HOLDS(w, s->accepted <= 1, "%s: two have accepted", c->number);
	HOLDS(w, s->expert_id == c->expert_id, "%s: expert %lld, accepted by %lld",
	    c->number, (long long)c->expert_id, (long long)s->expert_id);
	HOLDS(w, !s->accepted || !s->waiting, "%s: taken, and somebody is being asked",
	    c->number);
	HOLDS(w, (s->waiting > 0) == str_eq(c->state, "offered"),
	    "%s: %s with %zu waiting", c->number, c->state, s->waiting);
	HOLDS(w, (int)s->waiting <= most, "%s: %zu asked at once", c->number, s->waiting);
	HOLDS(w, !IS_ONE_OF(c->state, "accepted", "visits") || s->accepted == 1,
	    "%s: %s with nobody", c->number, c->state);
	/* Nobody is forgotten on the way. */
	HOLDS(w, !str_eq(c->state, "incident"), "%s: an incident waits", c->number);
	HOLDS(w, !str_eq(c->state, "matching") || w->p.config->match.wait_for_batch,
	    "%s: stays in matching", c->number);
	w->rules->tally[AT_ONCE] += s->waiting > 1;
}

/* No visit is to come where nobody has the case. */
static inline void
check_visits(struct world *w, const struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(w->p.d.store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		HOLDS(w,
		    IS_ONE_OF(c->state, "accepted", "visits") ||
		        !IS_ONE_OF(rows[i].state, "proposed", "fixed"),
		    "%s: visit %d is %s in %s", c->number, rows[i].no, rows[i].state,
		    c->state);
	visits_free(rows, n);
}

/* --- letters --- */

/* Letters that speak of an offer that waits. */
static inline bool
about_offer(const char *name)
{
	return IS_ONE_OF(name, "offer", "offer_incident", "offer_reminder");
}

/* Whether what the letter says is still so. */
static inline bool
is_live(struct world *w, const struct outbox_row *m, const struct case_row *c)
{
	const char *name = m->template_name;
	struct offer o = {0};
	struct visit v = {0};
	struct expert e;
	bool ok = true;

	if (m->offer_id) {
		ok = store_offer_get(w->p.d.store, m->offer_id, &o) &&
		     (IS_ONE_OF(name, "offer", "offer_incident") ? str_eq(o.state, "open")
		                                                 : is_waiting(&o));
		offer_free(&o);
	} else if (IS_ONE_OF(name, "visit_invite", "visit_update",
	               "visit_reminder_company", "visit_reminder_expert")) {
		ok = c->expert_id && m->visit_id &&
		     store_visit_get(w->p.d.store, m->visit_id, &v) &&
		     !str_eq(v.state, "cancelled");
		visit_free(&v);
	} else if (IS_ONE_OF(name, "intro_company", "intro_expert")) {
		ok = c->expert_id && IS_ONE_OF(c->state, "accepted", "visits") &&
		     store_expert_get(w->p.d.store, c->expert_id, w->p.now, &e);
		if (ok) {
			ok = str_eq(name, "intro_company") ||
			     str_ieq(e.email, m->recipient);
			expert_free(&e);
		}
	}
	return ok;
}

static inline void
check_letters(struct world *w, const struct case_row *c)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(w->p.d.store, c->id, NULL, &n);

	for (size_t i = 0; i < n; i++) {
		const struct outbox_row *m = &rows[i];

		if (IS_ONE_OF(m->state, "pending", "retry", "held"))
			HOLDS(w, is_live(w, m, c), "%s: %s to %s is %s, and not so",
			    c->number, m->template_name, m->recipient, m->state);
		/* Nobody is asked twice. */
		for (size_t k = 0; k < i && about_offer(m->template_name); k++)
			HOLDS(w,
			    !str_eq(m->template_name, rows[k].template_name) ||
			        !str_eq(m->recipient, rows[k].recipient) ||
			        !str_eq(m->state, "sent") ||
			        !str_eq(rows[k].state, "sent") ||
			        str_eq(m->template_name, "offer_reminder"),
			    "%s: %s twice to %s", c->number, m->template_name,
			    m->recipient);
	}
	outbox_rows_free(rows, n);
}

/* --- all --- */

/* A case as the store has it now. */
struct rows {
	struct case_row c;
	struct offer *offers;
	struct timer *timers;
	size_t offers_n, timers_n;
};

static inline void
read_rows(struct world *w, int64_t id, struct rows *r)
{
	struct store *s = w->p.d.store;

	HOLDS(w, store_case_get(s, id, &r->c), "a case is gone");
	r->offers = store_offer_list(s, id, &r->offers_n);
	r->timers = store_timer_list(s, id, &r->timers_n);
}

static inline void
free_rows(struct rows *r)
{
	case_row_free(&r->c);
	offers_free(r->offers, r->offers_n);
	timers_free(r->timers, r->timers_n);
}

/* By the rows of the store: offers that wait, and courses that go on; one whose company
 * is asked how it was is over. */
static inline void
add_load(const struct rows *r, int *load)
{
	for (size_t o = 0; o < r->offers_n; o++)
		load[r->offers[o].expert_id - 1] += is_waiting(&r->offers[o]);
	if (r->c.expert_id && case_state_open(r->c.state) &&
	    !str_eq(r->c.state, "survey"))
		load[r->c.expert_id - 1]++;
}

static inline void
check_case(struct world *w, const struct played *k, const struct rows *r, int *load)
{
	struct standing s = standing_of(r->offers, r->offers_n);

	for (size_t i = 0; i < r->offers_n; i++) {
		const struct offer *o = &r->offers[i];

		for (size_t j = 0; j < i; j++)
			HOLDS(w, o->expert_id != r->offers[j].expert_id,
			    "%s: expert %lld asked twice", r->c.number,
			    (long long)o->expert_id);
		check_offer(w, k, o, load);
		HOLDS(w, !is_waiting(o) || has_timer(o, r->timers, r->timers_n),
		    "%s: offer %lld waits for ever", r->c.number, (long long)o->id);
	}
	check_standing(w, &r->c, &s);
	check_visits(w, &r->c);
	check_letters(w, &r->c);
}

/* How many the expert has, or may come to have, by the operator's choice alone. */
static inline int
beyond_the_rules(const struct rules_state *r, size_t e)
{
	int n = r->despite;

	for (size_t i = 0; i < r->n; i++)
		n += r->offers[i].despite && r->offers[i].expert_id == (int64_t)e + 1;
	return n;
}

/* After every step. */
static inline void
check_world(struct world *w)
{
	struct rules_state *r = w->rules;
	struct rows rows[CASES_MOST];
	int load[EXPERTS_MOST] = {0};

	HOLDS(w, !store_failed(w->p.d.store), "%s", store_failed(w->p.d.store));
	assert_true(store_begin(w->p.d.store)); /* many reads, one lock */
	for (size_t i = 0; i < w->cases_n; i++) {
		read_rows(w, w->cases[i].id, &rows[i]);
		add_load(&rows[i], load);
	}
	for (size_t e = 0; e < w->experts_n; e++) {
		int most = w->experts[e].capacity;

		if (most < r->load[e])
			most = r->load[e]; /* the list gave him less since */
		HOLDS(w, load[e] <= most + beyond_the_rules(r, e),
		    "expert %zu has %d, not above %d", e + 1, load[e], most);
	}
	for (size_t i = 0; i < w->cases_n; i++) {
		check_case(w, &w->cases[i], &rows[i], load);
		free_rows(&rows[i]);
	}
	store_rollback(w->p.d.store);
	memcpy(r->load, load, sizeof(load));
	r->despite = false;
}

#endif
