/* Cases that wait for the next batch. See desk.h. */
#include "desk.h"

#define WAITS "batch" /* the event that says so */

void
desk_wait_for_batch(struct desk *d, struct case_row *c)
{
	desk_event(d, c, WAITS, true,
	    "一括割当を待っています（madoguchi match --batch で打診します）");
}
