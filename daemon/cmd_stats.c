/* `madoguchi stats`: figures in four forms. */
#include "cmd.h"

#include "clock.h"
#include "stats.h"

#include <stdio.h>
#include <stdlib.h>

enum { DAY_SEC = 86400, APRIL = 4 };

struct wish_words {
	const char *from, *to, *year, *hide, *lang, *csv, *html;
};

static bool
parse_day(const char *option, const char *text, int64_t *t)
{
	if (!text || civil_parse_iso(text, t))
		return true;
	(void)cmd_fail(
	    CMD_USAGE, "%s %s: a date such as 2026-04-01 was expected", option, text);
	return false;
}

static bool
parse_year(const struct wish_words *w, struct stat_wish *out)
{
	struct civil april = {.month = APRIL, .day = 1};
	long year;

	if (!w->year)
		return true;
	if (w->from || w->to) {
		(void)cmd_fail(CMD_USAGE,
		    "stats: --fiscal-year names a period; --from and --to another");
		return false;
	}
	if (!cmd_number("stats: --fiscal-year", w->year, 1970, 2999, &year))
		return false;
	april.year = (int)year;
	out->from = civil_to_time(&april);
	april.year++;
	out->to = civil_to_time(&april);
	out->open_from = out->open_to = false;
	return true;
}

static bool
parse_period(const struct wish_words *w, struct stat_wish *out)
{
	out->now = clock_now();
	out->from = 0;
	out->to = out->now + 1;
	out->open_from = !w->from;
	out->open_to = !w->to;
	if (!parse_day("stats: --from", w->from, &out->from) ||
	    !parse_day("stats: --to", w->to, &out->to))
		return false;
	if (w->to)
		out->to += DAY_SEC; /* the last day counts whole */
	if (!parse_year(w, out))
		return false;
	if (out->to > out->from)
		return true;
	(void)cmd_fail(CMD_USAGE, "stats: --to %s lies before --from %s",
	    w->to ? w->to : "(today)", w->from ? w->from : "");
	return false;
}

static bool
parse_rest(struct cmd *c, const struct wish_words *w, struct stat_wish *out)
{
	long below = 0;

	if (w->hide && !cmd_number("stats: --hide-below", w->hide, 1, 1000000, &below))
		return false;
	out->hide_below = below;
	out->lang = w->lang ? w->lang : c->config->reports.lang;
	if (!str_eq(out->lang, "ja") && !str_eq(out->lang, "en")) {
		(void)cmd_fail(
		    CMD_USAGE, "stats: --lang %s: ja or en was expected", out->lang);
		return false;
	}
	if (c->json + (w->csv != NULL) + (w->html != NULL) > 1) {
		(void)cmd_fail(
		    CMD_USAGE, "stats: one of --json, --csv and --html was expected");
		return false;
	}
	return true;
}

/* --- output --- */

/* The counts by a word come first. Their sums would tell what is hidden elsewhere. */
static void
print_json(struct store *s, const struct stat_report *r, const struct stat_wish *wish)
{
	json_t *all = json_object();
	size_t n = 0;
	struct stat_row *rows =
	    r->hide_below > 0 ? NULL : store_stats(s, wish->from, wish->to, &n);

	for (size_t i = 0; i < n; i++) {
		json_t *object = json_object_get(all, rows[i].group);

		if (!object) {
			object = json_object();
			(void)json_object_set_new(all, rows[i].group, object);
		}
		(void)json_object_set_new(
		    object, rows[i].name, json_integer(rows[i].count));
	}
	stat_rows_free(rows, n);
	stat_report_json(r, all);
	cmd_print_json(all);
}

static void
print_report(const struct cmd *c, const struct stat_report *r, const struct wish_words *w)
{
	const char *word = stat_word("title", r->lang);
	const char *desk =
	    str_eq(r->lang, "en") ? c->config->desk.name_en : c->config->desk.name_ja;
	struct buf out = {0};
	char *title = desk ? xasprintf("%s – %s", word, desk) : xstrdup(word);

	if (w->csv)
		stat_report_csv(r, &out);
	else if (w->html)
		stat_report_html(r, title, &out);
	else
		stat_report_text(r, &out);
	(void)fwrite(buf_str(&out), 1, out.len, stdout);
	buf_free(&out);
	free(title);
}

static int
with_store(struct cmd *c, const struct wish_words *w, const struct stat_wish *wish,
    const struct stat_regions *regions, const struct programme *p)
{
	struct store *s = cmd_store(c);
	struct stat_report *r;
	int code = CMD_OK;

	if (!s)
		return CMD_SYSTEM;
	r = stat_report_make(s, regions, p, wish);
	if (store_failed(s))
		code = cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	else if (c->json)
		print_json(s, r, wish);
	else
		print_report(c, r, w);
	stat_report_free(r);
	store_close(s);
	return code;
}

int
cmd_stats(struct cmd *c)
{
	struct wish_words w = {0};
	const struct cmd_option options[] = {{"from", false, &w.from},
	    {"to", false, &w.to}, {"fiscal-year", false, &w.year},
	    {"hide-below", false, &w.hide}, {"lang", false, &w.lang},
	    {"csv", true, &w.csv}, {"html", true, &w.html}};
	struct stat_wish wish = {0};
	struct stat_regions regions;
	struct strlist problems = {0};
	struct programme *p;
	struct err e = {0};
	int operands, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands) ||
	    !parse_period(&w, &wish) || !parse_rest(c, &w, &wish))
		return CMD_USAGE;
	if (operands)
		return cmd_fail(CMD_USAGE, "stats: unexpected argument %s", c->argv[1]);
	p = programme_load(c->config, &e);
	if (!p)
		return cmd_fail(CMD_SYSTEM, "%s", e.text);
	code = stat_regions_read(&c->config->reports.regions, &regions, &problems)
	           ? with_store(c, &w, &wish, &regions, p)
	           : cmd_fail(CMD_USAGE, "%s", problems.v[0]);
	stat_regions_free(&regions);
	strlist_free(&problems);
	programme_free(p);
	return code;
}
