/* Numbers, addresses and wishes in mails about the list. See form_words.h. */
#include "form_words.h"

#include "buf.h"
#include "norm.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

/* The value of a kanji digit at p (3 bytes); -1 none. 10 and 100 are 十 and 百. */
static int
kanji_digit(const char *p)
{
	static const struct {
		const char *sign;
		int value;
	} digits[] = {{"〇", 0}, {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"五", 5},
	    {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}, {"十", 10}, {"百", 100}};

	for (size_t i = 0; i < ARRAY_LEN(digits); i++)
		if (str_starts(p, digits[i].sign))
			return digits[i].value;
	return -1;
}

static bool
counts(const char *p)
{
	static const char *const words[] = {
	    "年", "月", "日", "万", "千", "円", "号", "件", "社", "回", "時間"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_starts(p, words[i]))
			return true;
	return false;
}

/* n kanji from p on, written with places (三十一). */
static long
with_places(const char *p, size_t n)
{
	long sum = 0, last = 0;

	for (size_t i = 0; i < n; i++, p += 3) {
		int d = kanji_digit(p);

		if (d >= 10) {
			sum += (last ? last : 1) * d;
			last = 0;
		} else {
			last = d;
		}
	}
	return sum + last;
}

static void
add_number(struct buf *b, const char *p, size_t n)
{
	bool places = false;

	for (size_t i = 0; i < n; i++)
		places = places || kanji_digit(p + 3 * i) >= 10;
	if (places && n <= 5) {
		buf_addf(b, "%ld", with_places(p, n));
		return;
	}
	for (size_t i = 0; i < n; i++)
		buf_addf(b, "%d", kanji_digit(p + 3 * i));
}

char *
form_arabic(const char *s)
{
	struct buf b = {0};

	while (*s) {
		size_t n = 0;

		while (kanji_digit(s + 3 * n) >= 0)
			n++;
		if (n && (counts(s + 3 * n) || n == 6))
			add_number(&b, s, n);
		else
			buf_add(&b, s, n ? 3 * n : 1);
		s += n ? 3 * n : 1;
	}
	return buf_steal(&b);
}

/* A word just before the digits, or 号 behind them, says what they are. */
static bool
is_marked(const char *text, const char *p)
{
	static const char *const words[] = {
	    "登録番号", "番号", "登録", "支援士", "第", "no", "number"};
	enum { NEAR = 40 };
	size_t n = (size_t)(p - text) < NEAR ? (size_t)(p - text) : NEAR;
	char *before = xstrndup(p - n, n);
	bool marked = str_starts(p + 6, "号");

	for (size_t i = 0; i < ARRAY_LEN(words) && !marked; i++)
		marked = str_ifind(before, words[i]) != NULL;
	free(before);
	return marked;
}

/* No part of a date, a telephone number or an address. */
static bool
stands_alone(const char *text, const char *p)
{
	if (p > text && strchr("-/.@+", p[-1]) &&
	    (p - text < 2 || p[-1] != '.' || isdigit((unsigned char)p[-2])))
		return false;
	return !(p[6] && strchr("-/.", p[6]) && isdigit((unsigned char)p[7]));
}

void
form_numbers(const char *text, struct strlist *out)
{
	char *arabic = form_arabic(text), *s = norm_text(arabic);

	for (const char *p = s; *p;) {
		size_t n = strspn(p, "0123456789");

		if (n == 6 && stands_alone(s, p) && is_marked(s, p)) {
			char *digits = xstrndup(p, 6);

			if (!strlist_has(out, digits) && out->n < 10)
				strlist_add(out, digits);
			free(digits);
		}
		p += n ? n : 1;
	}
	free(s);
	free(arabic);
}

/* --- addresses --- */

static bool
in_address(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c));
}

char *
form_address(const char *s, const char *other)
{
	char *text = norm_text(s), *found = NULL;

	for (const char *at = text; (at = strchr(at, '@')); at++) {
		const char *from = at, *to = at + 1;
		char *addr;

		while (from > text && in_address(from[-1]))
			from--;
		while (in_address(*to))
			to++;
		while (to > at && strchr("._%+-", to[-1]))
			to--;
		if (from == at || to <= at + 1 || !memchr(at, '.', (size_t)(to - at)))
			continue;
		addr = xstrndup(from, (size_t)(to - from));
		if (str_ieq(addr, other) || str_ieq(addr, found)) {
			free(addr);
		} else if (found) {
			free(addr);
			free(found);
			free(text);
			return NULL;
		} else {
			found = addr;
		}
	}
	free(text);
	return found;
}

/* --- wishes --- */

static bool
any(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ifind(s, words[i]))
			return true;
	return false;
}

/* One sentence, without white space. */
static bool
sentence_wish(const char *s, enum form_wish *wish)
{
	static const char *const entry[] = {"リスト", "名簿", "一覧", "掲載", "名前を",
	    "行ごと", "私の行", "登載", "thelist", "mylisting", "myentry"};
	static const char *const field[] = {"地域", "テーマ", "資格", "写真", "電話",
	    "番号を", "料金", "領域", "アドレス", "欄", "業種", "業界", "形態", "実績",
	    "期間", "県", "差し替え", "重複", "二重"};
	static const char *const end[] = {"取り下げ", "取下げ", "削除", "消し", "外し",
	    "はずし", "終了", "終わりに", "終えた", "下ろし", "お下ろし", "退き", "退会",
	    "削って", "抜けさせ", "やめさせ", "やめたい", "removeme", "takemeoff",
	    "deletemyentry", "offthelist"};
	static const char *const pause[] = {"休止", "受付停止", "一時停止", "停止中",
	    "しばらく休", "しばらく止", "止めて", "いったん外", "一時的に外", "一時外",
	    "表示を止", "停めて", "新規を受けられません", "打診を受けない",
	    "お受けできません", "pausemy"};
	static const char *const resume[] = {"再開し", "再開を", "再掲載", "掲載を再開",
	    "再開のお願い", "再開につ", "また載せ", "resumemy"};
	static const char *const undone[] = {"思い直", "取り消します", "撤回"};
	static const char *const later[] = {
	    "再開のご連絡", "再開の連絡", "再開の際", "再開する際"};
	bool about = any(s, entry, ARRAY_LEN(entry));

	if (any(s, undone, ARRAY_LEN(undone)))
		return *wish = WISH_ENTRY, true;
	if (any(s, resume, ARRAY_LEN(resume)) && !any(s, later, ARRAY_LEN(later)))
		return *wish = WISH_RESUME, true;
	if (any(s, pause, ARRAY_LEN(pause)) &&
	    (about || strstr(s, "受付") || strstr(s, "打診") || strstr(s, "新規")))
		return *wish = WISH_PAUSE, true;
	if (strstr(s, "退会") ||
	    (about && any(s, end, ARRAY_LEN(end)) && !any(s, field, ARRAY_LEN(field))))
		return *wish = WISH_REMOVE, true;
	return false;
}

/* What counts more where sentences differ: coming back tells of the pause as well. */
static bool
outweighs(enum form_wish a, enum form_wish b)
{
	static const int weight[] = {
	    [WISH_ENTRY] = 0, [WISH_REMOVE] = 1, [WISH_PAUSE] = 2, [WISH_RESUME] = 3};

	return weight[a] > weight[b];
}

enum form_wish
form_wish_of(const char *subject, const char *text)
{
	char *all = xasprintf("%s\n%s", subject ? subject : "", text ? text : "");
	enum form_wish wish = WISH_ENTRY, one;

	for (char *p = strstr(all, "。"); p; p = strstr(p, "。"))
		memcpy(p, "\n\n\n", 3);
	for (const char *p = all; *p;) {
		size_t n = strcspn(p, "\n!");
		char *part = xstrndup(p, n), *s = norm_squeeze(part);
		bool undone = false;

		if (*s != '>' && sentence_wish(s, &one)) {
			undone = one == WISH_ENTRY;
			if (undone || outweighs(one, wish))
				wish = one;
		}
		free(s);
		free(part);
		if (undone)
			break;
		p += n + (p[n] != '\0');
	}
	free(all);
	return wish;
}
