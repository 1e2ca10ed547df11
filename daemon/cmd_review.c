/* `madoguchi review`: what waits for a person, and the words that settle it. See cmd.h
 * and cmd_review.h. */
#include "cmd_review.h"

#include "clock.h"
#include "supervise.h"
#include "todo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_LINES = 3, WORDS_CHARS = 60, QUARANTINE_MOST = 10000 };

/* --- the list --- */

/* One thing that waits. */
struct item {
	const char *type; /* quarantine, event, held, failed, source */
	char sign;        /* of its ref: e12, m3, o7; 0: it has none */
	int64_t id, case_id, at;
	const char *text;
	int64_t inbox_id; /* the message that brought it about; 0 none */
	struct todo *todo;
	size_t todo_n, shown; /* shown to people; 0: all */
};

static const char *
type_label(const char *type)
{
	static const struct {
		const char *type, *label;
	} labels[] = {{"quarantine", "読めないメール"}, {"event", "要対応"},
	    {"held", "承認待ち"}, {"failed", "送信失敗"}, {"source", "受信元の異常"}};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_eq(labels[i].type, type))
			return labels[i].label;
	return type;
}

static void
item_json(const struct item *it, const char *number, const struct review_words *words)
{
	char *when = civil_iso_datetime(it->at);
	json_t *todo = json_array();

	for (size_t i = 0; i < it->todo_n; i++)
		(void)json_array_append_new(
		    todo, json_pack("{s:s, s:s}", "command", it->todo[i].command, "why",
		              it->todo[i].why));
	cmd_print_json(json_pack("{s:s, s:I, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o}",
	    "type", it->type, "id", (json_int_t)it->id, "case", cmd_text(number), "at",
	    when, "text", it->text, "message",
	    it->inbox_id ? json_integer(it->inbox_id) : json_null(), "from",
	    cmd_text(words->from), "subject", cmd_text(words->subject), "words",
	    cmd_strings(&words->lines), "todo", todo));
	free(when);
}

static void
item_text(const struct item *it, const char *number, const struct review_words *words)
{
	char *when = civil_ja_datetime(it->at);

	if (it->sign)
		(void)printf("%c%lld  ", it->sign, (long long)it->id);
	(void)printf("［%s］%s%s  %s\n    %s\n", type_label(it->type),
	    number ? "案件 " : "", number ? number : "", when, it->text);
	if (words->from)
		(void)printf("    差出人 %s　件名「%s」\n", words->from,
		    words->subject ? words->subject : "");
	for (size_t i = 0; i < words->lines.n; i++)
		(void)printf("    ｜%s\n", words->lines.v[i]);
	if (words->more)
		(void)puts("    ｜（続く）");
	for (size_t i = 0; i < (it->shown ? it->shown : it->todo_n); i++)
		(void)printf("    → %s    %s\n", it->todo[i].command, it->todo[i].why);
	(void)putchar('\n');
	free(when);
}

/* Prints it; its todo is released. */
static void
print_item(struct review *r, struct item *it)
{
	char *number = cmd_case_number(r->store, it->case_id);
	struct review_words words = {0};

	if (it->inbox_id)
		review_words(r, it->inbox_id, WORDS_LINES, WORDS_CHARS, &words);
	if (r->cmd->json)
		item_json(it, number, &words);
	else
		item_text(it, number, &words);
	review_words_free(&words);
	todos_free(it->todo, it->todo_n);
	free(number);
}

static size_t
list_quarantine(struct review *r)
{
	size_t n;
	struct inbox_row *rows =
	    store_inbox_list(r->store, "quarantine", 0, QUARANTINE_MOST, &n);

	for (size_t i = 0; i < n; i++) {
		char *text = xasprintf("%s（%lldバイト、%s）",
		    rows[i].problem ? rows[i].problem : "", (long long)rows[i].size,
		    rows[i].source);
		struct item it = {.type = "quarantine",
		    .sign = 'm',
		    .id = rows[i].id,
		    .case_id = rows[i].case_id,
		    .at = rows[i].received_at,
		    .text = text};

		it.todo = todo_quarantine(rows[i].id, &it.todo_n);
		print_item(r, &it);
		free(text);
	}
	store_inbox_rows_free(rows, n);
	return n;
}

static size_t
list_events(struct review *r)
{
	size_t n;
	struct event_row *rows = store_event_open(r->store, &n);

	for (size_t i = 0; i < n; i++) {
		struct item it = {.type = "event",
		    .sign = 'e',
		    .id = rows[i].id,
		    .case_id = rows[i].case_id,
		    .at = rows[i].at,
		    .text = rows[i].text,
		    .inbox_id = rows[i].inbox_id};

		it.todo = todo_event(r->store, clock_now(), &rows[i], &it.todo_n);
		print_item(r, &it);
	}
	event_rows_free(rows, n);
	return n;
}

static bool
more_of_case(const struct outbox_row *rows, size_t n, size_t i)
{
	for (size_t k = i + 1; rows[i].case_id && k < n; k++)
		if (rows[k].case_id == rows[i].case_id)
			return true;
	return false;
}

static size_t
list_mails(struct review *r, const char *state)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(r->store, 0, state, &n);

	for (size_t i = 0; i < n; i++) {
		char *text = xasprintf("%s宛 %s%s%s", rows[i].recipient, rows[i].subject,
		    rows[i].problem ? ": " : "", rows[i].problem ? rows[i].problem : "");
		char *number = cmd_case_number(r->store, rows[i].case_id);
		struct item it = {.type = state,
		    .sign = 'o',
		    .id = rows[i].id,
		    .case_id = rows[i].case_id,
		    .at = rows[i].created,
		    .text = text};

		it.todo = todo_mail(state, rows[i].id, number, &it.todo_n);
		/* What is done for all of a case stands once, behind its last. */
		it.shown = more_of_case(rows, n, i) ? 1 : it.todo_n;
		print_item(r, &it);
		free(number);
		free(text);
	}
	outbox_rows_free(rows, n);
	return n;
}

static size_t
list_sources(struct review *r)
{
	size_t n, bad = 0;
	struct source_status *rows = store_source_status(r->store, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].problem) {
			char *text = xasprintf("%s: %s", rows[i].name, rows[i].problem);

			print_item(r, &(struct item){.type = "source",
			                  .id = (int64_t)i,
			                  .at = rows[i].checked_at,
			                  .text = text});
			free(text);
			bad++;
		}
	store_source_status_free(rows, n);
	return bad;
}

static int
list(struct review *r)
{
	size_t n = list_quarantine(r);

	n += list_events(r);
	n += list_mails(r, "held");
	n += list_mails(r, "failed");
	n += list_sources(r);
	if (!n && !r->cmd->json)
		(void)puts("担当者を待っているものはありません");
	return CMD_OK;
}

/* --- single items that need the store alone --- */

static int
no_quarantine(int64_t id)
{
	return cmd_fail(CMD_NO, "no message %lld in quarantine", (long long)id);
}

static int
retry(struct review *r)
{
	return store_inbox_retry(r->store, r->id) ? CMD_OK : no_quarantine(r->id);
}

static int
drop(struct review *r)
{
	return store_inbox_drop(r->store, r->id, clock_now()) ? CMD_OK
	                                                      : no_quarantine(r->id);
}

static int
done(struct review *r)
{
	return store_event_close(r->store, r->id, 0) > 0
	           ? CMD_OK
	           : cmd_fail(CMD_NO, "no open event %lld", (long long)r->id);
}

/* --- the words --- */

enum { SEVERAL = -1 };

static const struct word {
	const char *word;
	const char
	    *signs;   /* what its ref may be; the first where only digits are given */
	int operands; /* besides the ref; SEVERAL: nothing but refs */
	int (*run)(struct review *r); /* with the store */
	int (*act)(struct review *r); /* with the whole desk, in a transaction */
	const char *usage, *help;
} words[] = {
    {"show", "?emo", 0, review_show, NULL, "ID",
        "全文、添付、読み取りとその理由、次にできること"},
    {"case", "em", 0, NULL, review_case,
        "ID [--category 区分] [--theme 番号] [--prefecture 都道府県] [--company 会社名] "
        "[--contact 氏名] [--email アドレス] [--phone 電話] [--industry 業種] "
        "[--employees "
        "人数] [--budget 円] [--format visit|online|any] [--urgent]",
        "相談として受け付け、案件にする。確認待ちの案件なら読み取りを正して進める"},
    {"attach", "em", 1, NULL, review_attach, "ID 案件番号",
        "案件に付けて、その案件の連絡として読み直す"},
    {"as", "em", 1, NULL, review_as, "ID 種類 [--case 案件番号]",
        "種類（承諾、辞退、条件・質問、日程、報告、取下げ、追加連絡、苦情、名簿、相談、紹"
        "介）を"
        "指定して扱い直す"},
    {"ignore", "em", 0, review_ignore, NULL, "ID",
        "何もせず、対応済みにする（記録は残る）"},
    {"done", "e", SEVERAL, done, NULL, "ID…", "対応済みにする"},
    {"send", "o", 0, NULL, review_send, "ID",
        "承認待ちの1通を送る（案件のないメールも）。送れなかったメールをもう一度送る"},
    {"retry", "m", SEVERAL, retry, NULL, "ID…", "読めないメールをもう一度読む"},
    {"drop", "m", SEVERAL, drop, NULL, "ID…", "読めないメールを読むのをやめる"},
};

void
cmd_review_help(void)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		(void)printf("  review %s %s\n      %s\n", words[i].word, words[i].usage,
		    words[i].help);
	(void)puts("ID は review の一覧の左端のもの（e12 要対応、m3 メール、o7 "
	           "送るメール）です。");
}

/* e12, m3, o7, or digits alone; false with a message. */
static bool
read_ref(struct review *r, const char *text, const char *signs)
{
	const char *digits = text + (*text && strchr("emo", *text) != NULL);
	char *end;
	long long id;

	errno = 0;
	id = strtoll(digits, &end, 10);
	r->sign = digits > text ? *text : signs[0];
	if (errno == 0 && *digits && !*end && id > 0 && strchr(signs, r->sign)) {
		r->id = id;
		return true;
	}
	(void)cmd_fail(CMD_USAGE,
	    "review: %s; an ID such as %c12 was expected, as `review` lists it", text,
	    signs[0] == '?' ? 'e' : signs[0]);
	return false;
}

static int
with_store(struct review *r, int (*run)(struct review *))
{
	int code;

	r->store = cmd_store(r->cmd);
	if (!r->store)
		return CMD_SYSTEM;
	code = run(r);
	if (code == CMD_OK && store_failed(r->store))
		code = cmd_fail(CMD_SYSTEM, "%s", store_failed(r->store));
	store_close(r->store);
	review_end(r);
	if (run != list && run != review_show)
		supervise_poke(r->cmd->config);
	return code;
}

static int
with_desk(struct review *r, int (*act)(struct review *))
{
	struct desk d;
	int code;

	if (!cmd_can_write(r->cmd, "review"))
		return CMD_USAGE;
	if (!cmd_desk_begin(r->cmd, &d))
		return CMD_SYSTEM;
	r->desk = &d;
	r->store = d.store;
	code = act(r);
	review_end(r);
	r->desk = NULL;
	r->store = NULL;
	return cmd_desk_end(r->cmd, &d, code);
}

static int
unknown_word(const char *word)
{
	struct strlist names = {0};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		strlist_add(&names, words[i].word);
	(void)cmd_unknown("review", word, &names);
	strlist_free(&names);
	return CMD_USAGE;
}

static int
run_word(struct review *r, const struct word *w)
{
	return w->run ? with_store(r, w->run) : with_desk(r, w->act);
}

/* What cannot be done of several keeps none of the others back; a mistyped one does. */
static int
run_each(struct review *r, const struct word *w, int n)
{
	int code = CMD_OK;

	for (int i = 2; i <= n; i++)
		if (!read_ref(r, r->cmd->argv[i], w->signs))
			return CMD_USAGE;
	for (int i = 2; i <= n && code != CMD_SYSTEM; i++) {
		int one =
		    read_ref(r, r->cmd->argv[i], w->signs) ? run_word(r, w) : CMD_USAGE;

		code = one == CMD_OK ? code : one;
	}
	return code;
}

int
cmd_review(struct cmd *c)
{
	struct review r = {.cmd = c};
	int n;

	if (!review_options(&r, &n))
		return CMD_USAGE;
	if (n == 0)
		return with_store(&r, list);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!str_eq(c->argv[1], words[i].word))
			continue;
		if (words[i].operands == SEVERAL && n >= 2)
			return run_each(&r, &words[i], n);
		if (n != 2 + words[i].operands)
			return cmd_fail(CMD_USAGE, "review %s: %s was expected",
			    words[i].word, words[i].usage);
		if (!read_ref(&r, c->argv[2], words[i].signs))
			return CMD_USAGE;
		return run_word(&r, &words[i]);
	}
	return unknown_word(c->argv[1]);
}
