/*
 * One part of a mail: its type, name, bytes and text. With mime_read.c the only wrapping
 * of GMime, which finds the parts; transfer encodings and charsets are undone by
 * transfer.h and charset.h.
 */
#ifndef MADOGUCHI_MIME_PART_H
#define MADOGUCHI_MIME_PART_H

#include "buf.h"

#include <gmime/gmime.h>

/* Adds a defect once, up to a limit. */
void part_defect(struct strlist *defects, const char *text);
/* A field as received, "" when there is none. */
const char *part_header(GMimeObject *object, const char *name);
/* Lower case, such as text/plain, which is also what stands for nonsense. Owned. */
char *part_type(GMimeObject *object);
/* Decoded and harmless (header_words.h); NULL when there is none. Owned. */
char *part_file_name(GMimeObject *object, struct strlist *defects);
bool part_is_attached(GMimeObject *object);
/* Bytes of the content, transfer encoding undone. */
size_t part_size(GMimeObject *object);
/* The same bytes, at most 2 MiB, added to out. */
void part_bytes(GMimeObject *object, struct buf *out, struct strlist *defects);
/* The content as UTF-8, line ends as LF; of HTML the source. Owned. */
char *part_decode(GMimeObject *object, bool html, struct strlist *defects);
/* The same of a calendar, with its lines unfolded. */
char *part_calendar(GMimeObject *object, struct strlist *defects);
/* By its type, or by what stands in it: a file *.ics of any type, a text. */
bool part_is_calendar(GMimeObject *object, const char *type, const char *name);
/* What a reader sees: paragraphs joined, HTML as text. Owned. */
char *part_text(GMimeObject *object, bool html, struct strlist *defects);
/* Line ends to LF; what no reader sees goes. In place. */
void part_tidy(char *text);

#endif
