/* `madoguchi case`: the operator's deeds. See cmd.h. */
#include "cmd.h"

#include "case_intake.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>

bool
cmd_case_find(struct store *s, const char *number, struct case_row *out)
{
	if (store_case_find(s, number, out))
		return true;
	(void)cmd_fail(CMD_NO, "no case %s", number);
	return false;
}

struct deed_options {
	const char *why, *visit, *at, *despite, *file, *expert, *silent;
};

static int
deed_approve(
    struct cmd *c, struct desk *d, struct case_row *row, const struct deed_options *o)
{
	int64_t n = desk_approve(d, row);

	(void)o;
	if (str_eq(row->state, "review")) {
		/* What comes up from now on waits for the operator again. */
		(void)store_event_close(d->store, 0, row->id);
		intake_understood(d, row, "担当者が内容を確認しました");
	}
	if (!c->json)
		(void)printf("%s: 承認（メール %lld通を送信待ちに移しました）\n",
		    row->number, (long long)n);
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
	struct visit v;
	int64_t at;
	long no;

	(void)c;
	if (!o->visit || !o->at ||
	    !cmd_number("case move: --visit", o->visit, 1, 99, &no))
		return cmd_fail(
		    CMD_USAGE, "case move: --visit K --at 2026-12-01T13:30 expected");
	if (!civil_parse_iso(o->at, &at) || !strchr(o->at, 'T') || at <= d->now)
		return cmd_fail(CMD_USAGE,
		    "case move: --at %s: a time to come was expected, as "
		    "2026-12-01T13:30",
		    o->at);
	if (!store_visit_find(d->store, row->id, (int)no, &v))
		return cmd_fail(CMD_USAGE, "%s has no visit %ld", row->number, no);
	if (str_eq(v.state, "proposed") || str_eq(v.state, "fixed") ||
	    str_eq(v.state, "asked")) {
		desk_visit_move(d, row, &v, at);
		visit_free(&v);
		return CMD_OK;
	}
	no = cmd_fail(CMD_USAGE, "visit %d is %s", v.no, v.state);
	visit_free(&v);
	return (int)no;
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
	(void)c;
	return cmd_ask_slots(d, row, o->visit);
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
    {"replace", 0, deed_replace},
    {"search", 0, deed_search},
    {"reopen", 0, deed_reopen},
};

static int
run_deed(struct cmd *c, size_t index, const char *number, const struct deed_options *o)
{
	struct desk d;
	struct case_row row;
	int code;

	if (!cmd_can_write(c, "case"))
		return CMD_USAGE;
	if (!cmd_desk_begin(c, &d))
		return CMD_SYSTEM;
	if (!cmd_case_find(d.store, number, &row))
		return cmd_desk_end(c, &d, CMD_NO);
	code = deeds[index].run(c, &d, &row, o);
	case_row_free(&row);
	return cmd_desk_end(c, &d, code);
}

int
cmd_case(struct cmd *c)
{
	struct deed_options o = {0};
	const struct cmd_option options[] = {{"why", false, &o.why},
	    {"visit", false, &o.visit}, {"at", false, &o.at},
	    {"despite", false, &o.despite}, {"file", false, &o.file},
	    {"expert", false, &o.expert}, {"silent", true, &o.silent}};
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
	return cmd_fail(CMD_USAGE, "case: show N, approve N…, assign N REGNO, "
	                           "answer N TEXT, accept N REGNO, "
	                           "decline N REGNO REASON, close N, "
	                           "withdraw N, move N, ask N, replace N, "
	                           "search N or reopen N was expected");
}
