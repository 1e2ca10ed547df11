/* What changed about the visits is told to whoever brought the case. */
#include "desk_agency.h"
#include "handlers.h"

static void
run(struct desk *d, struct case_row *c, const struct timer *due)
{
	desk_agency_visits_due(d, c, due->ref_id);
}

const struct timer_handler timer_agency_visits = {AGENCY_TIMER, run, false};
