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

int64_t *
store_notice_wanted(struct store *s, const char *kind, const char *from,
    const char *until, size_t limit, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT e.id FROM experts e WHERE e.status = 'active'"
	    " AND e.valid_until BETWEEN ?2 AND ?3"
	    " AND NOT EXISTS (SELECT 1 FROM people p WHERE p.email = e.email"
	    " AND p.dead = 1)"
	    " AND NOT EXISTS (SELECT 1 FROM expert_notices x WHERE x.expert_id = e.id"
	    " AND x.valid_until = e.valid_until AND x.kind IN (?1, 'second'))"
	    " ORDER BY e.valid_until, e.id LIMIT ?4",
	    TEXT(kind), TEXT(from), TEXT(until), INT(limit));
	int64_t *ids = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		ids = rows_grow(ids, *n, sizeof(*ids));
		ids[*n] = col_int(&q);
	}
	return ids;
}

void
store_notice_add(struct store *s, int64_t expert_id, const char *valid_until,
    const char *kind, const char *to, int64_t now)
{
	(void)sql_run(s,
	    "INSERT INTO expert_notices (expert_id, valid_until, kind, at, outbox_id)"
	    " VALUES (?1, ?2, ?3, ?5, (SELECT max(id) FROM outbox"
	    " WHERE recipient = lower(?4) AND template = 'expiry_reminder'))"
	    " ON CONFLICT (expert_id, valid_until, kind) DO NOTHING",
	    INT(expert_id), TEXT(valid_until), TEXT(kind), TEXT(to), INT(now));
}

int64_t
store_notice_at(
    struct store *s, int64_t expert_id, const char *valid_until, const char *kind)
{
	return sql_number(s, 0,
	    "SELECT at FROM expert_notices WHERE expert_id = ?1 AND valid_until = ?2"
	    " AND kind = ?3",
	    INT(expert_id), TEXT(valid_until), TEXT(kind));
}

char *
store_expert_number_of(struct store *s, const char *email)
{
	struct sql q = sql_query(s,
	    "SELECT registration_no FROM experts WHERE email = lower(?1) LIMIT 2",
	    TEXT(email));
	char *number = NULL;

	for (size_t n = 0; sql_row(&q); n++) {
		if (n == 0) {
			number = col_text(&q);
		} else {
			free(number);
			number = NULL;
		}
	}
	return number;
}

void
store_expert_cases(struct store *s, int64_t expert_id, struct strlist *out)
{
	struct sql q = sql_query(s,
	    "SELECT number FROM cases c WHERE c.state NOT IN ('survey', 'closed',"
	    " 'withdrawn', 'no_expert') AND (c.expert_id = ?1 OR EXISTS (SELECT 1 FROM "
	    "offers o"
	    " WHERE o.case_id = c.id AND o.expert_id = ?1"
	    " AND o.state IN ('open', 'conditional'))) ORDER BY c.id",
	    INT(expert_id));

	while (sql_row(&q))
		strlist_take(out, col_text(&q));
}

/* --- the record --- */

void
store_record_add(struct store *s, const struct expert_record *r)
{
	(void)sql_run(s,
	    "INSERT INTO expert_record (expert_id, case_number, theme, industry,"
	    " prefecture, visits) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
	    " ON CONFLICT (expert_id, case_number) DO UPDATE SET visits = "
	    "excluded.visits",
	    INT(r->expert_id), TEXT(r->case_number), ID_OR_NULL(r->theme),
	    TEXT(r->industry), TEXT(r->prefecture), INT(r->visits));
}

void
store_record_finish(struct store *s, const char *case_number, const char *day)
{
	(void)sql_run(s,
	    "UPDATE expert_record SET finished_on = ?2"
	    " WHERE case_number = ?1 AND finished_on IS NULL",
	    TEXT(case_number), TEXT(day));
}

int
store_record_visits_of_others(struct store *s, const char *case_number, int64_t expert_id)
{
	return (int)sql_number(s, 0,
	    "SELECT sum(visits) FROM expert_record"
	    " WHERE case_number = ?1 AND expert_id <> ?2",
	    TEXT(case_number), INT(expert_id));
}

struct expert_record *
store_record_list(struct store *s, int64_t expert_id, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT expert_id, case_number, theme, industry, prefecture, visits,"
	    " finished_on FROM expert_record WHERE expert_id = ?1"
	    " AND finished_on IS NOT NULL ORDER BY finished_on, case_number",
	    INT(expert_id));
	struct expert_record *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct expert_record *r;

		rows = rows_grow(rows, *n, sizeof(*rows));
		r = &rows[*n];
		r->expert_id = col_int(&q);
		r->case_number = col_text(&q);
		r->theme = col_small(&q);
		r->industry = col_text(&q);
		r->prefecture = col_text(&q);
		r->visits = col_small(&q);
		r->finished_on = col_text(&q);
	}
	return rows;
}

void
expert_records_free(struct expert_record *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].case_number);
		free(rows[i].industry);
		free(rows[i].prefecture);
		free(rows[i].finished_on);
	}
	free(rows);
}
