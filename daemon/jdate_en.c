/*
 * Dates of English mail. See jdate.h. The text comes without blanks.
 */
#include "clock.h"
#include "jdate.h"

#include <string.h>

static const struct date_word months[] = {{"January", 1}, {"February", 2}, {"March", 3},
    {"April", 4}, {"May", 5}, {"June", 6}, {"July", 7}, {"August", 8}, {"September", 9},
    {"October", 10}, {"November", 11}, {"December", 12}, {"Jan", 1}, {"Feb", 2},
    {"Mar", 3}, {"Apr", 4}, {"Jun", 6}, {"Jul", 7}, {"Aug", 8}, {"Sept", 9}, {"Sep", 9},
    {"Oct", 10}, {"Nov", 11}, {"Dec", 12}};

static bool
eat_day(const char **p, int *day)
{
	const char *q = *p;

	if (*q < '0' || *q > '9' || !date_eat_number(&q, day) || *day < 1 || *day > 31)
		return false;
	(void)(date_eat(&q, "st") || date_eat(&q, "nd") || date_eat(&q, "rd") ||
	       date_eat(&q, "th"));
	(void)date_eat(&q, "of");
	*p = q;
	return true;
}

static bool
eat_or(const char **p)
{
	return date_eat(p, ",or") || date_eat(p, "or") || date_eat(p, "and") ||
	       date_eat(p, "nor") || date_eat(p, "/") || date_eat(p, "&") ||
	       date_eat(p, ",");
}

static bool
eat_to(const char **p)
{
	return date_eat(p, "to") || date_eat(p, "-") || date_eat(p, "–") ||
	       date_eat(p, "through");
}

static void
eat_days(struct date_english *d, const char **p)
{
	const char *q = *p;

	while (d->n < ARRAY_LEN(d->days) && eat_day(&q, &d->days[d->n])) {
		d->n++;
		*p = q;
		if (d->n == 1 && (*q == '-' || str_starts(q, "–")))
			d->dash = true;
		if (d->n == 1 && eat_to(&q))
			d->range = true;
		else if (d->range || !eat_or(&q))
			break;
		(void)date_eat(&q, "the");
	}
	if (d->n != 2)
		d->range = false;
}

static void
eat_year(struct date_english *d, const char **p)
{
	const char *q = *p;
	int year;

	(void)(date_eat(&q, ",") || date_eat(&q, "、"));
	if (*q == '2' && date_eat_number(&q, &year) && year > 2000 && year < 2100) {
		d->year = year;
		*p = q;
	}
}

static const struct date_word weekdays[] = {{"Sunday", 6}, {"Monday", 0}, {"Tuesday", 1},
    {"Wednesday", 2}, {"Thursday", 3}, {"Friday", 4}, {"Saturday", 5}};

/* Monday, Wednesday or Friday: as days from Monday. */
static void
eat_weekdays(struct date_english *d, const char **p)
{
	const char *q = *p;

	while (d->n < ARRAY_LEN(d->days) &&
	       date_eat_word(&q, weekdays, ARRAY_LEN(weekdays), &d->days[d->n])) {
		d->n++;
		*p = q;
		if (!eat_or(&q))
			break;
	}
}

/* Monday or Tuesday next week, next Monday, this week. */
static bool
read_weekdays_of(struct date_english *d, const char **p)
{
	static const struct date_word weeks[] = {
	    {"next", 7}, {"Next", 7}, {"this", 0}, {"This", 0}, {"coming", 0}};
	const char *q = *p;
	int week = 7;

	eat_weekdays(d, &q);
	if (d->n > 0) {
		(void)(date_eat(&q, "of") || date_eat(&q, "in"));
		if (date_eat(&q, "thisweek"))
			week = 0;
		else if (!date_eat(&q, "nextweek"))
			return false;
	} else if (!date_eat_word(&q, weeks, ARRAY_LEN(weeks), &week)) {
		return false;
	} else if (date_eat(&q, "week") && week == 7) {
		d->week = true;
		d->n = 1;
	} else {
		eat_weekdays(d, &q);
	}
	for (size_t i = 0; i < d->n; i++)
		d->days[i] += week;
	*p = q;
	return d->n > 0;
}

static bool
read_relative(struct date_english *d, const char **p, int64_t sent_day)
{
	static const struct date_word near[] = {{"thedayaftertomorrow", 2},
	    {"dayaftertomorrow", 2}, {"tomorrow", 1}, {"Tomorrow", 1}, {"today", 0},
	    {"Today", 0}};
	int offset;

	if (!date_eat_word(p, near, ARRAY_LEN(near), &offset)) {
		if (!read_weekdays_of(d, p))
			return false;
		d->monday = sent_day - (civil_from_day(sent_day).weekday + 6) % 7;
		return true;
	}
	d->monday = sent_day - (civil_from_day(sent_day).weekday + 6) % 7;
	d->days[0] = (int)(sent_day - d->monday) + offset;
	d->n = 1;
	return true;
}

/* Its name, or next month. */
static bool
eat_month(struct date_english *d, const char **p, int64_t sent_day)
{
	struct civil now;

	if (!date_eat(p, "nextmonth"))
		return date_eat_word(p, months, ARRAY_LEN(months), &d->month);
	now = civil_from_day(sent_day);
	now = civil_from_day(civil_day(now.year, now.month + 1, 1));
	d->month = now.month;
	d->year = now.year;
	return true;
}

/* inFebruary, earlyMarch: a month alone is a date only behind such a word, for "March"
 * and "May" are others, too. */
static bool
read_month_alone(struct date_english *d, const char **p, int64_t sent_day)
{
	static const struct date_word weeks[] = {{"firstweekof", 1}, {"secondweekof", 2},
	    {"thirdweekof", 3}, {"fourthweekof", 4}, {"lastweekof", -1}};
	static const struct {
		const char *word;
		int first, last;
	} parts[] = {{"early", 1, 10}, {"Early", 1, 10}, {"mid-", 11, 20},
	    {"mid", 11, 20}, {"late", 21, 31}, {"Late", 21, 31}, {"Mid", 11, 20},
	    {"Endof", 21, 31}, {"thefirsthalfof", 1, 15}, {"thesecondhalfof", 16, 31},
	    {"firsthalfof", 1, 15}, {"secondhalfof", 16, 31}, {"thebeginningof", 1, 10},
	    {"beginningof", 1, 10}, {"theendof", 21, 31}, {"In", 0, 0}, {"endof", 21, 31},
	    {"in", 0, 0}, {"during", 0, 0}, {"throughout", 0, 0}};
	const char *q = *p;
	size_t i = 0;

	if (date_eat_word(&q, weeks, ARRAY_LEN(weeks), &d->nth)) {
		*p = q;
		return date_eat_word(p, months, ARRAY_LEN(months), &d->month);
	}
	for (q = *p; i < ARRAY_LEN(parts) && !date_eat(&q, parts[i].word); i++)
		q = *p;
	if (i == ARRAY_LEN(parts) || !eat_month(d, &q, sent_day) ||
	    (*q >= '0' && *q <= '9'))
		return false;
	d->part_first = parts[i].first;
	d->part_last = parts[i].last;
	*p = q;
	eat_year(d, p);
	return true;
}

/* Days before or behind the name of the month. */
static bool
read_month_and_days(struct date_english *d, const char **p)
{
	const char *q = *p;

	if (date_eat_word(&q, months, ARRAY_LEN(months), &d->month)) {
		(void)date_eat(&q, ".");
		eat_days(d, &q);
	} else if (*q >= '0' && *q <= '9') {
		eat_days(d, &q);
		if (!date_eat_word(&q, months, ARRAY_LEN(months), &d->month))
			return false;
		(void)date_eat(&q, ".");
	}
	if (d->n == 0)
		return false;
	*p = q;
	eat_year(d, p);
	return true;
}

/* Friday 12 June, Friday the 12th of June: the date says more. */
static void
skip_own_weekday(const char **p)
{
	const char *q = *p;
	int weekday;

	if (!date_eat_word(&q, weekdays, ARRAY_LEN(weekdays), &weekday))
		return;
	(void)date_eat(&q, ",");
	(void)date_eat(&q, "the");
	*p = q;
}

bool
date_english_read(struct date_english *d, const char *p, int64_t sent_day)
{
	const char *q = p;
	bool week, between;

	*d = (struct date_english){0};
	between = date_eat(&q, "between") || date_eat(&q, "Between");
	week = (date_eat(&q, "week") || date_eat(&q, "Week")) &&
	       (date_eat(&q, "of") || date_eat(&q, "beginning") ||
	           date_eat(&q, "starting") || date_eat(&q, "commencing"));
	if (week)
		(void)date_eat(&q, "the");
	skip_own_weekday(&q);
	if (read_month_and_days(d, &q)) {
		d->week = week;
		d->range |= between && d->n == 2;
	} else {
		*d = (struct date_english){0};
		q = p;
		if (!read_month_alone(d, &q, sent_day) && !read_relative(d, &q, sent_day))
			return false;
	}
	d->end = q;
	return true;
}
