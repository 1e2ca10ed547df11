/*
 * Figures as one page that needs nothing else: its style and its plots stand in it, and
 * its own policy forbids everything from elsewhere. Printable. See stats.h.
 */
#include "stats.h"

#include <stdlib.h>

static const char style[] =
    "body{font-family:\"Noto Sans JP\",\"Hiragino Sans\",\"Yu Gothic\",Meiryo,sans-serif;"
    "margin:2em auto;max-width:62em;padding:0 1em;color:#111;background:#fff}"
    "h1{font-size:1.5em}h2{font-size:1.1em;margin:2em 0 .5em}"
    "section{break-inside:avoid}"
    ".wide{overflow-x:auto}"
    "table{border-collapse:collapse;margin:.5em 0 1em}"
    "th,td{border:1px solid #888;padding:.25em .6em;text-align:right;"
    "vertical-align:bottom}"
    "tbody th,thead th:first-child{text-align:left}"
    "thead th{background:#eee;max-width:9em}"
    ".total{font-weight:bold;background:#f6f6f6}"
    "svg{max-width:100%;height:auto}svg text{font-size:12px;fill:#111}"
    "@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}"
    "thead th,.total{print-color-adjust:exact}rect{print-color-adjust:exact}}"
    "@page{margin:15mm}";

void
stat_escape(struct buf *out, const char *text)
{
	static const char *const names[128] = {['&'] = "&amp;",
	    ['<'] = "&lt;",
	    ['>'] = "&gt;",
	    ['"'] = "&quot;",
	    ['\''] = "&#39;"};

	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			buf_addc(out, ' ');
		else if (c < 128 && names[c])
			buf_adds(out, names[c]);
		else
			buf_addc(out, *text);
	}
}

static void
add_element(struct buf *out, const char *tag, const char *name, const char *text)
{
	buf_addf(out, "<%s>", tag);
	stat_escape(out, text);
	buf_addf(out, "</%s>", name);
}

static void
add_row(
    const struct stat_report *r, const struct stat_table *t, size_t i, struct buf *out)
{
	bool total = t->total_row && i + 1 == t->rows_n;

	buf_adds(out, total ? "<tr class=\"total\">" : "<tr>");
	add_element(out, "th scope=\"row\"", "th", t->rows[i].text);
	for (size_t j = 0; j < t->columns_n; j++) {
		char *text = stat_cell_text(stat_at(t, i, j), r->lang);

		add_element(out,
		    t->total_column && j + 1 == t->columns_n ? "td class=\"total\""
		                                             : "td",
		    "td", text);
		free(text);
	}
	buf_adds(out, "</tr>\n");
}

static void
add_table(const struct stat_report *r, const struct stat_table *t, struct buf *out)
{
	buf_addf(out, "<section id=\"%s\">\n", t->id);
	add_element(out, "h2", "h2", stat_word(t->id, r->lang));
	buf_addc(out, '\n');
	stat_svg(r, t, out);
	buf_adds(out, "<div class=\"wide\"><table>\n<thead><tr>");
	add_element(out, "th scope=\"col\"", "th", stat_word("item", r->lang));
	for (size_t j = 0; j < t->columns_n; j++)
		add_element(out, "th scope=\"col\"", "th", t->columns[j].text);
	buf_adds(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < t->rows_n; i++)
		add_row(r, t, i, out);
	buf_adds(out, "</tbody></table></div>\n</section>\n");
}

static void
add_head(const struct stat_report *r, const char *title, struct buf *out)
{
	buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n",
	    r->lang);
	add_element(out, "title", "title", title);
	buf_addf(out, "\n<style>%s</style>\n</head>\n<body>\n", style);
	add_element(out, "h1", "h1", title);
}

void
stat_report_html(const struct stat_report *r, const char *title, struct buf *out)
{
	char *dates = stat_period(r);
	char *period = xasprintf("%s: %s", stat_word("period", r->lang), dates);
	char *made = xasprintf("%s: %s", stat_word("made", r->lang), r->made);

	add_head(r, title, out);
	add_element(out, "p", "p", period);
	add_element(out, "p", "p", made);
	add_element(out, "p", "p", stat_word("basis note", r->lang));
	if (r->hide_below > 0)
		add_element(out, "p", "p", stat_word("hidden note", r->lang));
	for (size_t i = 0; i < r->n; i++)
		if (r->tables[i].rows_n)
			add_table(r, &r->tables[i], out);
	buf_adds(out, "</body>\n</html>\n");
	free(dates);
	free(period);
	free(made);
}
