/*
 * What may happen in a random world: letters of experts and companies, the operator's
 * commands, time, mail that leaves or does not, restarts.
 */
#ifndef MADOGUCHI_WORLD_EVENTS_H
#define MADOGUCHI_WORLD_EVENTS_H

#include "world_rules.h"

#include "buf.h"
#include "cmd.h"
#include "desk_batch.h"

enum { HOUR = 3600, DAY = 86400 };

/* --- what can be written to whom --- */

static inline bool
is_open(struct world *w, int64_t offer_id)
{
	struct offer o;
	bool open = store_offer_get(w->p.d.store, offer_id, &o) && is_waiting(&o);

	offer_free(&o);
	return open;
}

/* A letter about an offer that has arrived; mostly of one that waits for its answer. */
static inline bool
arrived(struct world *w, struct outbox_row *out)
{
	size_t n, found = 0;
	struct outbox_row *rows = store_outbox_list(w->p.d.store, 0, "sent", &n);
	bool any = once_in(w, 3);
	int64_t id = 0;

	for (size_t i = 0; i < n; i++)
		if (rows[i].offer_id && (any || is_open(w, rows[i].offer_id)) &&
		    once_in(w, (unsigned)++found))
			id = rows[i].id;
	outbox_rows_free(rows, n);
	return id && store_outbox_get(w->p.d.store, id, out);
}

static inline bool
some_case(struct world *w, struct case_row *c)
{
	return w->cases_n && store_case_get(w->p.d.store,
	                         w->cases[dice(w, (unsigned)w->cases_n)].id, c);
}

static inline struct listed *
listed_as(struct world *w, const char *email)
{
	for (size_t i = 0; i < w->experts_n; i++)
		if (str_eq(w->email[i], email))
			return &w->experts[i];
	return NULL;
}

/* A letter of a person is proof that the address works. */
static inline void
deliver(struct world *w, const struct play_letter *l)
{
	struct listed *e = listed_as(w, l->from);

	if (e && !l->status && l->kind != KIND_AUTO_REPLY)
		e->dead = false;
	play_deliver(&w->p, l);
}

/* --- the expert --- */

/* What became of every offer. Owned. */
static inline char *
answers_now(struct world *w)
{
	struct buf out = {0};

	for (size_t i = 0; i < w->cases_n; i++) {
		size_t n;
		struct offer *rows = store_offer_list(w->p.d.store, w->cases[i].id, &n);

		for (size_t o = 0; o < n; o++)
			buf_addf(&out, "%lld %s; ", (long long)rows[o].id, rows[o].state);
		offers_free(rows, n);
	}
	return buf_steal(&out);
}

static inline void
answer_as(struct world *w, enum kind kind, enum reply_kind reply)
{
	struct outbox_row to;
	struct play_letter l = {.to = &to, .kind = kind, .reply = reply};
	char *before, *after;
	bool proves;

	if (!arrived(w, &to))
		return;
	l.from = once_in(w, 15) ? "stranger@elsewhere.example.jp" : to.recipient;
	l.no_token = once_in(w, 15);
	l.review = once_in(w, 20);
	l.ambiguous = once_in(w, 20);
	proves = l.from == to.recipient && !l.no_token;
	before = proves ? NULL : answers_now(w);
	deliver(w, &l);
	after = proves ? NULL : answers_now(w);
	HOLDS(w, proves || str_eq(before, after),
	    "a letter that proves nothing has changed %s to %s", before ? before : "",
	    after ? after : "");
	free(before);
	free(after);
	outbox_row_free(&to);
}

static inline void
accepts(struct world *w)
{
	answer_as(w, KIND_EXPERT_ACCEPT, REPLY_EXPERT_ACCEPT);
}

static inline void
declines(struct world *w)
{
	answer_as(w, KIND_EXPERT_DECLINE, REPLY_EXPERT_DECLINE);
}

static inline void
asks_back(struct world *w)
{
	answer_as(w, KIND_EXPERT_CONDITIONAL,
	    once_in(w, 4) ? REPLY_DELEGATE : REPLY_EXPERT_CONDITIONAL);
}

static inline void
gives_up(struct world *w)
{
	answer_as(w, KIND_WITHDRAW, REPLY_WITHDRAW);
}

static inline void
is_away(struct world *w)
{
	struct outbox_row to;
	struct civil day = civil_from_time(w->p.now + (int64_t)dice(w, 9) * DAY);
	char *text = xasprintf("%d月%d日まで不在にしております。", day.month, day.day);

	if (arrived(w, &to)) {
		deliver(w, &(struct play_letter){.from = to.recipient,
		               .to = &to,
		               .kind = KIND_AUTO_REPLY,
		               .reply = REPLY_AUTO_REPLY,
		               .text = text});
		outbox_row_free(&to);
	}
	free(text);
}

static inline void
bounces(struct world *w)
{
	bool gone = !once_in(w, 3);
	struct outbox_row to;

	if (!arrived(w, &to))
		return;
	deliver(w, &(struct play_letter){.from = "mailer-daemon@elsewhere.example.jp",
	               .to = &to,
	               .kind = KIND_BOUNCE,
	               .status = gone ? "5.1.1" : "5.2.2"});
	if (gone && listed_as(w, to.recipient))
		listed_as(w, to.recipient)->dead = true;
	outbox_row_free(&to);
}

/* --- the company --- */

static inline void
withdraws(struct world *w)
{
	size_t n;
	struct case_row c;
	struct outbox_row *rows;
	const char *from;

	if (!some_case(w, &c))
		return;
	from = w->cases[c.id - w->cases[0].id].email;
	rows = store_outbox_list(w->p.d.store, c.id, "sent", &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].recipient, from)) {
			deliver(w, &(struct play_letter){.from = from,
			               .to = &rows[i],
			               .kind = KIND_WITHDRAW,
			               .reply = REPLY_WITHDRAW});
			break;
		}
	outbox_rows_free(rows, n);
	case_row_free(&c);
}

/* --- the operator --- */

/* Does something to a case, in a transaction of its own. */
static inline void
with_case(struct world *w, void (*deed)(struct world *w, struct case_row *c))
{
	struct case_row c;

	if (!some_case(w, &c))
		return;
	play_begin(&w->p);
	deed(w, &c);
	desk_experts_changed(&w->p.d); /* as every command does */
	play_commit(&w->p);
	case_row_free(&c);
}

/* What the command says to the operator is not for the tester. */
static inline int
assign_silently(struct world *w, struct case_row *c)
{
	size_t e = dice(w, (unsigned)w->experts_n);
	int err = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY | O_CLOEXEC),
	    code;

	w->rules->despite = once_in(w, 3);
	(void)fflush(stderr);
	assert_true(dup2(null, STDERR_FILENO) >= 0);
	code = cmd_assign(
	    &w->p.d, c, w->regno[e], w->rules->despite ? "ご本人と相談済み" : NULL);
	(void)fflush(stderr);
	assert_true(dup2(err, STDERR_FILENO) >= 0);
	(void)close(err);
	(void)close(null);
	return code;
}

/* As the command does, which undoes what it refuses, and ends. */
static inline void
assigns(struct world *w)
{
	struct case_row c;

	if (!some_case(w, &c))
		return;
	play_begin(&w->p);
	if (assign_silently(w, &c) >= CMD_USAGE) {
		store_rollback(w->p.d.store);
		w->p.d.experts_stale = true;
	} else {
		desk_experts_changed(&w->p.d);
		play_commit(&w->p);
	}
	case_row_free(&c);
}

static inline void
replace(struct world *w, struct case_row *c)
{
	(void)w;
	if (case_next_state(c->state, TRIGGER_EXPERT_GONE))
		desk_expert_gone(&w->p.d, c, "替えます");
}

static inline void
replaces(struct world *w)
{
	with_case(w, replace);
}

static inline void
search_again(struct world *w, struct case_row *c)
{
	if (case_next_state(c->state, TRIGGER_SEARCH_AGAIN)) {
		(void)desk_move(&w->p.d, c, TRIGGER_SEARCH_AGAIN, "もう一度");
		desk_offer_next(&w->p.d, c);
	}
}

static inline void
searches(struct world *w)
{
	with_case(w, search_again);
}

static inline void
close_or_open(struct world *w, struct case_row *c)
{
	struct expert e;

	if (case_next_state(c->state, TRIGGER_CLOSED)) {
		desk_close_case(&w->p.d, c, "終了");
		return;
	}
	if (!case_next_state(c->state, TRIGGER_REOPENED))
		return;
	if (desk_case_expert(&w->p.d, c, &e)) {
		desk_expert_release(&w->p.d, c, &e, "再開のため");
		expert_free(&e);
	}
	c->closed_at = 0;
	(void)desk_move(&w->p.d, c, TRIGGER_REOPENED, "再開");
}

static inline void
closes_or_opens(struct world *w)
{
	with_case(w, close_or_open);
}

static inline void
approve(struct world *w, struct case_row *c)
{
	(void)desk_approve(&w->p.d, c);
	if (str_eq(c->state, "review"))
		intake_understood(&w->p.d, c, "確認しました");
}

static inline void
approves(struct world *w)
{
	with_case(w, approve);
}

static inline void
reply_to_question(struct world *w, struct case_row *c)
{
	size_t n;
	struct offer *rows = store_offer_list(w->p.d.store, c->id, &n);
	struct expert e;

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "conditional") &&
		    store_expert_get(w->p.d.store, rows[i].expert_id, w->p.now, &e)) {
			(void)desk_answer(&w->p.d, c, &rows[i], &e, "可能です。");
			expert_free(&e);
		}
	offers_free(rows, n);
}

static inline void
replies(struct world *w)
{
	with_case(w, reply_to_question);
}

static inline void
runs_batch(struct world *w)
{
	struct batch b;
	struct err e = {0};

	play_begin(&w->p);
	HOLDS(w, desk_batch_plan(&w->p.d, &b, &e), "%s", e.text);
	desk_batch_carry_out(&w->p.d, &b);
	batch_free(&b);
	play_commit(&w->p);
}

/* The list is read in again, somebody is suspended or comes back, a conflict is told. */
static inline void
changes_list(struct world *w)
{
	size_t i = dice(w, (unsigned)w->experts_n);
	struct listed *e = &w->experts[i];

	play_begin(&w->p);
	switch (dice(w, 3)) {
	case 0:
		draw_terms(w, i);
		put_expert(w, i);
		break;
	case 1:
		e->suspended = !e->suspended;
		store_expert_status(
		    w->p.d.store, e->id, e->suspended ? "suspended" : "active");
		break;
	default: declare(w, i, (int)dice(w, ORGANISATIONS));
	}
	desk_experts_changed(&w->p.d);
	play_commit(&w->p);
}

/* --- time, mail, restarts --- */

/* No offer's letter is handed over once somebody has the case. */
static inline void
check_taken(struct world *w, const struct outbox_mail *m)
{
	struct outbox_row row;
	struct case_row c;
	struct offer o = {0};

	if (!about_offer(m->template_name))
		return;
	HOLDS(w, store_outbox_get(w->p.d.store, m->id, &row), "no such letter");
	HOLDS(w, store_offer_get(w->p.d.store, row.offer_id, &o), "no such offer");
	HOLDS(w, store_case_get(w->p.d.store, row.case_id, &c), "no such case");
	HOLDS(w, m->uncertain || str_eq(o.state, "open"), "an offer leaves that is %s",
	    o.state);
	HOLDS(w, !str_eq(m->template_name, "offer_reminder") || !o.answered_at,
	    "who has answered is reminded to answer");
	HOLDS(w, !c.expert_id, "an offer of a case leaves that is taken");
	outbox_row_free(&row);
	offer_free(&o);
	case_row_free(&c);
}

/* As send.c records a refusal for good. */
static inline void
refused(struct world *w, const struct outbox_mail *m)
{
	struct store *s = w->p.d.store;
	struct outbox_row row;

	assert_true(store_begin(s));
	HOLDS(w, store_outbox_get(s, m->id, &row), "no such letter");
	store_outbox_failed(s, m->id, "550", w->p.now);
	store_person_dead(s, m->recipient, w->p.now);
	if (row.offer_id)
		store_timer_set(s, m->case_id, "offer_bounced", row.offer_id, w->p.now);
	play_commit(&w->p);
	if (listed_as(w, m->recipient))
		listed_as(w, m->recipient)->dead = true;
	outbox_row_free(&row);
}

/* What was on the wire while other things happened: it got out, it did not, or nobody
 * knows, since the process ended. */
static inline void
wire_ends(struct world *w)
{
	unsigned luck = dice(w, 3);

	if (w->wire && luck == 0)
		store_outbox_sent(w->p.d.store, w->wire, w->p.now);
	else if (w->wire && luck == 1)
		store_outbox_retry(w->p.d.store, w->wire, w->p.now + HOUR, "あとで");
	w->wire = 0;
}

/* The last one may stay on the wire. */
static inline void
sends(struct world *w)
{
	struct outbox_mail m;

	assert_true(store_begin(w->p.d.store));
	wire_ends(w);
	while (!w->wire && play_take(&w->p, &m)) {
		unsigned luck = dice(w, 40);

		check_taken(w, &m);
		if (luck == 0)
			store_outbox_retry(w->p.d.store, m.id, w->p.now + HOUR, "あとで");
		else if (luck == 1 && !str_eq(m.recipient, OPERATOR))
			refused(w, &m);
		else if (luck == 2)
			w->wire = m.id;
		else
			store_outbox_sent(w->p.d.store, m.id, w->p.now);
		outbox_mail_free(&m);
	}
	play_commit(&w->p);
}

static void step_done(struct world *w);

static inline void
passes(struct world *w, int64_t seconds)
{
	int64_t until = w->p.now + seconds;

	while (play_wait(&w->p, until)) {
		play_fire(&w->p);
		step_done(w);
		if (!once_in(w, 3))
			sends(w);
	}
}

static inline void
hours_pass(struct world *w)
{
	passes(w, (1 + (int64_t)dice(w, 16)) * HOUR);
}

static inline void
days_pass(struct world *w)
{
	passes(w, (1 + (int64_t)dice(w, 15)) * DAY);
}

static inline void
new_case(struct world *w)
{
	if (w->cases_n == w->cases_most)
		return;
	open_some_case(w);
	if (once_in(w, 2)) {
		step_done(w);
		sends(w);
	}
}

static inline void
restarts(struct world *w)
{
	play_restart(&w->p);
}

/* A backlog is worked off in one transaction. */
static inline void
many_letters(struct world *w)
{
	static void (*const letters[])(struct world * w) = {
	    accepts, declines, asks_back, bounces, is_away, withdraws, gives_up};

	play_begin(&w->p);
	w->p.at_once = true;
	for (unsigned n = 2 + dice(w, 3); n > 0; n--) {
		letters[dice(w, (unsigned)ARRAY_LEN(letters))](w);
		step_done(w);
	}
	w->p.at_once = false;
	play_commit(&w->p);
}

#endif
