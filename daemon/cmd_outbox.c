/* `madoguchi outbox`: mail on its way, and what was sent. See cmd.h. */
#include "cmd.h"

#include "box.h"
#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

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

int
cmd_show_mail(struct cmd *c, struct store *s, int64_t id)
{
	size_t n = 0;
	char *wire = store_outbox_wire(s, id, &n);
	struct box *box;
	struct message m;
	struct err e = {0};
	struct outbox_row row;
	int code = CMD_OK;

	if (!wire)
		return cmd_fail(CMD_NO, "no mail %lld", (long long)id);
	/* A letter by chat is its text. */
	if (store_outbox_get(s, id, &row) && str_starts(row.template_name, "chat/"))
		c->raw = true;
	outbox_row_free(&row);
	box = box_new(c->config->limits.read_seconds, c->config->limits.read_memory_mib);
	if (c->raw) {
		(void)fwrite(wire, 1, n, stdout);
	} else if (box_read_bytes(box, wire, n, 0, &m, &e) == BOX_OK) {
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
	char *number = cmd_case_number(s, row->case_id),
	     *when = civil_iso_datetime(row->created);

	if (c->json)
		cmd_print_json(json_pack(
		    "{s:I, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "id",
		    (json_int_t)row->id, "case", cmd_text(number), "state", row->state,
		    "template", row->template_name, "recipient", row->recipient,
		    "subject", row->subject, "message_id", row->message_id, "created",
		    when, "tries", row->tries, "problem", cmd_text(row->problem)));
	else
		(void)printf("%6lld  %s  %.16s  %s  %s%s%s\n", (long long)row->id,
		    cmd_mail_state_label(row->state), when, row->recipient, row->subject,
		    row->problem ? "  ← " : "", row->problem ? row->problem : "");
	free(number);
	free(when);
}

static int
show(struct cmd *c, int64_t id)
{
	struct store *s = cmd_store(c);
	int code;

	if (!s)
		return CMD_SYSTEM;
	code = cmd_show_mail(c, s, id);
	store_close(s);
	return code;
}

static int
unknown_state(const char *word, const char *const *states, size_t n)
{
	struct strlist names = {0};

	for (size_t i = 0; i < n; i++)
		strlist_add(&names, states[i]);
	for (size_t i = 0; i < n; i++)
		strlist_add(&names, cmd_mail_state_label(states[i]));
	(void)cmd_unknown("outbox --state", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
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
	for (size_t i = 0; state && i < ARRAY_LEN(states) && !known; i++) {
		known = str_eq(states[i], state) ||
		        str_eq(cmd_mail_state_label(states[i]), state);
		state = known ? states[i] : state;
	}
	if (state && !known)
		return unknown_state(state, states, ARRAY_LEN(states));
	if (n == 2 && str_eq(c->argv[1], "show"))
		return cmd_number("outbox", c->argv[2], 1, 1L << 60, &id) ? show(c, id)
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
