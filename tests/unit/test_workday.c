/* Holidays against the published lists, working days and business hours. */
#include "clock.h"
#include "workday.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* All holidays of a year, "m/d" each. */
static const struct {
	int year;
	const char *days;
} years[] = {
    {1988, "1/1 1/15 2/11 3/20 3/21 4/29 5/3 5/4 5/5 9/15 9/23 10/10 11/3 11/23"},
    {1999, "1/1 1/15 2/11 3/21 3/22 4/29 5/3 5/4 5/5 7/20 9/15 9/23 10/10 10/11 11/3 "
           "11/23 12/23"},
    {2009, "1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 "
           "11/23 12/23"},
    {2018, "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 "
           "11/3 11/23 12/23 12/24"},
    {2019, "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 "
           "9/23 10/14 10/22 11/3 11/4 11/23"},
    {2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 "
           "11/3 11/23"},
    {2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 "
           "11/23"},
    {2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 "
           "11/23"},
    {2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 "
           "11/23"},
    {2024, "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 "
           "9/23 10/14 11/3 11/4 11/23"},
    {2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 "
           "11/3 11/23 11/24"},
    {2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 "
           "11/3 11/23"},
    {2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 "
           "11/3 11/23"},
    {1947, ""},
    {2100, ""},
};

static void
test_years(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(years); i++) {
		char got[512] = "";
		size_t n = 0;

		for (int m = 1; m <= 12; m++) {
			for (int d = 1; d <= 31; d++) {
				if (holiday_name(years[i].year, m, d) == NULL)
					continue;
				n += (size_t)snprintf(got + n, sizeof(got) - n, "%s%d/%d",
				    n ? " " : "", m, d);
			}
		}
		assert_string_equal(got, years[i].days);
	}
}

static void
test_names(void **state)
{
	static const struct {
		int year, month, day;
		const char *ja, *en;
	} table[] = {
	    {2026, 5, 6, "振替休日", "Substitute Holiday"},
	    {2026, 9, 22, "国民の休日", "Citizens' Holiday"},
	    {2026, 9, 23, "秋分の日", "Autumnal Equinox Day"},
	    {2019, 4, 30, "国民の休日", "Citizens' Holiday"},
	    {2019, 5, 1, "天皇の即位の日", "Day of the Emperor's Accession"},
	    {2019, 10, 22, "即位礼正殿の儀", "Day of the Enthronement Ceremony"},
	    {1988, 4, 29, "天皇誕生日", "Emperor's Birthday"},
	    {1989, 4, 29, "みどりの日", "Greenery Day"},
	    {2007, 4, 29, "昭和の日", "Showa Day"},
	    {2020, 7, 24, "スポーツの日", "Sports Day"},
	    {1951, 3, 21, "春分の日", "Vernal Equinox Day"},
	    {1973, 4, 30, "振替休日", "Substitute Holiday"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const char *ja =
		    holiday_name(table[i].year, table[i].month, table[i].day);

		assert_non_null(ja);
		assert_string_equal(ja, table[i].ja);
		assert_string_equal(holiday_name_en(ja), table[i].en);
	}
	assert_null(holiday_name(2018, 5, 1));
	assert_null(holiday_name(2026, 2, 30));
	assert_null(holiday_name(2026, 13, 1));
	assert_null(holiday_name(1949, 1, 2));
	assert_null(holiday_name_en("誕生日"));
	assert_null(holiday_name_en(NULL));
}

static void
test_days(void **state)
{
	static const struct {
		int month, day, add;
		int to_month, to_day;
	} table[] = {
	    {5, 1, 1, 5, 7},
	    {5, 7, -1, 5, 1},
	    {9, 18, 1, 9, 24},
	    {9, 22, 0, 9, 22},
	    {8, 7, 2, 8, 13}, /* 8/11 holiday, 8/12 closed once */
	    {12, 28, 1, 1, 5},
	};
	struct strlist closed = {0};
	struct workdays w = {&closed, 9, 17};

	(void)state;
	strlist_split(&closed, "12-29 12-30 12-31 01-02 01-03 01-04 2026-08-12", " ");
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		int64_t from = civil_day(2026, table[i].month, table[i].day);
		struct civil to = civil_from_day(workday_add(&w, from, table[i].add));

		assert_int_equal(to.month, table[i].to_month);
		assert_int_equal(to.day, table[i].to_day);
	}
	assert_true(workday(&w, civil_day(2027, 8, 12)));
	assert_int_equal(workday_next(&w, civil_day(2026, 5, 2)), civil_day(2026, 5, 7));
	assert_int_equal(workday_prev(&w, civil_day(2026, 5, 6)), civil_day(2026, 5, 1));
	assert_int_equal(workday_next(&w, civil_day(2026, 5, 7)), civil_day(2026, 5, 7));
	strlist_free(&closed);
}

static void
test_hours(void **state)
{
	static const struct {
		const char *from;
		int hours;
		const char *to;
	} table[] = {
	    {"2026-06-01T10:00", 4, "2026-06-01T14:00"},
	    {"2026-06-01T16:30", 1, "2026-06-02T09:30"},
	    {"2026-06-05T16:00", 1, "2026-06-05T17:00"},
	    {"2026-06-05T20:00", 2, "2026-06-08T11:00"},
	    {"2026-06-06T12:00", 0, "2026-06-08T09:00"},
	    {"2026-05-01T09:00", 24, "2026-05-08T17:00"},
	    {"2026-06-01T03:00", 8, "2026-06-01T17:00"},
	};
	struct workdays w = {NULL, 9, 17};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		int64_t t;
		char *got;

		assert_true(civil_parse_iso(table[i].from, &t));
		got = civil_iso_minute(business_hours_after(&w, t, table[i].hours));
		assert_string_equal(got, table[i].to);
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_years),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_days),
	    cmocka_unit_test(test_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
