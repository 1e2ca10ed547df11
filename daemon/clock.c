/* The one clock, and civil time in Japan. See clock.h. */
#include "clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { JST_OFFSET_SEC = 9 * 3600, DAY_SEC = 86400 };

static char *clock_file;

void
clock_use_file(const char *path)
{
	set_str(&clock_file, path);
}

static int64_t
file_offset(void)
{
	char text[32];
	int fd = open(clock_file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	if (n <= 0)
		return 0;
	text[n] = '\0';
	return strtoll(text, NULL, 10);
}

int64_t
clock_now(void)
{
	return (int64_t)time(NULL) + (clock_file ? file_offset() : 0);
}

int64_t
clock_steady_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

/* Days and civil dates by the 400-year cycle that starts on 1 March 0000. */
int64_t
civil_day(int year, int month, int day)
{
	int64_t y = (int64_t)year + floor_div(month - 1, 12);
	int64_t m = month - 1 - 12 * floor_div(month - 1, 12) + 1;
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = floor_div(y, 400);
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil
civil_from_day(int64_t day)
{
	int64_t z = day + 719468, era = floor_div(z, 146097), doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	struct civil c = {0};

	c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c.year = (int)(yoe + era * 400 + (c.month <= 2));
	c.weekday = (int)((day % 7 + 11) % 7);
	return c;
}

struct civil
civil_from_time(int64_t t)
{
	int64_t local = t + JST_OFFSET_SEC, day = floor_div(local, DAY_SEC);
	int64_t rest = local - day * DAY_SEC;
	struct civil c = civil_from_day(day);

	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

int64_t
civil_to_time(const struct civil *c)
{
	return civil_day(c->year, c->month, c->day) * DAY_SEC + (int64_t)c->hour * 3600 +
	       (int64_t)c->minute * 60 + c->second - JST_OFFSET_SEC;
}

bool
civil_valid_date(int year, int month, int day)
{
	struct civil c;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	c = civil_from_day(civil_day(year, month, day));
	return c.month == month && c.day == day;
}

const char *
weekday_ja(int weekday)
{
	static const char *const names[] = {"日", "月", "火", "水", "木", "金", "土"};

	return names[weekday % 7];
}

const char *
weekday_en(int weekday)
{
	static const char *const names[] = {
	    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

	return names[weekday % 7];
}

const char *
month_en(int month)
{
	static const char *const names[] = {"January", "February", "March", "April",
	    "May", "June", "July", "August", "September", "October", "November",
	    "December"};

	return names[(month + 11) % 12];
}

char *
civil_iso_date(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf("%04d-%02d-%02d", c.year, c.month, c.day);
}

char *
civil_iso_datetime(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf("%04d-%02d-%02dT%02d:%02d:%02d+09:00", c.year, c.month, c.day,
	    c.hour, c.minute, c.second);
}

char *
civil_iso_minute(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf(
	    "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

char *
civil_ja_date(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf(
	    "%d年%d月%d日（%s）", c.year, c.month, c.day, weekday_ja(c.weekday));
}

char *
civil_ja_datetime(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf("%d年%d月%d日（%s）%d:%02d", c.year, c.month, c.day,
	    weekday_ja(c.weekday), c.hour, c.minute);
}

char *
civil_en_date(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf(
	    "%s, %d %s %d", weekday_en(c.weekday), c.day, month_en(c.month), c.year);
}

char *
civil_en_datetime(int64_t t)
{
	struct civil c = civil_from_time(t);

	return xasprintf("%s, %d %s %d, %d:%02d JST", weekday_en(c.weekday), c.day,
	    month_en(c.month), c.year, c.hour, c.minute);
}

/* The part of an ISO time after the T: 13:30, 13:30:15, with +09:00, Z or nothing behind.
 */
static bool
parse_clock(const char *s, struct civil *c, int *zone_sec)
{
	int n = 0, zone_hour = 0, zone_minute = 0;
	char sign = 0;

	if (sscanf(s, "%2d:%2d%n", &c->hour, &c->minute, &n) != 2)
		return false;
	s += n;
	if (*s == ':') {
		if (sscanf(s, ":%2d%n", &c->second, &n) != 1)
			return false;
		s += n;
	}
	*zone_sec = JST_OFFSET_SEC;
	if (str_eq(s, "Z")) {
		*zone_sec = 0;
		s++;
	} else if (sscanf(s, "%c%2d:%2d%n", &sign, &zone_hour, &zone_minute, &n) == 3 &&
	           (sign == '+' || sign == '-')) {
		*zone_sec = (zone_hour * 60 + zone_minute) * 60 * (sign == '-' ? -1 : 1);
		s += n;
	}
	return !*s && c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 &&
	       c->second >= 0 && c->second < 61;
}

bool
civil_parse_iso(const char *s, int64_t *t)
{
	struct civil c = {0};
	int n = 0, zone_sec = JST_OFFSET_SEC;

	if (!s || sscanf(s, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day, &n) != 3 ||
	    !civil_valid_date(c.year, c.month, c.day))
		return false;
	s += n;
	if (*s == 'T' || *s == ' ') {
		if (!parse_clock(s + 1, &c, &zone_sec))
			return false;
	} else if (*s) {
		return false;
	}
	*t = civil_to_time(&c) + JST_OFFSET_SEC - zone_sec;
	return true;
}
