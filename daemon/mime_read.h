/*
 * Raw mail (RFC 5322, 2045-2049, 2231, 3464) to struct message. Runs inside the box only:
 * the MIME library meets hostile bytes here and may crash. Wraps GMime; charsets are
 * ICU's.
 */
#ifndef MADOGUCHI_MIME_READ_H
#define MADOGUCHI_MIME_READ_H

#include "message.h"

/* Fills m, initialised here; never fails: what cannot be understood is a defect in m. */
void mime_read(const void *raw, size_t n, bool truncated, struct message *m);

#endif
