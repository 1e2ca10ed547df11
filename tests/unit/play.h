/*
 * The desk, played without network: handlers, timers and outbox on a store in memory,
 * with a clock that stands until it is moved. Letters go out when they are taken; answers
 * are routed by the very addresses and Message-IDs of the letters they answer. Only the
 * understanding of words is left out: who writes says what the desk is to read.
 */
#ifndef MADOGUCHI_PLAY_H
#define MADOGUCHI_PLAY_H

#include <fcntl.h>

#include "store_fixture.h"

#include "buf.h"
#include "clock.h"
#include "handler.h"
#include "store_db.h"
#include "store_sql.h"

#define OPERATOR "operator@desk.example.jp"
#define DESK     "soudan@desk.example.jp"

struct play {
	struct config *config;
	struct templates *templates; /* kept from store to store */
	struct programme *programme;
	struct desk d;
	char dir[64], *path;
	char *wipe; /* what makes the store as it was at first, for the next one */
	int64_t now, day;
	int letters;  /* that came in */
	bool at_once; /* several in one transaction, as work.c takes a batch */
};

/* --- stores --- */

/* All of it stays in memory, so that a commit waits for no disk. */
static inline void
play_folder(struct play *p)
{
	static const char *const places[] = {"/dev/shm", "/tmp"};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		(void)snprintf(
		    p->dir, sizeof(p->dir), "%s/madoguchi-play-XXXXXX", places[i]);
		if (mkdtemp(p->dir))
			break;
		assert_true(i + 1 < ARRAY_LEN(places));
	}
	p->path = xasprintf("%s/store.db", p->dir);
}

static inline void
play_remove_store(struct play *p)
{
	static const char *const ends[] = {"", "-wal", "-shm"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char *path = xasprintf("%s%s", p->path, ends[i]);

		(void)unlink(path);
		free(path);
	}
}

static inline void
play_exec(struct store *s, const char *sql)
{
	if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(s->db));
}

/* One program alone uses the store, and none survives a loss of power: locks, and copies
 * against it, are left out. */
static inline struct store *
play_open_store(struct play *p)
{
	struct store *s = open_path(p->path);

	play_exec(s, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA synchronous=OFF;"
	             "PRAGMA secure_delete=OFF; PRAGMA journal_mode=MEMORY");
	return s;
}

/* Runs a query whose rows are statements, and adds these. */
#define PLAY_ADD_ROWS(b, s, query)                                                       \
	do {                                                                             \
		struct sql q_ = sql_query(s, query);                                     \
		while (sql_row(&q_)) {                                                   \
			char *text_ = col_text(&q_);                                     \
			buf_adds(b, text_);                                              \
			free(text_);                                                     \
		}                                                                        \
	} while (0)

/* Every row goes, but for what a store begins with: its own few words, and the key that
 * signs. Emptied, it is as good as a new one, and what was prepared for it stays so. */
static inline void
play_learn_wipe(struct play *p, struct store *s)
{
	struct buf b = {0};
	struct secret key;

	assert_true(store_secret_newest(s, NOW, &key));
	/* Cases take most of it with them, and the rest goes before what it refers to: a
	 * pragma that lets go of these references would have all statements prepared
	 * anew.
	 */
	buf_adds(&b, "BEGIN;");
	PLAY_ADD_ROWS(&b, s,
	    "SELECT 'DELETE FROM ' || name || ';' FROM sqlite_schema"
	    " WHERE type = 'table' AND name <> 'secret'"
	    " ORDER BY name <> 'cases', rowid DESC");
	PLAY_ADD_ROWS(&b, s,
	    "SELECT 'INSERT INTO meta VALUES (' || quote(key) || ',' || quote(value)"
	    " || ');' FROM meta");
	buf_addf(&b, "DELETE FROM secret WHERE id <> %d; COMMIT;", key.id);
	p->wipe = buf_steal(&b);
}

static inline void
play_desk(struct play *p, struct store *s)
{
	p->d = (struct desk){.config = p->config,
	    .store = s,
	    .templates = p->templates,
	    .programme = p->programme,
	    .actor = "desk",
	    .workdays = {&p->config->calendar.closed, p->config->calendar.open_hour,
	        p->config->calendar.close_hour},
	    .experts_stale = true};
}

/* Everything of the desk but texts, which do not change, is forgotten. */
static inline void
play_forget(struct play *p)
{
	p->d.templates = NULL;
	p->d.programme = NULL;
	desk_close(&p->d);
}

static inline void
play_open(struct play *p)
{
	struct strlist problems = {0};

	*p = (struct play){.now = NOW};
	p->config = config_default();
	set_str(&p->config->desk.address, DESK);
	set_str(&p->config->templates_dir, "templates");
	set_str(&p->config->data_dir, ".");
	p->config->supervised.all = false;
	/* The dates are not what is looked at: one is proposed for each visit. */
	p->config->visits.propose = PROPOSE_ALL;
	strlist_add(&p->config->desk.operators, OPERATOR);
	play_folder(p);
	if (!desk_open(&p->d, p->config, NULL, &problems))
		fail_msg("%s", problems.n ? problems.v[0] : "desk_open");
	p->templates = p->d.templates;
	p->programme = p->d.programme;
}

/* An empty store in place of the one before. */
static inline void
play_new_store(struct play *p)
{
	struct store *s = p->d.store;

	play_forget(p);
	if (!s) {
		s = play_open_store(p);
		play_learn_wipe(p, s);
	}
	play_exec(s, p->wipe);
	play_desk(p, s);
	p->now = NOW;
	p->letters = 0;
}

/* The daemon ends and begins again: what is not in the store is gone. */
static inline void
play_restart(struct play *p)
{
	struct store *s = p->d.store;

	play_forget(p);
	store_close(s);
	play_desk(p, play_open_store(p));
}

static inline void
play_close(struct play *p)
{
	struct store *s = p->d.store;

	p->d.templates = p->templates;
	p->d.programme = p->programme;
	desk_close(&p->d);
	if (s)
		store_close(s);
	play_remove_store(p);
	assert_int_equal(rmdir(p->dir), 0);
	free(p->path);
	free(p->wipe);
	config_free(p->config);
}

/* --- one unit of work --- */

static inline void
play_begin(struct play *p)
{
	int64_t day = (p->now + 9 * 3600) / 86400;

	if (p->at_once)
		return;
	assert_true(store_begin(p->d.store));
	desk_begin(&p->d);
	p->d.now = p->now;
	/* desk_begin looks at the real day. */
	if (day != p->day)
		p->d.experts_stale = true;
	p->day = day;
}

static inline void
play_commit(struct play *p)
{
	struct err e = {0};

	if (p->at_once)
		return;
	if (!store_commit(p->d.store, &e))
		fail_msg("%s", e.text);
}

/* --- letters that come in --- */

struct play_letter {
	const char *from;
	const struct outbox_row *to; /* the desk's letter that it answers; NULL: none */
	bool no_token;               /* to the desk's plain address */
	enum kind kind;
	enum reply_kind reply;
	bool review, ambiguous;
	const char *text;
	const char *status; /* of a bounce; NULL: it is none */
	/* Adds what else stands in it, and what is read of that; NULL: nothing. */
	void (*more)(const void *said, struct message *m, struct reading *r);
	const void *said;
};

/* Where an answer to it goes. Owned. */
static inline char *
play_reply_to(struct play *p, int64_t outbox_id)
{
	size_t n;
	char *wire = store_outbox_wire(p->d.store, outbox_id, &n), *out;
	const char *head = wire ? strstr(wire, "Reply-To:") : NULL;
	const char *at = head ? strstr(head, "soudan+") : NULL;

	out = at ? xstrndup(at, strcspn(at, ">\r\n ")) : xstrdup(DESK);
	free(wire);
	return out;
}

static inline void
play_write(struct play *p, const struct play_letter *l, struct message *m)
{
	char *to = l->to && !l->no_token ? play_reply_to(p, l->to->id) : xstrdup(DESK);

	message_init(m);
	m->message_id = xasprintf("in%d@elsewhere.example.jp", ++p->letters);
	set_str(&m->from.addr, l->from);
	set_str(&m->subject, "Re:");
	set_str(&m->text, l->text ? l->text : "本文");
	m->date = p->now;
	addresses_add(&m->to, NULL, to);
	free(to);
	if (l->status) {
		m->dsn.present = m->report = true;
		set_str(&m->dsn.action, "failed");
		set_str(&m->dsn.status, l->status);
		set_str(&m->dsn.recipient, l->to->recipient);
		set_str(&m->dsn.original_message_id, l->to->message_id);
	} else if (l->to && !l->no_token) {
		set_str(&m->in_reply_to, l->to->message_id);
	}
	if (l->kind == KIND_AUTO_REPLY)
		set_str(&m->auto_submitted, "auto-replied");
}

static inline int64_t
play_inbox(struct play *p, const struct play_letter *l, int64_t case_id)
{
	int64_t source = store_source(p->d.store, "main").id;
	int64_t id = add_inbox(p->d.store, source, p->letters, (uint32_t)p->letters);

	store_inbox_done(p->d.store, id,
	    &(struct inbox_done){.from_addr = l->from,
	        .kind = kind_name(l->kind),
	        .case_id = case_id,
	        .now = p->now});
	return id;
}

/* As work.c handles a message, in a transaction of its own. */
static inline void
play_deliver(struct play *p, const struct play_letter *l)
{
	struct reading r;
	struct route route;
	struct message m;
	struct case_row c;
	struct input in = {.m = &m, .r = &r, .route = &route};

	play_begin(p);
	play_write(p, l, &m);
	reading_init(&r);
	r.kind = l->kind;
	r.decision = l->review                                 ? DECISION_REVIEW
	             : l->kind == KIND_AUTO_REPLY || l->status ? DECISION_IGNORE
	                                                       : DECISION_AUTO;
	r.reply.kind = l->reply;
	r.reply.ambiguous = l->ambiguous;
	if (l->more)
		l->more(l->said, &m, &r);
	route_message(&p->d, &m, NULL, &route);
	route_by_sender(&p->d, &m, l->kind, &route);
	if (route.case_id && store_case_get(p->d.store, route.case_id, &c))
		in.c = &c;
	in.case_id = in.c ? c.id : 0;
	if (!l->status && l->kind != KIND_AUTO_REPLY)
		store_person_alive(p->d.store, l->from);
	in.inbox_id = p->d.inbox_id = play_inbox(p, l, in.case_id);
	p->d.answering = &m;
	p->d.actor = "sender";
	(void)handle_message(&p->d, &in, NULL);
	p->d.answering = NULL;
	p->d.inbox_id = 0;
	p->d.actor = "desk";
	if (in.c)
		case_row_free(&c);
	route_free(&route);
	reading_free(&r);
	message_free(&m);
	play_commit(p);
}

/* --- time --- */

/* As work.c fires timers: all that are due, in one transaction. */
static inline void
play_fire(struct play *p)
{
	struct timer due;

	play_begin(p);
	p->d.actor = "clock";
	while (store_timer_due(p->d.store, p->now, &due)) {
		struct case_row c = {0};
		bool have = due.case_id && store_case_get(p->d.store, due.case_id, &c);

		store_timer_remove(p->d.store, due.id);
		if (have || !due.case_id)
			assert_true(handle_timer(&p->d, have ? &c : NULL, &due));
		if (have)
			case_row_free(&c);
		timer_free(&due);
	}
	p->d.actor = "desk";
	play_commit(p);
}

/* Moves the clock to the next timer, or to the time given if that is earlier. True when a
 * timer is due. */
static inline bool
play_wait(struct play *p, int64_t until)
{
	int64_t next = store_timer_next(p->d.store);

	if (next < 0 || next > until) {
		p->now = until;
		return false;
	}
	if (next > p->now)
		p->now = next;
	return true;
}

/* Takes the next letter that is due; the caller says what becomes of it. */
static inline bool
play_take(struct play *p, struct outbox_mail *out)
{
	return store_outbox_take(p->d.store, p->now, out);
}

static inline void
play_send_all(struct play *p)
{
	struct outbox_mail m;

	while (play_take(p, &m)) {
		store_outbox_sent(p->d.store, m.id, p->now);
		outbox_mail_free(&m);
	}
}

#endif
