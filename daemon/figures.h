/*
 * Numbers out of a normalised text.
 */
#ifndef MADOGUCHI_FIGURES_H
#define MADOGUCHI_FIGURES_H

#include "mem.h"

#include <stdint.h>

/* People of the company, not of an audience; -1 unknown. In staff.c. */
int figures_employees(const char *text);
/* Yen for one session, no losses and no totals; -1 unknown. */
int64_t figures_budget(const char *text);

#endif
