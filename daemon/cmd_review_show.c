/* `review show`: one thing that waits, in full. See cmd_review.h. */
#include "cmd_review.h"

#include "clock.h"
#include "excerpt.h"
#include "todo.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the message --- */

bool
review_message(struct review *r, int64_t inbox_id, struct message *m, struct err *e)
{
	const struct config *c = r->cmd->config;

	if (!r->box)
		r->box = box_new(c->limits.read_seconds, c->limits.read_memory_mib);
	return inbox_message(r->store, c, r->box, inbox_id, m, e);
}

void
review_end(struct review *r)
{
	if (r->box)
		box_free(r->box);
	r->box = NULL;
}

static char *
writer(const struct message *m)
{
	char *name = excerpt_first(m->from.name, 40), *out;

	out = *name ? xasprintf("%s <%s>", name, m->from.addr ? m->from.addr : "不明")
	            : xstrdup(m->from.addr ? m->from.addr : "不明");
	free(name);
	return out;
}

void
review_words(struct review *r, int64_t inbox_id, size_t lines, size_t chars,
    struct review_words *out)
{
	struct inbox_row row;
	struct message m;
	struct err e = {0};

	*out = (struct review_words){0};
	if (review_message(r, inbox_id, &m, &e)) {
		out->from = writer(&m);
		out->subject = excerpt_first(m.subject, chars);
		out->more = excerpt_lines(m.text, lines, chars, &out->lines);
		message_free(&m);
	} else if (store_inbox_get(r->store, inbox_id, &row)) {
		out->from = xstrdup_null(row.from_addr);
		out->subject = excerpt_first(row.subject, chars);
		store_inbox_row_free(&row);
	}
}

void
review_words_free(struct review_words *w)
{
	free(w->from);
	free(w->subject);
	strlist_free(&w->lines);
	*w = (struct review_words){0};
}

/* --- how it was read --- */

const char *
review_kind_label(const char *kind)
{
	enum kind k;

	return kind && kind_parse(kind, &k) ? kind_label(k) : "まだ読んでいません";
}

static void
print_fact(const char *label, const json_t *value)
{
	if (json_is_string(value))
		(void)printf("  %s: %s\n", label, json_string_value(value));
	else if (json_is_integer(value))
		(void)printf("  %s: %lld\n", label, (long long)json_integer_value(value));
	for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
		print_fact(label, json_array_get(value, i));
}

static void
print_reading(const struct inbox_row *row)
{
	static const struct {
		const char *key, *label;
	} facts[] = {{"category", "区分"}, {"submenu", "小区分"}, {"theme", "テーマ"}},
	  slots[] = {{"company", "会社"}, {"contact", "担当者"}, {"prefecture", "地域"},
	      {"industry", "業種"}, {"employees", "人数"}, {"budget_yen", "予算（円）"},
	      {"format", "形式"}, {"dates", "希望日"}, {"phone", "電話"},
	      {"requester_email", "連絡先"}};
	json_t *o = row->reading ? json_loads(row->reading, 0, NULL) : NULL;

	(void)printf("読み取り: %s（%s、確度 %.2f）\n", review_kind_label(row->kind),
	    row->decision ? row->decision : "-",
	    json_number_value(json_object_get(o, "confidence")));
	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		print_fact(facts[i].label, json_object_get(o, facts[i].key));
	for (size_t i = 0; i < ARRAY_LEN(slots); i++)
		print_fact(slots[i].label,
		    json_object_get(json_object_get(o, "slots"), slots[i].key));
	print_fact("理由", json_object_get(o, "why"));
	json_decref(o);
}

/* --- for people --- */

/* What strangers wrote goes to a terminal without what could steer it. */
static void
print_safely(const char *text)
{
	char *safe = utf8_drop_unsafe(xstrdup(text));

	(void)printf("%s%s", safe, *safe && !str_ends(safe, "\n") ? "\n" : "");
	free(safe);
}

static void
print_addresses(const char *label, const struct addresses *list)
{
	for (size_t i = 0; i < list->n; i++) {
		char *name = excerpt_first(list->v[i].name, 40);

		(void)printf("%s: %s <%s>\n", label, name, list->v[i].addr);
		free(name);
	}
}

static size_t
line_count(const char *text)
{
	size_t n = 0;

	for (const char *p = text; p && *p; p++)
		n += *p == '\n' || !p[1];
	return n;
}

static void
print_text(const struct message *m)
{
	(void)puts("--- 本文 ---");
	print_safely(str_empty(m->text) ? "（本文がありません）" : m->text);
	if (m->signature)
		print_safely(m->signature);
	if (!str_empty(m->fwd_text)) {
		(void)printf("--- 転送されたメール（%s） ---\n",
		    m->fwd_from.addr ? m->fwd_from.addr : "差出人不明");
		print_safely(m->fwd_text);
	} else if (!str_empty(m->quoted)) {
		(void)printf("--- 引用%zu行は省きました（--raw で届いたままの形） ---\n",
		    line_count(m->quoted));
	}
}

static void
print_message(struct review *r, const struct inbox_row *row)
{
	struct message m;
	struct err e = {0};
	char *when = civil_ja_datetime(row->received_at), *from, *subject;
	bool have = review_message(r, row->id, &m, &e);

	from = have ? writer(&m) : xstrdup(row->from_addr ? row->from_addr : "不明");
	subject = excerpt_first(have ? m.subject : row->subject, 200);
	(void)printf("差出人: %s\n受信: %s\n件名: %s\n", from, when, subject);
	if (have) {
		print_addresses("宛先", &m.to);
		print_addresses("写し", &m.cc);
		for (size_t i = 0; i < m.attachments_n; i++)
			(void)printf("添付: %s（%s、%zuバイト）\n",
			    m.attachments[i].name ? m.attachments[i].name : "名前なし",
			    m.attachments[i].type, m.attachments[i].bytes);
	}
	print_reading(row);
	if (have) {
		print_text(&m);
		message_free(&m);
	} else {
		(void)printf("（%s）\n", e.text);
	}
	free(subject);
	free(from);
	free(when);
}

static void
print_todo(const struct todo *rows, size_t n)
{
	if (n)
		(void)puts("--- 次にできること ---");
	for (size_t i = 0; i < n; i++)
		(void)printf("→ %s\n    %s\n", rows[i].command, rows[i].why);
}

/* --- for programs --- */

static json_t *
message_json(struct review *r, const struct inbox_row *row)
{
	struct message m;
	struct err e = {0};
	json_t *o = json_pack("{s:I, s:o, s:o, s:o, s:o}", "message", (json_int_t)row->id,
	    "received_at", cmd_time(row->received_at), "kind", cmd_text(row->kind),
	    "decision", cmd_text(row->decision), "reading",
	    row->reading ? json_loads(row->reading, 0, NULL) : json_null());

	if (review_message(r, row->id, &m, &e)) {
		(void)json_object_set_new(o, "content", message_to_json(&m));
		message_free(&m);
	} else {
		(void)json_object_set_new(o, "problem", json_string(e.text));
	}
	return o;
}

static json_t *
todo_json(const struct todo *rows, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(
		    list, json_pack("{s:s, s:s}", "command", rows[i].command, "why",
		              rows[i].why));
	return list;
}

/* --- which it is --- */

static int
show_raw(struct review *r, int64_t id)
{
	char bytes[65536];
	size_t offset = 0, n;

	while (
	    (n = store_inbox_raw_read(r->store, id, offset, bytes, sizeof(bytes))) > 0) {
		(void)fwrite(bytes, 1, n, stdout);
		offset += n;
	}
	return offset
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "nothing is kept of message %lld", (long long)id);
}

static bool
is_unread(const struct inbox_row *row)
{
	return str_eq(row->state, "quarantine") || str_eq(row->state, "dropped");
}

/* event NULL: the message alone was asked for. */
static void
show_both(struct review *r, const struct event_row *event, const struct inbox_row *row)
{
	size_t n = 0;
	struct todo *todo =
	    event && event->open ? todo_event(r->store, clock_now(), event, &n) : NULL;
	char *number = cmd_case_number(r->store, event ? event->case_id
	                                         : row ? row->case_id
	                                               : 0);

	if (r->cmd->json) {
		json_t *o = row ? message_json(r, row) : json_object();

		(void)json_object_set_new(o, "case", cmd_text(number));
		if (event)
			(void)json_object_update_new(o,
			    json_pack("{s:I, s:s, s:b}", "event", (json_int_t)event->id,
			        "text", event->text, "open", event->open));
		(void)json_object_set_new(o, "todo", todo_json(todo, n));
		cmd_print_json(o);
	} else {
		if (event)
			(void)printf("e%lld  %s%s\n", (long long)event->id, event->text,
			    event->open ? "" : "（対応済み）");
		if (row)
			(void)printf("m%lld  ", (long long)row->id);
		(void)printf("案件: %s\n", number ? number : "なし");
		if (row)
			print_message(r, row);
		print_todo(todo, n);
	}
	todos_free(todo, n);
	free(number);
}

/* The open event that a message has brought about, so that it shows what can be done. */
static bool
event_of_message(struct store *s, int64_t inbox_id, struct event_row *out)
{
	size_t n;
	struct event_row *rows = store_event_open(s, &n);
	int64_t id = 0;

	for (size_t i = 0; i < n && !id; i++)
		if (rows[i].inbox_id == inbox_id)
			id = rows[i].id;
	event_rows_free(rows, n);
	return id && store_event_get(s, id, out);
}

static int
show_message(struct review *r, int64_t id)
{
	struct inbox_row row;
	struct event_row event;
	int code = CMD_OK;

	if (!store_inbox_get(r->store, id, &row))
		return cmd_fail(CMD_NO, "no message m%lld", (long long)id);
	if (is_unread(&row) || r->cmd->raw) {
		code = show_raw(r, id);
	} else if (event_of_message(r->store, id, &event)) {
		show_both(r, &event, &row);
		event_row_free(&event);
	} else {
		show_both(r, NULL, &row);
	}
	store_inbox_row_free(&row);
	return code;
}

static int
show_event(struct review *r, int64_t id)
{
	struct event_row event;
	struct inbox_row row;
	bool of_message;

	if (!store_event_get(r->store, id, &event))
		return cmd_fail(CMD_NO, "no event e%lld", (long long)id);
	of_message = event.inbox_id && store_inbox_get(r->store, event.inbox_id, &row);
	if (of_message && (is_unread(&row) || r->cmd->raw)) {
		(void)show_raw(r, row.id);
	} else {
		show_both(r, &event, of_message ? &row : NULL);
	}
	if (of_message)
		store_inbox_row_free(&row);
	event_row_free(&event);
	return CMD_OK;
}

/* Digits alone: a message in quarantine, which is what they always meant, else an open
 * event. Mails are counted apart: nobody shall be shown another's by a number alone. */
static int
show_number(struct review *r, int64_t id)
{
	struct inbox_row row;
	struct event_row event;
	bool found = store_inbox_get(r->store, id, &row) && is_unread(&row);

	store_inbox_row_free(&row);
	if (found)
		return show_message(r, id);
	found = store_event_get(r->store, id, &event) && event.open;
	event_row_free(&event);
	return found ? show_event(r, id)
	             : cmd_fail(CMD_NO,
	                   "nothing that waits has the number %lld; `review` lists what "
	                   "waits, with a letter (e12, m3, o7)",
	                   (long long)id);
}

int
review_show(struct review *r)
{
	return r->sign == 'm'   ? show_message(r, r->id)
	       : r->sign == 'e' ? show_event(r, r->id)
	       : r->sign == 'o' ? cmd_show_mail(r->cmd, r->store, r->id)
	                        : show_number(r, r->id);
}
