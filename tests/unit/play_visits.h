/*
 * A random desk whose cases have just been accepted: their visits are to be agreed, held
 * and reported. What was said, written and handed over is known twice: to the desk by its
 * store, to the test by what it noted itself. One seed gives one world and one course of
 * events; visit_events.h is what may happen, visit_rules.h what must hold.
 */
#ifndef MADOGUCHI_PLAY_VISITS_H
#define MADOGUCHI_PLAY_VISITS_H

#include "play.h"

#include "desk_slots.h"

enum {
	EXPERTS = 3,
	CASES_MOST = 3,
	NUMBERS_MOST = 5, /* visits of a case, by number from 1 */
	VISITS_MOST = CASES_MOST * NUMBERS_MOST,
	PEOPLE = 1 + EXPERTS, /* of a case: the company, every expert */
	LETTERS_MOST = 900,
	SAID_MOST = 40,
	HOUR = 3600,
	DAY = 86400
};

/* A letter of the outbox, with what was true when it was written. */
struct written {
	int64_t id, case_id, visit_id, starts_at;
	int round, sequence;
	bool calendar, cancel; /* it has one; which takes the visit out */
	bool left;             /* handed over, so that it may be answered */
	bool answered;         /* so that it has arrived */
	int person;            /* -1: neither company nor expert */
	char template_name[32];
};

/* The calendar letter that reached somebody last. */
struct told {
	bool any, cancel;
	bool maybe; /* one was on the wire, whatever became of it */
	int sequence;
	int64_t starts_at;
};

/* What the test knows of a visit. */
struct known {
	int64_t id;
	char uid[96], state[12];
	int64_t starts_at;
	int round;
	int sequence; /* the highest that was written; -1 none */
	struct told told[PEOPLE];
};

/* Times at which a side can, in its own words: from, and until before. */
struct said {
	int64_t from, until;
	bool named; /* by the side itself, not chosen from a letter */
};

struct consent {
	struct said said[SAID_MOST];
	size_t n;
};

struct agreed_case {
	int64_t id;
	char company[48], agency[48];
	struct consent consent[NUMBERS_MOST + 1][SLOT_SIDES];
	int64_t operators[NUMBERS_MOST + 1]; /* times that the operator set */
};

enum tally {
	FIXED,
	MOVED,
	DROPPED,
	HELD,
	REPORTED,
	HANDED_OVER,
	OUTSIDE_GAP,
	REPLACED,
	CLOSED,
	UNPROVED,
	TWICE,
	TALLIES
};

struct visit_world {
	struct play p;
	uint64_t seed, state;
	int64_t experts[EXPERTS];
	char email[EXPERTS][48];
	struct agreed_case cases[CASES_MOST];
	size_t cases_n;
	struct known visits[VISITS_MOST];
	size_t visits_n;
	struct written letters[LETTERS_MOST];
	size_t letters_n;
	int64_t wire; /* the letter that is being sent; 0 none */
	struct told wire_before;
	int step;
	const char *event;
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

static inline unsigned
dice(struct visit_world *w, unsigned sides)
{
	w->state ^= w->state << 13;
	w->state ^= w->state >> 7;
	w->state ^= w->state << 17;
	return (unsigned)((w->state >> 11) % sides);
}

/* True once in so many throws. */
static inline bool
once_in(struct visit_world *w, unsigned throws)
{
	return dice(w, throws) == 0;
}

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
is_dated(const char *state)
{
	return IS_ONE_OF(state, "proposed", "fixed");
}

static inline bool
is_over(const char *state)
{
	return IS_ONE_OF(state, "held", "reported");
}

/* --- finding --- */

static inline struct agreed_case *
case_of(struct visit_world *w, int64_t id)
{
	for (size_t i = 0; i < w->cases_n; i++)
		if (w->cases[i].id == id)
			return &w->cases[i];
	return NULL;
}

static inline struct known *
known_visit(struct visit_world *w, int64_t id)
{
	for (size_t i = 0; i < w->visits_n; i++)
		if (w->visits[i].id == id)
			return &w->visits[i];
	return NULL;
}

static inline struct written *
letter_of(struct visit_world *w, int64_t id)
{
	for (size_t i = w->letters_n; i-- > 0;)
		if (w->letters[i].id == id)
			return &w->letters[i];
	return NULL;
}

static inline int
person_of(struct visit_world *w, int64_t case_id, const char *email)
{
	struct agreed_case *k = case_of(w, case_id);

	if (k && str_eq(k->company, email))
		return 0;
	for (int i = 0; i < EXPERTS; i++)
		if (str_eq(w->email[i], email))
			return 1 + i;
	return -1;
}

/* Its number, and the case's; a copy that needs no freeing. */
struct place {
	struct agreed_case *k;
	int no;
	bool dated;
	int round;
	int64_t starts_at;
};

static inline struct place
place_of(struct visit_world *w, int64_t visit_id)
{
	struct place at = {0};
	struct visit v;

	if (!visit_id || !store_visit_get(w->p.d.store, visit_id, &v))
		return at;
	at = (struct place){
	    case_of(w, v.case_id), v.no, is_dated(v.state), v.round, v.starts_at};
	visit_free(&v);
	return at;
}

/* --- what sides have said --- */

static inline void
can(struct consent *c, int64_t from, int64_t until, bool named)
{
	if (c->n == SAID_MOST) {
		memmove(c->said, c->said + 1, (SAID_MOST - 1) * sizeof(*c->said));
		c->n--;
	}
	c->said[c->n++] = (struct said){from, until, named};
}

static inline void
can_at(struct consent *c, int64_t at)
{
	can(c, at, at + 1, false);
}

/* 0: it never said so; 1: it chose the time; 2: it named it. */
static inline int
has_consented(const struct consent *c, int64_t at)
{
	int found = 0;

	for (size_t i = 0; i < c->n; i++)
		if (c->said[i].from <= at && at < c->said[i].until)
			found = c->said[i].named ? 2 : found ? found : 1;
	return found;
}

/* --- the whole --- */

static inline void
put_experts(struct visit_world *w)
{
	for (int i = 0; i < EXPERTS; i++) {
		struct expert e;

		(void)snprintf(
		    w->email[i], sizeof(w->email[i]), "e%d@experts.example.jp", i);
		expert_init(&e);
		e.registration_no = xasprintf("90000%d", i);
		e.name = xasprintf("見本 %d", i);
		set_str(&e.email, w->email[i]);
		e.themes = 0x7e;
		e.forms = FORM_VISIT | (i ? FORM_ONLINE : 0);
		e.prefectures = (uint64_t)1 << 26;
		e.capacity = 9;
		set_str(&e.valid_until, "2039-03-31");
		w->experts[i] = store_expert_put(w->p.d.store, &e, w->p.now, NULL);
		expert_free(&e);
	}
	desk_experts_changed(&w->p.d);
}

/* Several cases of one company, some brought by an agency. */
static inline void
bring(struct visit_world *w, struct case_row *c, struct agreed_case *k)
{
	struct store *s = w->p.d.store;
	size_t company = w->cases_n > 1 && once_in(w, 4) ? 0 : w->cases_n;

	(void)snprintf(k->company, sizeof(k->company), "info@c%zu.example.jp", company);
	c->requester_id =
	    store_person(s, k->company, c->contact, c->company, NULL, w->p.now);
	store_case_person(s, c->id, c->requester_id, "requester");
	if (!once_in(w, 3))
		return;
	(void)snprintf(
	    k->agency, sizeof(k->agency), "ref%zu@agency.example.jp", w->cases_n);
	c->referrer_id = store_person(s, k->agency, "紹介", "商工会", NULL, w->p.now);
	store_case_person(s, c->id, c->referrer_id, "referrer");
}

/* An expert has said yes: the first date is to be found. */
static inline void
open_case(struct visit_world *w)
{
	static const char *const formats[] = {NULL, "visit", "any", "online"};
	struct agreed_case *k = &w->cases[w->cases_n++];
	int64_t expert_id = w->experts[dice(w, once_in(w, 3) ? EXPERTS : 1)];
	struct offer o = {.expert_id = expert_id,
	    .state = xstrdup("open"),
	    .reasons = xstrdup("[]"),
	    .made_at = w->p.now,
	    .due_at = w->p.now + DAY};
	struct case_row c;
	struct expert e;

	*k = (struct agreed_case){0};
	play_begin(&w->p);
	case_row_init(&c);
	set_str(&c.state, "offered");
	c.opened_at = w->p.now;
	c.company = xasprintf("見本%zu株式会社", w->cases_n);
	c.contact = xasprintf("担当%zu", w->cases_n);
	set_str(&c.need, "規程を整備したい。");
	set_str(&c.prefecture, "大阪府");
	set_str(&c.format, formats[dice(w, (unsigned)ARRAY_LEN(formats))]);
	(void)snprintf(c.lang, sizeof(c.lang), "%s", once_in(w, 5) ? "en" : "ja");
	c.category = 'a';
	c.theme = 1 + (int)dice(w, 6);
	store_case_add(w->p.d.store, &c);
	k->id = o.case_id = c.id;
	bring(w, &c, k);
	store_case_update(w->p.d.store, &c);
	o.id = store_offer_add(w->p.d.store, &o);
	assert_true(store_expert_get(w->p.d.store, expert_id, w->p.now, &e));
	desk_accepted(&w->p.d, &c, &o, &e);
	play_commit(&w->p);
	expert_free(&e);
	offer_free(&o);
	case_row_free(&c);
}

static inline void
draw_rules(struct visit_world *w, struct config *c)
{
	static const struct {
		int count, gap_min, gap_max;
	} programmes[] = {{3, 14, 21}, {3, 14, 21}, {3, 14, 21}, {4, 7, 10}, {2, 28, 35}};
	size_t i = dice(w, (unsigned)ARRAY_LEN(programmes));

	c->visits.count = programmes[i].count;
	c->visits.gap_days_min = programmes[i].gap_min;
	c->visits.gap_days_max = programmes[i].gap_max;
	c->visits.propose = once_in(w, 4) ? PROPOSE_ALL : PROPOSE_NEXT;
	c->visits.rounds = once_in(w, 4) ? 2 : 3;
	c->visits.remind_working_days = once_in(w, 4) ? 1 : 3;
	c->desk.plus_addressing = !once_in(w, 4);
	c->supervised.all = once_in(w, 12);
	c->limits.mails_per_case_day = 1000;
}

static inline void
world_begin(struct visit_world *w, uint64_t seed)
{
	w->seed = seed;
	w->state = seed * 0x9e3779b97f4a7c15u + 1;
	w->cases_n = w->visits_n = w->letters_n = 0;
	w->wire = 0;
	w->step = 0;
	w->event = "begin";
	play_new_store(&w->p);
	for (int i = 0; i < 5; i++)
		(void)dice(w, 2);
	draw_rules(w, w->p.config);
	/* Some of the year's ends, and of the long holidays of May and September. */
	w->p.now += (int64_t)dice(w, 330) * DAY + (int64_t)dice(w, 24) * HOUR;
	play_begin(&w->p);
	put_experts(w);
	play_commit(&w->p);
}

#endif
