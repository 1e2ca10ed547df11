/* What was said in a case, by whoever: messages that came in and mails that went out, in
 * their order. See cmd.h. */
#include "cmd_review.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CHARS = 50, MESSAGES_MOST = 10000 };

/* --- for programs --- */

json_t *
cmd_messages_json(struct cmd *c, struct store *s, int64_t case_id)
{
	struct review r = {.cmd = c, .store = s};
	size_t n;
	struct inbox_row *rows = store_inbox_list(s, NULL, case_id, MESSAGES_MOST, &n);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		struct review_words words;

		review_words(&r, rows[i].id, 1, FIRST_CHARS, &words);
		(void)json_array_append_new(
		    list, json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
		              (json_int_t)rows[i].id, "received_at",
		              cmd_time(rows[i].received_at), "from",
		              cmd_text(rows[i].from_addr), "subject",
		              cmd_text(rows[i].subject), "kind", cmd_text(rows[i].kind),
		              "decision", cmd_text(rows[i].decision), "first_line",
		              cmd_text(words.lines.n ? words.lines.v[0] : NULL)));
		review_words_free(&words);
	}
	store_inbox_rows_free(rows, n);
	review_end(&r);
	return list;
}

/* --- for people --- */

static void
print_when(int64_t at)
{
	char *when = civil_iso_minute(at);

	when[10] = ' ';
	(void)printf("  %s  ", when);
	free(when);
}

static void
print_in(struct review *r, const struct inbox_row *row)
{
	struct review_words words;

	review_words(r, row->id, 1, FIRST_CHARS, &words);
	print_when(row->received_at);
	(void)printf("← m%lld  %s  「%s」（%s）\n", (long long)row->id,
	    words.from ? words.from : "差出人不明", words.subject ? words.subject : "",
	    review_kind_label(row->kind));
	if (words.lines.n)
		(void)printf("                        ｜%s\n", words.lines.v[0]);
	review_words_free(&words);
}

const char *
cmd_mail_state_label(const char *state)
{
	static const struct {
		const char *state, *label;
	} labels[] = {{"held", "承認待ち"}, {"pending", "送信待ち"},
	    {"sending", "送信中"}, {"retry", "再送待ち"}, {"sent", "送信済み"},
	    {"failed", "送信失敗"}, {"cancelled", "取消し"}};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].state, state))
			return labels[i].label;
	return state;
}

static void
print_out(const struct outbox_row *row)
{
	print_when(row->created);
	(void)printf("→ #%lld %s  %s  「%s」%s%s%s\n", (long long)row->id,
	    cmd_mail_state_label(row->state), row->recipient, row->subject,
	    row->problem ? "（" : "", row->problem ? row->problem : "",
	    row->problem ? "）" : "");
}

void
cmd_print_timeline(struct cmd *c, struct store *s, int64_t case_id)
{
	struct review r = {.cmd = c, .store = s};
	size_t in_n, out_n, i = 0, k = 0;
	struct inbox_row *in = store_inbox_list(s, NULL, case_id, MESSAGES_MOST, &in_n);
	struct outbox_row *out = store_outbox_list(s, case_id, NULL, &out_n);

	(void)puts("--- やりとり（← 届いたもの、→ 送るもの） ---");
	/* What came in is answered within the same second at times: it comes first. */
	while (i < in_n || k < out_n)
		if (k == out_n || (i < in_n && in[i].received_at <= out[k].created))
			print_in(&r, &in[i++]);
		else
			print_out(&out[k++]);
	store_inbox_rows_free(in, in_n);
	outbox_rows_free(out, out_n);
	review_end(&r);
}
