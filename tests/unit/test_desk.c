/* The small certainties below the desk: time, state table, tokens, dates of visits. */
#include "case_state.h"
#include "clock.h"
#include "token.h"
#include "visit_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int64_t
at(const char *iso)
{
	int64_t t = 0;

	assert_true(civil_parse_iso(iso, &t));
	return t;
}

static void
check_text(char *got, const char *expected)
{
	assert_string_equal(got, expected);
	free(got);
}

/* --- clock.c --- */

static void
test_civil_days(void **state)
{
	(void)state;
	for (int64_t day = -800000; day < 800000; day += 37) {
		struct civil c = civil_from_day(day);

		assert_int_equal(civil_day(c.year, c.month, c.day), day);
		assert_true(civil_valid_date(c.year, c.month, c.day) || c.year < 1);
		assert_int_equal(c.weekday, ((day + 4) % 7 + 7) % 7);
	}
	assert_false(civil_valid_date(2026, 4, 31));
	assert_false(civil_valid_date(2026, 2, 29));
	assert_true(civil_valid_date(2028, 2, 29));
	assert_false(civil_valid_date(2026, 13, 1));
}

static void
test_japan_is_nine_hours_ahead(void **state)
{
	static const char *const zones[] = {"UTC", "Asia/Tokyo", "America/New_York"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		assert_int_equal(setenv("TZ", zones[i], 1), 0);
		assert_int_equal(at("2026-12-01T10:00"), 1796086800);
		check_text(civil_iso_datetime(1796086800), "2026-12-01T10:00:00+09:00");
		check_text(civil_ja_datetime(1796086800), "2026年12月1日（火）10:00");
		check_text(
		    civil_en_datetime(1796086800), "Tuesday, 1 December 2026, 10:00 JST");
	}
}

static void
test_iso_times(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-13-01", "2026-02-30",
	    "2026-01-01T25:00", "2026-01-01T10", "2026-01-01x",
	    "2026-01-01T10:00:00+09:00x"};
	int64_t t;

	(void)state;
	assert_false(civil_parse_iso(NULL, &t));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(civil_parse_iso(bad[i], &t));
	assert_int_equal(at("2026-12-01T01:00:00Z"), at("2026-12-01T10:00"));
	assert_int_equal(at("2026-12-01T10:00:00+09:00"), at("2026-12-01T10:00"));
	assert_int_equal(at("2026-11-30T20:00:00-05:00"), at("2026-12-01T10:00"));
}

/* --- case_state.c --- */

static void
test_every_state_can_be_reached_and_left(void **state)
{
	size_t states_n, steps_n;
	const char *const *states = case_states(&states_n);
	const struct case_step *steps = case_steps(&steps_n);

	(void)state;
	for (size_t i = 0; i < states_n; i++) {
		bool reached = str_eq(states[i], "received"), left = false;

		for (size_t k = 0; k < steps_n; k++) {
			reached = reached || str_eq(steps[k].to, states[i]);
			left = left || str_eq(steps[k].from, states[i]);
		}
		assert_true(reached);
		assert_true(left);
		assert_string_not_equal(case_state_label(states[i]), states[i]);
	}
}

static void
test_steps_are_known_and_unique(void **state)
{
	size_t n;
	const struct case_step *steps = case_steps(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_true(case_state_known(steps[i].from));
		assert_true(case_state_known(steps[i].to));
		assert_string_equal(
		    case_next_state(steps[i].from, steps[i].trigger), steps[i].to);
		for (size_t k = i + 1; k < n; k++)
			assert_false(str_eq(steps[i].from, steps[k].from) &&
			             steps[i].trigger == steps[k].trigger);
	}
	assert_null(case_next_state("closed", TRIGGER_ACCEPTED));
	assert_null(case_next_state("withdrawn", TRIGGER_OFFER_MADE));
	assert_null(case_next_state("nonsense", TRIGGER_CLOSED));
}

/* --- token.c --- */

static void
test_token_is_good_for_its_recipient_only(void **state)
{
	struct secret key = {.id = 1, .key = "0123456789abcdef0123456789abcde"};
	struct secret other = {.id = 1, .key = "another key, as long as the rest"};
	char *address = token_address(&key, "soudan@desk.example.jp", 'o', 42, 1780000000,
	    "Taro@Experts.example.jp");
	struct token t;

	(void)state;
	assert_true(token_parse(address, "soudan@desk.example.jp", &t));
	assert_int_equal(t.kind, 'o');
	assert_int_equal(t.id, 42);
	assert_int_equal(t.until, 1780000000);
	assert_true(token_good(&t, &key, "taro@experts.example.jp"));
	assert_true(token_good(&t, &key, "TARO@experts.example.jp"));
	assert_false(token_good(&t, &key, "jiro@experts.example.jp"));
	assert_false(token_good(&t, &key, NULL));
	assert_false(token_good(&t, &other, "taro@experts.example.jp"));
	t.until += 86400; /* nobody makes it good for longer */
	assert_false(token_good(&t, &key, "taro@experts.example.jp"));
	t.until = 0;
	assert_false(token_good(&t, &key, "taro@experts.example.jp"));
	t.until = 1780000000;
	t.id = 43;
	assert_false(token_good(&t, &key, "taro@experts.example.jp"));
	assert_true(strchr(address, '@') - address <= 64); /* RFC 5321, 4.5.3.1.1 */
	free(address);
}

static void
test_token_survives_case_folding(void **state)
{
	struct secret key = {.id = 7, .key = "0123456789abcdef0123456789abcde"};
	char *address =
	    token_address(&key, "soudan@desk.example.jp", 'c', 5, 0, "a@example.jp");
	struct token t;

	(void)state;
	for (char *p = address; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	assert_true(token_parse(address, "soudan@desk.example.jp", &t));
	assert_true(token_good(&t, &key, "a@example.jp"));
	free(address);
}

/* Mails that were sent before tokens had a time are still answered. The MAC was worked
 * out apart, from the text that was signed then. */
static void
test_token_of_the_first_form(void **state)
{
	struct secret key = {.id = 1, .key = "0123456789abcdef0123456789abcde"};
	struct token t;

	(void)state;
	assert_true(token_parse("soudan+o42.k1.scjglin36j2oflwr5js5@desk.example.jp",
	    "soudan@desk.example.jp", &t));
	assert_int_equal(t.kind, 'o');
	assert_int_equal(t.until, 0);
	assert_true(token_good(&t, &key, "taro@experts.example.jp"));
	assert_false(token_good(&t, &key, "jiro@experts.example.jp"));
	t.until = 1780000000;
	assert_false(token_good(&t, &key, "taro@experts.example.jp"));
}

static void
test_what_is_no_token(void **state)
{
	static const char *const bad[] = {"soudan@desk.example.jp",
	    "soudan+@desk.example.jp", "soudan+c1@desk.example.jp",
	    "soudan+c1.k1.short@desk.example.jp",
	    "soudan+x1.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c0.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c-1.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c+1.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c 1.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c1.k9999999999.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.e.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.e0.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.e-9.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.e9999999999999999999.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.1780000000.aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+o1.k1.e1780000000.@desk.example.jp",
	    "soudan+o1.k1.e1780000000aaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c1.k1.aaaaaaaaaaaaaaaaaaaaa@desk.example.jp",
	    "soudan+c1.k1.aaaaaaaaaaaaaaaaaaaa@other.example.jp",
	    "other+c1.k1.aaaaaaaaaaaaaaaaaaaa@desk.example.jp", "", "@", "+@"};
	struct token t;

	(void)state;
	assert_false(token_parse(NULL, "soudan@desk.example.jp", &t));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(token_parse(bad[i], "soudan@desk.example.jp", &t));
}

/* --- visit_plan.c --- */

static struct config plan_config = {
    .visits = {.start_hour = 13, .start_minute = 30, .length_minutes = 180}};
static const struct strlist no_days;
static const struct workdays week = {
    .closed = &no_days, .open_hour = 9, .close_hour = 17};

static int64_t
day_of(const char *iso)
{
	struct civil c = civil_from_time(at(iso));

	return civil_day(c.year, c.month, c.day);
}

static void
check_plan(const struct visit_wishes *wishes, const char *from, const char *expected)
{
	check_text(civil_iso_minute(
	               visit_plan(&plan_config, &week, wishes, day_of(from), 7, 14)),
	    expected);
}

static void
test_plan_takes_wishes_that_fit(void **state)
{
	char *days[] = {"2026-06-20", "2026-06-10/2026-06-11"};
	char *moment[] = {"2026-06-09T10:00"};
	struct strlist wanted = {days, 2}, wanted_moment = {moment, 1};
	struct visit_wishes none = {.wanted = &no_days, .unavailable = &no_days};
	struct visit_wishes some = {.wanted = &wanted, .unavailable = &no_days};
	struct visit_wishes exact = {.wanted = &wanted_moment, .unavailable = &no_days};

	(void)state;
	check_plan(&none, "2026-06-01", "2026-06-08T13:30");
	check_plan(&some, "2026-06-01", "2026-06-10T13:30");
	check_plan(&exact, "2026-06-01", "2026-06-09T10:00");
}

static void
test_plan_avoids_days_off(void **state)
{
	char *days[] = {"2026-06-08/2026-06-12"};
	struct strlist out = {days, 1};
	const struct taken busy[] = {{.starts_at = at("2026-06-15T09:00")}};
	struct visit_wishes wishes = {
	    .wanted = &no_days, .unavailable = &out, .busy = busy, .busy_n = 1};
	struct visit_wishes none = {.wanted = &no_days, .unavailable = &no_days};

	(void)state;
	check_plan(&wishes, "2026-06-01", "2026-06-16T13:30");
	/* 2026-05-03 to 06 are holidays, 2 and 9 a Saturday. */
	check_plan(&none, "2026-04-26", "2026-05-07T13:30");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_civil_days),
	    cmocka_unit_test(test_japan_is_nine_hours_ahead),
	    cmocka_unit_test(test_iso_times),
	    cmocka_unit_test(test_every_state_can_be_reached_and_left),
	    cmocka_unit_test(test_steps_are_known_and_unique),
	    cmocka_unit_test(test_token_is_good_for_its_recipient_only),
	    cmocka_unit_test(test_token_survives_case_folding),
	    cmocka_unit_test(test_token_of_the_first_form),
	    cmocka_unit_test(test_what_is_no_token),
	    cmocka_unit_test(test_plan_takes_wishes_that_fit),
	    cmocka_unit_test(test_plan_avoids_days_off),
	};

	return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
