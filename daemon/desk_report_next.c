/* Days for the next visit that a report names. See desk_report.h. */
#include "desk_report.h"

#include "buf.h"
#include "desk_slots.h"

#include <stdlib.h>

/* It has a date already, or has taken place: what is named for it is a mere wish. */
static bool
is_settled(struct desk *d, const struct visit *v)
{
	struct visit next;
	bool settled;

	if (!store_visit_find(d->store, v->case_id, v->no + 1, &next))
		return false;
	settled = desk_visit_dated(&next) || desk_visit_over(&next);
	visit_free(&next);
	return settled;
}

char *
desk_report_next_wrong(struct desk *d, const struct case_row *c, const struct visit *v,
    const struct strlist *named)
{
	const struct visit next = {.case_id = c->id, .no = v->no + 1};
	struct span span[SLOTS_A_ROUND];
	struct slot_frame f;
	struct buf out = {0};
	size_t n = 0;

	if (v->no >= d->config->visits.count || !desk_report_own(c, v) ||
	    is_settled(d, v))
		return NULL;
	desk_slot_frame(d, c, &next, &f);
	for (size_t i = 0; i < named->n; i++) {
		const struct wish w = {SLOT_EXPERT, true, named->v[i], 0};
		enum day_trouble t = slot_of_wish(&f.ask, &w, span, &n);
		char *why;

		if (t == DAY_FITS || t == DAY_FAR)
			continue;
		why = desk_day_trouble(d, t, named->v[i], "ja");
		buf_addf(&out, "%s%s", out.len ? "。" : "", why);
		free(why);
	}
	desk_slot_frame_free(&f);
	return out.len ? buf_steal(&out) : NULL;
}
