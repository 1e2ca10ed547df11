/*
 * Masking of what is made of letters and digits: mail addresses, links, numbers and
 * identifiers. One pass each, over a text that is normalised. See mask_sheet.h.
 */
#include "mask_sheet.h"
#include "norm.h"
#include "party_text.h"

#include <ctype.h>
#include <string.h>

enum {
	BLANKS_MAX = 8,
	NUMBER_DIGITS = 4,   /* from so many on a number may say who somebody is */
	CODE_CHARS = 5,      /* likewise a word of letters and digits */
	LONG_WORD_CHARS = 24 /* no word of any language here */
};

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

static size_t
word_length(const char *p)
{
	size_t n = 0;

	while (is_word(p[n]))
		n++;
	return n;
}

/* --- mail addresses --- */

/* Length of an at sign at p, in any of the ways in which people write one. */
static size_t
at_sign(const char *p)
{
	static const char *const signs[] = {"@", "(at)", "[at]", "<at>", "(AT)", "[AT]",
	    "アットマーク", "(アット)", "[アット]", "あっとまーく", "(あっと)",
	    "[あっと]"};

	return text_starts(p, signs, ARRAY_LEN(signs));
}

static bool
is_local(char c)
{
	return is_word(c) || (c && strchr("!#$&'*/=?^`{|}~\"", c));
}

static const char *
mailbox_start(const struct sheet *s, const char *at)
{
	const char *p = at;

	/* taro [at] example */
	while (p > s->text && at - p < BLANKS_MAX && p[-1] == ' ')
		p--;
	if (p > s->text && !is_local(p[-1]))
		p = at;
	while (p > s->text && is_local(p[-1]))
		p--;
	if (p < at)
		return p;
	/* A local part in Japanese, as RFC 6531 allows. */
	while (p > s->text && at - p < NAME_BYTES_MAX / 3) {
		const char *q = text_previous(s->text, p);

		if (text_script(q) == SCRIPT_OTHER)
			break;
		p = q;
	}
	return p;
}

static const char *
blanks_end(const char *p)
{
	for (int i = 0; i < BLANKS_MAX && *p == ' '; i++)
		p++;
	return p;
}

/* example.jp, example [dot] jp, example ドット jp */
static const char *
mailbox_end(const char *p)
{
	static const char *const dots[] = {"ドット", "どっと", "[dot]", "(dot)", "<dot>",
	    "[ドット]", "(ドット)", "dot "};
	const char *end = p + word_length(p);

	while (end > p) {
		const char *q = blanks_end(end);
		size_t n = text_starts(q, dots, ARRAY_LEN(dots));

		q = blanks_end(q + n);
		if (!n || !word_length(q))
			break;
		end = q + word_length(q);
	}
	return end;
}

static void
mails(struct sheet *s)
{
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *end;

		n = at_sign(p);
		/* アットホーム is no address: taroアットexample. */
		if (!n && p > s->text && isalnum((unsigned char)p[-1]))
			n = text_starts(p, (const char *const[]){"アット", "あっと"}, 2);
		if (!n)
			continue;
		end = mailbox_end(blanks_end(p + n));
		sheet_mark(s, mailbox_start(s, p), end, MASK_MAIL);
	}
}

/* --- links --- */

static void
links(struct sheet *s)
{
	static const char *const stops[] = {"、", "。", "「", "」", "〔", "〕"};

	for (const char *p = strstr(s->text, "://"); p; p = strstr(p + 3, "://")) {
		const char *start = p, *end = p + 3;

		while (start > s->text && isalnum((unsigned char)start[-1]))
			start--;
		while (*end && !strchr(" \n<>()\"", *end) &&
		       !text_starts(end, stops, ARRAY_LEN(stops)))
			end++;
		sheet_mark(s, start, end, MASK_URL);
	}
}

/* example.co.jp, www.example.jp, tanaka.taro: parts of letters with dots between. */
static bool
dotted(const char *word, size_t n)
{
	for (size_t i = 1; i + 2 < n; i++)
		if (word[i] == '.' && isalnum((unsigned char)word[i - 1]) &&
		    isalpha((unsigned char)word[i + 1]) &&
		    isalpha((unsigned char)word[i + 2]))
			return true;
	return false;
}

/* --- identifiers --- */

/* Words in which digits belong to a name that everybody uses: ISO27001, Windows11. */
static bool
common_with_digits(const char *word, size_t n)
{
	static const char *const words[] = {"iso", "iec", "jis", "jisq", "isms", "nist",
	    "sp", "pci", "pcidss", "windows", "win", "office", "microsoft", "wifi", "wpa",
	    "server", "excel", "ios", "android", "covid", "log", "web", "emotet", "sha",
	    "tls"};
	char letters[16];
	size_t used = 0, i = 0;

	for (; i < n && !isdigit((unsigned char)word[i]); i++)
		if (isalpha((unsigned char)word[i]) && used < sizeof(letters) - 1)
			letters[used++] = (char)tolower((unsigned char)word[i]);
	letters[used] = '\0';
	for (; i < n; i++)
		if (isalpha((unsigned char)word[i]))
			return false;
	for (size_t k = 0; k < ARRAY_LEN(words); k++)
		if (str_eq(letters, words[k]))
			return true;
	return false;
}

static bool
is_code(const char *word, size_t n)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < n; i++) {
		letters += isalpha((unsigned char)word[i]) != 0;
		digits += isdigit((unsigned char)word[i]) != 0;
	}
	if (n >= LONG_WORD_CHARS || (letters && memchr(word, '_', n)))
		return true;
	return letters && digits && n >= CODE_CHARS && !common_with_digits(word, n);
}

/* ID: tanaka, パスワードは hunter, 口座 … */
static bool
behind_label(const struct sheet *s, const char *p)
{
	static const char *const labels[] = {"ID", "Id", "id", "PW", "pw", "アカウント",
	    "アカウント名", "ユーザー", "ユーザー名", "ユーザ名", "パスワード",
	    "password", "Password", "account", "login", "user", "番号", "口座", "コード",
	    "暗証", "ログイン", "ログイン名", "ログインID", "ハンドル", "ハンドル名",
	    "ハンドルネーム", "LINE", "Slack", "Skype", "Twitter", "Instagram",
	    "インスタ", "SNS", "ユーザーID", "ユーザID", "会員ID", "管理者ID", "Login",
	    "User", "username"};
	static const char *const joins[] = {":", "=", "は", "が", "「", "\"", " "};
	const char *end = p;
	size_t n;

	while (
	    end > s->text && (n = text_ends(s->text, end, joins, ARRAY_LEN(joins))) > 0)
		end -= n;
	return end < p && text_ends(s->text, end, labels, ARRAY_LEN(labels)) > 0;
}

static void
words(struct sheet *s)
{
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		n = word_length(p);
		if (!n)
			continue;
		if (dotted(p, n))
			sheet_mark(s, p, p + n, MASK_URL);
		else if (is_code(p, n) || (n > 1 && behind_label(s, p)))
			sheet_mark(s, p, p + n, MASK_CODE);
	}
}

/* --- numbers --- */

size_t
mask_digit(const char *p)
{
	static const char *const kanji[] = {
	    "〇", "零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

	return isdigit((unsigned char)*p) ? 1 : text_starts(p, kanji, ARRAY_LEN(kanji));
}

/* What people put between the digits of one number; 0: none. */
static size_t
between_digits(const char *p)
{
	static const char *const dashes[] = {"ー", "‐", "‑", "–", "—", "―", "・", "−"};
	size_t n = 0;

	while (n < 3 && (ispunct((unsigned char)p[n]) || p[n] == ' '))
		n++;
	return n ? n : text_starts(p, dashes, ARRAY_LEN(dashes));
}

/* The end of the number that starts at p; *digits of them. */
static const char *
number_end(const char *p, size_t *digits)
{
	const char *end = p;
	size_t n;

	*digits = 0;
	while ((n = mask_digit(p)) > 0) {
		++*digits;
		end = p += n;
		if (!mask_digit(p) && (n = between_digits(p)) > 0 && mask_digit(p + n))
			p += n;
	}
	return end;
}

static void
numbers(struct sheet *s)
{
	const char *end;

	for (const char *p = s->text; *p; p = end) {
		const char *start = p;
		size_t digits;

		end = p + 1;
		if (!mask_digit(p))
			continue;
		end = number_end(p, &digits);
		if (digits < NUMBER_DIGITS)
			continue;
		while (start > s->text && strchr("+(", start[-1]))
			start--;
		if (start - s->text >= 3 && strncmp(start - 3, "〒", 3) == 0)
			start -= 3;
		sheet_mark(s, start, end, MASK_NUMBER);
	}
}

/* 300あ12-34, 500 さ ・・12: the plate of a car. */
static size_t
plate_at(const char *p)
{
	const char *q = p;
	size_t n = 0, digits = 0;

	while (isdigit((unsigned char)*q) || (q > p && isupper((unsigned char)*q)))
		q++;
	if (q - p < 2 || q - p > 3)
		return 0;
	q += *q == ' ';
	if (text_script(q) != SCRIPT_HIRAGANA)
		return 0;
	q += strlen("あ");
	q += *q == ' ';
	while (digits < NUMBER_DIGITS && (isdigit((unsigned char)*q) || *q == '-' ||
	                                     *q == '.' || str_starts(q, "・"))) {
		digits += isdigit((unsigned char)*q) != 0;
		n = str_starts(q, "・") ? strlen("・") : 1;
		q += n;
	}
	/* 10日は3時 has two digits and a letter as well: the letter stands alone here. */
	return digits && !isalnum((unsigned char)*q) && text_script(q) != SCRIPT_KANJI
	           ? (size_t)(q - p)
	           : 0;
}

static void
plates(struct sheet *s)
{
	for (const char *p = s->text; *p; p++) {
		size_t n = p > s->text && isalnum((unsigned char)p[-1]) ? 0 : plate_at(p);
		const char *start = p;

		if (!n)
			continue;
		/* The office that gave it: 品川. */
		start -= start > s->text && start[-1] == ' ';
		for (int i = 0;
		     i < 4 && start > s->text &&
		     text_script(text_previous(s->text, start)) == SCRIPT_KANJI;
		     i++)
			start = text_previous(s->text, start);
		sheet_mark(s, start, p + n, MASK_CODE);
	}
}

/* 昭和55年3月2日, 生年月日は55.3.2: a day of birth; those of visits are of this era. */
static void
births(struct sheet *s)
{
	static const char *const leads[] = {
	    "生年月日", "誕生日", "昭和", "大正", "生まれは"};
	static const char *const signs[] = {"年", "月", "日", "は", "が", "元"};
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *q, *end = NULL;

		n = text_starts(p, leads, ARRAY_LEN(leads));
		for (q = p + n; n; q += n) {
			if (isdigit((unsigned char)*q))
				end = q + 1;
			n = isdigit((unsigned char)*q) || (*q && strchr(" .:/-", *q))
			        ? 1
			        : text_starts(q, signs, ARRAY_LEN(signs));
		}
		if (!end)
			continue;
		sheet_mark(s, p, end, MASK_NUMBER);
		n = (size_t)(end - p);
	}
}

void
mask_figures(struct sheet *s)
{
	births(s);
	plates(s);
	mails(s);
	links(s);
	words(s);
	numbers(s);
}
