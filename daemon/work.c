/*
 * The work pump: inbox rows are read in the box, understood, and handled; due timers
 * fire. The only process that changes cases.
 *
 * Messages are handled in batches, one transaction each, because a commit costs a flush
 * of the disk. When a batch fails, and at each start, its messages are done one by one,
 * each attempt counted first: so a message that ends the process is found, and set aside
 * after a few tries.
 */
#include "pump.h"

#include "ahead.h"
#include "box.h"
#include "chat_pieces.h"
#include "clock.h"
#include "desk.h"
#include "desk_digest.h"
#include "hold.h"
#include "inbox_message.h"
#include "log.h"
#include "oproom.h"
#include "oproom_watch.h"
#include "route.h"
#include "second.h"
#include "second_ask.h"
#include "store_chat.h"
#include "store_retention.h"
#include "take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BATCH_MESSAGES = 64, /* not above SECOND_ITEMS_MAX */
	BATCH_BYTES = 4 * 1024 * 1024,
	TIMERS_PER_ROUND = 64,
	CAREFUL_TIMERS = 8,
	BOX_ERRORS_TOLD = 3,
	AHEAD_MESSAGES = 16, /* a batch from this size on is read ahead */
	STORE_PAUSE_SEC = 5, /* after a failed transaction */
	PUT_OFF_SEC = 15,    /* a timer, while somebody is writing on its case */
	DAY_SEC = 24 * 3600
};

struct raw_source {
	struct store *store;
	int64_t id;
};

/* One message of a batch. */
struct job {
	const struct inbox_item *item;
	const struct chat_row *row; /* its pieces; NULL: it is one by itself */
	struct raw_source raw;
	struct buf joined; /* the pieces' bytes */
	struct box_bytes bytes;
	char *stamp; /* of the pieces as they were read */
	bool have;   /* m is filled */
	bool read;   /* r is filled: read without a case */
	struct message m;
	struct reading r;
	char *problem; /* set aside with this reason */
};

/* Messages of one transaction. */
struct batch {
	struct inbox_item *items;
	size_t items_n, n; /* n of them are taken */
	struct job *jobs;
	struct chat_rows rows;
	bool asked; /* another process reads them */
};

struct work {
	const struct pump_env *env;
	struct store *store;
	struct desk desk;
	struct box *box;
	struct brain *brain;
	int box_errors;        /* in a row */
	size_t careful;        /* so many messages are still done one by one */
	size_t careful_timers; /* likewise */
	struct ahead *ahead;
	struct batch next;     /* being read ahead */
	struct second *second; /* NULL: nobody is asked */
	struct hold hold;
	struct oproom_watch watch;
	bool held;        /* something is due, but mail comes first */
	int64_t next_row; /* when chat messages that wait may be read; -1 none */
	bool store_away;  /* the last transaction failed by no fault of its messages */
};

/* --- reading --- */

static size_t
raw_bytes(void *ctx, size_t offset, void *bytes, size_t n)
{
	const struct raw_source *source = ctx;

	return store_inbox_raw_read(source->store, source->id, offset, bytes, n);
}

static char *
unreadable(const char *why)
{
	return xasprintf("メールを読み取れません: %s", why);
}

static bool
in_pieces(const struct job *job)
{
	return job->row && job->row->n > 1;
}

static void
job_begin_pieces(struct work *w, struct job *job)
{
	buf_clear(&job->joined);
	free(job->stamp);
	job->stamp = store_pieces_stamp(w->store, job->row->ids, job->row->n);
	chat_row_raw(w->store, job->row->ids, job->row->n, &job->joined);
	job->bytes = (struct box_bytes){buf_str(&job->joined), job->joined.len};
	box_begin(w->box, box_from_bytes, &job->bytes, job->joined.len, BOX_CHAT);
}

static void
job_begin(struct work *w, struct job *job)
{
	if (job->row) {
		job_begin_pieces(w, job);
		return;
	}
	job->raw = (struct raw_source){w->store, job->item->id};
	box_begin(w->box, raw_bytes, &job->raw, (size_t)job->item->raw_bytes,
	    (job->item->truncated ? BOX_CUT : 0) | (job->item->chat ? BOX_CHAT : 0));
}

/* Who wrote it, where it came by chat. */
static void
job_origin(struct work *w, struct job *job)
{
	const int64_t *ids = job->row ? job->row->ids : &job->item->id;

	if (job->have && job->item->chat)
		inbox_origin(w->store, ids, job->row ? job->row->n : 1, &job->m);
}

/* Without its box the desk reads nothing; after a while the operator hears of it. */
static void
no_box(struct work *w, const char *problem)
{
	char *text;

	if (++w->box_errors != BOX_ERRORS_TOLD)
		return;
	text = xasprintf("メールの読み取りを始められません: %s", problem);
	(void)store_event(w->store, 0, clock_now(), "desk", "no_box", text, 0, true);
	free(text);
}

/* False: no box could be had; try later. */
static bool
job_end(struct work *w, struct job *job)
{
	struct err e = {0};
	enum box_result result = box_end(w->box, &job->m, &e);

	if (result == BOX_ERROR) {
		log_error("inbox=%lld reading: %s", (long long)job->item->id, e.text);
		no_box(w, e.text);
		return false;
	}
	w->box_errors = 0;
	job->have = result == BOX_OK;
	if (job->have)
		ahead_settle(
		    &job->m, job->item->received_at, w->env->config->desk.address);
	job_origin(w, job);
	if (result == BOX_KILLED)
		job->problem = unreadable(e.text);
	return true;
}

static bool
job_read(struct work *w, struct job *job)
{
	job_begin(w, job);
	return job_end(w, job);
}

static const char *
authserv_id(const struct work *w, const char *source)
{
	const struct config *c = w->env->config;

	for (size_t i = 0; i < c->sources_n; i++)
		if (str_eq(c->sources[i].name, source))
			return c->sources[i].authserv_id;
	return NULL;
}

/* Most messages belong to no case: what they say can be found out before the lock is
 * taken. */
static void
job_read_alone(struct work *w, struct job *job)
{
	struct route route;

	if (!job->have)
		return;
	route_message(&w->desk, &job->m, authserv_id(w, job->item->source), &route);
	if (!route.case_id) {
		decide(w->brain, &job->m, NULL, &job->r);
		job->read = true;
	}
	route_free(&route);
}

/* What hangs on a case is understood from it, and is no stranger's business. */
static bool
has_case(struct work *w, const struct job *job)
{
	struct route route;
	bool found;

	route_message(&w->desk, &job->m, authserv_id(w, job->item->source), &route);
	route_by_sender(&w->desk, &job->m, job->r.kind, &route);
	found = route.case_id != 0;
	route_free(&route);
	return found;
}

/* The unsure ones of a batch, all at once. No transaction is open meanwhile. */
static void
ask_second(struct work *w, struct job *jobs, size_t n)
{
	struct second_item items[BATCH_MESSAGES];
	size_t found = 0;

	for (size_t i = 0; w->second && i < n; i++)
		if (jobs[i].have && jobs[i].read &&
		    !oproom_is_from(w->env->config, &jobs[i].m) &&
		    second_wanted(&jobs[i].r, &jobs[i].m) && !has_case(w, &jobs[i]))
			items[found++] = (struct second_item){&jobs[i].m, &jobs[i].r};
	if (found)
		second_ask(w->second, items, found, w->env->stop);
}

static void
job_forget_reading(struct job *job)
{
	if (job->read)
		reading_free(&job->r);
	job->read = false;
}

static void
job_free(struct job *job)
{
	job_forget_reading(job);
	if (job->have)
		message_free(&job->m);
	free(job->problem);
	free(job->stamp);
	buf_free(&job->joined);
	*job = (struct job){0};
}

/* --- handling, inside a transaction --- */

static void
job_handle(struct work *w, struct job *job)
{
	struct take t = {
	    .inbox_id = job->item->id,
	    .pieces = job->row ? job->row->ids : NULL,
	    .pieces_n = job->row ? job->row->n : 0,
	    .authserv_id = authserv_id(w, job->item->source),
	    .m = &job->m,
	    .r = &job->r,
	    .read = job->read,
	    .handler = "",
	};

	take_message(&w->desk, w->brain, &t);
	job->read = true;
	log_info("inbox=%lld handler=%s kind=%s decision=%s confidence=%.2f case=%lld",
	    (long long)t.inbox_id, t.handler, kind_name(job->r.kind),
	    decision_name(job->r.decision), job->r.confidence, (long long)t.case_id);
}

static void
set_aside(struct work *w, const struct inbox_item *item, const char *problem)
{
	char *text = xasprintf(
	    "メール（番号%lld）を保留しました: %s", (long long)item->id, problem);

	store_inbox_quarantine(w->store, item->id, problem, w->desk.now);
	(void)store_event(
	    w->store, 0, w->desk.now, "desk", "quarantine", text, item->id, true);
	log_warn("inbox=%lld quarantine: %s", (long long)item->id, problem);
	free(text);
}

static bool
commit(struct work *w)
{
	struct err e = {0};

	crash_point("work-before-commit");
	if (!store_commit(w->store, &e)) {
		log_error("store: %s", e.text);
		w->store_away = e.retry;
		w->desk.experts_stale = true;
		return false;
	}
	crash_point("work-after-commit");
	return true;
}

/* A piece was edited or taken away since it was read: the rest is read anew. */
static bool
is_outdated(struct work *w, const struct job *job)
{
	char *now;
	bool same;

	if (!job->stamp)
		return false;
	now = store_pieces_stamp(w->store, job->row->ids, job->row->n);
	same = str_eq(now, job->stamp);
	free(now);
	return !same;
}

static bool
handle_jobs(struct work *w, struct job *jobs, size_t n)
{
	if (!store_begin(w->store)) {
		log_error("store: %s", store_failed(w->store));
		w->store_away = true;
		return false;
	}
	w->store_away = false;
	desk_begin(&w->desk);
	for (size_t i = 0; i < n; i++)
		if (jobs[i].problem)
			set_aside(w, jobs[i].item, jobs[i].problem);
		else if (jobs[i].have && !is_outdated(w, &jobs[i]))
			job_handle(w, &jobs[i]);
	return commit(w);
}

/* --- one message at a time --- */

static bool
do_carefully(struct work *w, struct job *job)
{
	const struct inbox_item *item = job->item;
	int tries = store_inbox_try(w->store, item->id);
	bool ok;

	crash_point("work-after-try");
	desk_begin(&w->desk);
	if (tries > w->env->config->limits.tries) {
		job->problem = xasprintf("%d回試しても処理できません", tries - 1);
	} else if (!job_read(w, job)) {
		store_inbox_untry(w->store, item->id);
		return false;
	}
	job_read_alone(w, job);
	ask_second(w, job, 1);
	ok = handle_jobs(w, job, 1);
	/* A full disk must not send good mail into quarantine, one after another. */
	if (!ok && w->store_away)
		store_inbox_untry(w->store, item->id);
	if (w->careful)
		w->careful--;
	return ok;
}

/* --- batches --- */

static size_t
batch_length(const struct inbox_item *items, size_t n)
{
	int64_t bytes = 0;
	size_t i = 0;

	while (i < n && (i == 0 || bytes + items[i].raw_bytes <= BATCH_BYTES))
		bytes += items[i++].raw_bytes;
	return i;
}

static void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		job_free(&b->jobs[i]);
	free(b->jobs);
	store_inbox_items_free(b->items, b->items_n);
	chat_rows_free(&b->rows);
	*b = (struct batch){0};
}

/* What is being read ahead is not wanted any more. */
static void
forget_next(struct work *w)
{
	if (w->next.asked)
		ahead_stop(w->ahead);
	batch_free(&w->next);
}

/* The oldest messages behind one that wait for nothing, as many as are worth a
 * transaction. */
static void
batch_load(struct work *w, struct batch *b, int64_t after)
{
	*b = (struct batch){0};
	chat_rows_load(w->env->config, w->store, clock_now(), &b->rows);
	w->next_row = b->rows.next;
	b->items =
	    store_inbox_due(w->store, after, b->rows.held, BATCH_MESSAGES, &b->items_n);
	b->n = batch_length(b->items, b->items_n);
	b->jobs = xcalloc(b->n, sizeof(*b->jobs));
	for (size_t i = 0; i < b->n; i++)
		b->jobs[i] = (struct job){.item = &b->items[i],
		    .row =
		        b->items[i].chat ? chat_row_of(&b->rows, b->items[i].id) : NULL};
}

static size_t
raw_of_item(void *ctx, int64_t id, size_t offset, void *bytes, size_t n)
{
	const struct work *w = ctx;

	return store_inbox_raw_read(w->store, id, offset, bytes, n);
}

/* Only a backlog is worth another process. */
static void
batch_read_ahead(struct work *w, struct batch *b)
{
	struct ahead_item items[BATCH_MESSAGES];

	if (b->n < AHEAD_MESSAGES)
		return;
	for (size_t i = 0; i < b->n; i++)
		if (in_pieces(&b->jobs[i]))
			return;
	for (size_t i = 0; i < b->n; i++)
		items[i] = (struct ahead_item){
		    .id = b->items[i].id,
		    .received_at = b->items[i].received_at,
		    .bytes = (size_t)b->items[i].raw_bytes,
		    .truncated = b->items[i].truncated,
		    .chat = b->items[i].chat,
		};
	b->asked = ahead_begin(w->ahead, items, b->n, raw_of_item, w);
	if (b->asked)
		box_rest(w->box); /* the other process has one of its own */
}

static bool
take_answers(struct work *w, struct batch *b)
{
	struct err e = {0};

	for (size_t i = 0; i < b->n; i++) {
		struct job *job = &b->jobs[i];
		struct ahead_answer answer;

		if (!ahead_next(w->ahead, &answer, &e)) {
			log_warn("inbox=%lld %s", (long long)job->item->id, e.text);
			return false;
		}
		job->have = job->read = answer.have;
		job->m = answer.m;
		job->r = answer.r;
		if (answer.problem)
			job->problem = unreadable(answer.problem);
		job_origin(w, job);
		free(answer.problem);
	}
	return true;
}

static bool
read_here(struct work *w, struct batch *b)
{
	for (size_t i = 0; i < b->n; i++) {
		if (!job_read(w, &b->jobs[i]))
			return false;
		job_read_alone(w, &b->jobs[i]);
	}
	return true;
}

/* One batch: read, the next one handed over to be read meanwhile, handled. */
static bool
do_batch(struct work *w, struct batch *b)
{
	bool ok;

	if (b->asked && !take_answers(w, b)) {
		/* No failure of the store: the same messages are read here, one by one.
		 */
		w->careful = b->n;
		return true;
	}
	ok = b->asked || read_here(w, b);
	if (ok) {
		batch_load(w, &w->next, b->items[b->n - 1].id);
		batch_read_ahead(w, &w->next);
		ask_second(w, b->jobs, b->n);
		ok = handle_jobs(w, b->jobs, b->n);
	}
	if (!ok) {
		w->careful = b->n;
		forget_next(w);
	}
	return ok;
}

/* --- chat messages that wait for what their writers add --- */

/* An incident does not wait. */
static bool
is_urgent(struct work *w, struct job *job)
{
	struct route route;
	bool urgent;

	if (!job_read(w, job) || !job->have)
		return false;
	route_message(&w->desk, &job->m, NULL, &route);
	decide(w->brain, &job->m, route.case_id ? &route.context : NULL, &job->r);
	job->read = true;
	urgent = job->r.urgent;
	route_free(&route);
	return urgent;
}

static void
look_at_row(struct work *w, const struct chat_row *row)
{
	struct inbox_item item = {.id = row->ids[0], .chat = true};
	struct job job = {.item = &item, .row = row};

	/* First, so that one which ends the process does so once, and is found later. */
	store_pieces_looked(w->store, row->ids, row->n, PIECE_CALM);
	item.received_at = clock_now();
	if (is_urgent(w, &job))
		store_pieces_looked(w->store, row->ids, row->n, PIECE_URGENT);
	job_free(&job);
}

static void
look_at_rows(struct work *w)
{
	struct chat_rows rows;

	chat_rows_load(w->env->config, w->store, clock_now(), &rows);
	for (size_t i = 0; i < rows.n && !pump_stopping(w->env); i++)
		if (!rows.v[i].ready && !rows.v[i].looked)
			look_at_row(w, &rows.v[i]);
	chat_rows_free(&rows);
}

/* True when there was something to do and it went well; *failed when it did not. */
static bool
do_inbox(struct work *w, bool *failed)
{
	struct batch b = w->next;
	bool ok = true, any;

	w->next = (struct batch){0};
	desk_begin(&w->desk);
	if (!b.n || w->careful) {
		batch_free(&b);
		look_at_rows(w);
		batch_load(w, &b, 0);
	}
	any = b.n > 0;
	if (any && w->careful)
		ok = do_carefully(w, &b.jobs[0]);
	else if (any)
		ok = do_batch(w, &b);
	batch_free(&b);
	if (!any)
		ahead_stop(w->ahead);
	*failed = *failed || !ok;
	return any && ok;
}

/* --- timers --- */

/* What is being said on its case was said before; it is soon read. */
static bool
is_put_off(struct work *w, const struct timer *due)
{
	if (!due->case_id || !store_pieces_wait(w->store, due->case_id))
		return false;
	store_timer_set(
	    w->store, due->case_id, due->kind, due->ref_id, w->desk.now + PUT_OFF_SEC);
	return true;
}

static void
fire(struct work *w, const struct timer *due)
{
	struct case_row c;

	if (is_put_off(w, due))
		return;
	store_timer_remove(w->store, due->id);
	if (due->case_id && !store_case_get(w->store, due->case_id, &c))
		return;
	w->desk.actor = "clock";
	if (!handle_timer(&w->desk, due->case_id ? &c : NULL, due))
		log_warn("timer kind=%s is unknown and was removed", due->kind);
	w->desk.actor = "desk";
	if (due->case_id)
		case_row_free(&c);
}

/* Mail that came in since the inbox was looked at comes first. Inside the transaction no
 * more can come. */
static bool
mail_waits(struct work *w)
{
	size_t n;
	struct chat_rows rows;
	struct inbox_item *items;

	chat_rows_load(w->env->config, w->store, clock_now(), &rows);
	items = store_inbox_due(w->store, 0, rows.held, 1, &n);
	store_inbox_items_free(items, n);
	chat_rows_free(&rows);
	return n > 0;
}

static bool
is_held(struct work *w, int64_t due_at)
{
	return hold_timers(&w->hold, w->store, w->env->config, due_at, clock_now());
}

/* A timer that ends the process would end it at every start. So the first ones after a
 * start are counted before they fire, one at a time, and one that never gets through is
 * given up. */
static bool
is_hopeless(struct work *w, const struct timer *due)
{
	char *last = store_meta_get(w->store, "timer_try"), *now;
	long long id = 0;
	int tries = 0;
	bool hopeless;

	if (last && sscanf(last, "%lld %d", &id, &tries) == 2 && id != (long long)due->id)
		tries = 0;
	now = xasprintf("%lld %d", (long long)due->id, ++tries);
	store_meta_set(w->store, "timer_try", now);
	hopeless = tries > w->env->config->limits.tries;
	free(now);
	free(last);
	return hopeless;
}

static void
give_up(struct work *w, const struct timer *due)
{
	char *text = xasprintf("予定「%s」を%d回試しても処理できないため、取り消しました",
	    due->kind, w->env->config->limits.tries);

	store_timer_remove(w->store, due->id);
	(void)store_event(
	    w->store, due->case_id, clock_now(), "desk", "timer", text, 0, true);
	log_error("timer kind=%s case=%lld given up", due->kind, (long long)due->case_id);
	free(text);
}

static bool
do_timers(struct work *w, bool *failed)
{
	struct timer due;
	int64_t first = store_timer_next(w->store);
	size_t n = 0, most = TIMERS_PER_ROUND;

	w->held = first >= 0 && first <= clock_now() && is_held(w, first);
	if (first < 0 || first > clock_now() || w->held)
		return false;
	if (w->careful_timers && store_timer_due(w->store, clock_now(), &due)) {
		w->careful_timers--;
		most = 1;
		if (is_hopeless(w, &due))
			give_up(w, &due);
		timer_free(&due);
	}
	w->store_away = false;
	if (!store_begin(w->store)) {
		store_meta_set(w->store, "timer_try", "");
		*failed = true;
		return false;
	}
	if (mail_waits(w)) {
		store_rollback(w->store);
		store_meta_set(w->store, "timer_try", "");
		return true;
	}
	desk_begin(&w->desk);
	while (n < most && !w->held && store_timer_due(w->store, w->desk.now, &due)) {
		w->held = is_held(w, due.due_at);
		if (!w->held) {
			fire(w, &due);
			n++;
		}
		timer_free(&due);
	}
	/* They got through, or will not count: numbers of timers are used again. */
	store_meta_set(w->store, "timer_try", "");
	if (!commit(w)) {
		if (w->store_away)
			store_meta_set(w->store, "timer_try", "");
		*failed = true;
		return false;
	}
	log_debug("timers fired: %zu", n);
	return n > 0;
}

/* --- retention --- */

/* Once a day: raw mail and words of cases that ended long ago go; what was understood
 * stays. */
static void
do_retention(struct work *w)
{
	int days = w->env->config->retention.raw_days;
	char *today, *last;
	struct retention_done gone;

	if (days <= 0)
		return;
	today = civil_iso_date(clock_now());
	last = store_meta_get(w->store, "retention_day");
	if (!str_eq(today, last) && store_begin(w->store)) {
		gone = store_retention(w->store, clock_now() - (int64_t)days * DAY_SEC);
		(void)store_chat_drop_texts(w->store);
		store_meta_set(w->store, "retention_day", today);
		if (commit(w) && (gone.raw || gone.words))
			log_info("retention: %lld raw messages and the words of %lld "
			         "answers dropped",
			    (long long)gone.raw, (long long)gone.words);
	}
	free(last);
	free(today);
}

/* --- what the operators' channel is told of the desk itself --- */

static void
do_watch(struct work *w)
{
	if (!oproom_watch_due(&w->watch, &w->desk, clock_now()) || !store_begin(w->store))
		return;
	desk_begin(&w->desk);
	oproom_watch(&w->watch, &w->desk);
	(void)commit(w); /* else it is done at the next rest */
}

/* --- the pump --- */

static bool
work_open(struct work *w, const struct pump_env *env)
{
	const struct config *c = env->config;
	struct strlist problems = {0};
	struct err e = {0};

	*w = (struct work){.env = env,
	    .careful = BATCH_MESSAGES,
	    .careful_timers = CAREFUL_TIMERS,
	    .hold = {.started = clock_now(), .once = env->once}};
	w->store = store_open(c->store, &e);
	if (!w->store) {
		log_error("%s", e.text);
		return false;
	}
	w->brain = brain_load(c->data_dir, &e);
	if (!w->brain) {
		log_error("%s", e.text);
		return false;
	}
	brain_thresholds(w->brain, c->decide.auto_min, c->decide.review_max);
	if (!desk_open(&w->desk, c, w->store, &problems)) {
		for (size_t i = 0; i < problems.n; i++)
			log_error("%s", problems.v[i]);
		strlist_free(&problems);
		return false;
	}
	desk_expiry_watch(&w->desk, clock_now());
	w->second = second_new(c, w->brain);
	desk_digest_watch(&w->desk, clock_now());
	w->box = box_new(c->limits.read_seconds, c->limits.read_memory_mib);
	w->ahead = ahead_new(
	    w->brain, c->desk.address, c->limits.read_seconds, c->limits.read_memory_mib);
	return true;
}

static void
work_close(struct work *w)
{
	if (w->desk.store)
		desk_close(&w->desk);
	forget_next(w);
	ahead_free(w->ahead);
	second_free(w->second);
	if (w->box)
		box_free(w->box);
	if (w->brain)
		brain_free(w->brain);
	if (w->store)
		store_close(w->store);
}

/* True when asked to stop, or when once is over. */
static bool
rest(struct work *w, bool failed)
{
	const struct pump_env *env = w->env;
	int64_t until;

	do_retention(w);
	do_watch(w);
	until = oproom_watch_until(&w->watch, store_timer_next(w->store));
	pump_wake_senders(env);
	pump_wake(env->alive);
	if (env->once)
		return true;
	if (failed)
		until = clock_now() + STORE_PAUSE_SEC;
	else if (w->held)
		until = hold_until(clock_now());
	else if (w->next_row >= 0 && (until < 0 || w->next_row < until))
		until = w->next_row;
	return pump_sleep(env, -1, 0, until);
}

enum pump_result
work_pump(const struct pump_env *env)
{
	struct work w;
	bool stop = false, failed = false;

	if (!work_open(&w, env)) {
		work_close(&w);
		return PUMP_FATAL;
	}
	while (!stop) {
		bool busy;

		failed = w.held = false;
		pump_wake(env->alive);
		busy = do_inbox(&w, &failed);
		if (busy)
			pump_wake_senders(env);
		/* What has arrived was said before what is due: an answer in time counts,
		 * however long the backlog. */
		if (!busy && !failed)
			busy = do_timers(&w, &failed);
		stop = busy && !failed ? pump_stopping(env) : rest(&w, failed);
	}
	work_close(&w);
	return failed && env->once ? PUMP_RETRY : PUMP_DONE;
}
