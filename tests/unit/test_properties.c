/*
 * Random lists and cases, played: the match, the batch and the dialogue together, by
 * every kind of event in any order, with rules that are checked after each of them
 * (world_rules.h).
 *
 *   test_properties               a share, for every run of the unit tests
 *   test_properties FIRST COUNT   worlds by their seeds
 *   test_properties SEED          one, telling each step
 */
#include "world_events.h"

#ifdef MADOGUCHI_SANITIZED
enum { SHARE = 60 };
#else
enum { SHARE = 400 };
#endif

static struct {
	unsigned long long first;
	size_t worlds;
	bool tell;
} run = {1, SHARE, false};

/* --- a course of events --- */

static const struct event {
	const char *name;
	void (*happens)(struct world *w);
	unsigned share;
} events[] = {
    {"new case", new_case, 22},
    {"send", sends, 20},
    {"accept", accepts, 18},
    {"decline", declines, 9},
    {"condition", asks_back, 4},
    {"gives up", gives_up, 2},
    {"absence", is_away, 3},
    {"bounce", bounces, 3},
    {"company withdraws", withdraws, 1},
    {"many letters", many_letters, 4},
    {"assign", assigns, 4},
    {"replace", replaces, 1},
    {"search", searches, 2},
    {"close or reopen", closes_or_opens, 1},
    {"approve", approves, 4},
    {"answer", replies, 3},
    {"batch", runs_batch, 4},
    {"list", changes_list, 3},
    {"hours", hours_pass, 7},
    {"days", days_pass, 1},
    {"restart", restarts, 1},
};

static struct {
	size_t worlds, pairs, steps, events[ARRAY_LEN(events)];
} total;

static void
step_done(struct world *w)
{
	check_world(w);
	if (run.tell)
		print_message("step %d: %s\n", w->step, w->event);
	total.steps++;
	w->step++;
}

static size_t
draw_event(struct world *w)
{
	unsigned all = 0, at;
	size_t i = 0;

	for (size_t k = 0; k < ARRAY_LEN(events); k++)
		all += events[k].share;
	at = dice(w, all);
	while (at >= events[i].share)
		at -= events[i++].share;
	return i;
}

static void
play_world(struct world *w, uint64_t seed, bool always_restart)
{
	world_begin(w, seed);
	*w->rules = (struct rules_state){0};
	for (size_t n = 5 + 4 * w->cases_most; n > 0; n--) {
		size_t i = draw_event(w);

		w->event = events[i].name;
		events[i].happens(w);
		total.events[i]++;
		step_done(w);
		if (always_restart)
			play_restart(&w->p);
	}
	while (w->cases_n < w->cases_most) {
		open_some_case(w);
		step_done(w);
	}
}

/* Every letter that was written: when, to whom, which, and what became of it. */
static char *
letters_of(struct world *w)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(w->p.d.store, 0, NULL, &n);
	char *text = xstrdup("");

	for (size_t i = 0; i < n; i++) {
		char *more =
		    xasprintf("%s%lld %s %s %s\n", text, (long long)rows[i].created,
		        rows[i].recipient, rows[i].template_name, rows[i].state);

		free(text);
		text = more;
	}
	outbox_rows_free(rows, n);
	return text;
}

static void
test_random_worlds(void **state)
{
	static struct world w;
	struct rules_state rules;
	size_t tally[TALLIES] = {0};

	(void)state;
	play_open(&w.p);
	w.rules = &rules;
	for (unsigned long long seed = run.first; seed < run.first + run.worlds; seed++) {
		play_world(&w, seed, false);
		total.worlds++;
		total.pairs += w.cases_n;
		for (size_t i = 0; i < TALLIES; i++)
			tally[i] += rules.tally[i];
	}
	play_close(&w.p);
	print_message("%zu lists, %zu lists × cases, %zu steps from seed %llu: "
	              "%zu acceptances (%zu late), %zu declined, %zu lapsed, "
	              "%zu bounced, %zu cancelled, %zu released\n",
	    total.worlds, total.pairs, total.steps, run.first, tally[ACCEPTED],
	    tally[LATE], tally[DECLINED], tally[LAPSED], tally[BOUNCED], tally[CANCELLED],
	    tally[RELEASED]);
	/* All of it happens, and often. */
	if (run.worlds < SHARE)
		return;
	for (size_t i = 0; i < TALLIES; i++)
		assert_true(
		    tally[i] > (i == LATE ? total.worlds / 100 : total.worlds / 20));
	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		assert_true(total.events[i] > total.worlds / 10);
	assert_true(total.pairs >= 5 * total.worlds);
}

/* A restart after every event gives the same letters as none. */
static void
test_restarts_change_nothing(void **state)
{
	static struct world w;
	struct rules_state rules;

	(void)state;
	play_open(&w.p);
	w.rules = &rules;
	for (size_t i = 0; i < 1 + run.worlds / 100; i++) {
		char *once, *again;

		play_world(&w, run.first + i, false);
		once = letters_of(&w);
		play_world(&w, run.first + i, true);
		again = letters_of(&w);
		if (!str_eq(once, again))
			fail_msg(
			    "seed %llu: other letters after restarts", run.first + i);
		free(once);
		free(again);
	}
	play_close(&w.p);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_worlds),
	    cmocka_unit_test(test_restarts_change_nothing),
	};

	if (argc > 1) {
		run.first = strtoull(argv[1], NULL, 10);
		run.worlds = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
		run.tell = argc == 2;
	}
	return cmocka_run_group_tests_name("properties", tests, NULL, NULL);
}
