/* Timers wait for mail after a start. See hold.h. */
#include "hold.h"

#include "chat_provider.h"
#include "store_inbox.h"

/* The processes of one start do not begin in the same second. */
enum { WAIT_SEC = 60, WAIT_ONCE_SEC = 2 * 86400, LOOK_SEC = 1, START_SEC = 5 };

static bool
holds_up(const struct source_status *row, int64_t since)
{
	return row->checked_at < since && !row->problem;
}

/* What is only delivered comes by itself. */
static bool
source_is_read(const struct config_source *s)
{
	return !source_is_chat(s) || chat_is_polled(s);
}

static bool
all_looked_at(struct store *s, const struct config *c, int64_t since)
{
	size_t n;
	struct source_status *rows = store_source_status(s, &n);
	bool all = true;

	for (size_t i = 0; i < c->sources_n; i++)
		for (size_t k = 0; k < n; k++)
			if (source_is_read(&c->sources[i]) &&
			    str_eq(rows[k].name, c->sources[i].name) &&
			    holds_up(&rows[k], since))
				all = false;
	store_source_status_free(rows, n);
	return all;
}

bool
hold_timers(
    struct hold *h, struct store *s, const struct config *c, int64_t due_at, int64_t now)
{
	int64_t start = h->started - START_SEC, since = due_at < start ? due_at : start;
	bool waited = h->once ? now - due_at > WAIT_ONCE_SEC
	                      : now < h->started || now - h->started > WAIT_SEC;

	if (h->over || waited)
		return false;
	if (!all_looked_at(s, c, since))
		return true;
	h->over = !h->once && all_looked_at(s, c, start);
	return false;
}

int64_t
hold_until(int64_t now)
{
	return now + LOOK_SEC;
}
