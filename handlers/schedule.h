/* What answers about dates share. */
#ifndef MADOGUCHI_SCHEDULE_HANDLER_H
#define MADOGUCHI_SCHEDULE_HANDLER_H

#include "desk_slots.h"
#include "handlers.h"

/* True when one exact new time, plain enough to need no person, was put to the other side
 * as an update: only of a date that was merely proposed. */
bool schedule_moves_at_once(struct desk *d, const struct input *in, struct visit *v);

#endif
