/*
 * Many cases at once: which expert each of them is put to, as a min-cost flow from cases
 * to experts with capacities. Pure: no store, no clock, no text but the keys.
 *
 * Of all ways to give every case at most one of its pairs, and every expert no more cases
 * than there is room for, the one is taken that is, in this order,
 *   1. serving the most cases,
 *   2. of these, the most urgent ones,
 *   3. of least cost, summed over the pairs taken,
 *   4. the first in this order: urgent cases first, then by id; each of them, one after
 *      the other, has the expert with the lowest key that the points above leave it, and
 *      somebody rather than nobody.
 * That names one answer, whatever the order in which the lists are given and whatever the
 * solver came upon first. What the solver (assign_lp.c) says is proven in whole numbers
 * before it is believed.
 */
#ifndef MADOGUCHI_ASSIGN_H
#define MADOGUCHI_ASSIGN_H

#include "err.h"

#include <stdint.h>

enum {
	ASSIGN_COST_MAX = 1000000,
	ASSIGN_CASES_MAX = 10000, /* keeps every sum within 64 bits */
};
#define ASSIGN_NOBODY SIZE_MAX

struct assign_case {
	int64_t id; /* no two alike */
	bool urgent;
};

struct assign_expert {
	const char *key; /* the registration number; no two alike; borrowed */
	int room;        /* cases that may be added; 0 or less: none */
};

/* A case that may be put to an expert: every hard rule holds. What has no pair cannot
 * come out. */
struct assign_pair {
	size_t c, e; /* places in the lists of cases and experts; no pair twice */
	int cost;    /* 0 to ASSIGN_COST_MAX; less is better */
};

struct assign_problem {
	const struct assign_case *cases;
	size_t cases_n;
	const struct assign_expert *experts;
	size_t experts_n;
	const struct assign_pair *pairs;
	size_t pairs_n;
};

/* chosen[i] gets the place of the pair that case i takes, or ASSIGN_NOBODY. False with e
 * filled: the lists break what is said above, or the solver failed; chosen is then
 * undefined. */
bool assign_solve(
    const struct assign_problem *p, size_t *chosen, struct err *e) MUST_CHECK;

#endif
