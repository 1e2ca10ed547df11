/*
 * What broke, in words for a person, and whether trying again later makes sense.
 *
 * Lower layers fill a struct err and return false; the layer that knows the event logs it
 * once. An err that was never filled has an empty text.
 */
#ifndef MADOGUCHI_ERR_H
#define MADOGUCHI_ERR_H

#include "mem.h"

struct err {
	char text[512];
	bool retry; /* true: the same call may work later, nothing needs mending */
};

/* Both return false, so that `return err_set(e, …)` reads well. e may be NULL. */
bool err_set(struct err *e, const char *fmt, ...) PRINTF(2, 3);
bool err_retry(struct err *e, const char *fmt, ...) PRINTF(2, 3);

#endif
