/* `madoguchi match`: who fits a need. */
#include "cmd.h"

#include "clock.h"
#include "cmd_say.h"
#include "nearest.h"
#include "slots.h"
#include "theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFECTURES = 47 };

struct match_words {
	const char *limit, *prefecture, *theme, *category, *industry, *budget, *format,
	    *on, *explain, *number;
};

/* With its suffix or without, as people write it. */
int
cmd_unknown_prefecture(const char *what, const char *word)
{
	struct nearest near = nearest_to(word);
	const char *best = NULL;

	for (int i = 1; i <= PREFECTURES; i++) {
		const char *name = prefecture_name(i);
		char *bare = xstrndup(name, strlen(name) - strlen("県"));
		size_t before = near.below;

		nearest_try(&near, name);
		nearest_try(&near, bare);
		best = near.below < before ? name : best;
		free(bare);
	}
	return cmd_fail(CMD_USAGE,
	    "%s: %s is no prefecture%s%s%s; a name such as 大阪府 was expected", what,
	    word, best ? cmd_say(", did you mean ") : "", best ? best : "",
	    best ? cmd_say("?") : "");
}

int
cmd_unknown_industry(const char *what, const char *word)
{
	struct strlist names = {0};

	for (unsigned bit = 0; bit < 32; bit++)
		if (industry_name(1u << bit))
			strlist_add(&names, industry_name(1u << bit));
	(void)cmd_unknown(what, word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

static bool
parse_need(const struct match_words *w, struct need *need)
{
	struct civil day;
	long number;
	int64_t t = 0;

	*need = (struct need){.budget_yen = -1, .format = w->format};
	need->prefecture = w->prefecture ? prefecture_number(w->prefecture) : 0;
	if (w->prefecture && !need->prefecture)
		return cmd_unknown_prefecture("match: --prefecture", w->prefecture),
		       false;
	if (!w->prefecture && !str_eq(w->format, "online"))
		return cmd_fail(CMD_USAGE,
		           "match: --prefecture P was expected (or --format online)"),
		       false;
	if (w->theme) {
		if (!cmd_number("match: --theme", w->theme, 1, theme_last(), &number))
			return false;
		need->theme = (int)number;
	}
	if (w->category && (strlen(w->category) != 1 || !strchr("abcde", w->category[0])))
		return cmd_fail(CMD_USAGE,
		           "match: --category: a letter from a to e was expected"),
		       false;
	need->category = w->category ? w->category[0] : 0;
	need->industry_bits = w->industry ? industry_bit(w->industry) : 0;
	if (w->industry && !need->industry_bits)
		return cmd_unknown_industry("match: --industry", w->industry), false;
	if (w->budget) {
		if (!cmd_number("match: --budget", w->budget, 0, 100000000, &number))
			return false;
		need->budget_yen = number;
	}
	if (w->format && !str_eq(w->format, "visit") && !str_eq(w->format, "online") &&
	    !str_eq(w->format, "any") && !str_eq(w->format, "product"))
		return cmd_fail(CMD_USAGE,
		           "match: --format: visit, online, any or product was expected"),
		       false;
	if (w->on && !civil_parse_iso(w->on, &t))
		return cmd_fail(CMD_USAGE,
		           "match: --on: a date such as 2026-12-01 was expected"),
		       false;
	day = civil_from_time(w->on ? t : clock_now());
	need->day = need->last_day = civil_day(day.year, day.month, day.day);
	return true;
}

static void
print_candidate(struct cmd *c, const struct candidate *x)
{
	if (c->json) {
		cmd_print_json(json_pack("{s:s, s:s, s:f, s:o}", "registration_no",
		    x->expert->registration_no, "name", x->expert->name, "score",
		    x->score, "reasons", cmd_strings(&x->reasons)));
		return;
	}
	(void)printf(
	    "%5.1f  %s  %s\n", x->score, x->expert->registration_no, x->expert->name);
	for (size_t i = 0; i < x->reasons.n; i++)
		(void)printf("       %s\n", x->reasons.v[i]);
}

static int
explain(struct cmd *c, struct store *s, const struct need *need, const char *regno)
{
	struct match_explanation x;
	struct expert e;

	if (!store_expert_find(s, regno, clock_now(), &e))
		return cmd_fail(CMD_NO, "no expert with registration number %s", regno);
	match_explain(c->config, &e, need, &x);
	if (c->json) {
		cmd_print_json(json_pack("{s:s, s:s, s:b, s:f, s:o, s:o}",
		    "registration_no", e.registration_no, "name", e.name, "eligible",
		    x.eligible, "score", x.score, "rules", cmd_strings(&x.rules),
		    "reasons", cmd_strings(&x.terms)));
	} else {
		(void)printf("%s %s: %s\n", e.registration_no, e.name,
		    x.eligible ? "候補" : "対象外");
		for (size_t i = 0; i < x.rules.n; i++)
			(void)printf("  %s\n", x.rules.v[i]);
		for (size_t i = 0; i < x.terms.n; i++)
			(void)printf("  %s\n", x.terms.v[i]);
	}
	match_explanation_free(&x);
	expert_free(&e);
	return CMD_OK;
}

static int
search(struct cmd *c, struct store *s, const struct need *need, size_t limit)
{
	size_t list_n, n;
	struct expert *rows = store_expert_list(s, clock_now(), &list_n);
	struct candidate *best = match_best(c->config, rows, list_n, need, limit, &n);

	for (size_t i = 0; i < n; i++)
		print_candidate(c, &best[i]);
	if (!n && !c->json && list_n)
		cmd_match_hint(c, rows, list_n, need);
	else if (!n && !c->json)
		(void)puts("専門家が登録されていません（experts import）");
	candidates_free(best, n);
	experts_free(rows, list_n);
	return n ? CMD_OK : CMD_NO;
}

/* What a case asks for says all. */
static bool
case_alone(const struct match_words *w)
{
	return !w->prefecture && !w->theme && !w->category && !w->industry &&
	       !w->budget && !w->format && !w->on;
}

static int
match_need(struct cmd *c, struct store *s, const struct match_words *w,
    const struct need *need, size_t limit)
{
	return w->explain ? explain(c, s, need, w->explain) : search(c, s, need, limit);
}

static int
match_case(struct cmd *c, struct store *s, const struct match_words *w, size_t limit)
{
	struct desk d = {.config = c->config, .store = s, .now = clock_now()};
	struct case_row row;
	struct need need;
	size_t asked_n;
	int64_t *asked;
	int code;

	if (!cmd_case_find(s, w->number, &row))
		return CMD_NO;
	asked = store_offer_asked(s, row.id, &asked_n);
	desk_need(&d, &row, asked, asked_n, &need);
	code = match_need(c, s, w, &need, limit);
	desk_forget(&d);
	free(asked);
	case_row_free(&row);
	return code;
}

int
cmd_match(struct cmd *c)
{
	struct match_words w = {0};
	const struct cmd_option options[] = {{"limit", false, &w.limit},
	    {"prefecture", false, &w.prefecture}, {"theme", false, &w.theme},
	    {"category", false, &w.category}, {"industry", false, &w.industry},
	    {"budget", false, &w.budget}, {"format", false, &w.format},
	    {"on", false, &w.on}, {"explain", false, &w.explain},
	    {"case", false, &w.number}};
	struct need need;
	struct store *s;
	long limit = 10;
	int n, code;

	for (int i = 1; i < c->argc; i++)
		if (str_eq(c->argv[i], "--batch"))
			return cmd_batch(c);
	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n)
		return cmd_fail(CMD_USAGE, "match: unexpected argument %s", c->argv[1]);
	if (w.number && !case_alone(&w))
		return cmd_fail(
		    CMD_USAGE, "match: --case N goes with --explain and --limit only");
	if ((!w.number && !parse_need(&w, &need)) ||
	    (w.limit && !cmd_number("match: --limit", w.limit, 1, 100000, &limit)))
		return CMD_USAGE;
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	code = w.number ? match_case(c, s, &w, (size_t)limit)
	                : match_need(c, s, &w, &need, (size_t)limit);
	store_close(s);
	return code;
}
