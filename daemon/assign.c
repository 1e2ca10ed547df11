/* Brings the lists into their one order, has them solved, proven and settled. See
 * assign.h. */
#include "assign_net.h"

#include <stdlib.h>

struct case_place {
	const struct assign_case *c;
	size_t at;
};

struct expert_place {
	const struct assign_expert *e;
	size_t at;
};

struct pair_place {
	size_t c, e, at; /* ranks, and the place in the problem */
	int cost;
};

/* --- the one order --- */

static int
by_urgency(const void *a, const void *b)
{
	const struct assign_case *x = ((const struct case_place *)a)->c;
	const struct assign_case *y = ((const struct case_place *)b)->c;

	if (x->urgent != y->urgent)
		return x->urgent ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int
by_key(const void *a, const void *b)
{
	return cmp_str(((const struct expert_place *)a)->e->key,
	    ((const struct expert_place *)b)->e->key);
}

static int
by_ranks(const void *a, const void *b)
{
	const struct pair_place *x = a, *y = b;

	if (x->c != y->c)
		return x->c < y->c ? -1 : 1;
	return (x->e > y->e) - (x->e < y->e);
}

static int
by_id(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool
ids_differ(const struct assign_problem *p, struct err *e)
{
	int64_t *ids = xcalloc(p->cases_n + 1, sizeof(*ids));
	bool ok = true;

	for (size_t i = 0; i < p->cases_n; i++)
		ids[i] = p->cases[i].id;
	qsort(ids, p->cases_n, sizeof(*ids), by_id);
	for (size_t i = 1; ok && i < p->cases_n; i++)
		if (ids[i - 1] == ids[i])
			ok = err_set(
			    e, "assign: case %lld stands twice", (long long)ids[i]);
	free(ids);
	return ok;
}

static bool
rank_cases(const struct assign_problem *p, size_t *rank, struct net *n, struct err *e)
{
	struct case_place *v;

	if (p->cases_n > ASSIGN_CASES_MAX)
		return err_set(e, "assign: %zu cases; %d at a time are possible",
		    p->cases_n, (int)ASSIGN_CASES_MAX);
	if (!ids_differ(p, e))
		return false;
	v = xcalloc(p->cases_n + 1, sizeof(*v));
	for (size_t i = 0; i < p->cases_n; i++)
		v[i] = (struct case_place){&p->cases[i], i};
	qsort(v, p->cases_n, sizeof(*v), by_urgency);
	n->cases = p->cases_n;
	n->urgent = xcalloc(n->cases + 1, sizeof(*n->urgent));
	for (size_t i = 0; i < p->cases_n; i++) {
		rank[v[i].at] = i;
		n->urgent[i] = v[i].c->urgent;
	}
	free(v);
	return true;
}

/* Who has no room has no rank: SIZE_MAX. More room than cases makes no difference. */
static bool
rank_experts(const struct assign_problem *p, size_t *rank, struct net *n, struct err *e)
{
	struct expert_place *v = xcalloc(p->experts_n + 1, sizeof(*v));
	bool ok = true;

	for (size_t i = 0; i < p->experts_n; i++)
		v[i] = (struct expert_place){&p->experts[i], i};
	qsort(v, p->experts_n, sizeof(*v), by_key);
	n->room = xcalloc(p->experts_n + 1, sizeof(*n->room));
	for (size_t i = 0; ok && i < p->experts_n; i++) {
		int room = v[i].e->room;

		if (i > 0 && cmp_str(v[i - 1].e->key, v[i].e->key) == 0)
			ok = err_set(e, "assign: expert %s stands twice",
			    v[i].e->key ? v[i].e->key : "(none)");
		rank[v[i].at] = room > 0 ? n->experts : SIZE_MAX;
		if (room > 0)
			n->room[n->experts++] =
			    (size_t)room > n->cases ? (int)n->cases : room;
	}
	free(v);
	return ok;
}

static void
lay_pairs(struct net *n, const struct pair_place *v)
{
	n->first = xcalloc(n->cases + 1, sizeof(*n->first));
	n->owner = xcalloc(n->pairs + 1, sizeof(*n->owner));
	n->expert = xcalloc(n->pairs + 1, sizeof(*n->expert));
	n->cost = xcalloc(n->pairs + 1, sizeof(*n->cost));
	n->origin = xcalloc(n->pairs + 1, sizeof(*n->origin));
	for (size_t i = 0; i < n->pairs; i++) {
		n->owner[i] = v[i].c;
		n->expert[i] = v[i].e;
		n->cost[i] = v[i].cost;
		n->origin[i] = v[i].at;
		n->first[v[i].c + 1]++;
	}
	for (size_t c = 0; c < n->cases; c++)
		n->first[c + 1] += n->first[c];
}

static bool
rank_pairs(const struct assign_problem *p, const size_t *case_rank,
    const size_t *expert_rank, struct net *n, struct err *e)
{
	struct pair_place *v = xcalloc(p->pairs_n + 1, sizeof(*v));
	bool ok = true;

	for (size_t i = 0; ok && i < p->pairs_n; i++) {
		const struct assign_pair *pair = &p->pairs[i];

		if (pair->c >= p->cases_n || pair->e >= p->experts_n || pair->cost < 0 ||
		    pair->cost > ASSIGN_COST_MAX)
			ok = err_set(e, "assign: pair %zu is out of its bounds", i);
		else if (expert_rank[pair->e] != SIZE_MAX)
			v[n->pairs++] = (struct pair_place){
			    case_rank[pair->c], expert_rank[pair->e], i, pair->cost};
	}
	qsort(v, n->pairs, sizeof(*v), by_ranks);
	for (size_t i = 1; ok && i < n->pairs; i++)
		if (by_ranks(&v[i - 1], &v[i]) == 0)
			ok = err_set(e, "assign: pair %zu stands twice", v[i].at);
	if (ok)
		lay_pairs(n, v);
	free(v);
	return ok;
}

static bool
net_from(const struct assign_problem *p, size_t *case_rank, struct net *n, struct err *e)
{
	size_t *expert_rank = xcalloc(p->experts_n + 1, sizeof(*expert_rank));
	bool ok = rank_cases(p, case_rank, n, e) && rank_experts(p, expert_rank, n, e) &&
	          rank_pairs(p, case_rank, expert_rank, n, e);

	free(expert_rank);
	return ok;
}

static void
net_free(struct net *n)
{
	free(n->urgent);
	free(n->room);
	free(n->first);
	free(n->owner);
	free(n->expert);
	free(n->cost);
	free(n->origin);
}

/* --- the answer --- */

static bool
solve(const struct net *n, size_t *taken, struct err *e)
{
	for (size_t c = 0; c < n->cases; c++)
		taken[c] = ASSIGN_NOBODY;
	if (!n->pairs)
		return true;
	return assign_lp(n, taken, e) && assign_settle(n, taken, e);
}

bool
assign_solve(const struct assign_problem *p, size_t *chosen, struct err *e)
{
	size_t *rank = xcalloc(p->cases_n + 1, sizeof(*rank));
	size_t *taken = xcalloc(p->cases_n + 1, sizeof(*taken));
	struct net n = {0};
	bool ok = net_from(p, rank, &n, e) && solve(&n, taken, e);

	for (size_t i = 0; ok && i < p->cases_n; i++) {
		size_t pair = taken[rank[i]];

		chosen[i] = pair == ASSIGN_NOBODY ? ASSIGN_NOBODY : n.origin[pair];
	}
	net_free(&n);
	free(taken);
	free(rank);
	return ok;
}
