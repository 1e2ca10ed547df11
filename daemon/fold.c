/*
 * Folding of mail bodies, see fold.h. A line is divided into units that are never cut
 * (a word, a full-width character, a space); breaks are then chosen between units, as
 * late as the width allows.
 */
#include "fold.h"

#include "buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

struct unit {
	const char *s;
	size_t n;
	int width;
	uint32_t first, last;
	bool space, word;
};

struct line {
	struct unit *v;
	size_t n, cap;
	size_t lead;     /* units before the text itself: indentation, bullet */
	struct buf hang; /* what continuation lines start with */
	int hang_width;
};

/* Characters that may not start a line, and those that may not end one. */
static const char no_start[] =
    "、。，．・：；？！゛゜ヽヾゝゞ々〆〇ー～〜―‐…‥’”）〕］｝〉》」』】°′″℃％‰"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    "｡､｣･ｧｨｩｪｫｬｭｮｯｰﾞﾟ.,;:!?)]}%";
static const char no_end[] = "（〔［｛〈《「『【‘“￥＄№＃｢([{\\$#";
/* Counters that stay with the digits before them: 12月, 30,000円, 3回. */
static const char counters[] = "年月日時分秒円名人回件社歳週割点条項号第";

/* The character at s of at most n bytes; its length. */
static size_t
next_char(const char *s, size_t n, uint32_t *cp)
{
	UChar32 c;
	int32_t i = 0, len = n > 4 ? 4 : (int32_t)n;

	U8_NEXT((const uint8_t *)s, i, len, c);
	*cp = c < 0 ? 0xfffd : (uint32_t)c;
	return c < 0 ? 1 : (size_t)i;
}

static int
char_width(uint32_t cp)
{
	int east;

	if (cp == 0xfffd)
		return 1;
	switch (u_charType((UChar32)cp)) {
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK:
	case U_FORMAT_CHAR:
	case U_CONTROL_CHAR: return cp == '\t' ? 1 : 0;
	default: break;
	}
	east = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
	return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

/* Both are UTF-8, where a character's bytes are found nowhere but at that character. */
static bool
among(const char *set, uint32_t cp)
{
	uint8_t bytes[U8_MAX_LENGTH + 1] = {0};
	size_t n = 0;

	U8_APPEND_UNSAFE(bytes, n, cp);
	return n > 0 && strstr(set, (const char *)bytes) != NULL;
}

static bool
is_space(uint32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0x3000;
}

static bool
is_word(uint32_t cp, int width)
{
	return width == 1 && cp < 0x2000 && !is_space(cp);
}

static void
add_char(struct line *l, const char *s, size_t n, uint32_t cp)
{
	struct unit *prev = l->n ? &l->v[l->n - 1] : NULL;
	int width = char_width(cp);
	bool word = is_word(cp, width), space = is_space(cp);

	if (prev && !space &&
	    (width == 0 || prev->last == 0x200d || (word && prev->word))) {
		prev->n += n;
		prev->width += width;
		prev->last = width == 0 && cp != 0x200d ? prev->last : cp;
		return;
	}
	if (!l->v || l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = xreallocarray(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = (struct unit){s, n, width, cp, cp, space, word};
}

static bool
is_digit(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 0xff10 && cp <= 0xff19);
}

/* Units that make up a bullet or an item's number at unit i; 0 none. */
static size_t
bullet_units(const struct line *l, size_t i)
{
	static const char bullets[] = "・●■※◆○□-*";
	const struct unit *u = &l->v[i];
	bool blank = i + 1 < l->n && u[1].space;

	if (i >= l->n)
		return 0;
	if (u->word && blank && u->n > 1 && u->n <= 3 && is_digit(u->first) &&
	    u->last == '.')
		return 2;
	if (!among(bullets, u->first) || u->first != u->last || u->width > 2)
		return 0;
	if (u->word)
		return blank && u->n == 1 ? 2 : 0;
	return blank ? 2 : 1;
}

/* Indentation goes on as it is, a bullet as blanks of its width, a quote mark as itself.
 */
static void
find_hang(struct line *l)
{
	size_t i = 0, bullet;

	while (i < l->n && l->v[i].first == '>' && l->v[i].word && l->v[i].width <= 3) {
		buf_add(&l->hang, l->v[i].s, l->v[i].n);
		if (++i < l->n && l->v[i].first == ' ') {
			buf_addc(&l->hang, ' ');
			i++;
		}
	}
	for (; i < l->n && l->v[i].space; i++)
		buf_add(&l->hang, l->v[i].s, l->v[i].n);
	for (bullet = bullet_units(l, i); bullet > 0; bullet--, i++) {
		if (l->v[i].width == 2 && !l->v[i].word)
			buf_adds(&l->hang, "　");
		else
			buf_addf(&l->hang, "%*s", l->v[i].width, "");
	}
	l->lead = i;
}

/* Numbers stay with their counters, and the parts of a date together. */
static bool
in_date(const struct unit *a, const struct unit *b)
{
	if (is_digit(a->last))
		return among(counters, b->first) || is_digit(b->first);
	if (among("年月", a->last))
		return is_digit(b->first);
	return among("日", a->last) && among("（(", b->first);
}

static bool
is_katakana(uint32_t cp)
{
	return cp >= 0x30a1 && cp <= 0x30fc && cp != 0x30fb;
}

/* Whether a line may end before unit i. */
static bool
can_break(const struct line *l, size_t i)
{
	const struct unit *a = &l->v[i - 1], *b = &l->v[i];

	if (i <= l->lead || b->space)
		return false;
	if (among(no_start, b->first))
		return false;
	if (a->space)
		return true;
	if (among(no_end, a->last))
		return false;
	if (is_katakana(a->last) && is_katakana(b->first))
		return false;
	return !in_date(a, b);
}

static bool
is_link(const struct unit *u)
{
	return memmem(u->s, u->n, "://", 3) || memchr(u->s, '@', u->n) ||
	       (u->n > 4 && memcmp(u->s, "www.", 4) == 0);
}

/* Cuts a word that no line can hold after `width` columns: the rest becomes a unit. */
static void
cut_word(struct line *l, size_t at, int width)
{
	struct unit *u, rest;
	size_t n = 0;
	int w = 0;

	if (l->n == l->cap) {
		l->cap *= 2;
		l->v = xreallocarray(l->v, l->cap, sizeof(*l->v));
	}
	u = &l->v[at];
	while (n < u->n) {
		uint32_t cp;
		size_t k = next_char(u->s + n, u->n - n, &cp);

		if (w + char_width(cp) > width)
			break;
		w += char_width(cp);
		u->last = cp;
		n += k;
	}
	rest = *u;
	rest.s += n;
	rest.n -= n;
	rest.width -= w;
	u->n = n;
	u->width = w;
	memmove(u + 2, u + 1, (l->n - at - 1) * sizeof(*u));
	u[1] = rest;
	l->n++;
}

static bool
is_hiragana(uint32_t cp)
{
	return cp >= 0x3041 && cp <= 0x309f;
}

/* How good a place to end a line is, beyond being allowed: 2 after a pause, 1 where
 * hiragana gives way to another script, which is nearly always the end of a phrase (but
 * not after the polite お and ご), and after the particle を. */
static int
quality(const struct line *l, size_t i)
{
	uint32_t a = l->v[i - 1].last, b = l->v[i].first;

	if (among("、。；？！，．", a))
		return 2;
	if (among("を", a))
		return 1;
	return is_hiragana(a) && !is_hiragana(b) && !among("おご", a);
}

/* The unit before which the line that starts with unit `start` ends. */
static size_t
line_end(struct line *l, size_t start, int width)
{
	size_t i = start, best[3] = {start, start, start};
	int w = 0;

	for (; i < l->n; i++) {
		if (i > start && can_break(l, i)) {
			best[0] = i;
			best[1] = quality(l, i) == 1 && w * 4 >= width * 3 ? i : best[1];
			best[2] = quality(l, i) == 2 && w * 5 >= width * 3 ? i : best[2];
		}
		if (w + l->v[i].width > width && !l->v[i].space)
			break;
		w += l->v[i].width;
	}
	if (i == l->n)
		return i;
	for (int k = 2; k >= 0; k--) {
		if (best[k] > start)
			return best[k];
	}
	/* Nothing may be broken here: a link stays whole, all else is cut. */
	if (i <= l->lead + 1 && is_link(&l->v[i])) {
		for (i++; i < l->n && !can_break(l, i); i++)
			continue;
		return i;
	}
	if (i > start && i > l->lead)
		return i;
	if (l->v[i].word && !is_link(&l->v[i]) && width - w > 0) {
		cut_word(l, i, width - w);
		return i + 1;
	}
	return i + 1;
}

static void
emit(struct buf *out, const struct line *l, size_t from, size_t to)
{
	while (to > from && l->v[to - 1].space)
		to--;
	for (; from < to; from++)
		buf_add(out, l->v[from].s, l->v[from].n);
}

static void
fold_line(struct buf *out, struct line *l, int columns)
{
	size_t start = 0;

	find_hang(l);
	for (const char *s = buf_str(&l->hang); *s;) {
		uint32_t cp;

		s += next_char(s, strlen(s), &cp);
		l->hang_width += char_width(cp);
	}
	if (l->hang_width > columns / 2) {
		buf_clear(&l->hang);
		l->hang_width = 0;
	}
	while (start < l->n) {
		size_t end = line_end(l, start, columns - (start ? l->hang_width : 0));

		if (start) {
			buf_addc(out, '\n');
			buf_adds(out, buf_str(&l->hang));
		}
		emit(out, l, start, end);
		for (start = end; start < l->n && l->v[start].space;)
			start++;
	}
}

char *
fold_text(const char *text, int columns)
{
	struct buf out = {0};
	struct line l = {0};

	while (*text) {
		size_t n = strcspn(text, "\n"), k;
		int width = 0;

		l.n = l.lead = 0;
		l.hang_width = 0;
		buf_clear(&l.hang);
		for (size_t i = 0; i < n; i += k) {
			uint32_t cp;

			k = next_char(text + i, n - i, &cp);
			width += char_width(cp);
			add_char(&l, text + i, k, cp);
		}
		if (width <= columns)
			buf_add(&out, text, n);
		else
			fold_line(&out, &l, columns);
		text += n;
		if (*text) {
			buf_addc(&out, '\n');
			text++;
		}
	}
	free(l.v);
	buf_free(&l.hang);
	return buf_steal(&out);
}
