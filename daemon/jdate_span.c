/*
 * Weeks, months and their parts in date phrases: 来週火曜, 12月上旬, 来月の第2水曜,
 * 月末の金曜. See jdate_reader.h.
 */
#include "clock.h"
#include "jdate_reader.h"
#include "workday.h"

#include <string.h>

/* As for days (jdate_day.c): a month that begins so far ahead is the one gone by. */
#define FAR_AHEAD 240

static int
weekday_of(int64_t day)
{
	return civil_from_day(day).weekday;
}

static int
last_of_month(int year, int month)
{
	return civil_from_day(civil_day(year, month + 1, 1) - 1).day;
}

void
settle_month_year(struct reader *r)
{
	struct civil now = civil_from_day(r->sent);

	if (r->year_given)
		return;
	r->year = r->month >= now.month ? now.year : now.year + 1;
	if (civil_day(r->year, r->month, 1) - r->sent > FAR_AHEAD)
		r->year--;
}

/* Of the month that runs, what is left. */
static void
from_today(const struct reader *r, struct date_item *item)
{
	if (item->from < r->sent && item->to >= r->sent)
		item->from = r->sent;
}

static struct date_item *
add_month_part(struct reader *r, int first, int last)
{
	int end = last_of_month(r->year, r->month);
	struct date_item *item = add_item(r, civil_day(r->year, r->month, first),
	    civil_day(r->year, r->month, last > end ? end : last));

	item->vague = true;
	from_today(r, item);
	return item;
}

void
add_month(struct reader *r)
{
	add_month_part(r, 1, 31)->month = true;
	(void)date_eat(&r->p, "いっぱい");
	r->g->bare = true;
}

/* The n-th week: the first is that of the month's first working days, unless only the
 * end of a week falls into the month. nth 0: the last. */
void
add_week_of_month(struct reader *r, int nth)
{
	int64_t first = civil_day(r->year, r->month, 1);
	int64_t last = civil_day(r->year, r->month, last_of_month(r->year, r->month));
	int64_t monday = nth == 0 ? monday_of(last) : monday_of(first) + 7 * (nth - 1);
	struct date_item *item;

	if (nth > 0 && (weekday_of(first) == 0 || weekday_of(first) >= 4))
		monday += 7;
	r->monday = monday;
	(void)date_eat(&r->p, "の");
	if (read_weekdays(r, monday))
		return;
	item = add_item(r, monday, monday + 4);
	item->week = true;
	if (item->from < first)
		item->from = first;
}

static void
add_nth_weekday(struct reader *r, int nth, int weekday)
{
	int64_t first = civil_day(r->year, r->month, 1);
	int64_t day = first + (weekday - weekday_of(first) + 7) % 7 + 7 * (nth - 1);

	add_item(r, day, day)->conflict = civil_from_day(day).month != r->month;
}

/* 11月は中旬が: the part stands behind the month as the topic. */
static void
skip_topic(const char **p)
{
	static const char *const parts[] = {
	    "上旬", "中旬", "下旬", "前半", "後半", "半ば", "頭", "第", "最終", "末"};
	const char *q = *p;

	if ((date_eat(&q, "は") || date_eat(&q, "なら") || date_eat(&q, "でしたら")) &&
	    (date_eat(&q, "、"), starts_with_any(q, parts, ARRAY_LEN(parts))))
		*p = q;
}

/* 第2・第4水曜, 最初の火曜か水曜 */
static bool
add_nth_weekdays(struct reader *r, const char *p, const int *nth, size_t n)
{
	int weekday[DATE_WEEKDAYS];
	size_t days = date_eat_weekdays(&p, weekday);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < days; k++)
			add_nth_weekday(r, nth[i], weekday[k]);
	}
	r->p = p;
	return days > 0;
}

/* 第2金曜, 第2・第4水曜, 第1週, 最初の月曜. */
static bool
eat_nth(struct reader *r)
{
	enum { MAX_NTH = 5 };
	const char *q = r->p;
	int nth[MAX_NTH] = {1};
	size_t n = 0;

	if (!date_eat(&q, "の"))
		skip_topic(&q);
	if (date_eat(&q, "最初の") || date_eat(&q, "はじめの") ||
	    date_eat(&q, "初めの")) {
		if (!str_starts(q, "週"))
			return add_nth_weekdays(r, q, nth, 1);
		r->p = q + str_prefix(q, "週");
		add_week_of_month(r, 1);
		return true;
	}
	while (n < MAX_NTH && date_eat(&q, "第") && date_eat_number(&q, &nth[n]) &&
	       nth[n] >= 1 && nth[n] <= 5) {
		n++;
		if (!date_eat(&q, "・") && !date_eat(&q, "、") && !date_eat(&q, "か") &&
		    !date_eat(&q, "と"))
			break;
	}
	/* 6月の2週目 */
	if (n == 0 && date_eat_number(&q, &nth[0]) && nth[0] <= 5 &&
	    (str_starts(q, "週目") || (r->following && str_starts(q, "週"))))
		n = 1;
	if (n == 0)
		return false;
	if (date_eat(&q, "週目") || date_eat(&q, "週")) {
		r->p = q;
		for (size_t i = 0; i < n; i++)
			add_week_of_month(r, nth[i]);
		return true;
	}
	return add_nth_weekdays(r, q, nth, n);
}

/* 月末の金曜: the last one. */
static bool
eat_last_weekday(struct reader *r)
{
	const char *q = r->p;
	int weekday;
	int64_t last = civil_day(r->year, r->month, last_of_month(r->year, r->month));

	(void)date_eat(&q, "の");
	(void)(date_eat(&q, "最終") || date_eat(&q, "最後の"));
	if (!date_eat_weekday(&q, &weekday))
		return false;
	last -= (weekday_of(last) - weekday + 7) % 7;
	(void)add_item(r, last, last);
	r->p = q;
	return true;
}

/* 5月の連休明け: the first working day behind the holidays of the month, up to its end
 * unless a range says more. */
static bool
read_after_holidays(struct reader *r)
{
	const char *q = r->p;
	int day, last = last_of_month(r->year, r->month), holidays = 0;

	(void)date_eat(&q, "の");
	(void)(date_eat(&q, "大型") || date_eat(&q, "GW") || date_eat(&q, "お"));
	if (!date_eat(&q, "連休明け"))
		return false;
	for (day = 1; day < last; day++) {
		int weekday = weekday_of(civil_day(r->year, r->month, day));

		if (holiday_name(r->year, r->month, day))
			holidays++;
		else if (holidays > 0 && weekday != 0 && weekday != 6)
			break;
	}
	if (day == last)
		return false;
	r->p = q;
	(void)add_month_part(r, day, last);
	return true;
}

bool
read_month_part(struct reader *r)
{
	static const struct {
		const char *word;
		int first, last; /* first 0, -1, -2: see below */
	} parts[] = {{"最初の", 0, 1}, {"はじめの", 0, 1}, {"初めの", 0, 1},
	    {"上旬", 1, 10}, {"中旬", 11, 20}, {"下旬", 21, 31}, {"前半", 1, 15},
	    {"後半", 16, 31}, {"初旬", 1, 10}, {"半ば", 11, 20}, {"なかば", 11, 20},
	    {"中ごろ", 11, 20}, {"中頃", 11, 20}, {"初頭", 1, 10}, {"頭", 1, 10},
	    {"あたま", 1, 10}, {"初め", 1, 10}, {"はじめ", 1, 10}, {"始め", 1, 10},
	    {"最終週", 0, 0}, {"最後の週", 0, 0}, {"末日", -2, 31}, {"末", -1, 31},
	    {"いっぱい", 1, 31}, {"中", 1, 31}, {"終わり", 21, 31}, {"おわり", 21, 31}};
	const char *q = r->p;

	if (!date_eat(&q, "の"))
		skip_topic(&q);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (!date_eat(&q, parts[i].word))
			continue;
		/* 最初の火曜, 初めの週 */
		if (parts[i].first == 0 && parts[i].last == 1)
			break;
		r->p = q;
		if (parts[i].first == 0) {
			add_week_of_month(r, 0);
		} else if (parts[i].first == -2) {
			(void)add_month_part(r, last_of_month(r->year, r->month), 31);
		} else if (parts[i].first != -1) {
			add_month_part(r, parts[i].first, parts[i].last)->month =
			    parts[i].first == 1 && parts[i].last == 31;
		} else if (!eat_last_weekday(r)) {
			(void)add_month_part(r, 21, 31);
		}
		return true;
	}
	if (eat_nth(r) || read_after_holidays(r))
		return true;
	return (str_starts(q, "最終") || str_starts(q, "最後の")) && eat_last_weekday(r);
}

/* Words that may stand behind a bare 水. */
static bool
sign_ends(const char *p)
{
	static const char *const ends[] = {
	    "の", "で", "に", "、", "。", "\n", "まで", "が", "を", "は", ")", "午"};

	return *p == '\0' || starts_with_any(p, ends, ARRAY_LEN(ends));
}

/* 月~水 */
static bool
range_of_signs(const char *p)
{
	int weekday;

	return date_eat_weekday_sign(&p, &weekday) &&
	       (date_eat(&p, "~") || date_eat(&p, "-") || date_eat(&p, "から")) &&
	       date_eat_weekday_sign(&p, &weekday) && sign_ends(p);
}

/* 火曜か木曜, 月・火, 木と金, but not those that are taken out: 火曜以外. */
bool
read_weekdays(struct reader *r, int64_t monday)
{
	const char *q = r->p;
	int weekday[DATE_WEEKDAYS];
	size_t n = date_eat_weekdays(&q, weekday);

	if (r->following ? date_is_but(q) : date_is_exception(q))
		return false;
	if (n == 0 && (r->following || range_of_signs(q)) &&
	    date_eat_weekday_sign(&q, &weekday[0]))
		n = r->following && !sign_ends(q) ? 0 : 1;
	for (size_t i = 0; i < n; i++) {
		int64_t day = monday + (weekday[i] + 6) % 7;

		(void)add_item(r, day, day);
	}
	if (n > 0)
		r->p = q;
	return n > 0;
}

/* 今度の金曜, 次の水曜: the next one. */
static bool
read_coming_weekday(struct reader *r)
{
	const char *q = r->p;
	int weekday;
	int64_t day;

	if ((!date_eat(&q, "今度の") && !date_eat(&q, "次の") &&
	        !date_eat(&q, "直近の")) ||
	    !date_eat_weekday(&q, &weekday) || *q == '(')
		return false;
	day = r->sent + 1 + (weekday - weekday_of(r->sent) + 6) % 7;
	(void)add_item(r, day, day);
	r->p = q;
	r->g->near = true;
	return true;
}

bool
read_week_day(struct reader *r)
{
	static const char *const no_before[] = {"毎週", "各", "毎", "第", "・", "先週"};
	const char *q = r->p;
	int weekday;

	if (read_coming_weekday(r))
		return true;
	if (r->week_before == 0 || !date_eat_weekday(&q, &weekday) || *r->p == '(')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(no_before); i++) {
		if (char_before(r, r->p, no_before[i]))
			return false;
	}
	r->monday = r->week_before;
	r->g->bare = true;
	return read_weekdays(r, r->week_before);
}

static int64_t
week_spoken_of(const struct reader *r)
{
	if (r->monday != 0)
		return r->monday;
	if (r->week_before != 0)
		return r->week_before;
	return monday_of(r->recent != 0 ? r->recent : r->sent);
}

/* 来週, 来週火曜, 再来週の火曜か木曜, 週明け. */
bool
read_week(struct reader *r)
{
	static const struct date_word words[] = {{"再来週", 14}, {"さ来週", 14},
	    {"さらいしゅう", 14}, {"再々来週", 21}, {"来週", 7}, {"らいしゅう", 7},
	    {"翌々週", 114}, {"翌週", 107}, {"今週", 0}, {"今度の週", 7}, {"次の週", 7},
	    {"次週", 7}, {"週明け", 7}};
	static const struct date_word parts[] = {
	    {"前半", 2}, {"頭", 1}, {"あたま", 1}, {"はじめ", 1}, {"初め", 1}};
	enum { THURSDAY = 3, FRIDAY = 4, SUNDAY = 6 };
	bool opening = str_starts(r->p, "週明け");
	struct date_item *item;
	int64_t monday;
	int offset, part = SUNDAY;

	if (!date_eat_word(&r->p, words, ARRAY_LEN(words), &offset))
		return false;
	/* 翌週 is the week after the one spoken of, or after the day. */
	monday = offset > 100 ? week_spoken_of(r) : monday_of(r->sent);
	monday += offset % 100;
	r->monday = monday;
	(void)(date_eat(&r->p, "以降の") || date_eat(&r->p, "の") ||
	       date_eat(&r->p, "、"));
	if (read_weekdays(r, monday))
		return true;
	if (date_eat(&r->p, "同じ曜日")) {
		monday += (weekday_of(r->recent != 0 ? r->recent : r->sent) + 6) % 7;
		return add_item(r, monday, monday) != NULL;
	}
	/* 9日の週、または翌週: as that one, its working days */
	if (offset > 100 && r->g->n > 0 && r->g->item[r->g->n - 1].week &&
	    r->g->item[r->g->n - 1].to == r->g->item[r->g->n - 1].from + FRIDAY)
		part = FRIDAY;
	(void)date_eat_word(&r->p, parts, ARRAY_LEN(parts), &part);
	item = add_item(r, monday, opening ? monday : monday + part);
	item->week = !opening;
	if (date_eat(&r->p, "後半")) {
		item->from = monday + THURSDAY;
		item->to = monday + FRIDAY;
	}
	(void)(date_eat(&r->p, "中") || date_eat(&r->p, "いっぱい"));
	if (offset == 0)
		item->from = r->sent < item->to ? r->sent : item->to;
	r->g->bare = true;
	return true;
}

/* 来月, 今月: the month as such, or 来月10日, 来月中旬. */
bool
read_near_month(struct reader *r)
{
	static const struct date_word words[] = {
	    {"再来月", 2}, {"来月", 1}, {"今月", 0}, {"翌月", 11}, {"当月", 0}};
	struct civil now = civil_from_day(r->sent);
	int offset;

	if (!date_eat_word(&r->p, words, ARRAY_LEN(words), &offset))
		return false;
	/* 翌月 follows the month spoken of; else it belongs to a story. */
	if (offset > 10 && r->month == 0 && r->recent == 0)
		return false;
	if (offset > 10) {
		now = civil_from_day(r->recent);
		if (r->month != 0)
			now = (struct civil){.year = r->year, .month = r->month};
	}
	now = civil_from_day(civil_day(now.year, now.month + offset % 10, 1));
	r->year = now.year;
	r->month = now.month;
	r->year_given = true;
	return read_after_month(r);
}

/* 月末, 月初: of this month, or of the next when that has gone by. */
bool
read_month_end(struct reader *r)
{
	static const char *const no_end[] = {"月始", "月初", "締"};
	struct civil now = civil_from_day(r->named > r->sent ? r->named : r->sent);
	bool start;

	if (char_before(r, r->p, "毎") || char_before(r, r->p, "月") ||
	    char_before(r, r->p, "年"))
		return false;
	start = str_starts(r->p, "月初") || str_starts(r->p, "月頭");
	if (!start && !str_starts(r->p, "月末"))
		return false;
	r->p += strlen("月");
	if (starts_with_any(r->p + strlen("末"), no_end, ARRAY_LEN(no_end)))
		return false;
	if (start && r->named <= r->sent)
		now = civil_from_day(civil_day(now.year, now.month + 1, 1));
	r->year = now.year;
	r->month = now.month;
	r->year_given = true;
	r->g->bare = true;
	if (date_eat(&r->p, "初"))
		return add_month_part(r, 1, 10) != NULL;
	return read_month_part(r);
}
