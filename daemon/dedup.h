/*
 * The key that is equal for copies of one message, whichever way they came.
 *
 * SHA-256 over the Message-ID, a NUL and the body when there is a Message-ID, so that
 * copies that differ in their trace headers count as one; else over all bytes. CRLF and
 * LF line ends give the same key. The Message-ID alone is never trusted: its sender
 * chose it, and some programs reuse theirs.
 */
#ifndef MADOGUCHI_DEDUP_H
#define MADOGUCHI_DEDUP_H

#include "mem.h"

enum { DEDUP_BYTES = 32 };

struct dedup;

/* A message is given in pieces of any size, in order. */
struct dedup *dedup_new(void);
void dedup_add(struct dedup *d, const void *bytes, size_t n);
/* Writes the key and releases d. */
void dedup_final(struct dedup *d, unsigned char key[DEDUP_BYTES]);

/* The same for a message in memory. */
void dedup_key(const void *bytes, size_t n, unsigned char key[DEDUP_BYTES]);

#endif
