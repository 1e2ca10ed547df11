/*
 * How long an automatic answer says that its writer is away. By the rules of dates_find
 * (slots.h); in doubt, not at all: whoever is taken for absent is asked no longer.
 */
#ifndef MADOGUCHI_ABSENCE_H
#define MADOGUCHI_ABSENCE_H

#include <stdint.h>

/* The last day away (civil_day), counted from when it was written; only of an absence
 * that has begun by then. Where several are named, the one that ends first. 0: none is
 * named. text may be NULL. */
int64_t absence_until(const char *text, int64_t sent);

#endif
