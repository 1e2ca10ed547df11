/* Visits and timers. See store_work.h; mail: store_outbox.c. */
#include "store_work.h"

#include "store_sql.h"

#include <stdlib.h>

/* --- visits --- */

/* What may change; the parameters start at ?5. */
#define VISIT_COLUMNS                                                                    \
	"state, starts_at, ends_at, format, sequence, confirmed, done_on, homework,"     \
	" goal, report_inbox_id, expert_id, search, round, ending"
#define VISIT_PARAMETERS "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18"
#define VISIT_VALUES(v)                                                                  \
	TEXT((v)->state), INT((v)->starts_at), INT((v)->ends_at), TEXT((v)->format),     \
	    INT((v)->sequence), INT((v)->confirmed), TEXT((v)->done_on),                 \
	    TEXT((v)->homework), TEXT((v)->goal), ID_OR_NULL((v)->report_inbox_id),      \
	    ID_OR_NULL((v)->expert_id), INT((v)->search), INT((v)->round),               \
	    INT((v)->ending)

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
	v->expert_id = col_int(q);
	v->search = col_small(q);
	v->round = col_small(q);
	v->ending = col_small(q);
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

/* --- timers --- */

void
store_timer_set(
    struct store *s, int64_t case_id, const char *kind, int64_t ref_id, int64_t due_at)
{
	/* the second clause is for timers of the desk, which have no case */
	(void)sql_run(s,
	    "INSERT INTO timers (case_id, kind, ref_id, due_at) VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT (case_id, kind, ref_id) DO UPDATE SET due_at = excluded.due_at"
	    " ON CONFLICT (kind, ref_id) WHERE case_id IS NULL"
	    " DO UPDATE SET due_at = excluded.due_at",
	    ID_OR_NULL(case_id), TEXT(kind), INT(ref_id), INT(due_at));
}

void
store_timer_ensure(struct store *s, const char *kind, int64_t due_at)
{
	(void)sql_run(s,
	    "INSERT INTO timers (kind, due_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
	    TEXT(kind), INT(due_at));
}

void
store_timer_cancel(struct store *s, int64_t case_id, const char *kind, int64_t ref_id)
{
	(void)sql_run(s,
	    "DELETE FROM timers WHERE case_id IS ?1 AND (?2 IS NULL OR kind = ?2)"
	    " AND (?3 = 0 OR ref_id = ?3)",
	    ID_OR_NULL(case_id), TEXT(kind), INT(ref_id));
}

void
store_timer_remove(struct store *s, int64_t id)
{
	(void)sql_run(s, "DELETE FROM timers WHERE id = ?1", INT(id));
}

int64_t
store_timer_next(struct store *s)
{
	return sql_number(s, -1, "SELECT min(due_at) FROM timers");
}

#define TIMER_ROWS "SELECT id, case_id, ref_id, due_at, kind FROM timers"

static void
read_timer(struct sql *q, struct timer *t)
{
	t->id = col_int(q);
	t->case_id = col_int(q);
	t->ref_id = col_int(q);
	t->due_at = col_int(q);
	t->kind = col_text(q);
}

bool
store_timer_due(struct store *s, int64_t now, struct timer *out)
{
	struct sql q = sql_query(
	    s, TIMER_ROWS " WHERE due_at <= ?1 ORDER BY due_at, id LIMIT 1", INT(now));
	bool found = sql_row(&q);

	*out = (struct timer){0};
	if (found)
		read_timer(&q, out);
	sql_end(&q);
	return found;
}

struct timer *
store_timer_list(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s, TIMER_ROWS " WHERE case_id IS ?1 ORDER BY due_at, id",
	    ID_OR_NULL(case_id));
	struct timer *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		read_timer(&q, &rows[*n]);
	}
	return rows;
}

void
timer_free(struct timer *t)
{
	free(t->kind);
	*t = (struct timer){0};
}

void
timers_free(struct timer *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		timer_free(&rows[i]);
	free(rows);
}
