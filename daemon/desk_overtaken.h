/* Letters that waited for approval while things went on: what is not true any more must
 * not leave with the rest. */
#ifndef MADOGUCHI_DESK_OVERTAKEN_H
#define MADOGUCHI_DESK_OVERTAKEN_H

#include "desk.h"

/* Why a held mail is not to be sent as the case stands now, in Japanese; NULL: it is
 * true still. c: its case. The text stays valid. */
const char *desk_overtaken(
    struct desk *d, const struct case_row *c, const struct outbox_row *row);
/* Calls off what of the case's held mail is overtaken; returns how many. */
int64_t desk_drop_overtaken(struct desk *d, const struct case_row *c);

#endif
