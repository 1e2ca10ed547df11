/*
 * The one clock. Everything that asks for the time asks here, so that tests and the demo
 * can move it: while a clock file is set, its content (a signed number of seconds, in
 * decimal) is added to the machine's time, and is read again at each call.
 *
 * Times are int64_t seconds since 1970-01-01 UTC. The desk lives in Japan: civil times
 * are Asia/Tokyo, +09:00 throughout the years that matter here, whatever the host's zone.
 */
#ifndef MADOGUCHI_CLOCK_H
#define MADOGUCHI_CLOCK_H

#include "mem.h"

#include <stdint.h>

struct civil {
	int year, month, day;     /* month and day from 1 */
	int hour, minute, second; /* 24-hour */
	int weekday;              /* 0 Sunday … 6 Saturday */
};

/* path is kept (copied); NULL returns to the machine's time. */
void clock_use_file(const char *path);
int64_t clock_now(void);
/* Milliseconds that only go forward, from no certain beginning: for time limits. Never
 * moved. */
int64_t clock_steady_ms(void);

struct civil civil_from_time(int64_t t);
/* Fields out of range carry over as in timegm(3); weekday is not read. */
int64_t civil_to_time(const struct civil *c);
/* Days since 1970-01-01 of a civil date, and back. */
int64_t civil_day(int year, int month, int day);
struct civil civil_from_day(int64_t day);
bool civil_valid_date(int year, int month, int day);
/* Monday = 月 …; index 0 Sunday. */
const char *weekday_ja(int weekday);
const char *weekday_en(int weekday);
const char *month_en(int month);

/* All below return owned strings. */
char *civil_iso_date(int64_t t);     /* 2026-12-01 */
char *civil_iso_datetime(int64_t t); /* 2026-12-01T13:30:00+09:00 */
char *civil_iso_minute(int64_t t);   /* 2026-12-01T13:30 */
char *civil_ja_date(int64_t t);      /* 2026年12月1日（火） */
char *civil_ja_datetime(int64_t t);  /* 2026年12月1日（火）13:30 */
char *civil_en_date(int64_t t);      /* Tuesday, 1 December 2026 */
char *civil_en_datetime(int64_t t);  /* Tuesday, 1 December 2026, 13:30 JST */
/* Reads 2026-12-01, 2026-12-01T13:30[:00][+09:00]; false when it is none or no such day.
 */
bool civil_parse_iso(const char *s, int64_t *t) MUST_CHECK;

#endif
