/* Cases that wait for the next batch. See desk.h. */
#include "desk.h"

#define WAITS "batch" /* the event that says so */

void
desk_wait_for_batch(struct desk *d, struct case_row *c)
{
	desk_event(d, c, WAITS, true,
	    "一括割当を待っています（madoguchi match --batch で打診します）");
}

void
desk_wait_over(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct event_row *rows = store_event_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].open && str_eq(rows[i].what, WAITS))
			(void)store_event_close(d->store, rows[i].id, 0);
	event_rows_free(rows, n);
}
