/* Tables of figures. See stats.h. */
#include "stats.h"

#include <stdlib.h>

static void
labels_free(struct stat_label *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(rows[i].key);
		free(rows[i].text);
	}
	free(rows);
}

void
stat_report_free(struct stat_report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		labels_free(r->tables[i].rows, r->tables[i].rows_n);
		labels_free(r->tables[i].columns, r->tables[i].columns_n);
		free(r->tables[i].cells);
	}
	free(r->tables);
	free(r->from);
	free(r->to);
	free(r->made);
	free(r);
}

struct stat_table *
stat_table_add(struct stat_report *r, const char *id, enum stat_plot plot)
{
	r->tables = xreallocarray(r->tables, r->n + 1, sizeof(*r->tables));
	r->tables[r->n] = (struct stat_table){.id = id, .plot = plot};
	return &r->tables[r->n++];
}

static void
label_add(struct stat_label **rows, size_t *n, const char *key, const char *text)
{
	*rows = xreallocarray(*rows, *n + 1, sizeof(**rows));
	(*rows)[(*n)++] = (struct stat_label){xstrdup(key), xstrdup(text)};
}

void
stat_column(
    const struct stat_report *r, struct stat_table *t, const char *key, const char *text)
{
	label_add(&t->columns, &t->columns_n, key, text ? text : stat_word(key, r->lang));
}

size_t
stat_row_add(
    const struct stat_report *r, struct stat_table *t, const char *key, const char *text)
{
	label_add(&t->rows, &t->rows_n, key, text ? text : stat_word(key, r->lang));
	t->cells = xreallocarray(t->cells, t->rows_n * t->columns_n, sizeof(*t->cells));
	for (size_t j = 0; j < t->columns_n; j++)
		*stat_at(t, t->rows_n - 1, j) = (struct stat_cell){.kind = STAT_COUNT};
	return t->rows_n - 1;
}

size_t
stat_row_find(const struct stat_table *t, const char *key)
{
	for (size_t i = 0; i < t->rows_n; i++)
		if (str_eq(t->rows[i].key, key))
			return i;
	return t->rows_n;
}

struct stat_cell *
stat_at(const struct stat_table *t, size_t row, size_t column)
{
	return &t->cells[row * t->columns_n + column];
}

void
stat_count(struct stat_table *t, size_t row, size_t column, int64_t add)
{
	stat_at(t, row, column)->value += (double)add;
}
