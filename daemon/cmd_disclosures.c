/* Who was told what of whom: in `case show`, and `export --disclosures` for an auditor.
 */
#include "cmd.h"

#include "clock.h"
#include "csv_out.h"
#include "desk_disclose.h"
#include "store_disclosure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400 };

/* What became of the mail, in one word and as operators read it. */
static const struct {
	const char *mail_state, *word, *label;
} outcomes[] = {
    {"held", "held", "承認待ち（未送信）"},
    {"pending", "queued", "送信待ち"},
    {"retry", "queued", "送信待ち（再送）"},
    {"sending", "queued", "送信中"},
    {"sent", "sent", "送信済み"},
    {"failed", "refused", "送信できず"},
    {"cancelled", "cancelled", "取消（送信せず）"},
};

static size_t
outcome_of(const struct disclosure *d)
{
	size_t i = 0;

	while (
	    i + 1 < ARRAY_LEN(outcomes) && !str_eq(outcomes[i].mail_state, d->mail_state))
		i++;
	return i;
}

static const char *
role_label(const char *role)
{
	static const struct {
		const char *role, *label;
	} labels[] = {{"company", "相談者"}, {"expert", "専門家"}, {"referrer", "紹介元"},
	    {"copy", "写しの宛先"}};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].role, role))
			return labels[i].label;
	return role;
}

/* `request` is a field as well, of another meaning. */
static const char *
basis_label(const char *basis)
{
	return str_eq(basis, "request") ? "窓口への相談の申込み"
	       : str_eq(basis, "list")  ? "専門家リストへの掲載の条件"
	                                : disclosure_label(basis);
}

static char *
fields_in_words(const struct disclosure *d)
{
	struct buf out = {0};

	for (size_t i = 0; i < d->fields.n; i++)
		buf_addf(&out, "%s%s", i ? "、" : "", disclosure_label(d->fields.v[i]));
	return buf_steal(&out);
}

/* "2026-06-01 10:05"; owned, NULL for none. */
static char *
minute(int64_t t)
{
	char *text = t ? civil_iso_minute(t) : NULL;

	if (text)
		text[10] = ' ';
	return text;
}

/* --- JSON --- */

static json_t *
row_json(const struct disclosure *d)
{
	json_t *o = json_pack("{s:I, s:s, s:s, s:o, s:o, s:o}", "id", (json_int_t)d->id,
	    "case", d->case_number, "subject", d->subject, "subject_name",
	    cmd_text(d->subject_name), "subject_address", cmd_text(d->subject_addr),
	    "fields", cmd_strings(&d->fields));

	(void)json_object_set_new(o, "recipient", json_string(d->recipient));
	(void)json_object_set_new(o, "recipient_name", cmd_text(d->recipient_name));
	(void)json_object_set_new(o, "recipient_address", json_string(d->recipient_addr));
	(void)json_object_set_new(o, "purpose", json_string(d->purpose));
	(void)json_object_set_new(o, "basis", json_string(d->basis));
	(void)json_object_set_new(o, "basis_text", json_string(basis_label(d->basis)));
	(void)json_object_set_new(o, "consent_inbox_id",
	    d->consent_id ? json_integer(d->consent_id) : json_null());
	(void)json_object_set_new(o, "consent_at", cmd_time(d->consent_at));
	(void)json_object_set_new(o, "template", json_string(d->template_name));
	(void)json_object_set_new(o, "mail_id", json_integer(d->outbox_id));
	(void)json_object_set_new(o, "message_id", json_string(d->message_id));
	(void)json_object_set_new(o, "queued_at", cmd_time(d->queued_at));
	(void)json_object_set_new(o, "state", json_string(outcomes[outcome_of(d)].word));
	(void)json_object_set_new(o, "sent_at", cmd_time(d->sent_at));
	(void)json_object_set_new(o, "problem", cmd_text(d->problem));
	return o;
}

json_t *
cmd_disclosures_json(struct store *s, int64_t case_id)
{
	size_t n;
	struct disclosure *rows = store_disclosure_list(s, case_id, 0, 0, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, row_json(&rows[i]));
	disclosures_free(rows, n);
	return list;
}

/* --- for people --- */

static void
print_row(const struct disclosure *d)
{
	char *queued = minute(d->queued_at), *sent = minute(d->sent_at),
	     *consent = minute(d->consent_at), *fields = fields_in_words(d);

	(void)printf("  %s  %s %s → %s %s <%s>\n", queued, role_label(d->subject),
	    d->subject_name ? d->subject_name : "（名称不明）", role_label(d->recipient),
	    d->recipient_name ? d->recipient_name : "", d->recipient_addr);
	(void)printf("      項目: %s  目的: %s\n", fields, disclosure_label(d->purpose));
	(void)printf("      根拠: %s", basis_label(d->basis));
	if (d->consent_id)
		(void)printf(
		    "（受信メール %lld、%s）", (long long)d->consent_id, consent);
	(void)printf("  状態: %s%s%s", outcomes[outcome_of(d)].label, sent ? " " : "",
	    sent ? sent : "");
	(void)printf("%s%s%s（メール #%lld）\n", d->problem ? "（" : "",
	    d->problem ? d->problem : "", d->problem ? "）" : "",
	    (long long)d->outbox_id);
	free(queued);
	free(sent);
	free(consent);
	free(fields);
}

void
cmd_print_disclosures(struct store *s, int64_t case_id)
{
	size_t n;
	struct disclosure *rows = store_disclosure_list(s, case_id, 0, 0, &n);

	if (n)
		(void)puts("--- 第三者への個人情報の提供 ---");
	for (size_t i = 0; i < n; i++)
		print_row(&rows[i]);
	disclosures_free(rows, n);
}

/* --- CSV --- */

static const char *const headings[] = {"番号", "案件", "本人の区分", "本人",
    "本人のアドレス", "提供した項目", "提供先の区分", "提供先", "提供先のアドレス",
    "目的", "根拠", "根拠の受信メール", "根拠の日時", "作成日時", "状態", "送信日時",
    "備考", "文面", "メール番号", "Message-ID"};

static char *
number(int64_t n)
{
	return n ? xasprintf("%lld", (long long)n) : NULL;
}

static void
put_row(struct buf *out, const struct disclosure *d)
{
	char *id = number(d->id), *fields = fields_in_words(d),
	     *consent = number(d->consent_id), *consent_at = minute(d->consent_at),
	     *queued = minute(d->queued_at), *sent = minute(d->sent_at),
	     *mail = number(d->outbox_id);
	const char *const cells[] = {id, d->case_number, role_label(d->subject),
	    d->subject_name, d->subject_addr, fields, role_label(d->recipient),
	    d->recipient_name, d->recipient_addr, disclosure_label(d->purpose),
	    basis_label(d->basis), consent, consent_at, queued,
	    outcomes[outcome_of(d)].label, sent, d->problem, d->template_name, mail,
	    d->message_id};

	_Static_assert(
	    ARRAY_LEN(cells) == ARRAY_LEN(headings), "a heading for each cell");
	csv_out_row(out, cells, ARRAY_LEN(cells));
	free(id);
	free(fields);
	free(consent);
	free(consent_at);
	free(queued);
	free(sent);
	free(mail);
}

/* --- export --- */

static void
print_all(struct store *s, int64_t case_id, int64_t from, int64_t to, bool csv)
{
	size_t n;
	struct disclosure *rows = store_disclosure_list(s, case_id, from, to, &n);
	struct buf out = {0};

	if (csv) {
		csv_out_begin(&out);
		csv_out_row(&out, headings, ARRAY_LEN(headings));
	}
	for (size_t i = 0; i < n; i++)
		if (csv)
			put_row(&out, &rows[i]);
		else
			cmd_print_json(row_json(&rows[i]));
	(void)fwrite(buf_str(&out), 1, out.len, stdout);
	buf_free(&out);
	disclosures_free(rows, n);
}

static bool
read_day(const char *option, const char *text, int64_t *t)
{
	if (!text || (civil_parse_iso(text, t) && !strchr(text, 'T')))
		return true;
	(void)cmd_fail(CMD_USAGE,
	    "export: --%s %s: a date such as 2026-04-01 was expected", option, text);
	return false;
}

int
cmd_export_disclosures(struct cmd *c, const struct export_options *o)
{
	int64_t from = 0, to = 0, case_id = 0;
	struct case_row row;
	struct store *s;

	if (!read_day("from", o->from, &from) || !read_day("to", o->to, &to))
		return CMD_USAGE;
	if (o->to)
		to += DAY_SEC; /* the last day counts whole */
	if (o->to && to <= from)
		return cmd_fail(
		    CMD_USAGE, "export: --to %s lies before --from %s", o->to, o->from);
	if (o->csv && c->json)
		return cmd_fail(CMD_USAGE, "export: --csv or --json, not both");
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	if (o->number && store_case_find(s, o->number, &row)) {
		case_id = row.id;
		case_row_free(&row);
	} else if (o->number) {
		store_close(s);
		return cmd_fail(CMD_NO, "no case %s", o->number);
	}
	print_all(s, case_id, from, to, o->csv);
	store_close(s);
	return CMD_OK;
}
