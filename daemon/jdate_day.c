/*
 * Days in date phrases: 12月1日, 12/1, R8.12.1, 明日, 18日. See jdate_reader.h.
 */
#include "clock.h"
#include "jdate_reader.h"

#include <string.h>

/* A month and day without a year is the next such day, unless that lies so many days
 * ahead that the one gone by must be meant: nobody asks in July for the 9th of July. */
#define FAR_AHEAD 240

bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int64_t
monday_of(int64_t day)
{
	return day - (civil_from_day(day).weekday + 6) % 7;
}

bool
starts_with_any(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (str_starts(p, words[i]))
			return true;
	}
	return false;
}

bool
char_before(const struct reader *r, const char *p, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(p - r->text) >= n && memcmp(p - n, word, n) == 0;
}

bool
letter_before(const struct reader *r, const char *p)
{
	static const char *const words[] = {"on", "or", "of", "to", "from", "is", "by",
	    "and", "until", "before", "either"};

	if (p == r->text || r->following ||
	    !((p[-1] >= 'A' && p[-1] <= 'Z') || (p[-1] >= 'a' && p[-1] <= 'z') ||
	        p[-1] == '_'))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (char_before(r, p, words[i]))
			return false;
	}
	return true;
}

bool
digit_before(const struct reader *r, const char *p)
{
	static const char *const kanji[] = {"〇", "一", "二", "三", "四", "五", "六",
	    "七", "八", "九", "十", "百", "第", "数"};

	if (p == r->text || r->following)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kanji) && ((unsigned char)p[-1] & 0x80); i++) {
		if (char_before(r, p, kanji[i]))
			return true;
	}
	if (p[-1] == ':')
		return p - 1 > r->text && is_digit(p[-2]);
	if (is_digit(p[-1]) || p[-1] == '@')
		return true;
	/* the sign of a longer number, unless it is a dash or dots in the text */
	return strchr("/.-", p[-1]) != NULL && p - 1 > r->text &&
	       (is_digit(p[-2]) || letter_before(r, p - 1));
}

struct date_item *
add_item(struct reader *r, int64_t from, int64_t to)
{
	struct date_item *item;

	if (r->g->n == DATE_ITEMS)
		return &r->g->item[DATE_ITEMS - 1];
	item = &r->g->item[r->g->n++];
	*item = (struct date_item){.from = from, .to = to, .minute = NO_TIME};
	return item;
}

/* The weekday that stands behind a date: 0 to 6, or -1. */
int
eat_own_weekday(const char **p)
{
	const char *q = *p;
	int weekday;

	if (date_eat_weekday(&q, &weekday)) {
		*p = q;
		return weekday;
	}
	if (date_eat(&q, "の") && date_eat_weekday(&q, &weekday) && *q != ')') {
		*p = q;
		return weekday;
	}
	return -1;
}

/* The year of a month and day without one. The weekday tells between the next such day
 * and the one gone by; without it the distance does. */
static int
implied_year(const struct reader *r, int day, int weekday)
{
	struct civil now = civil_from_day(r->sent);
	bool ahead = r->month * 32 + day >= now.month * 32 + now.day;
	int year = ahead ? now.year : now.year + 1;
	int64_t next = civil_day(year, r->month, day);

	/* 29 February exists in one of four. */
	if (!civil_valid_date(year, r->month, day))
		return year;
	if (weekday >= 0 && civil_from_day(next).weekday == weekday)
		return year;
	if (weekday >= 0 && civil_valid_date(year - 1, r->month, day))
		return civil_from_day(civil_day(year - 1, r->month, day)).weekday ==
		               weekday
		           ? year - 1
		           : year;
	return next - r->sent > FAR_AHEAD ? year - 1 : year;
}

/* 9日の週の前半: to Wednesday. */
static void
eat_part_of_week(struct reader *r, struct date_item *item)
{
	enum { TUESDAY = 1, WEDNESDAY, THURSDAY };
	const char *q = r->p;

	(void)date_eat(&q, "の");
	if (date_eat(&q, "前半"))
		item->to = item->from + WEDNESDAY;
	else if (date_eat(&q, "頭") || date_eat(&q, "初め") || date_eat(&q, "はじめ"))
		item->to = item->from + TUESDAY;
	else if (date_eat(&q, "後半"))
		item->from += THURSDAY;
	else
		return;
	item->week = false;
	r->p = q;
}

/* 12月7日の週, 12/7の週, 7日からの一週間, 8日以降の週: Monday to Friday. */
void
widen_to_week(struct reader *r, struct date_item *item)
{
	static const char *const no_week[] = {"間", "末", "明け", "報"};
	const char *q = r->p;

	(void)(date_eat(&q, "から始まる") || date_eat(&q, "からはじまる") ||
	       date_eat(&q, "に始まる") || date_eat(&q, "からの") ||
	       date_eat(&q, "から") || date_eat(&q, "~") || date_eat(&q, "以降"));
	(void)date_eat(&q, "の");
	if (date_eat(&q, "週")) {
		if (starts_with_any(q, no_week, ARRAY_LEN(no_week)))
			return;
	} else if (!date_eat(&q, "一週間") && !date_eat(&q, "1週間")) {
		return;
	}
	r->p = q;
	item->from = monday_of(item->from);
	item->to = item->from + 4;
	item->week = true;
	r->monday = item->from;
	eat_part_of_week(r, item);
}

/* 5月18日から3日間. */
static void
widen_by_days(struct reader *r, struct date_item *item)
{
	enum { MOST = 14 };
	const char *q = r->p;
	int n;

	if (!date_eat(&q, "から") && !date_eat(&q, "より"))
		return;
	(void)date_eat(&q, "の");
	if (!date_eat_number(&q, &n) || n < 2 || n > MOST || !date_eat(&q, "日間"))
		return;
	r->p = q;
	item->to = item->from + n - 1;
}

bool
add_day(struct reader *r, int day)
{
	int weekday = eat_own_weekday(&r->p);
	int year = r->year_given ? r->year : implied_year(r, day, weekday);
	struct date_item *item;
	int64_t that;

	if (day < 1 || day > 31)
		return false;
	if (!civil_valid_date(year, r->month, day)) {
		/* 31 April: there is no day to note, but somebody means one. */
		item = add_item(r, r->sent, r->sent);
		item->conflict = true;
		return true;
	}
	r->year = year;
	that = civil_day(year, r->month, day);
	item = add_item(r, that, that);
	item->conflict = weekday >= 0 && civil_from_day(that).weekday != weekday;
	widen_to_week(r, item);
	widen_by_days(r, item);
	return true;
}

/* 令和8年, R8., 2026年, 2026/, 来年 and their like. */
static bool
eat_year(struct reader *r, const char **p)
{
	static const struct date_word relative[] = {{"来年", 1}, {"明年", 1}, {"翌年", 1},
	    {"今年", 0}, {"本年", 0}, {"再来年", 2}, {"昨年", -1}, {"去年", -1}};
	const char *q = *p;
	int n;

	if (date_eat_word(&q, relative, ARRAY_LEN(relative), &n)) {
		(void)(date_eat(&q, "の") || date_eat(&q, "、") || date_eat(&q, "、"));
		r->year = civil_from_day(r->sent).year + n;
	} else if ((date_eat(&q, "令和") || date_eat(&q, "R.") || date_eat(&q, "R")) &&
	           date_eat_number(&q, &n) && n < 100) {
		if (!date_eat(&q, "年") && !date_eat(&q, ".") && !date_eat(&q, "/") &&
		    !date_eat(&q, "-"))
			return false;
		r->year = 2018 + n;
	} else if (date_eat_number(&q, &n) && n >= 1990 && n < 2100) {
		if (!date_eat(&q, "年") && !date_eat(&q, ".") && !date_eat(&q, "/") &&
		    !date_eat(&q, "-"))
			return false;
		r->year = n;
	} else {
		return false;
	}
	r->year_given = true;
	*p = q;
	return true;
}

/* Behind a number: 日, a weekday, or further numbers of which the last has its 日, as in
 * 10、11、17日. What the number itself needs is eaten. */
bool
eat_day_sign(const char **p)
{
	enum { MAX_LIST = 6 };
	static const char *const joints[] = {"、", ",", "・", "~", "-", "か", "と", "/"};
	static const char *const choices[] = {"のどちらか", "のいずれか", "のどれか"};
	const char *q;
	int n;

	if (date_eat(p, "日"))
		return !str_starts(*p, "間") && !str_starts(*p, "目");
	if (date_eat(p, "st") || date_eat(p, "nd") || date_eat(p, "rd") ||
	    date_eat(p, "th"))
		return true;
	q = *p;
	if (str_starts(q, "(") && date_eat_weekday(&q, &n))
		return true;
	for (int i = 0; i < MAX_LIST; i++) {
		size_t k = 0;

		while (k < ARRAY_LEN(joints) && !date_eat(&q, joints[k]))
			k++;
		if (k == ARRAY_LEN(joints) || !is_digit(*q) || !date_eat_number(&q, &n) ||
		    n > 31)
			return false;
		if (date_eat(&q, "日"))
			return !str_starts(q, "間") && !str_starts(q, "目");
		if (starts_with_any(q, choices, ARRAY_LEN(choices)))
			return true;
	}
	return false;
}

bool
read_after_month(struct reader *r)
{
	const char *q = r->p;
	int day;

	(void)(date_eat(&q, "の") || date_eat(&q, "は") || date_eat(&q, ",") ||
	       date_eat(&q, "、"));
	if (date_eat_number(&q, &day) && day <= 31 && eat_day_sign(&q)) {
		r->p = q;
		return add_day(r, day);
	}
	settle_month_year(r);
	if (!read_month_part(r))
		add_month(r);
	return true;
}

/* 5.12(火), 5-12(火): without a weekday such numbers are anything. */
static bool
weekday_follows(const char *p)
{
	int n;

	return (*p == '.' || *p == '-') && is_digit(*++p) && date_eat_number(&p, &n) &&
	       *p == '(' && date_eat_weekday(&p, &n);
}

/* 12月1日, 12/1, 2026-12-01, R8.12.1, with the year before it or none. */
bool
read_month_day(struct reader *r)
{
	static const char *const no_month[] = {
	    "号", "額", "間", "例", "度", "分", "刊", "次", "並", "報", "給", "商", "面"};
	const char *q = r->p;
	bool year = eat_year(r, &q);
	int month, day;
	char sign = year ? q[-1] : '\0';

	if (digit_before(r, r->p))
		return false;
	if (!year && (date_eat(&q, "年明けの") || date_eat(&q, "年明け")))
		(void)date_eat(&q, "、");
	if (!date_eat_number(&q, &month) || month < 1 || month > 12)
		return false;
	r->month = month;
	if (date_eat(&q, "月")) {
		if (starts_with_any(q, no_month, ARRAY_LEN(no_month)))
			return false;
		r->p = q;
		return read_after_month(r);
	}
	if (letter_before(r, r->p) || !is_digit(q[-1]) ||
	    (*q != '/' && !(year && *q == sign) && !weekday_follows(q)))
		return false;
	q++;
	if (!is_digit(*q) || !date_eat_number(&q, &day) || day > 31 ||
	    (*q == '/' && is_digit(q[1])))
		return false;
	r->slash = true;
	r->p = q;
	return add_day(r, day);
}

bool
read_near_day(struct reader *r)
{
	static const struct date_word words[] = {{"今日", 0}, {"本日", 0}, {"今晩", 0},
	    {"今夜", 0}, {"今夕", 0}, {"明後日", 2}, {"明々後日", 3}, {"あさって", 2},
	    {"しあさって", 3}, {"明日", 1}, {"明朝", 1}, {"明晩", 1}, {"あした", 1},
	    {"あす", 1}, {"翌々日", 12}, {"翌日", 11}};
	static const char *const not_that[] = {"々", "日付"};
	int offset;
	int64_t day;

	if (!date_eat_word(&r->p, words, ARRAY_LEN(words), &offset) ||
	    starts_with_any(r->p, not_that, ARRAY_LEN(not_that)))
		return false;
	/* ひらがな may be the middle of another word. */
	if (char_before(r, r->g->start, "し") && offset == 2)
		return false;
	if (offset > 10 && r->recent == 0)
		return false;
	day = offset > 10 ? r->recent + offset - 10 : r->sent + offset;
	(void)add_item(r, day, day);
	r->g->near = offset <= 10;
	offset = eat_own_weekday(&r->p);
	r->g->item[r->g->n - 1].conflict =
	    offset >= 0 && civil_from_day(day).weekday != offset;
	return true;
}

/* What must not follow a bare number if it is to be a day: 12/1、3名 */
static bool
unit_follows(const char *q)
{
	static const char *const ends[] = {"、", "・", ",", "(", "の", "か", "と", "で",
	    "に", "ど", "い", "~", "。", "\n", "は", "も", "が", "午", "日", ")",
	    "または", "/", "な", "を", "希", "以", "終", "も", "あ"};

	return *q != '\0' && !starts_with_any(q, ends, ARRAY_LEN(ends));
}

bool
read_further_day(struct reader *r)
{
	const char *q = r->p;
	int day;

	if (r->month == 0)
		return false;
	(void)(date_eat(&q, "翌") || date_eat(&q, "同"));
	if (!date_eat_number(&q, &day) || day < 1 || day > 31 || str_starts(q, "月"))
		return false;
	/* 9/17・9/18: a month and day again */
	if (r->slash && *q == '/' && is_digit(q[1]))
		return false;
	if (!eat_day_sign(&q)) {
		const char *w = q;
		int weekday;

		if (!is_digit(q[-1]) || *q == ':' || (*q == '/' && is_digit(q[1])) ||
		    (!date_eat_weekday(&w, &weekday) && (!r->slash || unit_follows(q))))
			return false;
	}
	r->p = q;
	r->year_given = true;
	return add_day(r, day);
}
