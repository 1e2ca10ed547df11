/* Slots of a visit's date, as the operator sees them; `case ask`, `case move`. See cmd.h.
 */
#include "cmd.h"

#include "buf.h"
#include "clock.h"
#include "desk_report.h"
#include "desk_settle.h"
#include "desk_slots.h"
#include "move_trouble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *
answer_json(int answer)
{
	return answer == SLOT_OPEN ? json_null() : json_integer(answer);
}

json_t *
cmd_slots_json(struct store *s, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(s, v->id, 0, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(
		    list, json_pack("{s:i, s:i, s:b, s:o, s:o, s:o, s:o}", "round",
		              slots[i].round, "no", slots[i].no, "open",
		              slots[i].round == v->round, "starts_at",
		              cmd_time(slots[i].starts_at), "ends_at",
		              cmd_time(slots[i].ends_at), "company",
		              answer_json(slots[i].answer[SLOT_COMPANY]), "expert",
		              answer_json(slots[i].answer[SLOT_EXPERT])));
	free(slots);
	return list;
}

static const char *
sign(int answer)
{
	return answer == SLOT_OPEN ? "未" : answer == SLOT_NO ? "×" : "○";
}

void
cmd_print_slots(struct store *s, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(s, v->id, 0, &n);

	for (size_t i = 0; i < n; i++) {
		char *when = civil_ja_datetime(slots[i].starts_at);

		(void)printf("    %s候補%d-%d %s 相談者側%s 専門家%s\n",
		    slots[i].round == v->round ? "→" : "  ", slots[i].round, slots[i].no,
		    when, sign(slots[i].answer[SLOT_COMPANY]),
		    sign(slots[i].answer[SLOT_EXPERT]));
		free(when);
	}
	free(slots);
}

/* The slots that are on the table now. */
static void
print_round(struct store *s, const struct case_row *row, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(s, v->id, v->round, &n);

	for (size_t i = 0; i < n; i++) {
		char *when = civil_ja_datetime(slots[i].starts_at);

		(void)printf(
		    "%s: 第%d回の候補 (%d) %s\n", row->number, v->no, slots[i].no, when);
		free(when);
	}
	free(slots);
}

/* --- case ask --- */

/* Slots that may still be answered: until they are refused or past there is nothing to
 * ask. */
static bool
is_waiting(const struct desk *d, const struct visit *v)
{
	size_t n;
	struct slot *slots = store_slots(d->store, v->id, v->round, &n);
	bool open = false;

	for (size_t i = 0; v->round && i < n; i++)
		open |= slots[i].starts_at > d->now &&
		        slots[i].answer[SLOT_COMPANY] != SLOT_NO &&
		        slots[i].answer[SLOT_EXPERT] != SLOT_NO;
	free(slots);
	return open;
}

static int
ask_visit(struct cmd *c, struct desk *d, struct case_row *row, struct visit *v)
{

	if (desk_visit_over(v) || str_eq(v->state, "cancelled"))
		return cmd_fail(CMD_USAGE, "visit %d is %s", v->no, v->state);
	desk_slots_again(d, row, v);
	if (!c->json && v->round)
		print_round(d->store, row, v);
	return v->round ? CMD_OK
	                : cmd_fail(CMD_NO,
	                      "%s: no day is left that could be proposed "
	                      "for visit %d",
	                      row->number, v->no);
}

/* The next visit that wants a date, reported or not; why there is none to ask for. */
static int
ask_next(struct cmd *c, struct desk *d, struct case_row *row)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, row->id, &n);
	int code = -1;

	for (size_t i = 0; i < n && code < 0; i++) {
		struct visit *v = &rows[i];

		if (desk_visit_over(v) || str_eq(v->state, "cancelled"))
			continue;
		if (is_waiting(d, v))
			code = cmd_fail(CMD_NO,
			    "%s: slots for visit %d are on the table and have not been "
			    "answered by all; --visit %d asks anew",
			    row->number, v->no, v->no);
		else if (desk_visit_dated(v))
			code = cmd_fail(CMD_NO,
			    "%s: visit %d has a date; --visit %d asks for another",
			    row->number, v->no, v->no);
		else
			code = ask_visit(c, d, row, v);
	}
	visits_free(rows, n);
	if (code == CMD_OK)
		desk_report_waive(d, row);
	if (code >= 0)
		return code;
	if (!desk_visit_next(d, row, false, NULL))
		return cmd_fail(CMD_NO, "%s: no visit is left", row->number);
	desk_report_waive(d, row);
	return CMD_OK;
}

int
cmd_ask_slots(struct cmd *c, struct desk *d, struct case_row *row, const char *visit)
{
	struct visit v;
	long no;
	int code;

	if (!row->expert_id || !case_next_state(row->state, TRIGGER_COURSE_DONE))
		return cmd_fail(CMD_USAGE, "%s: no expert has accepted it", row->number);
	if (!visit)
		return ask_next(c, d, row);
	if (!cmd_number("case ask: --visit", visit, 1, 99, &no))
		return CMD_USAGE;
	if (!store_visit_find(d->store, row->id, (int)no, &v))
		return cmd_fail(CMD_USAGE, "%s has no visit %ld yet", row->number, no);
	desk_settle(d, row, SETTLES_DATED, NULL, v.no);
	code = ask_visit(c, d, row, &v);
	visit_free(&v);
	return code;
}

/* --- case move --- */

/* Several phrases as one. Owned. */
static char *
joined(const struct strlist *list, const char *between)
{
	struct buf out = {0};

	for (size_t i = 0; i < list->n; i++)
		buf_addf(&out, "%s%s", i ? between : "", list->v[i]);
	return buf_steal(&out);
}

static char *
troubles(struct desk *d, const struct case_row *row, const struct visit *v, int64_t at,
    const char *lang)
{
	struct strlist list = {0};
	char *text;

	move_troubles(d, row, v, at, lang, &list);
	text = list.n ? joined(&list, str_eq(lang, "en") ? "; " : "。") : NULL;
	strlist_free(&list);
	return text;
}

static void
note_despite(struct desk *d, struct case_row *row, const struct visit *v, int64_t at,
    const char *despite)
{
	char *why = troubles(d, row, v, at, "ja"), *when = civil_ja_datetime(at);

	desk_event(d, row, "despite", false, "担当者が第%d回を%sに移しました（%s）: %s",
	    v->no, when, why, despite);
	free(when);
	free(why);
}

static int
move(struct desk *d, struct case_row *row, struct visit *v, int64_t at,
    const char *despite)
{
	char *why = troubles(d, row, v, at, "en");

	if (why && !despite) {
		(void)cmd_fail(CMD_NO,
		    "%s: %s; with --despite REASON the visit is moved all the same",
		    row->number, why);
		free(why);
		return CMD_NO;
	}
	if (why)
		note_despite(d, row, v, at, despite);
	free(why);
	desk_visit_move(d, row, v, at);
	desk_settle(d, row, SETTLES_DATED, NULL, v->no);
	return CMD_OK;
}

int
cmd_move_visit(struct desk *d, struct case_row *row, const struct move_wish *wish)
{
	struct visit v;
	int64_t at;
	long no;
	int code;

	if (!wish->visit || !wish->at ||
	    !cmd_number("case move: --visit", wish->visit, 1, 99, &no))
		return cmd_fail(
		    CMD_USAGE, "case move: --visit K --at 2026-12-01T13:30 expected");
	if (!civil_parse_iso(wish->at, &at) || !strchr(wish->at, 'T') || at <= d->now)
		return cmd_fail(CMD_USAGE,
		    "case move: --at %s: a time to come was expected, as "
		    "2026-12-01T13:30",
		    wish->at);
	if (wish->despite && !*wish->despite)
		return cmd_fail(CMD_USAGE, "case move: --despite wants a reason");
	if (!store_visit_find(d->store, row->id, (int)no, &v))
		return cmd_fail(CMD_USAGE, "%s has no visit %ld", row->number, no);
	if (desk_visit_dated(&v) || str_eq(v.state, "asked"))
		code = move(d, row, &v, at, wish->despite);
	else
		code = cmd_fail(CMD_USAGE, "visit %d is %s", v.no, v.state);
	visit_free(&v);
	return code;
}
