/* Plots of tables as SVG inside a page: no script, nothing from elsewhere. See stats.h.
 */
#include "stats.h"

#include <stdlib.h>

enum {
	LABEL_LEAST = 80,
	LABEL_MOST = 340,
	BAR_WIDTH = 420,
	VALUE_WIDTH = 90,
	BAR_HEIGHT = 16,
	STEP = 24,
	COLUMN_WIDTH = 7, /* of half-width text */
	LEGEND = 22,
	LEGEND_COLUMNS = 2,
	ROWS_MAX = 60
};

/* Told apart in print and by the colour-blind (Okabe and Ito), and by their pattern of
 * light and dark. */
static const char *const colours[] = {
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999"};

static double
visible(const struct stat_table *t, size_t i, size_t j)
{
	const struct stat_cell *c = stat_at(t, i, j);

	return c->hidden || c->kind == STAT_NONE ? 0 : c->value;
}

static size_t
parts(const struct stat_table *t)
{
	return t->plot == PLOT_STACK ? t->columns_n - t->total_column : 1;
}

/* Room for the longest name, within reason; a longer one is made narrower. */
static int
label_width(const struct stat_table *t, size_t rows)
{
	int most = LABEL_LEAST;

	for (size_t i = 0; i < rows; i++) {
		int needed = stat_columns(t->rows[i].text) * COLUMN_WIDTH + 16;

		most = needed > most ? needed : most;
	}
	return most < LABEL_MOST ? most : LABEL_MOST;
}

static void
add_label(const struct stat_table *t, size_t i, double y, int width, struct buf *out)
{
	bool narrow = stat_columns(t->rows[i].text) * COLUMN_WIDTH + 16 > width;

	buf_addf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\"", width - 8, y);
	if (narrow)
		buf_addf(out, " textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\"",
		    width - 12);
	buf_addc(out, '>');
	stat_escape(out, t->rows[i].text);
	buf_adds(out, "</text>");
}

/* The column whose value is the bar's length. */
static size_t
value_column(const struct stat_table *t)
{
	return t->plot == PLOT_SPANS ? 3 : t->plot == PLOT_STACK ? t->columns_n - 1 : 0;
}

static double
length_of(const struct stat_table *t, size_t i)
{
	double sum = 0;

	for (size_t j = 0; t->plot == PLOT_STACK && j < parts(t); j++)
		sum += visible(t, i, j);
	return t->plot == PLOT_STACK ? sum : visible(t, i, value_column(t));
}

static double
longest(const struct stat_table *t, size_t rows)
{
	double most = 0;

	for (size_t i = 0; i < rows; i++)
		most = length_of(t, i) > most ? length_of(t, i) : most;
	return most;
}

static void
add_rect(struct buf *out, double x, double y, double width, const char *colour)
{
	buf_addf(out,
	    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>", x,
	    y, width, BAR_HEIGHT, colour);
}

static void
add_words(struct buf *out, double x, double y, const char *text)
{
	buf_addf(out, "<text x=\"%.1f\" y=\"%.1f\">", x, y);
	stat_escape(out, text);
	buf_adds(out, "</text>");
}

static void
add_bar(const struct stat_table *t, size_t i, double left, double y, double scale,
    struct buf *out)
{
	double x = left;

	for (size_t j = 0; j < parts(t); j++) {
		size_t column = t->plot == PLOT_STACK ? j : value_column(t);
		double width = visible(t, i, column) * scale;

		if (width <= 0)
			continue;
		add_rect(out, x, y, width,
		    t->plot == PLOT_SPANS ? "#9ec9e2" : colours[j % ARRAY_LEN(colours)]);
		x += width;
	}
	/* Up to the median in the full colour. */
	if (t->plot == PLOT_SPANS && visible(t, i, 1) > 0)
		add_rect(out, left, y, visible(t, i, 1) * scale, colours[0]);
}

static void
add_value(const struct stat_report *r, const struct stat_table *t, size_t i, double x,
    double y, struct buf *out)
{
	char *text = stat_cell_text(
	    stat_at(t, i, t->plot == PLOT_SPANS ? 1 : value_column(t)), r->lang);

	add_words(out, x, y, text);
	free(text);
}

static size_t
legend_rows(const struct stat_table *t)
{
	return t->plot == PLOT_STACK ? (parts(t) + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS
	                             : 0;
}

static void
add_legend(const struct stat_table *t, double y, struct buf *out)
{
	for (size_t j = 0; t->plot == PLOT_STACK && j < parts(t); j++) {
		double x = 8 + (double)(j % LEGEND_COLUMNS) * 350;
		size_t line = j / LEGEND_COLUMNS;
		double at = y + (double)(line * LEGEND);

		add_rect(out, x, at, BAR_HEIGHT, colours[j % ARRAY_LEN(colours)]);
		add_words(out, x + BAR_HEIGHT + 6, at + 13, t->columns[j].text);
	}
}

void
stat_svg(const struct stat_report *r, const struct stat_table *t, struct buf *out)
{
	size_t rows = t->rows_n - t->total_row, height;
	double most, scale;
	int left, width;

	rows = rows > ROWS_MAX ? ROWS_MAX : rows;
	most = longest(t, rows);
	if (t->plot == PLOT_NONE || most <= 0)
		return;
	scale = BAR_WIDTH / most;
	left = label_width(t, rows);
	width = left + BAR_WIDTH + VALUE_WIDTH;
	height = rows * STEP + legend_rows(t) * LEGEND + 12;
	buf_addf(out,
	    "<svg viewBox=\"0 0 %d %zu\" width=\"%d\" height=\"%zu\" "
	    "role=\"img\"><title>",
	    width, height, width, height);
	stat_escape(out, stat_word(t->id, r->lang));
	buf_adds(out, "</title>");
	for (size_t i = 0; i < rows; i++) {
		double y = (double)i * STEP + 4;

		add_label(t, i, y + 13, left, out);
		add_bar(t, i, left, y, scale, out);
		add_value(r, t, i, left + length_of(t, i) * scale + 6, y + 13, out);
	}
	add_legend(t, (double)rows * STEP + 8, out);
	buf_adds(out, "</svg>\n");
}
