/*
 * Time zones by the names that calendar programs write: of the time zone database, of
 * Windows, with the prefixes of old libraries, and Japan's in words. Wraps ICU's rules.
 */
#ifndef MADOGUCHI_ZONE_H
#define MADOGUCHI_ZONE_H

#include "clock.h"

/* The time at which a clock of that zone shows local; false for a name that nobody knows,
 * which is never guessed at. A time that summer time skips or repeats is the first that
 * fits. */
bool zone_time(const char *name, const struct civil *local, int64_t *t) MUST_CHECK;
/* The same where the difference to UTC is known, in seconds, east positive. */
int64_t zone_fixed(const struct civil *local, int offset);

#endif
