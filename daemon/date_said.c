/* What a sentence says behind a date. See date_said.h. */
#include "date_said.h"

#include "date_cue.h"

#include <string.h>

/* How far words bear on a date, in bytes (3 to a character). */
enum { SENTENCE_BYTES = 240 };

bool
date_any_of(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(p, words[i]))
			return true;
	}
	return false;
}

bool
date_stands_before(const char *text, const char *p, const char *word)
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
			return !date_any_of(q, asks, ARRAY_LEN(asks));
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

	/* 避けていただければ is a request */
	if (str_starts(p, "ていただ") || str_starts(p, "て頂") || str_starts(p, "てもら"))
		return false;
	for (int i = 0; i < REACH && p[i] != '\0'; i++) {
		if (date_any_of(p + i, ifs, ARRAY_LEN(ifs)))
			return true;
		if (str_starts(p + i, "、") || ends_sentence_at(p + i))
			return false;
	}
	return false;
}

bool
date_holds(const char *p, const char *end, const char *const *words, size_t n)
{
	for (; p < end; p++) {
		/* no word begins inside of a character */
		if (((unsigned char)*p & 0xC0) != 0x80 && date_any_of(p, words, n))
			return true;
	}
	return false;
}

/* 12日にずらす moves to the 12th, 12日の訪問をずらす from it. */
static enum date_verdict
moved(const char *from, const char *cue)
{
	static const char *const objects[] = {"を", "は", "が", "の件"};
	bool to = date_stands_before(from, cue, "に") ||
	          date_stands_before(from, cue, "へ") ||
	          date_stands_before(from, cue, "への");

	return to && !date_holds(from, cue, objects, ARRAY_LEN(objects)) ? DATE_WISH
	                                                                 : DATE_RULED_OUT;
}

/* 出張を入れていません: free after all. */
static bool
busy_denied(const char *p, const char *end)
{
	enum { REACH = 30 };
	static const char *const no[] = {"入れていませ", "はありませ", "もありませ",
	    "はございませ", "もございませ", "ではな", "じゃな"};

	return date_holds(p, end - p > REACH ? p + REACH : end, no, ARRAY_LEN(no));
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
	    "ですし", "ものの", "のに、", "おり、", "まして、", "んで、", "とのこと",
	    "ですけん", "じゃけん", "やけん", "だから", "やから", "じゃから"};

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

	return date_any_of(p, words, ARRAY_LEN(words));
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

/* 10日の週で、12日と13日は: the topic is another day. */
static bool
another_topic(const char *from, const char *p)
{
	static const char *const topics[] = {"日は", "日も", "日を", "日が", "日以外",
	    "曜は", "曜を", "曜日は", ")は", ")も", ")を"};

	return p > from && date_any_of(p, topics, ARRAY_LEN(topics)) &&
	       ((p[-1] >= '0' && p[-1] <= '9') || *p == ')' || str_starts(p, "曜"));
}

/* 9日の週(水・木は不可): not of the week. Moves past it. */
static bool
other_weekdays(const char *from, const char **p)
{
	const char *q = *p;
	int weekday[DATE_WEEKDAYS];

	if (q == from || date_eat_weekdays(&q, weekday) == 0 || !date_is_but(q))
		return false;
	*p = q + 1;
	while (((unsigned char)**p & 0xC0) == 0x80)
		(*p)++;
	return true;
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

void
date_read_saying(const char *from, struct saying *s)
{
	const char *end = date_sentence_end(from);
	bool other = false;

	*s = (struct saying){.verdict = DATE_OPEN};
	for (const char *p = from; p < end;) {
		size_t n;
		enum cue_kind kind = cue_later(p, &n);

		if (turns_away(p))
			break;
		if (str_starts(p, "「") || str_starts(p, "『"))
			p = skip_quotation(p, end);
		if (other_weekdays(from, &p)) {
			other = true;
			continue;
		}
		other |= another_topic(from, p);
		if (other && kind == CUE_BUSY)
			kind = CUE_NONE;
		if (kind == CUE_WEAK && s->clause == 0) {
			s->weak = true;
			s->visit |= !str_starts(p, "を");
		}
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

	date_read_saying(p, &s);
	return s.verdict;
}
