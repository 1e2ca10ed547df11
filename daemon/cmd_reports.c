/* What was reported of a case's visits, and what the company said at its end, for `case
 * show` and `export`. */
#include "cmd.h"

#include "clock.h"
#include "report_read.h"
#include "store_report.h"
#include "store_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
number_of(const struct visit *visits, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (visits[i].id == id)
			return visits[i].no;
	return 0;
}

json_t *
cmd_reports_json(struct store *s, int64_t case_id)
{
	size_t n, visits_n;
	struct report_row *rows = store_report_list(s, case_id, &n);
	struct visit *visits = store_visit_list(s, case_id, &visits_n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list,
		    json_pack("{s:i, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s}",
		        "visit", number_of(visits, visits_n, rows[i].visit_id), "at",
		        cmd_time(rows[i].at), "state", rows[i].state, "done_on",
		        cmd_text(rows[i].done_on), "done", cmd_text(rows[i].done),
		        "homework", cmd_text(rows[i].homework), "goal_reached",
		        cmd_text(rows[i].goal), "next", cmd_strings(&rows[i].next),
		        "remarks", cmd_text(rows[i].remarks), "text", rows[i].text));
	visits_free(visits, visits_n);
	report_rows_free(rows, n);
	return list;
}

json_t *
cmd_survey_json(struct store *s, int64_t case_id)
{
	struct survey_row r;
	json_t *o;

	if (!store_survey_get(s, case_id, &r))
		return json_null();
	o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s}", "at", cmd_time(r.at),
	    "goal_reached", cmd_text(r.goal), "satisfaction",
	    r.satisfaction ? json_integer(r.satisfaction) : json_null(), "wishes",
	    cmd_text(r.wishes), "comment", cmd_text(r.comment), "text", r.text);
	survey_row_free(&r);
	return o;
}

/* A text of several lines, indented; nothing where there is none. */
static void
print_text(const char *label, const char *text)
{
	struct strlist lines = {0};

	if (str_empty(text))
		return;
	strlist_split(&lines, text, "\r\n");
	for (size_t i = 0; i < lines.n; i++)
		(void)printf("    %s%s\n", i ? "  " : label, lines.v[i]);
	strlist_free(&lines);
}

static const char *
goal_label(const char *goal)
{
	const char *label = report_goal_label(goal);

	return label ? label : "記載なし";
}

static void
print_report(const struct report_row *r, int no)
{
	const char *state = str_eq(r->state, "asked") ? "（専門家に確認中）"
	                    : str_eq(r->state, "corrected") ? "（後の報告で訂正済み）"
	                                                    : "";
	char *at = civil_iso_date(r->at);

	(void)printf("  第%d回 %s受付%s 実施日: %s 目標達成: %s\n", no, at, state,
	    r->done_on ? r->done_on : "記載なし", goal_label(r->goal));
	print_text("内容: ", r->done ? r->done : r->text);
	print_text("宿題: ", r->homework);
	print_text("その他: ", r->remarks);
	free(at);
}

void
cmd_print_reports(struct store *s, int64_t case_id)
{
	size_t n, visits_n;
	struct report_row *rows = store_report_list(s, case_id, &n);
	struct visit *visits = store_visit_list(s, case_id, &visits_n);
	struct survey_row survey;

	if (n)
		(void)puts("--- 報告 ---");
	for (size_t i = 0; i < n; i++)
		print_report(&rows[i], number_of(visits, visits_n, rows[i].visit_id));
	visits_free(visits, visits_n);
	report_rows_free(rows, n);
	if (!store_survey_get(s, case_id, &survey))
		return;
	(void)printf(
	    "--- アンケート ---\n  目標達成: %s 満足度: ", goal_label(survey.goal));
	if (survey.satisfaction)
		(void)printf("%d（5段階）\n", survey.satisfaction);
	else
		(void)puts("記載なし");
	print_text("希望: ", survey.wishes);
	print_text("感想: ", survey.comment);
	survey_row_free(&survey);
}
