/* How long a chat that cannot be posted to is left alone, and when that is told. */

#include "chat_trouble.h"
#include "store_fixture.h"

static void
test_pauses_double(void **state)
{
	static const int64_t pauses[] = {15, 30, 60, 120, 240, 480, 900, 900, 900};
	struct chat_trouble t = {0};
	int64_t now = 1000;

	(void)state;
	assert_false(chat_trouble_pauses(&t, now));
	for (size_t i = 0; i < ARRAY_LEN(pauses); i++) {
		(void)!chat_trouble_failed(&t, now, 0, false);
		assert_int_equal(t.until - now, pauses[i]);
		assert_true(chat_trouble_pauses(&t, t.until - 1));
		assert_false(chat_trouble_pauses(&t, t.until));
		now = t.until;
	}
}

/* A day of failures: about a hundred tries, not thousands. */
static void
test_a_day(void **state)
{
	struct chat_trouble t = {0};
	int64_t now = 0;
	int tries = 0;

	(void)state;
	for (; now < 86400; tries++) {
		(void)!chat_trouble_failed(&t, now, 0, false);
		now = t.until;
	}
	assert_in_range(tries, 90, 110);
}

static void
test_as_long_as_it_asks(void **state)
{
	struct chat_trouble t = {0};

	(void)state;
	(void)!chat_trouble_failed(&t, 1000, 3600, false);
	assert_int_equal(t.until, 4600);
	/* Less than the pause is not worth a try. */
	(void)!chat_trouble_failed(&t, 4600, 2, false);
	assert_int_equal(t.until, 4630);
}

static void
test_when_it_is_told(void **state)
{
	struct chat_trouble t = {0};

	(void)state;
	assert_false(chat_trouble_failed(&t, 1000, 0, false));
	assert_false(chat_trouble_failed(&t, 1599, 0, false));
	assert_true(chat_trouble_failed(&t, 1600, 0, false));
	t = (struct chat_trouble){0};
	assert_true(chat_trouble_failed(&t, 1000, 0, true));
}

static void
test_one_event(void **state)
{
	struct fixture *f = *state;
	struct chat_trouble t = {0};
	struct event_row *rows;
	size_t n;

	assert_false(chat_trouble_known(f->s, "slack"));
	assert_true(chat_trouble_tell(f->s, "slack", "away", 1000));
	assert_false(chat_trouble_tell(f->s, "slack", "away", 2000));
	assert_true(chat_trouble_known(f->s, "slack"));
	assert_false(chat_trouble_known(f->s, "mattermost"));
	rows = store_event_open(f->s, &n);
	assert_int_equal(n, 1);
	assert_non_null(strstr(rows[0].text, "チャットslackに"));
	event_rows_free(rows, n);

	(void)!chat_trouble_failed(&t, 2000, 0, false);
	chat_trouble_over(&t, f->s, "slack");
	assert_false(chat_trouble_pauses(&t, 2000));
	assert_false(chat_trouble_known(f->s, "slack"));
	rows = store_event_open(f->s, &n);
	assert_int_equal(n, 0);
	event_rows_free(rows, n);
	assert_true(chat_trouble_tell(f->s, "slack", "away", 3000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pauses_double),
	    cmocka_unit_test(test_a_day),
	    cmocka_unit_test(test_as_long_as_it_asks),
	    cmocka_unit_test(test_when_it_is_told),
	    cmocka_unit_test_setup_teardown(
	        test_one_event, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
