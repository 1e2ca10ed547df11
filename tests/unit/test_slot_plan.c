/* Slots at random: whatever is wished, taken and refused, what is put to both sides can
 * take place. */
#include "clock.h"
#include "slot_plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROUNDS = 2000, DAY = 86400, WISHES = 12, TAKEN = 6, REFUSED = 6 };

static uint64_t seed = 20260601;

static int
any(int n)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (int)((seed >> 33) % (uint64_t)n);
}

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

struct world {
	struct config *config;
	struct workdays workdays;
	struct wish wishes[WISHES];
	struct taken taken[TAKEN];
	struct slot refused[REFUSED];
	struct slot_ask ask;
};

static char *
some_day(const struct world *w)
{
	int64_t t = w->ask.now + (int64_t)any(70) * DAY;
	char *first = any(3) ? civil_iso_date(t) : civil_iso_minute(t + any(24) * 3600),
	     *last, *both;

	if (any(4) || strchr(first, 'T'))
		return first;
	last = civil_iso_date(t + (int64_t)any(10) * DAY);
	both = xasprintf("%s/%s", first, last);
	free(first);
	free(last);
	return both;
}

static void
make(struct world *w)
{
	struct slot_ask *ask = &w->ask;

	*ask = (struct slot_ask){.config = w->config, .workdays = &w->workdays};
	assert_true(civil_parse_iso("2026-04-20T10:00", &ask->now));
	ask->now += (int64_t)any(250) * DAY;
	ask->first_day = day_of(ask->now) + 3 + any(14);
	ask->last_day = ask->first_day + any(10);
	ask->after = any(2) ? ask->now : 0;
	ask->before = any(4) ? 0 : ask->now + (int64_t)(20 + any(40)) * DAY;
	ask->wishes = w->wishes;
	ask->taken = w->taken;
	ask->refused = w->refused;
	for (ask->wishes_n = 0; ask->wishes_n < (size_t)any(WISHES); ask->wishes_n++)
		w->wishes[ask->wishes_n] =
		    (struct wish){.side = any(2) ? SLOT_COMPANY : SLOT_EXPERT,
		        .possible = any(2) == 1,
		        .day = some_day(w),
		        .half = any(3)};
	for (ask->taken_n = 0; ask->taken_n < (size_t)any(TAKEN); ask->taken_n++) {
		int64_t t = ask->now + (int64_t)any(30) * DAY + any(20) * 1800 - 3600;

		w->taken[ask->taken_n] = (struct taken){t, t + 10800, any(2) == 1};
	}
	for (ask->refused_n = 0; ask->refused_n < (size_t)any(REFUSED); ask->refused_n++)
		w->refused[ask->refused_n].starts_at =
		    ask->now - ask->now % DAY + (int64_t)any(30) * DAY + 4 * 3600 + 1800;
}

static void
clear(struct world *w)
{
	for (size_t i = 0; i < w->ask.wishes_n; i++)
		free(w->wishes[i].day);
}

/* The last word of a side on the day is that it cannot. */
static bool
ruled_out(const struct world *w, int64_t t)
{
	char *day = civil_iso_date(t);
	bool cannot[SLOT_SIDES] = {false, false};

	for (size_t i = 0; i < w->ask.wishes_n; i++) {
		const char *entry = w->wishes[i].day, *slash = strchr(entry, '/');

		if (strncmp(entry, day, 10) <= 0 &&
		    strncmp(slash ? slash + 1 : entry, day, 10) >= 0)
			cannot[w->wishes[i].side] = !w->wishes[i].possible;
	}
	free(day);
	return cannot[SLOT_COMPANY] || cannot[SLOT_EXPERT];
}

static bool
wished(const struct world *w, int64_t t)
{
	char *day = civil_iso_date(t);
	bool found = false;

	for (size_t i = 0; i < w->ask.wishes_n; i++) {
		const char *entry = w->wishes[i].day, *slash = strchr(entry, '/');

		found |= w->wishes[i].possible && strncmp(entry, day, 10) <= 0 &&
		         strncmp(slash ? slash + 1 : entry, day, 10) >= 0;
	}
	free(day);
	return found;
}

static void
check_time(const struct world *w, const struct span *s)
{
	struct civil from = civil_from_time(s->starts_at),
	             to = civil_from_time(s->ends_at);

	assert_true(s->starts_at > w->ask.now);
	assert_true(workday(&w->workdays, day_of(s->starts_at)));
	assert_true(from.hour >= 9 && from.day == to.day);
	assert_true(to.hour < 17 || (to.hour == 17 && to.minute == 0));
	assert_true(s->ends_at - s->starts_at >= 7200);
	assert_true(s->ends_at - s->starts_at <= 10800);
	assert_true(!w->ask.after || s->starts_at >= w->ask.after);
	assert_true(!w->ask.before || s->ends_at <= w->ask.before);
	for (size_t i = 0; i < w->ask.taken_n; i++)
		assert_false(s->starts_at < w->taken[i].ends_at &&
		             w->taken[i].starts_at < s->ends_at);
}

static void
test_every_slot_can_be(void **state)
{
	struct world w = {.config = config_default()};
	size_t found = 0;

	(void)state;
	w.workdays = (struct workdays){.closed = &w.config->calendar.closed,
	    .open_hour = w.config->calendar.open_hour,
	    .close_hour = w.config->calendar.close_hour};
	for (int round = 0; round < ROUNDS; round++) {
		struct span s[SLOTS_A_ROUND];
		size_t n;

		make(&w);
		n = slot_plan(&w.ask, s);
		for (size_t i = 0; i < n; i++) {
			check_time(&w, &s[i]);
			assert_false(ruled_out(&w, s[i].starts_at));
			assert_true(day_of(s[i].starts_at) >= w.ask.first_day);
			assert_true(day_of(s[i].starts_at) <= w.ask.last_day ||
			            wished(&w, s[i].starts_at));
			for (size_t k = 0; k < i; k++)
				assert_true(s[k].starts_at != s[i].starts_at);
			for (size_t k = 0; k < w.ask.refused_n; k++)
				assert_true(w.refused[k].starts_at != s[i].starts_at);
		}
		found += n;
		clear(&w);
	}
	assert_true(found > ROUNDS);
	config_free(w.config);
}

static void
test_every_named_day_that_fits_can_be(void **state)
{
	struct world w = {.config = config_default()};
	size_t fits = 0;

	(void)state;
	w.workdays = (struct workdays){.closed = &w.config->calendar.closed,
	    .open_hour = w.config->calendar.open_hour,
	    .close_hour = w.config->calendar.close_hour};
	for (int round = 0; round < ROUNDS; round++) {
		make(&w);
		for (size_t i = 0; i < w.ask.wishes_n; i++) {
			struct span s[SLOTS_A_ROUND];
			size_t n = 0;
			enum day_trouble t = slot_of_wish(&w.ask, &w.wishes[i], s, &n);

			assert_true((t == DAY_FITS) == (n > 0));
			for (size_t k = 0; k < n; k++)
				check_time(&w, &s[k]);
			fits += n;
		}
		clear(&w);
	}
	assert_true(fits > ROUNDS);
	config_free(w.config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_slot_can_be),
	    cmocka_unit_test(test_every_named_day_that_fits_can_be),
	};

	return cmocka_run_group_tests_name("slot_plan", tests, NULL, NULL);
}
