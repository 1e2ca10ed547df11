/*
 * Letters that go by chat. See store_chat.h. They are rows of the outbox like mails, so
 * what is held, cancelled or tried again is so for both; only who takes them differs.
 */
#include "store_chat.h"
#include "store_sql.h"
#include "store_work.h"

#include <stdlib.h>

void
store_chat_post(struct store *s, int64_t outbox_id, const struct chat_talk *to)
{
	(void)sql_run(s,
	    "INSERT INTO chat_post (outbox_id, source_id, room, thread, author)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)",
	    INT(outbox_id), INT(to->source_id), TEXT(to->room), TEXT(to->thread),
	    TEXT(to->author));
}

#define DUE_OF_SOURCE                                                                    \
	" FROM outbox m JOIN chat_post p ON p.outbox_id = m.id"                          \
	" WHERE m.channel = 'chat' AND m.state IN ('pending', 'retry', 'sending')"       \
	" AND p.source_id = ?1"

int64_t
store_chat_next(struct store *s, int64_t source_id)
{
	return sql_number(s, -1,
	    "SELECT m.next_at" DUE_OF_SOURCE " ORDER BY m.next_at, m.id LIMIT 1",
	    INT(source_id));
}

static bool
read_first(struct store *s, int64_t source_id, int64_t now, struct chat_mail *out)
{
	struct sql q = sql_query(s,
	    "SELECT m.id, ifnull(m.case_id, 0), m.created, m.template, m.message_id,"
	    " p.room, p.thread, p.author, m.tries,"
	    " m.state = 'sending', m.done_at IS NOT NULL" DUE_OF_SOURCE
	    " AND m.next_at <= ?2 ORDER BY m.id LIMIT 1",
	    INT(source_id), INT(now));
	bool found = sql_row(&q);

	if (found) {
		out->id = col_int(&q);
		out->case_id = col_int(&q);
		out->created = col_int(&q);
		out->template_name = col_text(&q);
		out->mark = col_text(&q);
		out->room = col_text(&q);
		out->thread = col_text(&q);
		out->author = col_text(&q);
		out->tries = col_small(&q) + 1;
		out->uncertain = col_bool(&q);
		out->called_off = col_bool(&q) && out->uncertain;
	}
	sql_end(&q);
	if (found)
		out->text = store_outbox_wire(s, out->id, &(size_t){0});
	if (found && !out->text)
		out->text = xstrdup(""); /* damaged; no provider takes it */
	return found;
}

bool
store_chat_take(struct store *s, int64_t source_id, int64_t now, struct chat_mail *out)
{
	int64_t next = store_chat_next(s, source_id);
	bool taken;

	*out = (struct chat_mail){0};
	if (next < 0 || next > now || !store_begin(s))
		return false;
	taken = read_first(s, source_id, now, out);
	if (taken)
		(void)sql_run(s,
		    "UPDATE outbox SET state = 'sending', tries = tries + 1, next_at = 0"
		    " WHERE id = ?1",
		    INT(out->id));
	if (store_commit(s, NULL) && taken)
		return true;
	chat_mail_free(out);
	return false;
}

void
store_chat_wait(struct store *s, int64_t id, int64_t now, const char *problem)
{
	bool began = tx_begin(s);

	store_outbox_retry(s, id, now, problem);
	(void)sql_run(s,
	    "UPDATE outbox SET tries = tries - 1 WHERE id = ?1 AND state = 'retry'"
	    " AND tries > 0",
	    INT(id));
	tx_end(s, began);
}

bool
store_source_reads(struct store *s, int64_t source_id, int64_t since)
{
	return sql_number(s, 0,
	           "SELECT checked_at >= ?2 AND problem IS NULL FROM source"
	           " WHERE id = ?1",
	           INT(source_id), INT(since)) != 0;
}

void
chat_mail_free(struct chat_mail *m)
{
	free(m->template_name);
	free(m->mark);
	free(m->text);
	free(m->room);
	free(m->thread);
	free(m->author);
	*m = (struct chat_mail){0};
}

void
store_chat_posted(struct store *s, int64_t id, const char *event)
{
	(void)sql_run(s, "UPDATE chat_post SET event = ?2 WHERE outbox_id = ?1", INT(id),
	    TEXT(event));
}

int64_t
store_chat_count(
    struct store *s, int64_t case_id, const char *template_name, int64_t since)
{
	return sql_number(s, 0,
	    "SELECT count(*) FROM outbox WHERE case_id = ?1 AND channel = 'chat'"
	    " AND (?2 IS NULL OR template = ?2) AND created >= ?3"
	    " AND state <> 'cancelled'",
	    INT(case_id), TEXT(template_name), INT(since));
}

/* --- letters that wait for an address --- */

void
store_chat_owe(struct store *s, int64_t case_id, const struct chat_owed *o, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO chat_owed (case_id, template, offer_id, visit_id, expert_id,"
	    " calendar, extra, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	    " ON CONFLICT (case_id, template, offer_id, visit_id) DO UPDATE SET"
	    " expert_id = excluded.expert_id, calendar = excluded.calendar,"
	    " extra = excluded.extra",
	    INT(case_id), TEXT(o->template_name), INT(o->offer_id), INT(o->visit_id),
	    INT(o->expert_id), TEXT(o->calendar), TEXT(o->extra), INT(now));
}

struct chat_owed *
store_chat_owed(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT template, calendar, extra, offer_id, visit_id, expert_id"
	    " FROM chat_owed WHERE case_id = ?1 ORDER BY at, visit_id, template",
	    INT(case_id));
	struct chat_owed *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].template_name = col_text(&q);
		rows[*n].calendar = col_text(&q);
		rows[*n].extra = col_text(&q);
		rows[*n].offer_id = col_int(&q);
		rows[*n].visit_id = col_int(&q);
		rows[*n].expert_id = col_int(&q);
	}
	return rows;
}

void
store_chat_owed_clear(struct store *s, int64_t case_id)
{
	(void)sql_run(s, "DELETE FROM chat_owed WHERE case_id = ?1", INT(case_id));
}

void
chat_owed_free(struct chat_owed *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(v[i].template_name);
		free(v[i].calendar);
		free(v[i].extra);
	}
	free(v);
}
