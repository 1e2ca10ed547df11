/* Which slots an answer takes that says nothing else. See slot_choice.h. */
#include "slot_choice.h"

#include "analysis.h"
#include "buf.h"
#include "norm.h"
#include "phrase.h"
#include "slot_choice_words.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1500, NAME_MAX = 90 };

/* --- the text --- */

/* A letter's first line names who is written to, an early one who writes. */
static bool
is_name_line(const char *line, bool greeted)
{
	static const char *const ends[] = {"様", "御中", "さま", "殿", "先生", "各位"};
	static const char states[] =
	    "中|未|不|仮|検|調|確|多|忙|別|予|無|変|以外|難|厳|可|要";
	static const char firms[] =
	    "株式会社|有限会社|合同会社|(株)|(有)|事務所|申します|商工会";
	char *folded = analysis_fold(line), *p = folded;
	size_t n = strlen(folded), tail = 0;
	bool name = false, plain = true;
	uint32_t cp;

	while (n > 0 && (str_starts(folded + n - 1, "!") ||
	                    str_starts(folded + n - 1, ",") || folded[n - 1] == '.'))
		folded[--n] = '\0';
	if (n >= strlen("。") && str_eq(folded + n - strlen("。"), "。"))
		folded[n -= strlen("。")] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		name |=
		    n > strlen(ends[i]) && str_eq(folded + n - strlen(ends[i]), ends[i]);
	name |= str_starts(folded, "dear ") || str_starts(folded, "hi ") ||
	        str_starts(folded, "hello ");
	if (n > strlen("です") && str_eq(folded + n - strlen("です"), "です"))
		tail = strlen("です");
	if (n > strlen("と申します") &&
	    str_eq(folded + n - strlen("と申します"), "と申します"))
		tail = strlen("と申します");
	if (n > strlen("でございます") &&
	    str_eq(folded + n - strlen("でございます"), "でございます"))
		tail = strlen("でございます");
	while (*p && tail && (size_t)(p - folded) < n - tail) {
		p += utf8_next(p, &cp);
		plain &= cp >= 0x30a0 || cp == 0x306e; /* katakana, kanji, の */
	}
	name |=
	    tail &&
	    (plain || phrase_has(folded, firms) || (greeted && strstr(folded, "の"))) &&
	    !phrase_has(folded, states);
	name = name && n <= NAME_MAX && !strpbrk(folded, "0123456789{?");
	free(folded);
	return name;
}

/* ① to ⑨ as {1}, so that folding leaves them apart from other digits; a line's end, and
 * the name lines before the first other one, as "。". Folded; owned. */
static char *
prepare(const char *text)
{
	struct buf out = {0};
	const char *start = text;
	char *folded;
	bool head = true;

	while (*text) {
		size_t len = strcspn(text, "\n");
		char *line = xstrndup(text, len);
		char *stop = strstr(line, "。");
		bool whole = stop && !stop[strlen("。")];

		if (head && stop && !whole)
			head = true;
		if (!(head && is_name_line(line, strstr(start, "お世話") != NULL))) {
			for (const char *p = line; *p; p++) {
				const unsigned char *u = (const unsigned char *)p;

				if (u[0] == 0xE2 && u[1] == 0x91 && u[2] >= 0xA0 &&
				    u[2] <= 0xA8) {
					buf_addf(&out, "{%d}", u[2] - 0xA0 + 1);
					p += 2;
				} else {
					buf_addf(&out, "%c", *p);
				}
			}
			buf_adds(&out, "。");
		}
		free(line);
		text += len + (text[len] == '\n');
	}
	folded = analysis_fold(out.data ? (const char *)out.data : "");
	buf_free(&out);
	return folded;
}

/* --- the sentence --- */

struct state {
	size_t n;
	unsigned all;
	unsigned run;       /* alternatives named before, joined to what follows */
	unsigned alt;       /* the one being named */
	unsigned kinds;     /* by what it was named */
	unsigned run_kinds; /* by what all of the run were */
	bool joined;        /* "and", a comma: what follows is another alternative */
	bool asks;          /* か, and nothing behind it yet */
	bool to;            /* 1~ */
	bool other, but_not;
	bool closed_no;
	bool no;   /* a refusal whose slots follow */
	int mark;  /* before its slot: 1, -1, or 0 */
	int marks; /* that stand alone, in the slots' order */
	unsigned row;
	unsigned chosen, refused;
	unsigned rank[SLOT_CHOICE_MAX + 1]; /* in the order of naming; 0: not chosen */
	unsigned order[SLOT_CHOICE_MAX + 1];
	size_t order_n;
	bool none, wrong;
};

static void
remember(struct state *s, unsigned set)
{
	for (unsigned k = 1; k <= s->n; k++) {
		bool known = false;

		for (size_t i = 0; i < s->order_n; i++)
			known |= s->order[i] == k;
		if (set & 1U << k && !known && s->order_n < SLOT_CHOICE_MAX)
			s->order[s->order_n++] = k;
	}
}

/* The run of slots ends: they suit, or they do not. */
static void
close_run(struct state *s, bool yes)
{
	unsigned set = s->run | s->alt;

	if (!set)
		return;
	if (s->but_not)
		set = s->all & ~set;
	if (s->other) {
		if (!yes)
			s->chosen |= s->all & ~set;
		remember(s, s->all & ~set);
	}
	if (yes)
		s->chosen |= set;
	else
		s->refused |= set;
	s->closed_no = !yes;
	s->run = s->alt = s->kinds = 0;
	s->joined = s->to = s->other = s->but_not = s->no = false;
	s->mark = 0;
}

static void
add_range(struct state *s, unsigned set)
{
	bool inside = false;

	for (unsigned k = 1; k <= s->n; k++) {
		unsigned bit = 1U << k;

		inside |= (s->alt & bit) != 0;
		if (inside)
			s->alt |= bit;
		if (set & bit)
			break;
	}
	s->wrong |= !(s->alt & set) || (set & (set - 1));
	s->to = false;
}

/* Two words that stand side by side name the same slot (火曜の午前), or two (①②). */
static void
name_slots(struct state *s, enum slot_word word, unsigned set)
{
	unsigned kind = 1U << word;

	s->wrong |= !set;
	if (s->to && s->alt) {
		add_range(s, set);
	} else if (!s->alt || s->joined || s->kinds & kind) {
		s->run_kinds = s->run ? s->run_kinds & s->kinds : s->kinds;
		s->run |= s->alt;
		s->alt = set;
		s->kinds = kind;
	} else {
		/* "16日か23日の午後": said of both, or of one? */
		s->wrong |= !(s->alt & set) || (!(s->run_kinds & kind) && s->run & ~set);
		s->alt &= set;
		s->kinds |= kind;
	}
	s->joined = s->asks = false;
	remember(s, s->alt);
	if (s->mark) {
		s->no = s->mark < 0;
		close_run(s, !s->no);
	}
}

static void
name_all(struct state *s)
{
	if (s->run | s->alt)
		return; /* ①か②、どちらでも */
	s->alt = s->all;
	s->kinds = 0;
}

static void
mark(struct state *s, bool yes)
{
	if (s->run | s->alt) {
		close_run(s, yes);
		return;
	}
	s->mark = yes ? 1 : -1;
	if (yes)
		s->row |= 1U << (s->marks + 1);
	if (s->marks < SLOT_CHOICE_MAX)
		s->marks++;
}

static void
refuse(struct state *s)
{
	if (s->run | s->alt)
		close_run(s, false);
	else if (!s->closed_no)
		s->no = true;
}

static void
end_sentence(struct state *s)
{
	close_run(s, !s->no);
	s->wrong |= s->asks;
	s->closed_no = false;
}

static void
prefer(struct state *s, unsigned at)
{
	if (s->alt && at >= 1 && at <= SLOT_CHOICE_MAX) {
		s->rank[at] = s->alt;
		s->run |= s->alt;
		s->alt = s->kinds = 0;
	}
}

static void
take(struct state *s, enum slot_word word, unsigned value)
{
	switch (word) {
	case SLOT_WORD_COUNT:
		if (!s->alt || s->joined)
			name_slots(s, SLOT_WORD_PLACE, value);
		break;
	case SLOT_WORD_PLACE:
	case SLOT_WORD_DAY:
	case SLOT_WORD_WEEKDAY:
	case SLOT_WORD_HALF:
	case SLOT_WORD_TIME: name_slots(s, word, value); break;
	case SLOT_WORD_ALL: name_all(s); break;
	case SLOT_WORD_TO: s->to = true; break;
	case SLOT_WORD_OR: s->asks = true; /* fall through */
	case SLOT_WORD_AND: s->joined = true; break;
	case SLOT_WORD_BUT_NOT:
		s->run = s->alt = s->kinds = 0;
		s->order_n = 0;
		s->but_not = true;
		break;
	case SLOT_WORD_OTHER_THAN:
		s->wrong |= !(s->run | s->alt) || s->chosen;
		s->alt = s->all & ~(s->run | s->alt);
		s->run = 0;
		s->order_n = 0;
		s->other = true;
		remember(s, s->alt);
		break;
	case SLOT_WORD_RANK: prefer(s, value); break;
	case SLOT_WORD_PREFER: break;
	case SLOT_WORD_YES: close_run(s, !s->no); break;
	case SLOT_WORD_NO: refuse(s); break;
	case SLOT_WORD_NOT: s->no = true; break;
	case SLOT_WORD_MARK_YES: mark(s, true); break;
	case SLOT_WORD_MARK_NO: mark(s, false); break;
	case SLOT_WORD_NO_SLOT: s->none = true; break;
	case SLOT_WORD_TURN:
		if (s->alt == s->all && !s->kinds && !s->run)
			take(s, SLOT_WORD_BUT_NOT, 0); /* any but (2) */
		else
			end_sentence(s);
		break;
	case SLOT_WORD_END: end_sentence(s); break;
	case SLOT_WORD_FILL: break;
	case SLOT_WORD_NONE:
	default: s->wrong = true;
	}
}

/* --- the result --- */

static void
add(struct slot_choice *out, const struct state *s, unsigned number)
{
	for (size_t i = 0; i < out->n; i++)
		if (out->chosen[i] == (int)number)
			return;
	if (s->chosen & 1U << number && out->n < SLOT_CHOICE_MAX)
		out->chosen[out->n++] = (int)number;
}

static bool
conclude(struct state *s, struct slot_choice *out)
{
	end_sentence(s);
	if (s->wrong || s->no || s->chosen & s->refused)
		return false;
	/* ○×○, one mark for each. */
	if (!s->chosen && !s->refused && s->marks == (int)s->n && s->marks > 1) {
		s->chosen = s->row;
		s->refused = s->all & ~s->row;
		s->mark = 0;
	}
	if (s->mark || (s->none && s->chosen))
		return false;
	for (unsigned r = 1; r <= SLOT_CHOICE_MAX; r++)
		for (unsigned k = 1; k <= s->n; k++)
			if (s->rank[r] & 1U << k)
				add(out, s, k);
	for (size_t i = 0; i < s->order_n; i++)
		add(out, s, s->order[i]);
	for (unsigned k = 1; k <= s->n; k++)
		add(out, s, k);
	return out->n || s->none || s->refused == s->all;
}

bool
slot_choice_read(
    const char *text, const int64_t *starts_at, size_t n, struct slot_choice *out)
{
	struct state s = {.n = n, .all = (1U << (n + 1)) - 2};
	struct slot_lexer l = {.starts_at = starts_at, .n = n};
	char *folded;
	bool sure;

	*out = (struct slot_choice){0};
	if (!n || n > SLOT_CHOICE_MAX || strlen(text) > TEXT_MAX)
		return false;
	folded = prepare(text);
	l.text = l.at = folded;
	while (*l.at && !s.wrong) {
		unsigned value;
		enum slot_word word = slot_word_next(&l, &value);

		take(&s, word, value);
	}
	sure = !s.wrong && conclude(&s, out);
	free(folded);
	return sure;
}
