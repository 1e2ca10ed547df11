/* The morning's mail to the operators is due. */
#include "handlers.h"

#include "desk_digest.h"

static void
run(struct desk *d, struct case_row *c, const struct timer *due)
{
	(void)c;
	(void)due;
	desk_digest(d);
}

const struct timer_handler timer_digest = {"digest", run, true};
