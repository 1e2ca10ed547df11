/*
 * Working days and holidays in Japan, by rule. See workday.h.
 *
 * A table holds the fixed and the "n-th Monday" holidays with the years in which each
 * rule was law; the equinoxes come from the usual approximation (good to the day from
 * 1900 to 2099); substitute and citizens' holidays follow from the days around them.
 */
#include "workday.h"
#include "clock.h"

#include <stdio.h>
#include <string.h>

enum { MONDAY = 1, FIRST_YEAR = 1948, LAST_YEAR = 2099, HOUR_SEC = 3600 };

struct rule {
	const char *name;
	int from, to; /* years, both included */
	int month;
	int day; /* of the month; 0: the nth Monday */
	int nth;
};

/* The first rule that fits a day names it. */
static const struct rule rules[] = {
    {"元日", 1949, LAST_YEAR, 1, 1, 0},
    {"成人の日", 1949, 1999, 1, 15, 0},
    {"成人の日", 2000, LAST_YEAR, 1, 0, 2},
    {"建国記念の日", 1967, LAST_YEAR, 2, 11, 0},
    {"天皇誕生日", 2020, LAST_YEAR, 2, 23, 0},
    {"天皇誕生日", 1949, 1988, 4, 29, 0},
    {"みどりの日", 1989, 2006, 4, 29, 0},
    {"昭和の日", 2007, LAST_YEAR, 4, 29, 0},
    {"憲法記念日", 1949, LAST_YEAR, 5, 3, 0},
    {"みどりの日", 2007, LAST_YEAR, 5, 4, 0},
    {"こどもの日", 1949, LAST_YEAR, 5, 5, 0},
    {"海の日", 1996, 2002, 7, 20, 0},
    {"海の日", 2003, 2019, 7, 0, 3},
    {"海の日", 2020, 2020, 7, 23, 0},
    {"海の日", 2021, 2021, 7, 22, 0},
    {"海の日", 2022, LAST_YEAR, 7, 0, 3},
    {"山の日", 2016, 2019, 8, 11, 0},
    {"山の日", 2020, 2020, 8, 10, 0},
    {"山の日", 2021, 2021, 8, 8, 0},
    {"山の日", 2022, LAST_YEAR, 8, 11, 0},
    {"敬老の日", 1966, 2002, 9, 15, 0},
    {"敬老の日", 2003, LAST_YEAR, 9, 0, 3},
    {"体育の日", 1966, 1999, 10, 10, 0},
    {"体育の日", 2000, 2019, 10, 0, 2},
    {"スポーツの日", 2020, 2020, 7, 24, 0},
    {"スポーツの日", 2021, 2021, 7, 23, 0},
    {"スポーツの日", 2022, LAST_YEAR, 10, 0, 2},
    {"文化の日", 1948, LAST_YEAR, 11, 3, 0},
    {"勤労感謝の日", 1948, LAST_YEAR, 11, 23, 0},
    {"天皇誕生日", 1989, 2018, 12, 23, 0},
    /* Once, by acts of their own */
    {"皇太子明仁親王の結婚の儀", 1959, 1959, 4, 10, 0},
    {"昭和天皇の大喪の礼", 1989, 1989, 2, 24, 0},
    {"即位礼正殿の儀", 1990, 1990, 11, 12, 0},
    {"皇太子徳仁親王の結婚の儀", 1993, 1993, 6, 9, 0},
    {"天皇の即位の日", 2019, 2019, 5, 1, 0},
    {"即位礼正殿の儀", 2019, 2019, 10, 22, 0},
};

static const char spring[] = "春分の日", autumn[] = "秋分の日";
static const char substitute[] = "振替休日", citizens[] = "国民の休日";

static const struct {
	const char *ja, *en;
} english[] = {
    {"元日", "New Year's Day"},
    {"成人の日", "Coming of Age Day"},
    {"建国記念の日", "National Foundation Day"},
    {"天皇誕生日", "Emperor's Birthday"},
    {"春分の日", "Vernal Equinox Day"},
    {"昭和の日", "Showa Day"},
    {"憲法記念日", "Constitution Memorial Day"},
    {"みどりの日", "Greenery Day"},
    {"こどもの日", "Children's Day"},
    {"海の日", "Marine Day"},
    {"山の日", "Mountain Day"},
    {"敬老の日", "Respect for the Aged Day"},
    {"秋分の日", "Autumnal Equinox Day"},
    {"体育の日", "Health and Sports Day"},
    {"スポーツの日", "Sports Day"},
    {"文化の日", "Culture Day"},
    {"勤労感謝の日", "Labour Thanksgiving Day"},
    {"振替休日", "Substitute Holiday"},
    {"国民の休日", "Citizens' Holiday"},
    {"天皇の即位の日", "Day of the Emperor's Accession"},
    {"即位礼正殿の儀", "Day of the Enthronement Ceremony"},
    {"昭和天皇の大喪の礼", "Day of the Funeral of Emperor Showa"},
    {"皇太子明仁親王の結婚の儀", "Day of the Crown Prince's Wedding"},
    {"皇太子徳仁親王の結婚の儀", "Day of the Crown Prince's Wedding"},
};

/* Day of March (base 20.8431) or September (base 23.2488); before 1980 the offsets are
 * 20.8357 and 23.2588. */
static int
equinox(int year, double base, double base_before_1980)
{
	int since = year - 1980;
	int leaps = since >= 0 ? since / 4 : (year - 1983) / 4;

	return (int)((since >= 0 ? base : base_before_1980) + 0.242194 * since - leaps);
}

static bool
rule_fits(const struct rule *r, const struct civil *c)
{
	if (r->month != c->month || c->year < r->from || c->year > r->to)
		return false;
	if (r->day != 0)
		return r->day == c->day;
	return c->weekday == MONDAY && (c->day - 1) / 7 + 1 == r->nth;
}

/* A holiday by its own name, without those that arise from others. */
static const char *
named_holiday(int64_t day)
{
	struct civil c = civil_from_day(day);

	if (c.year < FIRST_YEAR || c.year > LAST_YEAR)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		if (rule_fits(&rules[i], &c))
			return rules[i].name;
	}
	if (c.year > FIRST_YEAR && c.month == 3 &&
	    c.day == equinox(c.year, 20.8431, 20.8357))
		return spring;
	if (c.month == 9 && c.day == equinox(c.year, 23.2488, 23.2588))
		return autumn;
	return NULL;
}

/* A holiday on a Sunday moves to the next day that is no holiday: since 12 April 1973,
 * until 2006 only to the Monday. */
static bool
is_substitute(int64_t day)
{
	struct civil c = civil_from_day(day);

	if (day < civil_day(1973, 4, 12))
		return false;
	if (c.year < 2007)
		return c.weekday == MONDAY && named_holiday(day - 1) != NULL;
	while (named_holiday(--day) != NULL) {
		if (civil_from_day(day).weekday == 0)
			return true;
	}
	return false;
}

/* Between two holidays, since 27 December 1985; until 2006 neither a Sunday nor a day
 * that already is off. */
static bool
is_citizens(int64_t day)
{
	struct civil c = civil_from_day(day);

	if (day < civil_day(1985, 12, 27) || (c.year < 2007 && c.weekday == 0))
		return false;
	return named_holiday(day - 1) != NULL && named_holiday(day + 1) != NULL;
}

static const char *
holiday_of_day(int64_t day)
{
	const char *name = named_holiday(day);

	if (name != NULL)
		return name;
	if (is_substitute(day))
		return substitute;
	return is_citizens(day) ? citizens : NULL;
}

const char *
holiday_name(int year, int month, int day)
{
	if (!civil_valid_date(year, month, day) || year > LAST_YEAR)
		return NULL;
	return holiday_of_day(civil_day(year, month, day));
}

const char *
holiday_name_en(const char *name_ja)
{
	for (size_t i = 0; i < ARRAY_LEN(english); i++) {
		if (str_eq(english[i].ja, name_ja))
			return english[i].en;
	}
	return NULL;
}

static bool
closed_by_desk(const struct workdays *w, const struct civil *c)
{
	char once[32], yearly[16];

	if (w->closed == NULL)
		return false;
	(void)snprintf(once, sizeof(once), "%04d-%02d-%02d", c->year, c->month, c->day);
	(void)snprintf(yearly, sizeof(yearly), "%02u-%02u", (unsigned)c->month % 100,
	    (unsigned)c->day % 100);
	return strlist_has(w->closed, once) || strlist_has(w->closed, yearly);
}

bool
workday(const struct workdays *w, int64_t day)
{
	struct civil c = civil_from_day(day);

	return c.weekday != 0 && c.weekday != 6 && holiday_of_day(day) == NULL &&
	       !closed_by_desk(w, &c);
}

/* A desk that is closed all year round would never find a day: then any day serves. */
enum { SEARCH_DAYS = 800 };

static int64_t
seek(const struct workdays *w, int64_t day, int step)
{
	for (int i = 0; i < SEARCH_DAYS; i++) {
		if (workday(w, day + (int64_t)i * step))
			return day + (int64_t)i * step;
	}
	return day;
}

int64_t
workday_next(const struct workdays *w, int64_t day)
{
	return seek(w, day, 1);
}

int64_t
workday_prev(const struct workdays *w, int64_t day)
{
	return seek(w, day, -1);
}

int64_t
workday_add(const struct workdays *w, int64_t day, int n)
{
	for (; n > 0; n--)
		day = workday_next(w, day + 1);
	for (; n < 0; n++)
		day = workday_prev(w, day - 1);
	return day;
}

static int64_t
time_on_day(int64_t day, int hour)
{
	struct civil c = civil_from_day(day);

	c.hour = hour;
	return civil_to_time(&c);
}

/* t itself within opening hours, else the next opening. */
static int64_t
next_open(const struct workdays *w, int64_t t)
{
	struct civil c = civil_from_time(t);
	int64_t day = civil_day(c.year, c.month, c.day);

	if (workday(w, day) && t < time_on_day(day, w->close_hour)) {
		int64_t opening = time_on_day(day, w->open_hour);

		return t > opening ? t : opening;
	}
	return time_on_day(workday_next(w, day + 1), w->open_hour);
}

int64_t
business_hours_after(const struct workdays *w, int64_t t, int hours)
{
	int64_t left = (int64_t)hours * HOUR_SEC;

	if (w->open_hour >= w->close_hour)
		return t + left;
	t = next_open(w, t);
	for (;;) {
		struct civil c = civil_from_time(t);
		int64_t day = civil_day(c.year, c.month, c.day);
		int64_t closing = time_on_day(day, w->close_hour);

		if (t + left <= closing)
			return t + left;
		left -= closing - t;
		t = next_open(w, closing);
	}
}
