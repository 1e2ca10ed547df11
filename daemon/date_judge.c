/*
 * What the words around a date say of it. See date_judge.h.
 *
 * Looked at in turn: what stands directly behind the date, whether it ends or opens a
 * stretch of time, a word of the past or a label in front of it, then the first telling
 * word of its clause and sentence. A date of which nothing is said is wished for when it
 * is exact, and told of when it is vague: people do not write 12/3(木) 10時 for nothing.
 */
#include "date_judge.h"
#include "date_cue.h"

#include <string.h>

/* How far words bear on a date, in bytes (3 to a character). */
enum { SENTENCE_BYTES = 240, LABEL_BYTES = 90, LABEL_GAP = 15, HEADING_BYTES = 500 };

static bool
any_of(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(p, words[i]))
			return true;
	}
	return false;
}

static bool
stands_before(const char *text, const char *p, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(p - text) >= n && memcmp(p - n, word, n) == 0;
}

static bool
ends_sentence_at(const char *p)
{
	return *p == '\n' || *p == '!' || *p == '?' || str_starts(p, "。");
}

const char *
date_sentence_end(const char *p)
{
	const char *end = p;

	while (*end != '\0' && !ends_sentence_at(end) && end - p < SENTENCE_BYTES)
		end++;
	return end;
}

static const char *
sentence_start(const char *text, const char *p)
{
	const char *start = p;

	while (start > text && start[-1] != '\n' && p - start < LABEL_BYTES &&
	       !stands_before(text, start, "。"))
		start--;
	return start;
}

/* --- behind the date --- */

struct saying {
	enum date_verdict verdict;
	int clause;      /* 0: the date's own */
	bool weak;       /* a word that goes with visits was there */
	bool event;      /* so was one of an event, behind 10日は */
	int rest;        /* the clause that tells of a day of rest, from 1; 0: none */
	size_t distance; /* bytes from the date */
};

/* 空いていません denies; 空いていませんか asks. */
static bool
is_denied(const char *p, const char *end)
{
	enum { REACH = 30 };
	static const char *const no[] = {"ません", "ない", "なく", "なさそう", "ず、",
	    "ず。", "かね", "にく", "いがた", "しがた", "きがた", "づら", "難し", "厳し",
	    "無理", "不可"};
	static const char *const asks[] = {"か", "でしょうか", "んか", "ですか"};
	const char *stop = end - p > REACH ? p + REACH : end;

	for (; p < stop && !str_starts(p, "、") && !str_starts(p, "問題") &&
	       !str_starts(p, "構") && !str_starts(p, "ので");
	     p++) {
		for (size_t i = 0; i < ARRAY_LEN(no); i++) {
			const char *q = p + str_prefix(p, no[i]);

			if (q == p)
				continue;
			(void)date_eat(&q, "でしょう");
			(void)date_eat(&q, "です");
			return !any_of(q, asks, ARRAY_LEN(asks));
		}
	}
	return false;
}

/* 難しければ, 無理なら: still the first choice. */
static bool
is_condition(const char *p)
{
	enum { REACH = 15 };
	static const char *const ifs[] = {"なら", "ければ", "ようでし", "場合",
	    "かったら", "でしたら", "だったら", "のとき", "時は"};

	for (int i = 0; i < REACH && p[i] != '\0'; i++) {
		if (any_of(p + i, ifs, ARRAY_LEN(ifs)))
			return true;
		if (str_starts(p + i, "、") || ends_sentence_at(p + i))
			return false;
	}
	return false;
}

static bool
holds(const char *p, const char *end, const char *const *words, size_t n)
{
	for (; p < end; p++) {
		if (any_of(p, words, n))
			return true;
	}
	return false;
}

/* 12日にずらす moves to the 12th, 12日の訪問をずらす from it. */
static enum date_verdict
moved(const char *from, const char *cue)
{
	static const char *const objects[] = {"を", "は", "が", "の件"};
	bool to = stands_before(from, cue, "に") || stands_before(from, cue, "へ") ||
	          stands_before(from, cue, "への");

	return to && !holds(from, cue, objects, ARRAY_LEN(objects)) ? DATE_WISH
	                                                            : DATE_RULED_OUT;
}

/* 出張を入れていません: free after all. */
static bool
busy_denied(const char *p, const char *end)
{
	enum { REACH = 30 };
	static const char *const no[] = {"入れていませ", "はありませ", "もありませ",
	    "はございませ", "もございませ", "ではな", "じゃな"};

	return holds(p, end - p > REACH ? p + REACH : end, no, ARRAY_LEN(no));
}

static enum date_verdict
verdict_of(enum cue_kind kind, const char *from, const char *p, size_t length,
    const char *end, struct saying *s)
{
	switch (kind) {
	case CUE_WISH: return s->rest ? DATE_OPEN : DATE_WISH;
	case CUE_ABLE:
		if (is_denied(p + length, end))
			return DATE_RULED_OUT;
		return s->rest == s->clause + 1 ? DATE_OPEN : DATE_WISH;
	case CUE_BUSY:
		if (is_condition(p + length))
			return DATE_OPEN;
		return busy_denied(p + length, end) ? DATE_WISH : DATE_RULED_OUT;
	case CUE_REST:
		if (!s->weak && !s->rest)
			s->rest = s->clause + 1;
		return busy_denied(p + length, end) ? DATE_WISH : DATE_OPEN;
	case CUE_DROPPED: return DATE_RULED_OUT;
	case CUE_MOVE: return moved(from, p);
	case CUE_BACK: return s->clause == 0 ? DATE_FREE_FROM : DATE_OPEN;
	case CUE_EVENT:
		if (s->clause > 0 || s->weak || s->event)
			return DATE_OPEN;
		s->event = str_starts(from, "は");
		return s->event ? DATE_OPEN : DATE_TOLD;
	case CUE_PAST: return DATE_TOLD;
	default: return DATE_OPEN;
	}
}

/* The bytes of a word that ends a clause at p, or 0. */
static size_t
clause_break(const char *p)
{
	static const char *const breaks[] = {"ので", "ため、", "ますが", "ですが",
	    "たが、", "だが", "けど", "けれど", "ますから", "ですから", "ますし",
	    "ですし", "ものの", "のに、", "おり、", "まして、", "んで、", "とのこと"};

	for (size_t i = 0; i < ARRAY_LEN(breaks); i++) {
		size_t n = str_prefix(p, breaks[i]);

		if (n > 0)
			return n;
	}
	return 0;
}

/* ただし and its like turn to something else. */
static bool
turns_away(const char *p)
{
	static const char *const words[] = {"ただし", "但し", "ただ、", "なお、", "一方"};

	return any_of(p, words, ARRAY_LEN(words));
}

/* お越しいただく予定でした: what was wished for is no more. */
static bool
dropped_later(const char *p, const char *end)
{
	enum { REACH = 45 };
	const char *stop = end - p > REACH ? p + REACH : end;

	for (; p < stop && !str_starts(p, "、"); p++) {
		size_t n;

		if (cue_later(p, &n) == CUE_DROPPED)
			return true;
	}
	return false;
}

/* Past a 「quotation」 that opens at p: others' words. */
static const char *
skip_quotation(const char *p, const char *end)
{
	for (const char *q = p; q < end; q++) {
		if (str_starts(q, "」") || str_starts(q, "』"))
			return q;
	}
	return p;
}

static void
read_saying(const char *from, struct saying *s)
{
	const char *end = date_sentence_end(from);

	*s = (struct saying){.verdict = DATE_OPEN};
	for (const char *p = from; p < end;) {
		size_t n;
		enum cue_kind kind = cue_later(p, &n);

		if (turns_away(p))
			break;
		if (str_starts(p, "「") || str_starts(p, "『"))
			p = skip_quotation(p, end);
		if (kind == CUE_WEAK && s->clause == 0)
			s->weak = true;
		s->verdict = verdict_of(kind, from, p, n, end, s);
		s->distance = (size_t)(p - from);
		if (s->verdict == DATE_WISH && s->event)
			s->verdict = DATE_TOLD;
		if (s->verdict == DATE_WISH && dropped_later(p + n, end))
			s->verdict = DATE_RULED_OUT;
		if (s->verdict != DATE_OPEN)
			return;
		if (n == 0 && (n = clause_break(p)) > 0)
			s->clause++;
		p += n > 0 ? n : 1;
	}
	if (s->rest)
		s->verdict = DATE_RULED_OUT;
	else if (s->event)
		s->verdict = DATE_TOLD;
}

enum date_verdict
date_said_after(const char *p)
{
	struct saying s;

	read_saying(p, &s);
	return s.verdict;
}

/* --- in front of the date --- */

/* 先週木曜(7月3日), 去年の12月8日 */
static bool
past_before(const char *text, const char *p)
{
	enum { REACH = 27, GAP = 13 };
	static const char *const words[] = {"先週", "昨年", "去年", "一昨年", "前回",
	    "先月", "昨日", "前年", "同年", "先日", "おととい", "おととし"};
	const char *start = p - text > REACH ? p - REACH : text;

	if (p > text && p[-1] == '(' && stands_before(text, p - 1, "した"))
		return true;
	for (; start < p; start++) {
		if (any_of(start, words, ARRAY_LEN(words)))
			return p - start <= GAP &&
			       memchr(start, '\n', (size_t)(p - start)) == NULL;
	}
	return false;
}

static bool
every_before(const char *text, const char *p)
{
	return stands_before(text, p, "毎年") || stands_before(text, p, "例年") ||
	       stands_before(text, p, "毎年の") || stands_before(text, p, "例年の");
}

/* True when what lies between a label and its date ties them together: 締切日は, 希望:.
 * strict: for what must not be read from afar. */
static bool
tied(const char *p, const char *date, bool strict)
{
	static const char *const ties[] = {
	    ":", "は", "が", "日", "】", "]", ")", "→", "="};
	static const char *const loose[] = {"、", "の", "。", "で"};
	bool tie = false;

	for (size_t i = 0; i < ARRAY_LEN(ties); i++)
		tie |= stands_before(p, date, ties[i]);
	if (date - p > LABEL_GAP)
		return tie && stands_before(p, date, ":") && date - p <= 3 * LABEL_GAP;
	if (strict)
		return (date == p || tie || *p == 'o') &&
		       !holds(p, date, loose, ARRAY_LEN(loose));
	return !holds(p, date, loose, 1);
}

/* The last label between start and end; date: NULL for a heading. */
static enum cue_kind
label_in(const char *start, const char *end, const char *date)
{
	enum cue_kind last = CUE_NONE;

	for (const char *p = start; p < end;) {
		size_t n;
		enum cue_kind kind = cue_label(p, &n);

		if (kind != CUE_NONE && p + n <= end &&
		    (!date || tied(p + n, date, kind != CUE_WISH)))
			last = kind;
		p += n > 0 ? n : 1;
	}
	return last;
}

static bool
is_heading(const char *line, const char *end)
{
	static const char *const marks[] = {"■", "◆", "●", "【", "▼", "□", "◇", "<"};

	return stands_before(line, end, ":") || stands_before(line, end, "】") ||
	       any_of(line, marks, ARRAY_LEN(marks));
}

/* The heading of the list that the date's line belongs to. */
static enum cue_kind
heading(const char *text, const char *date)
{
	enum { LINES = 6, ITEM_BYTES = 24 };
	const char *line = date;

	while (line > text && line[-1] != '\n')
		line--;
	if (date - line > ITEM_BYTES)
		return CUE_NONE;
	for (int i = 0; i < LINES && line > text && date - line < HEADING_BYTES; i++) {
		const char *end = line - 1;

		for (line = end; line > text && line[-1] != '\n';)
			line--;
		if (is_heading(line, end))
			return label_in(line, end, NULL);
	}
	return CUE_NONE;
}

static enum cue_kind
label(const char *text, const char *date)
{
	enum cue_kind kind = label_in(sentence_start(text, date), date, date);

	return kind != CUE_NONE ? kind : heading(text, date);
}

/* --- the verdict --- */

static bool
is_span(const struct date_group *g)
{
	const struct date_item *last = &g->item[g->n - 1];

	return last->to > last->from && !last->vague;
}

static bool
is_vague(const struct date_group *g)
{
	return g->item[g->n - 1].vague;
}

/* What may stand between a date and the word that rules it. A remark in brackets is
 * looked into first. */
static enum cue_kind
skip_filling(const char **p)
{
	enum { REMARK = 60 };
	static const char *const filling[] = {"ごろ", "頃", "くらい", "ぐらい", "あたり",
	    "辺り", "前後", "だけ", "のみ", "など", "とか", "近辺"};
	size_t n;
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < ARRAY_LEN(filling); i++)
			again |= date_eat(p, filling[i]);
	}
	/* お盆明け(8/17の週)からでしたら */
	if (**p == ')')
		(*p)++;
	if (**p != '(')
		return CUE_NONE;
	for (const char *q = *p; *q != '\0' && *q != '\n' && q - *p < REMARK; q++) {
		enum cue_kind kind = cue_label(q, &n);

		if (kind == CUE_EVENT || kind == CUE_BUSY)
			return kind;
		if (*q == ')') {
			*p = q + 1;
			break;
		}
	}
	return CUE_NONE;
}

static enum date_verdict
plain_verdict(enum cue_kind kind)
{
	switch (kind) {
	case CUE_WISH: return DATE_WISH;
	case CUE_BUSY: return DATE_RULED_OUT;
	case CUE_EVENT: return DATE_TOLD;
	case CUE_BACK: return DATE_FREE_FROM;
	default: return DATE_OPEN;
	}
}

/* 3月以降で, 2月以降 and nothing more: an answer. 4月以降になります: told of. */
static bool
opens_at_once(const char *p)
{
	static const char *const ends[] = {"で", "なら", "が", "\n", "。", "、", ")"};

	(void)(date_eat(&p, "以降") || date_eat(&p, "以後"));
	return *p == '\0' || any_of(p, ends, ARRAY_LEN(ends));
}

static bool
until_before(const char *text, const char *p)
{
	static const char *const words[] = {
	    "until", "untilthe", "till", "through", "throughthe"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (stands_before(text, p, words[i]))
			return true;
	}
	return false;
}

/* 20日まで, 12日以降, until 3 May: one end of a stretch whose other is open. */
static enum date_verdict
open_end(const struct date_group *g, const char *text, const char *after)
{
	static const char *const from[] = {
	    "以降", "以後", "を過ぎ", "過ぎ", "より後", "が過ぎ", "明け以降", "onward"};
	static const char *const busy[] = {"book", "away", "out", "busy", "leave",
	    "holiday", "assignment", "commit", "occupied", "tied", "project", "full"};
	struct saying s;

	if (until_before(text, g->start))
		return holds(sentence_start(text, g->start), g->start, busy,
		           ARRAY_LEN(busy))
		           ? DATE_BUSY_UNTIL
		           : DATE_TOLD;
	if ((!is_span(g) || g->item[g->n - 1].week) && str_starts(after, "まで") &&
	    !str_starts(after, "までに")) {
		read_saying(after, &s);
		return s.verdict == DATE_RULED_OUT ? DATE_BUSY_UNTIL : DATE_TOLD;
	}
	if (str_starts(after, "まで") || str_starts(after, "に入"))
		return DATE_TOLD;
	if (!any_of(after, from, ARRAY_LEN(from)))
		return DATE_OPEN;
	read_saying(after, &s);
	if (s.verdict != DATE_WISH && !(s.verdict == DATE_OPEN && opens_at_once(after)))
		return DATE_TOLD;
	/* 8月中旬以降 begins there and is as vague as that. */
	return is_vague(g) && !g->item[g->n - 1].month ? DATE_WISH : DATE_FREE_FROM;
}

/* 4月入社, 12月の相談会: a month that only tells which. */
static bool
month_names_a_thing(const char *after)
{
	static const char *const free[] = {"に", "で", "を", "が", "は", "も", "か", "な",
	    "と", "へ", "、", "。", ")", "」", "\n", "希望", "だ", "開催", "実施", "ご",
	    "頃", "あ", "から", "まで", "~", "です", "いっぱい", ",", "."};
	static const char *const of[] = {"の平日", "のどこ", "のうち", "のいつ", "の午",
	    "の土", "の日", "の週", "の早", "の終", "の前", "の後", "の中", "の夜",
	    "の間", "のあいだ", "の閑散", "の暇", "の比較的", "の頃", "のころ"};

	if (str_starts(after, "の"))
		return !any_of(after, of, ARRAY_LEN(of));
	return *after != '\0' && !any_of(after, free, ARRAY_LEN(free)) &&
	       !(*after >= 'a' && *after <= 'z');
}

static bool
part_of_day(const struct date_group *g)
{
	const struct date_item *item = &g->item[g->n - 1];

	return item->half || item->minute != NO_TIME;
}

static bool
is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* We are closed from August 8 to August 16. */
static bool
away_before(const struct date_group *g, const char *text)
{
	static const char *const away[] = {
	    "closed", "away", "onleave", "outofoffice", "outoftheoffice", "unavailable"};

	return is_latin(*g->start) &&
	       holds(sentence_start(text, g->start), g->start, away, ARRAY_LEN(away));
}

/* English asks first: could you come next week? */
static bool
asked_before(const struct date_group *g, const char *text)
{
	static const char *const asks[] = {"could", "Could", "can", "Can", "would",
	    "Would", "please", "Please", "available", "prefer", "like", "want", "hope"};

	return is_latin(*g->start) &&
	       holds(sentence_start(text, g->start), g->start, asks, ARRAY_LEN(asks));
}

/* Nothing is said of it. A part of a month is named for a purpose, unless something else
 * happens then; so is an hour of tomorrow. */
static enum date_verdict
judge_unsaid(const struct date_group *g, const struct saying *s)
{
	static const char *const happens[] = {"に", "で", "から", "は", "も", "が", "の"};
	static const char *const ends[] = {"に。", "に\n", "で。", "で\n", "のどこか"};
	const struct date_item *item = &g->item[g->n - 1];
	bool happening = any_of(g->end, happens, ARRAY_LEN(happens)) &&
	                 !any_of(g->end, ends, ARRAY_LEN(ends));

	if (s->weak && (!g->near || part_of_day(g) || g->n > 1))
		return DATE_WISH;
	if (happening)
		return DATE_TOLD;
	if (any_of(g->end, ends, ARRAY_LEN(ends)) && !item->week)
		return DATE_WISH;
	if (g->near)
		return part_of_day(g) && item->minute != NO_TIME ? DATE_WISH : DATE_TOLD;
	return item->vague && !item->month && !g->bare ? DATE_WISH : DATE_TOLD;
}

/* Months, weeks and days counted from today are mentioned in passing all the time: only
 * a clear wish close by makes dates of them. */
static enum date_verdict
judge_loose(const struct date_group *g, const char *text, const struct saying *s,
    enum cue_kind front)
{
	enum { NEAR_BYTES = 130, TOPIC_BYTES = 40, AT_ONCE_BYTES = 18 };
	const struct date_item *item = &g->item[g->n - 1];
	bool topic = str_starts(g->end, "は") || str_starts(g->end, "も");
	size_t reach = topic && !part_of_day(g) ? TOPIC_BYTES : NEAR_BYTES;

	if (item->month && front != CUE_WISH && month_names_a_thing(g->end))
		return DATE_TOLD;
	if (asked_before(g, text))
		return DATE_WISH;
	if (s->verdict == DATE_RULED_OUT) {
		if ((item->vague || g->near) && str_starts(g->end, "から"))
			return DATE_TOLD;
		return s->clause == 0 || topic ? DATE_RULED_OUT : DATE_TOLD;
	}
	/* 明日から気をつけること, but 明朝から入れます */
	if (g->near && str_starts(g->end, "から") && !part_of_day(g))
		return s->verdict == DATE_WISH && s->distance <= AT_ONCE_BYTES
		           ? DATE_WISH
		           : DATE_TOLD;
	if (s->verdict == DATE_WISH && s->distance <= reach &&
	    (s->clause == 0 || g->n > 1))
		return DATE_WISH;
	if (front == CUE_WISH)
		return DATE_WISH;
	if (s->verdict == DATE_TOLD || topic)
		return DATE_TOLD;
	return judge_unsaid(g, s);
}

static enum date_verdict
judge_exact(
    const struct date_group *g, const struct saying *s, enum cue_kind front, bool from)
{
	if (s->verdict == DATE_RULED_OUT)
		return s->verdict;
	if (front == CUE_WISH)
		return DATE_WISH;
	if (s->verdict != DATE_OPEN)
		return s->verdict;
	if (s->weak || g->item[0].minute != NO_TIME)
		return DATE_WISH;
	return g->bare || from ? DATE_TOLD : DATE_WISH;
}

/* 4/13、4/16、4/20のうち4/16をいただきます: what is meant comes behind. */
static bool
one_of_these_follows(const char *p)
{
	int n;

	if (!date_eat(&p, "のうち"))
		return false;
	(void)date_eat(&p, "、");
	return date_eat_number(&p, &n) &&
	       (*p == '/' || str_starts(p, "月") ||
	           (str_starts(p, "日") && n > 1 && !str_starts(p, "日間")));
}

enum date_verdict
date_judge(const struct date_group *g, const char *text)
{
	const char *after = g->end;
	enum date_verdict v;
	enum cue_kind front;
	struct saying s;
	size_t n;

	if (one_of_these_follows(after))
		return DATE_TOLD;
	v = plain_verdict(skip_filling(&after));
	if (v != DATE_OPEN)
		return v;
	if (is_span(g) && !g->item[g->n - 1].week)
		(void)(date_eat(&after, "まで") && date_eat(&after, "の間"));
	v = plain_verdict(cue_next(after, &n));
	/* 来年2月からとさせてください: not before */
	if (v == DATE_WISH && g->item[g->n - 1].month && str_starts(after, "から"))
		return DATE_FREE_FROM;
	if (v != DATE_OPEN)
		return v;
	if (stands_before(text, g->start, "×") || stands_before(text, g->start, "✕"))
		return DATE_RULED_OUT;
	if (past_before(text, g->start) || (is_vague(g) && every_before(text, g->start)))
		return DATE_TOLD;
	v = open_end(g, text, after);
	if (v != DATE_OPEN)
		return v;
	front = label(text, g->start);
	v = plain_verdict(front);
	if (v != DATE_OPEN && v != DATE_WISH)
		return v;
	if (away_before(g, text))
		return DATE_RULED_OUT;
	read_saying(after, &s);
	if (is_vague(g) || g->near || (g->bare && g->item[0].week))
		return judge_loose(g, text, &s, front);
	return judge_exact(g, &s, front, str_starts(after, "から") && !part_of_day(g));
}
