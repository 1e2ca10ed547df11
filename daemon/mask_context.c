/*
 * Masking of names that only their surroundings tell: a title, a bracket with a number of
 * people, a signature of one word. Takes rather too much. See mask_sheet.h.
 */
#include "mask_lists.h"
#include "mask_sheet.h"
#include "norm.h"
#include "party.h"
#include "party_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	SURNAME_CHARS = 4,
	SENTENCES_MAX = 100,
	AFFILIATION_CHARS = 20,
	CLOSING_CHARS = 18,
	BRACKET_BYTES = 200
};

static const char *
back_run(const char *text, const char *end, enum script script, size_t most)
{
	const char *p = end;

	while (p > text && most-- && text_script(text_previous(text, p)) == script)
		p = text_previous(text, p);
	return p;
}

static const char *
ahead_run(const char *p, enum script script, size_t most)
{
	uint32_t cp;

	while (*p && most-- && text_script(p) == script)
		p += utf8_next(p, &cp);
	return p;
}

/* Back over letters of any script, to a blank, a bracket or a stop. */
static const char *
back_letters(const char *text, const char *end, size_t most)
{
	const char *p = end;

	while (p > text && most--) {
		const char *q = text_previous(text, p);

		if (text_script(q) == SCRIPT_OTHER && !str_starts(q, "・"))
			break;
		p = q;
	}
	return p;
}

/* --- people --- */

/* 上園社長: the surname in front of a title. */
static void
titled(struct sheet *s)
{
	static const char *const titles[] = {"社長", "会長", "専務", "常務", "取締役",
	    "部長", "課長", "係長", "次長", "室長", "所長", "工場長", "院長", "園長",
	    "店長", "事務長", "施設長", "支配人", "組合長", "理事長", "事務局長", "局長",
	    "塾長", "支店長", "店主", "女将", "主任", "工務課長", "CTO", "CEO", "CIO"};

	for (const char *p = s->text; *p; p++) {
		if (text_starts(p, titles, ARRAY_LEN(titles)) > 0)
			sheet_mark(s, back_run(s->text, p, SCRIPT_KANJI, SURNAME_CHARS),
			    p, MASK_PERSON);
	}
}

/* 代表取締役 宮下 真理子, 人事課 村重, 後任の枚岡 */
static void
behind_role(struct sheet *s, struct mask *k)
{
	static const char *const roles[] = {"取締役 ", "課 ", "部 ", "係 ", "室 ",
	    "社長 ", "部長 ", "課長 ", "係長 ", "店長 ", "院長 ", "所長 ", "工場長 ",
	    "代表 ", "担当 ", "担当者 ", "店主 ", "女将 ", "主任 ", "後任の", "後任は",
	    "担当の", "代表の", "名前は", "氏名 ", "責任者 ", "世話人、", "世話人 "};
	size_t n;

	for (const char *p = s->text; *p; p += n ? n : 1) {
		const char *start, *end, *given;
		enum script script;

		n = text_starts(p, roles, ARRAY_LEN(roles));
		if (!n)
			continue;
		start = text_skip_blanks(p + n);
		script = text_script(start);
		if (script != SCRIPT_KANJI && script != SCRIPT_KATAKANA)
			continue;
		end = text_run_end(start);
		given = *end == ' '
		            ? ahead_run(end + 1, text_script(end + 1), SURNAME_CHARS)
		            : end;
		if (*end == ' ' && text_script(end + 1) == SCRIPT_OTHER)
			given = end;
		sheet_mark(s, start, given, MASK_PERSON);
		if (text_chars(start, end) > 1 &&
		    text_chars(start, end) <= SURNAME_CHARS) {
			char *name = xstrndup(start, (size_t)(end - start));

			mask_learn_person(k, name);
			free(name);
		}
	}
}

static const char *const presenting[] = {"です", "でござ", "と申", "ともうし", "といいま",
    "と言いま", "という者", "であります", "より"};

/* 小野寺 円です, マリア サントス です, Nguyen Van Minh です, の谷です */
static const char *
presented_start(const char *text, const char *p)
{
	const char *end = p, *run, *first;
	enum script script;

	while (end > text && end[-1] == ' ')
		end--;
	if (end == text)
		return p;
	script = text_script(text_previous(text, end));
	if (script != SCRIPT_KANJI && script != SCRIPT_KATAKANA && script != SCRIPT_LATIN)
		return p;
	run = back_run(text, end, script, NAME_BYTES_MAX);
	for (int i = 0; i < 2 && run > text &&
	                (run[-1] == ' ' || str_starts(text_previous(text, run), "・"));
	     i++) {
		first = run[-1] == ' ' ? run - 1 : text_previous(text, run);
		if (first == text || text_script(text_previous(text, first)) != script)
			break;
		run = back_run(text, first, script, NAME_BYTES_MAX);
	}
	/* A single word may be anything, unless it stands where a name does. */
	if (memchr(run, ' ', (size_t)(end - run)))
		return run;
	if (str_starts(p, "と") && script != SCRIPT_LATIN && text_chars(run, end) <= 5)
		return run;
	if (script == SCRIPT_KANJI && text_chars(run, end) == 1 && run > text &&
	    str_starts(text_previous(text, run), "の"))
		return run;
	if (script == SCRIPT_KATAKANA &&
	    (run == text || text_script(text_previous(text, run)) == SCRIPT_OTHER))
		return run;
	return p;
}

static void
presented_otherwise(struct sheet *s)
{
	for (const char *p = s->text; *p; p++)
		if (text_starts(p, presenting, ARRAY_LEN(presenting)) > 0)
			sheet_mark(s, presented_start(s->text, p), p, MASK_PERSON);
}

/* --- companies --- */

/* One word back, over a bracket: where the affiliation that ends at end begins. */
static const char *
affiliation_start(const struct sheet *s, const char *end)
{
	if (end > s->text && end[-1] == ')')
		while (end > s->text && *end != '(')
			end--;
	return back_letters(s->text, end, AFFILIATION_CHARS);
}

static bool
joins(const char *p)
{
	return str_starts(p, "、") || str_starts(p, "の") || *p == ' ';
}

/* しらすアグリの〔氏名〕です, ケアプラン川口(9名)の〔氏名〕です: whom somebody belongs
 * to, with his department between. */
static void
affiliations(struct sheet *s)
{
	for (size_t i = 3; i < s->n; i++) {
		const char *p = s->text + i;

		if (s->sort[i] != MASK_PERSON || s->sort[i - 1] != MASK_NOTHING)
			continue;
		for (int word = 0; word < 2 && p > s->text; word++) {
			const char *end = text_previous(s->text, p);

			if (!joins(end) || end == s->text ||
			    (*end == ' ' && (unsigned char)end[-1] < 0x80))
				break;
			p = affiliation_start(s, end);
			sheet_mark(s, p, end, MASK_COMPANY);
		}
	}
}

/* みなと食堂(大阪市、18名): a bracket that tells the number of people. */
static void
counted(struct sheet *s)
{
	static const char *const units[] = {"名", "人"};

	for (const char *p = strchr(s->text, '('); p; p = strchr(p + 1, '(')) {
		const char *close = memchr(p, ')', strnlen(p, BRACKET_BYTES));
		bool people = false;

		for (const char *q = p + 1; close && q < close; q++)
			people =
			    people || (isdigit((unsigned char)q[-1]) &&
			                  text_starts(q, units, ARRAY_LEN(units)) > 0);
		if (people)
			sheet_mark(s, back_letters(s->text, p, AFFILIATION_CHARS), p,
			    MASK_COMPANY);
	}
}

/* 「花宴」さん, 「花宴」(6名)様 */
static void
quoted(struct sheet *s)
{
	for (const char *p = strstr(s->text, "「"); p; p = strstr(p + 3, "「")) {
		const char *start = p + strlen("「"), *close, *after;
		char *part = xstrndup(start, strnlen(start, NAME_BYTES_MAX));
		const char *found = strstr(part, "」");

		close = found ? start + (found - part) : start;
		free(part);
		after = text_skip_brackets(close + (found ? strlen("」") : 0));
		if (found && (text_starts(after, text_honours, TEXT_HONOURS) > 0 ||
		                 *(close + strlen("」")) == '('))
			sheet_mark(s, start, close, MASK_COMPANY);
	}
}

/* 日進ばね様, ひなたぼっこさん: names that end in hiragana. */
static void
honoured_hiragana(struct sheet *s)
{
	static const char *const common[] = {"みな", "たく", "おかあ", "おとう", "おかみ",
	    "むす", "おじい", "おばあ", "ごくろう", "おつかれ", "みなみな", "どちら",
	    "この", "その", "の", "な"};

	for (const char *p = s->text; *p; p++) {
		const char *run;

		if (text_starts(p, text_honours, TEXT_HONOURS) == 0 || p == s->text)
			continue;
		run = back_run(s->text, p, SCRIPT_HIRAGANA, AFFILIATION_CHARS);
		if (text_chars(run, p) < 2 ||
		    text_ends(run, p, common, ARRAY_LEN(common)) > 0)
			continue;
		sheet_mark(
		    s, back_letters(s->text, p, AFFILIATION_CHARS / 2), p, MASK_COMPANY);
	}
}

/* What the desk's own search for companies finds, sentence by sentence. */
static void
searched(struct sheet *s, struct mask *k)
{
	const char *p = s->text;

	for (int i = 0; k->lists && k->lists->parties && *p && i < SENTENCES_MAX; i++) {
		const char *end = p, *stop = p + strcspn(p, "\n");
		char *part;

		while (end < stop && !str_starts(end, "。"))
			end++;
		part = xstrndup(p, (size_t)(end - p));
		mask_search(k, part);
		free(part);
		p = end + (*end == '\n' ? 1 : *end ? strlen("。") : 0);
	}
}

/* Behind the last sentence a few words without an end: whoever wrote it. */
static void
closing(struct sheet *s)
{
	static const char *const stops[] = {"。", "?", "!", "\n"};
	static const char *const ends[] = {"ます", "です", "した", "せん", "ください",
	    "たい", "具", "以上", "さい", "うか", "まで", "かな", "ね", "よ", "か", "い"};
	const char *end = s->text + s->n, *start;

	while (end > s->text && strchr(" \n", end[-1]))
		end--;
	start = end;
	while (start > s->text && text_ends(s->text, start, stops, ARRAY_LEN(stops)) == 0)
		start = text_previous(s->text, start);
	if (start > s->text && start < end && text_chars(start, end) <= CLOSING_CHARS &&
	    text_ends(start, end, ends, ARRAY_LEN(ends)) == 0)
		sheet_mark(s, start, end, MASK_PERSON);
}

void
mask_context(struct sheet *s, struct mask *k)
{
	searched(s, k);
	titled(s);
	behind_role(s, k);
	presented_otherwise(s);
	affiliations(s);
	counted(s);
	quoted(s);
	honoured_hiragana(s);
	closing(s);
}
