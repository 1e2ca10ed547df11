/* After a start timers wait for the mail, and not for ever. */
#include "store_fixture.h"

#include "hold.h"

enum { MINUTE = 60, DAY = 86400 };

struct scene {
	struct store *s;
	struct config_source sources[2];
	struct config config;
	int64_t ids[2];
};

static void
scene_begin(struct scene *s, void **state)
{
	static char names[2][8] = {"inbox", "other"};
	struct fixture *f = *state;

	*s = (struct scene){.s = f->s};
	for (int i = 0; i < 2; i++) {
		s->sources[i].name = names[i];
		s->ids[i] = store_source(f->s, names[i]).id;
		store_source_checked(f->s, s->ids[i], NOW - 1000, NULL);
	}
	s->config.sources = s->sources;
	s->config.sources_n = 2;
}

static bool
held(struct scene *s, struct hold *h, int64_t due_at, int64_t now)
{
	return hold_timers(h, s->s, &s->config, due_at, now);
}

/* Both sources must have been looked at; from then on nothing waits. */
static void
test_until_all_were_looked_at(void **state)
{
	struct scene s;
	struct hold h = {.started = NOW};

	scene_begin(&s, state);
	assert_true(held(&s, &h, NOW - 500, NOW));
	store_source_checked(s.s, s.ids[0], NOW + 1, NULL);
	assert_true(held(&s, &h, NOW - 500, NOW + 1));
	store_source_checked(s.s, s.ids[1], NOW + 2, NULL);
	assert_false(held(&s, &h, NOW - 500, NOW + 2));
	assert_true(h.over);
	assert_false(held(&s, &h, NOW + 3, NOW + 3));
}

/* What was due before the last look may fire, and only that. */
static void
test_what_was_looked_at_before(void **state)
{
	struct scene s;
	struct hold h = {.started = NOW};

	scene_begin(&s, state);
	assert_false(held(&s, &h, NOW - 1000, NOW));
	assert_false(h.over);
	assert_true(held(&s, &h, NOW - 999, NOW));
	h.once = true;
	assert_false(held(&s, &h, NOW - 1000, NOW));
	assert_true(held(&s, &h, NOW - 999, NOW));
}

/* The processes of one start do not begin in the same second: what fetch looked at just
 * before work began is what came with this start. */
static void
test_one_start(void **state)
{
	struct scene s;
	struct hold h = {.started = NOW, .once = true};

	scene_begin(&s, state);
	store_source_checked(s.s, s.ids[0], NOW - 1, NULL);
	store_source_checked(s.s, s.ids[1], NOW - 6, NULL);
	assert_true(held(&s, &h, NOW, NOW));
	store_source_checked(s.s, s.ids[1], NOW - 1, NULL);
	assert_false(held(&s, &h, NOW, NOW));
}

static void
test_an_outage_holds_nothing_up(void **state)
{
	struct scene s;
	struct hold h = {.started = NOW};

	scene_begin(&s, state);
	store_source_checked(s.s, s.ids[0], NOW, "the server is away");
	store_source_checked(s.s, s.ids[1], NOW, NULL);
	assert_false(held(&s, &h, NOW - 500, NOW));
}

static void
test_not_for_ever(void **state)
{
	struct scene s;
	struct hold h = {.started = NOW}, once = {.started = NOW, .once = true};

	scene_begin(&s, state);
	assert_true(held(&s, &h, NOW - 500, NOW + MINUTE));
	assert_false(held(&s, &h, NOW - 500, NOW + MINUTE + 1));
	assert_false(held(&s, &h, NOW - 500, NOW - DAY)); /* the clock was put back */
	assert_true(held(&s, &once, NOW - 500, NOW + DAY));
	assert_false(held(&s, &once, NOW - 500, NOW + 3 * DAY));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_until_all_were_looked_at),
	    STORE_TEST(test_what_was_looked_at_before),
	    STORE_TEST(test_one_start),
	    STORE_TEST(test_an_outage_holds_nothing_up),
	    STORE_TEST(test_not_for_ever),
	};

	return cmocka_run_group_tests_name("hold", tests, NULL, NULL);
}
