/*
 * What is let go some time after a case was closed (retention.raw_days): mail as it came,
 * and people's own words that were copied from it. What was understood of them stays.
 */
#ifndef MADOGUCHI_STORE_RETENTION_H
#define MADOGUCHI_STORE_RETENTION_H

#include "store.h"

struct retention_done {
	int64_t raw;   /* mails */
	int64_t words; /* reports, surveys and applications */
};

/* Of cases that were closed before the time, and of what belongs to none and was done
 * with before it. */
struct retention_done store_retention(struct store *s, int64_t closed_before);

#endif
