/* Figures as text for a terminal. See stats.h. */
#include "stats.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

/* --- values --- */

static char *
span_text(double seconds, const char *lang)
{
	static const struct {
		double unit, from;
		const char *ja, *en;
	} units[] = {
	    {86400, 2 * 86400.0, "日", " days"},
	    {3600, 3600, "時間", " h"},
	    {60, 0, "分", " min"},
	};
	size_t i = 0;

	while (seconds < units[i].from)
		i++;
	return xasprintf("%.1f%s", seconds / units[i].unit,
	    str_eq(lang, "en") ? units[i].en : units[i].ja);
}

char *
stat_cell_text(const struct stat_cell *c, const char *lang)
{
	if (c->hidden)
		return xstrdup("*");
	switch (c->kind) {
	case STAT_COUNT: return xasprintf("%.0f", c->value);
	case STAT_SHARE: return xasprintf("%.1f%%", c->value * 100);
	case STAT_SPAN: return span_text(c->value, lang);
	case STAT_NONE: break;
	}
	return xstrdup("-");
}

/* --- lines --- */

int
stat_columns(const char *s)
{
	int32_t i = 0, n = (int32_t)strlen(s);
	int width = 0;

	while (i < n) {
		UChar32 c;
		int east;

		U8_NEXT_OR_FFFD((const uint8_t *)s, i, n, c);
		east = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
		width += east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
	}
	return width;
}

/* Names are foreign text: no control character reaches the terminal. */
static void
add_clean(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_addc(out, (unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
}

static void
add_padded(struct buf *out, const char *s, int width, bool right)
{
	int gap = width - stat_columns(s);

	for (int i = 0; right && i < gap; i++)
		buf_addc(out, ' ');
	add_clean(out, s);
	for (int i = 0; !right && i < gap; i++)
		buf_addc(out, ' ');
}

/* Themes are headed by their numbers, which stand below the table with their names. */
static const char *
head(const struct stat_table *t, size_t j)
{
	return t->columns[j].key[0] >= '0' && t->columns[j].key[0] <= '9'
	           ? t->columns[j].key
	           : t->columns[j].text;
}

static void
heads_below(const struct stat_table *t, struct buf *out)
{
	for (size_t j = 0; j < t->columns_n; j++)
		if (!str_eq(head(t, j), t->columns[j].text))
			buf_addf(out, "  %s: %s\n", head(t, j), t->columns[j].text);
}

static int
column_width(const struct stat_report *r, const struct stat_table *t, size_t j)
{
	int width = stat_columns(head(t, j));

	for (size_t i = 0; i < t->rows_n; i++) {
		char *text = stat_cell_text(stat_at(t, i, j), r->lang);
		int needed = stat_columns(text);

		width = needed > width ? needed : width;
		free(text);
	}
	return width;
}

static void
table_text(const struct stat_report *r, const struct stat_table *t, struct buf *out)
{
	int first = 0, *width = xcalloc(t->columns_n + 1, sizeof(*width));

	for (size_t i = 0; i < t->rows_n; i++)
		first = stat_columns(t->rows[i].text) > first
		            ? stat_columns(t->rows[i].text)
		            : first;
	buf_addf(out, "\n%s\n", stat_word(t->id, r->lang));
	buf_adds(out, "  ");
	add_padded(out, "", first, false);
	for (size_t j = 0; j < t->columns_n; j++) {
		width[j] = column_width(r, t, j);
		buf_adds(out, "  ");
		add_padded(out, head(t, j), width[j], true);
	}
	buf_addc(out, '\n');
	for (size_t i = 0; i < t->rows_n; i++) {
		buf_adds(out, "  ");
		add_padded(out, t->rows[i].text, first, false);
		for (size_t j = 0; j < t->columns_n; j++) {
			char *text = stat_cell_text(stat_at(t, i, j), r->lang);

			buf_adds(out, "  ");
			add_padded(out, text, width[j], true);
			free(text);
		}
		buf_addc(out, '\n');
	}
	heads_below(t, out);
	free(width);
}

void
stat_report_text(const struct stat_report *r, struct buf *out)
{
	char *period = stat_period(r);

	buf_addf(out, "%s\n%s: %s\n", stat_word("title", r->lang),
	    stat_word("period", r->lang), period);
	free(period);
	buf_addf(out, "%s\n", stat_word("basis note", r->lang));
	if (r->hide_below > 0)
		buf_addf(out, "%s\n", stat_word("hidden note", r->lang));
	for (size_t i = 0; i < r->n; i++)
		if (r->tables[i].rows_n)
			table_text(r, &r->tables[i], out);
}
