/*
 * The statement layer of the store: kept prepared statements, parameters, columns, and
 * the piecewise access to raw messages. See store_sql.h.
 */
#include "store_sql.h"

#include "store_db.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- failures --- */

bool
store_explain(struct err *e, sqlite3 *db, int code, const char *doing)
{
	const char *text = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_retry(
		    e, "store: another process holds the lock (%.80s)", doing);
	case SQLITE_FULL: return err_retry(e, "store: the disk is full (%.80s)", doing);
	case SQLITE_IOERR:
		return err_retry(
		    e, "store: cannot read or write: %s (%.80s)", text, doing);
	case SQLITE_CANTOPEN:
	case SQLITE_NOMEM:
	case SQLITE_INTERRUPT: return err_retry(e, "store: %s (%.80s)", text, doing);
	case SQLITE_READONLY: return err_set(e, "store: may only be read (%.80s)", doing);
	case SQLITE_CORRUPT:
		return err_set(
		    e, "store: damaged, restore a backup: %s (%.80s)", text, doing);
	case SQLITE_NOTADB: return err_set(e, "%s is not a madoguchi store", doing);
	default: return err_set(e, "store: %s (%.80s)", text, doing);
	}
}

bool
store_fail(struct store *s, int code, const char *doing)
{
	if (s->failed.text[0])
		return false;
	s->failed_depth = s->depth;
	return store_explain(&s->failed, s->db, code, doing);
}

/* --- kept statements --- */

static size_t
slot_of(const char *text)
{
	uintptr_t x = (uintptr_t)text;

	return (size_t)((x >> 3) ^ (x >> 12)) % STORE_STATEMENTS_MAX;
}

static struct kept_stmt *
find_slot(struct store *s, const char *text)
{
	size_t i = slot_of(text);

	while (s->kept[i].text && s->kept[i].text != text)
		i = (i + 1) % STORE_STATEMENTS_MAX;
	return &s->kept[i];
}

static struct kept_stmt *
keep(struct store *s, const char *text)
{
	struct kept_stmt *k = find_slot(s, text);
	int code;

	if (k->text)
		return k;
	if (s->kept_n + 1 >= STORE_STATEMENTS_MAX) {
		(void)store_fail(s, SQLITE_INTERNAL, "too many statements");
		return NULL;
	}
	code = sqlite3_prepare_v3(
	    s->db, text, -1, SQLITE_PREPARE_PERSISTENT, &k->stmt, NULL);
	if (code != SQLITE_OK) {
		(void)store_fail(s, code, text);
		return NULL;
	}
	k->text = text;
	s->kept_n++;
	return k;
}

/* --- parameters --- */

/* Bytes of the UTF-8 sequence at p, 0 when it is invalid: overlong, surrogate, cut. */
static size_t
sequence(const unsigned char *p)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return n;
}

/* Length of the valid beginning of s. */
static size_t
valid_prefix(const char *s)
{
	const unsigned char *p = (const unsigned char *)s, *start = p;
	size_t n;

	while (*p && (n = sequence(p)) > 0)
		p += n;
	return (size_t)(p - start);
}

char *
utf8_repaired(const char *s)
{
	size_t in = strlen(s), out = 0;
	/* each invalid byte grows to the three of U+FFFD */
	char *copy = xcalloc(in + 1, 3);

	while (*s) {
		size_t n = valid_prefix(s);

		memcpy(copy + out, s, n);
		out += n;
		s += n;
		if (*s) {
			memcpy(copy + out, "\xef\xbf\xbd", 3);
			out += 3;
			s++;
		}
	}
	return copy;
}

static int
bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	size_t valid;

	if (!text)
		return sqlite3_bind_null(stmt, at);
	valid = valid_prefix(text);
	if (text[valid])
		return sqlite3_bind_text(stmt, at, utf8_repaired(text), -1, free);
	return sqlite3_bind_text64(stmt, at, text, valid, SQLITE_STATIC, SQLITE_UTF8);
}

static int
bind(sqlite3_stmt *stmt, int at, const struct val *v)
{
	switch (v->type) {
	case VAL_INT: return sqlite3_bind_int64(stmt, at, v->i);
	case VAL_REAL: return sqlite3_bind_double(stmt, at, v->r);
	case VAL_TEXT: return bind_text(stmt, at, v->p);
	case VAL_BLOB:
		/* a NULL pointer would make it NULL, not empty */
		if (!v->i)
			return sqlite3_bind_zeroblob(stmt, at, 0);
		return sqlite3_bind_blob64(
		    stmt, at, v->p, (sqlite3_uint64)v->i, SQLITE_STATIC);
	case VAL_ZEROBLOB: return sqlite3_bind_zeroblob64(stmt, at, (sqlite3_uint64)v->i);
	case VAL_NULL: break;
	}
	return sqlite3_bind_null(stmt, at);
}

/* values[0] is the empty one of SQL_VALUES. */
static bool
bind_all(struct store *s, struct kept_stmt *k, const struct val *values, size_t n)
{
	int code = SQLITE_OK;

	if (k->busy || (size_t)sqlite3_bind_parameter_count(k->stmt) != n)
		return store_fail(s, SQLITE_MISUSE, k->text);
	for (size_t i = 1; i <= n && code == SQLITE_OK; i++)
		code = bind(k->stmt, (int)i, &values[i]);
	if (code != SQLITE_OK) {
		(void)store_fail(s, code, k->text);
		(void)sqlite3_clear_bindings(k->stmt);
		return false;
	}
	return true;
}

/* --- running --- */

struct sql
sql_query_values(struct store *s, const char *text, const struct val *v, size_t n)
{
	struct sql q = {.store = s};
	struct kept_stmt *k;

	store_raw_close(s);
	if (s->depth && s->failed.text[0])
		return q;
	k = keep(s, text);
	/* outside a transaction each write answers for itself alone */
	if (k && !s->depth && !sqlite3_stmt_readonly(k->stmt))
		s->failed = (struct err){0};
	if (k && bind_all(s, k, v, n)) {
		k->busy = true;
		q.kept = k;
	}
	return q;
}

void
sql_end(struct sql *q)
{
	if (!q->kept)
		return;
	(void)sqlite3_reset(q->kept->stmt);
	/* the texts bound are borrowed and may be gone at the next use */
	(void)sqlite3_clear_bindings(q->kept->stmt);
	q->kept->busy = false;
	q->kept = NULL;
}

bool
sql_row(struct sql *q)
{
	int code;

	if (!q->kept)
		return false;
	q->column = 0;
	code = sqlite3_step(q->kept->stmt);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		(void)store_fail(q->store, code, q->kept->text);
	sql_end(q);
	return false;
}

bool
sql_run_values(struct store *s, const char *text, const struct val *v, size_t n)
{
	struct sql q = sql_query_values(s, text, v, n);

	while (sql_row(&q))
		;
	return !s->failed.text[0];
}

int64_t
sql_change_values(struct store *s, const char *text, const struct val *v, size_t n)
{
	return sql_run_values(s, text, v, n) ? sqlite3_changes64(s->db) : 0;
}

int64_t
sql_insert_values(struct store *s, const char *text, const struct val *v, size_t n)
{
	return sql_change_values(s, text, v, n) ? sqlite3_last_insert_rowid(s->db) : 0;
}

int64_t
sql_number_values(
    struct store *s, int64_t none, const char *text, const struct val *v, size_t n)
{
	struct sql q = sql_query_values(s, text, v, n);
	bool found = sql_row(&q);
	int64_t x = found ? col_int_or(&q, none) : none;

	/* to its end: only there a write that returns a row is complete */
	while (found && sql_row(&q))
		;
	return x;
}

/* --- columns --- */

int64_t
col_int_or(struct sql *q, int64_t none)
{
	int at = q->column++;

	if (sqlite3_column_type(q->kept->stmt, at) == SQLITE_NULL)
		return none;
	return sqlite3_column_int64(q->kept->stmt, at);
}

int64_t
col_int(struct sql *q)
{
	return col_int_or(q, 0);
}

int
col_small(struct sql *q)
{
	return (int)col_int(q);
}

bool
col_bool(struct sql *q)
{
	return col_int(q) != 0;
}

double
col_real(struct sql *q)
{
	return sqlite3_column_double(q->kept->stmt, q->column++);
}

char *
col_text(struct sql *q)
{
	int at = q->column++;
	const unsigned char *text = sqlite3_column_text(q->kept->stmt, at);

	return xstrdup_null((const char *)text);
}

void
col_text_into(struct sql *q, char *to, size_t size)
{
	char *text = col_text(q);
	size_t n = text ? strlen(text) : 0;

	if (n >= size)
		n = size - 1;
	if (text)
		memcpy(to, text, n);
	to[n] = '\0';
	free(text);
}

char *
col_blob(struct sql *q, size_t *n)
{
	int at = q->column++;
	const void *bytes = sqlite3_column_blob(q->kept->stmt, at);

	*n = (size_t)sqlite3_column_bytes(q->kept->stmt, at);
	return xstrndup(bytes, bytes ? *n : 0);
}

void
col_list(struct sql *q, struct strlist *out)
{
	char *text = col_text(q);
	json_t *list = text ? json_loads(text, 0, NULL) : NULL, *item;
	size_t i;

	json_array_foreach(list, i, item) if (json_is_string(item))
	    strlist_add(out, json_string_value(item));
	json_decref(list);
	free(text);
}

char *
list_json(const struct strlist *list)
{
	json_t *array = json_array();
	char *text;

	for (size_t i = 0; i < list->n; i++) {
		char *item = utf8_repaired(list->v[i]);

		(void)json_array_append_new(array, json_string(item));
		free(item);
	}
	text = json_dumps(array, JSON_COMPACT);
	json_decref(array);
	return text ? text : xstrdup("[]");
}

void *
rows_grow(void *rows, size_t n, size_t size)
{
	/* full when n is a power of two: then twice the room */
	if (n < 4 || (n & (n - 1)) == 0)
		rows = xreallocarray(rows, n < 4 ? 4 : 2 * n, size);
	memset((char *)rows + n * size, 0, size);
	return rows;
}

/* --- raw messages, piece by piece --- */

void
store_raw_close(struct store *s)
{
	int code;

	if (!s->raw)
		return;
	code = sqlite3_blob_close(s->raw);
	s->raw = NULL;
	if (code != SQLITE_OK)
		(void)store_fail(s, code, "closing a raw message");
}

/* A handle stays open from piece to piece: each new one would walk the message's pages
 * from the first again. */
static bool
raw_open(struct store *s, int64_t id, bool writable)
{
	int code;

	if (s->raw && s->raw_id == id && s->raw_writable == writable)
		return true;
	store_raw_close(s);
	code = sqlite3_blob_open(
	    s->db, "main", "inbox_raw", "raw", id, writable ? 1 : 0, &s->raw);
	if (code != SQLITE_OK) {
		s->raw = NULL;
		/* SQLITE_ERROR: there is no such row */
		return !writable && code == SQLITE_ERROR
		           ? false
		           : store_fail(s, code, "opening a raw message");
	}
	s->raw_id = id;
	s->raw_writable = writable;
	return true;
}

bool
raw_write(struct store *s, int64_t id, size_t offset, const void *bytes, size_t n)
{
	int code;

	if (s->depth && s->failed.text[0])
		return false;
	if (!s->depth)
		s->failed = (struct err){0};
	if (n > INT32_MAX || offset > INT32_MAX)
		return store_fail(s, SQLITE_TOOBIG, "writing a raw message");
	if (!raw_open(s, id, true))
		return false;
	code = sqlite3_blob_write(s->raw, bytes, (int)n, (int)offset);
	if (code != SQLITE_OK)
		(void)store_fail(s, code, "writing a raw message");
	if (!s->depth || code != SQLITE_OK)
		store_raw_close(s);
	return code == SQLITE_OK;
}

size_t
raw_read(struct store *s, int64_t id, size_t offset, void *bytes, size_t n)
{
	size_t all;
	int code;

	if ((s->depth && s->failed.text[0]) || !raw_open(s, id, false))
		return 0;
	all = (size_t)sqlite3_blob_bytes(s->raw);
	if (offset > all)
		offset = all;
	if (n > all - offset)
		n = all - offset;
	code = sqlite3_blob_read(s->raw, bytes, (int)n, (int)offset);
	if (code != SQLITE_OK) {
		(void)store_fail(s, code, "reading a raw message");
		n = 0;
	}
	/* an open handle holds a view of the store, which must not outlive its use */
	if (offset + n == all || code != SQLITE_OK)
		store_raw_close(s);
	return n;
}
