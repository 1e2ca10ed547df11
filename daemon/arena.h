/* Memory that goes in one piece: a library that frees a deep tree by recursion, which
 * ends in a crash, gets its memory from here instead. */
#ifndef MADOGUCHI_ARENA_H
#define MADOGUCHI_ARENA_H

#include <stddef.h>

struct block;

/* {0} is the empty arena. */
struct arena {
	struct block *blocks;
};

/* userdata: a struct arena. Never NULL. */
void *arena_alloc(void *userdata, size_t n);
/* For libraries that want a function to free with: does nothing. */
void arena_ignore(void *userdata, void *p);
void arena_free(struct arena *a);

#endif
