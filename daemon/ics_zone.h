/* The rules of a time zone that a calendar brings with it (VTIMEZONE). Shares libical's
 * types with ics_read.c, for which it is. */
#ifndef MADOGUCHI_ICS_ZONE_H
#define MADOGUCHI_ICS_ZONE_H

#include "clock.h"

#include <libical/ical.h>

/* The difference to UTC in seconds of a zone that has but one. */
bool ics_zone_single(icalcomponent *zone, int *offset) MUST_CHECK;
/* The one at that local time. Understood are single changes, and those of each year on
 * one date or one weekday of a month; whatever the rules say, the cost is two tries for
 * each. False when none of them has begun by then. */
bool ics_zone_offset(
    icalcomponent *zone, const struct civil *local, int *offset) MUST_CHECK;

#endif
