/*
 * Two habits. Who passes a mail on at the very top of his own begins below it with a
 * greeting that points up to it. Who answers a letter of a desk in a mail program that
 * marks nothing writes a greeting above it, or nothing, and his answer below: a letter
 * that asks for an answer says so near its end, and a signature may follow.
 */
#include "split_below.h"

#include <string.h>

#define NAME_BYTES_MAX 60 /* 株式会社…の…です。 */

static bool
holds_any(struct piece_of_text line, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (piece_holds(line, words[i]))
			return true;
	return false;
}

/* --- a mail that is passed on --- */

static size_t
below_passed_on(const struct lines *l, size_t from)
{
	for (size_t i = lines_next_filled(l, from) + 1; i < l->n; i++)
		if (!l->v[i].blank && l->v[i - 1].blank && rules_greets(l->v[i].inner) &&
		    (rules_points_up(l->v[i].inner) ||
		        (i + 1 < l->n && rules_points_up(l->v[i + 1].inner))))
			return i;
	return l->n;
}

/* --- a letter that asks for an answer --- */

/* A greeting, or who writes to whom; nothing that could be the answer itself. */
static bool
says_who(struct piece_of_text line)
{
	static const char *const ends[] = {"です", "です。", "と申します。",
	    "でございます。", "様", "御中", "さま", "宛"};
	static const char *const bears[] = {"承", "諾", "辞", "退", "受", "断", "可",
	    "否", "条件", "無理", "難し", "厳し", "行", "伺", "参", "はい", "いいえ",
	    "不", "OK", "ok", "結構", "大丈夫", "希望", "候補", "日", "番"};
	struct piece_of_text p = piece_trim(line);

	if (holds_any(p, bears, ARRAY_LEN(bears)))
		return false;
	if (rules_greets(p))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(ends) && p.n <= NAME_BYTES_MAX; i++)
		if (piece_iends(p, ends[i]))
			return true;
	return false;
}

static bool
only_greets(const struct lines *l, size_t end)
{
	for (size_t i = 0; i < end; i++)
		if (!l->v[i].blank && !says_who(l->v[i].inner))
			return false;
	return true;
}

/* "（C-26-0388）": a case's number and nothing else. */
static bool
is_number(struct piece_of_text line)
{
	static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-()[]# ";
	struct piece_of_text p = piece_trim(line);
	size_t digits = 0;

	for (size_t n; p.n > 0; piece_skip(&p, n)) {
		n = piece_begins(p, "（") + piece_begins(p, "）") + piece_begins(p, "　");
		if (n)
			continue;
		if (!memchr(signs, *p.s, sizeof(signs) - 1))
			return false;
		digits += *p.s >= '0' && *p.s <= '9';
		n = 1;
	}
	return digits >= 4;
}

/* How the one who asks speaks, and hardly the one who answers. */
static bool
asks(struct piece_of_text line)
{
	static const char *const words[] = {"ご返信ください", "ご返信をお願い",
	    "ご返信がない", "ご返信いただ", "ご返信のない", "とご返信", "ご回答ください",
	    "ご回答をお願い", "ご回答いただ", "お返事をお願い", "お返事ください",
	    "お返事がない", "お書き添え", "お書きください", "とお書き", "お選びください",
	    "ご記入", "印を付け", "○を付け", "○をつけ", "ご都合のよいもの",
	    "ほかの日時を", "いただいた後に", "いただいたあとに", "案件番号", "受付番号",
	    "次の方へご相談", "ご回答】", "回答：", "回答:", "次の方にお願い",
	    "いただけますと幸い", "いただけますでしょうか", "のお返事をいただいてから",
	    "お聞かせください", "お待ちしております", "見当たりませんでした",
	    "please reply", "Please reply"};

	return holds_any(line, words, ARRAY_LEN(words)) || is_number(line);
}

static size_t
paragraph_end(const struct lines *l, size_t i)
{
	while (i < l->n && !l->v[i].blank)
		i++;
	return i;
}

/* Between two rules, or with a telephone number and its like in it. */
static bool
is_signature(const struct lines *l, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (rules_is_rule(l->v[i].inner) || rules_is_short_rule(l->v[i].inner) ||
		    rules_signature_hint(l->v[i].inner))
			return true;
	return false;
}

/* The first paragraph from i on that is no signature. */
static size_t
behind_signature(const struct lines *l, size_t i)
{
	size_t end;

	for (i = lines_next_filled(l, i); i < l->n; i = lines_next_filled(l, end)) {
		end = paragraph_end(l, i);
		if (!is_signature(l, i, end))
			break;
	}
	return i;
}

/* Below the last paragraph that asks. A further mail below is nobody's answer. */
static size_t
below_letter(const struct lines *l, size_t from)
{
	size_t last = l->n;

	for (size_t i = from; i < l->n; i++) {
		if (l->v[i].opener || l->v[i].attribution || l->v[i].depth)
			return l->n;
		if (!l->v[i].blank && asks(l->v[i].inner))
			last = i;
	}
	return last < l->n ? behind_signature(l, paragraph_end(l, last)) : l->n;
}

size_t
split_below(const struct lines *l, size_t opener, size_t from, bool reply)
{
	size_t at = l->n;

	if (lines_next_filled(l, 0) == opener)
		at = below_passed_on(l, from);
	if (at == l->n && reply && only_greets(l, opener))
		at = below_letter(l, from);
	return at;
}
