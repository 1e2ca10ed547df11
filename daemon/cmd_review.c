/* `madoguchi review` and `outbox`: what waits for a person, and mail on its way. */
#include "cmd.h"

#include "box.h"
#include "clock.h"
#include "store_inbox.h"
#include "supervise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
case_number(struct store *s, int64_t case_id)
{
	struct case_row row;
	char *number;

	if (!case_id || !store_case_get(s, case_id, &row))
		return NULL;
	number = xstrdup(row.number);
	case_row_free(&row);
	return number;
}

/* One line: what kind, its number, the case, when, what it says. */
static void
item(struct cmd *c, struct store *s, const char *type, int64_t id, int64_t case_id,
    int64_t at, const char *text)
{
	char *number = case_number(s, case_id), *when = civil_iso_datetime(at);

	if (c->json) {
		cmd_print_json(json_pack("{s:s, s:I, s:o, s:s, s:s}", "type", type, "id",
		    (json_int_t)id, "case", cmd_text(number), "at", when, "text", text));
	} else {
		(void)printf("%-10s %6lld  %-10s %.16s  %s\n", type, (long long)id,
		    number ? number : "-", when, text);
	}
	free(number);
	free(when);
}

static size_t
list_quarantine(struct cmd *c, struct store *s)
{
	size_t n;
	struct inbox_row *rows = store_inbox_list(s, "quarantine", 0, 10000, &n);

	for (size_t i = 0; i < n; i++) {
		char *text = xasprintf("%s（%lldバイト、%s）",
		    rows[i].problem ? rows[i].problem : "", (long long)rows[i].size,
		    rows[i].source);

		item(c, s, "quarantine", rows[i].id, rows[i].case_id, rows[i].received_at,
		    text);
		free(text);
	}
	store_inbox_rows_free(rows, n);
	return n;
}

static size_t
list_events(struct cmd *c, struct store *s)
{
	size_t n;
	struct event_row *rows = store_event_open(s, &n);

	for (size_t i = 0; i < n; i++)
		item(
		    c, s, "event", rows[i].id, rows[i].case_id, rows[i].at, rows[i].text);
	event_rows_free(rows, n);
	return n;
}

static size_t
list_mails(struct cmd *c, struct store *s, const char *state)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(s, 0, state, &n);

	for (size_t i = 0; i < n; i++) {
		char *text = xasprintf("%s宛 %s%s%s", rows[i].recipient, rows[i].subject,
		    rows[i].problem ? ": " : "", rows[i].problem ? rows[i].problem : "");

		item(c, s, state, rows[i].id, rows[i].case_id, rows[i].created, text);
		free(text);
	}
	outbox_rows_free(rows, n);
	return n;
}

static size_t
list_sources(struct cmd *c, struct store *s)
{
	size_t n, bad = 0;
	struct source_status *rows = store_source_status(s, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].problem) {
			char *text = xasprintf("%s: %s", rows[i].name, rows[i].problem);

			item(c, s, "source", (int64_t)i, 0, rows[i].checked_at, text);
			free(text);
			bad++;
		}
	store_source_status_free(rows, n);
	return bad;
}

static int
list(struct cmd *c, struct store *s)
{
	size_t n = list_quarantine(c, s);

	n += list_events(c, s);
	n += list_mails(c, s, "held");
	n += list_mails(c, s, "failed");
	n += list_sources(c, s);
	if (!n && !c->json)
		(void)puts("担当者を待っているものはありません");
	return CMD_OK;
}

/* --- single items --- */

/* Numbers of held mails stand in the same list: nobody shall be shown another's mail. */
static int
show_raw(struct cmd *c, struct store *s, int64_t id)
{
	struct inbox_row row;
	char bytes[65536];
	size_t offset = 0, n;
	bool waits;

	(void)c;
	if (!store_inbox_get(s, id, &row))
		return cmd_fail(CMD_NO, "no message %lld in quarantine", (long long)id);
	waits = str_eq(row.state, "quarantine") || str_eq(row.state, "dropped");
	store_inbox_row_free(&row);
	if (!waits)
		return cmd_fail(CMD_NO,
		    "no message %lld in quarantine; `outbox show %lld` shows a held mail",
		    (long long)id, (long long)id);
	while ((n = store_inbox_raw_read(s, id, offset, bytes, sizeof(bytes))) > 0) {
		(void)fwrite(bytes, 1, n, stdout);
		offset += n;
	}
	return offset
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "nothing is kept of message %lld", (long long)id);
}

static int
retry(struct cmd *c, struct store *s, int64_t id)
{
	(void)c;
	return store_inbox_retry(s, id)
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "no message %lld in quarantine", (long long)id);
}

static int
drop(struct cmd *c, struct store *s, int64_t id)
{
	(void)c;
	return store_inbox_drop(s, id, clock_now())
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "no message %lld in quarantine", (long long)id);
}

static int
done(struct cmd *c, struct store *s, int64_t id)
{
	(void)c;
	return store_event_close(s, id, 0) > 0
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "no open event %lld", (long long)id);
}

static const struct {
	const char *word;
	int (*run)(struct cmd *c, struct store *s, int64_t id);
} words[] = {{"show", show_raw}, {"retry", retry}, {"drop", drop}, {"done", done}};

static int
with_store(struct cmd *c, int (*run)(struct cmd *, struct store *, int64_t), int64_t id)
{
	struct store *s = cmd_store(c);
	int code;

	if (!s)
		return CMD_SYSTEM;
	code = run(c, s, id);
	if (code == CMD_OK && store_failed(s))
		code = cmd_fail(CMD_SYSTEM, "%s", store_failed(s));
	store_close(s);
	supervise_poke(c->config);
	return code;
}

/* Held offers are written anew where they have waited, so this needs the whole desk. */
static int
send_mail(struct cmd *c, int64_t id)
{
	struct desk d;
	int code = CMD_OK;

	if (!cmd_desk_begin(c, &d))
		return CMD_SYSTEM;
	if (desk_approve_mail(&d, id) == 0)
		code = cmd_fail(CMD_NO, "no held or failed mail %lld", (long long)id);
	else
		(void)printf("メール %lld を送信待ちに移しました\n", (long long)id);
	return cmd_desk_end(c, &d, code);
}

int
cmd_review(struct cmd *c)
{
	struct store *s;
	long id;
	int n, code;

	if (!cmd_options(c, NULL, 0, &n))
		return CMD_USAGE;
	if (n == 0) {
		s = cmd_store(c);
		if (!s)
			return CMD_SYSTEM;
		code = list(c, s);
		store_close(s);
		return code;
	}
	if (n == 2 && str_eq(c->argv[1], "send"))
		return cmd_number("review", c->argv[2], 1, 1L << 60, &id)
		           ? send_mail(c, id)
		           : CMD_USAGE;
	for (size_t i = 0; n == 2 && i < ARRAY_LEN(words); i++)
		if (str_eq(c->argv[1], words[i].word))
			return cmd_number("review", c->argv[2], 1, 1L << 60, &id)
			           ? with_store(c, words[i].run, id)
			           : CMD_USAGE;
	return cmd_fail(CMD_USAGE, "review: nothing, show ID, retry ID, drop ID, done ID "
	                           "or send ID was expected");
}

/* --- outbox --- */

/* As its receiver will see it; the bytes are for --raw. */
static void
print_letter(const struct message *m)
{
	for (size_t i = 0; i < m->to.n; i++)
		(void)printf("宛先: %s <%s>\n", m->to.v[i].name ? m->to.v[i].name : "",
		    m->to.v[i].addr);
	for (size_t i = 0; i < m->cc.n; i++)
		(void)printf("写し: %s <%s>\n", m->cc.v[i].name ? m->cc.v[i].name : "",
		    m->cc.v[i].addr);
	(void)printf("件名: %s\n", m->subject ? m->subject : "");
	for (size_t i = 0; i < m->attachments_n; i++)
		(void)printf("添付: %s\n", m->attachments[i].name
		                               ? m->attachments[i].name
		                               : m->attachments[i].type);
	(void)printf("\n%s\n", m->text ? m->text : "");
	if (m->signature)
		(void)printf("%s\n", m->signature);
}

static int
show_wire(struct cmd *c, struct store *s, int64_t id)
{
	size_t n = 0;
	char *wire = store_outbox_wire(s, id, &n);
	struct box *box;
	struct message m;
	struct err e = {0};
	int code = CMD_OK;

	if (!wire)
		return cmd_fail(CMD_NO, "no mail %lld", (long long)id);
	box = box_new(c->config->limits.read_seconds, c->config->limits.read_memory_mib);
	if (c->raw) {
		(void)fwrite(wire, 1, n, stdout);
	} else if (box_read_bytes(box, wire, n, false, &m, &e) == BOX_OK) {
		print_letter(&m);
		message_free(&m);
	} else {
		code = cmd_fail(CMD_SYSTEM, "%s; --raw shows its bytes", e.text);
	}
	box_free(box);
	free(wire);
	return code;
}

static void
print_mail(struct cmd *c, struct store *s, const struct outbox_row *row)
{
	char *number = case_number(s, row->case_id),
	     *when = civil_iso_datetime(row->created);

	if (c->json)
		cmd_print_json(json_pack(
		    "{s:I, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "id",
		    (json_int_t)row->id, "case", cmd_text(number), "state", row->state,
		    "template", row->template_name, "recipient", row->recipient,
		    "subject", row->subject, "message_id", row->message_id, "created",
		    when, "tries", row->tries, "problem", cmd_text(row->problem)));
	else
		(void)printf("%6lld  %-9s %.16s  %s  %s%s%s\n", (long long)row->id,
		    row->state, when, row->recipient, row->subject,
		    row->problem ? "  ← " : "", row->problem ? row->problem : "");
	free(number);
	free(when);
}

int
cmd_outbox(struct cmd *c)
{
	static const char *const states[] = {
	    "held", "pending", "sending", "retry", "sent", "failed", "cancelled"};
	const char *state = NULL, *raw = NULL;
	const struct cmd_option options[] = {
	    {"state", false, &state}, {"raw", true, &raw}};
	bool known = false;
	struct outbox_row *rows;
	struct store *s;
	size_t count;
	long id;
	int n;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	c->raw = raw != NULL;
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		known = known || str_eq(states[i], state);
	if (state && !known)
		return cmd_fail(CMD_USAGE,
		    "outbox: %s is no state; held, pending, sending, retry, sent, failed "
		    "or "
		    "cancelled was expected",
		    state);
	if (n == 2 && str_eq(c->argv[1], "show"))
		return cmd_number("outbox", c->argv[2], 1, 1L << 60, &id)
		           ? with_store(c, show_wire, id)
		           : CMD_USAGE;
	if (n)
		return cmd_fail(CMD_USAGE, "outbox: nothing or show ID was expected");
	s = cmd_store(c);
	if (!s)
		return CMD_SYSTEM;
	rows = store_outbox_list(s, 0, state, &count);
	for (size_t i = 0; i < count; i++)
		print_mail(c, s, &rows[i]);
	if (!count && !c->json)
		(void)puts("メールはありません");
	outbox_rows_free(rows, count);
	store_close(s);
	return CMD_OK;
}
