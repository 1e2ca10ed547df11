/*
 * Which numbers of a report add up to each other, and so have to be hidden together. What
 * is printed in any case: the totals of consultations, matched cases and courses, unless
 * they are small themselves; then everything that adds up to them goes. See stats.h.
 */
#include "stats.h"

#include <stdlib.h>

static struct stat_table *
table(const struct stat_report *r, const char *id)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->tables[i].id, id))
			return &r->tables[i];
	return NULL;
}

static bool
is_small(double value, int64_t below)
{
	return value > 0 && value < (double)below;
}

static void
cover_columns(struct stat_table *t, size_t first, size_t end)
{
	for (size_t i = 0; i < t->rows_n; i++)
		for (size_t j = first; j < end; j++)
			stat_at(t, i, j)->hidden = true;
}

static void
cover_all(struct stat_table *t)
{
	cover_columns(t, 0, t->columns_n);
}

/* --- sums --- */

/* Rows from first to end of one column add up to something that is known. */
static void
cover_list(
    const struct stat_report *r, struct stat_table *t, size_t first, size_t end, size_t j)
{
	struct hide_arc *arcs = xcalloc(end - first + 1, sizeof(*arcs));
	double sum = 0;

	for (size_t i = first; i < end; i++) {
		struct stat_cell *cell = stat_at(t, i, j);

		arcs[i - first] = (struct hide_arc){
		    .to = 1, .value = (int64_t)cell->value, .cell = cell};
		sum += cell->value;
	}
	if (is_small(sum, r->hide_below))
		for (size_t i = first; i < end; i++)
			stat_at(t, i, j)->hidden = true;
	else
		stat_hide(arcs, end - first, 2, r->hide_below);
	free(arcs);
}

/* Rows and columns, from first to end, with a column of totals; the totals of the columns
 * are the last row, or known although they are not printed. */
struct grid {
	struct stat_table *t;
	size_t first, end, total;
};

static size_t
grid_rows(const struct grid *g)
{
	return g->t->rows_n - g->t->total_row;
}

/* Nodes: the rows, the columns, the sum over rows, the sum over columns. */
static size_t
grid_arcs(const struct grid *g, struct hide_arc *arcs)
{
	size_t rows = grid_rows(g), columns = g->end - g->first, n = 0;
	int all_rows = (int)(rows + columns), all_columns = all_rows + 1;

	for (size_t i = 0; i < rows; i++) {
		struct stat_cell *total = stat_at(g->t, i, g->total);

		for (size_t j = 0; j < columns; j++) {
			struct stat_cell *cell = stat_at(g->t, i, g->first + j);

			arcs[n++] = (struct hide_arc){.from = (int)i,
			    .to = (int)(rows + j),
			    .value = (int64_t)cell->value,
			    .cell = cell};
		}
		arcs[n++] = (struct hide_arc){.from = all_columns,
		    .to = (int)i,
		    .value = (int64_t)total->value,
		    .cell = total};
	}
	for (size_t j = 0; g->t->total_row && j < columns; j++) {
		struct stat_cell *total = stat_at(g->t, rows, g->first + j);

		arcs[n++] = (struct hide_arc){.from = (int)(rows + j),
		    .to = all_rows,
		    .value = (int64_t)total->value,
		    .cell = total};
	}
	/* Known totals are a node each whose sum is fixed: no arc leaves it. */
	return n;
}

static void
cover_grid(const struct stat_report *r, const struct grid *g)
{
	size_t rows = grid_rows(g), columns = g->end - g->first, n;
	struct hide_arc *arcs = xcalloc((rows + 1) * (columns + 1), sizeof(*arcs));
	double sum = 0;

	for (size_t i = 0; i < rows; i++)
		sum += stat_at(g->t, i, g->total)->value;
	n = grid_arcs(g, arcs);
	if (is_small(sum, r->hide_below))
		cover_all(g->t);
	else
		stat_hide(arcs, n, (int)(rows + columns) + 2, r->hide_below);
	free(arcs);
}

/* --- tables --- */

/* Rows of stats_build.c's overview. */
enum { COMPANIES, PEOPLE, CONSULTATIONS, SOUGHT, MATCHED, COURSES, VISITS };

static void
cover_overview(const struct stat_report *r)
{
	struct stat_table *t = table(r, "programme");
	double consultations = stat_at(t, CONSULTATIONS, 0)->value;

	for (size_t i = 0; i < t->rows_n; i++)
		if (is_small(stat_at(t, i, 0)->value, r->hide_below))
			stat_at(t, i, 0)->hidden = true;
	if (is_small(consultations - stat_at(t, SOUGHT, 0)->value, r->hide_below))
		stat_at(t, SOUGHT, 0)->hidden = true;
}

static void
cover_outcomes(const struct stat_report *r)
{
	struct stat_table *t = table(r, "outcomes"), *all = table(r, "programme");

	if (stat_at(all, CONSULTATIONS, 0)->hidden || stat_at(all, MATCHED, 0)->hidden ||
	    stat_at(all, COURSES, 0)->hidden) {
		cover_all(t);
		return;
	}
	cover_list(r, t, 0, 4, 0);
	cover_list(r, t, 4, 7, 0);
	cover_list(r, t, 7, 10, 0);
}

/* The number of courses and that of their visits give away how many had how many. */
static bool
visits_tell(const struct stat_report *r)
{
	const struct stat_table *t = table(r, "course_visits");
	bool tell = stat_at(table(r, "programme"), VISITS, 0)->hidden;

	for (size_t i = 0; i < t->rows_n; i++)
		tell = tell || is_small(stat_at(t, i, 0)->value, r->hide_below);
	return tell;
}

static void
cover_visits(const struct stat_report *r)
{
	struct stat_table *months = table(r, "visits_by_month"),
	                  *years = table(r, "fiscal_years");

	if (visits_tell(r)) {
		cover_all(table(r, "course_visits"));
		stat_at(table(r, "programme"), VISITS, 0)->hidden = true;
		cover_all(months);
		cover_columns(years, 4, 5);
	} else {
		cover_grid(r, &(struct grid){months, 0, 2, 2});
		cover_list(r, years, 0, years->rows_n, 4);
	}
}

static void
cover_goals(const struct stat_report *r)
{
	struct stat_table *t = table(r, "goals");
	bool any = false;

	cover_list(r, t, 0, t->rows_n, 0);
	for (size_t i = 0; i < t->rows_n; i++)
		any = any || stat_at(t, i, 0)->hidden;
	if (any)
		cover_columns(t, 1, 2);
}

/* Who withdrew stands among the outcomes; here it would tell one from the other. */
static void
cover_cases(const struct stat_report *r, struct stat_table *t)
{
	for (size_t j = 0; j < 3; j++)
		cover_list(r, t, 0, t->rows_n, j);
	cover_columns(t, 3, 4);
}

static void
cover_courses(const struct stat_report *r)
{
	struct stat_table *t = table(r, "courses"), *regions = table(r, "regions");

	cover_grid(r, &(struct grid){t, 0, t->columns_n - 1, t->columns_n - 1});
	/* The same numbers stand in both. */
	for (size_t i = 0; i < regions->rows_n; i++)
		stat_at(regions, i, 2)->hidden = stat_at(t, i, t->columns_n - 1)->hidden;
}

/* How many there were, to the one, would tell a hidden outcome. */
static void
cover_lead_times(const struct stat_report *r)
{
	struct stat_table *t = table(r, "lead_times");

	for (size_t i = 0; i < t->rows_n; i++)
		for (size_t j = 0; j < t->columns_n; j++)
			if (j == 0 || is_small(stat_at(t, i, 0)->value, r->hide_below))
				stat_at(t, i, j)->hidden = true;
}

static void
cover_experts(const struct stat_report *r)
{
	struct stat_table *t = table(r, "experts");

	cover_grid(r, &(struct grid){t, 1, 5, 0});
	for (size_t i = 0; i < t->rows_n; i++) {
		double answers = stat_at(t, i, 1)->value + stat_at(t, i, 2)->value;
		bool any = is_small(answers, r->hide_below);

		for (size_t j = 0; j < 5; j++)
			any = any || stat_at(t, i, j)->hidden;
		for (size_t j = 5; any && j < t->columns_n; j++)
			stat_at(t, i, j)->hidden = true;
	}
}

void
stat_report_hide(struct stat_report *r)
{
	struct stat_table *category = table(r, "category"), *theme = table(r, "theme");

	cover_overview(r);
	cover_outcomes(r);
	cover_visits(r);
	cover_goals(r);
	cover_cases(r, table(r, "regions"));
	cover_courses(r);
	cover_cases(r, table(r, "agencies"));
	cover_cases(r, table(r, "fiscal_years"));
	cover_list(r, category, 0, category->rows_n, 0);
	cover_list(r, theme, 0, theme->rows_n, 0);
	cover_lead_times(r);
	cover_experts(r);
}
