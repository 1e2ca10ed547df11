/* From what people write behind a label to a cell as the list has it. See form_parts.h.
 */
#include "form_parts.h"

#include "buf.h"
#include "form_words.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

/* Cut at the first of the words. */
void
form_cut_at(char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *at = strstr(s, words[i]);

		if (at)
			*at = '\0';
	}
}

bool
form_has_any(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(s, words[i]))
			return true;
	return false;
}

/* Cuts white space and the signs that separate, at both ends, in place. */
char *
form_tidy(char *s)
{
	static const char *const signs[] = {"　", "、", "。", "，", "／", "・", "；"};

	for (bool again = true; again;) {
		again = false;
		s = str_trim(s);
		for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
			size_t n = strlen(signs[i]), len = strlen(s);

			if (str_starts(s, signs[i]))
				s += n, again = true;
			else if (str_ends(s, signs[i]))
				s[len - n] = '\0', again = true;
		}
	}
	return s;
}

/* です, に変えてください and the like at the end. */
void
form_cut_courtesy(char *s)
{
	static const char *const tails[] = {"です", "でした", "になります", "となります",
	    "になりました", "となりました", "とします", "といたします", "にします",
	    "でお願いします", "でお願いいたします", "にしてください", "としてください",
	    "に変更してください", "に変えてください", "に改めてください", "へ変更",
	    "に変更", "に変えて", "に改めて", "の予定", "のまま", "を希望します",
	    "を希望", "に", "とし"};

	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < ARRAY_LEN(tails); i++)
			if (str_ends(s, tails[i]) && strlen(s) > strlen(tails[i])) {
				s[strlen(s) - strlen(tails[i])] = '\0';
				again = true;
			}
	}
}

/* Behind the last arrow: 企業勤務 → 独立. */
char *
form_behind_arrow(char *s)
{
	static const char *const arrows[] = {"→", "⇒", "->", "=>"};

	for (size_t i = 0; i < ARRAY_LEN(arrows); i++)
		for (char *at; (at = strstr(s, arrows[i]));)
			s = at + strlen(arrows[i]);
	return s;
}

bool
form_says_nothing_new(const char *s)
{
	static const char *const words[] = {"変更なし", "変更はな", "変更ありません",
	    "変更はありません", "変わりな", "変わりありません", "変わりはありません",
	    "変わりはございません", "変更はございません", "変わりません", "これまで通り",
	    "これまでどおり", "従来通り", "従来どおり", "従前", "据え置", "そのまま",
	    "前のまま", "同じ", "休止前のまま", "旧", "?", "？", "でしょうか", "ますか"};

	return !*s || form_has_any(s, words, ARRAY_LEN(words));
}

/* A field whose items stand in a row: と and the like stand for commas. */
static char *
items_of(const char *s)
{
	static const char *const ands[] = {"および", "及び", "ならびに", "並びに", "と",
	    "・", "／", "「", "」", "『", "』"};
	struct buf b = {0};

	while (*s) {
		size_t n = 0;

		for (size_t i = 0; i < ARRAY_LEN(ands) && !n; i++)
			n = str_prefix(s, ands[i]);
		if (n)
			buf_adds(&b, "、");
		else
			buf_addc(&b, *s);
		s += n ? n : 1;
	}
	return buf_steal(&b);
}

/* Cuts brackets that hold more than a word or two: remarks, not items. all: every one. */
char *
form_without_remarks(const char *s, bool all)
{
	static const char *const opens[] = {"（", "("}, *const closes[] = {"）", ")"};
	enum { WORD_BYTES = 18 };
	struct buf b = {0};

	while (*s) {
		const char *end = NULL;

		for (size_t i = 0; i < ARRAY_LEN(opens) && !end; i++)
			if (str_starts(s, opens[i]) && (end = strstr(s, closes[i])))
				end += strlen(closes[i]);
		if (end && (all || (size_t)(end - s) > WORD_BYTES + strlen("（）"))) {
			s = end;
			continue;
		}
		buf_addc(&b, *s++);
	}
	return buf_steal(&b);
}

/* Where only one thing is left (「…のみ」), its clause; else the whole. */
static const char *
only_clause(char *s)
{
	char *only = strstr(s, "のみ"), *from = s;

	if (!only)
		only = strstr(s, "だけ");
	if (!only)
		return s;
	for (char *p = s; p < only; p++)
		if (str_starts(p, "、"))
			from = p + strlen("、");
	*only = '\0';
	return from;
}

/* 二、四 as items by themselves. */
static char *
theme_digits(char *s)
{
	static const char *const kanji[] = {"一", "二", "三", "四", "五", "六"};
	struct strlist items = {0};
	struct buf b = {0};
	char *p;

	for (p = s; (p = strstr(p, "、"));)
		memcpy(p, "\n\n\n", 3);
	strlist_split(&items, s, "\n");
	for (size_t i = 0; i < items.n; i++) {
		const char *item = form_tidy(items.v[i]);

		for (size_t k = 0; k < ARRAY_LEN(kanji); k++)
			if (str_eq(item, kanji[k]))
				item = &"1\0002\0003\0004\0005\0006"[2 * k];
		buf_addf(&b, "%s%s", b.len ? "、" : "", item);
	}
	strlist_free(&items);
	free(s);
	return buf_steal(&b);
}

static char *
theme_cell(const char *value)
{
	char *bare = form_without_remarks(value, true),
	     *cell = theme_digits(items_of(*bare ? bare : value));

	free(bare);
	return cell;
}

/* What the fee is, of a sentence about it: the last clause with an amount. */
char *
form_fee_clause(const char *value)
{
	static const char *const tails[] = {"に下げ", "に上げ", "の帯", "の区分",
	    "くらい", "と考え", "と明記", "としま", "といたし", "です", "となり",
	    "とする", "）", "／", "にしま", "でお", "を希望"};
	struct strlist clauses = {0};
	char *s = form_arabic(value), *p, *out = NULL;

	for (p = s; (p = strstr(p, "、"));)
		memcpy(p, "\n\n\n", 3);
	for (p = s; (p = strstr(p, "正しくは"));)
		memset(p, '\n', strlen("正しくは"));
	for (p = s; (p = strstr(p, "ので"));)
		memset(p, '\n', strlen("ので"));
	strlist_split(&clauses, s, "\n");
	for (size_t i = 0; i < clauses.n; i++)
		if (strpbrk(clauses.v[i], "0123456789") &&
		    (strstr(clauses.v[i], "円") || strstr(clauses.v[i], "万"))) {
			free(out);
			out = xstrdup(clauses.v[i]);
		}
	if (out)
		form_cut_at(out, tails, ARRAY_LEN(tails));
	if (!out && strstr(s, "応相談"))
		out = xstrdup("応相談");
	strlist_free(&clauses);
	free(s);
	return out;
}

static char *
place_cell(const char *value)
{
	char *bare = form_without_remarks(value, false),
	     *cell = items_of(only_clause(bare));

	free(bare);
	return cell;
}

/* Prefectures of an English text, by their Japanese names. */
static char *
english_places(char *s)
{
	struct buf b = {0};

	for (const unsigned char *p = (unsigned char *)s; *p; p++)
		if (*p >= 0x80)
			return s;
	for (int n = 1; n <= 47; n++)
		if (str_ifind(s, prefecture_name_en(n)))
			buf_addf(&b, "%s%s", b.len ? "、" : "", prefecture_name(n));
	if (!b.len)
		return s;
	free(s);
	return buf_steal(&b);
}

/* The cell as the list would have it. Owned; NULL: nothing to be read. */
char *
form_cell(enum expert_field field, const char *value, const char *sender)
{
	static const char *const brackets[] = {"（", "(", "【"};
	static const char *const fee_ends[] = {"／"};
	static const char *const date_ends[] = {"（", "(", "）", ")", "。", "、"};
	char *s, *cell;

	switch (field) {
	case FIELD_THEMES: return theme_cell(value);
	case FIELD_PREFECTURES: return english_places(place_cell(value));
	case FIELD_FORMS:
		s = form_without_remarks(value, false);
		cell = xstrdup(only_clause(s));
		free(s);
		return cell;
	case FIELD_NAME:
		cell = xstrdup(value);
		form_cut_at(cell, brackets, ARRAY_LEN(brackets));
		return cell;
	case FIELD_EMAIL:
		if (strstr(value, "このメール") || strstr(value, "このアドレス"))
			return xstrdup_null(sender);
		return form_address(value, NULL);
	case FIELD_FEE:
		cell = form_arabic(value);
		form_cut_at(cell, fee_ends, ARRAY_LEN(fee_ends));
		return cell;
	case FIELD_VALID_UNTIL:
		cell = form_arabic(value);
		form_cut_at(cell, date_ends, ARRAY_LEN(date_ends));
		return cell;
	case FIELD_CAPACITY:
		s = form_arabic(value);
		cell = s + strcspn(s, "0123456789");
		cell = *cell ? xstrndup(cell, strspn(cell, "0123456789")) : NULL;
		free(s);
		return cell;
	case FIELD_AREAS: return NULL; /* 3番を○から◎に: told in too many ways */
	case FIELD_ORGANISATION:
		return xstrdup(
		    strstr(value, "削除") || strstr(value, "空欄") ? "" : value);
	default: return xstrdup(value);
	}
}
