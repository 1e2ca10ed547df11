/*
 * What stands in header fields: encoded words (RFC 2047), parameters (RFC 2231) and raw
 * bytes of any charset, all to clean UTF-8 on one line.
 *
 * Pieces of one charset are joined as bytes before they are decoded: real programs cut in
 * the middle of a character.
 */
#ifndef MADOGUCHI_HEADER_WORDS_H
#define MADOGUCHI_HEADER_WORDS_H

#include "mem.h"

/* An unstructured value or a phrase; unfolds it. What could not be read adds a defect
 * that names `what`; defects may be NULL. Owned, never NULL. */
char *header_decode(const char *raw, const char *what, struct strlist *defects);
/* A parameter of Content-Type or Content-Disposition, decoded; NULL when not there.
 * name*, name*0*, name and, inside name, encoded words are all understood. Owned. */
char *header_param(const char *raw, const char *name, struct strlist *defects);
/* The part before the parameters, lower case, without white space. Owned. */
char *header_type(const char *raw);
/* Makes a received file name harmless: no path, no control or direction characters, not
 * too long. Takes over name (NULL allowed); NULL when nothing is left. */
char *file_name_clean(char *name);
/* The first text in angle brackets (a message id), else the first word; NULL when none.
 */
char *header_id(const char *raw);
/* All ids of a References field, in order. */
void header_ids(const char *raw, struct strlist *ids);

#endif
