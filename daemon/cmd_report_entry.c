/*
 * `case report`: the operator enters the report of a visit that the expert gave by
 * telephone, or in a mail that the desk could not act upon. It does what the mail would
 * have done. See cmd.h.
 */
#include "cmd.h"

#include "clock.h"
#include "desk_report.h"

#include <stdlib.h>
#include <string.h>

enum { DATE_LEN = 10 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

/* CMD_OK with the day in *day. */
static int
read_day(const struct desk *d, const char *text, int64_t *day)
{
	int64_t t;

	if (!text || strlen(text) != DATE_LEN || !civil_parse_iso(text, &t))
		return cmd_fail(CMD_USAGE,
		    "case report: --done %s: the day of the visit was expected, as "
		    "2026-12-01",
		    text ? text : "");
	*day = day_of(t);
	if (*day > day_of(d->now))
		return cmd_fail(
		    CMD_USAGE, "case report: --done %s is still to come", text);
	return CMD_OK;
}

static int
find_visit(struct desk *d, const struct case_row *row, const char *no, struct visit *v)
{
	long number;
	int code;

	if (!cmd_number("case report: the visit", no, 1, 99, &number))
		return CMD_USAGE;
	if (!store_visit_find(d->store, row->id, (int)number, v))
		return cmd_fail(CMD_NO, "%s has no visit %ld yet", row->number, number);
	if (!str_eq(v->state, "asked") && !str_eq(v->state, "cancelled") &&
	    v->starts_at <= d->now)
		return CMD_OK;
	code = cmd_fail(CMD_NO, "%s: visit %d has not taken place (%s)", row->number,
	    v->no, v->state);
	visit_free(v);
	return code;
}

static void
note_entry(struct desk *d, const struct case_row *row, const struct visit *v)
{
	desk_event(d, row, "entered", false,
	    "第%d回の報告を担当者が入力しました（入力者 %s）", v->no, cmd_login());
}

static void
take(struct desk *d, struct case_row *row, struct visit *v,
    const struct report_options *o, int64_t day)
{
	struct report_said said = {
	    .done_day = day, .goal = report_known_goal(o->goal), .entered = true};
	struct report_row report = {.visit_id = v->id,
	    .at = d->now,
	    .done_on = xstrdup(o->done),
	    .goal = xstrdup_null(said.goal),
	    .homework = xstrdup_null(o->homework),
	    .remarks = xstrdup_null(o->note),
	    .text = xstrdup("")};
	bool homework;

	note_entry(d, row, v);
	homework = desk_report_take(d, row, v, &report, &said);
	desk_report_follow(d, row, v, &report, &said, homework);
	report_row_free(&report);
}

int
cmd_report_entry(struct desk *d, struct case_row *row, const char *visit,
    const struct report_options *o)
{
	struct visit v;
	int64_t day = 0;
	int code = read_day(d, o->done, &day);

	if (code != CMD_OK)
		return code;
	if (!report_known_goal(o->goal))
		return cmd_fail(
		    CMD_USAGE, "case report: --goal yes, partly or no was expected");
	code = find_visit(d, row, visit, &v);
	if (code != CMD_OK)
		return code;
	take(d, row, &v, o, day);
	visit_free(&v);
	return CMD_OK;
}
