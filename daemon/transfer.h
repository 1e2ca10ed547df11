/*
 * Transfer encodings of mail (RFC 2045, 6), undone as far as the bytes allow: programs
 * leave the padding out, pad in the middle, break lines anywhere, and lists add their
 * footers below.
 */
#ifndef MADOGUCHI_TRANSFER_H
#define MADOGUCHI_TRANSFER_H

#include "buf.h"

enum transfer { TRANSFER_NONE, TRANSFER_BASE64, TRANSFER_QP, TRANSFER_UU };

/* What a Content-Transfer-Encoding field says; raw as received. */
enum transfer transfer_of(const char *raw);
/* Adds the decoded bytes to out, which may be NULL; returns their number. */
size_t transfer_decode(enum transfer t, const char *s, size_t n, struct buf *out);

/* A file that stands in the text between "begin 644 name" and "end". */
struct uu_file {
	size_t from, to; /* its lines, first and behind the last, as bytes of the text */
	char *name;      /* as written; owned by the caller */
	size_t bytes;
};

/* The first such file at or behind `from`; false when there is none. */
bool transfer_find_uu(const char *s, size_t n, size_t from, struct uu_file *file);

#endif
