/*
 * Reading single date phrases: the notations of Japanese (and English) mail, without any
 * judgement of what the writer wants on them. dates_find (slots.h) judges.
 */
#ifndef MADOGUCHI_JDATE_H
#define MADOGUCHI_JDATE_H

#include "mem.h"

#include <stdint.h>

enum { DATE_ITEMS = 24, NO_TIME = -1 };

struct date_item {
	int64_t from, to; /* days as in civil_day(), both included */
	int64_t ahead; /* of a day without its month: the first one after sending; or 0 */
	int minute;    /* of the day, or NO_TIME */
	bool half;     /* a part of the day (or all of it) is named; no time follows */
	bool vague;    /* a month or a part of one */
	bool month;    /* a whole month */
	bool week;     /* working days of a week that is named as such */
	bool joined; /* one of the single days that a range was told as, but the first */
	bool conflict; /* its weekday is not that of the date, or there is no such day */
};

/* Dates that one phrase names together: 12月1日(火)か2日の午後. */
struct date_group {
	struct date_item item[DATE_ITEMS];
	size_t n;
	const char *start, *end; /* in the text */
	int64_t monday;          /* of the week that it speaks of; 0: none */
	bool bare; /* a day or week with nothing else to say it is meant as a date */
	bool near; /* counted from the day of writing: 今日, 明後日 */
};

/* What was read before, for phrases that lean on it. */
struct date_context {
	int64_t sent;   /* the day of writing */
	int64_t recent; /* a day or month mentioned before; 0: none */
	int64_t monday; /* of a week spoken of just before; 0: none */
	int64_t named;  /* a day of the month that was named just before; 0: none */
};

/* The ways in which a phrase may begin, in the order in which they are tried. */
enum date_notation {
	DATE_ENGLISH,
	DATE_MONTH_DAY,
	DATE_WEEK,
	DATE_NEAR_DAY,
	DATE_NEAR_MONTH,
	DATE_MONTH_END,
	DATE_BARE_DAY,
	DATE_WEEK_DAY,
	DATE_OPEN_END, /* 年内: not a phrase of date_group_read's but of dates_find's */
	DATE_NOTATION_COUNT
};
/* Those that the character at p does not rule out, as bits; 0 where no date begins. */
unsigned date_notations(const char *p);
/* Reads the phrase that starts at p, if any. text is where the whole text starts. It is
 * normalised; Japanese without blanks. */
bool date_group_read(struct date_group *g, const char *text, const char *p,
    const struct date_context *context) MUST_CHECK;

/* Pieces of the notation, for those who read dates in other places. */
bool date_eat(const char **p, const char *word);
struct date_word {
	const char *word;
	int value;
};
bool date_eat_word(const char **p, const struct date_word *table, size_t n, int *value);
/* Digits, or 一 to 三十一, 二〇二六 and the like. */
bool date_eat_number(const char **p, int *n);
/* 月 to 日 as in 火曜日 or (火); 0 Sunday. */
bool date_eat_weekday(const char **p, int *weekday);
/* As date_eat_weekday, or the bare sign as in 月・火. */
bool date_eat_weekday_sign(const char **p, int *weekday);
/* 火曜か木曜, 月・火, 水木金 before a word that ends such a list: how many days; a single
 * sign without 曜 is no weekday. */
enum { DATE_WEEKDAYS = 7 };
size_t date_eat_weekdays(const char **p, int weekday[DATE_WEEKDAYS]);
/* What precedes is taken out of a whole: 以外, を除く. */
bool date_is_exception(const char *p);
/* That, or it does not suit: は不可. */
bool date_is_but(const char *p);

/* 13時半, 13:30, 午後イチ, 午前: moves past it; minute only where a clock time stands. */
bool date_eat_time(const char **p, int *minute);
/* The end of a time range: ~15:00, から15時. */
void date_skip_time_end(const char **p);

/* An English phrase, written without blanks: Thursday2April, April2or3, nextTuesday. */
struct date_english {
	int64_t monday; /* when the phrase is relative: days count from it; else 0 */
	bool week;      /* the whole week of the only day */
	int year;       /* 0: none given */
	int month;
	int days[8];
	size_t n; /* 0 and no day: the month as such, or a part of it */
	int part_first, part_last;
	int nth;    /* that week of the month; -1 the last, 0 none */
	bool range; /* the two days are the ends of a range */
	bool dash;  /* told by a sign: 16-18 November */
	const char *end;
};
bool date_english_read(
    struct date_english *d, const char *p, int64_t sent_day) MUST_CHECK;

#endif
