/*
 * Hiding: whatever the numbers, each hidden one could be one higher or lower with all
 * sums and all printed numbers as they are. The other table is looked for by trying every
 * change, not by the way that stat_hide goes.
 */
#include "stats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
	ROWS = 3,
	COLUMNS = 3,
	ARCS = (ROWS + 1) * (COLUMNS + 1),
	NODES = ROWS + COLUMNS + 2
};

struct trial {
	struct hide_arc arcs[ARCS];
	int64_t balance[NODES];
	bool can_differ[ARCS];
	int change[ARCS];
};

/* All changes by at most one of the hidden arcs from i on. */
static void
try_all(struct trial *t, size_t i)
{
	if (i == ARCS) {
		for (int k = 0; k < NODES; k++)
			if (t->balance[k])
				return;
		for (size_t k = 0; k < ARCS; k++)
			t->can_differ[k] = t->can_differ[k] || t->change[k];
		return;
	}
	for (int d = -1; d <= 1; d++) {
		const struct hide_arc *a = &t->arcs[i];

		if (d && (!a->hidden || a->value + d < 0))
			continue;
		t->change[i] = d;
		t->balance[a->from] -= d;
		t->balance[a->to] += d;
		try_all(t, i + 1);
		t->balance[a->from] += d;
		t->balance[a->to] -= d;
	}
	t->change[i] = 0;
}

/* A table with its totals; the sum of all is printed in any case. */
static void
table_of(struct trial *t, const int values[ROWS][COLUMNS])
{
	int64_t row[ROWS] = {0}, column[COLUMNS] = {0}, all = 0;
	size_t n = 0;
	int rows = ROWS + COLUMNS, columns = rows + 1;

	*t = (struct trial){0};
	for (int i = 0; i < ROWS; i++)
		for (int j = 0; j < COLUMNS; j++) {
			row[i] += values[i][j];
			column[j] += values[i][j];
			all += values[i][j];
			t->arcs[n++] = (struct hide_arc){
			    .from = i, .to = ROWS + j, .value = values[i][j]};
		}
	for (int i = 0; i < ROWS; i++)
		t->arcs[n++] =
		    (struct hide_arc){.from = columns, .to = i, .value = row[i]};
	for (int j = 0; j < COLUMNS; j++)
		t->arcs[n++] =
		    (struct hide_arc){.from = ROWS + j, .to = rows, .value = column[j]};
	t->arcs[n++] =
	    (struct hide_arc){.from = rows, .to = columns, .value = all, .known = true};
	assert_int_equal(n, ARCS);
}

static size_t
hidden(const struct trial *t)
{
	size_t n = 0;

	for (size_t i = 0; i < ARCS; i++)
		n += t->arcs[i].hidden;
	return n;
}

/* False: there were too many to try. */
static bool
check(struct trial *t, int64_t below)
{
	int64_t all = t->arcs[ARCS - 1].value;

	stat_hide(t->arcs, ARCS, NODES, below);
	assert_false(t->arcs[ARCS - 1].hidden);
	if (hidden(t) > 11)
		return false;
	try_all(t, 0);
	for (size_t i = 0; i < ARCS; i++) {
		if (t->arcs[i].value > 0 && t->arcs[i].value < below && i + 1 < ARCS)
			assert_true(t->arcs[i].hidden);
		if (t->arcs[i].hidden && all >= below && !t->can_differ[i])
			fail_msg("arc %zu (%lld) can be computed", i,
			    (long long)t->arcs[i].value);
	}
	return true;
}

static unsigned
next(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

static void
test_random_tables(void **state)
{
	unsigned seed = 20261123;
	int tried = 0;

	(void)state;
	for (int round = 0; round < 400; round++) {
		int values[ROWS][COLUMNS];
		struct trial t;
		unsigned most = 4 + next(&seed) % 20;

		for (int i = 0; i < ROWS; i++)
			for (int j = 0; j < COLUMNS; j++)
				values[i][j] = (int)(next(&seed) % most);
		table_of(&t, (const int(*)[COLUMNS])values);
		tried += check(&t, 3) && hidden(&t) > 0;
	}
	assert_true(tried > 200);
}

/* One small number is never alone, and what need not be hidden is not. */
static void
test_one_small_number(void **state)
{
	static const int values[ROWS][COLUMNS] = {{1, 9, 8}, {7, 6, 9}, {9, 8, 7}};
	static const int large[ROWS][COLUMNS] = {{5, 9, 8}, {7, 6, 9}, {9, 8, 7}};
	struct trial t;

	(void)state;
	table_of(&t, values);
	assert_true(check(&t, 3));
	assert_in_range(hidden(&t), 3, 4);
	table_of(&t, large);
	assert_true(check(&t, 3));
	assert_int_equal(hidden(&t), 0);
}

/* In a list there is nothing but its sum. */
static void
test_list(void **state)
{
	struct hide_arc list[4] = {{.to = 1, .value = 1}, {.to = 1, .value = 1},
	    {.to = 1, .value = 7}, {.to = 1}};
	struct hide_arc alone[2] = {{.to = 1, .value = 2}, {.to = 1, .value = 40}};

	(void)state;
	stat_hide(list, 4, 2, 3);
	assert_true(list[0].hidden && list[1].hidden);
	stat_hide(alone, 2, 2, 3);
	assert_true(alone[0].hidden && alone[1].hidden);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random_tables),
	    cmocka_unit_test(test_one_small_number),
	    cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
