/* `madoguchi case assign`: the operator's choice instead of the desk's. See cmd.h. */
#include "cmd.h"

#include "buf.h"

static char *
in_words(const struct strlist *broken)
{
	struct buf words = {0};

	for (size_t i = 0; i < broken->n; i++)
		buf_addf(&words, "%s%s", i ? "、" : "", broken->v[i]);
	return buf_steal(&words);
}

/* The operator may choose one whom the rules leave out, but knowingly: what is broken
 * stands in the case's history. */
int
cmd_check_rules(struct desk *d, const struct case_row *row, const struct expert *e,
    const struct offer *own, const char *despite, struct strlist *reasons)
{
	struct strlist broken = {0};
	char *words;
	int code = CMD_OK;

	desk_broken_rules(d, row, e, own, &broken);
	words = in_words(&broken);
	if (broken.n && !despite)
		code = cmd_fail(CMD_NO,
		    "%s: %s breaks hard rules: %s; with --despite REASON the case is "
		    "given to this expert all the same",
		    row->number, e->registration_no, words);
	else if (despite)
		desk_event(d, row, "despite", false,
		    "登録番号%sの%s氏を、条件にかかわらず指名: %s（%s）",
		    e->registration_no, e->name, despite,
		    broken.n ? words : "満たさない条件はありません");
	for (size_t i = 0; reasons && i < broken.n; i++)
		strlist_add(reasons, broken.v[i]);
	free(words);
	strlist_free(&broken);
	return code;
}

static void
end_current(struct desk *d, struct case_row *row)
{
	static const char why[] = "担当者が別の専門家を選びました";

	if (!str_eq(row->state, "offered") || desk_offers_live(d, row) == 0)
		return;
	desk_offers_end(d, row, 0, why, "offer_recalled");
	(void)desk_move(d, row, TRIGGER_OFFER_OVER, why);
}

static int
put_to(struct desk *d, struct case_row *row, const struct expert *e,
    const struct strlist *reasons)
{
	end_current(d, row);
	if (!case_next_state(row->state, TRIGGER_OFFER_MADE))
		return cmd_fail(CMD_USAGE,
		    "%s: a case in state %s cannot be offered; only one in review, "
		    "incident, matching, offered or no_expert",
		    row->number, row->state);
	if (!desk_offer_to(d, row, e, 0, reasons))
		return cmd_fail(CMD_USAGE,
		    "%s: %s was asked for this case before; nobody is asked twice",
		    row->number, e->registration_no);
	return CMD_OK;
}

int
cmd_assign(struct desk *d, struct case_row *row, const char *regno, const char *despite)
{
	struct strlist reasons = {0};
	struct expert e;
	int code;

	if (despite && !*despite)
		return cmd_fail(CMD_USAGE, "case assign: --despite wants a reason");
	if (!store_expert_find(d->store, regno, d->now, &e))
		return cmd_fail(CMD_NO, "no expert with registration number %s", regno);
	strlist_add(&reasons, "担当者の指名");
	code = cmd_check_rules(d, row, &e, NULL, despite, &reasons);
	if (code == CMD_OK)
		code = put_to(d, row, &e, &reasons);
	strlist_free(&reasons);
	expert_free(&e);
	return code;
}
