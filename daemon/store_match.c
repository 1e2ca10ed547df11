/* Conflicts and candidates. See store_match.h. */
#include "store_match.h"

#include "store_sql.h"

#include <stdlib.h>

/* --- conflicts --- */

int64_t
store_conflict_add(struct store *s, const struct conflict *k)
{
	return sql_insert(s,
	    "INSERT INTO conflicts (expert_id, kind, value, contractor, said_by, said_at)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	    " ON CONFLICT (expert_id, kind, value) DO NOTHING",
	    INT(k->expert_id), TEXT(k->kind), TEXT(k->value), INT(k->contractor),
	    TEXT(k->said_by), INT(k->said_at));
}

bool
store_conflict_remove(
    struct store *s, int64_t expert_id, const char *kind, const char *value)
{
	return sql_change(s,
	           "DELETE FROM conflicts WHERE expert_id = ?1 AND kind = ?2"
	           " AND value = ?3",
	           INT(expert_id), TEXT(kind), TEXT(value)) > 0;
}

struct conflict *
store_conflict_list(struct store *s, int64_t expert_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT id, expert_id, kind, value, contractor, said_by, said_at"
	    " FROM conflicts WHERE ?1 = 0 OR expert_id = ?1 ORDER BY id",
	    INT(expert_id));
	struct conflict *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = (struct conflict){.id = col_int(&q)};
		rows[*n].expert_id = col_int(&q);
		rows[*n].kind = col_text(&q);
		rows[*n].value = col_text(&q);
		rows[*n].contractor = col_bool(&q);
		rows[*n].said_by = col_text(&q);
		rows[*n].said_at = col_int(&q);
	}
	return rows;
}

void
conflicts_free(struct conflict *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].kind);
		free(rows[i].value);
		free(rows[i].said_by);
	}
	free(rows);
}

/* --- searches --- */

int64_t
store_match_run_add(struct store *s, const struct match_run *run)
{
	return sql_insert(s,
	    "INSERT INTO match_runs (case_id, at, considered, eligible, failed)"
	    " VALUES (?1, ?2, ?3, ?4, ?5)",
	    INT(run->case_id), INT(run->at), INT(run->considered), INT(run->eligible),
	    TEXT(run->failed));
}

struct match_run *
store_match_run_list(struct store *s, int64_t case_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT id, case_id, at, considered, eligible, failed FROM match_runs"
	    " WHERE case_id = ?1 ORDER BY id",
	    INT(case_id));
	struct match_run *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = (struct match_run){.id = col_int(&q)};
		rows[*n].case_id = col_int(&q);
		rows[*n].at = col_int(&q);
		rows[*n].considered = col_small(&q);
		rows[*n].eligible = col_small(&q);
		rows[*n].failed = col_text(&q);
	}
	return rows;
}

void
match_runs_free(struct match_run *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].failed);
	free(rows);
}

void
store_match_kept_add(struct store *s, const struct match_kept *k)
{
	(void)sql_run(s,
	    "INSERT INTO match_candidates (run_id, rank, expert_id, eligible, score,"
	    " reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	    INT(k->run_id), INT(k->rank), INT(k->expert_id), INT(k->eligible),
	    REAL(k->score), TEXT(k->reasons));
}

struct match_kept *
store_match_kept_list(struct store *s, int64_t run_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT k.run_id, k.expert_id, k.rank, k.eligible, k.score, k.reasons,"
	    " e.registration_no, e.name, EXISTS (SELECT 1 FROM offers o"
	    " WHERE o.case_id = r.case_id AND o.expert_id = k.expert_id)"
	    " FROM match_candidates k JOIN match_runs r ON r.id = k.run_id"
	    " JOIN experts e ON e.id = k.expert_id WHERE k.run_id = ?1 ORDER BY k.rank",
	    INT(run_id));
	struct match_kept *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct match_kept *k;

		rows = rows_grow(rows, *n, sizeof(*rows));
		k = &rows[*n];
		*k = (struct match_kept){.run_id = col_int(&q)};
		k->expert_id = col_int(&q);
		k->rank = col_small(&q);
		k->eligible = col_bool(&q);
		k->score = col_real(&q);
		k->reasons = col_text(&q);
		k->registration_no = col_text(&q);
		k->name = col_text(&q);
		k->asked = col_bool(&q);
	}
	return rows;
}

void
match_kept_free(struct match_kept *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].reasons);
		free(rows[i].registration_no);
		free(rows[i].name);
	}
	free(rows);
}
