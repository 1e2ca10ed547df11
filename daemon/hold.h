/*
 * What is due waits, after a start, until the mail that arrived meanwhile is in: a desk
 * that was off, or whose fetch process died, would else remind of a visit that was called
 * off by a mail in its mailbox.
 */
#ifndef MADOGUCHI_HOLD_H
#define MADOGUCHI_HOLD_H

#include "config.h"
#include "store.h"

struct hold {
	int64_t started; /* when this process began */
	bool once;       /* it looks at its timers this one time */
	bool over;       /* every source has been looked at since */
};

/* True while what was due at due_at must wait. A source that was looked at since then, or
 * since the start, or that cannot be looked at for a reason that it has noted, holds
 * nothing up; nor does any a minute after the start, or (once) two days after due_at. */
bool hold_timers(
    struct hold *h, struct store *s, const struct config *c, int64_t due_at, int64_t now);
/* When to ask again. */
int64_t hold_until(int64_t now);

#endif
