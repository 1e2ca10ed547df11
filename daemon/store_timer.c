/* What is due later. See store_work.h. */
#include "store_sql.h"
#include "store_work.h"

#include <stdlib.h>

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
