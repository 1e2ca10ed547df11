/* Commands of the operators' channel. See oproom_words.h. */
#include "oproom_words.h"

#include "norm.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 400, NUMBER_DIGITS = 9 };

/* What may stand behind a word. */
enum operands {
	NONE,
	TODAY,   /* nothing, or 今日 */
	NUMBER,  /* one number of a case */
	NUMBERS, /* at least one */
	REFS     /* at least one of what waits: e12, m3 */
};

static const struct {
	enum op_verb verb;
	const char *names[4]; /* in lower case; ends with NULL */
	const char *sub[4];   /* the word behind it; all NULL: none */
	enum operands operands;
	const char *signs; /* REFS: the letters */
	const char *help_ja, *help_en;
} table[] = {
    {OP_STATUS, {"status", "状況"}, {0}, NUMBER, NULL,
        "状況 123 … 案件の状況、次の日程、待っている相手",
        "status 123 … how a case stands, its next date, who is waited for"},
    {OP_APPROVE, {"approve", "承認"}, {0}, NUMBERS, NULL,
        "承認 123 … 案件の承認待ちのメールを送り、確認待ちの案件を進める",
        "approve 123 … lets a case's held mail go, and a case in review go on"},
    {OP_REVIEW, {"review", "確認待ち"}, {0}, NONE, NULL,
        "確認待ち … 担当者の判断を待っているもの", "review … what waits for an operator"},
    {OP_REVIEW_DONE, {"review", "確認待ち"}, {"done", "済", "済み"}, REFS, "e",
        "確認待ち 済 e12 … 対応済みにする", "review done e12 … it is dealt with"},
    {OP_REVIEW_RETRY, {"review", "確認待ち"}, {"retry", "再読"}, REFS, "m",
        "確認待ち 再読 m3 … 読めないメールをもう一度読む",
        "review retry m3 … reads a message in quarantine once more"},
    {OP_REVIEW_DROP, {"review", "確認待ち"}, {"drop", "破棄"}, REFS, "m",
        "確認待ち 破棄 m3 … 読めないメールを読むのをやめる",
        "review drop m3 … gives up a message in quarantine"},
    {OP_REVIEW_IGNORE, {"review", "確認待ち"}, {"ignore", "無視"}, REFS, "em",
        "確認待ち 無視 e12 … そのメールには何もしない",
        "review ignore e12 … nothing follows from the message"},
    {OP_CASES, {"cases", "案件"}, {0}, TODAY, NULL, "案件 今日 … 今日受け付けた案件",
        "cases today … the cases that came in today"},
    {OP_OUTBOX, {"outbox", "送信待ち"}, {0}, NONE, NULL,
        "送信待ち … 承認待ち、送信待ち、送れなかったメール",
        "outbox … mail that is held, on its way, or failed"},
    {OP_HELP, {"help", "ヘルプ"}, {0}, NONE, NULL, "ヘルプ … この一覧",
        "help … this list"},
};

const char *
op_help(size_t i, bool english)
{
	if (i >= ARRAY_LEN(table))
		return NULL;
	return english ? table[i].help_en : table[i].help_ja;
}

bool
op_number_is_short(const char *number)
{
	return !strchr(number, '-');
}

/* --- words --- */

static void
lower(char *s)
{
	for (; *s; s++)
		*s = (char)tolower((unsigned char)*s);
}

/* 承認123 is written as often as 承認 123. */
static void
add_word(struct strlist *words, const char *word)
{
	size_t n = strlen(word), digits = n;

	while (digits > 0 &&
	       (isdigit((unsigned char)word[digits - 1]) || word[digits - 1] == '-'))
		digits--;
	if (digits > 0 && digits < n && (unsigned char)word[digits - 1] >= 0x80) {
		strlist_take(words, xstrndup(word, digits));
		strlist_add(words, word + digits);
	} else {
		strlist_add(words, word);
	}
}

static void
split(const char *text, struct strlist *words)
{
	char *plain = norm_text(text), *comma;
	struct strlist pieces = {0};

	lower(plain);
	while ((comma = strstr(plain, "、")))
		memset(comma, ' ', strlen("、"));
	strlist_split(&pieces, plain, " \t\r\n,:");
	for (size_t i = 0; i < pieces.n; i++)
		add_word(words, pieces.v[i]);
	strlist_free(&pieces);
	free(plain);
}

static bool
is_desk(const char *word)
{
	static const char *const names[] = {"madoguchi", "/madoguchi", "@madoguchi"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(names[i], word))
			return true;
	return false;
}

/* 123 or 2026-0123 */
static bool
is_number(const char *s)
{
	size_t n = strspn(s, "0123456789"), more;

	if (n == 0 || n > NUMBER_DIGITS)
		return false;
	if (!s[n])
		return true;
	more = strspn(s + n + 1, "0123456789");
	return n == 4 && s[n] == '-' && more > 0 && more <= NUMBER_DIGITS &&
	       !s[n + 1 + more];
}

static bool
is_ref(const char *s, const char *signs)
{
	size_t n = *s ? strspn(s + 1, "0123456789") : 0;

	return *s && strchr(signs, *s) && n > 0 && n <= NUMBER_DIGITS && !s[1 + n];
}

static bool
is_one_of(const char *word, const char *const *names)
{
	for (; *names; names++)
		if (str_eq(*names, word))
			return true;
	return false;
}

/* --- one row of the table --- */

static bool
operands_fit(size_t row, char *const *words, size_t n)
{
	switch (table[row].operands) {
	case NONE: return n == 0;
	case TODAY:
		return n == 0 || (n == 1 && (str_eq(words[0], "today") ||
		                                str_eq(words[0], "今日")));
	case NUMBER: return n == 1 && is_number(words[0]);
	case NUMBERS:
		for (size_t i = 0; i < n; i++)
			if (!is_number(words[i]))
				return false;
		return n > 0 && n <= OP_ARGS_MAX;
	case REFS:
		for (size_t i = 0; i < n; i++)
			if (!is_ref(words[i], table[row].signs))
				return false;
		return n > 0 && n <= OP_ARGS_MAX;
	}
	return false;
}

static bool
row_fits(size_t row, const struct strlist *words, size_t first, size_t *operands)
{
	*operands = first + 1;
	if (first >= words->n || !is_one_of(words->v[first], table[row].names))
		return false;
	if (table[row].sub[0]) {
		if (*operands >= words->n ||
		    !is_one_of(words->v[*operands], table[row].sub))
			return false;
		(*operands)++;
	}
	return operands_fit(row, words->v + *operands, words->n - *operands);
}

void
op_read(const char *text, struct op_command *out)
{
	struct strlist words = {0};
	size_t first, at;

	*out = (struct op_command){.kind = OP_TALK};
	if (!text || strlen(text) > TEXT_MAX)
		return;
	split(text, &words);
	first = words.n && is_desk(words.v[0]) ? 1 : 0;
	if (first)
		out->kind = OP_UNCLEAR;
	for (size_t i = 0; i < ARRAY_LEN(table) && out->kind != OP_COMMAND; i++) {
		if (!row_fits(i, &words, first, &at))
			continue;
		out->kind = OP_COMMAND;
		out->verb = table[i].verb;
		if (table[i].operands != TODAY)
			for (; at < words.n; at++)
				strlist_add(&out->args, words.v[at]);
	}
	strlist_free(&words);
}

void
op_command_free(struct op_command *c)
{
	strlist_free(&c->args);
}
