/*
 * When a second opinion may be asked for: after some failures in a row not for a while,
 * and never so much that other mail waits long. Pure; times are milliseconds of any clock
 * that only goes forward.
 */
#ifndef MADOGUCHI_SECOND_GATE_H
#define MADOGUCHI_SECOND_GATE_H

#include "mem.h"

#include <stdint.h>

enum {
	GATE_FAILURES = 3,      /* in a row, then none is asked … */
	GATE_PAUSE_MS = 300000, /* … for so long; then one is tried */
	GATE_PARALLEL = 4,      /* questions under way at a time */
	GATE_SHARE = 5, /* one part in so many of the time may go on waiting … */
	GATE_LIMITS_AT_ONCE = 3 /* … but no more than so many time limits at once */
};

struct gate {
	int limit_ms; /* of one question */
	int failures; /* in a row */
	int64_t closed_until;
	int64_t left_ms; /* what may still be spent on waiting */
	int64_t at;      /* when left_ms was right */
};

void gate_init(struct gate *g, int limit_ms, int64_t now);
bool gate_closed(const struct gate *g, int64_t now);
/* How long the questions that are put now may take together; 0: not even one fits. */
int64_t gate_allowance(struct gate *g, int64_t now);
/* How many questions may be under way: one while it is unclear whether anybody answers.
 */
int gate_parallel(const struct gate *g);
/* Notes a reply or a failure; true when this failure closes the gate. */
bool gate_result(struct gate *g, bool ok, int64_t now);
/* Notes how long was waited, up to now. */
void gate_spent(struct gate *g, int64_t ms, int64_t now);

#endif
