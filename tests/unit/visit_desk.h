/*
 * The desk's side of a random world of visits: the operator's commands, time, mail that
 * leaves or does not, restarts.
 */
#ifndef MADOGUCHI_VISIT_DESK_H
#define MADOGUCHI_VISIT_DESK_H

#include "visit_events.h"

/* --- mail --- */

/* What was on the wire while other things happened: it got out, it did not, or nobody
 * knows, since the process ended. */
static inline void
wire_ends(struct visit_world *w)
{
	unsigned luck = dice(w, 3);
	struct written *l = w->wire ? letter_of(w, w->wire) : NULL;

	w->wire = 0;
	if (!l)
		return;
	if (luck == 0) {
		store_outbox_sent(w->p.d.store, l->id, w->p.now);
	} else if (luck == 1 && !l->answered) {
		store_outbox_retry(w->p.d.store, l->id, w->p.now + HOUR, "あとで");
		stays(w, l);
	}
}

static inline void
sends(struct visit_world *w)
{
	struct outbox_mail m;

	assert_true(store_begin(w->p.d.store));
	wire_ends(w);
	while (!w->wire && play_take(&w->p, &m)) {
		struct written *l = letter_of(w, m.id);
		unsigned luck = dice(w, 30);

		assert_non_null(l);
		if (!m.uncertain)
			check_leaves(w, l);
		if (luck == 0 && !m.uncertain) {
			store_outbox_retry(
			    w->p.d.store, m.id, w->p.now + 2 * HOUR, "あとで");
		} else {
			leaves(w, l);
			if (luck == 1 && !m.uncertain)
				w->wire = m.id;
			else
				store_outbox_sent(w->p.d.store, m.id, w->p.now);
		}
		outbox_mail_free(&m);
	}
	play_commit(&w->p);
}

/* --- time --- */

static inline void
passes(struct visit_world *w, int64_t seconds)
{
	int64_t until = w->p.now + seconds;

	while (play_wait(&w->p, until)) {
		play_fire(&w->p);
		step_done(w);
		if (!once_in(w, 4))
			sends(w);
	}
}

static inline void
hours_pass(struct visit_world *w)
{
	passes(w, (1 + (int64_t)dice(w, 30)) * HOUR);
}

static inline void
days_pass(struct visit_world *w)
{
	passes(w, (2 + (int64_t)dice(w, 12)) * DAY);
}

/* To the end of a visit that is to come. */
static inline void
visit_passes(struct visit_world *w)
{
	for (size_t i = 0; i < w->visits_n; i++)
		if (is_dated(w->visits[i].state) && w->visits[i].starts_at > w->p.now) {
			passes(w, w->visits[i].starts_at + 4 * HOUR - w->p.now);
			return;
		}
}

/* --- the operator --- */

static inline bool
some_case(struct visit_world *w, struct case_row *c)
{
	return w->cases_n && store_case_get(w->p.d.store,
	                         w->cases[dice(w, (unsigned)w->cases_n)].id, c);
}

static inline void
with_case(struct visit_world *w, void (*deed)(struct visit_world *w, struct case_row *c))
{
	struct case_row c;

	if (!some_case(w, &c))
		return;
	play_begin(&w->p);
	w->p.d.actor = "operator";
	deed(w, &c);
	w->p.d.actor = "desk";
	desk_experts_changed(&w->p.d); /* as every command does */
	play_commit(&w->p);
	case_row_free(&c);
}

static inline bool
nobody_is_there(struct visit_world *w, int64_t from, int64_t until)
{
	size_t n;
	struct visit *rows = store_visit_list(w->p.d.store, 0, &n);
	bool free_then = true;

	for (size_t i = 0; i < n; i++)
		free_then =
		    free_then && (!is_dated(rows[i].state) || rows[i].ends_at <= from ||
		                     until <= rows[i].starts_at);
	visits_free(rows, n);
	return free_then;
}

/* A time that is being asked for elsewhere; 0: there is none. */
static inline int64_t
time_on_table(struct visit_world *w)
{
	int64_t at = 0;

	for (size_t i = 0; i < w->visits_n && !at; i++) {
		size_t n = 0;
		struct slot *slots = w->visits[i].round
		                         ? store_slots(w->p.d.store, w->visits[i].id,
		                               w->visits[i].round, &n)
		                         : NULL;

		if (n && once_in(w, 2))
			at = slots[dice(w, (unsigned)n)].starts_at;
		free(slots);
	}
	return at > w->p.now ? at : 0;
}

/* Whatever day it is: he knows. But the visits stay in their order. */
static inline void
moves(struct visit_world *w, struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(w->p.d.store, c->id, &n);
	size_t last = n - 1;
	int64_t day = day_number(w->p.now) + 1 + (int64_t)dice(w, 40);
	int64_t at = day * DAY - 9 * HOUR + (9 + (int64_t)dice(w, 5)) * HOUR;

	int64_t asked = once_in(w, 2) ? time_on_table(w) : 0;

	if (asked)
		at = asked;
	if (n && at > w->p.now &&
	    (is_dated(rows[last].state) || str_eq(rows[last].state, "asked")) &&
	    (n == 1 || rows[last - 1].ends_at <= at) &&
	    IS_ONE_OF(c->state, "accepted", "visits") &&
	    nobody_is_there(w, at, at + 3 * HOUR)) {
		case_of(w, c->id)->operators[rows[last].no] = at;
		desk_visit_move(&w->p.d, c, &rows[last], at);
	}
	visits_free(rows, n);
}

/* What waits for him is done: dates are asked for again, and he knows of the rest. A
 * report that never came stays on his desk. */
static inline void
settles(struct visit_world *w, struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(w->p.d.store, c->id, &n);
	bool course = IS_ONE_OF(c->state, "accepted", "visits"), all = course;

	for (size_t i = 0; i < n; i++)
		all = all && !str_eq(rows[i].state, "held");
	if (all)
		(void)store_event_close(w->p.d.store, 0, c->id);
	for (size_t i = 0; all && i < n; i++)
		if (str_eq(rows[i].state, "asked") && !rows[i].round)
			desk_slots_begin(&w->p.d, c, &rows[i], NULL);
	if (all)
		(void)desk_visit_next(&w->p.d, c, false, NULL);
	visits_free(rows, n);
}

static inline void
asks_anew(struct visit_world *w, struct case_row *c)
{
	if (IS_ONE_OF(c->state, "accepted", "visits"))
		(void)desk_visit_next(&w->p.d, c, false, NULL);
}

static inline void
replaces(struct visit_world *w, struct case_row *c)
{
	if (case_next_state(c->state, TRIGGER_EXPERT_GONE))
		desk_expert_gone(&w->p.d, c, "替えます");
}

static inline void
closes(struct visit_world *w, struct case_row *c)
{
	if (case_next_state(c->state, TRIGGER_CLOSED)) {
		if (once_in(w, 3))
			desk_end_silently(&w->p.d, c, TRIGGER_CLOSED, "終了");
		else
			desk_close_case(&w->p.d, c, "終了");
		w->tally[CLOSED]++;
	}
}

static inline void
approves(struct visit_world *w, struct case_row *c)
{
	(void)desk_approve(&w->p.d, c);
}

static inline void
operator_moves(struct visit_world *w)
{
	with_case(w, moves);
}

static inline void
operator_settles(struct visit_world *w)
{
	with_case(w, settles);
}

static inline void
operator_asks(struct visit_world *w)
{
	with_case(w, asks_anew);
}

static inline void
operator_replaces(struct visit_world *w)
{
	with_case(w, replaces);
}

static inline void
operator_closes(struct visit_world *w)
{
	with_case(w, closes);
}

static inline void
operator_approves(struct visit_world *w)
{
	with_case(w, approves);
}

static inline void
new_case(struct visit_world *w)
{
	if (w->cases_n < CASES_MOST)
		open_case(w);
}

static inline void
restarts(struct visit_world *w)
{
	play_restart(&w->p);
}

#endif
