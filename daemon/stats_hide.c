/*
 * Keeping small numbers back, and whatever would give them away.
 *
 * Numbers that add up to each other are arcs of a network in which every sum is a node:
 * the values are a flow. A hidden value could be one higher, or one lower, and all that
 * is printed would stay true, exactly if its arc lies on a cycle of hidden arcs along
 * which the flow can be shifted by one (an arc with nothing in it cannot lose any). As
 * long as a hidden arc lies on none, the cheapest cycle through it is hidden as well.
 * Gusfield, "A graph theoretic approach to data security", SIAM J. Comput. 17 (1988), is
 * about these cycles.
 */
#include "stats.h"

#include <stdlib.h>

#define FAR 1e18

/* What it costs to go along an arc; below 0: impossible. */
static double
cost(const struct hide_arc *a, bool forward, bool hidden_only)
{
	if (a->known || (!forward && a->value < 1) || (hidden_only && !a->hidden))
		return -1;
	return a->hidden ? 0 : (double)a->value + 1;
}

struct search {
	struct hide_arc *arcs;
	size_t n;
	int nodes;
	size_t without; /* this arc */
	double *reached;
	size_t *by; /* the arc by which a node was reached */
};

static bool
relax(struct search *s, size_t i, bool forward, bool hidden_only)
{
	const struct hide_arc *a = &s->arcs[i];
	int from = forward ? a->from : a->to, to = forward ? a->to : a->from;
	double c = cost(a, forward, hidden_only);

	if (c < 0 || i == s->without || s->reached[from] >= FAR ||
	    s->reached[from] + c >= s->reached[to])
		return false;
	s->reached[to] = s->reached[from] + c;
	s->by[to] = i;
	return true;
}

/* The cheapest way between two nodes (Bellman and Ford); its cost, FAR where there is
 * none. */
static double
search(struct search *s, int from, int to, bool hidden_only)
{
	bool changed = true;

	for (int i = 0; i < s->nodes; i++)
		s->reached[i] = i == from ? 0 : FAR;
	for (int round = 0; changed && round < s->nodes; round++) {
		changed = false;
		for (size_t i = 0; i < s->n; i++) {
			changed = relax(s, i, true, hidden_only) || changed;
			changed = relax(s, i, false, hidden_only) || changed;
		}
	}
	return s->reached[to];
}

static void
hide_way(struct search *s, int from, int to)
{
	for (int at = to; at != from;) {
		struct hide_arc *a = &s->arcs[s->by[at]];

		a->hidden = true;
		at = at == a->to ? a->from : a->to;
	}
}

/* Can it be one higher, or one lower? */
static bool
is_safe(struct search *s, const struct hide_arc *a)
{
	return search(s, a->to, a->from, true) < FAR ||
	       (a->value >= 1 && search(s, a->from, a->to, true) < FAR);
}

/* Nothing can be done where it is all of a sum that is printed in any case. */
static void
make_safe(struct search *s, const struct hide_arc *a)
{
	double up = search(s, a->to, a->from, false);
	double down = a->value >= 1 ? search(s, a->from, a->to, false) : FAR;

	if (up >= FAR && down >= FAR)
		return;
	if (up <= down) {
		(void)search(s, a->to, a->from, false);
		hide_way(s, a->to, a->from);
	} else {
		hide_way(s, a->from, a->to);
	}
}

void
stat_hide(struct hide_arc *arcs, size_t n, int nodes, int64_t below)
{
	struct search s = {.arcs = arcs, .n = n, .nodes = nodes};

	s.reached = xcalloc((size_t)nodes + 1, sizeof(*s.reached));
	s.by = xcalloc((size_t)nodes + 1, sizeof(*s.by));
	for (size_t i = 0; i < n; i++)
		if (!arcs[i].known && arcs[i].value > 0 && arcs[i].value < below)
			arcs[i].hidden = true;
	for (size_t i = 0; i < n; i++) {
		s.without = i;
		/* What is hidden with it lies on the same cycle, so it is safe as well.
		 */
		if (arcs[i].hidden && !is_safe(&s, &arcs[i]))
			make_safe(&s, &arcs[i]);
	}
	for (size_t i = 0; i < n; i++)
		if (arcs[i].hidden && arcs[i].cell)
			arcs[i].cell->hidden = true;
	free(s.reached);
	free(s.by);
}
