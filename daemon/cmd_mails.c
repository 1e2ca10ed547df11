/* What a command has brought about for the mail: one line for each, to whom, what, and
 * when it leaves. See cmd.h. */
#include "cmd.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const waiting[] = {"held", "pending", "retry"};

void
cmd_mails_before(struct store *s, struct mail_list *out)
{
	*out = (struct mail_list){.last = store_outbox_last(s)};
	for (size_t k = 0; k < ARRAY_LEN(waiting); k++) {
		size_t n;
		struct outbox_row *rows = store_outbox_list(s, 0, waiting[k], &n);

		out->v = xreallocarray(out->v, out->n + n + 1, sizeof(*out->v));
		for (size_t i = 0; i < n; i++)
			out->v[out->n++] = (struct waiting_mail){rows[i].id, waiting[k]};
		outbox_rows_free(rows, n);
	}
}

static char *
when_text(struct store *s, const struct outbox_row *row)
{
	char *number, *text;

	if (str_eq(row->state, "cancelled"))
		return xasprintf(
		    "送りません（%s）", row->problem ? row->problem : "取消し");
	if (str_eq(row->state, "held")) {
		number = cmd_case_number(s, row->case_id);
		text = number ? xasprintf("承認待ち（madoguchi case approve %s）", number)
		              : xasprintf("承認待ち（madoguchi review send %lld）",
		                    (long long)row->id);
		free(number);
		return text;
	}
	if (row->next_at <= clock_now())
		return xstrdup("このあとすぐ送ります");
	number = civil_ja_datetime(row->next_at);
	text = xasprintf("%sに送ります", number);
	free(number);
	return text;
}

static void
print_line(struct store *s, const struct outbox_row *row)
{
	char *when = when_text(s, row);

	(void)printf("  メール %lld  %s宛「%s」: %s\n", (long long)row->id,
	    row->recipient, row->subject, when);
	free(when);
}

void
cmd_mails_say(const struct cmd *c, struct store *s, struct mail_list *before)
{
	size_t n, shown = 0;
	struct outbox_row *rows = store_outbox_after(s, before->last, &n);

	for (size_t i = 0; !c->json && i < before->n; i++) {
		struct outbox_row row;

		if (!store_outbox_get(s, before->v[i].id, &row))
			continue;
		if (!str_eq(row.state, before->v[i].state)) {
			print_line(s, &row);
			shown++;
		}
		outbox_row_free(&row);
	}
	for (size_t i = 0; !c->json && i < n; i++, shown++)
		print_line(s, &rows[i]);
	if (!shown && !c->json)
		(void)puts("  送るメールはありません");
	outbox_rows_free(rows, n);
	free(before->v);
	*before = (struct mail_list){0};
}
