/*
 * What must hold of a random world of visits after every step, whatever was done: written
 * on the rows of the store and on what the test noted itself, without the desk's rules of
 * days, slots or letters.
 */
#ifndef MADOGUCHI_VISIT_RULES_H
#define MADOGUCHI_VISIT_RULES_H

#include "visit_letters.h"

/* --- days: a list of its own --- */

static const char *const days_off[] = {"2026-01-01", "2026-01-12", "2026-02-11",
    "2026-02-23", "2026-03-20", "2026-04-29", "2026-05-03", "2026-05-04", "2026-05-05",
    "2026-05-06", "2026-07-20", "2026-08-11", "2026-09-21", "2026-09-22", "2026-09-23",
    "2026-10-12", "2026-11-03", "2026-11-23", "2027-01-01", "2027-01-11", "2027-02-11",
    "2027-02-23", "2027-03-21", "2027-03-22", "2027-04-29", "2027-05-03", "2027-05-04",
    "2027-05-05", "2027-07-19", "2027-08-11", "2027-09-20", "2027-09-23", "2027-10-11",
    "2027-11-03", "2027-11-23", "2028-01-01", "2028-01-10", "2028-02-11", "2028-02-23",
    "2028-03-20", "2028-04-29", "2028-05-03", "2028-05-04", "2028-05-05", "2028-07-17",
    "2028-08-11", "2028-09-18", "2028-09-22", "2028-10-09", "2028-11-03", "2028-11-23"};

/* Days since 1970-01-01 in Japan; that day was a Thursday. */
static inline int64_t
day_number(int64_t t)
{
	return (t + 9 * HOUR) / DAY;
}

static inline bool
nobody_works(int64_t t)
{
	char iso[11];
	time_t japan = (time_t)(t + 9 * HOUR);
	struct tm tm;
	int64_t weekday = (day_number(t) + 4) % 7;

	assert_non_null(gmtime_r(&japan, &tm));
	(void)strftime(iso, sizeof(iso), "%Y-%m-%d", &tm);
	return weekday == 0 || weekday == 6 || (tm.tm_mon == 11 && tm.tm_mday >= 29) ||
	       (tm.tm_mon == 0 && tm.tm_mday <= 3) ||
	       one_of_words(iso, days_off, ARRAY_LEN(days_off));
}

static inline int64_t
second_of_day(int64_t t)
{
	return (t + 9 * HOUR) % DAY;
}

/* --- one visit --- */

/* Where the operator has put it himself, only he answers for the day. */
static inline bool
operator_chose(const struct agreed_case *k, const struct visit *v)
{
	return k->operators[v->no] == v->starts_at;
}

static inline void
check_day(struct visit_world *w, const struct agreed_case *k, const struct visit *v)
{
	if (operator_chose(k, v))
		return;
	HOLDS(w, !nobody_works(v->starts_at), "visit %lld lies on a day off",
	    (long long)v->id);
	HOLDS(w,
	    second_of_day(v->starts_at) >= 9 * HOUR &&
	        second_of_day(v->ends_at) <= 17 * HOUR &&
	        day_number(v->starts_at) == day_number(v->ends_at),
	    "visit %lld lies outside of the office's hours", (long long)v->id);
	HOLDS(w, v->ends_at - v->starts_at >= 2 * HOUR, "visit %lld is too short",
	    (long long)v->id);
}

/* An agreed date is one to which both have said yes, each in its own words. */
static inline void
check_agreed(struct visit_world *w, struct agreed_case *k, const struct visit *v)
{
	if (operator_chose(k, v))
		return;
	for (int side = 0; side < SLOT_SIDES; side++)
		HOLDS(w, has_consented(&k->consent[v->no][side], v->starts_at),
		    "visit %lld is fixed, and the %s never agreed", (long long)v->id,
		    side == SLOT_EXPERT ? "expert" : "company");
}

static inline void
check_identity(struct visit_world *w, struct known *s, const struct visit *v)
{
	HOLDS(w, !*s->uid || str_eq(s->uid, v->uid), "visit %lld has another UID",
	    (long long)v->id);
	(void)snprintf(s->uid, sizeof(s->uid), "%s", v->uid);
	/* case-2026-0001-1-…@desk */
	HOLDS(w, strcspn(v->uid, "@") >= 17 + 16, "the UID %s is easily guessed", v->uid);
	/* One step ahead of what was written: a change of which nobody had to hear. */
	HOLDS(w, v->sequence <= s->sequence + 1,
	    "visit %lld has SEQUENCE %d, and %d was written", (long long)v->id,
	    v->sequence, s->sequence);
}

static inline void
count_change(struct visit_world *w, const struct known *s, const struct visit *v)
{
	bool same = str_eq(s->state, v->state);

	w->tally[FIXED] += str_eq(v->state, "fixed") && !same;
	w->tally[MOVED] +=
	    is_dated(v->state) && is_dated(s->state) && s->starts_at != v->starts_at;
	w->tally[DROPPED] +=
	    !is_dated(v->state) && is_dated(s->state) && !is_over(v->state);
	w->tally[HANDED_OVER] += s->round && !v->round && str_eq(v->state, "asked");
	w->tally[HELD] += str_eq(v->state, "held") && !same;
	w->tally[REPORTED] += str_eq(v->state, "reported") && !same;
}

static inline void
check_visit(struct visit_world *w, struct known *s, const struct visit *v,
    const struct case_row *c)
{
	struct agreed_case *k = case_of(w, v->case_id);
	bool moved = !str_eq(s->state, v->state) || s->starts_at != v->starts_at;

	HOLDS(w, v->no <= w->p.config->visits.count, "a visit too many");
	check_identity(w, s, v);
	HOLDS(w, !v->round || v->round - v->search < w->p.config->visits.rounds,
	    "visit %lld is asked for the %dth time", (long long)v->id,
	    v->round - v->search + 1);
	HOLDS(w, !str_eq(v->state, "held") || v->starts_at <= w->p.now + DAY,
	    "visit %lld is held before its day", (long long)v->id);
	if (!is_dated(v->state))
		return;
	HOLDS(w, v->expert_id == c->expert_id, "visit %lld is of another expert",
	    (long long)v->id);
	HOLDS(w, IS_ONE_OF(c->state, "accepted", "visits"), "a visit is to come in %s",
	    c->state);
	HOLDS(w, !moved || v->starts_at > w->p.now, "visit %lld is set to the past",
	    (long long)v->id);
	if (moved)
		check_day(w, k, v);
	if (moved && str_eq(v->state, "fixed"))
		check_agreed(w, k, v);
}

/* --- visits beside each other --- */

static inline int64_t
held_on(const struct visit *v)
{
	int year, month, day;

	if (!v->done_on || sscanf(v->done_on, "%d-%d-%d", &year, &month, &day) != 3)
		return day_number(v->starts_at);
	return civil_day(year, month, day);
}

/* A gap outside of the programme's is one that both have chosen, and knew of: from the
 * letter, or since they named the day. */
static inline bool
gap_is_agreed(struct visit_world *w, const struct agreed_case *k, const struct visit *v)
{
	for (int side = 0; side < SLOT_SIDES; side++) {
		int how = has_consented(&k->consent[v->no][side], v->starts_at);

		if (!how || (how == 1 && !was_told_of_gap(w, v, side)))
			return false;
	}
	return true;
}

static inline bool
has_moved(const struct known *s, const struct visit *v)
{
	return s->starts_at != v->starts_at || !(is_dated(s->state) || is_over(s->state));
}

/* What a new expert takes over late is planned as soon as it can be. */
static inline bool
is_soonest(struct visit_world *w, const struct visit *b, int64_t gap)
{
	return w->p.config->visits.propose == PROPOSE_ALL &&
	       str_eq(b->state, "proposed") && gap > w->p.config->visits.gap_days_max &&
	       day_number(b->starts_at) <=
	           day_number(w->p.now) + w->p.config->visits.first_after_days_min + 14;
}

static inline void
check_gap(struct visit_world *w, const struct visit *a, const struct visit *b)
{
	struct agreed_case *k = case_of(w, a->case_id);
	const struct known *x = known_visit(w, a->id), *y = known_visit(w, b->id);
	bool a_moved = has_moved(x, a), b_moved = has_moved(y, b);
	int64_t gap = held_on(b) - held_on(a);

	/* One that was planned may have had to wait for a day on which people work. */
	int late = w->p.config->visits.propose == PROPOSE_ALL ? 14 : 0;

	if (is_over(b->state) || (!a_moved && !b_moved) || operator_chose(k, a) ||
	    operator_chose(k, b))
		return;
	HOLDS(w, a->ends_at <= b->starts_at, "visits %lld and %lld lie in wrong order",
	    (long long)a->id, (long long)b->id);
	if (gap >= w->p.config->visits.gap_days_min &&
	    gap <= w->p.config->visits.gap_days_max + late)
		return;
	if (b_moved && is_soonest(w, b, gap))
		return;
	w->tally[OUTSIDE_GAP]++;
	HOLDS(w,
	    (b_moved && gap_is_agreed(w, k, b)) || (a_moved && gap_is_agreed(w, k, a)),
	    "visits %lld and %lld lie %lld days apart, and nobody agreed to that",
	    (long long)a->id, (long long)b->id, (long long)gap);
}

static inline bool
same_company(struct visit_world *w, const struct visit *a, const struct visit *b)
{
	return str_eq(case_of(w, a->case_id)->company, case_of(w, b->case_id)->company);
}

static inline void
check_pair(struct visit_world *w, const struct visit *a, const struct visit *b)
{
	bool overlap = a->starts_at < b->ends_at && b->starts_at < a->ends_at;

	if (a->case_id == b->case_id && b->no == a->no + 1 &&
	    (is_dated(a->state) || is_over(a->state)) &&
	    (is_dated(b->state) || is_over(b->state)))
		check_gap(w, a, b);
	if (!overlap || !is_dated(a->state) || !is_dated(b->state))
		return;
	HOLDS(w, a->expert_id != b->expert_id,
	    "an expert has visits %lld and %lld at once", (long long)a->id,
	    (long long)b->id);
	HOLDS(w, !same_company(w, a, b), "a company has visits %lld and %lld at once",
	    (long long)a->id, (long long)b->id);
}

/* --- letters about it --- */

/* Whoever was invited last to a date that is to come has that date still, or a letter on
 * its way to him that says otherwise. */
static inline void
check_told(struct visit_world *w, const struct known *s, const struct visit *v,
    const struct case_row *c)
{
	for (int person = 0; person < PEOPLE; person++) {
		const struct told *t = &s->told[person];
		bool his = is_dated(v->state) &&
		           (person == 0 || w->experts[person - 1] == v->expert_id);

		if (!t->any || t->cancel || t->starts_at <= w->p.now ||
		    is_over(v->state) || (his && v->starts_at == t->starts_at))
			continue;
		HOLDS(w, on_its_way(w, v->id, person, !his),
		    "visit %lld is %s in %s, and person %d still has it in his calendar",
		    (long long)v->id, v->state, c->state, person);
	}
}

/* --- nothing is forgotten --- */

struct rest {
	struct timer *timers;
	size_t timers_n;
	size_t open; /* events */
	bool held;   /* mail waits for approval */
};

static inline bool
has_timer(const struct rest *r, int64_t ref_id, const char *begins)
{
	for (size_t i = 0; i < r->timers_n; i++)
		if (r->timers[i].ref_id == ref_id &&
		    str_starts(r->timers[i].kind, begins))
			return true;
	return false;
}

static inline void
check_awaited(struct visit_world *w, const struct visit *v, const struct rest *r)
{
	if (v->round)
		HOLDS(w, has_timer(r, v->id, "slots_"),
		    "slots of visit %lld are asked for without a timer",
		    (long long)v->id);
	if (is_dated(v->state))
		HOLDS(w, has_timer(r, v->id, "visit_over"),
		    "visit %lld is to come without a timer", (long long)v->id);
	else
		HOLDS(w, !has_timer(r, v->id, "visit_"),
		    "visit %lld is %s and has a timer", (long long)v->id, v->state);
	HOLDS(w, str_eq(v->state, "held") || !has_timer(r, v->id, "report_"),
	    "a report of visit %lld is chased, which is %s", (long long)v->id, v->state);
	HOLDS(w, !v->round || !is_over(v->state),
	    "another date of visit %lld is looked for, which is %s", (long long)v->id,
	    v->state);
	if (str_eq(v->state, "asked") && !v->round)
		HOLDS(w, r->open, "nobody looks for a date of visit %lld",
		    (long long)v->id);
	if (str_eq(v->state, "held"))
		HOLDS(w, r->open || has_timer(r, v->id, "report_"),
		    "nobody waits for the report of visit %lld", (long long)v->id);
}

static inline void
check_case(struct visit_world *w, const struct case_row *c, const struct visit *rows,
    size_t n, const struct rest *r)
{
	bool course = IS_ONE_OF(c->state, "accepted", "visits"), waits = false;

	for (size_t i = 0; i < n; i++) {
		if (rows[i].case_id != c->id)
			continue;
		HOLDS(w, course || !rows[i].round, "slots are on the table in %s",
		    c->state);
		if (course)
			check_awaited(w, &rows[i], r);
		waits |= IS_ONE_OF(rows[i].state, "asked", "proposed", "fixed", "held");
	}
	if (course)
		HOLDS(w, waits || r->open || r->timers_n, "%s: the course stands still",
		    c->number);
	if (IS_ONE_OF(c->state, "closed", "withdrawn"))
		HOLDS(w, !r->timers_n, "%s: is %s and has a timer \"%s\"", c->number,
		    c->state, r->timers[0].kind);
	else
		HOLDS(w, r->open || r->timers_n || r->held, "%s: nothing is due in %s",
		    c->number, c->state);
	for (size_t i = 0; i < r->timers_n; i++)
		HOLDS(w,
		    !str_eq(c->state, "survey") ||
		        !IS_ONE_OF(r->timers[i].kind, "visit_over", "visit_reminder",
		            "slots_remind", "slots_silent", "course_close",
		            "course_end_silent"),
		    "%s: the course is over and has a timer \"%s\"", c->number,
		    r->timers[i].kind);
	for (size_t i = 0; i < r->timers_n; i++)
		HOLDS(w, r->timers[i].due_at > w->p.now - 30 * DAY,
		    "%s: the timer \"%s\" is long overdue", c->number, r->timers[i].kind);
}

/* --- all of it --- */

static inline size_t
open_events_of(const struct event_row *rows, size_t n, int64_t case_id)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += rows[i].case_id == case_id;
	return found;
}

static inline void
check_cases(struct visit_world *w, const struct visit *rows, size_t n)
{
	size_t cases_n, events_n;
	struct case_row *cases = store_case_list(w->p.d.store, NULL, &cases_n);
	struct event_row *events = store_event_open(w->p.d.store, &events_n);

	for (size_t i = 0; i < cases_n; i++) {
		struct rest r = {.open = open_events_of(events, events_n, cases[i].id),
		    .held = store_outbox_waiting(w->p.d.store) > 0};

		r.timers = store_timer_list(w->p.d.store, cases[i].id, &r.timers_n);
		for (size_t k = 0; k < n; k++)
			if (rows[k].case_id == cases[i].id) {
				struct known *s = known_visit(w, rows[k].id);

				check_visit(w, s, &rows[k], &cases[i]);
				check_told(w, s, &rows[k], &cases[i]);
			}
		check_case(w, &cases[i], rows, n, &r);
		timers_free(r.timers, r.timers_n);
	}
	event_rows_free(events, events_n);
	case_rows_free(cases, cases_n);
}

static inline void
note_visits(struct visit_world *w, const struct visit *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct known *s = known_visit(w, rows[i].id);

		count_change(w, s, &rows[i]);
		(void)snprintf(s->state, sizeof(s->state), "%s", rows[i].state);
		s->starts_at = rows[i].starts_at;
		s->round = rows[i].round;
	}
}

static inline void
check_visit_world(struct visit_world *w)
{
	size_t n;
	struct visit *rows = store_visit_list(w->p.d.store, 0, &n);

	for (size_t i = 0; i < n; i++)
		if (!known_visit(w, rows[i].id)) {
			HOLDS(w, w->visits_n < VISITS_MOST, "too many visits");
			w->visits[w->visits_n++] =
			    (struct known){.id = rows[i].id, .sequence = -1};
		}
	note_letters(w);
	check_cases(w, rows, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (i != k)
				check_pair(w, &rows[i], &rows[k]);
	note_visits(w, rows, n);
	visits_free(rows, n);
}

#endif
