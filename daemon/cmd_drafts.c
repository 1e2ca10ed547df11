/* `madoguchi experts drafts|verify-draft|reject-draft`: what experts ask by mail. */
#include "cmd.h"

#include "buf.h"

#include "clock.h"
#include "desk_draft.h"
#include "utf8.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- showing --- */

static json_t *
changes_json(const struct draft_view *v)
{
	json_t *list = json_array();

	for (int i = 0; i < FIELD_COUNT; i++) {
		enum expert_field f = (enum expert_field)i;
		char *old, *fresh;

		if (!(v->changes & 1u << i))
			continue;
		old = v->known ? expert_field_text(&v->now, f) : NULL;
		fresh = expert_field_text(&v->then, f);
		(void)json_array_append_new(
		    list, json_pack("{s:s, s:s, s:o, s:s}", "field", expert_field_name(f),
		              "label", expert_field_label(f), "old", cmd_text(old), "new",
		              fresh));
		free(old);
		free(fresh);
	}
	return list;
}

static json_t *
view_json(const struct draft_view *v)
{
	json_t *o = json_pack("{s:I, s:s, s:s, s:o, s:s, s:o, s:b}", "draft",
	    (json_int_t)v->d.id, "state", v->d.state, "wish", v->d.wish, "at",
	    cmd_time(v->d.at), "sender", v->d.sender, "registration_no",
	    cmd_text(v->d.registration_no), "known", v->known);

	(void)json_object_set_new(o, "name", cmd_text(v->then.name));
	(void)json_object_set_new(
	    o, "sender_registered", json_boolean(v->sender_registered));
	(void)json_object_set_new(o, "sender_is", cmd_text(v->sender_number));
	(void)json_object_set_new(o, "forged", json_boolean(v->d.forged));
	(void)json_object_set_new(o, "changes", changes_json(v));
	(void)json_object_set_new(o, "lacks", cmd_strings(&v->lacks));
	(void)json_object_set_new(o, "troubles", cmd_strings(&v->troubles));
	(void)json_object_set_new(o, "text", cmd_text(v->d.text));
	(void)json_object_set_new(o, "reason", cmd_text(v->d.reason));
	return o;
}

/* Text of a mail for the terminal. */
static void
print_indented(const char *text)
{
	char *safe = utf8_drop_unsafe(xstrdup(text));
	bool start = true;

	for (const char *p = safe; *p; p++) {
		if (start)
			(void)fputs("    | ", stdout);
		start = *p == '\n';
		(void)putchar(*p);
	}
	if (!start)
		(void)putchar('\n');
	free(safe);
}

static void
print_sender(const struct draft_view *v)
{
	(void)printf("  差出人 %s", v->d.sender);
	if (v->d.forged)
		(void)printf("　【注意】送信元の認証に失敗したメールです");
	if (v->sender_registered)
		(void)printf("（登録されたアドレスです）");
	else if (v->known)
		(void)printf(
		    "　【注意】登録されたアドレス（%s）ではありません", v->now.email);
	if (v->sender_number)
		(void)printf("　【注意】登録番号%sの方のアドレスです", v->sender_number);
	(void)puts("");
}

static void
print_changes(const struct draft_view *v)
{
	for (int i = 0; i < FIELD_COUNT; i++) {
		enum expert_field f = (enum expert_field)i;
		char *old, *fresh;

		if (!(v->changes & 1u << i))
			continue;
		old = expert_field_text(&v->now, f);
		fresh = expert_field_text(&v->then, f);
		if (v->known)
			(void)printf("  %s: %s → %s\n", expert_field_label(f),
			    *old ? old : "（なし）", *fresh ? fresh : "（なし）");
		else
			(void)printf("  %s: %s\n", expert_field_label(f), fresh);
		free(old);
		free(fresh);
	}
}

static void
print_view(const struct draft_view *v)
{
	char *day = civil_ja_datetime(v->d.at);

	(void)printf("下書き%lld（%s）%s　登録番号%s%s%s　%s\n", (long long)v->d.id,
	    v->d.state, form_wish_label(v->form.wish),
	    v->d.registration_no ? v->d.registration_no : "不明",
	    v->d.registration_no && !v->known ? "（未掲載）" : " ",
	    v->then.name ? v->then.name : "", day);
	print_sender(v);
	print_changes(v);
	if (!v->changes && v->form.wish == WISH_ENTRY)
		(void)puts("  変わる項目は読み取れませんでした");
	for (size_t i = 0; i < v->lacks.n; i++)
		(void)printf("  不足: %s\n", v->lacks.v[i]);
	for (size_t i = 0; i < v->troubles.n; i++)
		(void)printf("  要確認: %s\n", v->troubles.v[i]);
	if (v->d.text)
		print_indented(v->d.text);
	free(day);
}

static void
add_troubles(struct draft_view *v)
{
	for (size_t i = 0; i < v->d.troubles.n; i++)
		if (!strlist_has(&v->troubles, v->d.troubles.v[i]))
			strlist_add(&v->troubles, v->d.troubles.v[i]);
}

static int
drafts(struct cmd *c, bool all)
{
	struct store *s = cmd_store(c);
	struct desk d = {.config = c->config, .store = s, .now = clock_now()};
	struct draft *rows;
	size_t n;

	if (!s)
		return CMD_SYSTEM;
	rows = store_draft_list(s, all, &n);
	for (size_t i = 0; i < n; i++) {
		struct draft_view v;

		if (desk_draft_view(&d, rows[i].id, NULL, NULL, &v)) {
			add_troubles(&v);
			if (c->json)
				cmd_print_json(view_json(&v));
			else
				print_view(&v);
		}
		draft_view_free(&v);
	}
	if (!c->json)
		(void)printf("%zu件\n", n);
	drafts_free(rows, n);
	store_close(s);
	return CMD_OK;
}

/* --- deciding --- */

/* name NULL: there is no = in it. */
static void
unknown_field(const char *operand, const char *name)
{
	struct strlist names = {0};

	for (int f = 0; f < FIELD_COUNT; f++)
		strlist_add(&names, expert_field_name((enum expert_field)f));
	if (name)
		(void)cmd_unknown("experts verify-draft: field", name, &names);
	else
		(void)cmd_fail(CMD_USAGE,
		    "experts verify-draft: %s: FIELD=VALUE was expected, such as "
		    "valid_until=2029-03-31",
		    operand);
	strlist_free(&names);
}

/* FIELD=VALUE operands from the third on. */
static bool
read_fields(struct cmd *c, int operands, struct form *more)
{
	for (int i = 3; i <= operands; i++) {
		const char *equals = strchr(c->argv[i], '=');
		char *name = xstrndup(c->argv[i],
		    equals ? (size_t)(equals - c->argv[i]) : strlen(c->argv[i]));
		enum expert_field f = equals ? expert_field_find(name) : FIELD_NONE;
		struct strlist troubles = {0};
		struct expert probe;
		struct form one = {0};
		bool ok = f != FIELD_NONE;

		if (!ok)
			unknown_field(c->argv[i], equals ? name : NULL);
		free(name);
		if (!ok)
			return false;
		expert_init(&probe);
		expert_form_add(&one, f, '=', equals + 1);
		expert_form_apply(&one, &probe, &troubles);
		ok = !troubles.n;
		if (!ok)
			(void)cmd_fail(CMD_USAGE, "%s", troubles.v[0]);
		expert_form_add(more, f, '=', equals + 1);
		strlist_free(&troubles);
		expert_form_free(&one);
		expert_free(&probe);
		if (!ok)
			return false;
	}
	return true;
}

static bool
good_number(const char *number)
{
	return !number || (strlen(number) == 6 && strspn(number, "0123456789") == 6);
}

/* verify: with more and number; else reject with reason. */
static int
decide(struct cmd *c, long id, const struct form *more, const char *number, bool verify,
    const char *reason)
{
	struct desk d;
	struct draft_view v;
	char *why = NULL;
	int code = CMD_OK;

	if (!cmd_can_write(c, verify ? "experts verify-draft" : "experts reject-draft"))
		return CMD_USAGE;
	if (!cmd_desk_begin(c, &d))
		return CMD_SYSTEM;
	if (!desk_draft_view(&d, id, more, number, &v))
		code = cmd_fail(CMD_NO, "no draft %ld", id);
	else if ((why = verify ? desk_draft_verify(&d, &v)
	                       : desk_draft_reject(&d, &v, reason)))
		code = cmd_fail(CMD_NO, "%s", why);
	else if (verify && !c->json)
		print_changes(&v);
	free(why);
	draft_view_free(&v);
	return cmd_desk_end(c, &d, code);
}

/* `experts drafts [--all]`, `verify-draft N [--regno NO] [FIELD=VALUE…]`,
 * `reject-draft N [REASON]` */
int
cmd_drafts(struct cmd *c)
{
	const char *all = NULL, *number = NULL;
	const struct cmd_option options[] = {
	    {"all", true, &all}, {"regno", false, &number}};
	const char *word = c->argv[1];
	struct form more = {0};
	long id;
	int n, code;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (str_eq(word, "drafts") && n == 1 && !number)
		return drafts(c, all != NULL);
	if (str_eq(word, "drafts") || n < 2 || all ||
	    (str_eq(word, "reject-draft") && (n > 3 || number)))
		return cmd_fail(CMD_USAGE, "experts: drafts [--all], verify-draft N "
		                           "[--regno NO] [FIELD=VALUE…] or "
		                           "reject-draft N [REASON] was expected");
	if (!cmd_number("experts: the draft's number", c->argv[2], 1, 2000000000, &id))
		return CMD_USAGE;
	if (str_eq(word, "reject-draft"))
		return decide(c, id, NULL, NULL, false, n == 3 ? c->argv[3] : NULL);
	if (!good_number(number))
		return cmd_fail(CMD_USAGE, "--regno: six digits were expected");
	code = read_fields(c, n, &more) ? decide(c, id, &more, number, true, NULL)
	                                : CMD_USAGE;
	expert_form_free(&more);
	return code;
}
