/* When a second opinion may be asked for. See second_gate.h. */
#include "second_gate.h"

static int64_t
most(const struct gate *g)
{
	return (int64_t)g->limit_ms * GATE_LIMITS_AT_ONCE;
}

void
gate_init(struct gate *g, int limit_ms, int64_t now)
{
	*g = (struct gate){.limit_ms = limit_ms, .at = now};
	g->left_ms = most(g);
}

bool
gate_closed(const struct gate *g, int64_t now)
{
	return g->failures >= GATE_FAILURES && now < g->closed_until;
}

static void
refill(struct gate *g, int64_t now)
{
	g->left_ms += (now - g->at) / GATE_SHARE;
	g->at = now;
	if (g->left_ms > most(g))
		g->left_ms = most(g);
}

int64_t
gate_allowance(struct gate *g, int64_t now)
{
	refill(g, now);
	return g->left_ms >= g->limit_ms ? g->left_ms : 0;
}

int
gate_parallel(const struct gate *g)
{
	return g->failures ? 1 : GATE_PARALLEL;
}

bool
gate_result(struct gate *g, bool ok, int64_t now)
{
	if (ok) {
		g->failures = 0;
		return false;
	}
	/* One that was tried after the pause, and failed, begins the next one. */
	if (g->failures < GATE_FAILURES)
		g->failures++;
	else if (now < g->closed_until)
		return false;
	if (g->failures < GATE_FAILURES)
		return false;
	g->closed_until = now + GATE_PAUSE_MS;
	return true;
}

void
gate_spent(struct gate *g, int64_t ms, int64_t now)
{
	refill(g, now);
	g->left_ms -= ms;
}
