/*
 * Whether the expert is to come, to be on a screen, or either.
 */
#ifndef MADOGUCHI_VENUE_H
#define MADOGUCHI_VENUE_H

/* Of a normalised text: "visit", "online", "any"; NULL when it does not say. */
const char *venue_find(const char *text);

#endif
