/* Raw mail to GMime's tree, and what has to be mended in it first: line ends of other
 * systems, boundaries that are missing or wrong. */
#ifndef MADOGUCHI_MIME_MEND_H
#define MADOGUCHI_MIME_MEND_H

#include "buf.h"

#include <gmime/gmime.h>

/* The mail in raw, which is copied; NULL when there is none. */
GMimeMessage *mime_parse(const void *raw, size_t n);
/* Bare CR, or CR CR LF, throughout: the same with LF in out. False when nothing had to be
 * done; out is then left alone. */
bool mime_line_ends(const char *raw, size_t n, struct buf *out);
/* The parts of a multipart in which the parser found none, by a boundary that its text
 * shows; NULL when it shows none. The caller unrefs it. */
GMimeObject *mime_find_parts(GMimeMultipart *multi, const char *type);

#endif
