/*
 * Working days in Japan: weekends, the holidays of the Act on National Holidays (with
 * equinoxes, substitute and citizens' holidays and the moves of 2019-2021, 1948 onward
 * where the rules are known, computed to 2099), and the days the desk itself is closed.
 */
#ifndef MADOGUCHI_WORKDAY_H
#define MADOGUCHI_WORKDAY_H

#include "mem.h"

#include <stdint.h>

/* Japanese name of the national holiday on that day; NULL when it is none. */
const char *holiday_name(int year, int month, int day);
/* English name of a holiday by its Japanese one. */
const char *holiday_name_en(const char *name_ja);

struct workdays {
	const struct strlist *closed; /* borrowed: "12-29" each year, "2026-08-12" once */
	int open_hour, close_hour;
};

/* day counts as in civil_day(). */
bool workday(const struct workdays *w, int64_t day);
/* The first working day on or after / on or before. */
int64_t workday_next(const struct workdays *w, int64_t day);
int64_t workday_prev(const struct workdays *w, int64_t day);
/* The day n working days after (n < 0: before); workday_add(w, d, 0) is d itself. */
int64_t workday_add(const struct workdays *w, int64_t day, int n);
/* The time that lies so many business hours after t. */
int64_t business_hours_after(const struct workdays *w, int64_t t, int hours);

#endif
