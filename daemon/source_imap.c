/*
 * The IMAP source: a look at the folder is a chain of steps over one session, which is
 * kept between looks and waits in IDLE. Nothing changes at the server before the commit;
 * what was left unmarked by an earlier end of the process is marked in the next look.
 */
#include "source_imap.h"

#include "clock.h"
#include "log.h"
#include "oauth.h"
#include "store_case.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum {
	LIST_MAX = 65536,      /* of one look; the rest is left for the next */
	MARK_MAX = 1000,       /* UIDs in one command */
	IDLE_FAILURES_MAX = 3, /* then the folder is polled */
	IDLE_SHORT_SEC = 60,   /* an end of IDLE before that is a failure */
	IDLE_SKIPS_MAX = 2     /* looks without a wait between them */
};

void
uids_add(struct uids *u, uint32_t uid)
{
	if (u->n == u->cap) {
		u->cap = u->cap ? u->cap * 2 : 64;
		u->v = xreallocarray(u->v, u->cap, sizeof(*u->v));
	}
	u->v[u->n++] = uid;
}

static int
cmp_uid(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

bool
uids_has(const struct uids *u, uint32_t uid)
{
	return u->n > 0 && bsearch(&uid, u->v, u->n, sizeof(*u->v), cmp_uid);
}

/* --- the session --- */

void
source_imap_drop(struct imap_source *s)
{
	imap_close(s->im, false);
	s->im = NULL;
	s->lively = false;
}

static enum imap_result
login_password(struct imap_source *s, struct err *e)
{
	const struct config_server *server = &s->f->source->server;
	char *problem = NULL;
	char *password =
	    config_secret(s->f->env->config, server->password_file, &problem);
	enum imap_result result;

	if (!password) {
		(void)err_set(e, "no password: %s", problem ? problem : "no file");
		free(problem);
		return IMAP_REFUSED;
	}
	result = imap_login(s->im, server->user, password, e);
	explicit_bzero(password, strlen(password));
	free(password);
	return result;
}

static enum imap_result
login_token(struct imap_source *s, bool force, struct err *e)
{
	const struct config_server *server = &s->f->source->server;
	char *token =
	    oauth_token(s->f->env->config, server->oauth, clock_now(), force, e);
	enum imap_result result;

	if (!token)
		return IMAP_BROKEN;
	result = imap_login_token(s->im, server->user, token, e);
	explicit_bzero(token, strlen(token));
	free(token);
	return result;
}

static enum imap_result
login(struct imap_source *s, struct err *e)
{
	enum imap_result result;

	if (s->f->source->server.auth != AUTH_XOAUTH2)
		return login_password(s, e);
	result = login_token(s, false, e);
	return result == IMAP_REFUSED ? login_token(s, true, e) : result;
}

static bool
open_session(struct imap_source *s, struct imap_folder *folder, struct err *e)
{
	const char *name = s->f->source->mailbox;

	s->im = imap_connect(&s->f->source->server, e);
	if (!s->im)
		return false;
	if (login(s, e) != IMAP_OK ||
	    imap_select(s->im, name ? name : "INBOX", folder, e) != IMAP_OK) {
		source_imap_drop(s);
		return false;
	}
	/* A server without UIDVALIDITY keeps its UIDs, as far as one can know. */
	if (folder->uidvalidity == 0)
		folder->uidvalidity = 1;
	s->lively = true;
	return true;
}

bool
source_imap_session(struct imap_source *s, struct err *e)
{
	struct imap_folder folder;

	if (s->im)
		return true;
	if (!open_session(s, &folder, e))
		return false;
	if (folder.uidvalidity == s->folder.uidvalidity)
		return true;
	source_imap_drop(s);
	return err_retry(e, "the folder was replaced while it was read");
}

static bool
step_session(struct imap_source *s, struct err *e)
{
	struct err gone = {0};

	/* A session may die while nobody looks: that alone is no failure. */
	if (s->im && !s->lively && imap_noop(s->im, &gone) != IMAP_OK)
		source_imap_drop(s);
	return s->im || open_session(s, &s->folder, e);
}

/* --- the cursor --- */

static char *
meta_key(const struct imap_source *s, const char *what)
{
	return xasprintf("fetch-%s:%s", what, s->f->source->name);
}

static void
meta_set(struct imap_source *s, const char *what, int64_t value)
{
	char *key = meta_key(s, what), *text = xasprintf("%lld", (long long)value);

	store_meta_set(s->f->store, key, text);
	free(text);
	free(key);
}

static int64_t
meta_get(struct imap_source *s, const char *what)
{
	char *key = meta_key(s, what), *text = store_meta_get(s->f->store, key);
	int64_t value = text ? strtoll(text, NULL, 10) : 0;

	free(text);
	free(key);
	return value;
}

static void
on_newest(void *ctx, const struct imap_item *item)
{
	uint32_t *uid = ctx;

	if (item->uid > *uid)
		*uid = item->uid;
}

/* The highest UID so far. */
static bool
newest_uid(struct imap_source *s, uint32_t *uid, struct err *e)
{
	*uid = 0;
	if (s->folder.uidnext > 0) {
		*uid = s->folder.uidnext - 1;
		return true;
	}
	return imap_exists(s->im) == 0 ||
	       imap_list(s->im, UINT32_MAX - 1, UINT32_MAX, on_newest, uid, e) == IMAP_OK;
}

static bool
move_cursor(struct imap_source *s, uint32_t last_uid, struct err *e)
{
	return intake_commit(s->f, NULL, 0, s->folder.uidvalidity, last_uid, e);
}

static bool
first_look(struct imap_source *s, struct err *e)
{
	uint32_t newest;

	if (s->f->source->first_start == FIRST_ALL)
		return move_cursor(s, 0, e);
	if (!newest_uid(s, &newest, e))
		return false;
	log_info("%s: first start, %u messages that were there before are left alone",
	    s->f->source->name, imap_exists(s->im));
	s->since = clock_now();
	meta_set(s, "since", s->since);
	return move_cursor(s, newest, e);
}

/* All UIDs have changed their meaning. Everything is read again; the inbox knows what it
 * has by content. What was never the desk's, because the source began with new mail
 * only, is told by its date. */
static bool
start_over(struct imap_source *s, struct err *e)
{
	char *text;

	if (!newest_uid(s, &s->rescan_last, e))
		return false;
	text =
	    xasprintf("受信元%s: サーバーのフォルダーが作り直されました（UIDVALIDITY %u、"
	              "前は%u）。全て読み直し、受信済みのメールは除きます",
	        s->f->source->name, s->folder.uidvalidity, s->f->row.uidvalidity);
	meta_set(s, "rescan", s->rescan_last);
	if (!move_cursor(s, 0, e)) {
		free(text);
		return false;
	}
	fetch_alarm(s->f, "folder_replaced", text);
	free(text);
	return true;
}

static bool
step_cursor(struct imap_source *s, struct err *e)
{
	if (s->f->row.uidvalidity == s->folder.uidvalidity)
		return true;
	return s->f->row.uidvalidity == 0 ? first_look(s, e) : start_over(s, e);
}

/* --- the list --- */

static void
on_item(void *ctx, const struct imap_item *item)
{
	struct imap_source *s = ctx;

	/* "5:*" gives the last message even when its UID is 4. */
	if (item->uid <= s->f->row.last_uid)
		return;
	if (item->uid <= s->rescan_last && item->at != 0 && item->at < s->since)
		return;
	if (s->items_n == LIST_MAX) {
		s->more = true;
		return;
	}
	if (s->items_n == s->items_cap) {
		s->items_cap = s->items_cap ? s->items_cap * 2 : 64;
		s->items = xreallocarray(s->items, s->items_cap, sizeof(*s->items));
	}
	s->items[s->items_n++] = *item;
}

static int
cmp_item(const void *a, const void *b)
{
	const struct imap_item *x = a, *y = b;

	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static bool
step_list(struct imap_source *s, struct err *e)
{
	enum imap_result result = IMAP_OK;

	s->items_n = 0;
	s->more = false;
	if (imap_exists(s->im) > 0 && s->f->row.last_uid < UINT32_MAX - 1)
		result =
		    imap_list(s->im, s->f->row.last_uid + 1, UINT32_MAX, on_item, s, e);
	if (result != IMAP_OK)
		return false;
	if (s->items_n > 1)
		qsort(s->items, s->items_n, sizeof(*s->items), cmp_item);
	s->exists = imap_exists(s->im);
	return true;
}

/* --- taking --- */

/* A mark in the store says that messages are being fetched. Found at the start, it means
 * that the process ended at one of them, and care is due. */
static bool
step_take(struct imap_source *s, struct err *e)
{
	bool ok;

	if (s->items_n == 0) {
		if (s->careful)
			meta_set(s, "busy", 0);
		s->careful = false;
		return true;
	}
	meta_set(s, "busy", 1);
	ok = source_imap_take(s, e);
	meta_set(s, "busy", 0);
	return ok;
}

/* --- marking --- */

static enum imap_result
mark_at_server(struct imap_source *s, const uint32_t *uids, size_t n, struct err *e)
{
	const struct config_source *source = s->f->source;
	enum imap_result result = IMAP_OK;

	if (n > 0 && source->mark_seen)
		result = imap_mark_seen(s->im, uids, n, e);
	if (n > 0 && result == IMAP_OK && source->move_to)
		result = imap_move(s->im, uids, n, source->move_to, e);
	s->moved = s->moved || (n > 0 && result == IMAP_OK && source->move_to);
	return result;
}

static void
on_existing(void *ctx, const struct imap_item *item)
{
	uids_add(ctx, item->uid);
}

/* Notes in the store that rows are marked; those in except stay. */
static bool
note_marked(struct imap_source *s, const struct inbox_place *rows, size_t n,
    const struct uids *except, struct err *e)
{
	if (!store_begin(s->f->store))
		return err_retry(e, "store: cannot begin to write");
	for (size_t i = 0; i < n; i++) {
		if (!uids_has(except, rows[i].uid))
			store_inbox_marked(s->f->store, rows[i].id);
	}
	return store_commit(s->f->store, e);
}

/* The server will not mark them: what has vanished there needs no mark any more. */
static bool
note_vanished(struct imap_source *s, const struct inbox_place *rows, size_t n,
    const struct uids *asked, struct err *e)
{
	struct uids there = {0};
	bool ok;

	if (asked->n == 0)
		return true;
	ok = imap_list(s->im, asked->v[0], asked->v[asked->n - 1], on_existing, &there,
	         e) == IMAP_OK;
	if (ok && there.n > 1)
		qsort(there.v, there.n, sizeof(*there.v), cmp_uid);
	ok = ok && note_marked(s, rows, n, &there, e);
	free(there.v);
	return ok;
}

/* Marks rows that the store knows as unmarked; *on: whether to go on with more. */
static bool
mark_rows(struct imap_source *s, const struct inbox_place *rows, size_t n, bool *on,
    struct err *e)
{
	struct uids asked = {0}, none = {0};
	enum imap_result result;
	bool ok;

	for (size_t i = 0; i < n; i++) {
		if (!uids_has(&s->taken, rows[i].uid) &&
		    !uids_has(&s->leave, rows[i].uid))
			uids_add(&asked, rows[i].uid);
	}
	result = mark_at_server(s, asked.v, asked.n, e);
	*on = result == IMAP_OK;
	if (result == IMAP_REFUSED)
		log_warn(
		    "%s: %s; tried again at the next look", s->f->source->name, e->text);
	if (result == IMAP_OK)
		ok = note_marked(s, rows, n, &none, e);
	else
		ok = result == IMAP_REFUSED && note_vanished(s, rows, n, &asked, e);
	free(asked.v);
	return ok;
}

static bool
mark_left_over(struct imap_source *s, struct err *e)
{
	bool on = true, ok = true;

	while (ok && on) {
		size_t n = 0;
		struct inbox_place *rows = store_inbox_unmarked(
		    s->f->store, s->f->row.id, s->f->row.uidvalidity, MARK_MAX, &n);

		on = n > 0;
		if (n > 0)
			ok = mark_rows(s, rows, n, &on, e);
		store_inbox_places_free(rows, n);
	}
	return ok;
}

/* First what this look took in, copies of known messages included; then what the store
 * still has as unmarked. */
static bool
step_mark(struct imap_source *s, struct err *e)
{
	enum imap_result result = IMAP_OK;

	if (!source_imap_session(s, e))
		return false;
	for (size_t i = 0; i < s->taken.n && result == IMAP_OK; i += MARK_MAX) {
		size_t n = s->taken.n - i < MARK_MAX ? s->taken.n - i : MARK_MAX;

		result = mark_at_server(s, s->taken.v + i, n, e);
	}
	if (result == IMAP_BROKEN)
		return false;
	if (result == IMAP_REFUSED)
		s->taken.n = 0;
	return mark_left_over(s, e);
}

/* --- the driver --- */

static void *
imap_open(struct fetch *f)
{
	struct imap_source *s = xcalloc(1, sizeof(*s));

	s->f = f;
	s->careful = meta_get(s, "busy") != 0;
	s->since = meta_get(s, "since");
	s->rescan_last = (uint32_t)meta_get(s, "rescan");
	if (s->careful)
		log_warn(
		    "%s: ended while fetching; going on one by one", f->source->name);
	return s;
}

static bool
imap_round(void *state, struct err *e)
{
	static bool (*const steps[])(struct imap_source * s, struct err * e) = {
	    step_session, step_cursor, step_list, step_take, step_mark};
	struct imap_source *s = state;

	/* What went makes room for what came meanwhile: after a move the number of
	 * messages, which tells that nothing is new, tells nothing. */
	do {
		s->taken.n = s->leave.n = 0;
		s->moved = false;
		for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
			if (!steps[i](s, e)) {
				source_imap_drop(s);
				return false;
			}
		}
	} while ((s->more || s->moved) && !fetch_stopping(s->f));
	s->lively = false;
	return true;
}

/* Waits in IDLE. Returns true when asked to stop; a session that ends here is made anew
 * in the next look. */
static bool
idle(struct imap_source *s)
{
	const struct pump_env *env = s->f->env;
	struct err e = {0};
	int64_t began = clock_now();
	bool stop = false;
	int fd = -1;

	if (imap_idle_begin(s->im, &fd, &e) == IMAP_OK) {
		if (fd >= 0 && imap_exists(s->im) == s->exists) {
			s->idle_skips = 0;
			stop = pump_sleep(
			    env, fd, POLLIN, began + s->f->source->idle_refresh_sec);
		} else if (++s->idle_skips > IDLE_SKIPS_MAX) {
			/* A server that always has something to say is no reason to spin.
			 */
			stop = pump_sleep(env, -1, 0, began + 1);
		}
		if (imap_idle_end(s->im, &e) == IMAP_OK) {
			s->idle_failures = 0;
			s->lively = true;
			return stop;
		}
	}
	source_imap_drop(s);
	if (clock_now() - began < IDLE_SHORT_SEC &&
	    ++s->idle_failures == IDLE_FAILURES_MAX)
		log_warn("%s: IDLE does not work here (%s); looking every %d s instead",
		    s->f->source->name, e.text, s->f->source->poll_sec);
	return stop;
}

static bool
imap_wait(void *state)
{
	struct imap_source *s = state;
	int sec = s->f->source->poll_sec;

	if (s->im && imap_abilities(s->im)->idle && s->idle_failures < IDLE_FAILURES_MAX)
		return idle(s);
	return pump_sleep(s->f->env, -1, 0, clock_now() + (sec > 0 ? sec : 1));
}

static void
imap_shut(void *state)
{
	struct imap_source *s = state;

	imap_close(s->im, true);
	free(s->items);
	free(s->taken.v);
	free(s->leave.v);
	free(s);
}

const struct fetch_driver source_imap = {
    .open = imap_open,
    .round = imap_round,
    .wait = imap_wait,
    .close = imap_shut,
};
