/*
 * Days that reports name: mostly gone by, unlike those of dates_find, which looks for
 * days to come. A month and day without a year is the nearest one to the day of writing,
 * a day alone the last one of that number.
 */
#ifndef MADOGUCHI_REPORT_DAY_H
#define MADOGUCHI_REPORT_DAY_H

#include "mem.h"

#include <stdint.h>

enum { REPORT_DAYS_MAX = 24 };

struct report_day {
	int64_t day;   /* as in civil_day() */
	bool conflict; /* its weekday is another, or there is no such day */
};

/* Days of a text in its order, at most REPORT_DAYS_MAX; how many. written: the day. */
size_t report_days(
    const char *text, int64_t written, struct report_day out[REPORT_DAYS_MAX]);

#endif
