/*
 * Date phrases of Japanese mail. See jdate.h.
 *
 * A phrase is a first date in any notation, then what may follow it: a weekday, a time,
 * and further dates behind 、か・と or a range sign, which take year and month from the
 * first.
 */
#include "jdate.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>

struct reader {
	struct date_group *g;
	const char *p;
	const char *text;
	int64_t sent, recent;
	int year, month; /* of the date read last; month 0: none */
	int64_t monday;  /* of the week read last; 0: none */
	bool slash;      /* notation 12/1: further days may be bare numbers */
	bool year_given;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
weekday_of(int64_t day)
{
	return civil_from_day(day).weekday;
}

static int64_t
monday_of(int64_t day)
{
	return day - (weekday_of(day) + 6) % 7;
}

static int
last_of_month(int year, int month)
{
	return civil_from_day(civil_day(year, month + 1, 1) - 1).day;
}

static struct date_item *
add_item(struct reader *r, int64_t from, int64_t to)
{
	struct date_item *item;

	if (r->g->n == DATE_ITEMS)
		return &r->g->item[DATE_ITEMS - 1];
	item = &r->g->item[r->g->n++];
	*item = (struct date_item){.from = from, .to = to, .minute = NO_TIME};
	return item;
}

/* The year of a month and day without one: the first such day on or after sending. */
static int
implied_year(const struct reader *r, int month, int day)
{
	struct civil now = civil_from_day(r->sent);

	return month * 32 + day >= now.month * 32 + now.day ? now.year : now.year + 1;
}

/* 令和8年, R8., 2026年, 2026/, 来年 and their like. */
static bool
eat_year(struct reader *r, const char **p)
{
	static const struct date_word relative[] = {{"来年", 1}, {"明年", 1}, {"翌年", 1},
	    {"今年", 0}, {"本年", 0}, {"再来年", 2}};
	const char *q = *p;
	int n;

	if (date_eat_word(&q, relative, ARRAY_LEN(relative), &n)) {
		(void)(date_eat(&q, "の") || date_eat(&q, "、") || date_eat(&q, "、"));
		r->year = civil_from_day(r->sent).year + n;
	} else if ((date_eat(&q, "令和") || date_eat(&q, "R") || date_eat(&q, "R.")) &&
	           date_eat_number(&q, &n) && n < 100) {
		if (!date_eat(&q, "年") && !date_eat(&q, ".") && !date_eat(&q, "/") &&
		    !date_eat(&q, "-"))
			return false;
		r->year = 2018 + n;
	} else if (is_digit(*q) && date_eat_number(&q, &n) && n >= 1990 && n < 2100) {
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

static void
check_weekday(struct reader *r, struct date_item *item)
{
	int weekday;
	const char *q = r->p;
	struct civil c = civil_from_day(item->from);

	if (!date_eat_weekday(&q, &weekday))
		return;
	r->p = q;
	if (c.weekday == weekday)
		return;
	item->conflict = true;
	if (!r->year_given && civil_valid_date(c.year - 1, c.month, c.day))
		item->past = weekday_of(civil_day(c.year - 1, c.month, c.day)) == weekday;
}

/* 12月7日の週, 12/7の週, 7日からの一週間: Monday to Friday. */
static void
widen_to_week(struct reader *r, struct date_item *item)
{
	const char *q = r->p;

	(void)(date_eat(&q, "から") || date_eat(&q, "~"));
	(void)date_eat(&q, "の");
	if (date_eat(&q, "週")) {
		if (strncmp(q, "間", strlen("間")) == 0)
			return;
	} else if (!date_eat(&q, "一週間") && !date_eat(&q, "1週間")) {
		return;
	}
	r->p = q;
	item->from = monday_of(item->from);
	item->to = item->from + 4;
}

static bool
add_day(struct reader *r, int day)
{
	int year = r->year_given ? r->year : implied_year(r, r->month, day);
	struct date_item *item;

	if (!civil_valid_date(year, r->month, day))
		return false;
	r->year = year;
	item =
	    add_item(r, civil_day(year, r->month, day), civil_day(year, r->month, day));
	item->to = item->from;
	check_weekday(r, item);
	widen_to_week(r, item);
	return true;
}

static struct date_item *
add_month_part(struct reader *r, int first, int last)
{
	int end = last_of_month(r->year, r->month);
	struct date_item *item = add_item(r, civil_day(r->year, r->month, first),
	    civil_day(r->year, r->month, last > end ? end : last));

	item->vague = true;
	return item;
}

static void
add_week_of_month(struct reader *r, int nth)
{
	int64_t first = civil_day(r->year, r->month, 1);
	int64_t last = civil_day(r->year, r->month, last_of_month(r->year, r->month));
	int64_t monday = nth == 0 ? monday_of(last) : monday_of(first) + 7 * (nth - 1);
	struct date_item *item;

	/* The first week is the first with a Monday in it, unless the month's begin is
	 * a working day. */
	if (nth > 0 && (weekday_of(first) == 0 || weekday_of(first) == 6))
		monday += 7;
	item = add_item(r, monday, monday + 4);
	if (item->from < first)
		item->from = first;
}

/* 第2金曜, 第1週. */
static bool
eat_nth(struct reader *r)
{
	const char *q = r->p;
	int nth, weekday;
	int64_t first = civil_day(r->year, r->month, 1);

	(void)date_eat(&q, "の");
	if (!date_eat(&q, "第") || !date_eat_number(&q, &nth) || nth < 1 || nth > 5)
		return false;
	if (date_eat(&q, "週")) {
		add_week_of_month(r, nth);
	} else if (date_eat_weekday(&q, &weekday)) {
		int64_t day =
		    first + (weekday - weekday_of(first) + 7) % 7 + 7 * (nth - 1);

		(void)add_item(r, day, day);
	} else {
		return false;
	}
	r->p = q;
	return true;
}

static bool
eat_month_part(struct reader *r)
{
	static const struct {
		const char *word;
		int first, last; /* 0: working week at the end */
	} parts[] = {{"上旬", 1, 10}, {"中旬", 11, 20}, {"下旬", 21, 31}, {"前半", 1, 15},
	    {"後半", 16, 31}, {"初旬", 1, 10}, {"半ば", 11, 20}, {"なかば", 11, 20},
	    {"頭", 1, 7}, {"初め", 1, 10}, {"はじめ", 1, 10}, {"末", 25, 31},
	    {"最終週", 0, 0}, {"いっぱい", 1, 31}, {"中", 1, 31}, {"終わり", 21, 31}};
	const char *q = r->p;

	(void)date_eat(&q, "の");
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!date_eat(&q, parts[i].word))
			continue;
		r->p = q;
		if (parts[i].first == 0)
			add_week_of_month(r, 0);
		else
			(void)add_month_part(r, parts[i].first, parts[i].last);
		return true;
	}
	return false;
}

static void
from_today(struct reader *r, struct date_item *item)
{
	if (item->from < r->sent && item->to >= r->sent && !r->year_given)
		item->from = r->sent;
}

/* What follows a month: a day, a part, an n-th week or weekday, or nothing. */
static bool
eat_after_month(struct reader *r)
{
	const char *q = r->p;
	int day;

	if (date_eat(&q, "の") || date_eat(&q, ",") || date_eat(&q, "、"))
		(void)0;
	if (date_eat_number(&q, &day) && date_eat(&q, "日") &&
	    strncmp(q, "間", strlen("間")) != 0) {
		r->p = q;
		return add_day(r, day);
	}
	if (!r->year_given) {
		struct civil now = civil_from_day(r->sent);

		r->year = r->month >= now.month ? now.year : now.year + 1;
	}
	if (eat_month_part(r) || eat_nth(r)) {
		from_today(r, &r->g->item[r->g->n - 1]);
		return true;
	}
	(void)add_month_part(r, 1, 31);
	r->g->bare = true;
	return true;
}

static bool
digit_before(const struct reader *r, const char *p)
{
	if (p == r->text)
		return false;
	if (p[-1] == ':')
		return p - 1 > r->text && is_digit(p[-2]);
	return is_digit(p[-1]) || strchr("/.-@", p[-1]) != NULL;
}

static bool
letter_before(const struct reader *r, const char *p)
{
	return p > r->text && ((p[-1] >= 'A' && p[-1] <= 'Z') ||
	                          (p[-1] >= 'a' && p[-1] <= 'z') || p[-1] == '_');
}

/* 12月1日, 12/1, 2026-12-01, R8.12.1, with the year before it or none. */
static bool
read_month_day(struct reader *r)
{
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
		if (strncmp(q, "号", strlen("号")) == 0 ||
		    strncmp(q, "額", strlen("額")) == 0 ||
		    strncmp(q, "間", strlen("間")) == 0)
			return false;
		r->p = q;
		return eat_after_month(r);
	}
	if (letter_before(r, r->p) || !is_digit(q[-1]) ||
	    (*q != '/' && !(year && *q == sign)))
		return false;
	q++;
	if (!is_digit(*q) || !date_eat_number(&q, &day) || *q == '/')
		return false;
	r->slash = true;
	r->p = q;
	return add_day(r, day);
}

static void
add_weekdays(struct reader *r, int64_t monday)
{
	const char *q = r->p;
	int weekday;

	do {
		if (!date_eat_weekday(&q, &weekday))
			break;
		r->p = q;
		(void)add_item(r, monday + (weekday + 6) % 7, monday + (weekday + 6) % 7);
	} while (date_eat(&q, "、") || date_eat(&q, "か") || date_eat(&q, "・") ||
	         date_eat(&q, "または") || date_eat(&q, "と") || date_eat(&q, "や"));
}

/* 来週, 来週火曜, 再来週の火曜か木曜, 週明け. */
static bool
read_week(struct reader *r)
{
	static const struct date_word words[] = {{"再来週", 14}, {"さ来週", 14},
	    {"来週", 7}, {"翌週", 7}, {"今週", 0}, {"次の週", 7}, {"週明け", 7}};
	int offset;
	int64_t monday;
	size_t had = r->g->n;
	const char *q = r->p;
	bool opening = strncmp(q, "週明け", strlen("週明け")) == 0;

	if (!date_eat_word(&q, words, ARRAY_LEN(words), &offset))
		return false;
	monday = monday_of(r->sent) + offset;
	(void)(date_eat(&q, "の") || date_eat(&q, "、"));
	(void)(date_eat(&q, "頭") || date_eat(&q, "はじめ"));
	r->p = q;
	r->monday = monday;
	add_weekdays(r, monday);
	if (r->g->n > had)
		return true;
	if (opening) {
		(void)add_item(r, monday, monday);
		return true;
	}
	if (date_eat(&r->p, "前半"))
		(void)add_item(r, monday, monday + 2);
	else if (date_eat(&r->p, "後半"))
		(void)add_item(r, monday + 2, monday + 4);
	else
		(void)add_item(r, monday, monday + 4);
	(void)date_eat(&r->p, "中");
	if (offset == 0)
		r->g->item[r->g->n - 1].from = r->sent;
	r->g->bare = true;
	return true;
}

static bool
read_near_day(struct reader *r)
{
	static const struct date_word words[] = {{"今日", 0}, {"本日", 0}, {"今晩", 0},
	    {"今夜", 0}, {"明後日", 2}, {"あさって", 2}, {"明日", 1}, {"明朝", 1},
	    {"明晩", 1}, {"あした", 1}, {"あす", 1}};
	int offset;

	if (!date_eat_word(&r->p, words, ARRAY_LEN(words), &offset))
		return false;
	(void)add_item(r, r->sent + offset, r->sent + offset);
	check_weekday(r, &r->g->item[r->g->n - 1]);
	return true;
}

/* 来月, 今月: the month as such, or 来月10日, 来月中旬. */
static bool
read_near_month(struct reader *r)
{
	static const struct date_word words[] = {
	    {"再来月", 2}, {"来月", 1}, {"今月", 0}, {"翌月", 1}};
	struct civil now = civil_from_day(r->sent);
	int offset;

	if (!date_eat_word(&r->p, words, ARRAY_LEN(words), &offset))
		return false;
	now = civil_from_day(civil_day(now.year, now.month + offset, 1));
	r->year = now.year;
	r->month = now.month;
	r->year_given = true;
	if (!eat_after_month(r))
		return false;
	r->year_given = false;
	from_today(r, &r->g->item[r->g->n - 1]);
	return true;
}

/* 18日, 16日火曜: the next one after sending, or in the month just spoken of. */
static bool
read_bare_day(struct reader *r)
{
	static const char *const signs[] = {"(", "の午", "の昼", "の夜", "の夕", "の朝",
	    "の終", "の1", "の9", "の2", "の8", "1", "2", "9", "8", "午", "夕", "夜",
	    "朝", "か", "または", "、", "はいか", "はどう", "でお願", "に伺", "に来",
	    "にお願", "に訪", "に希", "なら", "でしたら", "火", "水", "木", "金", "土",
	    "月曜", "日曜", "~", "以降", "ではい", "でいか", "・", "もし", "終日", "の方",
	    "で承", "でよろ", "で大丈", "の件", "の打", "の訪"};
	bool sign = false;
	const char *q = r->p;
	struct civil base = civil_from_day(r->recent ? r->recent : r->sent);
	int day;

	if (digit_before(r, q) || !is_digit(*q) || !date_eat_number(&q, &day) ||
	    !date_eat(&q, "日"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(signs) && !sign; i++)
		sign = str_starts(q, signs[i]);
	if (!sign)
		return false;

	if (r->recent == 0 && day <= base.day)
		base.month++;
	base = civil_from_day(civil_day(base.year, base.month, 1));
	r->year = base.year;
	r->month = base.month;
	r->year_given = true;
	r->p = q;
	r->g->bare = true;
	if (!add_day(r, day))
		return false;
	if (q != r->p)
		r->g->bare = false;
	return true;
}

static bool
read_english(struct reader *r)
{
	struct date_english en;

	if (digit_before(r, r->p) || !date_english_read(&en, r->p, r->sent))
		return false;
	r->p = en.end;
	if (en.day != 0) {
		(void)add_item(r, en.day, en.day);
		return true;
	}
	r->month = en.month;
	r->year = en.year;
	r->year_given = en.year != 0;
	for (size_t i = 0; i < en.n; i++) {
		if (!add_day(r, en.days[i]))
			return false;
	}
	return true;
}

static void
read_time(struct reader *r, size_t first)
{
	int minute = NO_TIME;

	if (!date_eat_time(&r->p, &minute))
		return;
	for (size_t i = first; i < r->g->n && minute < 24 * 60; i++) {
		if (r->g->item[i].minute == NO_TIME && !r->g->item[i].vague)
			r->g->item[i].minute = minute;
	}
	date_skip_time_end(&r->p);
}

static bool
read_first(struct reader *r)
{
	static bool (*const notations[])(struct reader *) = {read_english, read_month_day,
	    read_week, read_near_day, read_near_month, read_bare_day};
	const char *start = r->p;

	for (size_t i = 0; i < ARRAY_LEN(notations); i++) {
		r->p = start;
		r->year_given = false;
		r->g->n = 0;
		r->g->bare = false;
		if (notations[i](r))
			return true;
	}
	return false;
}

/* What must not follow a bare number if it is to be a day: 12/1、3名 */
static bool
unit_follows(const char *q)
{
	static const char *const ends[] = {"", "、", "、", "・", ",", "(", "の", "か",
	    "と", "で", "に", "ど", "い", "~", "。", "\n", "は", "も", "が", "午", "日",
	    ")", "または", "/"};

	if (*q == '\0')
		return false;
	for (size_t i = 1; i < ARRAY_LEN(ends); i++) {
		if (str_starts(q, ends[i]))
			return false;
	}
	return true;
}

static bool
read_further_day(struct reader *r)
{
	const char *q = r->p;
	int day;

	if (!date_eat_number(&q, &day) || day < 1 || day > 31 || r->month == 0)
		return false;
	if (date_eat(&q, "日")) {
		if (strncmp(q, "間", 3) == 0)
			return false;
	} else {
		const char *w = q;
		int weekday;

		if (!is_digit(q[-1]) || *q == '/' || *q == ':' ||
		    (!date_eat_weekday(&w, &weekday) && (!r->slash || unit_follows(q))))
			return false;
	}
	r->p = q;
	r->year_given = true;
	return add_day(r, day);
}

static bool
read_next_date(struct reader *r)
{
	const char *start = r->p;
	size_t had = r->g->n;
	bool given = r->year_given;

	if (read_further_day(r))
		return true;
	r->p = start;
	if (r->monday != 0) {
		add_weekdays(r, r->monday);
		if (r->g->n > had)
			return true;
	}
	r->g->n = had;
	r->year_given = false;
	if (read_month_day(r) || (r->p = start, r->g->n = had, read_week(r)) ||
	    (r->p = start, r->g->n = had, read_near_day(r)))
		return true;
	r->p = start;
	r->g->n = had;
	r->year_given = given;
	return false;
}

static bool
each_day_meant(const char *q)
{
	static const char *const words[] = {
	    "どちらか", "いずれか", "どれか", "両日", "1日", "一日"};

	(void)date_eat(&q, "の");
	(void)date_eat(&q, "うち");
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_starts(q, words[i]))
			return true;
	}
	return false;
}

/* 1/19~21の間: a stretch of time rather than single days. */
static bool
each_of_span(const char *q)
{
	(void)date_eat(&q, "の");
	return str_starts(q, "間") || str_starts(q, "あいだ") || str_starts(q, "期間");
}

/* The two last items are the ends of a range. */
static void
join_range(struct reader *r, bool sign)
{
	struct date_item *a = &r->g->item[r->g->n - 2], b = r->g->item[r->g->n - 1];
	int64_t days = b.to - a->from;

	a->conflict |= b.conflict;
	if (days <= 0 || days > 400)
		return;
	if (!a->vague && days <= 6 &&
	    (days == 1 || (sign && days == 2 && !each_of_span(r->p)) ||
	        each_day_meant(r->p))) {
		r->g->n--;
		for (int64_t d = 1; d <= days; d++)
			(void)add_item(r, a->from + d, a->from + d);
		a->to = a->from;
		return;
	}
	a->to = b.to;
	r->g->n--;
}

/* Between two dates: a sign that lists (1) or one that spans (2). */
static int
eat_connector(const char **p)
{
	static const struct date_word signs[] = {{"または", 1}, {"もしくは", 1},
	    {"あるいは", 1}, {"及び", 1}, {"および", 1}, {"から", 2}, {"より", 2},
	    {"~", 2}, {"-", 2}, {"ー", 2}, {"–", 2}, {"→", 1}, {"、または", 1},
	    {"、か、", 1}, {"、もしくは", 1}, {"か、", 1}, {"、", 1}, {",", 1}, {"・", 1},
	    {"か", 1}, {"と", 1}, {"や", 1}, {"/", 1}, {"or", 1}, {"and", 1},
	    {"\n・", 1}};
	int kind = 0;

	if (date_eat_word(p, signs, ARRAY_LEN(signs), &kind) && kind == 1)
		(void)(date_eat(p, "または") || date_eat(p, "もしくは") ||
		       date_eat(p, "か"));
	return kind;
}

static bool
read_following(struct reader *r)
{
	const char *start = r->p;
	size_t had = r->g->n;
	int kind = eat_connector(&r->p);
	const char *q = r->p;
	int weekday;

	/* 7/21(火)22(水) needs no sign, but then a weekday */
	if (kind == 0 && (q[-1] != ')' || !is_digit(*q)))
		return false;
	if (kind == 0 && (!date_eat_number(&q, &weekday) || *q != '('))
		return false;
	if (read_next_date(r) && r->g->n > had) {
		if (kind == 2 && r->g->n - had == 1)
			join_range(r, !str_starts(start, "から"));
		return true;
	}
	r->p = start;
	r->g->n = had;
	return false;
}

bool
date_group_read(struct date_group *g, const char *text, const char *p, int64_t sent_day,
    int64_t recent)
{
	struct reader r = {
	    .g = g, .p = p, .text = text, .sent = sent_day, .recent = recent};
	size_t untimed = 0;

	*g = (struct date_group){.start = p};
	if (!read_first(&r) || g->n == 0)
		return false;
	for (;;) {
		int had = g->item[g->n - 1].minute;

		read_time(&r, untimed);
		if (g->item[g->n - 1].minute != had)
			untimed = g->n;
		if (g->n == DATE_ITEMS || !read_following(&r))
			break;
		g->bare = false;
	}
	g->end = r.p;
	return true;
}
