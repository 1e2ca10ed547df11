/* Figures over the whole store, for `stats`. See store_work.h. */
#include "store_sql.h"
#include "store_work.h"

#include <stdlib.h>

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
