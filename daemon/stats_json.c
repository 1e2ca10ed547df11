/* Figures as a JSON object: table → row → column → value. See stats.h. */
#include "stats.h"

#include <math.h>

/* Spans in hours. */
static json_t *
cell_json(const struct stat_cell *c)
{
	if (c->hidden || c->kind == STAT_NONE)
		return json_null();
	switch (c->kind) {
	case STAT_COUNT: return json_integer((json_int_t)c->value);
	case STAT_SHARE: return json_real(c->value);
	case STAT_SPAN: return json_real(round(c->value / 36) / 100);
	case STAT_NONE: break;
	}
	return json_null();
}

static json_t *
row_json(const struct stat_table *t, size_t i)
{
	json_t *row;

	if (t->flat)
		return cell_json(stat_at(t, i, 0));
	row = json_object();
	if (t->named)
		(void)json_object_set_new(row, "name", json_string(t->rows[i].text));
	for (size_t j = 0; j < t->columns_n; j++)
		(void)json_object_set_new(
		    row, t->columns[j].key, cell_json(stat_at(t, i, j)));
	return row;
}

static json_t *
day(const char *iso)
{
	return iso ? json_string(iso) : json_null();
}

/* These stand in `stats --json` as store_stats counts them, without rows of nought. */
static bool
is_counted(const char *id)
{
	return str_eq(id, "state") || str_eq(id, "category") || str_eq(id, "theme");
}

void
stat_report_json(const struct stat_report *r, json_t *object)
{
	(void)json_object_set_new(object, "period",
	    json_pack("{s:o, s:o}", "from", day(r->from), "to", day(r->to)));
	(void)json_object_set_new(
	    object, "hidden_below", json_integer((json_int_t)r->hide_below));
	for (size_t k = 0; k < r->n; k++) {
		const struct stat_table *t = &r->tables[k];
		json_t *rows;

		if (r->hide_below <= 0 && is_counted(t->id))
			continue;
		rows = json_object();
		for (size_t i = 0; i < t->rows_n; i++)
			(void)json_object_set_new(rows, t->rows[i].key, row_json(t, i));
		(void)json_object_set_new(object, t->id, rows);
	}
}
