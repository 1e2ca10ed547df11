/* Facts for the morning's mail. See store_digest.h. */
#include "store_digest.h"

#include "store_sql.h"

#include <stdlib.h>

struct digest_case *
store_digest_cases(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT number, company, state, lane = 'incident',"
	    " EXISTS (SELECT 1 FROM events e WHERE e.case_id = c.id AND e.open = 1),"
	    " coalesce((SELECT max(e.at) FROM events e"
	    "  WHERE e.case_id = c.id AND e.what = 'state'), updated_at)"
	    " FROM cases c WHERE state IN ('review', 'no_expert', 'confirm')"
	    " ORDER BY lane = 'incident' DESC, id");
	struct digest_case *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].number = col_text(&q);
		rows[*n].company = col_text(&q);
		rows[*n].state = col_text(&q);
		rows[*n].incident = col_bool(&q);
		rows[*n].told = col_bool(&q);
		rows[*n].since = col_int(&q);
	}
	return rows;
}

void
digest_cases_free(struct digest_case *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].number);
		free(rows[i].company);
		free(rows[i].state);
	}
	free(rows);
}

struct digest_offer *
store_digest_offers(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT c.number, e.name, c.lane = 'incident', o.made_at, o.due_at"
	    " FROM offers o JOIN cases c ON c.id = o.case_id"
	    " JOIN experts e ON e.id = o.expert_id"
	    " WHERE o.state = 'open' AND NOT EXISTS (SELECT 1 FROM outbox m"
	    "  WHERE m.offer_id = o.id AND m.state IN ('held', 'failed'))"
	    " ORDER BY o.due_at, o.id");
	struct digest_offer *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].number = col_text(&q);
		rows[*n].expert = col_text(&q);
		rows[*n].incident = col_bool(&q);
		rows[*n].made_at = col_int(&q);
		rows[*n].due_at = col_int(&q);
	}
	return rows;
}

void
digest_offers_free(struct digest_offer *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].number);
		free(rows[i].expert);
	}
	free(rows);
}

struct digest_visit *
store_digest_visits(struct store *s, int64_t before, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT v.id, c.number, c.company, e.name, v.no, v.confirmed, v.state = "
	    "'held',"
	    " v.format = 'online', v.starts_at, v.ends_at"
	    " FROM visits v JOIN cases c ON c.id = v.case_id"
	    " LEFT JOIN experts e ON e.id = ifnull(v.expert_id, c.expert_id)"
	    " WHERE v.state IN ('proposed', 'fixed', 'held') AND v.starts_at < ?1"
	    " AND c.state NOT IN ('closed', 'withdrawn')"
	    " AND (c.state <> 'survey' OR v.state = 'held')"
	    " ORDER BY v.starts_at, v.id",
	    INT(before));
	struct digest_visit *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].id = col_int(&q);
		rows[*n].number = col_text(&q);
		rows[*n].company = col_text(&q);
		rows[*n].expert = col_text(&q);
		rows[*n].no = col_small(&q);
		rows[*n].confirmed = col_small(&q);
		rows[*n].held = col_bool(&q);
		rows[*n].online = col_bool(&q);
		rows[*n].starts_at = col_int(&q);
		rows[*n].ends_at = col_int(&q);
	}
	return rows;
}

void
digest_visits_free(struct digest_visit *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].number);
		free(rows[i].company);
		free(rows[i].expert);
	}
	free(rows);
}

struct digest_slots *
store_digest_slots(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT c.number, c.company, v.no, max(k.company) IS NULL,"
	    " max(k.expert) IS NULL, ifnull((SELECT min(m.created) FROM outbox m"
	    "  WHERE m.visit_id = v.id AND m.id > max(k.after_mail)), c.updated_at)"
	    " FROM visits v JOIN cases c ON c.id = v.case_id"
	    " JOIN visit_slots k ON k.visit_id = v.id AND k.round = v.round"
	    " WHERE v.round > 0 AND c.state IN ('accepted', 'visits')"
	    " GROUP BY v.id HAVING max(k.company) IS NULL OR max(k.expert) IS NULL"
	    " ORDER BY 6, v.id");
	struct digest_slots *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].number = col_text(&q);
		rows[*n].company = col_text(&q);
		rows[*n].no = col_small(&q);
		rows[*n].company_open = col_bool(&q);
		rows[*n].expert_open = col_bool(&q);
		rows[*n].since = col_int(&q);
	}
	return rows;
}

void
digest_slots_free(struct digest_slots *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].number);
		free(rows[i].company);
	}
	free(rows);
}

struct digest_case *
store_digest_surveys(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT number, company, coalesce((SELECT max(e.at) FROM events e"
	    "  WHERE e.case_id = c.id AND e.what = 'state'), updated_at)"
	    " FROM cases c WHERE state = 'survey'"
	    " AND NOT EXISTS (SELECT 1 FROM surveys a WHERE a.case_id = c.id)"
	    " ORDER BY 3, id");
	struct digest_case *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n] = (struct digest_case){.number = col_text(&q)};
		rows[*n].company = col_text(&q);
		rows[*n].since = col_int(&q);
	}
	return rows;
}

struct digest_held *
store_digest_held(struct store *s, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT c.number, c.company, c.lane = 'incident', min(m.id), count(*),"
	    " min(m.created) FROM outbox m LEFT JOIN cases c ON c.id = m.case_id"
	    " WHERE m.state IN ('held', 'failed') AND m.state = 'held'"
	    " GROUP BY c.id, CASE WHEN c.id IS NULL THEN m.id END"
	    " ORDER BY min(m.created), min(m.id)");
	struct digest_held *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].number = col_text(&q);
		rows[*n].company = col_text(&q);
		rows[*n].incident = col_bool(&q);
		rows[*n].id = col_int(&q);
		rows[*n].count = col_int(&q);
		rows[*n].since = col_int(&q);
	}
	return rows;
}

void
digest_held_free(struct digest_held *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].number);
		free(rows[i].company);
	}
	free(rows);
}

struct digest_list
store_digest_list(struct store *s)
{
	struct sql q = sql_query(s,
	    "SELECT ifnull(sum(status = 'active'), 0),"
	    " ifnull(sum(status = 'active' AND EXISTS (SELECT 1 FROM people p"
	    "  WHERE p.email = e.email AND p.dead = 1)), 0),"
	    " ifnull(sum(status = 'draft'), 0),"
	    " min(CASE WHEN status = 'draft' THEN imported_at END) FROM experts e");
	struct digest_list out = {0};

	if (sql_row(&q)) {
		out.active = col_int(&q);
		out.unreachable = col_int(&q);
		out.drafts = col_int(&q);
		out.drafts_since = col_int(&q);
		sql_end(&q);
	}
	return out;
}

int64_t
store_digest_stuck(struct store *s, int64_t before, int64_t *since)
{
	struct sql q = sql_query(s,
	    "SELECT count(*), min(created) FROM outbox"
	    " WHERE state IN ('pending', 'retry', 'sending') AND created < ?1"
	    " AND template <> 'digest'",
	    INT(before));
	int64_t n = 0;

	*since = 0;
	if (sql_row(&q)) {
		n = col_int(&q);
		*since = col_int(&q);
		sql_end(&q);
	}
	return n;
}

void
store_digest_replace(struct store *s, int64_t now)
{
	(void)sql_run(s,
	    "UPDATE outbox SET state = 'cancelled', done_at = ?1,"
	    " problem = '新しい定時連絡に置き換えました'"
	    /* the second is what the index of mails on their way knows */
	    " WHERE template = 'digest' AND state IN ('pending', 'retry')"
	    " AND state IN ('pending', 'retry', 'sending')",
	    INT(now));
}
