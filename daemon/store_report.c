/* Reports and surveys. See store_report.h. */
#include "store_report.h"

#include "store_sql.h"

#include <stdlib.h>

#define REPORT_COLUMNS                                                                   \
	"r.id, r.visit_id, r.inbox_id, r.at, r.state, r.done_on, r.done, r.homework,"    \
	" r.goal, r.remarks, r.next, r.text"

int64_t
store_report_add(struct store *s, const struct report_row *r)
{
	char *next = list_json(&r->next);
	int64_t id = sql_insert(s,
	    "INSERT INTO reports (visit_id, inbox_id, at, state, done_on, done, homework,"
	    " goal, remarks, next, text)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
	    INT(r->visit_id), ID_OR_NULL(r->inbox_id), INT(r->at), TEXT(r->state),
	    TEXT(r->done_on), TEXT(r->done), TEXT(r->homework), TEXT(r->goal),
	    TEXT(r->remarks), TEXT(next), TEXT(r->text ? r->text : ""));

	free(next);
	return id;
}

void
store_report_state(struct store *s, int64_t id, const char *state)
{
	(void)sql_run(
	    s, "UPDATE reports SET state = ?2 WHERE id = ?1", INT(id), TEXT(state));
}

static void
read_report(struct sql *q, struct report_row *r)
{
	*r = (struct report_row){.id = col_int(q)};
	r->visit_id = col_int(q);
	r->inbox_id = col_int(q);
	r->at = col_int(q);
	r->state = col_text(q);
	r->done_on = col_text(q);
	r->done = col_text(q);
	r->homework = col_text(q);
	r->goal = col_text(q);
	r->remarks = col_text(q);
	col_list(q, &r->next);
	r->text = col_text(q);
}

bool
store_report_last(struct store *s, int64_t visit_id, struct report_row *out)
{
	struct sql q = sql_query(s,
	    "SELECT " REPORT_COLUMNS " FROM reports r"
	    " WHERE r.visit_id = ?1 AND r.state <> 'corrected' ORDER BY r.id DESC LIMIT "
	    "1",
	    INT(visit_id));
	bool found = sql_row(&q);

	if (found)
		read_report(&q, out);
	sql_end(&q);
	return found;
}

struct report_row *
store_report_list(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT " REPORT_COLUMNS " FROM visits v JOIN reports r ON r.visit_id = v.id"
	    " WHERE v.case_id = ?1 ORDER BY r.id",
	    INT(case_id));
	struct report_row *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_report(&q, &rows[*n]);
	}
	return rows;
}

void
report_row_free(struct report_row *r)
{
	free(r->state);
	free(r->done_on);
	free(r->done);
	free(r->homework);
	free(r->goal);
	free(r->remarks);
	strlist_free(&r->next);
	free(r->text);
	*r = (struct report_row){0};
}

void
report_rows_free(struct report_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		report_row_free(&rows[i]);
	free(rows);
}

void
store_confirm(struct store *s, int64_t visit_id, const char *key, const char *value,
    int64_t inbox_id, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO confirmations (visit_id, key, value, inbox_id, at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT (visit_id, key) DO UPDATE SET value = excluded.value,"
	    " inbox_id = excluded.inbox_id, at = excluded.at",
	    INT(visit_id), TEXT(key), TEXT(value), ID_OR_NULL(inbox_id), INT(now));
}

char *
store_confirmed(struct store *s, int64_t visit_id, const char *key)
{
	struct sql q = sql_query(s,
	    "SELECT value FROM confirmations WHERE visit_id = ?1 AND key = ?2",
	    INT(visit_id), TEXT(key));
	char *value = sql_row(&q) ? col_text(&q) : NULL;

	sql_end(&q);
	return value;
}

void
store_survey_put(struct store *s, const struct survey_row *r)
{
	(void)sql_run(s,
	    "INSERT INTO surveys (case_id, inbox_id, at, goal, satisfaction, wishes,"
	    " comment, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
	    " ON CONFLICT (case_id) DO UPDATE SET inbox_id = excluded.inbox_id,"
	    " at = excluded.at, goal = excluded.goal,"
	    " satisfaction = excluded.satisfaction, wishes = excluded.wishes,"
	    " comment = excluded.comment, text = excluded.text",
	    INT(r->case_id), ID_OR_NULL(r->inbox_id), INT(r->at), TEXT(r->goal),
	    INT_OR_NULL(r->satisfaction, 0), TEXT(r->wishes), TEXT(r->comment),
	    TEXT(r->text ? r->text : ""));
}

bool
store_survey_get(struct store *s, int64_t case_id, struct survey_row *out)
{
	struct sql q = sql_query(s,
	    "SELECT id, inbox_id, at, goal, satisfaction, wishes, comment, text"
	    " FROM surveys WHERE case_id = ?1",
	    INT(case_id));
	bool found = sql_row(&q);

	if (found) {
		*out = (struct survey_row){.id = col_int(&q), .case_id = case_id};
		out->inbox_id = col_int(&q);
		out->at = col_int(&q);
		out->goal = col_text(&q);
		out->satisfaction = col_small(&q);
		out->wishes = col_text(&q);
		out->comment = col_text(&q);
		out->text = col_text(&q);
	}
	sql_end(&q);
	return found;
}

void
survey_row_free(struct survey_row *r)
{
	free(r->goal);
	free(r->wishes);
	free(r->comment);
	free(r->text);
	*r = (struct survey_row){0};
}
