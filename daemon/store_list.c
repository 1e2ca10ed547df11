/* What experts told the desk. See store_list.h. */
#include "store_list.h"

#include "store_sql.h"

#include <stdlib.h>

struct told *
store_told_list(struct store *s, size_t *n)
{
	struct sql q = sql_query(s, "SELECT expert_id, field, listed, told_at"
	                            " FROM expert_told ORDER BY expert_id, field");
	struct told *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].expert_id = col_int(&q);
		rows[*n].field = col_text(&q);
		rows[*n].listed = col_text(&q);
		rows[*n].told_at = col_int(&q);
	}
	return rows;
}

void
tolds_free(struct told *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].field);
		free(rows[i].listed);
	}
	free(rows);
}

void
store_told_set(struct store *s, const struct told *t)
{
	(void)sql_run(s,
	    "INSERT INTO expert_told (expert_id, field, listed, told_at)"
	    " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (expert_id, field)"
	    " DO UPDATE SET told_at = excluded.told_at",
	    INT(t->expert_id), TEXT(t->field), TEXT(t->listed), INT(t->told_at));
}

void
store_told_forget(struct store *s, int64_t expert_id, const char *field)
{
	(void)sql_run(s,
	    "DELETE FROM expert_told WHERE expert_id = ?1 AND (?2 IS NULL OR field = ?2)",
	    INT(expert_id), TEXT(field));
}

void
store_expert_cases(struct store *s, int64_t expert_id, struct strlist *out)
{
	struct sql q = sql_query(s,
	    "SELECT number FROM cases c WHERE c.state NOT IN ('closed', 'withdrawn',"
	    " 'no_expert') AND (c.expert_id = ?1 OR EXISTS (SELECT 1 FROM offers o"
	    " WHERE o.case_id = c.id AND o.expert_id = ?1"
	    " AND o.state IN ('open', 'conditional'))) ORDER BY c.id",
	    INT(expert_id));

	while (sql_row(&q))
		strlist_take(out, col_text(&q));
}
