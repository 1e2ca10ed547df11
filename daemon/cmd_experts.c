/* `madoguchi experts`: the list. */
#include "cmd.h"

#include "clock.h"
#include "slots.h"
#include "store_list.h"
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

static json_t *
records_json(struct store *s, const struct expert *e)
{
	size_t n;
	struct expert_record *rows = store_record_list(s, e->id, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(
		    list, json_pack("{s:s, s:o, s:o, s:o, s:i, s:s}", "case",
		              rows[i].case_number, "theme",
		              rows[i].theme ? json_integer(rows[i].theme) : json_null(),
		              "industry", cmd_text(rows[i].industry), "prefecture",
		              cmd_text(rows[i].prefecture), "visits", rows[i].visits,
		              "finished_on", rows[i].finished_on));
	expert_records_free(rows, n);
	return list;
}

static void
print_records(struct store *s, const struct expert *e)
{
	size_t n;
	struct expert_record *rows = store_record_list(s, e->id, &n);

	for (size_t i = 0; i < n; i++) {
		int64_t t = 0;
		char *day = civil_parse_iso(rows[i].finished_on, &t)
		                ? civil_ja_date(t)
		                : xstrdup(rows[i].finished_on);

		(void)printf("%-16s %s %s %s テーマ%d %d回 %s\n", "finished",
		    rows[i].case_number, rows[i].prefecture ? rows[i].prefecture : "",
		    rows[i].industry ? rows[i].industry : "", rows[i].theme,
		    rows[i].visits, day);
		free(day);
	}
	expert_records_free(rows, n);
}

static void
print_expert(const struct expert *e)
{
	(void)printf("%s  %s  %s  受入 %d/%d  有効期限 %s\n", e->registration_no, e->name,
	    e->status, e->load, e->capacity, e->valid_until ? e->valid_until : "不明");
}

/* What the desk wrote about the end of this registration. */
static void
add_notices(struct store *s, const struct expert *e, json_t *o)
{
	(void)json_object_set_new(o, "reminded_at",
	    cmd_time(store_notice_at(s, e->id, e->valid_until, NOTICE_FIRST)));
	(void)json_object_set_new(o, "reminded_again_at",
	    cmd_time(store_notice_at(s, e->id, e->valid_until, NOTICE_SECOND)));
	(void)json_object_set_new(o, "unreachable", json_boolean(e->unreachable));
}

static char *
notice_text(struct store *s, const struct expert *e)
{
	int64_t second = store_notice_at(s, e->id, e->valid_until, NOTICE_SECOND),
	        at = second ? second
	                    : store_notice_at(s, e->id, e->valid_until, NOTICE_FIRST);
	char *day = at ? civil_ja_date(at) : NULL, *text;

	if (e->unreachable)
		text = xstrdup("案内できません（宛先不明で返送）");
	else if (at)
		text = xasprintf("%s%sに案内済み", second ? "2回目を" : "", day);
	else
		text = xstrdup("未案内");
	free(day);
	return text;
}

static void
print_expiring(struct cmd *c, struct store *s, const struct expert *e, const char *today)
{
	int64_t end = 0;
	char *day, *said;

	if (c->json) {
		json_t *o = expert_json(e);

		add_notices(s, e, o);
		cmd_print_json(o);
		return;
	}
	day = civil_parse_iso(e->valid_until, &end) ? civil_ja_date(end)
	                                            : xstrdup(e->valid_until);
	said = notice_text(s, e);
	(void)printf("%s  %s  %s  有効期限 %s%s  %s\n", e->registration_no, e->name,
	    e->status, day, strcmp(e->valid_until, today) < 0 ? "（期限切れ）" : "",
	    said);
	free(said);
	free(day);
}

/* On the list, and registered until that day at most. */
static int
list_expiring(struct cmd *c, struct store *s, long days)
{
	char *today = civil_iso_date(clock_now()),
	     *until = civil_iso_date(clock_now() + (int64_t)days * 86400);
	size_t n, shown = 0;
	struct expert *rows = store_expert_list(s, clock_now(), &n);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].status, "gone") || !rows[i].valid_until ||
		    strcmp(rows[i].valid_until, until) > 0)
			continue;
		print_expiring(c, s, &rows[i], today);
		shown++;
	}
	if (!c->json)
		(void)printf("%zu名\n", shown);
	experts_free(rows, n);
	free(today);
	free(until);
	return CMD_OK;
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
	if (c->json) {
		json_t *o = expert_json(&e);

		(void)json_object_set_new(o, "finished", records_json(s, &e));
		cmd_print_json(o);
	} else {
		print_sheet(&e);
		print_records(s, &e);
	}
	expert_free(&e);
	return CMD_OK;
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
	/* The operator's word ends what was the expert's own wish. */
	store_told_forget(s, e.id, TOLD_STATUS);
	desk_experts_changed(&d);
	expert_free(&e);
	if (!store_commit(s, &err))
		return cmd_fail(CMD_SYSTEM, "%s", err.text);
	supervise_poke(c->config);
	return CMD_OK;
}

/* `experts list [--expiring [--days N]]` */
static int
cmd_list(struct cmd *c)
{
	const char *expiring = NULL, *days_text = NULL;
	const struct cmd_option options[] = {
	    {"expiring", true, &expiring}, {"days", false, &days_text}};
	long days = c->config->list.remind_days;
	struct store *s;
	int n, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n != 1 || (days_text && !expiring))
		return cmd_fail(CMD_USAGE, "experts list: nothing, or --expiring and "
		                           "--days N, was expected");
	if (days_text && !cmd_number("experts list: --days", days_text, 0, 3650, &days))
		return CMD_USAGE;
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	code = expiring ? list_expiring(c, s, days) : list(c, s);
	store_close(s);
	return code;
}

static const char *const all_words[] = {"import", "list", "show", "verify", "suspend",
    "resume", "drafts", "verify-draft", "reject-draft", "conflict"};

static bool
known_word(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(all_words); i++)
		if (str_eq(all_words[i], word))
			return true;
	return false;
}

static int
unknown_word(const char *word)
{
	struct strlist names = {0};

	for (size_t i = 0; i < ARRAY_LEN(all_words); i++)
		strlist_add(&names, all_words[i]);
	(void)cmd_unknown("experts", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

int
cmd_experts(struct cmd *c)
{
	static const struct {
		const char *word;
		int operands;
		int (*run)(struct cmd *c, struct store *s);
	} words[] = {{"show", 2, show}, {"verify", 2, set_status},
	    {"suspend", 2, set_status}, {"resume", 2, set_status}};
	struct store *s;
	int n, code = CMD_USAGE;

	if (c->argc > 1 && str_eq(c->argv[1], "conflict"))
		return cmd_conflict(c);
	if (c->argc > 1 && str_eq(c->argv[1], "import"))
		return cmd_import(c);
	if (c->argc > 1 &&
	    (str_eq(c->argv[1], "drafts") || str_ends(c->argv[1], "-draft")))
		return cmd_drafts(c);
	if (c->argc > 1 && str_eq(c->argv[1], "list"))
		return cmd_list(c);
	if (!cmd_options(c, NULL, 0, &n))
		return CMD_USAGE;
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
	if (n > 0 && !known_word(c->argv[1]))
		return unknown_word(c->argv[1]);
	return cmd_fail(CMD_USAGE,
	    "experts: import FILE.csv, list, show REGNO, verify REGNO, suspend REGNO, "
	    "resume REGNO, drafts, verify-draft N, reject-draft N or conflict REGNO "
	    "add|remove|list was expected");
}
