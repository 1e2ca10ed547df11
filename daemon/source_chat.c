/*
 * The driver for chats: each look goes through the channels of a source, and where
 * replies stand apart through the threads of open cases, page by page, and takes what is
 * new into the inbox, oldest first. A channel's cursor moves with the last of it.
 *
 * One channel that fails keeps no other from being read; a server that asks to be left
 * alone, or does not answer, ends the look.
 */
#include "chat_login.h"
#include "chat_pace.h"
#include "chat_provider.h"
#include "chat_take.h"
#include "clock.h"
#include "fetch.h"
#include "log.h"
#include "oproom.h"
#include "store_chat.h"
#include "store_oproom.h"

#include <stdlib.h>
#include <string.h>

enum {
	COMMIT_MESSAGES = 200,
	LOOK_BYTES_MAX = 16 * 1024 * 1024, /* gathered before they are taken */
	PAGES_MAX = 5000,
	THREADS_PER_LOOK = 20,         /* a tier allows about 50 requests a minute */
	THREADS_KEPT_SEC = 14 * 86400, /* after the case has ended */
	OPERATOR_THREADS = 5,          /* of these, in the operators' channel */
	OPERATOR_THREADS_SEC = 2 * 86400,
	LIMITED_SEC_MAX = 120, /* so long a look waits in the middle, */
	LIMITED_TIMES = 5,     /* and so often, before it is given up */
	WHO_AGAIN_SEC = 3600,
	LISTED_AFTER_SEC = 60 /* at the latest, what was delivered */
};

struct chat_source {
	struct fetch *f;
	const struct chat_provider *p;
	struct chat_conf conf;
	struct chat_login login;
	char *own_id;
	int64_t who_at; /* when to ask again who we are */
	bool gap_told;
	bool over;           /* this look makes no sense any more */
	bool too_large;      /* the last page was */
	int64_t limited_sec; /* the last answer was: so many seconds of rest; else 0 */
	bool operators;      /* the operators' channel is being looked at */
	struct chat_pace pace;
	size_t threads; /* that this look may still ask for */
};

/* What a look has gathered. */
struct haul {
	struct chat_msg *v;
	size_t n, bytes;
	json_t *ids; /* of all listed messages */
	int64_t complete_from;
	int64_t settled; /* what was delivered later may not be listed yet */
	int64_t floor;   /* what was written before is not the desk's; 0 all is */
	bool gap, first;
};

static void *
chat_open(struct fetch *f)
{
	struct chat_source *s = xcalloc(1, sizeof(*s));

	s->f = f;
	s->p = chat_provider_of(f->source);
	s->conf.source = f->source;
	s->conf.url = f->source->url ? f->source->url : s->p->url;
	s->conf.own_id = f->source->own_id;
	chat_pace_reader(&s->pace, f->source);
	return s;
}

/* True when there is something to log in with. */
static bool
load_token(struct chat_source *s, struct err *e)
{
	bool ok = chat_login_load(&s->login, s->f->env->config, s->f->source, e);

	s->conf.secret = s->login.secret;
	return ok;
}

static void
forget_token(struct chat_source *s, bool refused)
{
	s->conf.secret = NULL;
	chat_login_forget(&s->login, refused);
}

static bool
exchange(
    struct chat_source *s, struct http_request *q, struct http_answer *a, struct err *e)
{
	struct http_client client = {
	    .auth = s->login.header,
	    .ca_file = s->f->source->server.ca_file,
	    .timeout_sec = s->f->source->server.timeout_sec,
	    .body_max = (size_t)s->f->source->page_kib * 1024,
	    .stop = s->f->env->stop,
	};
	bool ok = chat_pace_keep(&s->pace, s->f->env) ? http_exchange(&client, q, a, e)
	                                              : err_retry(e, "interrupted");

	http_request_free(q);
	pump_wake(s->f->env->alive);
	s->too_large = a->too_large;
	s->limited_sec = a->status == 429 ? a->retry_sec : 0;
	/* No answer, or none for now: the next channel would fare no better. */
	s->over =
	    s->over || (!ok && !a->too_large) || a->status == 429 || a->status >= 500;
	if (ok && (a->status < 200 || a->status >= 300))
		ok = http_refused(a, s->p->name, e);
	if (!ok && a->retry_sec > 0)
		s->f->not_before = clock_now() + a->retry_sec;
	return ok;
}

/* Own posts are told by it. Without an answer the look goes on all the same: what the
 * desk posted is known by its id as well. */
static void
find_own_id(struct chat_source *s)
{
	struct http_request q = {0};
	struct http_answer a = {0};
	struct err e = {0};
	json_t *json = NULL;

	if (s->conf.own_id || !s->p->who || clock_now() < s->who_at)
		return;
	s->p->who(&s->conf, &q);
	if (exchange(s, &q, &a, &e))
		json = chat_json(buf_str(&a.body), a.body.len, &e);
	if (json)
		s->own_id = s->p->own_id(json);
	if (s->own_id)
		store_chat_own_id_set(s->f->store, s->f->source->name, s->own_id);
	else
		log_warn("%s: cannot find out the desk's own user: %s",
		    s->f->source->name, e.text);
	s->conf.own_id = s->own_id;
	s->who_at = clock_now() + WHO_AGAIN_SEC;
	json_decref(json);
	http_answer_free(&a);
}

/* --- one look --- */

static bool
ask_page(struct chat_source *s, struct chat_look *l, struct chat_page *p, struct err *e)
{
	struct http_request q = {0};
	struct http_answer a = {0};
	json_t *json = NULL;
	bool ok;

	*p = (struct chat_page){0};
	s->p->ask(&s->conf, l, &q);
	ok = exchange(s, &q, &a, e);
	if (ok && a.body.len && !s->p->plain) {
		json = chat_json(buf_str(&a.body), a.body.len, e);
		ok = json != NULL;
	}
	ok = ok && s->p->read(&s->conf, l, json, &a, p, e);
	json_decref(json);
	http_answer_free(&a);
	if (!ok)
		chat_page_free(p);
	return ok;
}

/* In the operators' channel what is said to the desk is a command, or is asked back. */
static void
call_by_name(struct chat_page *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].called && p->v[i].text) {
			char *text = xasprintf("@madoguchi %s", p->v[i].text);

			free(p->v[i].text);
			p->v[i].text = text;
		}
}

static void
haul_page(struct haul *h, struct chat_page *p)
{
	h->v = xreallocarray(h->v, h->n + p->n + 1, sizeof(*h->v));
	for (size_t i = 0; i < p->n; i++) {
		(void)json_array_append_new(h->ids, json_string(p->v[i].id));
		h->bytes += (p->v[i].raw ? strlen(p->v[i].raw) : 0) +
		            (p->v[i].text ? strlen(p->v[i].text) : 0);
		h->v[h->n++] = p->v[i];
	}
	h->gap = h->gap || p->gap;
	if (p->complete_from)
		h->complete_from = p->complete_from;
	free(p->v);
	*p = (struct chat_page){0};
}

static void
haul_empty(struct haul *h)
{
	chat_msgs_free(h->v, h->n);
	h->v = NULL;
	h->n = h->bytes = 0;
}

/* In the order in which they were written; where nothing says, as they were listed. */
static int
by_time(const void *a, const void *b)
{
	const struct chat_msg *x = a, *y = b;

	if (x->sent != y->sent)
		return x->sent < y->sent ? -1 : 1;
	return cmp_str(x->order, y->order);
}

static bool
has_times(const struct haul *h)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].sent <= 0 || !h->v[i].order)
			return false;
	return true;
}

static struct chat_taker
taker(const struct chat_source *s, bool skip)
{
	return (struct chat_taker){
	    .store = s->f->store,
	    .source_id = s->f->row.id,
	    .source = s->f->source->name,
	    .now = clock_now(),
	    .skip = skip,
	};
}

static bool
begin(struct chat_source *s, struct err *e)
{
	const char *why;

	if (store_begin(s->f->store))
		return true;
	why = store_failed(s->f->store);
	return err_retry(e, "store: %s", why ? why : "cannot begin to write");
}

/* In the store the floor stands before the provider's cursor: an old message that is
 * edited, or merely liked, would look like a new one. */
static void
keep_cursor(struct chat_source *s, const struct chat_look *l, int64_t floor, int64_t now)
{
	char *text =
	    xasprintf("%lld|%s", (long long)floor, l->seen ? l->seen : l->cursor);

	store_chat_cursor_set(
	    s->f->store, s->f->row.id, l->room, l->thread ? l->thread : "", text, now);
	free(text);
}

static char *
kept_cursor(struct chat_source *s, const char *room, const char *thread, int64_t *floor)
{
	char *text =
	    store_chat_cursor(s->f->store, s->f->row.id, room, thread ? thread : "");
	const char *bar = text ? strchr(text, '|') : NULL;
	char *cursor = bar ? xstrdup(bar + 1) : NULL;

	*floor = bar ? strtoll(text, NULL, 10) : 0;
	free(text);
	return cursor;
}

/* One transaction; the last one of a look (l) moves the cursor. */
static bool
commit(struct chat_source *s, const struct haul *h, size_t from, size_t n,
    const struct chat_look *l, struct err *e)
{
	struct chat_taker t = taker(s, h->first);
	size_t taken = 0;

	if (!begin(s, e))
		return false;
	for (size_t i = from; i < from + n; i++)
		if (h->v[i].sent <= 0 || h->v[i].sent >= h->floor)
			taken += chat_take(&t, &h->v[i]) == CHAT_TAKEN_NEW;
	if (l)
		keep_cursor(s, l, h->floor, t.now);
	if (taken)
		crash_point("chat-before-commit");
	if (!store_commit(s->f->store, e))
		return false;
	if (taken) {
		crash_point("chat-after-commit");
		log_info("%s: %zu message(s) taken in", s->f->source->name, taken);
		pump_wake(s->f->env->wake_work);
	}
	return true;
}

static bool
take_in(struct chat_source *s, struct haul *h, const struct chat_look *l, bool last,
    struct err *e)
{
	size_t from = 0;

	if (h->n > 1 && has_times(h))
		qsort(h->v, h->n, sizeof(*h->v), by_time);
	do {
		size_t left = h->n - from;
		size_t n = left < COMMIT_MESSAGES ? left : COMMIT_MESSAGES;

		if (!commit(s, h, from, n, last && n == left ? l : NULL, e))
			return false;
		from += n;
	} while (from < h->n);
	haul_empty(h);
	return true;
}

/* Known messages of the time that the look has listed completely, and that it has not
 * listed. */
static bool
note_missing(
    struct chat_source *s, const struct haul *h, const struct chat_look *l, struct err *e)
{
	struct chat_taker t = taker(s, false);
	char *ids = json_dumps(h->ids, JSON_COMPACT);
	int64_t *gone;
	size_t n;

	gone = store_chat_missing(
	    s->f->store, s->f->row.id, l->room, h->complete_from, h->settled, ids, &n);
	free(ids);
	if (n && !begin(s, e)) {
		free(gone);
		return false;
	}
	for (size_t i = 0; i < n; i++) {
		struct inbox_row row;

		if (store_inbox_get(s->f->store, gone[i], &row))
			chat_take_deleted(&t, gone[i], row.case_id);
		store_inbox_row_free(&row);
	}
	free(gone);
	return !n || store_commit(s->f->store, e);
}

static void
tell_gap(struct chat_source *s, const char *room)
{
	char *text;

	if (s->gap_told)
		return;
	s->gap_told = true;
	text = xasprintf(
	    "チャット%sの部屋%sは、前回から100件を超える発言があり、一部を読めて"
	    "いないおそれがあります。部屋で直接ご確認ください",
	    s->f->source->name, room);
	fetch_alarm(s->f, "chat_gap", text);
	free(text);
}

/* A page that is too large may be one of too many messages. */
static bool
fewer_at_once(struct chat_source *s)
{
	int now = s->conf.page ? s->conf.page : s->p->page_usual;

	if (!s->too_large || now <= 1)
		return false;
	s->conf.page = now / 2;
	return true;
}

/* A short rest that the provider asks for is taken in the middle of a look: what is
 * behind the limit would otherwise never be reached. */
static bool
rest_of_limit(struct chat_source *s, int *times)
{
	if (!s->limited_sec || s->limited_sec > LIMITED_SEC_MAX || s->f->env->once ||
	    ++*times > LIMITED_TIMES)
		return false;
	log_info("%s: asked to wait for %lld s", s->f->source->name,
	    (long long)s->limited_sec);
	s->over = false;
	s->f->not_before = 0;
	return chat_pace_nap(s->f->env, s->limited_sec * 1000);
}

static bool
follow_pages(struct chat_source *s, struct chat_look *l, struct haul *h, struct err *e)
{
	struct chat_page page;
	int limited = 0;

	for (int i = 0; i < PAGES_MAX; i++) {
		bool last;

		if (fetch_stopping(s->f))
			return err_retry(e, "interrupted");
		if (!ask_page(s, l, &page, e)) {
			if (!fewer_at_once(s) && !rest_of_limit(s, &limited))
				return false;
			continue;
		}
		last = page.last;
		if (s->operators)
			call_by_name(&page);
		haul_page(h, &page);
		if (last)
			return take_in(s, h, l, true, e);
		/* Too much to be held: what came first is taken first. */
		if (h->bytes > LOOK_BYTES_MAX && !take_in(s, h, l, false, e))
			return false;
	}
	return err_set(e, "%s: the pages do not end", s->p->name);
}

static bool
look_at(struct chat_source *s, const char *room, const char *thread, struct err *e)
{
	struct haul h = {.ids = json_array()};
	char *known = kept_cursor(s, room, thread, &h.floor);
	/* No command of before the desk's first start is one. */
	bool fresh =
	    !known && !thread && (s->f->source->first_start == FIRST_NEW || s->operators);
	struct chat_look l = {.room = room, .thread = thread};
	bool ok;

	s->conf.page = 0;
	h.settled = s->f->source->hook ? clock_now() - LISTED_AFTER_SEC : INT64_MAX;
	if (fresh && (known = s->p->from_now(clock_now())))
		h.floor = clock_now();
	else
		h.first = fresh;
	l.cursor = known ? known : "";
	ok = follow_pages(s, &l, &h, e);
	if (ok && h.gap)
		tell_gap(s, room);
	if (ok && h.complete_from)
		ok = note_missing(s, &h, &l, e);
	haul_empty(&h);
	json_decref(h.ids);
	free(l.next);
	free(l.seen);
	free(known);
	return ok;
}

/* True when it makes no sense to ask this server for more now. */
static bool
is_over(const struct chat_source *s)
{
	return s->over || fetch_stopping(s->f);
}

static bool
look_at_threads(struct chat_source *s, const char *room, struct err *e)
{
	struct strlist threads = {0};
	bool ok = true;

	if (s->p->threads && s->operators)
		store_oproom_threads(s->f->store, s->f->row.id, room,
		    clock_now() - OPERATOR_THREADS_SEC, OPERATOR_THREADS, &threads);
	else if (s->p->threads && s->threads)
		store_chat_threads(s->f->store, s->f->row.id, room,
		    clock_now() - THREADS_KEPT_SEC, s->threads, &threads);
	if (!s->operators)
		s->threads -= threads.n;
	for (size_t i = 0; ok && i < threads.n; i++)
		ok = look_at(s, room, threads.v[i], e);
	strlist_free(&threads);
	return ok;
}

static bool
look_at_rooms(struct chat_source *s, const struct strlist *rooms, struct err *first)
{
	bool all = true;

	for (size_t i = 0; i < rooms->n; i++) {
		struct err e = {0};

		if (look_at(s, rooms->v[i], NULL, &e) &&
		    look_at_threads(s, rooms->v[i], &e))
			continue;
		if (all)
			*first = e;
		all = false;
		if (is_over(s))
			return false;
		log_warn("%s: %s: %s", s->f->source->name, rooms->v[i], e.text);
	}
	return all;
}

/* An operator who approves is not kept waiting by a backlog in other channels. */
static bool
look_at_operators(struct chat_source *s, struct err *e)
{
	struct strlist room = {0};
	bool ok;

	if (!oproom_is_of(s->f->env->config, s->f->source))
		return true;
	strlist_add(&room, s->f->env->config->operator_channel.room);
	s->operators = true;
	ok = look_at_rooms(s, &room, e);
	s->operators = false;
	strlist_free(&room);
	return ok;
}

static bool
chat_round(void *state, struct err *e)
{
	static char whole[] = "";
	static char *const names[] = {whole};
	const struct strlist everything = {.v = (char **)names, .n = 1};
	struct chat_source *s = state;
	struct err second = {0};
	bool ok;

	if (!s->p->ask)
		return true; /* what is written there is pushed */
	if (!load_token(s, e))
		return false;
	s->over = false;
	s->threads = THREADS_PER_LOOK;
	s->operators = false;
	find_own_id(s);
	s->over = false; /* that question is not needed for the others */
	if (!s->p->rooms)
		return look_at_rooms(s, &everything, e);
	ok = look_at_operators(s, e);
	if (!ok && is_over(s))
		return false;
	if (!look_at_rooms(s, &s->f->source->rooms, ok ? e : &second))
		ok = false;
	if (!ok && is_over(s))
		return false;
	if (!look_at_rooms(s, &s->f->source->private_rooms, ok ? e : &second))
		ok = false;
	if (!ok && !e->retry)
		forget_token(s, true);
	return ok;
}

static bool
chat_wait(void *state)
{
	const struct chat_source *s = state;

	return pump_sleep(s->f->env, -1, 0, clock_now() + s->f->source->poll_sec);
}

static void
chat_close(void *state)
{
	struct chat_source *s = state;

	forget_token(s, false);
	free(s->own_id);
	free(s);
}

const struct fetch_driver source_chat = {chat_open, chat_round, chat_wait, chat_close};
