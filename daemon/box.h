/*
 * The box: a child process in which untrusted bytes become a struct message, with no
 * network, no files, and limits on time and memory (seccomp, RLIMIT_CPU, RLIMIT_AS,
 * RLIMIT_CORE 0). A message that kills the box is the caller's to set aside; the next
 * call gets a new box.
 */
#ifndef MADOGUCHI_BOX_H
#define MADOGUCHI_BOX_H

#include "err.h"
#include "message.h"

struct box;

enum box_result {
	BOX_OK,
	BOX_KILLED, /* this message ended, hung or overfilled the box: do not try it again
	             */
	BOX_ERROR   /* no box could be had (fork, pipe); try later */
};

/* seconds and memory_mib bound one message. Nothing is started before the first box_read.
 */
struct box *box_new(int seconds, int memory_mib);
void box_free(struct box *b);
/* Gives the box's process back between two messages; the next message gets a new one. */
void box_rest(struct box *b);

/* Gives the next up to n bytes of the raw message, at offset; 0 at its end. */
typedef size_t box_source(void *ctx, size_t offset, void *bytes, size_t n);

/* How a message is read: bits. */
enum { BOX_CUT = 1 << 0 /* only its beginning is there */, BOX_CHAT = 1 << 1 };

/* A message of size bytes may be begun, and ended when its result is wanted: the box
 * reads it meanwhile. source and ctx must stay until then. Every begin needs its end. */
void box_begin(struct box *b, box_source *source, void *ctx, size_t size, unsigned how);
/* As box_read, of the message that was begun. */
enum box_result box_end(struct box *b, struct message *m, struct err *e) MUST_CHECK;

/* Reads one message of size bytes. m is initialised here; on BOX_OK the caller frees it.
 */
enum box_result box_read(struct box *b, box_source *source, void *ctx, size_t size,
    unsigned how, struct message *m, struct err *e) MUST_CHECK;
/* A message in memory, as a source: ctx is a struct box_bytes. */
struct box_bytes {
	const char *raw;
	size_t n;
};
size_t box_from_bytes(void *ctx, size_t offset, void *bytes, size_t n);
/* The same from memory. */
enum box_result box_read_bytes(struct box *b, const void *raw, size_t n, unsigned how,
    struct message *m, struct err *e) MUST_CHECK;

#endif
