/* Facts for figures. See store_stats.h. */
#include "store_stats.h"

#include "store_sql.h"

#include <stdlib.h>

/* --- counts by a word --- */

#define OPENED "opened_at >= ?1 AND opened_at < ?2"
/* Of two middle values the lower. */
#define MEDIAN(name, hours, from_where)                                                  \
	"SELECT '" name "', h FROM (SELECT (" hours ") / 3600 AS h,"                     \
	" row_number() OVER (ORDER BY " hours                                            \
	") AS i, count(*) OVER () AS n " from_where ") WHERE i = (n + 1) / 2"

static const struct figure {
	const char *group;
	const char *sql; /* rows of name and count; ?1 and ?2: from, to */
} figures[] = {
    {"state", "SELECT state, count(*) FROM cases WHERE " OPENED " GROUP BY 1 ORDER BY 1"},
    {"category", "SELECT ifnull(category, '?'), count(*) FROM cases WHERE " OPENED
                 " GROUP BY 1 ORDER BY 1"},
    {"theme", "SELECT ifnull(theme, '?'), count(*) FROM cases WHERE " OPENED
              " GROUP BY 1 ORDER BY 1"},
    {"prefecture", "SELECT ifnull(prefecture, '?'), count(*) FROM cases WHERE " OPENED
                   " GROUP BY 1 ORDER BY 2 DESC, 1"},
    {"prefecture/theme",
        "SELECT ifnull(prefecture, '?') || '/' || ifnull(theme, '?'), count(*)"
        " FROM cases WHERE accepted_at IS NOT NULL AND " OPENED
        " GROUP BY 1 ORDER BY 2 DESC, 1"},
    {"outcome", "SELECT CASE WHEN accepted_at IS NOT NULL THEN 'accepted'"
                " WHEN state = 'withdrawn' THEN 'withdrawn'"
                " WHEN state = 'no_expert' THEN 'no expert'"
                " WHEN closed_at IS NOT NULL THEN 'closed without an expert'"
                " ELSE 'not yet accepted' END, count(*) FROM cases WHERE " OPENED
                " GROUP BY 1 ORDER BY 1"},
    {"offers", "SELECT state, count(*) FROM offers"
               " WHERE made_at >= ?1 AND made_at < ?2 GROUP BY 1 ORDER BY 1"},
    {"visits", "SELECT 'held', count(*) FROM visits WHERE state IN ('held', 'reported')"
               " AND starts_at >= ?1 AND starts_at < ?2"},
    {"visits", "SELECT 'goal ' || goal, count(*) FROM visits WHERE goal IS NOT NULL"
               " AND starts_at >= ?1 AND starts_at < ?2 GROUP BY 1 ORDER BY 1"},
    {"median hours", MEDIAN("opened to accepted", "accepted_at - opened_at",
                         "FROM cases WHERE accepted_at IS NOT NULL AND " OPENED)},
    {"median hours", MEDIAN("opened to first visit", "v.starts_at - c.opened_at",
                         "FROM cases c JOIN visits v ON v.case_id = c.id AND v.no = 1"
                         " WHERE v.state IN ('held', 'reported') AND c." OPENED)},
    {"median hours", MEDIAN("opened to closed", "closed_at - opened_at",
                         "FROM cases WHERE closed_at IS NOT NULL AND " OPENED)},
    {"inbox", "SELECT ifnull(kind, state), count(*) FROM inbox"
              " WHERE received_at >= ?1 AND received_at < ?2 GROUP BY 1 ORDER BY 1"},
    {"inbox state",
        "SELECT state, count(*) FROM inbox"
        " WHERE received_at >= ?1 AND received_at < ?2 GROUP BY 1 ORDER BY 1"},
    {"outbox", "SELECT state, count(*) FROM outbox"
               " WHERE created >= ?1 AND created < ?2 GROUP BY 1 ORDER BY 1"},
};

struct stat_row *
store_stats(struct store *s, int64_t from, int64_t to, size_t *n)
{
	const struct val range[] = {{0}, INT(from), INT(to)};
	struct stat_row *rows = NULL;

	*n = 0;
	for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
		struct sql q = sql_query_values(s, figures[i].sql, range, 2);

		for (; sql_row(&q); (*n)++) {
			rows = rows_grow(rows, *n, sizeof(*rows));
			rows[*n].group = xstrdup(figures[i].group);
			rows[*n].name = col_text(&q);
			rows[*n].count = col_int(&q);
		}
	}
	return rows;
}

void
stat_rows_free(struct stat_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].group);
		free(rows[i].name);
	}
	free(rows);
}

/* --- facts --- */

/* The acknowledgement is the first mail of a case, so the search ends at once. */
static const char cases_sql[] =
    "SELECT c.opened_at, c.state, c.category, c.theme, c.prefecture,"
    " CASE WHEN c.referrer_id IS NOT NULL THEN coalesce(nullif(trim(p.company), ''),"
    "  nullif(trim(p.name), ''), p.email) END,"
    " c.state IN ('matching', 'incident', 'offered', 'accepted', 'visits', 'survey',"
    "  'no_expert')"
    "  OR EXISTS (SELECT 1 FROM match_runs m WHERE m.case_id = c.id)"
    "  OR EXISTS (SELECT 1 FROM offers o WHERE o.case_id = c.id),"
    " (SELECT o.done_at FROM outbox o WHERE o.case_id = c.id"
    "  AND o.template IN ('ack', 'ack_confirm', 'ack_place', 'ack_review',"
    "  'ack_incident', 'ack_agency') AND o.state = 'sent' ORDER BY o.id LIMIT 1),"
    " c.accepted_at, min(v.starts_at), max(v.starts_at), count(v.id),"
    " (SELECT w.goal FROM visits w WHERE w.case_id = c.id AND w.goal IS NOT NULL"
    "  ORDER BY w.no DESC LIMIT 1),"
    " coalesce((SELECT o.created FROM outbox o WHERE o.case_id = c.id"
    "  AND o.template = 'survey' ORDER BY o.id DESC LIMIT 1), c.closed_at)"
    " FROM cases c LEFT JOIN people p ON p.id = c.referrer_id"
    " LEFT JOIN visits v ON v.case_id = c.id AND v.state IN ('held', 'reported')"
    " WHERE c.opened_at >= ?1 AND c.opened_at < ?2"
    " GROUP BY c.id ORDER BY c.id";

static char
col_letter(struct sql *q)
{
	char text[8];

	col_text_into(q, text, sizeof(text));
	return text[0];
}

struct stat_case *
store_stat_cases(struct store *s, int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query_values(s, cases_sql, SQL_VALUES(INT(from), INT(to)));
	struct stat_case *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct stat_case *r;

		rows = rows_grow(rows, *n, sizeof(*rows));
		r = &rows[*n];
		r->opened_at = col_int(&q);
		r->state = col_text(&q);
		r->category = col_letter(&q);
		r->theme = col_small(&q);
		r->prefecture = col_text(&q);
		r->agency = col_text(&q);
		r->sought = col_bool(&q);
		r->acked_at = col_int(&q);
		r->accepted_at = col_int(&q);
		r->first_visit = col_int(&q);
		r->last_visit = col_int(&q);
		r->visits = col_small(&q);
		r->goal = col_letter(&q);
		r->closed_at = col_int(&q);
	}
	return rows;
}

void
stat_cases_free(struct stat_case *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].state);
		free(rows[i].prefecture);
		free(rows[i].agency);
	}
	free(rows);
}

struct stat_offer *
store_stat_offers(struct store *s, int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT e.id, e.registration_no, e.name, o.state, o.made_at, o.answered_at"
	    " FROM offers o JOIN experts e ON e.id = o.expert_id"
	    " WHERE o.made_at >= ?1 AND o.made_at < ?2"
	    " ORDER BY e.registration_no, o.id",
	    INT(from), INT(to));
	struct stat_offer *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		struct stat_offer *r;

		rows = rows_grow(rows, *n, sizeof(*rows));
		r = &rows[*n];
		r->expert_id = col_int(&q);
		r->registration_no = col_text(&q);
		r->name = col_text(&q);
		r->state = col_text(&q);
		r->made_at = col_int(&q);
		r->answered_at = col_int(&q);
	}
	return rows;
}

void
stat_offers_free(struct stat_offer *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].registration_no);
		free(rows[i].name);
		free(rows[i].state);
	}
	free(rows);
}

struct stat_visit *
store_stat_visits(struct store *s, int64_t from, int64_t to, size_t *n)
{
	struct sql q = sql_query(s,
	    "SELECT starts_at, format = 'online' FROM visits"
	    " WHERE state IN ('held', 'reported') AND starts_at >= ?1 AND starts_at < ?2"
	    " ORDER BY starts_at",
	    INT(from), INT(to));
	struct stat_visit *rows = NULL;

	for (*n = 0; sql_row(&q); (*n)++) {
		rows = rows_grow(rows, *n, sizeof(*rows));
		rows[*n].starts_at = col_int(&q);
		rows[*n].online = col_bool(&q);
	}
	return rows;
}

/* A company is known by its name, wherever that was given, spaces apart; one that gave
 * none, by its first case, or else by the address that wrote. */
static const char contacts_sql[] =
    "WITH contact AS (SELECT p.id, p.email, p.company FROM people p"
    " WHERE (p.created >= ?1 AND p.created < ?2 OR EXISTS (SELECT 1 FROM case_person k"
    "   JOIN cases c ON c.id = k.case_id WHERE k.person_id = p.id"
    "   AND c.opened_at >= ?1 AND c.opened_at < ?2))"
    "  AND NOT EXISTS (SELECT 1 FROM experts e WHERE e.email = p.email)"
    "  AND NOT EXISTS (SELECT 1 FROM case_person k WHERE k.person_id = p.id"
    "   AND k.role IN ('expert', 'referrer')))"
    " SELECT count(*), count(DISTINCT replace(replace(coalesce(nullif(company, ''),"
    "  (SELECT c.company FROM case_person k JOIN cases c ON c.id = k.case_id"
    "   WHERE k.person_id = contact.id AND c.company <> '' ORDER BY c.id LIMIT 1),"
    "  (SELECT 'case ' || min(k.case_id) FROM case_person k"
    "   WHERE k.person_id = contact.id), email), ' ', ''), '　', '')) FROM contact";

struct stat_contacts
store_stat_contacts(struct store *s, int64_t from, int64_t to)
{
	struct sql q = sql_query_values(s, contacts_sql, SQL_VALUES(INT(from), INT(to)));
	struct stat_contacts out = {0};

	if (sql_row(&q)) {
		out.people = col_int(&q);
		out.companies = col_int(&q);
		sql_end(&q);
	}
	return out;
}
