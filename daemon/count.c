/* Numbers in Japanese text. See count.h. */
#include "count.h"
#include "norm.h"

#include <string.h>

int
cues_in(const char *start, const char *end, struct wordset *set)
{
	const struct cue *cues = set->table;
	int points = 0;
	size_t len;

	for (const char *p = start; p < end; p++) {
		int i = ((unsigned char)*p & 0xC0) != 0x80
		            ? wordset_first(set, p, end, &len)
		            : -1;

		if (i < 0)
			continue;
		points += cues[i].points;
		p += len - 1;
	}
	return points;
}

int
cues_at(const char *p, struct wordset *set)
{
	const struct cue *cues = set->table;
	size_t len;
	int i = wordset_longest(set, p, &len);

	return i < 0 ? 0 : cues[i].points;
}

const char *
window_back(const char *text, const char *p, size_t bytes)
{
	const char *start = (size_t)(p - text) > bytes ? p - bytes : text;

	while (start < p && ((unsigned char)*start & 0xC0) == 0x80)
		start++;
	return start;
}

const char *
window_forth(const char *p, size_t bytes)
{
	size_t n = strnlen(p, bytes);

	while (n > 0 && ((unsigned char)p[n] & 0xC0) == 0x80)
		n--;
	return p + n;
}

const char *
clause_start(const char *start, const char *p, bool comma)
{
	static const char *const borders[] = {"。", "\n", "!", "?", "、"};
	const char *best = start;

	for (const char *q = start; q < p; q++) {
		for (size_t i = 0; i < ARRAY_LEN(borders) - !comma; i++) {
			size_t n = strlen(borders[i]);

			if (q + n <= p && strncmp(q, borders[i], n) == 0)
				best = q + n;
		}
	}
	return best;
}

const char *
clause_end(const char *p, const char *limit, bool comma)
{
	for (const char *q = p; q < limit; q++) {
		if (*q == '\n' || strncmp(q, "。", 3) == 0 ||
		    (comma && strncmp(q, "、", 3) == 0))
			return q;
	}
	return limit;
}

bool
count_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a numeral may begin so: kana, most of all text, do not. */
static bool
may_be_kanji_number(const char *p)
{
	unsigned char c = (unsigned char)*p;

	return c == 0xE3 ? (unsigned char)p[1] == 0x80 : c >= 0xE4 && c <= 0xE7;
}

static int
kanji_digit(const char *p)
{
	static const char *const digits[] = {
	    "〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	static struct wordset set = WORDSET(digits);
	size_t len;

	return wordset_longest(&set, p, &len);
}

static int
kanji_unit(const char *p)
{
	static const struct {
		const char *word;
		int value;
	} units[] = {{"十", 10}, {"百", 100}, {"千", 1000}};
	static struct wordset set = WORDSET(units);
	size_t len;
	int i = wordset_longest(&set, p, &len);

	return i < 0 ? 0 : units[i].value;
}

/* 三百二十, 二十五, 一二〇 */
static bool
read_kanji(const char **p, int64_t *value)
{
	enum { MOST_CHARS = 8 };
	const char *q = *p;
	int64_t sum = 0, digits = -1;

	for (int n = 0; n < MOST_CHARS; n++, q += 3) {
		int digit = kanji_digit(q), unit = kanji_unit(q);

		if (digit >= 0)
			digits = (digits < 0 ? 0 : digits * 10) + digit;
		else if (unit > 0) {
			sum += (digits < 0 ? 1 : digits) * unit;
			digits = -1;
		} else
			break;
	}
	if (q == *p)
		return false;
	*value = sum + (digits < 0 ? 0 : digits);
	*p = q;
	return true;
}

bool
count_read(const char *text, const char **p, int64_t *value)
{
	const char *q = *p;

	if (!count_digit(*q)) {
		if (!may_be_kanji_number(q) || (kanji_digit(q) < 0 && kanji_unit(q) == 0))
			return false;
		if (q - text >= 3 && (kanji_digit(q - 3) >= 0 || kanji_unit(q - 3) > 0 ||
		                         count_digit(q[-1])))
			return false;
		return read_kanji(p, value);
	}
	/* In 10:30, 3/14, 0120-1, 1,200 the number goes on from the left. */
	if (q > text && (count_digit(q[-1]) || (q - 1 > text && count_digit(q[-2]) &&
	                                           strchr(".-/:,", q[-1]) != NULL)))
		return false;
	*value = 0;
	while (count_digit(*q) || (*q == ',' && count_digit(q[1]))) {
		if (*q != ',')
			*value = *value * 10 + (*q - '0');
		if (*value > 1000000000)
			return false;
		q++;
	}
	*p = q;
	return true;
}
