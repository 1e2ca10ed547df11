/*
 * What the words around a date say of it. See date_judge.h.
 *
 * Looked at in turn: what stands directly behind the date, whether it ends or opens a
 * stretch of time, a word of the past or a label in front of it, then the first telling
 * word of its clause and sentence. A date of which nothing is said is wished for when it
 * is exact, and told of when it is vague: people do not write 12/3(木) 10時 for nothing.
 */
#include "date_judge.h"
#include "date_front.h"
#include "date_said.h"

#include <string.h>

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
	int weekday[DATE_WEEKDAYS];
	size_t n;
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < ARRAY_LEN(filling); i++)
			again |= date_eat(p, filling[i]);
	}
	/* お盆明け(8/17の週)からでしたら, 「4月2日」とあります */
	(void)(date_eat(p, ")") || date_eat(p, "」"));
	if (**p != '(')
		return CUE_NONE;
	for (const char *q = *p; *q != '\0' && *q != '\n' && q - *p < REMARK; q++) {
		enum cue_kind kind = cue_label(q, &n);
		const char *days = q;

		/* 9日の週(水・木は不可): the week is not */
		if (date_eat_weekdays(&days, weekday) > 0 && date_is_but(days))
			return CUE_NONE;
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
	return *p == '\0' || date_any_of(p, ends, ARRAY_LEN(ends));
}

static bool
until_before(const char *text, const char *p)
{
	static const char *const words[] = {
	    "until", "untilthe", "till", "through", "throughthe"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (date_stands_before(text, p, words[i]))
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

	if (date_stands_before(text, g->start, "after"))
		return DATE_FREE_FROM;
	if (until_before(text, g->start))
		return date_holds(date_sentence_start(text, g->start), g->start, busy,
		           ARRAY_LEN(busy))
		           ? DATE_BUSY_UNTIL
		           : DATE_TOLD;
	if ((!is_span(g) || g->item[g->n - 1].week) && str_starts(after, "まで") &&
	    !str_starts(after, "までに")) {
		date_read_saying(after, &s);
		return s.verdict == DATE_RULED_OUT ? DATE_BUSY_UNTIL : DATE_TOLD;
	}
	if (str_starts(after, "まで") || str_starts(after, "に入"))
		return DATE_TOLD;
	if (!date_any_of(after, from, ARRAY_LEN(from)))
		return DATE_OPEN;
	date_read_saying(after, &s);
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
	static const char *const choice[] = {"日ならいつ", "日でしたらいつ", "日以外"};
	static const char *const of[] = {"の平日", "のどこ", "のうち", "のいつ", "の午",
	    "の土", "の日", "の週", "の早", "の終", "の前", "の後", "の中", "の夜",
	    "の間", "のあいだ", "の閑散", "の暇", "の比較的", "の頃", "のころ"};
	const char *end = date_sentence_end(after),
	           *days = after + str_prefix(after, "の");
	int weekday[DATE_WEEKDAYS];

	if (str_starts(after, "の"))
		return !date_any_of(after, of, ARRAY_LEN(of)) &&
		       date_eat_weekdays(&days, weekday) == 0 &&
		       !date_holds(after, end, choice, ARRAY_LEN(choice));
	return *after != '\0' && !date_any_of(after, free, ARRAY_LEN(free)) &&
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

/* Where the clause of an English date begins: behind the last but. */
static const char *
english_clause(const char *text, const char *p)
{
	const char *start = date_sentence_start(text, p);

	for (const char *q = p; q > start; q--) {
		if (str_starts(q, "but") || str_starts(q, "however"))
			return q;
	}
	return start;
}

/* We are closed from August 8 to August 16; not available on 10 September. */
static bool
away_before(const struct date_group *g, const char *text)
{
	static const char *const away[] = {"closed", "away", "onleave", "outofoffice",
	    "outoftheoffice", "unavailable", "notavailable", "notfree", "cannotmake",
	    "can'tmake", "cannotdo", "can'tdo", "Neither", "neither"};

	if (!is_latin(*g->start) && (g->bare || !is_latin(g->end[-1])))
		return false;
	return date_holds(
	    english_clause(text, g->start), g->start, away, ARRAY_LEN(away));
}

/* English asks first: could you come next week? */
static bool
asked_before(const struct date_group *g, const char *text)
{
	static const char *const asks[] = {"could", "Could", "can", "Can", "would",
	    "Would", "please", "Please", "available", "prefer", "like", "want", "hope"};

	return is_latin(*g->start) && date_holds(date_sentence_start(text, g->start),
	                                  g->start, asks, ARRAY_LEN(asks));
}

/* 来週の水曜以外, 7日の週(火曜を除く): the rest is offered. */
static bool
excepts_days(const char *p)
{
	int weekday[DATE_WEEKDAYS];

	(void)(date_eat(&p, "の") || date_eat(&p, "、") || date_eat(&p, "("));
	return date_eat_weekdays(&p, weekday) > 0 && date_is_exception(p);
}

/* 1月下旬の平日10時から, 7月上旬の水曜以外: a choice among its days. */
static bool
chooses_days(const char *p)
{
	static const char *const words[] = {"平日", "どこか", "どっか", "いつか", "うち",
	    "いずれか", "午前", "午後", "夕方", "早い", "遅い", "土", "日曜", "夜"};
	int weekday[DATE_WEEKDAYS];

	if (!date_eat(&p, "の") && !date_eat(&p, "、"))
		return false;
	return date_any_of(p, words, ARRAY_LEN(words)) ||
	       date_eat_weekdays(&p, weekday) > 0;
}

/* 9月中、ただし15日は除く: who makes exceptions has offered the rest. */
static bool
exception_follows(const char *p)
{
	static const char *const words[] = {"ただし", "但し"};

	(void)(date_eat(&p, "、") || date_eat(&p, "(") || date_eat(&p, "。"));
	return date_any_of(p, words, ARRAY_LEN(words));
}

/* Nothing is said of it. A part of a month is named for a purpose, unless something else
 * happens then; so is an hour of tomorrow. */
static enum date_verdict
judge_unsaid(const struct date_group *g, const struct saying *s)
{
	static const char *const happens[] = {
	    "に", "で", "から", "は", "も", "が", "の", "より"};
	static const char *const ends[] = {"に。", "に\n", "で。", "で\n", "のどこか",
	    "中に。", "中に\n", "中で。", "のうちに。"};
	const struct date_item *item = &g->item[g->n - 1];
	bool happening = date_any_of(g->end, happens, ARRAY_LEN(happens)) &&
	                 !date_any_of(g->end, ends, ARRAY_LEN(ends));

	if (item->week && excepts_days(g->end))
		return DATE_WISH;
	if (item->vague &&
	    ((!item->month && chooses_days(g->end)) || exception_follows(g->end)))
		return DATE_WISH;
	if (s->weak && (!g->near || (s->visit && (part_of_day(g) || g->n > 1))))
		return DATE_WISH;
	if (happening)
		return DATE_TOLD;
	if (date_any_of(g->end, ends, ARRAY_LEN(ends)) &&
	    (!item->week || date_stands_before(g->start, g->end, "の週")))
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

	if (item->month && front != CUE_WISH &&
	    !date_stands_before(text, g->end, "いっぱい") && month_names_a_thing(g->end))
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
judge_exact(const struct date_group *g, const char *text, const struct saying *s,
    enum cue_kind front, bool from)
{
	static const char *const ends[] = {"に。", "に\n", "で。", "で\n"};

	if (s->verdict == DATE_RULED_OUT)
		return s->verdict;
	if (front == CUE_WISH)
		return DATE_WISH;
	if (s->verdict != DATE_OPEN)
		return s->verdict;
	if (s->weak || g->item[0].minute != NO_TIME)
		return DATE_WISH;
	/* オンラインで19日の午前に。 "go to the site on the 9th" */
	if (g->bare && ((part_of_day(g) && date_any_of(g->end, ends, ARRAY_LEN(ends))) ||
	                   date_stands_before(text, g->start, "onthe")))
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

/* 7月23日にそちらへ行く予定があり、その日の午後であれば */
static bool
that_day_wanted(const char *p)
{
	static const char *const words[] = {"その日の午後", "その日の午前",
	    "その日の夕方", "その日なら", "その日でしたら", "その日であれば",
	    "その日だと"};
	const char *end = date_sentence_end(p);

	for (; p < end; p++) {
		if (str_starts(p, "その日") && date_any_of(p, words, ARRAY_LEN(words)))
			return date_said_after(p) == DATE_WISH;
	}
	return false;
}

enum date_verdict
date_judge(const struct date_group *g, const char *text)
{
	const char *after = g->end;
	enum date_verdict v;
	enum cue_kind front;
	struct saying s;
	size_t n;

	if (g->n > 1 && one_of_these_follows(after))
		return DATE_TOLD;
	if (that_day_wanted(after))
		return DATE_WISH;
	/* 10日以外は埋まっています */
	if (str_starts(after, "以外は") &&
	    date_said_after(after + strlen("以外は")) == DATE_RULED_OUT)
		return DATE_WISH;
	v = date_mark_before(text, g->start);
	if (v != DATE_OPEN)
		return v;
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
	if (date_stands_before(text, g->start, "×") ||
	    date_stands_before(text, g->start, "✕"))
		return DATE_RULED_OUT;
	if (date_past_before(text, g->start) ||
	    (is_vague(g) && date_every_before(text, g->start)))
		return DATE_TOLD;
	v = open_end(g, text, after);
	if (v != DATE_OPEN)
		return v;
	front = date_label(text, g->start);
	v = plain_verdict(front);
	if (v != DATE_OPEN && v != DATE_WISH)
		return v;
	if (away_before(g, text))
		return DATE_RULED_OUT;
	date_read_saying(after, &s);
	if (is_vague(g) || g->near || (g->bare && g->item[0].week))
		return judge_loose(g, text, &s, front);
	return judge_exact(
	    g, text, &s, front, str_starts(after, "から") && !part_of_day(g));
}
