/* One exact new time for a date that was proposed. See schedule.h. */
#include "schedule.h"

#include "clock.h"

#include <string.h>

/* A new time that needs no person to judge: exactly one, to the hour. */
static bool
plain_counter(const struct input *in, int64_t *at)
{
	const struct reply *reply = &in->r->reply;

	return reply->kind == REPLY_SCHEDULE_COUNTER && reply->dates.n == 1 &&
	       strchr(reply->dates.v[0], 'T') && !strchr(reply->dates.v[0], '/') &&
	       civil_parse_iso(reply->dates.v[0], at);
}

bool
schedule_moves_at_once(struct desk *d, const struct input *in, struct visit *v, int side)
{
	int64_t at;

	return in->route->visit_id && plain_counter(in, &at) &&
	       desk_visit_moves_at_once(d, in->c, v, side, at);
}
