/* The visits of a course. See store_work.h. */
#include "store_sql.h"
#include "store_work.h"

#include <stdlib.h>

/* What may change; the parameters start at ?5. */
#define VISIT_COLUMNS                                                                    \
	"state, starts_at, ends_at, format, sequence, confirmed, done_on, homework,"     \
	" goal, report_inbox_id"
#define VISIT_PARAMETERS "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
#define VISIT_VALUES(v)                                                                  \
	TEXT((v)->state), INT((v)->starts_at), INT((v)->ends_at), TEXT((v)->format),     \
	    INT((v)->sequence), INT((v)->confirmed), TEXT((v)->done_on),                 \
	    TEXT((v)->homework), TEXT((v)->goal), ID_OR_NULL((v)->report_inbox_id)

#define VISIT_ROWS "SELECT id, case_id, no, uid, " VISIT_COLUMNS " FROM visits"

int64_t
store_visit_add(struct store *s, const struct visit *v)
{
	return sql_insert(s,
	    "INSERT INTO visits (id, case_id, no, uid, " VISIT_COLUMNS ")"
	    " VALUES (?1, ?2, ?3, ?4, " VISIT_PARAMETERS ")",
	    TEXT(NULL), INT(v->case_id), INT(v->no), TEXT(v->uid), VISIT_VALUES(v));
}

void
store_visit_update(struct store *s, const struct visit *v)
{
	/* ?2 to ?4, the columns that stay, are not used */
	(void)sql_run(s,
	    "UPDATE visits SET (" VISIT_COLUMNS ") = (" VISIT_PARAMETERS ")"
	    " WHERE id = ?1",
	    INT(v->id), TEXT(NULL), TEXT(NULL), TEXT(NULL), VISIT_VALUES(v));
}

static void
read_visit(struct sql *q, struct visit *v)
{
	v->id = col_int(q);
	v->case_id = col_int(q);
	v->no = col_small(q);
	v->uid = col_text(q);
	v->state = col_text(q);
	v->starts_at = col_int(q);
	v->ends_at = col_int(q);
	v->format = col_text(q);
	v->sequence = col_small(q);
	v->confirmed = col_small(q);
	v->done_on = col_text(q);
	v->homework = col_text(q);
	v->goal = col_text(q);
	v->report_inbox_id = col_int(q);
}

static bool
one_visit(struct sql q, struct visit *out)
{
	bool found = sql_row(&q);

	*out = (struct visit){0};
	if (found)
		read_visit(&q, out);
	sql_end(&q);
	return found;
}

bool
store_visit_get(struct store *s, int64_t id, struct visit *out)
{
	return one_visit(sql_query(s, VISIT_ROWS " WHERE id = ?1", INT(id)), out);
}

bool
store_visit_find(struct store *s, int64_t case_id, int no, struct visit *out)
{
	return one_visit(sql_query(s, VISIT_ROWS " WHERE case_id = ?1 AND no = ?2",
	                     INT(case_id), INT(no)),
	    out);
}

bool
store_visit_by_uid(struct store *s, const char *uid, struct visit *out)
{
	return one_visit(sql_query(s, VISIT_ROWS " WHERE uid = ?1", TEXT(uid)), out);
}

struct visit *
store_visit_list(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q =
	    case_id
	        ? sql_query(s, VISIT_ROWS " WHERE case_id = ?1 ORDER BY no", INT(case_id))
	        : sql_query(s, VISIT_ROWS " ORDER BY starts_at, id");
	struct visit *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_visit(&q, &rows[*n]);
	}
	return rows;
}

int64_t *
store_visit_busy(struct store *s, int64_t expert_id, int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT v.starts_at FROM cases c JOIN visits v ON v.case_id = c.id"
	    " WHERE c.expert_id = ?1 AND v.state <> 'cancelled'"
	    " AND v.starts_at >= ?2 AND v.starts_at < ?3 ORDER BY v.starts_at",
	    INT(expert_id), INT(from), INT(to));
	int64_t *times = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		times = rows_grow(times, *n, sizeof(*times));
		times[*n] = col_int(&q);
	}
	return times;
}

void
visit_free(struct visit *v)
{
	free(v->state);
	free(v->format);
	free(v->uid);
	free(v->done_on);
	free(v->homework);
	free(v->goal);
	*v = (struct visit){0};
}

void
visits_free(struct visit *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		visit_free(&rows[i]);
	free(rows);
}
