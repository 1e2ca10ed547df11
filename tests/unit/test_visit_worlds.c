/*
 * Random worlds of visits: dates agreed by slots or proposed at once, moved, dropped,
 * held, reported, by every kind of event in any order, with rules that are checked after
 * each of them (visit_rules.h).
 *
 *   test_visit_worlds               a share, for every run of the unit tests
 *   test_visit_worlds FIRST COUNT   worlds by their seeds
 *   test_visit_worlds SEED          one, telling each step
 */
#include "visit_desk.h"

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

/* Of fewer worlds nothing is said of how often things happen. */
enum { FEW = 400 };

static const struct event {
	const char *name;
	void (*happens)(struct visit_world *w);
	unsigned share;
} events[] = {
    {"new case", new_case, 8},
    {"send", sends, 10},
    {"choose slots", chooses, 34},
    {"name days", names_days, 9},
    {"refuse", refuses, 5},
    {"name a day that is none", names_no_day, 2},
    {"agree", agrees, 5},
    {"calendar", answers_by_calendar, 9},
    {"report", reports, 16},
    {"did not meet", did_not_meet, 2},
    {"would end", would_end, 3},
    {"give up", gives_up, 2},
    {"take over", takes_over, 3},
    {"survey", answers_survey, 3},
    {"away", is_away, 1},
    {"operator moves", operator_moves, 2},
    {"operator settles", operator_settles, 4},
    {"operator asks", operator_asks, 1},
    {"operator replaces", operator_replaces, 1},
    {"operator closes", operator_closes, 1},
    {"approve", operator_approves, 3},
    {"hours", hours_pass, 5},
    {"days", days_pass, 3},
    {"a visit passes", visit_passes, 7},
    {"restart", restarts, 1},
};

static struct {
	size_t worlds, cases, steps, events[ARRAY_LEN(events)];
} total;

/* What the step has done, for who looks at one world. */
static void
tell(struct visit_world *w)
{
	static int64_t event, letter;
	struct sql q = sql_query(w->p.d.store,
	    "SELECT 'e' || case_id || ' ' || text, id FROM events WHERE id > ?1",
	    INT(w->step ? event : 0));
	char *now = civil_ja_datetime(w->p.now);

	print_message("step %d: %s (%s)\n", w->step, w->event, now);
	free(now);
	while (sql_row(&q)) {
		char *text = col_text(&q);

		event = col_int(&q);
		print_message("    %s\n", text ? text : "");
		free(text);
	}
	q = sql_query(w->p.d.store,
	    "SELECT 'm' || id || ' c' || case_id || ' v' || ifnull(visit_id, 0) || ' ' ||"
	    " template || ' ' || recipient, id FROM outbox WHERE id > ?1",
	    INT(w->step ? letter : 0));
	while (sql_row(&q)) {
		char *text = col_text(&q);

		letter = col_int(&q);
		print_message("    %s\n", text ? text : "");
		free(text);
	}
}

static void
step_done(struct visit_world *w)
{
	if (run.tell)
		tell(w);
	check_visit_world(w);
	total.steps++;
	w->step++;
}

static size_t
draw_event(struct visit_world *w)
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
play_world(struct visit_world *w, uint64_t seed)
{
	world_begin(w, seed);
	w->event = "new case";
	open_case(w);
	step_done(w);
	sends(w);
	if (once_in(w, 2)) {
		open_case(w);
		step_done(w);
	}
	/* Most are short, so that there are many; some last as long as a course does. */
	for (unsigned n = once_in(w, 4) ? 15 + dice(w, 35) : 3 + dice(w, 9); n > 0; n--) {
		size_t i = draw_event(w);

		w->event = events[i].name;
		events[i].happens(w);
		total.events[i]++;
		step_done(w);
		if (!once_in(w, 4))
			sends(w);
	}
	total.cases += w->cases_n;
}

static void
test_random_worlds(void **state)
{
	static struct visit_world w;
	static const char *const names[TALLIES] = {[FIXED] = "fixed",
	    [MOVED] = "moved",
	    [DROPPED] = "dropped",
	    [HELD] = "held",
	    [REPORTED] = "reported",
	    [HANDED_OVER] = "handed over",
	    [OUTSIDE_GAP] = "outside of the gap",
	    [REPLACED] = "taken over",
	    [CLOSED] = "closed",
	    [UNPROVED] = "unproved",
	    [TWICE] = "taken twice"};

	(void)state;
	play_open(&w.p);
	for (unsigned long long seed = run.first; seed < run.first + run.worlds; seed++) {
		play_world(&w, seed);
		total.worlds++;
	}
	play_close(&w.p);
	print_message("%zu worlds of visits, %zu cases, %zu steps from seed %llu:",
	    total.worlds, total.cases, total.steps, run.first);
	for (size_t i = 0; i < TALLIES; i++)
		print_message(
		    " %zu %s%s", w.tally[i], names[i], i + 1 < TALLIES ? "," : "\n");
	if (run.worlds < FEW)
		return;
	/* All of it happens, and often. */
	for (size_t i = 0; i < TALLIES; i++)
		assert_true(w.tally[i] > total.worlds / 500);
	for (size_t i = 0; i < ARRAY_LEN(events); i++)
		assert_true(total.events[i] > total.worlds / 30);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_worlds),
	};

	if (argc > 1) {
		run.first = strtoull(argv[1], NULL, 10);
		run.worlds = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
		run.tell = argc == 2;
	}
	return cmocka_run_group_tests_name("visit worlds", tests, NULL, NULL);
}
