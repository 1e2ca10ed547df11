/* The problem of assign.h in its one order, for assign*.c alone. */
#ifndef MADOGUCHI_ASSIGN_NET_H
#define MADOGUCHI_ASSIGN_NET_H

#include "assign.h"

/* Cases, experts and pairs are numbered in the order that decides between equals. */
struct net {
	size_t cases, experts, pairs;
	bool *urgent;   /* by case */
	int *room;      /* by expert: 1 to cases */
	size_t *first;  /* by case, and one more: where its pairs begin, by expert */
	size_t *owner;  /* by pair: the case */
	size_t *expert; /* by pair */
	int *cost;      /* by pair */
	size_t *origin; /* by pair: its place in the problem as it was given */
};

/* The solver: points 1 to 3 of assign.h, in any of the ways that reach them. taken[i] is
 * a pair of case i, or ASSIGN_NOBODY. The answer is still to be proven. */
bool assign_lp(const struct net *n, size_t *taken, struct err *e) MUST_CHECK;

/* Point 4: moves taken to the answer that is declared. False with e filled when taken is
 * not allowed, or not the best there is. */
bool assign_settle(const struct net *n, size_t *taken, struct err *e) MUST_CHECK;

#endif
