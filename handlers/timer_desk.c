/* What is due for the desk itself, about no case. */
#include "handlers.h"

static void
run_summary(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)c;
	(void)due;
	desk_alert_summary(d);
}

static void
run_expiry(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)c;
	(void)due;
	desk_expiry_look(d);
}

const struct timer_handler timer_expiry = {"expiry_check", run_expiry, true};
const struct timer_handler timer_alert_summary = {"alert_summary", run_summary, true};
