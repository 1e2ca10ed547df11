/*
 * Sources with their cursors, and the inbox. See store_inbox.h.
 *
 * A message is one row, however many copies of it lie at the sources; a copy is kept as a
 * place of its own (inbox_copy), so that each one is marked where it lies.
 */
#include "store_inbox.h"

#include "pack.h"
#include "store_sql.h"

#include <stdlib.h>
#include <string.h>

/* --- sources --- */

static bool
find_source(struct store *s, const char *name, struct source_row *out)
{
	struct sql q = sql_query(s,
	    "SELECT id, uidvalidity, last_uid, checked_at FROM source WHERE name = ?1",
	    TEXT(name));
	bool found = sql_row(&q);

	if (found) {
		out->id = col_int(&q);
		out->uidvalidity = (uint32_t)col_int(&q);
		out->last_uid = (uint32_t)col_int(&q);
		out->checked_at = col_int(&q);
	}
	sql_end(&q);
	return found;
}

struct source_row
store_source(struct store *s, const char *name)
{
	struct source_row row = {0};

	if (find_source(s, name, &row))
		return row;
	(void)sql_run(s,
	    "INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO NOTHING",
	    TEXT(name));
	(void)find_source(s, name, &row);
	return row;
}

void
store_source_cursor(
    struct store *s, int64_t source_id, uint32_t uidvalidity, uint32_t last_uid)
{
	(void)sql_run(s,
	    "UPDATE source SET uidvalidity = ?2, last_uid = ?3 WHERE id = ?1",
	    INT(source_id), INT(uidvalidity), INT(last_uid));
}

void
store_source_checked(struct store *s, int64_t source_id, int64_t now, const char *problem)
{
	if (problem)
		(void)sql_run(s, "UPDATE source SET problem = ?2 WHERE id = ?1",
		    INT(source_id), TEXT(problem));
	else
		(void)sql_run(s,
		    "UPDATE source SET checked_at = ?2, problem = NULL WHERE id = ?1",
		    INT(source_id), INT(now));
}

int
store_fetch_trouble(struct store *s, int64_t source_id, uint32_t uidvalidity,
    uint32_t uid, const char *problem)
{
	return (int)sql_number(s, 0,
	    "INSERT INTO fetch_trouble (source_id, uidvalidity, uid, tries, problem)"
	    " VALUES (?1, ?2, ?3, 1, ?4)"
	    " ON CONFLICT (source_id, uidvalidity, uid)"
	    " DO UPDATE SET tries = tries + 1, problem = excluded.problem"
	    " RETURNING tries",
	    INT(source_id), INT(uidvalidity), INT(uid), TEXT(problem));
}

void
store_fetch_trouble_clear(
    struct store *s, int64_t source_id, uint32_t uidvalidity, uint32_t uid)
{
	(void)sql_run(s,
	    "DELETE FROM fetch_trouble"
	    " WHERE source_id = ?1 AND uidvalidity = ?2 AND uid = ?3",
	    INT(source_id), INT(uidvalidity), INT(uid));
}

struct source_status *
store_source_status(struct store *s, size_t *n)
{
	struct sql q =
	    sql_query(s, "SELECT name, checked_at, problem FROM source ORDER BY name");
	struct source_status *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].name = col_text(&q);
		rows[*n].checked_at = col_int(&q);
		rows[*n].problem = col_text(&q);
	}
	return rows;
}

void
store_source_status_free(struct source_status *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].name);
		free(rows[i].problem);
	}
	free(rows);
}

/* --- taking in --- */

static int64_t
add_row(struct store *s, const struct inbox_new *m)
{
	return sql_insert(s,
	    "INSERT INTO inbox (source_id, uidvalidity, uid, place, dedup, channel, size,"
	    " truncated, received_at, state, problem)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
	    " ON CONFLICT (dedup) DO NOTHING",
	    INT(m->source_id), INT(m->uidvalidity), INT(m->uid), TEXT(m->place),
	    BLOB(m->dedup, sizeof(m->dedup)), TEXT(m->chat ? "chat" : "mail"),
	    INT(m->size), INT(m->truncated), INT(m->received_at),
	    TEXT(m->quarantine ? "quarantine" : "new"), TEXT(m->quarantine));
}

/* Larger ones hold attachments, which are packed already. */
enum { PACKED_MAX = 64 * 1024 };

static void
add_raw(struct store *s, int64_t id, const struct inbox_new *m)
{
	struct buf packed = {0};

	if (m->raw && m->raw_bytes <= PACKED_MAX)
		pack_bytes(m->raw, m->raw_bytes, &packed);
	if (packed.len && packed.len < m->raw_bytes)
		(void)sql_run(s,
		    "INSERT INTO inbox_raw (inbox_id, raw, bytes) VALUES (?1, ?2, ?3)",
		    INT(id), BLOB(packed.data, packed.len), INT(m->raw_bytes));
	else if (m->raw)
		(void)sql_run(s, "INSERT INTO inbox_raw (inbox_id, raw) VALUES (?1, ?2)",
		    INT(id), BLOB(m->raw, m->raw_bytes));
	else
		(void)sql_run(s, "INSERT INTO inbox_raw (inbox_id, raw) VALUES (?1, ?2)",
		    INT(id), ZEROBLOB(m->raw_bytes));
	buf_free(&packed);
}

/* The same place again (a source read twice) is no copy. */
static void
add_copy(struct store *s, const struct inbox_new *m)
{
	(void)sql_run(s,
	    "INSERT INTO inbox_copy (inbox_id, source_id, uidvalidity, uid, place)"
	    " SELECT id, ?2, ?3, ?4, ?5 FROM inbox WHERE dedup = ?1"
	    " AND (source_id, uidvalidity, uid, place) IS NOT (?2, ?3, ?4, ?5)"
	    " ON CONFLICT DO NOTHING",
	    BLOB(m->dedup, sizeof(m->dedup)), INT(m->source_id), INT(m->uidvalidity),
	    INT(m->uid), TEXT(m->place));
}

int64_t
store_inbox_add(struct store *s, const struct inbox_new *m)
{
	bool began = tx_begin(s);
	int64_t id = add_row(s, m);

	if (id)
		add_raw(s, id, m);
	else
		add_copy(s, m);
	tx_end(s, began);
	return store_failed(s) ? 0 : id;
}

void
store_inbox_raw_write(
    struct store *s, int64_t id, size_t offset, const void *bytes, size_t n)
{
	(void)raw_write(s, id, offset, bytes, n);
}

struct inbox_place *
store_inbox_unmarked(
    struct store *s, int64_t source_id, uint32_t uidvalidity, size_t limit, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT id, uid, place FROM inbox"
	    " WHERE marked = 0 AND source_id = ?1 AND (?2 = 0 OR uidvalidity = ?2)"
	    " UNION ALL"
	    " SELECT -id, uid, place FROM inbox_copy"
	    " WHERE marked = 0 AND source_id = ?1 AND (?2 = 0 OR uidvalidity = ?2)"
	    " ORDER BY 2, 1 LIMIT ?3",
	    INT(source_id), INT(uidvalidity), INT(limit));
	struct inbox_place *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].id = col_int(&q);
		rows[*n].uid = (uint32_t)col_int(&q);
		rows[*n].place = col_text(&q);
	}
	return rows;
}

void
store_inbox_places_free(struct inbox_place *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].place);
	free(rows);
}

void
store_inbox_marked(struct store *s, int64_t id)
{
	if (id < 0)
		(void)sql_run(
		    s, "UPDATE inbox_copy SET marked = 1 WHERE id = ?1", INT(-id));
	else
		(void)sql_run(s, "UPDATE inbox SET marked = 1 WHERE id = ?1", INT(id));
}

/* --- reading --- */

struct inbox_item *
store_inbox_due(struct store *s, int64_t after, const char *held, size_t limit, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT i.id, i.source_id, i.channel = 'chat', i.truncated, i.size,"
	    " i.received_at, coalesce(r.bytes, length(r.raw), 0), i.tries, o.name"
	    " FROM inbox i JOIN source o ON o.id = i.source_id"
	    " LEFT JOIN inbox_raw r ON r.inbox_id = i.id"
	    " WHERE i.state = 'new' AND i.id > ?1"
	    " AND i.id NOT IN (SELECT value FROM json_each(ifnull(?3, '[]')))"
	    " ORDER BY i.id LIMIT ?2",
	    INT(after), INT(limit), TEXT(held));
	struct inbox_item *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct inbox_item *i;

		rows = rows_grow(rows, *n, sizeof(*rows));
		i = &rows[*n];
		i->id = col_int(&q);
		i->source_id = col_int(&q);
		i->chat = col_bool(&q);
		i->truncated = col_bool(&q);
		i->size = col_int(&q);
		i->received_at = col_int(&q);
		i->raw_bytes = col_int(&q);
		i->tries = col_small(&q);
		i->source = col_text(&q);
	}
	return rows;
}

void
store_inbox_items_free(struct inbox_item *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].source);
	free(rows);
}

/* The whole of a packed message; NULL: it is not packed, or damaged. */
static char *
read_packed(struct store *s, int64_t id, size_t *len)
{
	struct sql q = sql_query(s,
	    "SELECT raw FROM inbox_raw WHERE inbox_id = ?1 AND bytes IS NOT NULL",
	    INT(id));
	size_t packed_n;
	char *packed, *raw = NULL;

	*len = 0;
	if (sql_row(&q)) {
		packed = col_blob(&q, &packed_n);
		raw = unpack_bytes(packed, packed_n, len);
		free(packed);
	}
	sql_end(&q);
	return raw;
}

size_t
store_inbox_raw_read(struct store *s, int64_t id, size_t offset, void *bytes, size_t n)
{
	size_t len;
	char *raw = read_packed(s, id, &len);

	if (!raw)
		return raw_read(s, id, offset, bytes, n);
	n = offset >= len ? 0 : n < len - offset ? n : len - offset;
	if (n)
		memcpy(bytes, raw + offset, n);
	free(raw);
	return n;
}

int
store_inbox_try(struct store *s, int64_t id)
{
	return (int)sql_number(s, 0,
	    "UPDATE inbox SET tries = tries + 1 WHERE id = ?1 RETURNING tries", INT(id));
}

void
store_inbox_untry(struct store *s, int64_t id)
{
	(void)sql_run(
	    s, "UPDATE inbox SET tries = tries - 1 WHERE id = ?1 AND tries > 0", INT(id));
}

void
store_inbox_done(struct store *s, int64_t id, const struct inbox_done *d)
{
	(void)sql_run(s,
	    "UPDATE inbox SET state = 'done', problem = NULL, message_id = ?2,"
	    " from_addr = ?3, subject = ?4, kind = ?5, decision = ?6, reading = ?7,"
	    " case_id = ?8, done_at = ?9 WHERE id = ?1",
	    INT(id), TEXT(d->message_id), TEXT(d->from_addr), TEXT(d->subject),
	    TEXT(d->kind), TEXT(d->decision), TEXT(d->reading), ID_OR_NULL(d->case_id),
	    INT(d->now));
}

void
store_inbox_quarantine(struct store *s, int64_t id, const char *problem, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE inbox SET state = 'quarantine', problem = ?2, done_at = ?3"
	    " WHERE id = ?1",
	    INT(id), TEXT(problem), INT(now));
}

bool
store_inbox_retry(struct store *s, int64_t id)
{
	return sql_change(s,
	           "UPDATE inbox SET state = 'new', tries = 0, done_at = NULL"
	           " WHERE id = ?1 AND state = 'quarantine'",
	           INT(id)) > 0;
}

bool
store_inbox_drop(struct store *s, int64_t id, int64_t now)
{
	return sql_change(s,
	           "UPDATE inbox SET state = 'dropped', done_at = ?2"
	           " WHERE id = ?1 AND state = 'quarantine'",
	           INT(id), INT(now)) > 0;
}

/* --- listings --- */

#define INBOX_ROWS                                                                       \
	"SELECT i.id, i.size, i.received_at, i.case_id, i.truncated,"                    \
	" i.channel = 'chat', i.tries, o.name, i.state, i.problem, i.message_id,"        \
	" i.from_addr, i.subject, i.kind, i.decision, i.reading"                         \
	" FROM inbox i JOIN source o ON o.id = i.source_id"

static void
read_row(struct sql *q, struct inbox_row *row)
{
	row->id = col_int(q);
	row->size = col_int(q);
	row->received_at = col_int(q);
	row->case_id = col_int(q);
	row->truncated = col_bool(q);
	row->chat = col_bool(q);
	row->tries = col_small(q);
	row->source = col_text(q);
	row->state = col_text(q);
	row->problem = col_text(q);
	row->message_id = col_text(q);
	row->from_addr = col_text(q);
	row->subject = col_text(q);
	row->kind = col_text(q);
	row->decision = col_text(q);
	row->reading = col_text(q);
}

bool
store_inbox_get(struct store *s, int64_t id, struct inbox_row *out)
{
	struct sql q = sql_query(s, INBOX_ROWS " WHERE i.id = ?1", INT(id));
	bool found = sql_row(&q);

	*out = (struct inbox_row){0};
	if (found)
		read_row(&q, out);
	sql_end(&q);
	return found;
}

static struct sql
query_rows(struct store *s, const char *state, int64_t case_id, size_t limit)
{
	if (case_id)
		return sql_query(s,
		    INBOX_ROWS " WHERE i.case_id = ?1 AND (?2 IS NULL OR i.state = ?2)"
		               " ORDER BY i.id LIMIT ?3",
		    INT(case_id), TEXT(state), INT(limit));
	if (str_eq(state, "quarantine"))
		return sql_query(s,
		    INBOX_ROWS " WHERE i.state = 'quarantine' ORDER BY i.id LIMIT ?1",
		    INT(limit));
	return sql_query(s,
	    INBOX_ROWS " WHERE ?1 IS NULL OR i.state = ?1 ORDER BY i.id LIMIT ?2",
	    TEXT(state), INT(limit));
}

struct inbox_row *
store_inbox_list(
    struct store *s, const char *state, int64_t case_id, size_t limit, size_t *n)
{
	struct sql q = query_rows(s, state, case_id, limit);
	struct inbox_row *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_row(&q, &rows[*n]);
	}
	return rows;
}

bool
store_inbox_heard(struct store *s, const char *addr, int64_t case_id, int64_t since)
{
	return sql_number(s, 0,
	           "SELECT EXISTS (SELECT 1 FROM inbox WHERE lower(from_addr) = lower(?1)"
	           " AND (case_id = ?2 OR case_id IS NULL) AND received_at >= ?3"
	           " AND ifnull(kind, '') NOT IN ('auto_reply', 'bounce'))",
	           TEXT(addr), INT(case_id), INT(since)) != 0;
}

void
store_inbox_row_free(struct inbox_row *row)
{
	free(row->source);
	free(row->state);
	free(row->problem);
	free(row->message_id);
	free(row->from_addr);
	free(row->subject);
	free(row->kind);
	free(row->decision);
	free(row->reading);
	*row = (struct inbox_row){0};
}

void
store_inbox_rows_free(struct inbox_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		store_inbox_row_free(&rows[i]);
	free(rows);
}

int64_t
store_inbox_count(struct store *s, const char *state)
{
	/* the two states that are asked for often have an index of their own */
	if (str_eq(state, "new"))
		return sql_number(s, 0, "SELECT count(*) FROM inbox WHERE state = 'new'");
	if (str_eq(state, "quarantine"))
		return sql_number(
		    s, 0, "SELECT count(*) FROM inbox WHERE state = 'quarantine'");
	return sql_number(s, 0,
	    "SELECT count(*) FROM inbox WHERE ?1 IS NULL OR state = ?1", TEXT(state));
}

int64_t
store_inbox_case_of_message_id(struct store *s, const char *message_id)
{
	return sql_number(s, 0,
	    "SELECT case_id FROM inbox WHERE message_id = ?1 AND case_id IS NOT NULL"
	    " ORDER BY id LIMIT 1",
	    TEXT(message_id));
}

int64_t
store_inbox_drop_raw(struct store *s, int64_t closed_before)
{
	return sql_change(s,
	    "DELETE FROM inbox_raw WHERE inbox_id IN ("
	    "SELECT i.id FROM inbox i JOIN cases c ON c.id = i.case_id"
	    " WHERE c.closed_at < ?1"
	    " UNION ALL SELECT id FROM inbox"
	    " WHERE case_id IS NULL AND state IN ('done', 'dropped') AND done_at < ?1)",
	    INT(closed_before));
}
