/*
 * The desk's own record of experts: who held how many visits of which case. A part that
 * was held before a replacement is noted at once, and counts from the course's proper end
 * on; of a case that is withdrawn nothing counts. See desk.h.
 */
#include "desk.h"

#include "clock.h"
#include "slots.h"
#include "store_list.h"

#include <stdlib.h>

static int
visits_held(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	int held = 0;

	for (size_t i = 0; i < n; i++)
		held +=
		    str_eq(rows[i].state, "held") || str_eq(rows[i].state, "reported");
	visits_free(rows, n);
	return held;
}

/* Those of the case that no other expert has held before. */
static void
add_own(struct desk *d, const struct case_row *c, int64_t expert_id)
{
	int own = visits_held(d, c) -
	          store_record_visits_of_others(d->store, c->number, expert_id);

	if (own > 0)
		store_record_add(d->store, &(struct expert_record){.expert_id = expert_id,
		                               .case_number = c->number,
		                               .theme = c->theme,
		                               .industry = c->industry,
		                               .prefecture = c->prefecture,
		                               .visits = own});
}

void
desk_record_part(struct desk *d, const struct case_row *c, const struct expert *e)
{
	add_own(d, c, e->id);
}

void
desk_record_course(struct desk *d, const struct case_row *c)
{
	char *today;

	if (!visits_held(d, c))
		return;
	if (c->expert_id)
		add_own(d, c, c->expert_id);
	today = civil_iso_date(d->now);
	store_record_finish(d->store, c->number, today);
	free(today);
}
