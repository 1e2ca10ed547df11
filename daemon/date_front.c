/* What stands in front of a date. See date_front.h. */
#include "date_front.h"

#include "date_said.h"

#include <string.h>

/* How far words bear on a date, in bytes (3 to a character). */
enum { LABEL_BYTES = 90, LABEL_GAP = 15, HEADING_BYTES = 500 };

const char *
date_sentence_start(const char *text, const char *p)
{
	const char *start = p;

	while (start > text && start[-1] != '\n' && p - start < LABEL_BYTES &&
	       !date_stands_before(text, start, "。"))
		start--;
	return start;
}

/* 先週木曜(7月3日), 去年の12月8日 */
bool
date_past_before(const char *text, const char *p)
{
	enum { REACH = 27, GAP = 13 };
	static const char *const words[] = {"先週", "昨年", "去年", "一昨年", "前回",
	    "先月", "昨日", "前年", "同年", "先日", "おととい", "おととし"};
	const char *start = p - text > REACH ? p - REACH : text;

	if (p > text && p[-1] == '(' && date_stands_before(text, p - 1, "した"))
		return true;
	for (; start < p; start++) {
		if (date_any_of(start, words, ARRAY_LEN(words)))
			return p - start <= GAP &&
			       memchr(start, '\n', (size_t)(p - start)) == NULL;
	}
	return false;
}

bool
date_every_before(const char *text, const char *p)
{
	return date_stands_before(text, p, "毎年") ||
	       date_stands_before(text, p, "例年") ||
	       date_stands_before(text, p, "毎年の") ||
	       date_stands_before(text, p, "例年の");
}

/* True when what lies between a label and its date ties them together: 締切日は, 希望:.
 * strict: for what must not be read from afar. */
static bool
tied(const char *p, const char *date, bool strict)
{
	static const char *const ties[] = {
	    ":", "は", "が", "日", "】", "]", ")", "→", "="};
	static const char *const loose[] = {"、", "の", "。", "で"};
	static const char *const away[] = {"、", "って"};
	bool tie = false;

	for (size_t i = 0; i < ARRAY_LEN(ties); i++)
		tie |= date_stands_before(p, date, ties[i]);
	if (date - p > LABEL_GAP)
		return tie && date_stands_before(p, date, ":") &&
		       date - p <= 3 * LABEL_GAP;
	if (strict)
		return (date == p || tie || *p == 'o') &&
		       !date_holds(p, date, loose, ARRAY_LEN(loose));
	return !date_holds(p, date, away, ARRAY_LEN(away));
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

	return date_stands_before(line, end, ":") ||
	       date_stands_before(line, end, "】") ||
	       date_any_of(line, marks, ARRAY_LEN(marks));
}

/* The heading of the list that the date's line belongs to. */
static enum cue_kind
heading(const char *text, const char *date)
{
	enum { LINES = 6, ITEM_BYTES = 24 };
	const char *line = date;

	while (line > text && line[-1] != '\n' && date - line <= ITEM_BYTES)
		line--;
	if (date - line > ITEM_BYTES)
		return CUE_NONE;
	for (int i = 0; i < LINES && line > text && date - line < HEADING_BYTES; i++) {
		const char *end = line - 1;

		for (line = end;
		     line > text && line[-1] != '\n' && date - line < HEADING_BYTES;)
			line--;
		if (is_heading(line, end))
			return label_in(line, end, NULL);
	}
	return CUE_NONE;
}

enum cue_kind
date_label(const char *text, const char *date)
{
	enum cue_kind kind = label_in(date_sentence_start(text, date), date, date);

	return kind != CUE_NONE ? kind : heading(text, date);
}

/* ○10/8 ×10/9: the marks stand in front when a line begins with one. */
enum date_verdict
date_mark_before(const char *text, const char *p)
{
	static const char *const good[] = {"○", "◯", "◎", "△"};
	static const char *const bad[] = {"×", "✕", "✖"};
	const char *line = p;

	while (line > text && line[-1] != '\n' && p - line < LABEL_BYTES)
		line--;
	if (!date_any_of(line, good, ARRAY_LEN(good)) &&
	    !date_any_of(line, bad, ARRAY_LEN(bad)))
		return DATE_OPEN;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (date_stands_before(text, p, good[i]))
			return DATE_WISH;
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (date_stands_before(text, p, bad[i]))
			return DATE_RULED_OUT;
	}
	return DATE_OPEN;
}
