/* Numbers, weekdays and clock times of date phrases. See jdate.h. */
#include "jdate.h"

#include <string.h>

bool
date_eat(const char **p, const char *word)
{
	size_t n = str_prefix(*p, word);

	*p += n;
	return n > 0;
}

bool
date_eat_word(const char **p, const struct date_word *table, size_t n, int *value)
{
	for (size_t i = 0; i < n; i++) {
		if (date_eat(p, table[i].word)) {
			*value = table[i].value;
			return true;
		}
	}
	return false;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
eat_kanji_number(const char **p, int *n)
{
	static const struct date_word digits[] = {{"一", 1}, {"二", 2}, {"三", 3},
	    {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}, {"元", 1}};
	const char *q = *p;
	int units = 0, tens = 0;
	bool any = date_eat_word(&q, digits, ARRAY_LEN(digits), &units);

	if (date_eat(&q, "十")) {
		tens = any ? units : 1;
		units = 0;
		any = true;
		(void)date_eat_word(&q, digits, ARRAY_LEN(digits), &units);
	}
	if (!any)
		return false;
	*n = tens * 10 + units;
	*p = q;
	return true;
}

bool
date_eat_number(const char **p, int *n)
{
	const char *q = *p;
	int value = 0, count = 0;

	if (!is_digit(*q))
		return eat_kanji_number(p, n);
	while (is_digit(*q) && count < 5) {
		value = value * 10 + (*q++ - '0');
		count++;
	}
	if (is_digit(*q) || count == 5)
		return false;
	*n = value;
	*p = q;
	return true;
}

static const struct date_word weekdays[] = {{"日", 0}, {"月", 1}, {"火", 2}, {"水", 3},
    {"木", 4}, {"金", 5}, {"土", 6}, {"Sun", 0}, {"Mon", 1}, {"Tue", 2}, {"Wed", 3},
    {"Thu", 4}, {"Fri", 5}, {"Sat", 6}};

bool
date_eat_weekday(const char **p, int *weekday)
{
	const char *q = *p, *close;
	bool paren = date_eat(&q, "(") || date_eat(&q, "[") || date_eat(&q, "〈");

	if (!date_eat_word(&q, weekdays, ARRAY_LEN(weekdays), weekday))
		return false;
	if (!paren) {
		if (!date_eat(&q, "曜") && !date_eat(&q, "よう"))
			return false;
		(void)date_eat(&q, "日");
		*p = q;
		return true;
	}
	/* (火・祝), (火曜日), (Tue.) but not (火災の…) */
	for (close = q; *close != ')' && *close != ']'; close++) {
		if (*close == '\0' || *close == '\n' || close - q > 12)
			return false;
	}
	if (close > q && !date_eat(&q, "曜") && !date_eat(&q, "・") &&
	    !date_eat(&q, "祝") && !date_eat(&q, "/") && !date_eat(&q, ",") &&
	    !date_eat(&q, ".") && !(*q >= 'a' && *q <= 'z'))
		return false;
	*p = close + 1;
	return true;
}

/* 13時, 13時半, 13:30, 午後1時, 午後イチ, 午前. Moves past it; minute only where a clock
 * time stands. */
bool
date_eat_time(const char **p, int *minute)
{
	static const struct date_word halves[] = {{"午前", 0}, {"午後", 12}, {"AM", 0},
	    {"PM", 12}, {"am", 0}, {"pm", 12}, {"朝", 0}, {"夜", 12}, {"夕方", 12},
	    {"夕刻", 12}, {"昼休み", 12}, {"昼", 12}, {"終日", 0}, {"終業後", 12}};
	const char *q = *p;
	int add = -1, hour, rest = 0;

	(void)(date_eat(&q, "あたり") || date_eat(&q, "ごろ"));
	(void)(date_eat(&q, "の") || date_eat(&q, "、") || date_eat(&q, "、"));
	(void)date_eat(&q, "(");
	(void)date_eat_word(&q, halves, ARRAY_LEN(halves), &add);
	if (add == 12 && (date_eat(&q, "イチ") || date_eat(&q, "一番") ||
	                     (date_eat(&q, "一") && strncmp(q, "時", 3) != 0))) {
		*minute = 13 * 60;
		*p = q;
		return true;
	}
	if (add >= 0) {
		(void)(date_eat(&q, "中") || date_eat(&q, "帯"));
		*p = q;
	}
	if (!date_eat_number(&q, &hour) || hour > 24)
		return add >= 0;
	if (date_eat(&q, ":")) {
		if (!date_eat_number(&q, &rest) || rest > 59)
			return add >= 0;
	} else if (date_eat(&q, "時")) {
		if (strncmp(q, "間", 3) == 0)
			return add >= 0;
		if (date_eat(&q, "半"))
			rest = 30;
		else if (date_eat_number(&q, &rest) && !date_eat(&q, "分"))
			rest = 0;
	} else {
		return add >= 0;
	}
	*minute = (add == 12 && hour < 12 ? hour + 12 : hour) * 60 + rest;
	*p = q;
	return true;
}

/* The end of a time range: ~15:00, から15時. */
void
date_skip_time_end(const char **p)
{
	const char *q = *p;
	int minute;

	if (!date_eat(&q, "~") && !date_eat(&q, "-") && !date_eat(&q, "から"))
		return;
	if (date_eat_time(&q, &minute)) {
		(void)date_eat(&q, ")");
		*p = q;
	}
}
