/* The inside of the box: what runs in the sandboxed process, and how the two sides talk.
 * Only box.c needs this. */
#ifndef MADOGUCHI_BOX_CHILD_H
#define MADOGUCHI_BOX_CHILD_H

#include "mem.h"

#include <stdint.h>

/* Before the bytes of each message, from outside. */
struct box_request {
	uint64_t size;
	uint32_t how; /* BOX_CUT, BOX_CHAT */
	uint32_t zero;
};

/* Before the JSON of each answer, from inside. */
struct box_answer {
	uint64_t size;
};

/* Runs in the child after fork: shuts everything but fd, then reads messages until fd is
 * closed. Does not return. */
void box_child_run(int fd, int memory_mib) __attribute__((noreturn));
/* The first half alone, for tests of the walls: 0 or an exit status. */
int box_child_lock(int fd, int memory_mib);

#endif
