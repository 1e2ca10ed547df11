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
any_of(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(p, words[i]))
			return true;
	}
	return false;
}

/* Nearly all that is no number is no sign of one either: told by one look. */
static bool
kanji_number_at(const char *p)
{
	static const char signs[] = "〇一二三四五六七八九十元";
	enum { SIGN_BYTES = 3 };

	for (const char *s = signs; *s != '\0'; s += SIGN_BYTES) {
		if (p[0] == s[0] && p[1] == s[1] && p[2] == s[2])
			return true;
	}
	return false;
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

/* 二〇二六: digit by digit. */
static bool
eat_kanji_digits(const char **p, int *n)
{
	static const struct date_word digits[] = {{"〇", 0}, {"一", 1}, {"二", 2},
	    {"三", 3}, {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
	const char *q = *p;
	int value = 0, count = 0, digit;

	while (count < 4 && date_eat_word(&q, digits, ARRAY_LEN(digits), &digit)) {
		value = value * 10 + digit;
		count++;
	}
	if (count < 2 || str_starts(q, "十"))
		return false;
	*n = value;
	*p = q;
	return true;
}

bool
date_eat_number(const char **p, int *n)
{
	const char *q = *p;
	int value = 0, count = 0;

	if (!is_digit(*q))
		return kanji_number_at(q) &&
		       (eat_kanji_digits(p, n) || eat_kanji_number(p, n));
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
	/* (火・祝), (火曜日), (Tue.), (木午後) but not (火災の…) */
	for (close = q; *close != ')' && *close != ']'; close++) {
		if (*close == '\0' || *close == '\n' || close - q > 12)
			return false;
	}
	if (close > q && !date_eat(&q, "曜") && !date_eat(&q, "・") &&
	    !date_eat(&q, "祝") && !date_eat(&q, "/") && !date_eat(&q, ",") &&
	    !date_eat(&q, "、") && !date_eat(&q, "午") && !date_eat(&q, "休") &&
	    !date_eat(&q, ".") && !(*q >= 'a' && *q <= 'z'))
		return false;
	*p = close + 1;
	return true;
}

bool
date_eat_weekday_sign(const char **p, int *weekday)
{
	const char *q = *p;

	if (!date_eat_word(&q, weekdays, ARRAY_LEN(weekdays), weekday))
		return false;
	if (date_eat(&q, "曜"))
		(void)date_eat(&q, "日");
	*p = q;
	return true;
}

/* A weekday with its 曜 or brackets, or the bare sign; *full tells. */
static bool
eat_listed_weekday(const char **p, int *weekday, bool *full)
{
	*full = date_eat_weekday(p, weekday);
	return *full || date_eat_weekday_sign(p, weekday);
}

size_t
date_eat_weekdays(const char **p, int weekday[DATE_WEEKDAYS])
{
	static const char *const joints[] = {
	    "、", "か、", "か", "・", "または", "もしくは", "と", "や", "/", ","};
	static const char *const ends[] = {"に", "で", "が", "は", "の", "、", "。", "を",
	    "以", "午", "\n", "な", "希", "ど", "い", "も", "だ", ")"};
	const char *q = *p;
	size_t n = 0, known = 0, joint = 0;
	bool full;

	while (n < DATE_WEEKDAYS && joint < ARRAY_LEN(joints) &&
	       eat_listed_weekday(&q, &weekday[n], &full)) {
		n++;
		if (full || (n > 1 && (*q == '\0' || any_of(q, ends, ARRAY_LEN(ends))))) {
			*p = q;
			known = n;
		}
		for (joint = 0; joint < ARRAY_LEN(joints); joint++) {
			if (date_eat(&q, joints[joint]))
				break;
		}
		/* 来週の月水金 */
		if (joint == ARRAY_LEN(joints) && !full && known == 0)
			joint = 0;
	}
	return known;
}

bool
date_is_exception(const char *p)
{
	static const char *const words[] = {
	    "以外", "を除", "は除", "除く", "除き", "除外", "を外", "は外"};

	return any_of(p, words, ARRAY_LEN(words));
}

bool
date_is_but(const char *p)
{
	static const char *const words[] = {"は不可", "は×", "はNG", "NG", "不可",
	    "は無理", "はだめ", "はダメ", "は避け", "を避け"};

	return date_is_exception(p) || any_of(p, words, ARRAY_LEN(words));
}

/* The parts of a day. PM: hours below 12 are after noon. */
enum half { HALF_NONE = -1, HALF_AM, HALF_PM, HALF_MORNING, HALF_DAY };

static enum half
eat_half(const char **p)
{
	static const struct date_word halves[] = {{"午前", HALF_AM}, {"午後", HALF_PM},
	    {"AM", HALF_AM}, {"PM", HALF_PM}, {"am", HALF_AM}, {"pm", HALF_PM},
	    {"早朝", HALF_AM}, {"朝", HALF_MORNING}, {"夜", HALF_PM}, {"夕方", HALF_PM},
	    {"夕刻", HALF_PM}, {"夕", HALF_PM}, {"昼休み", HALF_PM}, {"お昼", HALF_PM},
	    {"昼", HALF_PM}, {"終日", HALF_DAY}, {"この後", HALF_DAY},
	    {"一日中", HALF_DAY}, {"丸一日", HALF_DAY}, {"全日", HALF_DAY},
	    {"終業後", HALF_PM}, {"日中", HALF_DAY}, {"AMならいつでも", HALF_AM},
	    {"morning", HALF_AM}, {"afternoon", HALF_PM}};
	int half = HALF_NONE;

	(void)date_eat_word(p, halves, ARRAY_LEN(halves), &half);
	return (enum half)half;
}

/* 午後イチ, 朝イチ: the first hour of business in that part. */
static bool
eat_first_hour(const char **p, enum half half, int *minute)
{
	const char *q = *p;

	if (half != HALF_PM && half != HALF_MORNING && half != HALF_AM)
		return false;
	if (!date_eat(&q, "イチ") && !date_eat(&q, "いち") && !date_eat(&q, "一番") &&
	    !(date_eat(&q, "一") && !str_starts(q, "時")))
		return false;
	(void)date_eat(&q, "ばん");
	*minute = (half == HALF_PM ? 13 : 9) * 60;
	*p = q;
	return true;
}

/* The 2 of 2-4 p.m. */
static bool
ends_after_noon(const char *p)
{
	int n;

	return (date_eat(&p, "-") || date_eat(&p, "to")) && is_digit(*p) &&
	       date_eat_number(&p, &n) && (str_starts(p, "p.m.") || str_starts(p, "pm"));
}

static bool
eat_clock(const char **p, int *hour, int *rest)
{
	const char *q = *p;

	*rest = 0;
	if (!date_eat_number(&q, hour) || *hour > 24)
		return false;
	if (date_eat(&q, ":")) {
		if (!date_eat_number(&q, rest) || *rest > 59)
			return false;
	} else if (date_eat(&q, "時")) {
		if (str_starts(q, "間"))
			return false;
		*p = q;
		if (date_eat(&q, "半"))
			*rest = 30;
		else if (!date_eat_number(&q, rest) || *rest > 59 ||
		         !date_eat(&q, "分")) {
			*rest = 0;
			q = *p;
		}
	} else if (ends_after_noon(q)) {
		*hour += *hour < 12 ? 12 : 0;
	} else if (date_eat(&q, "pm") || date_eat(&q, "p.m.")) {
		*hour += *hour < 12 ? 12 : 0;
	} else if (!date_eat(&q, "am") && !date_eat(&q, "a.m.")) {
		return false;
	}
	*p = q;
	return true;
}

static void
eat_time_rest(const char **p)
{
	static const char *const rests[] = {"ごろ", "頃", "ころ", "くらい", "ぐらい",
	    "以降", "過ぎ", "すぎ", "前後", "ちょうど", "開始", "スタート", "始まり",
	    "~"};

	for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
		const char *q = *p;

		if (!date_eat(&q, rests[i]))
			continue;
		/* 13時~15時 is read as a range. */
		if (str_eq(rests[i], "~") && (is_digit(*q) || str_starts(q, "午")))
			return;
		*p = q;
	}
}

/* 13時, 13時半, 13:30, 午後1時, 午後イチ, 午前. Moves past it; minute only where a clock
 * time stands. */
bool
date_eat_time(const char **p, int *minute)
{
	const char *q = *p;
	int hour, rest;
	bool open;
	enum half half;

	(void)(date_eat(&q, "あたり") || date_eat(&q, "ごろ"));
	(void)(date_eat(&q, "の") || date_eat(&q, "、") || date_eat(&q, "は") ||
	       date_eat(&q, "at") || date_eat(&q, ","));
	open = date_eat(&q, "(");
	half = eat_half(&q);
	/* 夕方以外 says nothing of when it is */
	if (half != HALF_NONE && date_is_but(q))
		return false;
	if (half != HALF_NONE) {
		if (eat_first_hour(&q, half, minute)) {
			*p = q;
			return true;
		}
		(void)(date_eat(&q, "中に") || date_eat(&q, "中") || date_eat(&q, "帯"));
		*p = q;
		(void)date_eat(&q, "の");
	}
	/* 9日でしたら15時から */
	if (half == HALF_NONE && !open)
		(void)(date_eat(&q, "でしたら") || date_eat(&q, "なら") ||
		       date_eat(&q, "であれば"));
	if (!eat_clock(&q, &hour, &rest)) {
		if (half != HALF_NONE && open)
			(void)date_eat(p, ")");
		return half != HALF_NONE;
	}
	if (date_eat(&q, "(午後)") || (half == HALF_PM && hour < 12) ||
	    (half == HALF_NONE && hour < 7 && hour > 0))
		hour += hour < 12 ? 12 : 0;
	*minute = hour * 60 + rest;
	eat_time_rest(&q);
	/* 11月12日 13時まで: the hour is its end. までに is a deadline's. */
	if (str_starts(q, "まで") && !str_starts(q, "までに")) {
		(void)date_eat(&q, "まで");
		*minute = NO_TIME;
	}
	*p = q;
	return true;
}

/* The end of a time range: ~15:00, から15時まで. */
void
date_skip_time_end(const char **p)
{
	const char *q = *p;
	int minute;

	if (!date_eat(&q, "~") && !date_eat(&q, "-") && !date_eat(&q, "から") &&
	    !date_eat(&q, "より") && !date_eat(&q, "to"))
		return;
	if (date_eat_time(&q, &minute)) {
		(void)date_eat(&q, "まで");
		(void)date_eat(&q, "の間");
		(void)date_eat(&q, ")");
		*p = q;
	}
}
