/* Many cases at once: against every possible answer of small problems, against the
 * greedy answer of larger ones, and against the rules alone on 100,000. */
#include "assign_net.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

#ifdef MADOGUCHI_SANITIZED
enum { OFTEN = 10000 };
#else
enum { OFTEN = 100000 };
#endif
enum { CASES = 40, EXPERTS = 40, PAIRS = CASES * EXPERTS };

struct lists {
	struct assign_case cases[CASES];
	struct assign_expert experts[EXPERTS];
	struct assign_pair pairs[PAIRS];
	char keys[EXPERTS][8];
	size_t cases_n, experts_n, pairs_n;
};

static uint64_t seed;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static struct assign_problem
problem(const struct lists *l)
{
	return (struct assign_problem){
	    l->cases, l->cases_n, l->experts, l->experts_n, l->pairs, l->pairs_n};
}

static void
add_pair(struct lists *l, size_t c, size_t e, int cost)
{
	l->pairs[l->pairs_n++] = (struct assign_pair){c, e, cost};
}

/* Few different costs make many answers that are equally good. */
static void
random_lists(struct lists *l, unsigned most)
{
	static const unsigned sorts[] = {3, 3, 3, 10001, ASSIGN_COST_MAX + 1};
	unsigned prices = sorts[below(ARRAY_LEN(sorts))], share = 1 + below(100);

	*l = (struct lists){.cases_n = below(most + 1), .experts_n = below(most + 1)};
	for (size_t c = 0; c < l->cases_n; c++)
		l->cases[c] = (struct assign_case){(int64_t)c * 3 + 1, below(5) == 0};
	for (size_t e = 0; e < l->experts_n; e++) {
		(void)snprintf(l->keys[e], sizeof(l->keys[e]), "9%05zu", e * 7);
		l->experts[e] =
		    (struct assign_expert){l->keys[e], (int)below(4) - (below(9) == 0)};
	}
	for (size_t c = 0; c < l->cases_n; c++)
		for (size_t e = 0; e < l->experts_n; e++)
			if (below(100) < share)
				add_pair(l, c, e, (int)below(prices));
}

static void
solve(const struct lists *l, size_t *chosen)
{
	struct assign_problem p = problem(l);
	struct err e = {0};

	if (!assign_solve(&p, chosen, &e))
		fail_msg("%s", e.text);
}

/* --- what an answer is worth --- */

struct worth {
	int served, urgent;
	long cost;
};

static bool
better(const struct worth *a, const struct worth *b)
{
	if (a->served != b->served)
		return a->served > b->served;
	if (a->urgent != b->urgent)
		return a->urgent > b->urgent;
	return a->cost < b->cost;
}

static void
count(struct worth *w, const struct lists *l, size_t c, size_t pair, int by)
{
	if (pair == ASSIGN_NOBODY)
		return;
	w->served += by;
	w->urgent += by * l->cases[c].urgent;
	w->cost += (long)by * l->pairs[pair].cost;
}

static struct worth
worth_of(const struct lists *l, const size_t *chosen)
{
	struct worth w = {0};

	for (size_t c = 0; c < l->cases_n; c++)
		count(&w, l, c, chosen[c], 1);
	return w;
}

static void
check_allowed(const struct lists *l, const size_t *chosen)
{
	int used[EXPERTS] = {0};

	for (size_t c = 0; c < l->cases_n; c++) {
		if (chosen[c] == ASSIGN_NOBODY)
			continue;
		assert_true(chosen[c] < l->pairs_n);
		assert_int_equal(l->pairs[chosen[c]].c, c);
		used[l->pairs[chosen[c]].e]++;
	}
	for (size_t e = 0; e < l->experts_n; e++)
		if (used[e])
			assert_true(used[e] <= l->experts[e].room);
}

/* --- every possible answer --- */

struct trial {
	const struct lists *l;
	size_t order[CASES]; /* cases as the declared order has them */
	int room[EXPERTS];
	size_t now[CASES], best[CASES];
	struct worth so_far, most;
	bool any;
	size_t equals; /* others that are as good as the best */
};

/* Answers come in the declared order, so the first of the best is the one expected.
 * random_lists gives the pairs of a case in the order of the experts' keys. */
static void
try_from(struct trial *t, size_t i)
{
	const struct lists *l = t->l;
	size_t c;

	if (i == l->cases_n) {
		if (!t->any || better(&t->so_far, &t->most)) {
			t->any = true;
			t->most = t->so_far;
			t->equals = 0;
			memcpy(t->best, t->now, sizeof(t->best));
		} else if (!better(&t->most, &t->so_far)) {
			t->equals++;
		}
		return;
	}
	c = t->order[i];
	for (size_t j = 0; j < l->pairs_n; j++) {
		if (l->pairs[j].c != c || t->room[l->pairs[j].e] <= 0)
			continue;
		t->room[l->pairs[j].e]--;
		t->now[c] = j;
		count(&t->so_far, l, c, j, 1);
		try_from(t, i + 1);
		count(&t->so_far, l, c, j, -1);
		t->room[l->pairs[j].e]++;
	}
	t->now[c] = ASSIGN_NOBODY;
	try_from(t, i + 1);
}

static void
try_all(const struct lists *l, struct trial *t)
{
	size_t n = 0;

	*t = (struct trial){.l = l};
	for (int urgent = 1; urgent >= 0; urgent--)
		for (size_t c = 0; c < l->cases_n; c++)
			if (l->cases[c].urgent == urgent)
				t->order[n++] = c;
	for (size_t e = 0; e < l->experts_n; e++)
		t->room[e] = l->experts[e].room;
	try_from(t, 0);
}

/* True when somebody gets more than one case. */
static bool
is_shared(const struct lists *l, const size_t *chosen)
{
	for (size_t c = 0; c < l->cases_n; c++)
		for (size_t d = 0; d < c && chosen[c] != ASSIGN_NOBODY; d++)
			if (chosen[d] != ASSIGN_NOBODY &&
			    l->pairs[chosen[c]].e == l->pairs[chosen[d]].e)
				return true;
	return false;
}

static void
test_equals_exhaustive_search(void **state)
{
	static struct lists l;
	static struct trial t;
	size_t chosen[CASES], contested = 0, shared = 0, tied = 0, urgent = 0;

	(void)state;
	seed = 1;
	for (int round = 0; round < 4000; round++) {
		/* The largest take longest to try out. */
		random_lists(&l, round % 20 ? 5 : 6);
		try_all(&l, &t);
		solve(&l, chosen);
		check_allowed(&l, chosen);
		for (size_t c = 0; c < l.cases_n; c++)
			assert_int_equal(chosen[c], t.best[c]);
		contested += t.most.served > 0 && t.most.served < (int)l.cases_n;
		shared += is_shared(&l, chosen);
		tied += t.equals > 0;
		urgent += t.most.urgent > 0 && t.most.urgent < t.most.served;
	}
	/* None of what makes it hard was missing. */
	assert_true(contested > 500);
	assert_true(shared > 500);
	assert_true(tied > 200);
	assert_true(urgent > 500);
}

/* --- greedy --- */

static void
take_cheapest(const struct lists *l, size_t *chosen)
{
	int room[EXPERTS];

	for (size_t e = 0; e < l->experts_n; e++)
		room[e] = l->experts[e].room;
	for (size_t c = 0; c < l->cases_n; c++) {
		size_t best = ASSIGN_NOBODY;

		for (size_t j = 0; j < l->pairs_n; j++)
			if (l->pairs[j].c == c && room[l->pairs[j].e] > 0 &&
			    (best == ASSIGN_NOBODY ||
			        l->pairs[j].cost < l->pairs[best].cost))
				best = j;
		chosen[c] = best;
		if (best != ASSIGN_NOBODY)
			room[l->pairs[best].e]--;
	}
}

/* The cheapest pair of all that are left, again and again. */
static void
take_cheapest_of_all(const struct lists *l, size_t *chosen)
{
	int room[EXPERTS];
	size_t best = 0;

	for (size_t e = 0; e < l->experts_n; e++)
		room[e] = l->experts[e].room;
	for (size_t c = 0; c < l->cases_n; c++)
		chosen[c] = ASSIGN_NOBODY;
	while (best != ASSIGN_NOBODY) {
		best = ASSIGN_NOBODY;
		for (size_t j = 0; j < l->pairs_n; j++)
			if (chosen[l->pairs[j].c] == ASSIGN_NOBODY &&
			    room[l->pairs[j].e] > 0 &&
			    (best == ASSIGN_NOBODY ||
			        l->pairs[j].cost < l->pairs[best].cost))
				best = j;
		if (best != ASSIGN_NOBODY) {
			chosen[l->pairs[best].c] = best;
			room[l->pairs[best].e]--;
		}
	}
}

static void
test_never_below_greedy(void **state)
{
	static struct lists l;
	static void (*const greedy_ways[])(const struct lists *l, size_t *chosen) = {
	    take_cheapest, take_cheapest_of_all};
	size_t chosen[CASES], greedy[CASES], won[ARRAY_LEN(greedy_ways)] = {0};

	(void)state;
	seed = 2;
	for (int round = 0; round < 3000; round++) {
		random_lists(&l, round % 10 ? 12 : CASES);
		solve(&l, chosen);
		for (size_t i = 0; i < ARRAY_LEN(greedy_ways); i++) {
			struct worth mine = worth_of(&l, chosen), other;

			greedy_ways[i](&l, greedy);
			check_allowed(&l, greedy);
			other = worth_of(&l, greedy);
			assert_false(better(&other, &mine));
			won[i] += better(&mine, &other);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(greedy_ways); i++)
		assert_true(won[i] > 500);
}

/* --- order of the input --- */

static void
shuffle(size_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t j = below((unsigned)i), tmp = v[i - 1];

		v[i - 1] = v[j];
		v[j] = tmp;
	}
}

/* The same problem with each list in another order; case_at says where a case went. */
static void
shuffled(const struct lists *l, struct lists *to, size_t *case_at)
{
	size_t expert_at[EXPERTS], pair_at[PAIRS];

	*to = (struct lists){
	    .cases_n = l->cases_n, .experts_n = l->experts_n, .pairs_n = l->pairs_n};
	shuffle(case_at, l->cases_n);
	shuffle(expert_at, l->experts_n);
	shuffle(pair_at, l->pairs_n);
	for (size_t c = 0; c < l->cases_n; c++)
		to->cases[case_at[c]] = l->cases[c];
	for (size_t e = 0; e < l->experts_n; e++)
		to->experts[expert_at[e]] = l->experts[e];
	for (size_t j = 0; j < l->pairs_n; j++)
		to->pairs[pair_at[j]] = (struct assign_pair){
		    case_at[l->pairs[j].c], expert_at[l->pairs[j].e], l->pairs[j].cost};
}

static const char *
who(const struct lists *l, size_t pair)
{
	return pair == ASSIGN_NOBODY ? "" : l->experts[l->pairs[pair].e].key;
}

static void
test_order_of_lists_changes_nothing(void **state)
{
	static struct lists l, other;
	size_t chosen[CASES], again[CASES], case_at[CASES] = {0};

	(void)state;
	seed = 3;
	for (int round = 0; round < 2000; round++) {
		random_lists(&l, round % 10 ? 8 : CASES);
		shuffled(&l, &other, case_at);
		solve(&l, chosen);
		solve(&other, again);
		for (size_t c = 0; c < l.cases_n; c++)
			assert_string_equal(
			    who(&l, chosen[c]), who(&other, again[case_at[c]]));
	}
}

/* --- the rules, often --- */

static void
test_random_never_breaks_a_rule(void **state)
{
	static struct lists l;
	size_t chosen[CASES], served = 0;

	(void)state;
	seed = 4;
	for (int round = 0; round < OFTEN; round++) {
		random_lists(&l, round % 100 ? 5 : 10);
		solve(&l, chosen);
		check_allowed(&l, chosen);
		served += (size_t)worth_of(&l, chosen).served;
	}
	assert_true(served > OFTEN / 2);
}

/* --- the declared order of importance --- */

static void
simple(struct lists *l, size_t cases_n, size_t experts_n, int room)
{
	*l = (struct lists){.cases_n = cases_n, .experts_n = experts_n};
	for (size_t c = 0; c < cases_n; c++)
		l->cases[c].id = (int64_t)c + 1;
	for (size_t e = 0; e < experts_n; e++) {
		(void)snprintf(l->keys[e], sizeof(l->keys[e]), "9%05zu", e);
		l->experts[e] = (struct assign_expert){l->keys[e], room};
	}
}

static void
test_priorities(void **state)
{
	static struct lists l;
	size_t chosen[CASES];

	(void)state;
	/* A second case served is worth any cost. */
	simple(&l, 2, 2, 1);
	add_pair(&l, 0, 0, 0);
	add_pair(&l, 0, 1, ASSIGN_COST_MAX);
	add_pair(&l, 1, 0, ASSIGN_COST_MAX);
	solve(&l, chosen);
	assert_string_equal(who(&l, chosen[0]), "900001");
	assert_string_equal(who(&l, chosen[1]), "900000");
	/* One expert: the urgent case, though it is dearer and later. */
	simple(&l, 2, 1, 1);
	l.cases[1].urgent = true;
	add_pair(&l, 0, 0, 0);
	add_pair(&l, 1, 0, 9000);
	solve(&l, chosen);
	assert_true(chosen[0] == ASSIGN_NOBODY && chosen[1] == 1);
	/* Two ordinary cases rather than one urgent. */
	simple(&l, 3, 2, 1);
	l.cases[2].urgent = true;
	add_pair(&l, 0, 0, 5);
	add_pair(&l, 1, 1, 5);
	add_pair(&l, 2, 0, 5);
	add_pair(&l, 2, 1, 5);
	solve(&l, chosen);
	assert_int_equal(worth_of(&l, chosen).served, 2);
	assert_int_equal(worth_of(&l, chosen).urgent, 1);
	/* Equals: the earlier case, and the lower registration number. */
	simple(&l, 2, 2, 1);
	l.experts[1].room = 0;
	add_pair(&l, 1, 0, 7);
	add_pair(&l, 0, 0, 7);
	solve(&l, chosen);
	assert_true(chosen[0] == 1 && chosen[1] == ASSIGN_NOBODY);
	simple(&l, 1, 3, 1);
	add_pair(&l, 0, 2, 7);
	add_pair(&l, 0, 1, 7);
	solve(&l, chosen);
	assert_string_equal(who(&l, chosen[0]), "900001");
}

static void
test_empty_and_infeasible(void **state)
{
	static struct lists l;
	size_t chosen[CASES];

	(void)state;
	simple(&l, 0, 0, 0);
	solve(&l, chosen);
	simple(&l, 0, 3, 1);
	solve(&l, chosen);
	simple(&l, 3, 0, 0);
	solve(&l, chosen);
	for (size_t c = 0; c < 3; c++)
		assert_true(chosen[c] == ASSIGN_NOBODY);
	simple(&l, 2, 2, 1); /* no pair */
	solve(&l, chosen);
	assert_true(chosen[0] == ASSIGN_NOBODY && chosen[1] == ASSIGN_NOBODY);
	simple(&l, 1, 2, 0); /* nobody has room; less than none is none */
	l.experts[1].room = -3;
	add_pair(&l, 0, 0, 1);
	add_pair(&l, 0, 1, 1);
	solve(&l, chosen);
	assert_true(chosen[0] == ASSIGN_NOBODY);
}

static void
check_refused(const struct lists *l, const char *word)
{
	struct assign_problem p = problem(l);
	size_t chosen[CASES];
	struct err e = {0};

	assert_false(assign_solve(&p, chosen, &e));
	if (!strstr(e.text, word))
		fail_msg("%s does not name %s", e.text, word);
}

static void
test_wrong_lists_are_refused(void **state)
{
	static struct lists l;
	struct assign_problem many = {.cases_n = ASSIGN_CASES_MAX + 1};
	struct err e = {0};

	(void)state;
	assert_false(assign_solve(&many, NULL, &e));
	simple(&l, 2, 2, 1);
	l.cases[1].id = l.cases[0].id;
	l.cases[1].urgent = true;
	check_refused(&l, "case 1");
	simple(&l, 2, 2, 1);
	l.experts[1].key = l.keys[0];
	check_refused(&l, "900000");
	simple(&l, 2, 2, 1);
	add_pair(&l, 1, 1, 3);
	add_pair(&l, 0, 1, 3);
	add_pair(&l, 1, 1, 4);
	check_refused(&l, "twice");
	for (int i = 0; i < 4; i++) {
		simple(&l, 2, 2, 1);
		add_pair(&l, i == 0 ? 2 : 0, i == 1 ? 2 : 0,
		    i == 2   ? -1
		    : i == 3 ? ASSIGN_COST_MAX + 1
		             : 0);
		check_refused(&l, "bounds");
	}
}

/* --- the proof --- */

static void
test_wrong_answers_are_found_out(void **state)
{
	/* Two cases, two experts with room for one: the pairs cost 1 2 / 1 9. */
	bool urgent[2] = {false, false};
	int room[2] = {1, 1}, cost[4] = {1, 2, 1, 9};
	size_t first[3] = {0, 2, 4}, owner[4] = {0, 0, 1, 1}, expert[4] = {0, 1, 0, 1};
	struct net n = {.cases = 2,
	    .experts = 2,
	    .pairs = 4,
	    .urgent = urgent,
	    .room = room,
	    .first = first,
	    .owner = owner,
	    .expert = expert,
	    .cost = cost};
	size_t wrong[][2] = {{0, 3}, {0, ASSIGN_NOBODY}, {ASSIGN_NOBODY, 2},
	    {ASSIGN_NOBODY, ASSIGN_NOBODY}, {0, 2}, {2, 1}};
	size_t right[2] = {1, 2};
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		e = (struct err){0};
		assert_false(assign_settle(&n, wrong[i], &e));
		assert_non_null(strstr(e.text, i < 4 ? "not the best" : "not allowed"));
	}
	assert_true(assign_settle(&n, right, &e));
	assert_true(right[0] == 1 && right[1] == 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_equals_exhaustive_search),
	    cmocka_unit_test(test_never_below_greedy),
	    cmocka_unit_test(test_order_of_lists_changes_nothing),
	    cmocka_unit_test(test_random_never_breaks_a_rule),
	    cmocka_unit_test(test_priorities),
	    cmocka_unit_test(test_empty_and_infeasible),
	    cmocka_unit_test(test_wrong_lists_are_refused),
	    cmocka_unit_test(test_wrong_answers_are_found_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
