/*
 * What settles a message that waits: `review case`, `attach`, `as`, `ignore`, `send`.
 * The first three take it through the desk once more, as if it had been read so: handlers
 * do the same as for a message that has just come in. See cmd_review.h.
 */
#include "cmd_review.h"

#include "case_intake.h"
#include "clock.h"
#include "desk_overtaken.h"
#include "desk_settle.h"
#include "slots.h"
#include "take.h"
#include "theme.h"
#include "todo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUDGET_MOST = 100000000, EMPLOYEES_MOST = 1000000 };

bool
review_options(struct review *r, int *operands)
{
	const char *raw = NULL;
	const struct cmd_option options[] = {{"case", false, &r->o.number},
	    {"category", false, &r->o.category}, {"submenu", false, &r->o.submenu},
	    {"theme", false, &r->o.theme}, {"prefecture", false, &r->o.prefecture},
	    {"company", false, &r->o.company}, {"contact", false, &r->o.contact},
	    {"email", false, &r->o.email}, {"phone", false, &r->o.phone},
	    {"industry", false, &r->o.industry}, {"employees", false, &r->o.employees},
	    {"budget", false, &r->o.budget}, {"format", false, &r->o.format},
	    {"urgent", true, &r->o.urgent}, {"raw", true, &raw}};
	bool ok = cmd_options(r->cmd, options, ARRAY_LEN(options), operands);

	r->cmd->raw = raw != NULL;
	return ok;
}

/* --- what the operator says --- */

static bool
read_place(const struct review *r, struct verdict *v)
{
	int number = r->o.prefecture ? prefecture_number(r->o.prefecture) : 0;

	if (r->o.prefecture && !number)
		return cmd_unknown_prefecture("review: --prefecture", r->o.prefecture),
		       false;
	v->prefecture = number ? prefecture_name(number) : NULL;
	return true;
}

static bool
read_codes(const struct review *r, struct verdict *v)
{
	const char *c = r->o.category, *s = r->o.submenu, *f = r->o.format;

	if (c && (strlen(c) != 1 || !strchr("abcde", *c)))
		return cmd_fail(CMD_USAGE,
		           "review: --category: a letter from a to e was expected"),
		       false;
	if (s && (strlen(s) != 2 || s[0] != 'a' || s[1] < '1' || s[1] > '4'))
		return cmd_fail(CMD_USAGE, "review: --submenu: a1 to a4 was expected"),
		       false;
	if (f && !str_eq(f, "visit") && !str_eq(f, "online") && !str_eq(f, "any"))
		return cmd_fail(CMD_USAGE,
		           "review: --format: visit, online or any was expected"),
		       false;
	if (r->o.email && !strchr(r->o.email, '@'))
		return cmd_fail(
		           CMD_USAGE, "review: --email: a mail address was expected"),
		       false;
	v->category = c ? *c : s ? 'a' : 0;
	v->submenu = s;
	v->format = f;
	v->email = r->o.email;
	return true;
}

static bool
read_numbers(const struct review *r, struct verdict *v)
{
	long theme = 0;

	v->budget_yen = v->employees = -1;
	if ((r->o.theme &&
	        !cmd_number("review: --theme", r->o.theme, 1, theme_last(), &theme)) ||
	    (r->o.budget && !cmd_number("review: --budget", r->o.budget, 0, BUDGET_MOST,
	                        &v->budget_yen)) ||
	    (r->o.employees && !cmd_number("review: --employees", r->o.employees, 1,
	                           EMPLOYEES_MOST, &v->employees)))
		return false;
	v->theme = (int)theme;
	return true;
}

static bool
read_verdict(const struct review *r, struct verdict *v)
{
	*v = (struct verdict){.company = r->o.company,
	    .contact = r->o.contact,
	    .phone = r->o.phone,
	    .urgent = r->o.urgent != NULL};
	if (r->o.industry) {
		unsigned bit = industry_bit(r->o.industry);

		if (!bit)
			return cmd_unknown_industry("review: --industry", r->o.industry),
			       false;
		v->industry = industry_name(bit & (~bit + 1u));
	}
	return read_place(r, v) && read_codes(r, v) && read_numbers(r, v);
}

/* --- which message --- */

/* The message that an event is about, or the one that was named; 0 with a message. */
static int64_t
message_of(const struct review *r)
{
	struct event_row event;
	struct inbox_row row;
	int64_t id = r->id;

	if (r->sign == 'e') {
		if (!store_event_get(r->store, r->id, &event))
			return cmd_fail(CMD_NO, "no event e%lld", (long long)r->id), 0;
		id = event.inbox_id;
		event_row_free(&event);
		if (!id)
			return cmd_fail(CMD_NO,
			           "e%lld is not about a message; `review show e%lld` "
			           "says "
			           "what can be done",
			           (long long)r->id, (long long)r->id),
			       0;
	}
	if (!store_inbox_get(r->store, id, &row))
		return cmd_fail(CMD_NO, "no message m%lld", (long long)id), 0;
	if (!str_eq(row.state, "done")) {
		(void)cmd_fail(CMD_NO,
		    "m%lld has not been read; `review retry m%lld` reads it once more",
		    (long long)id, (long long)id);
		id = 0;
	}
	store_inbox_row_free(&row);
	return id;
}

/* --- once more through the desk --- */

/* What came of it, for a person; what waits anew is said with its commands. */
static void
say(struct review *r, const struct take *t)
{
	size_t n, todo_n;
	struct event_row *rows;
	char *number = cmd_case_number(r->store, t->case_id);

	if (r->cmd->json) {
		cmd_print_json(
		    json_pack("{s:I, s:s, s:o}", "message", (json_int_t)t->inbox_id,
		        "kind", kind_name(t->r->kind), "case", cmd_text(number)));
		free(number);
		return;
	}
	(void)printf("m%lld を%sとして扱いました（案件 %s）\n", (long long)t->inbox_id,
	    t->verdict->kind ? t->verdict->kind->label : kind_label(t->r->kind),
	    number ? number : "なし");
	rows = store_event_open(r->store, &n);
	for (size_t i = 0; i < n; i++) {
		struct todo *todo;

		if (rows[i].inbox_id != t->inbox_id)
			continue;
		(void)printf("まだ担当者の判断が必要です: %s\n", rows[i].text);
		todo = todo_event(r->store, clock_now(), &rows[i], &todo_n);
		for (size_t k = 0; k < todo_n; k++)
			(void)printf("  → %s    %s\n", todo[k].command, todo[k].why);
		todos_free(todo, todo_n);
	}
	event_rows_free(rows, n);
	free(number);
}

static int
take_again(struct review *r, int64_t inbox_id, const struct verdict *v, int64_t case_id)
{
	const struct config *c = r->cmd->config;
	struct err e = {0};
	struct brain *brain;
	struct message m;
	struct reading reading;
	struct mail_list before;
	struct take t = {.inbox_id = inbox_id,
	    .m = &m,
	    .r = &reading,
	    .verdict = v,
	    .case_id = case_id};

	if (!review_message(r, inbox_id, &m, &e))
		return cmd_fail(CMD_NO, "%s", e.text);
	brain = brain_load(c->data_dir, &e);
	if (!brain) {
		message_free(&m);
		return cmd_fail(CMD_SYSTEM, "%s", e.text);
	}
	brain_thresholds(brain, c->decide.auto_min, c->decide.review_max);
	cmd_mails_before(r->store, &before);
	(void)store_event_close_of(r->store, inbox_id);
	take_message(r->desk, brain, &t);
	say(r, &t);
	cmd_mails_say(r->cmd, r->store, &before);
	reading_free(&reading);
	message_free(&m);
	brain_free(brain);
	return CMD_OK;
}

/* --- review case --- */

/* The case that this message opened; false: none. */
static bool
opened(struct review *r, int64_t inbox_id, struct case_row *c)
{
	struct inbox_row row;
	bool found = false;

	if (!store_inbox_get(r->store, inbox_id, &row))
		return false;
	if (row.case_id && store_case_get(r->store, row.case_id, c)) {
		found = c->thread && str_eq(c->thread, row.message_id);
		if (!found)
			case_row_free(c);
	}
	store_inbox_row_free(&row);
	return found;
}

/* Its case is there and waits: what was read wrongly is put right, and it goes on. */
static int
correct(struct review *r, int64_t inbox_id, struct case_row *c, const struct verdict *v)
{
	struct reading facts;
	struct mail_list before;

	if (!case_next_state(c->state, TRIGGER_UNDERSTOOD))
		return cmd_fail(CMD_NO,
		    "m%lld opened case %s, which is in %s already; `case show %s` shows "
		    "it",
		    (long long)inbox_id, c->number, case_state_label(c->state),
		    c->number);
	reading_init(&facts);
	facts.category = c->category;
	set_str(&facts.submenu, c->submenu);
	facts.theme = c->theme;
	facts.urgent = c->urgent;
	verdict_apply(v, &facts);
	cmd_mails_before(r->store, &before);
	intake_apply(r->desk, c, &facts);
	store_case_update(r->store, c);
	(void)store_event_close_of(r->store, inbox_id);
	intake_understood(r->desk, c, "担当者が内容を確認し、読み取りを正しました");
	if (!r->cmd->json)
		(void)printf("%s: %s\n", c->number, case_state_label(c->state));
	cmd_mails_say(r->cmd, r->store, &before);
	reading_free(&facts);
	return CMD_OK;
}

int
review_case(struct review *r)
{
	struct verdict v;
	struct case_row c;
	int64_t id;
	int code;

	if (!read_verdict(r, &v))
		return CMD_USAGE;
	v.kind = verdict_kind_find("request");
	id = message_of(r);
	if (!id)
		return CMD_NO;
	if (!opened(r, id, &c))
		return take_again(r, id, &v, 0);
	code = correct(r, id, &c, &v);
	case_row_free(&c);
	return code;
}

/* --- review attach, review as --- */

/* An answer to an offer counts for the expert whom the offer went to. */
static bool
is_of_expert(const struct verdict_kind *k)
{
	return k->kind == KIND_EXPERT_ACCEPT || k->kind == KIND_EXPERT_DECLINE ||
	       k->kind == KIND_EXPERT_CONDITIONAL;
}

static bool
was_asked(struct review *r, int64_t inbox_id, int64_t case_id)
{
	struct inbox_row row;
	struct offer o;
	bool asked = false;

	if (!store_inbox_get(r->store, inbox_id, &row))
		return false;
	if (row.from_addr && store_offer_of_email(r->store, case_id, row.from_addr, &o)) {
		asked = true;
		offer_free(&o);
	}
	store_inbox_row_free(&row);
	return asked;
}

static int
in_case(struct review *r, const struct verdict *v, const char *number)
{
	struct case_row c = {0};
	struct inbox_row row;
	int64_t id = message_of(r), case_id = 0;

	if (!id)
		return CMD_NO;
	if (number) {
		if (!cmd_case_find(r->store, number, &c))
			return CMD_NO;
		case_id = c.id;
		case_row_free(&c);
	} else if (store_inbox_get(r->store, id, &row)) {
		case_id = row.case_id;
		store_inbox_row_free(&row);
	}
	if (v->kind && is_of_expert(v->kind) && !was_asked(r, id, case_id))
		return cmd_fail(CMD_NO,
		    "m%lld did not come from an expert who was asked about the case; "
		    "`case "
		    "accept N REGNO` and `case decline N REGNO REASON` enter an answer "
		    "that "
		    "came otherwise, --case N names another case",
		    (long long)id);
	if (opened(r, id, &c)) {
		if (c.id != case_id && !r->cmd->json)
			(void)printf(
			    "注意: m%lld で始まった案件 %s はそのままです（madoguchi "
			    "case close %s --silent）\n",
			    (long long)id, c.number, c.number);
		case_row_free(&c);
	}
	return take_again(r, id, v, case_id);
}

int
review_attach(struct review *r)
{
	const struct verdict v = {.budget_yen = -1, .employees = -1};

	return in_case(r, &v, r->cmd->argv[3]);
}

static int
unknown_kind(const char *word)
{
	struct strlist names = {0};

	for (size_t i = 0; verdict_kind(i); i++)
		strlist_add(&names, verdict_kind(i)->word);
	for (size_t i = 0; verdict_kind(i); i++)
		strlist_add(&names, verdict_kind(i)->label);
	(void)cmd_unknown("review as", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

int
review_as(struct review *r)
{
	struct verdict v;

	if (!read_verdict(r, &v))
		return CMD_USAGE;
	v.kind = verdict_kind_find(r->cmd->argv[3]);
	if (!v.kind)
		return unknown_kind(r->cmd->argv[3]);
	if (v.kind->kind == KIND_REQUEST && !r->o.number)
		return review_case(r);
	return in_case(r, &v, r->o.number);
}

/* --- without the desk's deeds --- */

int
review_ignore(struct review *r)
{
	int64_t id = message_of(r);

	if (!id)
		return CMD_NO;
	if (!desk_ignore(r->store, id, clock_now()))
		return cmd_fail(CMD_NO, "nothing waits because of m%lld", (long long)id);
	if (!r->cmd->json)
		(void)printf("m%lld: 何もしません（記録は残ります）\n", (long long)id);
	return CMD_OK;
}

/* Who names one mail means it; but he hears that it is not true any more. */
static void
warn_overtaken(struct review *r)
{
	struct outbox_row row;
	struct case_row c;
	const char *why = NULL;

	if (!store_outbox_get(r->store, r->id, &row))
		return;
	if (str_eq(row.state, "held") && store_case_get(r->store, row.case_id, &c)) {
		why = desk_overtaken(r->desk, &c, &row);
		case_row_free(&c);
	}
	if (why && !r->cmd->json)
		(void)printf("注意: %s。指定どおり送ります\n", why);
	outbox_row_free(&row);
}

/* Held offers are written anew where they have waited, so this needs the whole desk. */
int
review_send(struct review *r)
{
	struct mail_list before;
	int code = CMD_OK;

	cmd_mails_before(r->store, &before);
	warn_overtaken(r);
	if (desk_approve_mail(r->desk, r->id) == 0)
		code = cmd_fail(CMD_NO, "no held or failed mail %lld", (long long)r->id);
	else if (!r->cmd->json)
		(void)printf("メール %lld を送信待ちに移しました\n", (long long)r->id);
	if (code == CMD_OK)
		cmd_mails_say(r->cmd, r->store, &before);
	free(before.v);
	return code;
}
