/*
 * Date phrases of Japanese mail as a whole. See jdate.h.
 *
 * A phrase is a first date in any notation, then what may follow it: a weekday, a time,
 * and further dates behind 、か・と or a range sign, which take year and month from the
 * first. What a second notation says of the same day (明日9日, 来週火曜(12/8)) is
 * compared with it.
 */
#include "jdate.h"
#include "clock.h"
#include "jdate_reader.h"

#include <stdio.h>
#include <string.h>

/* Two ends further apart are no range. */
#define MAX_RANGE_DAYS 400

static bool
each_day_meant(const char *q)
{
	static const char *const words[] = {"どちらか", "いずれか", "どれか", "両日",
	    "1日", "一日", "いずれの日", "午前", "午後", "anyofthe", ",anyofthe"};

	(void)date_eat(&q, "の");
	(void)date_eat(&q, "うち");
	(void)date_eat(&q, "の");
	return starts_with_any(q, words, ARRAY_LEN(words));
}

/* 1/19~21の間: a stretch of time rather than single days. */
static bool
each_of_span(const char *q)
{
	(void)date_eat(&q, "まで");
	(void)date_eat(&q, "の");
	return str_starts(q, "間") || str_starts(q, "あいだ") || str_starts(q, "期間");
}

/* The two last items are the ends of a range. */
static void
join_range(struct reader *r, bool sign)
{
	enum { FEW_DAYS = 2 };
	struct date_item *a = &r->g->item[r->g->n - 2], b = r->g->item[r->g->n - 1];
	int64_t days = b.to - a->from;

	a->conflict |= b.conflict;
	if (days <= 0 || days > MAX_RANGE_DAYS)
		return;
	if (!a->vague && !a->week && days <= FEW_DAYS &&
	    (days == 1 || (sign && !each_of_span(r->p)) || each_day_meant(r->p))) {
		r->g->n--;
		for (int64_t d = 1; d <= days; d++)
			add_item(r, a->from + d, a->from + d)->joined = true;
		a->to = a->from;
		return;
	}
	a->to = b.to;
	a->ahead = 0;
	a->week = a->month = false;
	a->minute = NO_TIME;
	r->g->n--;
}

/* 3:14 January is not of 3:14, but 1.5 March may be of a version. */
static bool
number_before(const struct reader *r)
{
	const char *p = r->p;

	return p > r->text && !r->following &&
	       (is_digit(p[-1]) || (is_digit(*p) && (p[-1] == '/' || p[-1] == '-')));
}

static bool
read_english(struct reader *r)
{
	struct date_english en;
	size_t had = r->g->n;

	if (number_before(r) || !date_english_read(&en, r->p, r->sent))
		return false;
	r->p = en.end;
	if (en.monday != 0) {
		for (size_t i = 0; i < en.n; i++) {
			int64_t day = en.monday + en.days[i];

			add_item(r, day, day + (en.week ? 4 : 0))->week = en.week;
		}
		return true;
	}
	r->month = en.month;
	r->year = en.year;
	r->year_given = en.year != 0;
	if (en.n == 0) {
		settle_month_year(r);
		if (en.nth != 0) {
			add_week_of_month(r, en.nth > 0 ? en.nth : 0);
			return true;
		}
		add_month(r);
		if (en.part_first != 0) {
			int64_t end = civil_day(r->year, r->month + 1, 1) - 1;
			int64_t last = civil_day(r->year, r->month, en.part_last);

			r->g->item[had].from =
			    civil_day(r->year, r->month, en.part_first);
			r->g->item[had].to = last > end ? end : last;
			r->g->item[had].month = r->g->bare = false;
		}
		return true;
	}
	for (size_t i = 0; i < en.n; i++) {
		if (!add_day(r, en.days[i]))
			return false;
	}
	if (en.week) {
		r->g->item[had].from = monday_of(r->g->item[had].from);
		r->g->item[had].to = r->g->item[had].from + 4;
		r->g->item[had].week = true;
	} else if (en.range && r->g->n == had + 2) {
		join_range(r, en.dash);
	}
	return true;
}

static void
read_time(struct reader *r, size_t first)
{
	int minute = NO_TIME;

	if (!date_eat_time(&r->p, &minute))
		return;
	for (size_t i = first; i < r->g->n; i++) {
		struct date_item *item = &r->g->item[i];

		if (item->minute != NO_TIME || item->half || item->vague)
			continue;
		if (minute >= 0 && minute < 24 * 60)
			item->minute = minute;
		else
			item->half = true;
	}
	date_skip_time_end(&r->p);
}

/* may: the notations that are not ruled out. */
static bool
read_first(struct reader *r, unsigned may)
{
	static bool (*const notations[])(struct reader *) = {
	    [DATE_ENGLISH] = read_english,
	    [DATE_MONTH_DAY] = read_month_day,
	    [DATE_WEEK] = read_week,
	    [DATE_NEAR_DAY] = read_near_day,
	    [DATE_NEAR_MONTH] = read_near_month,
	    [DATE_MONTH_END] = read_month_end,
	    [DATE_BARE_DAY] = read_bare_day,
	    [DATE_WEEK_DAY] = read_week_day,
	};
	const char *start = r->p;

	for (size_t i = 0; i < ARRAY_LEN(notations); i++) {
		if (!(may & 1U << i))
			continue;
		r->p = start;
		r->year_given = false;
		r->g->n = 0;
		r->g->bare = r->g->near = false;
		if (notations[i](r) && r->g->n > 0)
			return true;
	}
	return false;
}

static void
back_to(struct reader *r, const char *p, size_t n)
{
	r->p = p;
	r->g->n = n;
}

/* JOINT_OPEN: behind 以降, where a month says how far that goes. */
enum joint { JOINT_NONE, JOINT_LIST, JOINT_RANGE, JOINT_OPEN };

/* 10日以降の月内: the rest of the month that was read last. */
static bool
read_rest_of_month(struct reader *r)
{
	static const char *const words[] = {
	    "同月内", "同月中", "月内", "月中", "その月のうち", "月末", "末"};

	for (size_t i = 0; i < ARRAY_LEN(words) && r->month != 0; i++) {
		if (!date_eat(&r->p, words[i]))
			continue;
		add_item(r, civil_day(r->year, r->month, 1),
		    civil_day(r->year, r->month + 1, 1) - 1)
		    ->vague = true;
		(void)date_eat(&r->p, "まで");
		return true;
	}
	return false;
}

/* 9月の第2火曜、第4木曜; 中旬から下旬, 頭か半ば */
static bool
month_part_follows(const struct reader *r)
{
	static const char *const parts[] = {
	    "上旬", "中旬", "下旬", "半ば", "後半", "前半", "月末", "末", "初め", "頭"};
	const char *q = r->p;
	int n;

	if (str_starts(q, "第"))
		return true;
	if (r->g->item[r->g->n - 1].week && date_eat_number(&q, &n))
		return n <= 5 && str_starts(q, "週") && !str_starts(q, "週間");
	return r->g->item[r->g->n - 1].vague &&
	       starts_with_any(q, parts, ARRAY_LEN(parts));
}

static bool
read_next_date(struct reader *r, enum joint joint)
{
	static bool (*const notations[])(struct reader *) = {
	    read_month_day, read_week, read_near_month, read_near_day, read_english};
	const char *start = r->p;
	size_t had = r->g->n;
	bool given = r->year_given, bare = r->g->bare, near = r->g->near;

	if (read_further_day(r) || (joint >= JOINT_RANGE && read_rest_of_month(r)))
		return true;
	back_to(r, start, had);
	if (r->monday != 0 && read_weekdays(r, r->monday))
		return true;
	/* 9月の第2火曜、第4木曜 */
	if (r->month != 0 && month_part_follows(r) && read_month_part(r))
		return true;
	back_to(r, start, had);
	for (size_t i = 0; i < ARRAY_LEN(notations); i++) {
		back_to(r, start, had);
		r->year_given = false;
		if (notations[i](r) && r->g->n > had &&
		    (!r->g->item[had].month || joint == JOINT_OPEN ||
		        r->g->item[had - 1].vague)) {
			r->g->near = near;
			return true;
		}
	}
	back_to(r, start, had);
	r->year_given = given;
	/* 来週木曜か16日 */
	if (r->month == 0 && read_bare_day(r) && r->g->n > had)
		return true;
	back_to(r, start, had);
	r->g->bare = bare;
	return false;
}

/* 4月21日以降の4月中, 8日以降15日まで. */
static void
join_open(struct reader *r, const char *start, size_t had)
{
	struct date_item *a = &r->g->item[had - 1], *b = &r->g->item[had];
	bool closed = str_starts(r->p, "まで") || str_starts(r->p, "の間") || b->vague;

	if (r->g->n != had + 1 || !closed || b->to <= a->from || a->vague) {
		back_to(r, start, had);
		return;
	}
	a->to = b->to;
	a->ahead = 0;
	r->g->n = had;
}

/* Between two dates. */
static enum joint
eat_joint(const char **p)
{
	static const struct date_word signs[] = {{"または", JOINT_LIST},
	    {"もしくは", JOINT_LIST}, {"あるいは", JOINT_LIST}, {"及び", JOINT_LIST},
	    {"および", JOINT_LIST}, {"ないし", JOINT_LIST}, {"より", JOINT_RANGE},
	    {"~", JOINT_RANGE}, {"-", JOINT_RANGE}, {"ー", JOINT_RANGE},
	    {"–", JOINT_RANGE}, {"to", JOINT_RANGE}, {"through", JOINT_RANGE},
	    {"→", JOINT_LIST}, {"、または", JOINT_LIST}, {"、もしくは", JOINT_LIST},
	    {"、か、", JOINT_LIST}, {"あたり、", JOINT_LIST}, {"ごろ、", JOINT_LIST},
	    {"頃、", JOINT_LIST}, {"か、または", JOINT_LIST}, {"以降の", JOINT_OPEN},
	    {"以降、", JOINT_OPEN}, {"以降で", JOINT_OPEN}, {"以降", JOINT_OPEN},
	    {"から先の", JOINT_OPEN}, {"より後の", JOINT_OPEN}, {"から", JOINT_RANGE},
	    {"か、", JOINT_LIST}, {"、", JOINT_LIST}, {",", JOINT_LIST},
	    {"・", JOINT_LIST}, {"か", JOINT_LIST}, {"と", JOINT_LIST},
	    {"や", JOINT_LIST}, {"/", JOINT_LIST}, {"or", JOINT_LIST},
	    {"and", JOINT_LIST}, {"\n・", JOINT_LIST}};
	int kind = JOINT_NONE;

	if (date_eat_word(p, signs, ARRAY_LEN(signs), &kind) && kind == JOINT_LIST)
		(void)(date_eat(p, "または") || date_eat(p, "もしくは") ||
		       date_eat(p, "あるいは") || date_eat(p, "か"));
	return (enum joint)kind;
}

/* What needs no sign between: 7/21(火)22(水), 今日明日, 1月2月. */
static bool
follows_at_once(const struct reader *r)
{
	static const char *const near[] = {"明日", "明後日", "あさって"};
	const char *q = r->p;
	int n;

	if (r->g->near && starts_with_any(q, near, ARRAY_LEN(near)))
		return true;
	if (r->g->item[r->g->n - 1].month && is_digit(*q) && date_eat_number(&q, &n) &&
	    str_starts(q, "月"))
		return true;
	q = r->p;
	return q > r->text && q[-1] == ')' && is_digit(*q) && date_eat_number(&q, &n) &&
	       *q == '(';
}

static bool
read_following(struct reader *r)
{
	const char *start = r->p;
	size_t had = r->g->n;
	enum joint joint = eat_joint(&r->p);
	bool more;

	if (joint == JOINT_NONE && !follows_at_once(r))
		return false;
	r->following = true;
	if (joint == JOINT_LIST && str_starts(r->g->start, "between"))
		joint = JOINT_RANGE;
	more = read_next_date(r, joint) && r->g->n > had;
	r->following = false;
	if (more) {
		if (joint == JOINT_OPEN)
			join_open(r, start, had);
		if (joint == JOINT_RANGE && r->g->n - had == 1)
			join_range(r, !str_starts(start, "から"));
		return r->p != start;
	}
	back_to(r, start, had);
	return false;
}

/* 明日9日(水), 来週の火曜12/8, 10月の第1週(5日から9日): the second notation of the
 * same. It is taken, and must lie in what the first said. */
static void
read_again(struct reader *r)
{
	const char *start = r->p;
	struct date_item first = r->g->item[0];
	bool near = r->g->near, bare = r->g->bare, year = r->year_given, open;
	int64_t recent = r->recent;

	if (r->g->n != 1 || (!near && !first.week && r->monday == 0 && !first.month))
		return;
	(void)date_eat(&r->p, "の");
	open = date_eat(&r->p, "(");
	r->recent = first.from;
	r->year_given = false;
	r->following = true;
	if ((read_month_day(r) || (back_to(r, r->p, 1), read_bare_day(r))) &&
	    r->g->n == 2 && !r->g->item[1].vague && (!first.month || open)) {
		struct date_item again = r->g->item[1];

		/* a week runs to its Sunday here */
		again.conflict |=
		    again.from < first.from || again.to > first.to + (first.week ? 2 : 0);
		again.ahead = 0;
		r->g->n = 1;
		r->g->item[0] = again;
		r->g->bare = false;
		while (open && read_following(r))
			(void)0;
		if (open)
			(void)date_eat(&r->p, ")");
	} else {
		back_to(r, start, 1);
		r->g->bare = bare;
		r->year_given = year;
	}
	r->following = false;
	r->g->near = near;
	r->recent = recent;
}

bool
date_group_read(struct date_group *g, const char *text, const char *p,
    const struct date_context *context)
{
	unsigned may = date_notations(p);
	struct reader r;
	size_t untimed = 0;

	if (may == 0)
		return false;
	r = (struct reader){.g = g,
	    .p = p,
	    .text = text,
	    .sent = context->sent,
	    .recent = context->recent,
	    .named = context->named,
	    .week_before = context->monday};
	*g = (struct date_group){.start = p};
	if (!read_first(&r, may))
		return false;
	read_again(&r);
	for (;;) {
		const struct date_item *last = &g->item[g->n - 1];

		read_time(&r, untimed);
		if (last->minute != NO_TIME || last->half)
			untimed = g->n;
		if (g->n == DATE_ITEMS || !read_following(&r))
			break;
		g->bare = false;
	}
	g->end = r.p;
	g->monday = r.monday;
	return true;
}
