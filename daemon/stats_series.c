/* Cases by who brought them, and by when. See stats.h. */
#include "stats_build.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

struct stat_agency {
	const char *name; /* borrowed from a case */
	int64_t n;
};

/* --- who brought it, and when --- */

static int
by_count(const void *a, const void *b)
{
	const struct stat_agency *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : cmp_str(x->name, y->name);
}

/* Most cases first; equal ones by name, so that the same store gives the same table. */
static struct stat_agency *
agencies_of(const struct stat_builder *b, size_t *n)
{
	struct stat_agency *rows = NULL;

	*n = 0;
	for (size_t i = 0; i < b->cases_n; i++) {
		const char *name = b->cases[i].agency;
		size_t k = 0;

		if (!name)
			continue;
		while (k < *n && !str_eq(rows[k].name, name))
			k++;
		if (k == *n) {
			rows = xreallocarray(rows, *n + 1, sizeof(*rows));
			rows[(*n)++] = (struct stat_agency){.name = name};
		}
		rows[k].n++;
	}
	if (*n)
		qsort(rows, *n, sizeof(*rows), by_count);
	return rows;
}

void
stat_build_agencies(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "agencies", PLOT_BARS);
	size_t n;
	struct stat_agency *rows = agencies_of(b, &n);

	t->named = true;
	stat_case_columns(b, t);
	for (size_t i = 0; i < n; i++)
		(void)stat_row_add(b->report, t, rows[i].name, rows[i].name);
	if (stat_row_find(t, "-") == t->rows_n)
		(void)stat_row_add(b->report, t, "-", NULL);
	for (size_t i = 0; i < b->cases_n; i++)
		stat_count_case(t,
		    stat_row_find(t, b->cases[i].agency ? b->cases[i].agency : "-"),
		    &b->cases[i]);
	free(rows);
}

/* --- time --- */

static int
fiscal_year(int64_t t)
{
	struct civil c = civil_from_time(t);

	return c.year - (c.month < 4);
}

void
stat_build_fiscal_years(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "fiscal_years", PLOT_BARS);
	int first = 9999, last = 0;
	char key[16];

	stat_case_columns(b, t);
	stat_column(b->report, t, "visits", NULL);
	for (size_t i = 0; i < b->cases_n + b->visits_n; i++) {
		int year =
		    fiscal_year(i < b->cases_n ? b->cases[i].opened_at
		                               : b->visits[i - b->cases_n].starts_at);

		first = year < first ? year : first;
		last = year > last ? year : last;
	}
	for (int year = first; year <= last; year++) {
		(void)snprintf(key, sizeof(key), "%d", year);
		(void)stat_row_add(b->report, t, key, key);
	}
	for (size_t i = 0; i < b->cases_n; i++)
		stat_count_case(t, (size_t)(fiscal_year(b->cases[i].opened_at) - first),
		    &b->cases[i]);
	for (size_t i = 0; i < b->visits_n; i++)
		stat_count(
		    t, (size_t)(fiscal_year(b->visits[i].starts_at) - first), 4, 1);
}

void
stat_build_months(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "visits_by_month", PLOT_STACK);
	char key[32];

	t->total_column = true;
	stat_column(b->report, t, "onsite", NULL);
	stat_column(b->report, t, "online", NULL);
	stat_column(b->report, t, "total", NULL);
	for (size_t i = 0; i < b->visits_n; i++) {
		struct civil c = civil_from_time(b->visits[i].starts_at);
		size_t row;

		(void)snprintf(key, sizeof(key), "%04d-%02d", c.year, c.month);
		row = t->rows_n ? t->rows_n - 1 : 0;
		if (!t->rows_n || !str_eq(t->rows[row].key, key))
			row = stat_row_add(b->report, t, key, key);
		stat_count(t, row, b->visits[i].online ? 1 : 0, 1);
		stat_count(t, row, 2, 1);
	}
}
