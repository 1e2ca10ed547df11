/* Memory that goes in one piece. See arena.h. */
#include "arena.h"

#include "mem.h"

#include <stddef.h>
#include <stdlib.h>

enum { ARENA_BLOCK = 256 * 1024 };

struct block {
	struct block *next;
	size_t used, size;
	_Alignas(max_align_t) char bytes[];
};

void *
arena_alloc(void *userdata, size_t n)
{
	struct arena *a = userdata;
	size_t align = _Alignof(max_align_t);
	void *p;

	n = (n + align - 1) / align * align;
	if (!a->blocks || a->blocks->size - a->blocks->used < n) {
		size_t size = n > ARENA_BLOCK ? n : ARENA_BLOCK;
		struct block *b = xcalloc(1, sizeof(*b) + size);

		b->size = size;
		b->next = a->blocks;
		a->blocks = b;
	}
	p = a->blocks->bytes + a->blocks->used;
	a->blocks->used += n;
	return p;
}

void
arena_ignore(void *userdata, void *p)
{
	(void)userdata;
	(void)p;
}

void
arena_free(struct arena *a)
{
	while (a->blocks) {
		struct block *next = a->blocks->next;

		free(a->blocks);
		a->blocks = next;
	}
}
