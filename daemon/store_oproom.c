/* What the operators' channel asks of the store. See store_oproom.h. */
#include "store_oproom.h"

#include "store_sql.h"

#include <stdlib.h>

static int64_t *
ids(struct sql q, size_t *n)
{
	int64_t *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = col_int(&q);
	}
	return rows;
}

int64_t *
store_cases_numbered(struct store *s, int64_t short_number, size_t *n)
{
	return ids(sql_query(s,
	               "SELECT id FROM cases WHERE number LIKE '____-%'"
	               " AND CAST(substr(number, 6) AS INTEGER) = ?1 ORDER BY id DESC",
	               INT(short_number)),
	    n);
}

int64_t *
store_cases_since(struct store *s, int64_t since, size_t *n)
{
	return ids(
	    sql_query(s,
	        "SELECT id FROM cases WHERE opened_at >= ?1 ORDER BY opened_at, id",
	        INT(since)),
	    n);
}

int64_t
store_event_open_last(struct store *s)
{
	return sql_number(
	    s, 0, "SELECT id FROM events WHERE open = 1 ORDER BY id DESC LIMIT 1");
}

int64_t
store_source_heard(struct store *s, int64_t source_id)
{
	return sql_number(s, 0,
	    "SELECT received_at FROM inbox WHERE source_id = ?1 ORDER BY id DESC LIMIT 1",
	    INT(source_id));
}

size_t
store_outbox_on_way(
    struct store *s, const char *recipient, size_t limit, struct strlist *subjects)
{
	struct sql q = sql_query(s,
	    "SELECT subject FROM outbox WHERE recipient = ?1"
	    " AND state IN ('pending', 'retry', 'sending') ORDER BY id",
	    TEXT(recipient));
	size_t n = 0;

	for (; sql_row(&q); n++) {
		char *subject = col_text(&q);

		if (n < limit)
			strlist_add(subjects, subject);
		free(subject);
	}
	return n;
}

void
store_oproom_threads(struct store *s, int64_t source_id, const char *room, int64_t since,
    size_t limit, struct strlist *out)
{
	struct sql q = sql_query(s,
	    "SELECT t.thread FROM ("
	    "SELECT CASE p.thread WHEN '' THEN p.event ELSE p.thread END AS thread"
	    " FROM chat_post p JOIN outbox m ON m.id = p.outbox_id"
	    " WHERE p.source_id = ?1 AND p.room = ?2 AND p.event IS NOT NULL"
	    " AND m.done_at >= ?3"
	    " UNION SELECT thread FROM chat_message"
	    " WHERE source_id = ?1 AND room = ?2 AND sent_at >= ?3 AND reply = 1) t"
	    " LEFT JOIN chat_cursor k ON k.source_id = ?1 AND k.room = ?2"
	    " AND k.thread = t.thread"
	    " ORDER BY ifnull(k.looked_at, 0), t.thread LIMIT ?4",
	    INT(source_id), TEXT(room), INT(since), INT(limit));

	while (sql_row(&q))
		strlist_take(out, col_text(&q));
}
