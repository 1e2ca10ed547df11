/*
 * Proves that an answer is the best there is, and chooses among equally good ones. See
 * assign_net.h.
 *
 * What could be changed is a graph (the residual graph of the flow): from a case to an
 * expert or to nobody that it could take instead, back from the one that it has, and
 * between experts and the common pool of room. "Nobody" takes from the pool directly, at
 * a price above all else. A way round in this graph is a change of the answer, and its
 * length what the change costs. When distances exist that no step undercuts, no way round
 * is shorter than 0: the answer is the best (proof in whole numbers). Changes that cost
 * nothing run over steps that are exactly as long as the distances differ; along those,
 * each case in turn gets the first expert it can have, and is then left alone.
 */
#include "assign_net.h"

#include <stdlib.h>

enum { NONE_YET = -1 };

struct graph {
	const struct net *n;
	size_t *taken;
	int *used;         /* by expert: cases it has */
	int64_t *distance; /* by node: cases, experts, the pool */
	int64_t nobody[2]; /* price of having nobody: ordinary, urgent */
	bool endless;      /* a way round is shorter than 0 */
	size_t *by_expert; /* tight pairs by expert */
	size_t *by_expert_first;
	size_t nodes, pool;
	/* of one search: the next node on the way to its end; NONE_YET */
	int64_t *next;
	size_t *queue, queue_n;
	bool *settled; /* by case */
};

static size_t
expert_node(const struct graph *g, size_t pair)
{
	return g->n->cases + g->n->expert[pair];
}

/* Where case c takes from now. */
static size_t
taken_node(const struct graph *g, size_t c)
{
	return g->taken[c] == ASSIGN_NOBODY ? g->pool : expert_node(g, g->taken[c]);
}

static int64_t
taken_cost(const struct graph *g, size_t c)
{
	return g->taken[c] == ASSIGN_NOBODY ? g->nobody[g->n->urgent[c]]
	                                    : g->n->cost[g->taken[c]];
}

/* --- the proof --- */

/* Prices such that one case more counts more than all urgent ones, and an urgent one
 * more than every cost. ASSIGN_CASES_MAX keeps sums of them within 64 bits. */
static void
set_prices(struct graph *g)
{
	int64_t most = 0, cases = (int64_t)g->n->cases, urgent;

	for (size_t j = 0; j < g->n->pairs; j++)
		if (g->n->cost[j] > most)
			most = g->n->cost[j];
	urgent = most * cases + 1;
	g->nobody[0] = urgent * (cases + 1);
	g->nobody[1] = g->nobody[0] + urgent;
}

static bool
count_used(struct graph *g, struct err *e)
{
	for (size_t c = 0; c < g->n->cases; c++) {
		size_t j = g->taken[c];

		if (j == ASSIGN_NOBODY)
			continue;
		if (j < g->n->first[c] || j >= g->n->first[c + 1] ||
		    ++g->used[g->n->expert[j]] > g->n->room[g->n->expert[j]])
			return err_set(e, "assign: the solver's answer is not allowed");
	}
	return true;
}

static bool
relax(struct graph *g, size_t from, size_t to, int64_t length)
{
	int64_t distance = g->distance[from] + length;

	if (distance >= g->distance[to])
		return false;
	/* A way passes the pool once, and so one price of nobody; what is shorter than
	 * that goes round. */
	if (distance < -2 * g->nobody[1])
		g->endless = true;
	else
		g->distance[to] = distance;
	return true;
}

static bool
relax_case(struct graph *g, size_t c)
{
	const struct net *n = g->n;
	bool changed = relax(g, taken_node(g, c), c, -taken_cost(g, c));

	for (size_t j = n->first[c]; j < n->first[c + 1]; j++)
		if (j != g->taken[c])
			changed |= relax(g, c, expert_node(g, j), n->cost[j]);
	if (g->taken[c] != ASSIGN_NOBODY)
		changed |= relax(g, c, g->pool, g->nobody[n->urgent[c]]);
	return changed;
}

static bool
relax_expert(struct graph *g, size_t e)
{
	bool changed = false;

	if (g->used[e] < g->n->room[e])
		changed |= relax(g, g->n->cases + e, g->pool, 0);
	if (g->used[e] > 0)
		changed |= relax(g, g->pool, g->n->cases + e, 0);
	return changed;
}

/* Bellman and Ford. A shortest way has fewer steps than there are nodes; where distances
 * still shrink after that, some way round is shorter than 0. */
static bool
find_distances(struct graph *g, struct err *e)
{
	bool changed = true;

	for (size_t round = 0; changed && !g->endless && round <= g->nodes; round++) {
		changed = false;
		for (size_t c = 0; c < g->n->cases; c++)
			changed |= relax_case(g, c);
		for (size_t x = 0; x < g->n->experts; x++)
			changed |= relax_expert(g, x);
	}
	return !changed || err_set(e, "assign: the solver's answer is not the best");
}

/* --- among equals --- */

static bool
tight(const struct graph *g, size_t from, size_t to, int64_t length)
{
	return g->distance[from] + length == g->distance[to];
}

static bool
tight_pair(const struct graph *g, size_t j)
{
	return tight(g, g->n->owner[j], expert_node(g, j), g->n->cost[j]);
}

/* Only tight pairs are ever exchanged without cost. */
static void
sort_by_expert(struct graph *g)
{
	const struct net *n = g->n;
	size_t *end;

	g->by_expert_first = xcalloc(n->experts + 1, sizeof(*g->by_expert_first));
	g->by_expert = xcalloc(n->pairs + 1, sizeof(*g->by_expert));
	for (size_t j = 0; j < n->pairs; j++)
		if (tight_pair(g, j))
			g->by_expert_first[n->expert[j] + 1]++;
	for (size_t e = 0; e < n->experts; e++)
		g->by_expert_first[e + 1] += g->by_expert_first[e];
	end = xcalloc(n->experts + 1, sizeof(*end));
	for (size_t j = 0; j < n->pairs; j++)
		if (tight_pair(g, j))
			g->by_expert[g->by_expert_first[n->expert[j]] +
			             end[n->expert[j]]++] = j;
	free(end);
}

static void
reach(struct graph *g, size_t node, size_t next)
{
	if (g->next[node] != NONE_YET)
		return;
	g->next[node] = (int64_t)next;
	g->queue[g->queue_n++] = node;
}

/* A case gives up what it has: on the way to it lies where it takes from. */
static void
reach_case(struct graph *g, size_t c)
{
	if (tight(g, taken_node(g, c), c, -taken_cost(g, c)))
		reach(g, taken_node(g, c), c);
}

static void
reach_expert(struct graph *g, size_t node)
{
	size_t e = node - g->n->cases;

	for (size_t i = g->by_expert_first[e]; i < g->by_expert_first[e + 1]; i++) {
		size_t j = g->by_expert[i], c = g->n->owner[j];

		if (!g->settled[c] && g->taken[c] != j)
			reach(g, c, node);
	}
	if (g->used[e] > 0 && tight(g, g->pool, node, 0))
		reach(g, g->pool, node);
}

static void
reach_pool(struct graph *g)
{
	const struct net *n = g->n;

	for (size_t c = 0; c < n->cases; c++)
		if (!g->settled[c] && g->taken[c] != ASSIGN_NOBODY &&
		    tight(g, c, g->pool, g->nobody[n->urgent[c]]))
			reach(g, c, g->pool);
	for (size_t e = 0; e < n->experts; e++)
		if (g->used[e] < n->room[e] && tight(g, n->cases + e, g->pool, 0))
			reach(g, n->cases + e, g->pool);
}

/* From everywhere that leads to case c without cost, the next step. */
static void
search_back(struct graph *g, size_t c)
{
	for (size_t i = 0; i < g->nodes; i++)
		g->next[i] = NONE_YET;
	g->queue_n = 0;
	/* The way ends here: what leads on to c is its last step. */
	g->next[c] = (int64_t)c;
	reach_case(g, c);
	for (size_t i = 0; i < g->queue_n; i++) {
		size_t node = g->queue[i];

		if (node == g->pool)
			reach_pool(g);
		else if (node < g->n->cases)
			reach_case(g, node);
		else
			reach_expert(g, node);
	}
}

static void
take(struct graph *g, size_t c, size_t pair)
{
	if (g->taken[c] != ASSIGN_NOBODY)
		g->used[g->n->expert[g->taken[c]]]--;
	g->taken[c] = pair;
	if (pair != ASSIGN_NOBODY)
		g->used[g->n->expert[pair]]++;
}

static size_t
pair_to(const struct graph *g, size_t c, size_t node)
{
	const struct net *n = g->n;
	size_t low = n->first[c], high = n->first[c + 1];

	if (node == g->pool)
		return ASSIGN_NOBODY;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (expert_node(g, middle) <= node)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Case c takes the pair, and whoever is in the way takes the next on the way to c. */
static void
shift(struct graph *g, size_t c, size_t pair)
{
	size_t node = expert_node(g, pair);

	take(g, c, pair);
	while (node != c) {
		size_t next = (size_t)g->next[node];

		if (node < g->n->cases)
			take(g, node, pair_to(g, node, next));
		node = next;
	}
}

static void
settle_case(struct graph *g, size_t c)
{
	size_t end = g->taken[c] == ASSIGN_NOBODY ? g->n->first[c + 1] : g->taken[c];
	bool searched = false;

	for (size_t j = g->n->first[c]; j < end; j++) {
		if (!tight_pair(g, j))
			continue;
		if (!searched)
			search_back(g, c);
		searched = true;
		if (g->next[expert_node(g, j)] == NONE_YET)
			continue;
		shift(g, c, j);
		break;
	}
	g->settled[c] = true;
}

static void
graph_free(struct graph *g)
{
	free(g->used);
	free(g->distance);
	free(g->by_expert);
	free(g->by_expert_first);
	free(g->next);
	free(g->queue);
	free(g->settled);
}

bool
assign_settle(const struct net *n, size_t *taken, struct err *e)
{
	struct graph g = {.n = n,
	    .taken = taken,
	    .nodes = n->cases + n->experts + 1,
	    .pool = n->cases + n->experts};
	bool ok;

	g.used = xcalloc(n->experts + 1, sizeof(*g.used));
	g.distance = xcalloc(g.nodes, sizeof(*g.distance));
	g.next = xcalloc(g.nodes, sizeof(*g.next));
	g.queue = xcalloc(g.nodes, sizeof(*g.queue));
	g.settled = xcalloc(n->cases + 1, sizeof(*g.settled));
	set_prices(&g);
	ok = count_used(&g, e) && find_distances(&g, e);
	if (ok) {
		sort_by_expert(&g);
		for (size_t c = 0; c < n->cases; c++)
			settle_case(&g, c);
	}
	graph_free(&g);
	return ok;
}
