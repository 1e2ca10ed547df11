/* `madoguchi read`: how the desk understands messages, without a store and without a
 * network. */
#include "cmd.h"

#include "box.h"
#include "buf.h"
#include "chat_read.h"
#include "decide.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 256 * 1024 * 1024 };

struct reader {
	struct cmd *c;
	struct brain *brain;
	struct box *box;
	struct read_context context;
	bool with_context;
	int code;
};

static void
print_slot(const char *name, const char *value)
{
	if (!str_empty(value))
		(void)printf("  %s: %s\n", name, value);
}

static void
print_text(const struct reading *r, const struct message *m, const char *file)
{
	(void)printf("%s: %s\n", file, kind_name(r->kind));
	print_slot("差出人", m->from.addr);
	print_slot("件名", m->subject);
	(void)printf(
	    "  判断: %s（確度 %.2f）\n", decision_name(r->decision), r->confidence);
	if (r->category)
		(void)printf("  区分: %c%s%s\n", r->category, r->submenu ? " " : "",
		    r->submenu ? r->submenu : "");
	if (r->theme)
		(void)printf("  テーマ: %d\n", r->theme);
	if (r->urgent)
		(void)printf("  緊急: インシデント発生中\n");
	print_slot("会社", r->slots.company);
	print_slot("担当者", r->slots.contact);
	print_slot("連絡先", r->slots.requester_email);
	print_slot("電話", r->slots.phone);
	print_slot("地域", r->slots.prefecture);
	print_slot("業種", r->slots.industry);
	for (size_t i = 0; i < r->slots.dates.n; i++)
		print_slot("希望日", r->slots.dates.v[i]);
	for (size_t i = 0; i < r->why.n; i++)
		print_slot("理由", r->why.v[i]);
}

static void
show(struct reader *rd, const struct message *m, const struct read_context *context,
    const char *file, bool with_reply)
{
	struct reading r;

	decide(rd->brain, m, context, &r);
	if (rd->c->json)
		cmd_print_json(reading_to_json(&r, m, file, with_reply));
	else
		print_text(&r, m, file);
	reading_free(&r);
}

static void
failed(struct reader *rd, const char *file, const char *problem)
{
	rd->code = cmd_fail(CMD_NO, "%s: %s", file, problem);
}

static void
read_mail(struct reader *rd, const char *file, const struct buf *raw)
{
	struct message m;
	struct err e = {0};
	size_t max = (size_t)rd->c->config->limits.max_message_kib * 1024;
	bool cut = raw->len > max;

	if (raw->len == 0) {
		/* One line for each file, and still an error: it is hardly meant. */
		message_init(&m);
		show(rd, &m, rd->with_context ? &rd->context : NULL, file,
		    rd->with_context);
		message_free(&m);
		failed(rd, file, "empty: there is no message in it");
		return;
	}
	if (box_read_bytes(rd->box, raw->data, cut ? max : raw->len, cut ? BOX_CUT : 0,
	        &m, &e) != BOX_OK) {
		failed(rd, file, e.text);
		return;
	}
	show(rd, &m, rd->with_context ? &rd->context : NULL, file, rd->with_context);
	message_free(&m);
}

static void
read_chat_line(
    struct reader *rd, const char *file, size_t number, const char *text, size_t n)
{
	json_error_t je;
	json_t *line = json_loadb(text, n, JSON_REJECT_DUPLICATES, &je);
	struct read_context own = {0};
	char *problem = NULL, *where = xasprintf("%s:%zu", file, number);
	struct message m;
	bool has_own;

	if (!json_is_object(line)) {
		failed(rd, where, line ? "a JSON object was expected" : je.text);
	} else if (!json_is_string(json_object_get(line, "body"))) {
		failed(rd, where, "\"body\", a text, is missing");
	} else {
		has_own = json_object_get(line, "context") != NULL;
		if (has_own && !read_context_from_json(&own, line, &problem)) {
			failed(rd, where, problem);
		} else {
			chat_read_json(line, &m);
			show(rd, &m,
			    has_own            ? &own
			    : rd->with_context ? &rd->context
			                       : NULL,
			    file, has_own || rd->with_context);
			message_free(&m);
		}
		read_context_free(&own);
	}
	json_decref(line);
	free(problem);
	free(where);
}

static void
read_chat(struct reader *rd, const char *file, const struct buf *raw)
{
	const char *p = buf_str(raw), *end = p + raw->len;
	size_t number = 0;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *stop = nl ? nl : end;

		number++;
		if (stop > p + strspn(p, " \t\r"))
			read_chat_line(rd, file, number, p, (size_t)(stop - p));
		p = stop + 1;
	}
}

static void
read_one(struct reader *rd, const char *file, bool chat)
{
	struct buf raw = {0};
	bool ok = str_eq(file, "-") ? buf_read_fd(&raw, STDIN_FILENO, FILE_BYTES_MAX)
	                            : buf_read_file(&raw, file, FILE_BYTES_MAX);

	if (!ok)
		failed(rd, file, strerror(errno));
	else if (chat)
		read_chat(rd, file, &raw);
	else
		read_mail(rd, file, &raw);
	buf_free(&raw);
}

static bool
load_context(struct reader *rd, const char *file)
{
	json_error_t je;
	json_t *json = json_load_file(file, JSON_REJECT_DUPLICATES, &je);
	char *problem = NULL;
	bool ok = json && read_context_from_json(&rd->context, json, &problem);

	if (!ok && je.line < 0 && !json)
		rd->code = cmd_fail(CMD_USAGE, "read: %s", je.text);
	else if (!ok)
		rd->code = cmd_fail(CMD_USAGE, "%s:%d: %s", file, json ? 1 : je.line,
		    problem ? problem : je.text);
	rd->with_context = ok;
	json_decref(json);
	free(problem);
	return ok;
}

int
cmd_read(struct cmd *c)
{
	const char *chat = NULL, *context = NULL;
	const struct cmd_option options[] = {
	    {"chat", true, &chat}, {"context", false, &context}};
	struct reader rd = {.c = c};
	struct err e = {0};
	int n;

	if (!cmd_options(c, options, ARRAY_LEN(options), &n))
		return CMD_USAGE;
	if (context && !load_context(&rd, context))
		return rd.code;
	rd.brain = brain_load(c->config->data_dir, &e);
	if (!rd.brain)
		return cmd_fail(CMD_SYSTEM, "%s", e.text);
	brain_thresholds(
	    rd.brain, c->config->decide.auto_min, c->config->decide.review_max);
	rd.box =
	    box_new(c->config->limits.read_seconds, c->config->limits.read_memory_mib);
	for (int i = 1; i <= n; i++)
		read_one(&rd, c->argv[i], chat != NULL);
	if (n == 0)
		read_one(&rd, "-", chat != NULL);
	box_free(rd.box);
	brain_free(rd.brain);
	read_context_free(&rd.context);
	return rd.code;
}
