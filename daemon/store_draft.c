/* Drafts of entries. See store_draft.h. */
#include "store_draft.h"

#include "store_case.h"
#include "store_sql.h"

#include <stdlib.h>

int64_t
store_draft_add(struct store *s, const struct draft *d)
{
	char *troubles = list_json(&d->troubles);
	int64_t id = sql_insert(s,
	    "INSERT INTO expert_drafts (at, inbox_id, event_id, state, wish, sender,"
	    " sender_name, lang, forged, registration_no, fields, troubles, text)"
	    " VALUES (?1, ?2, NULL, 'open', ?3, lower(?4), ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	    INT(d->at), ID_OR_NULL(d->inbox_id), TEXT(d->wish), TEXT(d->sender),
	    TEXT(d->sender_name), TEXT(d->lang), INT(d->forged), TEXT(d->registration_no),
	    TEXT(d->fields), TEXT(troubles), TEXT(d->text));

	free(troubles);
	return id;
}

void
store_draft_of_event(struct store *s, int64_t id, int64_t inbox_id)
{
	(void)sql_run(s,
	    "UPDATE expert_drafts SET event_id = (SELECT max(id) FROM events"
	    " WHERE inbox_id = ?2 AND open = 1) WHERE id = ?1",
	    INT(id), INT(inbox_id));
}

#define DRAFT_ROWS                                                                       \
	"SELECT id, at, inbox_id, event_id, state, wish, sender, sender_name, lang,"     \
	" forged, registration_no, fields, troubles, text, done_at, reason"              \
	" FROM expert_drafts"

static void
read_draft(struct sql *q, struct draft *d)
{
	*d = (struct draft){.id = col_int(q)};
	d->at = col_int(q);
	d->inbox_id = col_int(q);
	d->event_id = col_int(q);
	d->state = col_text(q);
	d->wish = col_text(q);
	d->sender = col_text(q);
	d->sender_name = col_text(q);
	d->lang = col_text(q);
	d->forged = col_bool(q);
	d->registration_no = col_text(q);
	d->fields = col_text(q);
	col_list(q, &d->troubles);
	d->text = col_text(q);
	d->done_at = col_int(q);
	d->reason = col_text(q);
}

static bool
one_draft(struct sql q, struct draft *out)
{
	bool found = sql_row(&q);

	*out = (struct draft){0};
	if (found)
		read_draft(&q, out);
	sql_end(&q);
	return found;
}

bool
store_draft_get(struct store *s, int64_t id, struct draft *out)
{
	return one_draft(sql_query(s, DRAFT_ROWS " WHERE id = ?1", INT(id)), out);
}

bool
store_draft_open_of(struct store *s, const char *sender, bool forged, struct draft *out)
{
	return one_draft(sql_query(s,
	                     DRAFT_ROWS " WHERE state = 'open' AND sender = lower(?1)"
	                                " AND forged = ?2 ORDER BY id DESC LIMIT 1",
	                     TEXT(sender), INT(forged)),
	    out);
}

struct draft *
store_draft_list(struct store *s, bool all, size_t *n)
{
	struct sql q =
	    sql_query(s, DRAFT_ROWS " WHERE ?1 OR state = 'open' ORDER BY id", INT(all));
	struct draft *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_draft(&q, &rows[*n]);
	}
	return rows;
}

void
store_draft_done(struct store *s, const struct draft *d, const char *state,
    const char *reason, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE expert_drafts SET state = ?2, reason = ?3, done_at = ?4, text = NULL"
	    " WHERE id = ?1",
	    INT(d->id), TEXT(state), TEXT(reason), INT(now));
	if (d->event_id)
		(void)store_event_close(s, d->event_id, 0);
}

void
draft_free(struct draft *d)
{
	free(d->state);
	free(d->wish);
	free(d->sender);
	free(d->sender_name);
	free(d->lang);
	free(d->registration_no);
	free(d->fields);
	strlist_free(&d->troubles);
	free(d->text);
	free(d->reason);
	*d = (struct draft){0};
}

void
drafts_free(struct draft *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		draft_free(&rows[i]);
	free(rows);
}
