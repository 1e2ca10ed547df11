/* Silence about where a visit is held: it stays as it was, and the operator sees it. */
#include "desk_slots.h"
#include "handlers.h"

static void
run(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct visit v;

	if (!store_visit_get(d->store, due->ref_id, &v))
		return;
	/* One that is over, or has no date any more, is held in no way. */
	if (desk_visit_dated(&v) && v.starts_at > d->now)
		desk_event(d, c, "visit", true,
		    "第%"
		    "d回の実施方法（訪問・オンライン）の変更について、返信がありません",
		    v.no);
	visit_free(&v);
}

const struct timer_handler timer_format_silent = {"format_silent", run, false};
