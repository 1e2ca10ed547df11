/* The pace of questions to a provider: never more than it allows, and no fewer than half.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "chat_pace.h"

enum { QUESTIONS = 2000 };

/* When each of so many questions is asked, by one who asks as soon as he may. */
static void
ask(struct chat_pace *p, int64_t begin, int64_t *at, size_t n)
{
	int64_t now = begin;

	for (size_t i = 0; i < n; i++) {
		int64_t ms;

		while ((ms = chat_pace_wait(p, now)) > 0)
			now += ms;
		at[i] = now;
	}
}

/* The most in any sixty seconds. */
static size_t
most_in_a_minute(const int64_t *at, size_t n)
{
	size_t most = 0, first = 0;

	for (size_t i = 0; i < n; i++) {
		while (at[i] - at[first] >= 60000)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

static void
test_never_too_many(void **state)
{
	static const int limits[] = {1, 2, 3, 10, 40, 50, 299};
	int64_t at[QUESTIONS];

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		size_t n = (size_t)limits[i] * 5;
		struct chat_pace p;

		chat_pace_init(&p, limits[i], 1000);
		ask(&p, 1000, at, n);
		/* One a minute: the burst is that one. */
		assert_in_range(
		    most_in_a_minute(at, n), 1, limits[i] > 1 ? (uintmax_t)limits[i] : 2);
		/* And not so slow that a backlog never ends. */
		assert_in_range(at[n - 1] - at[0], 0, 10 * 60000);
	}
}

static void
test_a_usual_look_does_not_wait(void **state)
{
	struct chat_pace p;
	int64_t at[25];

	(void)state;
	chat_pace_init(&p, 50, 0);
	ask(&p, 0, at, 25);
	assert_int_equal(at[24], 0);
	/* Half a minute later half of the half is there again. */
	ask(&p, 30000, at, 12);
	assert_int_equal(at[11], 30000);
	assert_true(chat_pace_wait(&p, 30000) > 0);
}

static void
test_after_a_night_no_more_than_at_first(void **state)
{
	struct chat_pace p;
	int64_t at[60];

	(void)state;
	chat_pace_init(&p, 50, 0);
	ask(&p, 8 * 3600 * 1000, at, 60);
	assert_in_range(most_in_a_minute(at, 60), 40, 50);
	/* A clock that stands still, or goes back, gives nothing away. */
	assert_true(chat_pace_wait(&p, at[59]) > 0);
	assert_true(chat_pace_wait(&p, at[59] - 5000) > 0);
}

static void
test_no_limit(void **state)
{
	struct chat_pace p;
	int64_t at[1000];

	(void)state;
	chat_pace_init(&p, 0, 0);
	ask(&p, 0, at, 1000);
	assert_int_equal(at[999], 0);
}

static void
test_shares(void **state)
{
	struct config_source source = {.kind = SOURCE_SLACK};
	struct chat_pace reader, poster;

	(void)state;
	chat_pace_reader(&reader, &source);
	chat_pace_poster(&poster, &source);
	assert_int_equal(reader.per_minute + poster.per_minute, chat_slack.per_minute);
	source.requests_per_minute = 8;
	chat_pace_reader(&reader, &source);
	chat_pace_poster(&poster, &source);
	assert_int_equal(reader.per_minute, 6);
	assert_int_equal(poster.per_minute, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_never_too_many),
	    cmocka_unit_test(test_a_usual_look_does_not_wait),
	    cmocka_unit_test(test_after_a_night_no_more_than_at_first),
	    cmocka_unit_test(test_no_limit),
	    cmocka_unit_test(test_shares),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
