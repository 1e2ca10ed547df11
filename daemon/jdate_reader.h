/* Shared by the files that read date phrases: jdate.c the phrase as a whole, jdate_day.c
 * days, jdate_bare.c days without their month, jdate_span.c weeks, months and their
 * parts. Nobody else includes this. */
#ifndef MADOGUCHI_JDATE_READER_H
#define MADOGUCHI_JDATE_READER_H

#include "jdate.h"

struct reader {
	struct date_group *g;
	const char *p;
	const char *text;
	int64_t sent, recent, named; /* as in struct date_context */
	int year, month;             /* of the date read last; month 0: none */
	int64_t week_before; /* Monday of a week spoken of in the text before; 0: none */
	int64_t monday;      /* of the week read last; 0: none */
	bool slash;          /* notation 12/1: further days may be bare numbers */
	bool year_given;
	bool following; /* behind a sign that joins dates: what stands before is known */
};

/* All move r->p past what they read, and add its items to r->g. Those that return false
 * may have moved it: the caller restores. */
bool read_month_day(struct reader *r);
bool read_near_day(struct reader *r);
bool read_bare_day(struct reader *r);
bool read_further_day(struct reader *r);
/* What follows a month: a day, a part, an n-th week or weekday, or nothing. */
bool read_after_month(struct reader *r);
/* The weekday that stands behind a date: 0 to 6, or -1. */
int eat_own_weekday(const char **p);
/* Behind a number: 日, a weekday, or further numbers of which the last has its 日, as in
 * 10、11、17日. What the number itself needs is eaten. */
bool eat_day_sign(const char **p);
/* 12月7日の週, 8日以降の週: makes item that week, Monday to Friday. */
void widen_to_week(struct reader *r, struct date_item *item);
/* A day of r->month; its weekday and "week of" may follow. */
bool add_day(struct reader *r, int day);

bool read_week(struct reader *r);
/* 金曜 alone, in a week spoken of before. */
bool read_week_day(struct reader *r);
/* nth 0: the last. */
void add_week_of_month(struct reader *r, int nth);
bool read_near_month(struct reader *r);
bool read_month_end(struct reader *r);
/* The part, n-th week or weekday that follows the name of a month. */
bool read_month_part(struct reader *r);
/* The month as such; r->year is settled here when none was given. */
void settle_month_year(struct reader *r);
void add_month(struct reader *r);
/* 月・火, 水曜か木曜: days of the week that begins on monday; false when there is none.
 */
bool read_weekdays(struct reader *r, int64_t monday);

struct date_item *add_item(struct reader *r, int64_t from, int64_t to);
int64_t monday_of(int64_t day);
bool is_digit(char c);
bool starts_with_any(const char *p, const char *const *words, size_t n);
/* A digit or a sign of a longer number stands before p. */
bool digit_before(const struct reader *r, const char *p);
bool letter_before(const struct reader *r, const char *p);
bool char_before(const struct reader *r, const char *p, const char *word);

#endif
