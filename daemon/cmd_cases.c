/* `madoguchi case`: the operator's deeds. See cmd.h. */
#include "cmd.h"

#include "case_intake.h"
#include "clock.h"
#include "desk_settle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
cmd_case_find(struct store *s, const char *number, struct case_row *out)
{
	if (store_case_find(s, number, out))
		return true;
	(void)cmd_fail(CMD_NO, "no case %s", number);
	return false;
}

char *
cmd_case_number(struct store *s, int64_t case_id)
{
	struct case_row row;
	char *number;

	if (!case_id || !store_case_get(s, case_id, &row))
		return NULL;
	number = xstrdup(row.number);
	case_row_free(&row);
	return number;
}

struct deed_options {
	const char *why, *visit, *at, *despite, *file, *expert, *silent, *dry;
	struct report_options report;
};

static int
deed_approve(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	(void)c;
	(void)o;
	(void)intake_approve(d, row);
	return CMD_OK;
}

static int
deed_assign(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	return cmd_assign(d, row, c->argv[3], o->despite);
}

static int
deed_accept(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	return cmd_accept(d, row, c->argv[3], o->despite);
}

static int
deed_decline(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	(void)o;
	return cmd_decline(d, row, c->argv[3], c->argv[4]);
}

static int
deed_close(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	const char *why = o->why ? o->why : "担当者が終了しました";

	(void)c;
	if (!case_next_state(row->state, TRIGGER_CLOSED))
		return cmd_fail(CMD_USAGE, "%s: is %s already", row->number, row->state);
	if (o->silent)
		desk_end_silently(d, row, TRIGGER_CLOSED, why);
	else
		desk_close_case(d, row, why);
	return CMD_OK;
}

static int
deed_withdraw(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	const char *why = o->why ? o->why : "担当者が取下げを記録しました";

	(void)c;
	if (!case_next_state(row->state, TRIGGER_WITHDRAWN))
		return cmd_fail(CMD_USAGE, "%s: is %s already", row->number, row->state);
	if (o->silent)
		desk_end_silently(d, row, TRIGGER_WITHDRAWN, why);
	else
		desk_withdraw(d, row, why);
	return CMD_OK;
}

static int
deed_move(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	(void)c;
	return cmd_move_visit(d, row,
	    &(struct move_wish){.visit = o->visit, .at = o->at, .despite = o->despite});
}

static int
deed_replace(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	struct expert e;
	bool known;

	(void)c;
	if (!case_next_state(row->state, TRIGGER_EXPERT_GONE))
		return cmd_fail(CMD_USAGE, "%s: no expert has accepted it", row->number);
	known = desk_case_expert(d, row, &e);
	desk_expert_gone(d, row, o->why ? o->why : "担当者が専門家を替えます");
	if (known) {
		(void)desk_write(d, &(struct letter){.template_name = "expert_replaced",
		                        .c = row,
		                        .party = PARTY_EXPERT,
		                        .expert = &e});
		expert_free(&e);
	}
	return CMD_OK;
}

static int
deed_search(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	(void)c;
	(void)o;
	if (!case_next_state(row->state, TRIGGER_SEARCH_AGAIN))
		return cmd_fail(CMD_USAGE,
		    "%s: only a case in no_expert is searched for again", row->number);
	(void)desk_move(d, row, TRIGGER_SEARCH_AGAIN, "担当者がもう一度探します");
	desk_offer_next(d, row);
	return CMD_OK;
}

static int
deed_reopen(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	struct expert e;

	(void)c;
	if (!case_next_state(row->state, TRIGGER_REOPENED))
		return cmd_fail(
		    CMD_USAGE, "%s: is %s, not ended", row->number, row->state);
	if (desk_case_expert(d, row, &e)) {
		desk_expert_release(d, row, &e, "再開のため");
		expert_free(&e);
	}
	row->closed_at = 0;
	set_str(&row->outcome, NULL);
	(void)desk_move(
	    d, row, TRIGGER_REOPENED, o->why ? o->why : "担当者が再開しました");
	return CMD_OK;
}

static int
deed_ask(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	return cmd_ask_slots(c, d, row, o->visit);
}

static int
deed_report(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	return cmd_report_entry(d, row, c->argv[3], &o->report);
}

static const struct {
	const char *word;
	int operands; /* besides word and case number */
	int (*run)(struct cmd *c, struct desk *d, struct case_row *row,
	    const struct deed_options *o);
} deeds[] = {
    {"approve", 0, deed_approve},
    {"assign", 1, deed_assign},
    {"accept", 1, deed_accept},
    {"decline", 2, deed_decline},
    {"close", 0, deed_close},
    {"withdraw", 0, deed_withdraw},
    {"move", 0, deed_move},
    {"ask", 0, deed_ask},
    {"report", 1, deed_report},
    {"replace", 0, deed_replace},
    {"search", 0, deed_search},
    {"reopen", 0, deed_reopen},
};

/* What became of the case, and the mails: to whom, what, when. */
static void
say(const struct cmd *c, struct desk *d, int64_t id, const char *state_before,
    struct mail_list *before)
{
	struct case_row now;

	if (!c->json && store_case_get(d->store, id, &now)) {
		bool same = str_eq(state_before, now.state);

		(void)printf("%s: %s%s%s\n", now.number, case_state_label(state_before),
		    same ? "" : " → ", same ? "のまま" : case_state_label(now.state));
		case_row_free(&now);
	}
	cmd_mails_say(c, d->store, before);
}

static int
run_deed(struct cmd *c, size_t index, const char *number, const struct deed_options *o)
{
	struct desk d;
	struct case_row row;
	struct mail_list before;
	char *state;
	int code;

	if (!cmd_can_write(c, "case"))
		return CMD_USAGE;
	if (!cmd_desk_begin(c, &d))
		return CMD_SYSTEM;
	if (!cmd_case_find(d.store, number, &row))
		return cmd_desk_end(c, &d, CMD_NO);
	cmd_mails_before(d.store, &before);
	state = xstrdup(row.state);
	code = deeds[index].run(c, &d, &row, o);
	if (code == CMD_OK)
		say(c, &d, row.id, state, &before);
	free(before.v);
	free(state);
	case_row_free(&row);
	if (o->dry && code == CMD_OK) {
		if (!c->json)
			(void)puts("（--dry-run: 何も変えていません）");
		return cmd_desk_undo(c, &d);
	}
	return cmd_desk_end(c, &d, code);
}

static bool
known_word(const char *word)
{
	bool known = str_eq(word, "show") || str_eq(word, "answer");

	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		known = known || str_eq(deeds[i].word, word);
	return known;
}

static int
unknown_word(const char *word)
{
	struct strlist names = {0};

	strlist_add(&names, "show");
	strlist_add(&names, "answer");
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		strlist_add(&names, deeds[i].word);
	(void)cmd_unknown("case", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

int
cmd_case(struct cmd *c)
{
	struct deed_options o = {0};
	const struct cmd_option options[] = {{"why", false, &o.why},
	    {"visit", false, &o.visit}, {"at", false, &o.at},
	    {"despite", false, &o.despite}, {"file", false, &o.file},
	    {"expert", false, &o.expert}, {"silent", true, &o.silent},
	    {"dry-run", true, &o.dry}, {"done", false, &o.report.done},
	    {"goal", false, &o.report.goal}, {"homework", false, &o.report.homework},
	    {"note", false, &o.report.note}};
	int n, code = CMD_OK;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (n == 2 && str_eq(c->argv[1], "show"))
		return cmd_case_show(c, c->argv[2]);
	if ((n == 2 || n == 3) && str_eq(c->argv[1], "answer"))
		return cmd_answer(
		    c, c->argv[2], n == 3 ? c->argv[3] : NULL, o.file, o.expert);
	for (size_t i = 0; n >= 2 && i < ARRAY_LEN(deeds); i++) {
		if (!str_eq(c->argv[1], deeds[i].word))
			continue;
		if (n != 2 + deeds[i].operands && deeds[i].run != deed_approve)
			break;
		code = run_deed(c, i, c->argv[2], &o);
		/* One number that is wrong does not keep the others waiting. */
		for (int k = 3; deeds[i].run == deed_approve && k <= n; k++) {
			int other = run_deed(c, i, c->argv[k], &o);

			code = other > code ? other : code;
		}
		return code;
	}
	if (n >= 1 && !known_word(c->argv[1]))
		return unknown_word(c->argv[1]);
	return cmd_fail(CMD_USAGE, "case: show N, approve N…, assign N REGNO, "
	                           "answer N TEXT, accept N REGNO, "
	                           "decline N REGNO REASON, close N, "
	                           "withdraw N, move N, ask N, "
	                           "report N VISIT, replace N, "
	                           "search N or reopen N was expected");
}
