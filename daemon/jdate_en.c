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
	return date_eat(p, "or") || date_eat(p, "and") || date_eat(p, "/");
}

static void
eat_days(struct date_english *d, const char **p)
{
	const char *q = *p;

	while (d->n < ARRAY_LEN(d->days) && eat_day(&q, &d->days[d->n])) {
		d->n++;
		*p = q;
		if (!eat_or(&q))
			break;
	}
}

static void
eat_year(struct date_english *d, const char **p)
{
	const char *q = *p;
	int year;

	(void)date_eat(&q, ",");
	if (*q == '2' && date_eat_number(&q, &year) && year > 2000 && year < 2100) {
		d->year = year;
		*p = q;
	}
}

static bool
read_relative(struct date_english *d, const char **p, int64_t sent_day)
{
	static const struct date_word near[] = {
	    {"tomorrow", 1}, {"Tomorrow", 1}, {"today", 0}, {"Today", 0}};
	static const struct date_word weekdays[] = {{"Sunday", 6}, {"Monday", 0},
	    {"Tuesday", 1}, {"Wednesday", 2}, {"Thursday", 3}, {"Friday", 4},
	    {"Saturday", 5}};
	int64_t monday = sent_day - (civil_from_day(sent_day).weekday + 6) % 7;
	int offset;

	if (date_eat_word(p, near, ARRAY_LEN(near), &offset)) {
		d->day = sent_day + offset;
		return true;
	}
	if (!date_eat(p, "next") && !date_eat(p, "Next"))
		return false;
	if (!date_eat_word(p, weekdays, ARRAY_LEN(weekdays), &offset))
		return false;
	d->day = monday + 7 + offset;
	return true;
}

bool
date_english_read(struct date_english *d, const char *p, int64_t sent_day)
{
	*d = (struct date_english){0};
	if (date_eat_word(&p, months, ARRAY_LEN(months), &d->month)) {
		(void)date_eat(&p, ".");
		eat_days(d, &p);
		eat_year(d, &p);
	} else if (*p >= '0' && *p <= '9') {
		eat_days(d, &p);
		if (!date_eat_word(&p, months, ARRAY_LEN(months), &d->month))
			return false;
		eat_year(d, &p);
	} else if (!read_relative(d, &p, sent_day)) {
		return false;
	}
	d->end = p;
	return d->day != 0 || d->n > 0;
}
