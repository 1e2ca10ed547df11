/* `madoguchi experts` and `madoguchi match`: the list, and who fits a need. */
#include "cmd.h"

#include "clock.h"
#include "expert_csv.h"
#include "slots.h"
#include "supervise.h"
#include "theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
themes_json(unsigned themes)
{
	json_t *list = json_array();

	for (int t = 1; t <= theme_last(); t++)
		if (themes & 1u << t)
			(void)json_array_append_new(list, json_integer(t));
	return list;
}

static json_t *
prefectures_json(uint64_t bits)
{
	json_t *list = json_array();

	for (int n = 1; n <= 47; n++)
		if (bits >> (n - 1) & 1)
			(void)json_array_append_new(
			    list, json_string(prefecture_name(n)));
	return list;
}

static json_t *
expert_json(const struct expert *e)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:i, s:i, s:o}",
	    "registration_no", e->registration_no, "name", e->name, "status", e->status,
	    "themes", themes_json(e->themes), "prefectures",
	    prefectures_json(e->prefectures), "valid_until", cmd_text(e->valid_until),
	    "capacity", e->capacity, "load", e->load, "email", cmd_text(e->email));

	(void)json_object_set_new(o, "affiliation", cmd_text(e->affiliation));
	(void)json_object_set_new(o, "organisation", cmd_text(e->organisation));
	(void)json_object_set_new(o, "residence", cmd_text(e->residence));
	(void)json_object_set_new(o, "industries", cmd_text(e->industries));
	(void)json_object_set_new(o, "qualifications", cmd_text(e->qualifications));
	(void)json_object_set_new(o, "fee", cmd_text(e->fee));
	(void)json_object_set_new(o, "track_record", cmd_text(e->track_record));
	(void)json_object_set_new(o, "pr", cmd_text(e->pr));
	(void)json_object_set_new(o, "verified_at",
	    e->verified_at ? json_integer(e->verified_at) : json_null());
	return o;
}

static void
print_expert(const struct expert *e)
{
	(void)printf("%s  %s  %s  受入 %d/%d  有効期限 %s\n", e->registration_no, e->name,
	    e->status, e->load, e->capacity, e->valid_until ? e->valid_until : "不明");
}

static int
list(struct cmd *c, struct store *s)
{
	size_t n;
	struct expert *rows = store_expert_list(s, clock_now(), &n);

	for (size_t i = 0; i < n; i++)
		if (c->json)
			cmd_print_json(expert_json(&rows[i]));
		else
			print_expert(&rows[i]);
	if (!c->json)
		(void)printf("%zu名\n", n);
	experts_free(rows, n);
	return CMD_OK;
}

static void
print_sheet(const struct expert *e)
{
	json_t *o = expert_json(e);
	const char *key;
	json_t *value;

	json_object_foreach(o, key, value)
	{
		char *text = json_is_string(value) ? xstrdup(json_string_value(value))
		                                   : json_dumps(value, JSON_ENCODE_ANY);

		(void)printf("%-16s %s\n", key, text);
		free(text);
	}
	json_decref(o);
}

static int
show(struct cmd *c, struct store *s)
{
	struct expert e;

	if (!store_expert_find(s, c->argv[2], clock_now(), &e))
		return cmd_fail(
		    CMD_NO, "no expert with registration number %s", c->argv[2]);
	if (c->json)
		cmd_print_json(expert_json(&e));
	else
		print_sheet(&e);
	expert_free(&e);
	return CMD_OK;
}

/* --- import --- */

struct import_counts {
	size_t fresh, changed, same;
};

static int
store_rows(struct cmd *c, struct expert_list *l, struct import_counts *counts)
{
	struct desk d = {.config = c->config, .store = cmd_store(c), .now = clock_now()};
	struct err e = {0};
	size_t n;
	struct case_row *waiting;

	if (!d.store)
		return CMD_SYSTEM;
	if (!store_begin(d.store))
		return cmd_fail(CMD_SYSTEM, "%s", store_failed(d.store));
	for (size_t i = 0; i < l->n; i++) {
		int changed = 0;

		(void)store_expert_put(d.store, &l->v[i], d.now, &changed);
		counts->fresh += changed == 1;
		counts->changed += changed == 2;
		counts->same += changed == 0;
	}
	desk_experts_changed(&d);
	/* Cases for which nobody was found get another look. */
	waiting = store_case_list(d.store, "no_expert", &n);
	for (size_t i = 0; i < n; i++)
		store_timer_set(d.store, waiting[i].id, "match", 0, d.now);
	case_rows_free(waiting, n);
	if (!store_commit(d.store, &e))
		return cmd_fail(CMD_SYSTEM, "%s; nothing was imported", e.text);
	store_close(d.store);
	supervise_poke(c->config);
	return CMD_OK;
}

static void
print_import(
    struct cmd *c, const struct expert_list *l, const struct import_counts *counts)
{
	if (c->json) {
		json_t *problems = json_array();

		for (size_t i = 0; i < l->problems.n; i++)
			(void)json_array_append_new(
			    problems, json_string(l->problems.v[i]));
		cmd_print_json(json_pack("{s:i, s:i, s:i, s:i, s:o}", "rows", (int)l->n,
		    "new", (int)counts->fresh, "changed", (int)counts->changed,
		    "unchanged", (int)counts->same, "problems", problems));
		return;
	}
	(void)printf("新規 %zu名、変更 %zu名、変更なし %zu名、取り込めない行 %zu\n",
	    counts->fresh, counts->changed, counts->same, l->problems.n);
}

static int
import(struct cmd *c, const char *file, bool all_or_nothing, bool dry_run)
{
	struct expert_list l = {0};
	struct import_counts counts = {0};
	struct err e = {0};
	int code = CMD_OK;

	if (!expert_csv_read(file, &l, &e))
		return cmd_fail(CMD_NO, "%s", e.text);
	for (size_t i = 0; i < l.problems.n; i++)
		(void)cmd_fail(CMD_NO, "%s", l.problems.v[i]);
	for (size_t i = 0; i < l.warnings.n; i++)
		(void)fprintf(stderr, "madoguchi: (注意) %s\n", l.warnings.v[i]);
	if (l.problems.n && all_or_nothing) {
		code = cmd_fail(
		    CMD_NO, "取り込めない行があるため、何も取り込みませんでした");
	} else {
		if (!dry_run)
			code = store_rows(c, &l, &counts);
		if (code == CMD_OK)
			print_import(c, &l, &counts);
		if (code == CMD_OK && l.problems.n)
			code = CMD_NO;
	}
	expert_list_free(&l);
	return code;
}

static int
set_status(struct cmd *c, struct store *s)
{
	struct desk d = {.config = c->config, .store = s, .now = clock_now()};
	struct expert e;
	struct err err = {0};

	if (!store_expert_find(s, c->argv[2], d.now, &e))
		return cmd_fail(
		    CMD_NO, "no expert with registration number %s", c->argv[2]);
	if (!store_begin(s))
		return cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	if (str_eq(c->argv[1], "verify"))
		store_expert_verified(s, e.id, d.now);
	store_expert_status(
	    s, e.id, str_eq(c->argv[1], "suspend") ? "suspended" : "active");
	desk_experts_changed(&d);
	expert_free(&e);
	if (!store_commit(s, &err))
		return cmd_fail(CMD_SYSTEM, "%s", err.text);
	supervise_poke(c->config);
	return CMD_OK;
}

int
cmd_experts(struct cmd *c)
{
	const char *all = NULL, *dry = NULL;
	const struct cmd_option options[] = {
	    {"all-or-nothing", true, &all}, {"dry-run", true, &dry}};
	static const struct {
		const char *word;
		int operands;
		int (*run)(struct cmd *c, struct store *s);
	} words[] = {{"list", 1, list}, {"show", 2, show}, {"verify", 2, set_status},
	    {"suspend", 2, set_status}, {"resume", 2, set_status}};
	struct store *s;
	int n, code = CMD_USAGE;

	if (c->argc > 1 && str_eq(c->argv[1], "conflict"))
		return cmd_conflict(c);
	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n == 2 && str_eq(c->argv[1], "import"))
		return import(c, c->argv[2], all != NULL, dry != NULL);
	for (size_t i = 0; n > 0 && i < ARRAY_LEN(words); i++) {
		if (!str_eq(c->argv[1], words[i].word) || n != words[i].operands)
			continue;
		s = cmd_store(c);
		if (!s)
			return CMD_SYSTEM;
		code = words[i].run(c, s);
		store_close(s);
		return code;
	}
	return cmd_fail(CMD_USAGE,
	    "experts: import FILE.csv, list, show REGNO, verify REGNO, suspend REGNO, "
	    "resume REGNO or conflict REGNO add|remove|list was expected");
}

/* --- match --- */

struct match_words {
	const char *limit, *prefecture, *theme, *category, *industry, *budget, *format,
	    *on, *explain, *number;
};

static bool
parse_need(const struct match_words *w, struct need *need)
{
	struct civil day;
	long number;
	int64_t t = 0;

	*need = (struct need){.budget_yen = -1, .format = w->format};
	need->prefecture = w->prefecture ? prefecture_number(w->prefecture) : 0;
	if (w->prefecture && !need->prefecture)
		return cmd_fail(CMD_USAGE, "match: %s is no prefecture", w->prefecture),
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
		return cmd_fail(CMD_USAGE, "match: %s is no industry of the list",
		           w->industry),
		       false;
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
	candidates_free(best, n);
	experts_free(rows, list_n);
	if (!n && !c->json)
		(void)puts(list_n ? "条件に合う専門家がいません"
		                  : "専門家が登録されていません（experts import）");
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

	if (!store_case_find(s, w->number, &row))
		return cmd_fail(CMD_NO, "no case %s", w->number);
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
