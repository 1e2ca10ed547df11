/*
 * The min-cost flow as a linear program, solved by Clp. See assign_net.h.
 *
 * A column for each pair, and one for each case that says that nobody takes it; a row for
 * each case (one column is 1), each expert (not more than there is room), and two that
 * count the cases without anybody, ordinary and urgent ones. Every column stands in one
 * row of the cases and in one of the others, so the matrix is that of a bipartite graph:
 * the corners of what it allows are whole numbers, and the simplex method ends in a
 * corner.
 *
 * Solved twice: first the fewest without anybody, then, with that many, the least cost.
 * One price high enough for both would be beyond what floating point keeps apart.
 */
#include "assign_net.h"

#include <coin/Clp_C_Interface.h>
#include <stdlib.h>

struct lp {
	const struct net *n;
	Clp_Simplex *model;
	int columns, rows;
	double *cost;         /* by column */
	double *least, *most; /* by row */
};

static int
lp_size(const struct net *n, struct lp *lp, struct err *e)
{
	/* Clp counts in int; a column has two entries. */
	if (n->pairs + n->cases > INT32_MAX / 4 || n->experts > INT32_MAX / 4)
		return err_set(e, "assign: %zu pairs are too many", n->pairs);
	lp->columns = (int)(n->pairs + n->cases);
	lp->rows = (int)(n->cases + n->experts + 2);
	return true;
}

/* The row that counts case c when nobody takes it. */
static int
counting_row(const struct lp *lp, size_t c)
{
	return lp->rows - (lp->n->urgent[c] ? 1 : 2);
}

static void
bound_rows(struct lp *lp)
{
	const struct net *n = lp->n;

	for (size_t c = 0; c < n->cases; c++)
		lp->least[c] = lp->most[c] = 1;
	for (size_t e = 0; e < n->experts; e++)
		lp->most[n->cases + e] = n->room[e];
	lp->most[lp->rows - 2] = lp->most[lp->rows - 1] = (double)n->cases;
}

static void
load(struct lp *lp)
{
	const struct net *n = lp->n;
	size_t columns = (size_t)lp->columns;
	CoinBigIndex *start = xcalloc(columns + 1, sizeof(*start));
	int *row = xcalloc(2 * columns, sizeof(*row));
	double *one = xcalloc(2 * columns, sizeof(*one));

	for (size_t j = 0; j < columns; j++) {
		size_t c = j < n->pairs ? n->owner[j] : j - n->pairs;

		start[j + 1] = (CoinBigIndex)(2 * j + 2);
		row[2 * j] = (int)c;
		row[2 * j + 1] =
		    j < n->pairs ? (int)(n->cases + n->expert[j]) : counting_row(lp, c);
		one[2 * j] = one[2 * j + 1] = 1;
	}
	/* Without bounds a column is anything from 0 on; the row of its case ends it. */
	Clp_loadProblem(lp->model, lp->columns, lp->rows, start, row, one, NULL, NULL,
	    lp->cost, lp->least, lp->most);
	free(start);
	free(row);
	free(one);
}

/* One case more counts more than any number of urgent ones. */
static void
price_nobody(struct lp *lp)
{
	const struct net *n = lp->n;

	for (size_t c = 0; c < n->cases; c++)
		lp->cost[n->pairs + c] = (double)(n->cases + 1 + n->urgent[c]);
}

static void
price_pairs(struct lp *lp)
{
	const struct net *n = lp->n;

	for (size_t j = 0; j < n->pairs; j++)
		lp->cost[j] = n->cost[j];
	for (size_t c = 0; c < n->cases; c++)
		lp->cost[n->pairs + c] = 0;
	Clp_chgObjCoefficients(lp->model, lp->cost);
}

/* How many have nobody must stay as it came out. */
static void
keep_counts(struct lp *lp)
{
	const double *x = Clp_primalColumnSolution(lp->model) + lp->n->pairs;
	double count[2] = {0};

	for (size_t c = 0; c < lp->n->cases; c++)
		count[lp->n->urgent[c]] += x[c] > 0.5;
	for (int k = 0; k < 2; k++)
		lp->least[lp->rows - 2 + k] = lp->most[lp->rows - 2 + k] = count[k];
	Clp_chgRowLower(lp->model, lp->least);
	Clp_chgRowUpper(lp->model, lp->most);
}

static bool
solved(struct lp *lp, struct err *e)
{
	int status = Clp_status(lp->model);

	return status == 0 || err_set(e, "assign: the solver gave up, status %d", status);
}

static void
take(const struct lp *lp, size_t *taken)
{
	const double *x = Clp_primalColumnSolution(lp->model);
	const struct net *n = lp->n;

	for (size_t c = 0; c < n->cases; c++) {
		taken[c] = ASSIGN_NOBODY;
		for (size_t j = n->first[c]; j < n->first[c + 1]; j++)
			if (x[j] > 0.5)
				taken[c] = j;
	}
}

static bool
run(struct lp *lp, struct err *e)
{
	price_nobody(lp);
	bound_rows(lp);
	load(lp);
	(void)Clp_initialPrimalSolve(lp->model);
	if (!solved(lp, e))
		return false;
	keep_counts(lp);
	price_pairs(lp);
	(void)Clp_primal(lp->model, 0);
	return solved(lp, e);
}

bool
assign_lp(const struct net *n, size_t *taken, struct err *e)
{
	struct lp lp = {.n = n};
	bool ok;

	if (!lp_size(n, &lp, e))
		return false;
	lp.model = Clp_newModel();
	if (!lp.model)
		return err_set(e, "assign: the solver does not start");
	Clp_setLogLevel(lp.model, 0);
	lp.cost = xcalloc((size_t)lp.columns, sizeof(*lp.cost));
	lp.least = xcalloc((size_t)lp.rows, sizeof(*lp.least));
	lp.most = xcalloc((size_t)lp.rows, sizeof(*lp.most));
	ok = run(&lp, e);
	if (ok)
		take(&lp, taken);
	Clp_deleteModel(lp.model);
	free(lp.cost);
	free(lp.least);
	free(lp.most);
	return ok;
}
