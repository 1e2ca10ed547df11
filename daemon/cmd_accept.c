/*
 * `case accept` and `case decline`: an expert's answer that the operator enters, given by
 * telephone, or by a mail that the desk could not act upon. It does what the mail would
 * have done, by the same rules. See cmd.h.
 */
#include "cmd.h"

#include "buf.h"
#include "desk_settle.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- who enters it --- */

enum { LOGIN_BYTES_MAX = 32 };

static bool
is_login(const char *name)
{
	size_t n = name ? strlen(name) : 0;

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("._-@", name[i]))
			return false;
	return n > 0 && n <= LOGIN_BYTES_MAX;
}

const char *
cmd_login(void)
{
	const char *sudo = getenv("SUDO_USER");
	const struct passwd *own;

	if (is_login(sudo))
		return sudo;
	own = getpwuid(getuid());
	return own && is_login(own->pw_name) ? own->pw_name : "不明";
}

/* --- what is meant --- */

/* CMD_OK with the expert and the offer that was made to him; else a message was printed.
 */
static int
find(struct desk *d, const struct case_row *row, const char *regno, struct expert *e,
    struct offer *o)
{
	size_t n;
	struct offer *rows;
	int64_t id = 0;

	if (!store_expert_find(d->store, regno, d->now, e))
		return cmd_fail(CMD_NO, "no expert with registration number %s", regno);
	rows = store_offer_list(d->store, row->id, &n);
	for (size_t i = 0; i < n; i++)
		if (rows[i].expert_id == e->id)
			id = rows[i].id;
	offers_free(rows, n);
	if (id && store_offer_get(d->store, id, o))
		return CMD_OK;
	expert_free(e);
	return cmd_fail(CMD_NO,
	    "%s: %s was not asked; `case assign` puts it to an expert", row->number,
	    regno);
}

/* --- a yes --- */

static const char *
offer_state_label(const char *state)
{
	static const struct {
		const char *state, *label;
	} labels[] = {
	    {"open", "回答待ち"},
	    {"conditional", "条件・質問への回答待ち"},
	    {"lapsed", "期限切れ"},
	    {"declined", "辞退済み"},
	    {"bounced", "不達"},
	    {"cancelled", "取消済み"},
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].state, state))
			return labels[i].label;
	return state;
}

static int
still_to_be_had(const struct case_row *row, const struct offer *o, const struct expert *e)
{
	if (str_eq(o->state, "accepted"))
		return cmd_fail(CMD_NO, "%s: %s has accepted it already", row->number,
		    e->registration_no);
	if (row->expert_id)
		return cmd_fail(CMD_NO,
		    "%s: another expert has accepted it; `case replace` comes first",
		    row->number);
	if (!case_next_state(row->state, TRIGGER_ACCEPTED))
		return cmd_fail(CMD_USAGE,
		    "%s: a case in state %s cannot be accepted; only one in matching, "
		    "offered or no_expert",
		    row->number, row->state);
	return CMD_OK;
}

/* Whoever enters a yes sees what was passed over when this expert was chosen
 * (`case assign --despite`): the rules do not ask it again. */
static void
recall_despite(struct desk *d, const struct case_row *row, const struct offer *o,
    const struct expert *e)
{
	json_t *reasons = json_loads(o->reasons, 0, NULL);
	struct buf words = {0};

	for (size_t i = 0; i < json_array_size(reasons); i++) {
		const char *reason = json_string_value(json_array_get(reasons, i));

		if (str_starts(reason, "×"))
			buf_addf(&words, "%s%s", words.len ? "、" : "", reason);
	}
	if (words.len) {
		desk_event(d, row, "despite", false,
		    "登録番号%sの%s氏の承諾は、指名のときに承知した条件のまま受けます: "
		    "%s",
		    e->registration_no, e->name, buf_str(&words));
		(void)printf("注意: %s氏は指名のときから次の条件を満たしていません: %s\n",
		    e->name, buf_str(&words));
	}
	buf_free(&words);
	json_decref(reasons);
}

static int
accept_it(struct desk *d, struct case_row *row, struct offer *o, const struct expert *e,
    const char *despite)
{
	int code = still_to_be_had(row, o, e);

	if (code == CMD_OK)
		code = cmd_check_rules(d, row, e, o, despite, NULL);
	if (code != CMD_OK)
		return code;
	desk_event(d, row, "entered", false,
	    "%s氏（登録番号%s）の承諾を担当者が入力しました（入力者 %s、打診は%s）",
	    e->name, e->registration_no, cmd_login(), offer_state_label(o->state));
	desk_settle(d, row, SETTLES_STANCE, e, 0);
	recall_despite(d, row, o, e);
	desk_accepted(d, row, o, e);
	return CMD_OK;
}

int
cmd_accept(struct desk *d, struct case_row *row, const char *regno, const char *despite)
{
	struct expert e = {0};
	struct offer o = {0};
	int code;

	if (despite && !*despite)
		return cmd_fail(CMD_USAGE, "case accept: --despite wants a reason");
	code = find(d, row, regno, &e, &o);
	if (code != CMD_OK)
		return code;
	code = accept_it(d, row, &o, &e, despite);
	offer_free(&o);
	expert_free(&e);
	return code;
}

/* --- a no --- */

static void
write_to(struct desk *d, struct case_row *row, const struct expert *e,
    const char *template_name)
{
	(void)desk_write(d, &(struct letter){.template_name = template_name,
	                        .c = row,
	                        .party = PARTY_EXPERT,
	                        .expert = e});
}

static void
note_decline(struct desk *d, const struct case_row *row, const struct expert *e,
    const char *reason)
{
	desk_event(d, row, "entered", false,
	    "%s氏（登録番号%s）の辞退を担当者が入力しました（入力者 %s）: %s", e->name,
	    e->registration_no, cmd_login(), reason);
	desk_settle(d, row, SETTLES_STANCE, e, 0);
}

/* He had accepted. */
static void
leave(struct desk *d, struct case_row *row, const struct expert *e, const char *reason)
{
	char *why = xasprintf("%s氏からの申し出: %s", e->name, reason);

	note_decline(d, row, e, reason);
	desk_expert_gone(d, row, why);
	write_to(d, row, e, "expert_released");
	free(why);
}

static int
decline_it(struct desk *d, struct case_row *row, struct offer *o, const struct expert *e,
    const char *reason)
{
	if (str_eq(o->state, "accepted") && row->expert_id == e->id &&
	    case_next_state(row->state, TRIGGER_EXPERT_GONE)) {
		leave(d, row, e, reason);
	} else if (str_eq(o->state, "open") || str_eq(o->state, "conditional")) {
		note_decline(d, row, e, reason);
		desk_offer_end(d, o, "declined", reason);
		write_to(d, row, e, "offer_declined");
		desk_offer_over(d, row, "辞退のため次の候補へ");
	} else if (str_eq(o->state, "lapsed") || str_eq(o->state, "bounced")) {
		/* The case has gone on without him; his reason is kept. */
		note_decline(d, row, e, reason);
		store_offer_answer(d->store, o->id, "declined", reason, d->now);
	} else {
		return cmd_fail(CMD_NO, "%s: the offer to %s is %s already", row->number,
		    e->registration_no, o->state);
	}
	return CMD_OK;
}

int
cmd_decline(struct desk *d, struct case_row *row, const char *regno, const char *reason)
{
	struct expert e = {0};
	struct offer o = {0};
	int code;

	if (!*reason)
		return cmd_fail(CMD_USAGE, "case decline: the reason is empty");
	code = find(d, row, regno, &e, &o);
	if (code != CMD_OK)
		return code;
	code = decline_it(d, row, &o, &e, reason);
	offer_free(&o);
	expert_free(&e);
	return code;
}
