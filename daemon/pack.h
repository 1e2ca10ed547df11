/*
 * Bytes as the store keeps mails that it sent: one zstd frame (RFC 8878), or as they are
 * where a frame would be longer. A mail in base64, which says everything twice when a
 * calendar hangs on it, takes a third of its size.
 */
#ifndef MADOGUCHI_PACK_H
#define MADOGUCHI_PACK_H

#include "buf.h"

enum { PACK_MAX = 64 * 1024 * 1024 }; /* unpacked; more is taken for damage */

/* Appends n bytes packed to out. They must not begin like a frame: a mail never does. */
void pack_bytes(const char *bytes, size_t n, struct buf *out);

/* Owned, with a 0 behind; *n: how many. What was not packed comes back as it is. NULL:
 * damaged. */
char *unpack_bytes(const char *bytes, size_t packed_n, size_t *n);

#endif
