/* The known name that a mistyped one is nearest to, for messages to people. */
#ifndef MADOGUCHI_NEAREST_H
#define MADOGUCHI_NEAREST_H

#include "mem.h"

struct nearest {
	const char *word; /* what was written */
	const char *best; /* the nearest of those tried; NULL: none is near */
	size_t below;     /* only what differs by fewer letters is near */
};

struct nearest nearest_to(const char *word);
/* name is borrowed: best may be it. */
void nearest_try(struct nearest *n, const char *name);

#endif
