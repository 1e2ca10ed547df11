/* The smaller commands: configuration, backup, retention, templates, holidays.
 */
#include "cmd.h"
#include "decide.h"

#include "clock.h"
#include "programme.h"
#include "stats.h"
#include "store_retention.h"
#include "template.h"
#include "template_names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY_SEC = 86400 };

/* What reading needs: the model, the dictionary, the lists of places and names. */
static void
check_brain(const struct config *c, struct strlist *problems)
{
	struct err e = {.text = ""};
	struct brain *brain = brain_load(c->data_dir, &e);

	if (brain == NULL)
		strlist_add(problems, e.text);
	brain_free(brain);
}

static void
check_regions(const struct config *c, struct strlist *problems)
{
	struct stat_regions regions;

	(void)stat_regions_read(&c->reports.regions, &regions, problems);
	stat_regions_free(&regions);
}

int
cmd_check_config(struct cmd *c)
{
	struct strlist problems = {0}, warnings = {0};
	struct config *checked;
	struct templates *t = NULL;
	bool bad;

	if (c->argc > 1)
		return cmd_fail(CMD_USAGE,
		    "check-config: unexpected argument %s (the file to check is named "
		    "before the "
		    "command: madoguchi -c FILE check-config)",
		    c->argv[1]);
	checked = config_load(c->config->file, true, &problems);
	if (checked)
		t = templates_load(checked->templates_dir, &problems);
	if (checked)
		check_supervised(checked, &problems);
	if (checked)
		(void)programme_usable(checked, &problems, &warnings);
	if (checked)
		check_regions(checked, &problems);
	if (checked)
		check_brain(checked, &problems);
	bad = problems.n > 0;
	for (size_t i = 0; i < problems.n; i++)
		(void)fprintf(stderr, "%s\n", problems.v[i]);
	for (size_t i = 0; i < warnings.n; i++)
		(void)fprintf(stderr, "(注意) %s\n", warnings.v[i]);
	strlist_free(&problems);
	strlist_free(&warnings);
	if (!checked || !t || bad) {
		if (t)
			templates_free(t);
		config_free(checked);
		return cmd_fail(
		    CMD_USAGE, "%s: the daemon would not start", c->config->file);
	}
	(void)printf(
	    "%s: 問題ありません（受信元 %zu）\n", c->config->file, checked->sources_n);
	templates_free(t);
	config_free(checked);
	return CMD_OK;
}

int
cmd_backup(struct cmd *c)
{
	struct store *s;
	struct err e = {0};
	bool ok;

	if (c->argc != 2)
		return cmd_fail(CMD_USAGE, "backup: FILE was expected");
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	ok = store_check(s, &e) && store_backup(s, c->argv[1], &e);
	store_close(s);
	if (!ok)
		return cmd_fail(CMD_SYSTEM, "%s", e.text);
	(void)printf("%s に保存しました\n", c->argv[1]);
	return CMD_OK;
}

int
cmd_purge(struct cmd *c)
{
	const char *dry = NULL;
	const struct cmd_option options[] = {{"dry-run", true, &dry}};
	struct retention_done gone;
	int64_t before;
	struct store *s;
	struct err e = {0};
	int operands;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands) || operands)
		return cmd_fail(CMD_USAGE, "purge: --dry-run or nothing was expected");
	if (!c->config->retention.raw_days) {
		(void)puts("retention.raw_days が 0 のため、何も消しません");
		return CMD_OK;
	}
	before = clock_now() - (int64_t)c->config->retention.raw_days * DAY_SEC;
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	if (!store_begin(s))
		return cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	gone = store_retention(s, before);
	if (dry)
		store_rollback(s);
	else if (!store_commit(s, &e))
		return cmd_fail(CMD_SYSTEM, "%s", e.text);
	(void)printf("終了から%d日を過ぎた案件の元メール %lld通と、報告・アンケート・"
	             "名簿への申込みの原文 %lld件を%s\n",
	    c->config->retention.raw_days, (long long)gone.raw, (long long)gone.words,
	    dry ? "消すことになります" : "消しました");
	store_close(s);
	return CMD_OK;
}

/* A file, or else the name of one of the desk's texts: "ack", "en/ack". */
static char *
template_path(const struct cmd *c, const char *name)
{
	const char *dir = c->config->templates_dir;
	char *path;

	if (access(name, F_OK) == 0 || !dir)
		return xstrdup(name);
	path = xasprintf("%s/%s%s.txt", dir, strchr(name, '/') ? "" : "ja/", name);
	if (access(path, F_OK) != 0) {
		free(path);
		path = xstrdup(name);
	}
	return path;
}

int
cmd_render(struct cmd *c)
{
	const char *data_file = NULL;
	const struct cmd_option options[] = {{"data", false, &data_file}};
	json_t *data = NULL;
	json_error_t je;
	struct err e = {0};
	char *out = NULL, *path;
	int operands;
	bool ok;

	if (!cmd_options(c, options, ARRAY_LEN(options), &operands) || operands != 1)
		return cmd_fail(
		    CMD_USAGE, "render: TEMPLATE [--data FILE.json] was expected");
	if (data_file) {
		data = str_eq(data_file, "-")
		           ? json_loadf(stdin, JSON_DECODE_ANY, &je)
		           : json_load_file(data_file, JSON_DECODE_ANY, &je);
		if (!data)
			return cmd_fail(
			    CMD_USAGE, "%s:%d: %s", data_file, je.line, je.text);
	} else {
		data = json_object();
	}
	path = template_path(c, c->argv[1]);
	ok = template_render_file(path, data, &out, &e);
	free(path);
	json_decref(data);
	if (!ok)
		return cmd_fail(CMD_USAGE, "%s", e.text);
	(void)fputs(out, stdout);
	free(out);
	return CMD_OK;
}

static const char *
closed_name(const struct workdays *w, const struct civil *day, bool *national)
{
	const char *name = holiday_name(day->year, day->month, day->day);
	struct workdays open = *w;
	static const struct strlist none;

	*national = name != NULL;
	if (name)
		return name;
	open.closed = &none;
	return workday(&open, civil_day(day->year, day->month, day->day)) &&
	               !workday(w, civil_day(day->year, day->month, day->day))
	           ? "窓口休業日"
	           : NULL;
}

int
cmd_holidays(struct cmd *c)
{
	struct workdays w = {.closed = &c->config->calendar.closed,
	    .open_hour = c->config->calendar.open_hour,
	    .close_hour = c->config->calendar.close_hour};
	long year;
	int operands;

	if (!cmd_options(c, NULL, 0, &operands) || operands != 1)
		return cmd_fail(CMD_USAGE, "holidays: YEAR was expected");
	if (!cmd_number("holidays", c->argv[1], 1948, 2099, &year))
		return CMD_USAGE;
	for (int64_t day = civil_day((int)year, 1, 1);
	     day < civil_day((int)year + 1, 1, 1); day++) {
		struct civil d = civil_from_day(day);
		bool national;
		const char *name = closed_name(&w, &d, &national);
		char date[16];

		if (!name)
			continue;
		(void)snprintf(date, sizeof(date), "%04d-%02d-%02d", d.year,
		    d.month % 100, d.day % 100);
		if (c->json)
			cmd_print_json(json_pack("{s:s, s:s, s:b}", "date", date, "name",
			    name, "national", national));
		else
			(void)printf("%s（%s） %s\n", date, weekday_ja(d.weekday), name);
	}
	return CMD_OK;
}

int
cmd_states(struct cmd *c)
{
	size_t n;
	const struct case_step *steps = case_steps(&n);
	char *diagram;

	if (c->argc > 1 && str_eq(c->argv[1], "--json")) {
		for (size_t i = 0; i < n; i++)
			cmd_print_json(
			    json_pack("{s:s, s:s, s:s}", "from", steps[i].from, "trigger",
			        trigger_name(steps[i].trigger), "to", steps[i].to));
		return CMD_OK;
	}
	if (c->argc > 1)
		return cmd_fail(CMD_USAGE, "states: unexpected argument %s", c->argv[1]);
	diagram = case_diagram();
	(void)fputs(diagram, stdout);
	free(diagram);
	return CMD_OK;
}
