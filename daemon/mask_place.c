/*
 * Masking of places: prefectures, municipalities, and what of an address stands behind
 * them. See mask_sheet.h.
 */
#include "mask_sheet.h"
#include "norm.h"
#include "party_text.h"
#include "slots.h"

#include <ctype.h>
#include <string.h>

enum { PREFECTURES = 47, PLACE_CHARS = 6, TOWN_CHARS = 12, STREET_PARTS = 6 };

/* 大阪府 and 大阪; 北海道 has no short form. */
static void
prefectures(struct sheet *s)
{
	for (int i = 1; i <= PREFECTURES; i++) {
		const char *name = prefecture_name(i);
		size_t n = strlen(name), brief = i == 1 ? n : n - strlen("県");

		for (const char *p = s->text; *p; p++)
			if (strncmp(p, name, brief) == 0)
				sheet_mark(s, p,
				    p + (strncmp(p, name, n) == 0 ? n : brief),
				    MASK_PLACE);
	}
}

static void
prefectures_in_english(struct sheet *s)
{
	for (int i = 1; i <= PREFECTURES; i++) {
		const char *name = prefecture_name_en(i);

		for (const char *p = str_ifind(s->text, name); p;
		     p = str_ifind(p + 1, name))
			sheet_mark(s, p, p + strlen(name), MASK_PLACE);
	}
}

static const char *const municipal[] = {"市", "区", "町", "村", "郡"};

/* The run of one script, at most so many characters, that ends at end. */
static const char *
run_start(const char *text, const char *end, enum script script, size_t most)
{
	const char *p = end;

	while (p > text && text_script(text_previous(text, p)) == script && most--)
		p = text_previous(text, p);
	return p;
}

/* 東大阪市, さいたま市, 鎌ケ谷市 */
static void
municipalities(struct sheet *s)
{
	static const enum script scripts[] = {
	    SCRIPT_KANJI, SCRIPT_HIRAGANA, SCRIPT_KATAKANA};

	for (const char *p = s->text; *p; p++) {
		size_t n = text_starts(p, municipal, ARRAY_LEN(municipal));

		for (size_t i = 0; n && i < ARRAY_LEN(scripts); i++) {
			const char *start =
			    run_start(s->text, p, scripts[i], PLACE_CHARS);

			if (text_chars(start, p) < (i ? 2 : 1))
				continue;
			sheet_mark(s, start, p + n, MASK_PLACE);
			break;
		}
	}
}

/* --- streets --- */

static size_t
kanji_figure(const char *p)
{
	static const char *const kanji[] = {
	    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

	return text_starts(p, kanji, ARRAY_LEN(kanji));
}

/* 12番, 5号 in figures are taken for one, too: rather too much. */
static const char *
single_number(const char *p, const char *end)
{
	return isdigit((unsigned char)*p) && end > p && !isdigit((unsigned char)end[-1])
	           ? end
	           : p;
}

/* One figure of an address with its unit: 3丁目, 二番, 1-2-3; p: none stands there.
 * *sure: it is of an address whatever stands around it. */
static const char *
figure_end(const char *p, bool *sure)
{
	static const char *const units[] = {"丁目", "番地", "番町", "号室", "号", "番"};
	enum { SURE = 4 };
	const char *q = p;
	size_t n;

	while (isdigit((unsigned char)*q) ||
	       (*q == '-' && q > p && isdigit((unsigned char)q[1]))) {
		*sure = *sure || *q == '-';
		q++;
	}
	if (q == p)
		while ((n = kanji_figure(q)) > 0)
			q += n;
	if (q == p)
		return p;
	*sure = *sure || text_starts(q, units, SURE) > 0;
	return q + text_starts(q, units, ARRAY_LEN(units));
}

/* 1-2-3, 3丁目4番5号, 三丁目二番一号, 一の二の三; numbers of four digits and more are
 * masked already. */
static const char *
street_end(const char *p)
{
	static const char *const joins[] = {"の", "ノ", "-", " "};
	bool sure = false;
	const char *end = p, *q = p;
	int parts = 0;

	while (parts < STREET_PARTS) {
		const char *next = figure_end(q, &sure);

		if (next == q)
			break;
		parts++;
		end = q = next;
		q += text_starts(q, joins, ARRAY_LEN(joins));
	}
	/* 一の二の三 alone needs three of them; 3番, 二号 are found everywhere. */
	return sure || parts > 2 ||
	               (parts == 2 && text_ends(p, end, (const char *const[]){"号"}, 1))
	           ? end
	           : single_number(p, end);
}

/* The name of the quarter before it, if a place stands before that: 神田神保町1-2. */
static const char *
quarter_start(const struct sheet *s, const char *p)
{
	const char *end = p;
	size_t most = TOWN_CHARS;

	while (p > s->text && most--) {
		const char *q = text_previous(s->text, p);

		if (sheet_marked(s, q))
			return p;
		if (text_script(q) == SCRIPT_OTHER || text_script(q) == SCRIPT_LATIN)
			break;
		p = q;
	}
	return end;
}

static void
streets(struct sheet *s)
{
	for (const char *p = s->text; *p; p++) {
		const char *end;

		if (p > s->text && (isalnum((unsigned char)p[-1]) || p[-1] == '-'))
			continue;
		end = street_end(p);
		if (end > p)
			sheet_mark(s, quarter_start(s, p), end, MASK_STREET);
	}
}

/* 大阪府東大阪市荒本北1234: what stands between a place and a number that is masked. */
static void
between(struct sheet *s)
{
	for (size_t i = 1; i < s->n; i++)
		if (s->sort[i] == MASK_NUMBER && s->sort[i - 1] == MASK_NOTHING &&
		    (s->text[i] & 0xC0) != 0x80) {
			const char *p = s->text + i, *start = quarter_start(s, p);

			if (start > s->text && s->sort[start - s->text - 1] == MASK_PLACE)
				sheet_mark(s, start, p, MASK_STREET);
		}
}

void
mask_places(struct sheet *s)
{
	prefectures(s);
	prefectures_in_english(s);
	municipalities(s);
	streets(s);
	between(s);
}
