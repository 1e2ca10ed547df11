/*
 * Figures as CSV that a Japanese spreadsheet opens as it is: UTF-8 with a byte order
 * mark, CRLF, every text in quotation marks. One block a table: its name, the heads, the
 * rows, an empty line. See stats.h.
 */
#include "stats.h"

#include <stdlib.h>
#include <string.h>

/* A text that a spreadsheet would take for a formula gets an apostrophe in front, also
 * where it begins with the full-width form. */
static bool
is_formula(const char *s)
{
	static const char *const begins[] = {
	    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−", "|", "%"};

	while (*s == ' ' || str_starts(s, "　"))
		s += *s == ' ' ? 1 : strlen("　");
	for (size_t i = 0; i < ARRAY_LEN(begins); i++)
		if (str_starts(s, begins[i]))
			return true;
	return false;
}

static void
add_text(struct buf *out, const char *s)
{
	buf_addc(out, '"');
	if (is_formula(s))
		buf_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '"')
			buf_addc(out, '"');
		buf_addc(out, (unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
	}
	buf_addc(out, '"');
}

/* Numbers as numbers; spans in hours. */
static void
add_cell(struct buf *out, const struct stat_cell *c)
{
	buf_addc(out, ',');
	if (c->hidden)
		add_text(out, "*");
	else if (c->kind == STAT_COUNT)
		buf_addf(out, "%.0f", c->value);
	else if (c->kind == STAT_SHARE)
		buf_addf(out, "%.4f", c->value);
	else if (c->kind == STAT_SPAN)
		buf_addf(out, "%.2f", c->value / 3600);
}

static void
add_head(
    const struct stat_report *r, const struct stat_table *t, size_t j, struct buf *out)
{
	bool span = t->rows_n && stat_at(t, 0, j)->kind == STAT_SPAN;
	char *text;

	for (size_t i = 0; i < t->rows_n; i++)
		span = span || stat_at(t, i, j)->kind == STAT_SPAN;
	text = xasprintf("%s%s", t->columns[j].text,
	    !span                   ? ""
	    : str_eq(r->lang, "en") ? " (hours)"
	                            : "（時間）");
	buf_addc(out, ',');
	add_text(out, text);
	free(text);
}

static void
add_pair(struct buf *out, const char *name, const char *value)
{
	add_text(out, name);
	buf_addc(out, ',');
	add_text(out, value);
	buf_adds(out, "\r\n");
}

static void
add_table(const struct stat_report *r, const struct stat_table *t, struct buf *out)
{
	buf_adds(out, "\r\n");
	add_pair(out, stat_word(t->id, r->lang), t->id);
	add_text(out, stat_word("item", r->lang));
	for (size_t j = 0; j < t->columns_n; j++)
		add_head(r, t, j, out);
	buf_adds(out, "\r\n");
	for (size_t i = 0; i < t->rows_n; i++) {
		add_text(out, t->rows[i].text);
		for (size_t j = 0; j < t->columns_n; j++)
			add_cell(out, stat_at(t, i, j));
		buf_adds(out, "\r\n");
	}
}

void
stat_report_csv(const struct stat_report *r, struct buf *out)
{
	char *period = stat_period(r);

	buf_adds(out, "\xef\xbb\xbf");
	add_pair(out, stat_word("title", r->lang), r->made);
	add_pair(out, stat_word("period", r->lang), period);
	if (r->hide_below > 0)
		add_pair(out, "*", stat_word("hidden note", r->lang));
	for (size_t i = 0; i < r->n; i++)
		add_table(r, &r->tables[i], out);
	free(period);
}
