/*
 * Commands of the operators' channel, as one table of deeds. Each does what its command
 * line does, by the same functions of the desk, and says in a few lines what came of it.
 * See oproom.h.
 */
#include "oproom_say.h"

#include "case_intake.h"
#include "clock.h"
#include "desk_settle.h"
#include "desk_status.h"
#include "store_inbox.h"
#include "store_oproom.h"

#include <stdlib.h>

enum { SHORT_MOST = 5 };

struct deed {
	struct op_say say;
	const char *who; /* for the record */
	const struct op_command *command;
	struct case_row *about;
};

/* --- which case --- */

static void
ask_back(struct op_say *o, const char *number, const int64_t *ids, size_t n)
{
	struct case_row c;

	OP_ADD(o, "%s 番の案件は複数あります。年から書いてください。\n",
	    "Several cases have the number %s. Please write it with its year.\n", number);
	for (size_t i = 0; i < n && i < SHORT_MOST; i++)
		if (store_case_get(o->d->store, ids[i], &c)) {
			OP_ADD(
			    o, "・%s %s\n", "- %s %s\n", c.number, op_state(o, c.state));
			case_row_free(&c);
		}
}

/* False: it was said why not. */
static bool
find_case(struct op_say *o, const char *number, struct case_row *c)
{
	int64_t *ids;
	size_t n;
	bool found;

	if (!op_number_is_short(number)) {
		found = store_case_find(o->d->store, number, c);
		n = found;
		ids = NULL;
	} else {
		ids = store_cases_numbered(o->d->store, strtoll(number, NULL, 10), &n);
		found = n == 1 && store_case_get(o->d->store, ids[0], c);
	}
	if (n > 1)
		ask_back(o, number, ids, n);
	else if (!found)
		OP_ADD(
		    o, "案件 %s は見当たりません。\n", "There is no case %s.\n", number);
	free(ids);
	return found;
}

static void
record(struct deed *deed, const struct case_row *c, const char *what)
{
	desk_event(deed->say.d, c, "operator", false, "担当者（%s）が操作しました: %s",
	    deed->who, what);
}

/* --- 状況 --- */

static const struct {
	const char *flag, *ja, *en;
} stages[] = {
    {"asked", "専門家の回答を待っています", "Waits for an expert's answer"},
    {"discussing", "専門家の質問・条件を確かめています",
        "An expert's questions are open"},
    {"as_proposed", "次の訪問は候補日の段階です", "The next visit is a proposal"},
    {"waits_both", "企業と専門家の回答を待っています",
        "Waits for the company and the expert"},
    {"waits_company", "企業の回答を待っています", "Waits for the company"},
    {"waits_expert", "専門家の回答を待っています", "Waits for the expert"},
    {"waits_desk", "窓口が次の手続きを進めます", "The desk has to go on"},
    {"waits_report", "実施報告を待っています", "Waits for a report"},
};

static const struct {
	const char *name, *ja, *en;
} moments[] = {
    {"due", "回答期限", "Answer due"},
    {"next", "次の訪問", "Next visit"},
    {"ended", "終了", "Ended"},
};

static void
add_stage(struct op_say *o, const json_t *status)
{
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (json_object_get(status, stages[i].flag))
			OP_ADD(o, "・%s\n", "- %s\n",
			    op_word(o, stages[i].ja, stages[i].en));
	for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
		const char *at =
		    json_string_value(json_object_get(status, moments[i].name));

		if (at)
			OP_ADD(o, "・%s %s\n", "- %s: %s\n",
			    op_word(o, moments[i].ja, moments[i].en), at);
	}
}

/* What waits for the operator in it, and the command. */
static void
add_waiting(struct op_say *o, const struct case_row *c)
{
	size_t n, open = 0;
	struct event_row *events = store_event_list(o->d->store, c->id, &n);
	struct outbox_row *held;

	for (size_t i = 0; i < n; i++)
		open += events[i].open;
	event_rows_free(events, n);
	if (open)
		OP_ADD(o, "・担当者の判断待ち %zu件（確認待ち）\n",
		    "- %zu waiting for an operator (review)\n", open);
	held = store_outbox_list(o->d->store, c->id, "held", &n);
	outbox_rows_free(held, n);
	if (n)
		OP_ADD(o, "・承認待ちのメール %zu通（承認 %s）\n",
		    "- %zu mails are held (approve %s)\n", n, c->number);
	else if (str_eq(c->state, "review"))
		OP_ADD(o, "・承認で先に進みます（承認 %s）\n",
		    "- goes on when it is approved (approve %s)\n", c->number);
}

static void
do_status(struct deed *deed)
{
	struct op_say *o = &deed->say;
	struct case_row view;
	json_t *status;

	if (!find_case(o, deed->command->args.v[0], deed->about))
		return;
	view = *deed->about;
	(void)snprintf(view.lang, sizeof(view.lang), "%s", o->english ? "en" : "ja");
	status = desk_status_data(o->d, &view);
	OP_ADD(o, "案件 %s: %s%s\n", "Case %s: %s%s\n", view.number,
	    op_state(o, view.state),
	    view.incident ? op_word(o, "（インシデント）", " (incident)") : "");
	if (o->names && view.company)
		OP_ADD(o, "・%s %s\n", "- %s %s\n", view.company,
		    view.contact ? view.contact : "");
	add_stage(o, status);
	add_waiting(o, &view);
	json_decref(status);
}

/* --- 承認 --- */

/* What was held and goes now, and what is new. */
static void
add_released(struct op_say *o, const struct outbox_row *held, size_t held_n,
    const struct case_row *c, int64_t last)
{
	size_t n, told = 0;
	struct outbox_row now, *rows = store_outbox_after(o->d->store, last, &n);

	for (size_t i = 0; i < held_n; i++) {
		if (!store_outbox_get(o->d->store, held[i].id, &now))
			continue;
		if (!str_eq(now.state, "held")) {
			told++;
			OP_ADD(o, "・%s ", "- %s ",
			    str_eq(now.state, "cancelled")
			        ? op_word(
			              o, "送らず取り消し", "called off, as it is over")
			        : op_word(o, "送信", "goes"));
			op_add_mail(o, &now);
			buf_addc(&o->b, '\n');
		}
		outbox_row_free(&now);
	}
	for (size_t i = 0; i < n; i++) {
		if (rows[i].case_id != c->id || str_eq(rows[i].state, "cancelled") ||
		    str_starts(rows[i].template_name, "chat/operator_"))
			continue;
		told++;
		OP_ADD(o, "・%s ", "- %s ",
		    str_eq(rows[i].state, "held")
		        ? op_word(o, "新しく承認待ち", "new, and held")
		        : op_word(o, "送信", "goes"));
		op_add_mail(o, &rows[i]);
		buf_addc(&o->b, '\n');
	}
	outbox_rows_free(rows, n);
	if (!told)
		OP_ADD(o, "%s\n", "%s\n",
		    op_word(o, "・送るメールはありません", "- there is no mail to send"));
}

static void
approve(struct deed *deed, struct case_row *c)
{
	struct op_say *o = &deed->say;
	int64_t last = store_outbox_last(o->d->store);
	char *before = xstrdup(c->state);
	struct case_row now;
	size_t n;
	struct outbox_row *held = store_outbox_list(o->d->store, c->id, "held", &n);

	if (!n && !str_eq(c->state, "review")) {
		OP_ADD(o, "案件 %s に承認待ちのものはありません（%s）。\n",
		    "Nothing of case %s waits for approval (%s).\n", c->number,
		    op_state(o, c->state));
	} else {
		record(deed, c, "承認");
		(void)intake_approve(o->d, c);
		OP_ADD(o, "承認しました。案件 %s: %s", "Approved. Case %s: %s", c->number,
		    op_state(o, before));
		if (store_case_get(o->d->store, c->id, &now)) {
			if (!str_eq(now.state, before))
				OP_ADD(o, " → %s", " → %s", op_state(o, now.state));
			case_row_free(&now);
		}
		buf_addc(&o->b, '\n');
		add_released(o, held, n, c, last);
	}
	outbox_rows_free(held, n);
	free(before);
}

/* What cannot be done of several keeps none of the others back. */
static void
do_approve(struct deed *deed)
{
	const struct strlist *args = &deed->command->args;

	for (size_t i = 0; i < args->n; i++) {
		struct case_row c;

		if (!find_case(&deed->say, args->v[i], &c))
			continue;
		approve(deed, &c);
		if (args->n == 1)
			*deed->about = c;
		else
			case_row_free(&c);
	}
}

/* --- 確認待ち --- */

static void
do_review(struct deed *deed)
{
	op_review(&deed->say);
}

static bool
done(struct desk *d, char sign, int64_t id)
{
	(void)sign;
	return store_event_close(d->store, id, 0) > 0;
}

static bool
retry(struct desk *d, char sign, int64_t id)
{
	(void)sign;
	return store_inbox_retry(d->store, id);
}

static bool
drop(struct desk *d, char sign, int64_t id)
{
	(void)sign;
	return store_inbox_drop(d->store, id, d->now);
}

static bool
ignore(struct desk *d, char sign, int64_t id)
{
	struct event_row event;

	if (sign == 'e') {
		if (!store_event_get(d->store, id, &event))
			return false;
		id = event.inbox_id;
		event_row_free(&event);
	}
	return id && desk_ignore(d->store, id, d->now);
}

static void
settle(struct deed *deed, bool (*act)(struct desk *d, char sign, int64_t id),
    const char *ja, const char *en)
{
	struct op_say *o = &deed->say;
	const struct strlist *args = &deed->command->args;

	for (size_t i = 0; i < args->n; i++) {
		const char *ref = args->v[i];
		char *what = xasprintf("確認待ち %s %s", ja, ref);

		if (act(o->d, ref[0], strtoll(ref + 1, NULL, 10))) {
			record(deed, NULL, what);
			OP_ADD(o, "%s: %s\n", "%s: %s\n", ref, op_word(o, ja, en));
		} else {
			OP_ADD(o, "%s は、いま待っているものにありません。\n",
			    "%s is not among what waits now.\n", ref);
		}
		free(what);
	}
}

static void
do_done(struct deed *deed)
{
	settle(deed, done, "対応済みにしました", "is dealt with");
}

static void
do_retry(struct deed *deed)
{
	settle(deed, retry, "もう一度読みます", "will be read once more");
}

static void
do_drop(struct deed *deed)
{
	settle(deed, drop, "読むのをやめました", "is given up");
}

static void
do_ignore(struct deed *deed)
{
	settle(deed, ignore, "何もしません（記録は残ります）",
	    "nothing follows from it (it stays on record)");
}

/* --- the others --- */

static void
do_cases(struct deed *deed)
{
	op_cases(&deed->say);
}

static void
do_outbox(struct deed *deed)
{
	op_outbox(&deed->say);
}

static void
do_help(struct deed *deed)
{
	struct op_say *o = &deed->say;
	const char *line;

	if (deed->command->kind == OP_UNCLEAR)
		OP_ADD(o, "%s\n", "%s\n",
		    op_word(o, "読み取れませんでした。次のように書いてください。",
		        "This was not understood. These are the commands:"));
	for (size_t i = 0; (line = op_help(i, o->english)); i++)
		OP_ADD(o, "・%s\n", "- %s\n", line);
}

static void (*const deeds[OP_VERBS])(struct deed *deed) = {
    [OP_STATUS] = do_status,
    [OP_APPROVE] = do_approve,
    [OP_REVIEW] = do_review,
    [OP_REVIEW_DONE] = do_done,
    [OP_REVIEW_RETRY] = do_retry,
    [OP_REVIEW_DROP] = do_drop,
    [OP_REVIEW_IGNORE] = do_ignore,
    [OP_CASES] = do_cases,
    [OP_OUTBOX] = do_outbox,
    [OP_HELP] = do_help,
};

char *
oproom_do(struct desk *d, const struct op_command *command, const char *who,
    struct case_row *about)
{
	struct deed deed = {
	    .say = {.d = d,
	        .english = oproom_english(d),
	        .names = d->config->operator_channel.members_only},
	    .who = who,
	    .command = command,
	    .about = about,
	};
	const char *actor = d->actor;

	case_row_init(about);
	d->actor = "operator";
	if (command->kind == OP_COMMAND)
		deeds[command->verb](&deed);
	else
		do_help(&deed);
	d->actor = actor;
	return str_trim(buf_steal(&deed.say.b));
}
