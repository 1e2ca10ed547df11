/* What the timers of an offer have in common. */
#ifndef MADOGUCHI_TIMER_OFFER_H
#define MADOGUCHI_TIMER_OFFER_H

#include "handlers.h"

enum { LOOK_AGAIN_SEC = 300 };

/* True while the offer's own mail, or the answer to a question about it, has not left. */
bool offer_not_sent_yet(struct desk *d, const struct offer *o);
/* True once every source has been looked at after that time: what lies there was read. */
bool offer_sources_seen(struct desk *d, int64_t due_at);

#endif
