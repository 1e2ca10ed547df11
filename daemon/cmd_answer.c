/* `madoguchi case answer`: what the operator answers to an expert's question. See cmd.h.
 */
#include "cmd.h"

#include "buf.h"
#include "norm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_BYTES_MAX = 16 << 10 };

/* The text without blank ends and carriage returns; NULL with a message printed. */
static char *
plain(const char *text, size_t n)
{
	char *out, *to;

	if (!utf8_valid(text, n) || memchr(text, '\0', n)) {
		(void)cmd_fail(CMD_USAGE, "case answer: the text is not UTF-8");
		return NULL;
	}
	out = to = xstrndup(text, n);
	for (const char *p = out; *p; p++)
		if ((unsigned char)*p >= ' ' || *p == '\n' || *p == '\t')
			*to++ = *p;
	*to = '\0';
	out = str_trim(out);
	if (*out)
		return out;
	(void)cmd_fail(CMD_USAGE, "case answer: the text is empty");
	free(out);
	return NULL;
}

/* Read before the store is locked: the text may come from a person's keyboard. */
static char *
read_text(const char *operand, const char *file)
{
	struct buf raw = {0};
	char *text = NULL;

	if (!operand == !file) {
		(void)cmd_fail(
		    CMD_USAGE, "case answer: N TEXT or N --file FILE was expected");
		return NULL;
	}
	if (operand) {
		if (strlen(operand) <= ANSWER_BYTES_MAX)
			return plain(operand, strlen(operand));
		(void)cmd_fail(CMD_USAGE, "case answer: %s", strerror(EFBIG));
		return NULL;
	}
	if (str_eq(file, "-") ? buf_read_fd(&raw, STDIN_FILENO, ANSWER_BYTES_MAX)
	                      : buf_read_file(&raw, file, ANSWER_BYTES_MAX))
		text = plain(buf_str(&raw), raw.len);
	else
		(void)cmd_fail(CMD_USAGE, "case answer: %s: %s", file, strerror(errno));
	buf_free(&raw);
	return text;
}

/* Its expert waits for an answer, or got more time because none came. */
static bool
is_waiting(const struct offer *o)
{
	return str_eq(o->state, "conditional") ||
	       (str_eq(o->state, "open") && o->answered_at);
}

static bool
is_of(struct desk *d, const struct offer *o, const char *regno)
{
	struct expert e;
	bool same;

	if (!regno)
		return true;
	if (!store_expert_get(d->store, o->expert_id, d->now, &e))
		return false;
	same = str_eq(e.registration_no, regno);
	expert_free(&e);
	return same;
}

/* CMD_OK with the one offer that is meant; else a message was printed. */
static int
find_offer(
    struct desk *d, const struct case_row *row, const char *regno, struct offer *out)
{
	size_t n, waiting = 0;
	struct offer *rows = store_offer_list(d->store, row->id, &n);
	int64_t id = 0;

	for (size_t i = 0; i < n; i++)
		if (is_waiting(&rows[i]) && is_of(d, &rows[i], regno)) {
			id = rows[i].id;
			waiting++;
		}
	offers_free(rows, n);
	if (waiting > 1)
		return cmd_fail(CMD_USAGE,
		    "%s: %zu experts wait for an answer; name one with --expert REGNO",
		    row->number, waiting);
	if (!id || !store_offer_get(d->store, id, out))
		return cmd_fail(CMD_NO, "%s: no expert waits for an answer", row->number);
	return CMD_OK;
}

static int
refuse(const struct case_row *row, const struct strlist *found)
{
	struct buf words = {0};
	int code;

	for (size_t i = 0; i < found->n; i++)
		buf_addf(&words, "%s%s", i ? "、" : "", found->v[i]);
	code = cmd_fail(CMD_NO,
	    "%s: the expert has not accepted yet, and may not learn who asks; the text "
	    "holds %s; nothing was sent",
	    row->number, buf_str(&words));
	buf_free(&words);
	return code;
}

static int
answer(struct desk *d, struct case_row *row, const char *text, const char *regno)
{
	struct strlist found = {0};
	struct offer o = {0};
	struct expert e;
	int code = find_offer(d, row, regno, &o);

	if (code != CMD_OK)
		return code;
	desk_identities(d, row, text, &found);
	if (found.n) {
		code = refuse(row, &found);
	} else if (store_expert_get(d->store, o.expert_id, d->now, &e)) {
		if (!desk_answer(d, row, &o, &e, text))
			code = cmd_fail(CMD_NO,
			    "%s: the answer was not written; `case show` says why",
			    row->number);
		expert_free(&e);
	}
	strlist_free(&found);
	offer_free(&o);
	return code;
}

int
cmd_answer(struct cmd *c, const char *number, const char *operand, const char *file,
    const char *regno)
{
	char *text = read_text(operand, file);
	struct desk d;
	struct case_row row;
	struct mail_list before;
	int code = CMD_NO;

	if (!text)
		return CMD_USAGE;
	if (!cmd_can_write(c, "case answer")) {
		free(text);
		return CMD_USAGE;
	}
	if (!cmd_desk_begin(c, &d)) {
		free(text);
		return CMD_SYSTEM;
	}
	if (cmd_case_find(d.store, number, &row)) {
		cmd_mails_before(d.store, &before);
		code = answer(&d, &row, text, regno);
		if (code == CMD_OK && !c->json)
			(void)printf(
			    "%s: 専門家の質問・条件にお答えします\n", row.number);
		if (code == CMD_OK)
			cmd_mails_say(c, d.store, &before);
		free(before.v);
		case_row_free(&row);
	}
	free(text);
	return cmd_desk_end(c, &d, code);
}
