/* Chat in the store: messages, cursors, conversations. See store_chat.h. */
#include "store_chat.h"

#include "store_sql.h"

#include <stdlib.h>
#include <string.h>

/* --- messages --- */

void
chat_origin_free(struct chat_origin *o)
{
	free(o->source);
	free(o->room);
	free(o->thread);
	free(o->event);
	free(o->author);
	free(o->author_name);
	free(o->author_addr);
	strlist_free(&o->threads);
	*o = (struct chat_origin){0};
}

void
store_chat_add(struct store *s, const struct chat_new *m)
{
	(void)sql_run(s,
	    "INSERT INTO chat_message (inbox_id, source_id, room, event, thread, reply,"
	    " author, author_name, author_addr, sent_at, version, body)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
	    INT(m->inbox_id), INT(m->source_id), TEXT(m->room), TEXT(m->event),
	    TEXT(m->thread), INT(m->reply), TEXT(m->author ? m->author : ""),
	    TEXT(m->author_name), TEXT(m->author_addr), INT(m->sent_at), TEXT(m->version),
	    BLOB(m->body, sizeof(m->body)));
}

bool
store_chat_origin(struct store *s, int64_t inbox_id, struct chat_origin *out)
{
	struct sql q = sql_query(s,
	    "SELECT m.source_id, o.name, m.room, m.thread, m.event, m.author,"
	    " m.author_name, m.author_addr, m.reply, m.sent_at"
	    " FROM chat_message m JOIN source o ON o.id = m.source_id"
	    " WHERE m.inbox_id = ?1",
	    INT(inbox_id));
	bool found = sql_row(&q);

	*out = (struct chat_origin){0};
	if (found) {
		out->source_id = col_int(&q);
		out->source = col_text(&q);
		out->room = col_text(&q);
		out->thread = col_text(&q);
		out->event = col_text(&q);
		out->author = col_text(&q);
		out->author_name = col_text(&q);
		out->author_addr = col_text(&q);
		out->reply = col_bool(&q);
		out->sent_at = col_int(&q);
	}
	sql_end(&q);
	return found;
}

bool
store_chat_known(struct store *s, int64_t source_id, const char *room, const char *event,
    struct chat_known *out)
{
	struct sql q = sql_query(s,
	    "SELECT m.inbox_id, ifnull(i.case_id, 0), m.version, m.body,"
	    " m.deleted_at IS NOT NULL FROM chat_message m"
	    " JOIN inbox i ON i.id = m.inbox_id"
	    " WHERE m.source_id = ?1 AND m.room = ?2 AND m.event = ?3",
	    INT(source_id), TEXT(room), TEXT(event));
	bool found = sql_row(&q);
	char *body;
	size_t n = 0;

	*out = (struct chat_known){0};
	if (found) {
		out->inbox_id = col_int(&q);
		out->case_id = col_int(&q);
		out->version = col_text(&q);
		body = col_blob(&q, &n);
		if (n == sizeof(out->body))
			memcpy(out->body, body, n);
		free(body);
		out->deleted = col_bool(&q);
	}
	sql_end(&q);
	return found;
}

bool
store_chat_is_own(struct store *s, int64_t source_id, const char *room, const char *event)
{
	return sql_number(s, 0,
	           "SELECT EXISTS (SELECT 1 FROM chat_post"
	           " WHERE source_id = ?1 AND event = ?3 AND room = ?2)",
	           INT(source_id), TEXT(room), TEXT(event)) != 0;
}

char *
store_chat_root(struct store *s, int64_t source_id, const char *room, const char *event)
{
	struct sql q = sql_query(s,
	    "SELECT thread FROM chat_message"
	    " WHERE source_id = ?1 AND room = ?2 AND event = ?3"
	    " UNION ALL SELECT thread FROM chat_post"
	    " WHERE source_id = ?1 AND room = ?2 AND event = ?3 AND thread <> '' LIMIT 1",
	    INT(source_id), TEXT(room), TEXT(event));
	char *root = sql_row(&q) ? col_text(&q) : NULL;

	sql_end(&q);
	return root;
}

void
store_chat_edited(struct store *s, int64_t inbox_id, const char *version,
    const unsigned char body[CHAT_HASH_BYTES], const char *text, int64_t now)
{
	bool began = tx_begin(s);

	(void)sql_run(s,
	    "UPDATE chat_message SET version = ?2, body = ?3 WHERE inbox_id = ?1",
	    INT(inbox_id), TEXT(version), BLOB(body, CHAT_HASH_BYTES));
	if (text)
		(void)sql_run(s,
		    "INSERT INTO chat_change (inbox_id, at, kind, text)"
		    " VALUES (?1, ?2, 'edited', ?3)",
		    INT(inbox_id), INT(now), TEXT(text));
	tx_end(s, began);
}

void
store_chat_skip(struct store *s, int64_t inbox_id, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE inbox SET state = 'dropped', done_at = ?2"
	    " WHERE id = ?1 AND state = 'new'",
	    INT(inbox_id), INT(now));
}

void
store_chat_deleted(struct store *s, int64_t inbox_id, int64_t now)
{
	bool began = tx_begin(s);

	(void)sql_run(s, "UPDATE chat_message SET deleted_at = ?2 WHERE inbox_id = ?1",
	    INT(inbox_id), INT(now));
	(void)sql_run(s,
	    "INSERT INTO chat_change (inbox_id, at, kind) VALUES (?1, ?2, 'deleted')",
	    INT(inbox_id), INT(now));
	store_chat_skip(s, inbox_id, now);
	tx_end(s, began);
}

int64_t
store_chat_drop_texts(struct store *s)
{
	return sql_change(s, "UPDATE chat_change SET text = NULL WHERE text IS NOT NULL"
	                     " AND inbox_id NOT IN (SELECT inbox_id FROM inbox_raw)");
}

int64_t *
store_chat_missing(struct store *s, int64_t source_id, const char *room, int64_t from,
    int64_t received_by, const char *ids, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT m.inbox_id FROM chat_message m JOIN inbox i ON i.id = m.inbox_id"
	    " WHERE m.source_id = ?1 AND m.room = ?2"
	    " AND m.sent_at >= ?3 AND m.reply = 0 AND m.deleted_at IS NULL"
	    " AND i.received_at <= ?5"
	    " AND m.event NOT IN (SELECT value FROM json_each(?4)) ORDER BY m.inbox_id",
	    INT(source_id), TEXT(room), INT(from), TEXT(ids), INT(received_by));
	int64_t *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = col_int(&q);
	}
	return rows;
}

static char *
own_id_key(const char *source)
{
	return xasprintf("chat_own_id/%s", source);
}

char *
store_chat_own_id(struct store *s, const char *source)
{
	char *key = own_id_key(source), *id = store_meta_get(s, key);

	free(key);
	return id;
}

void
store_chat_own_id_set(struct store *s, const char *source, const char *id)
{
	char *key = own_id_key(source), *known = store_meta_get(s, key);

	if (!str_eq(known, id))
		store_meta_set(s, key, id);
	free(known);
	free(key);
}

/* --- cursors --- */

char *
store_chat_cursor(
    struct store *s, int64_t source_id, const char *room, const char *thread)
{
	struct sql q = sql_query(s,
	    "SELECT cursor FROM chat_cursor"
	    " WHERE source_id = ?1 AND room = ?2 AND thread = ?3",
	    INT(source_id), TEXT(room), TEXT(thread));
	char *cursor = sql_row(&q) ? col_text(&q) : NULL;

	sql_end(&q);
	return cursor;
}

void
store_chat_cursor_set(struct store *s, int64_t source_id, const char *room,
    const char *thread, const char *cursor, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO chat_cursor (source_id, room, thread, cursor, looked_at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (source_id, room, thread)"
	    " DO UPDATE SET cursor = excluded.cursor, looked_at = excluded.looked_at",
	    INT(source_id), TEXT(room), TEXT(thread), TEXT(cursor), INT(now));
}

void
store_chat_threads(struct store *s, int64_t source_id, const char *room,
    int64_t closed_after, size_t limit, struct strlist *out)
{
	struct sql q = sql_query(s,
	    "SELECT t.thread FROM (SELECT t.thread FROM chat_case t"
	    " JOIN cases c ON c.id = t.case_id"
	    " WHERE t.source_id = ?1 AND t.room = ?2 AND t.thread <> ''"
	    " AND (c.closed_at IS NULL OR c.closed_at > ?3)"
	    " UNION SELECT m.thread FROM inbox i JOIN chat_message m ON m.inbox_id = i.id"
	    " WHERE i.state = 'new' AND m.source_id = ?1 AND m.room = ?2) t"
	    " LEFT JOIN chat_cursor k ON k.source_id = ?1 AND k.room = ?2"
	    " AND k.thread = t.thread"
	    " ORDER BY ifnull(k.looked_at, 0), t.thread LIMIT ?4",
	    INT(source_id), TEXT(room), INT(closed_after), INT(limit));

	while (sql_row(&q))
		strlist_take(out, col_text(&q));
}

/* --- conversations --- */

void
chat_talks_free(struct chat_talk *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(v[i].source);
		free(v[i].room);
		free(v[i].thread);
		free(v[i].author);
	}
	free(v);
}

void
store_chat_join(struct store *s, int64_t case_id, const struct chat_origin *o,
    int64_t person_id, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO chat_case (case_id, source_id, room, thread, person_id, at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	    " ON CONFLICT (case_id, source_id, room, thread) DO UPDATE SET at = ?6",
	    INT(case_id), INT(o->source_id), TEXT(o->room), TEXT(o->thread),
	    INT(person_id), INT(now));
}

#define TALKS                                                                            \
	"SELECT t.case_id, t.source_id, t.person_id, o.name, t.room, t.thread,"          \
	" ifnull((SELECT m.author FROM chat_message m WHERE m.source_id = t.source_id"   \
	" AND m.room = t.room AND m.event = t.thread), '')"                              \
	" FROM chat_case t JOIN source o ON o.id = t.source_id"

static void
read_talk(struct sql *q, struct chat_talk *t)
{
	t->case_id = col_int(q);
	t->source_id = col_int(q);
	t->person_id = col_int(q);
	t->source = col_text(q);
	t->room = col_text(q);
	t->thread = col_text(q);
	t->author = col_text(q);
}

struct chat_talk *
store_chat_talks(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(
	    s, TALKS " WHERE t.case_id = ?1 ORDER BY t.at DESC, t.thread", INT(case_id));
	struct chat_talk *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_talk(&q, &rows[*n]);
	}
	return rows;
}

bool
store_chat_case(struct store *s, int64_t source_id, const char *room, const char *thread,
    struct chat_talk *out)
{
	struct sql q = sql_query(s,
	    TALKS " WHERE t.source_id = ?1 AND t.room = ?2 AND t.thread = ?3"
	          " ORDER BY t.case_id DESC LIMIT 1",
	    INT(source_id), TEXT(room), TEXT(thread));
	bool found = sql_row(&q);

	*out = (struct chat_talk){0};
	if (found)
		read_talk(&q, out);
	sql_end(&q);
	return found;
}

int64_t
store_chat_recent(struct store *s, const struct chat_origin *o, int64_t since, bool top)
{
	return sql_number(s, 0,
	    "SELECT ifnull(case_id, 0) FROM (SELECT i.case_id, m.sent_at, i.id"
	    " FROM chat_message m JOIN inbox i ON i.id = m.inbox_id"
	    " WHERE m.source_id = ?1 AND m.room = ?2 AND m.sent_at BETWEEN ?4 AND ?5"
	    " AND m.author = ?3 AND m.event <> ?6 AND (m.reply = 0 OR ?7 = 0)"
	    " AND i.state = 'done' ORDER BY m.sent_at DESC, i.id DESC LIMIT 1)",
	    INT(o->source_id), TEXT(o->room), TEXT(o->author), INT(since),
	    INT(o->sent_at), TEXT(o->event), INT(top));
}

size_t
store_chat_open_of(struct store *s, int64_t source_id, const char *room,
    int64_t person_id, int64_t *ids, size_t limit)
{
	struct sql q = sql_query(s,
	    "SELECT DISTINCT t.case_id FROM chat_case t JOIN cases c ON c.id = t.case_id"
	    " WHERE t.source_id = ?1 AND t.room = ?2 AND t.person_id = ?3"
	    " AND c.state NOT IN ('closed', 'withdrawn', 'no_expert')"
	    " ORDER BY t.case_id DESC LIMIT ?4",
	    INT(source_id), TEXT(room), INT(person_id), INT(limit));
	size_t n = 0;

	while (n < limit && sql_row(&q))
		ids[n++] = col_int(&q);
	sql_end(&q);
	return n;
}
