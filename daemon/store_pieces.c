/* Chat messages that wait, in the store. See store_pieces.h. */
#include "store_pieces.h"

#include "buf.h"
#include "store_sql.h"

#include <stdlib.h>
#include <string.h>

/* For json_each; owned. */
static char *
json_of(const int64_t *ids, size_t n)
{
	struct buf b = {0};

	buf_addc(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%lld", i ? "," : "", (long long)ids[i]);
	buf_addc(&b, ']');
	return buf_steal(&b);
}

struct piece *
store_pieces(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT m.inbox_id, m.sent_at, i.received_at, o.checked_at, o.name, m.room,"
	    " m.thread, m.author, m.reply, m.looked"
	    " FROM inbox i JOIN chat_message m ON m.inbox_id = i.id"
	    " JOIN source o ON o.id = m.source_id WHERE i.state = 'new'"
	    " ORDER BY m.source_id, m.room, m.author, m.sent_at, m.inbox_id");
	struct piece *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct piece *p;

		rows = rows_grow(rows, *n, sizeof(*rows));
		p = &rows[*n];
		p->inbox_id = col_int(&q);
		p->sent_at = col_int(&q);
		p->received_at = col_int(&q);
		p->source_checked = col_int(&q);
		p->source = col_text(&q);
		p->room = col_text(&q);
		p->thread = col_text(&q);
		p->author = col_text(&q);
		p->reply = col_bool(&q);
		p->looked = (enum piece_looked)col_small(&q);
	}
	return rows;
}

void
pieces_free(struct piece *v, size_t n)
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
store_pieces_looked(
    struct store *s, const int64_t *ids, size_t n, enum piece_looked looked)
{
	char *list = json_of(ids, n);

	(void)sql_run(s,
	    "UPDATE chat_message SET looked = ?2"
	    " WHERE inbox_id IN (SELECT value FROM json_each(?1))",
	    TEXT(list), INT(looked));
	free(list);
}

char *
store_pieces_stamp(struct store *s, const int64_t *ids, size_t n)
{
	char *list = json_of(ids, n);
	struct sql q = sql_query(s,
	    "SELECT i.id, i.state, hex(m.body), m.deleted_at IS NOT NULL"
	    " FROM inbox i JOIN chat_message m ON m.inbox_id = i.id"
	    " WHERE i.id IN (SELECT value FROM json_each(?1)) ORDER BY i.id",
	    TEXT(list));
	struct buf b = {0};

	while (sql_row(&q)) {
		int64_t id = col_int(&q);
		char *state = col_text(&q), *body = col_text(&q);

		buf_addf(&b, "%lld %s %s %d\n", (long long)id, state, body, col_bool(&q));
		free(state);
		free(body);
	}
	free(list);
	return buf_steal(&b);
}

void
store_pieces_done(struct store *s, const int64_t *ids, size_t n)
{
	char *list = json_of(ids + 1, n - 1);

	(void)sql_run(s,
	    "UPDATE inbox SET (state, problem, from_addr, kind, decision, case_id, "
	    "done_at)"
	    " = (SELECT state, NULL, from_addr, kind, decision, case_id, done_at"
	    " FROM inbox WHERE id = ?1)"
	    " WHERE id IN (SELECT value FROM json_each(?2))",
	    INT(ids[0]), TEXT(list));
	(void)sql_run(s,
	    "UPDATE chat_message SET read_with = ?1"
	    " WHERE inbox_id IN (SELECT value FROM json_each(?2))",
	    INT(ids[0]), TEXT(list));
	free(list);
}

int64_t *
store_pieces_of(struct store *s, int64_t inbox_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT inbox_id FROM chat_message WHERE read_with = ?1"
	    " ORDER BY sent_at, inbox_id",
	    INT(inbox_id));
	int64_t *rows = rows_grow(NULL, 0, sizeof(*rows));

	rows[0] = inbox_id;
	for (*n = 1; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = col_int(&q);
	}
	return rows;
}

bool
store_pieces_rewrite(struct store *s, int64_t inbox_id, const char *raw, size_t bytes)
{
	if (!sql_change(s, "UPDATE inbox SET size = ?2 WHERE id = ?1 AND state = 'new'",
	        INT(inbox_id), INT(bytes)))
		return false;
	(void)sql_run(s,
	    "UPDATE inbox_raw SET raw = ?2, bytes = NULL WHERE inbox_id = ?1",
	    INT(inbox_id), BLOB(raw, bytes));
	(void)sql_run(
	    s, "UPDATE chat_message SET looked = 0 WHERE inbox_id = ?1", INT(inbox_id));
	return true;
}

bool
store_pieces_wait(struct store *s, int64_t case_id)
{
	return sql_number(s, 0,
	           "SELECT EXISTS (SELECT 1 FROM chat_case t"
	           " JOIN chat_message m ON m.source_id = t.source_id"
	           " AND m.room = t.room AND m.thread = t.thread"
	           " JOIN inbox i ON i.id = m.inbox_id AND i.state = 'new'"
	           " WHERE t.case_id = ?1)",
	           INT(case_id)) != 0;
}
