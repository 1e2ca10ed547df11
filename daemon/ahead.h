/*
 * Reading ahead: a process beside work that takes the messages of the next batch through
 * the box and understands them, while work handles the batch before. Used for a backlog
 * only, so that two processors share what one would do alone; it writes nothing and opens
 * no store. If it ends, work reads for itself, one message after another, and finds the
 * one that ended it.
 */
#ifndef MADOGUCHI_AHEAD_H
#define MADOGUCHI_AHEAD_H

#include "decide.h"
#include "err.h"

#include <stdint.h>

enum { AHEAD_BYTES = 4 * 1024 * 1024 }; /* of raw messages in one batch */

struct ahead;

/* What the process needs of its parent. brain and desk_address are borrowed. */
struct ahead *ahead_new(
    const struct brain *brain, const char *desk_address, int seconds, int memory_mib);
void ahead_free(struct ahead *a);

/* One message to be read. */
struct ahead_item {
	int64_t id, received_at;
	size_t bytes;
	bool truncated, chat;
};
/* Gives up to n bytes of the raw message at offset; 0 at its end. */
typedef size_t ahead_source(void *ctx, int64_t id, size_t offset, void *bytes, size_t n);

/* Hands a batch over; all answers of the one before must have been taken. False: no
 * process, or the batch does not fit; nothing was begun. */
bool ahead_begin(struct ahead *a, const struct ahead_item *items, size_t n,
    ahead_source *source, void *ctx) MUST_CHECK;

struct ahead_answer {
	bool have; /* m and r are filled; the caller frees them */
	struct message m;
	struct reading r;
	char *problem; /* owned; why the message cannot be read */
};
/* The answer for the next message of the batch, in its order. False: the process ended,
 * hung or could not read; it is stopped, and nothing of the batch may be asked for any
 * more. */
bool ahead_next(struct ahead *a, struct ahead_answer *out, struct err *e) MUST_CHECK;
/* Ends the process; the next ahead_begin starts one anew. */
void ahead_stop(struct ahead *a);

/* What work does to every message before it is understood, here or there: a credible
 * date, and the mark of the desk's own mail. */
void ahead_settle(struct message *m, int64_t received_at, const char *desk_address);

#endif
