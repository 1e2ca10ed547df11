/* The form in which date phrases are looked for. */
#ifndef MADOGUCHI_DATE_TEXT_H
#define MADOGUCHI_DATE_TEXT_H

#include "mem.h"

#include <stdint.h>

/* Normalised, without blanks, without quoted and header lines; lines that were only
 * folded are joined again. Owned. */
char *date_text_plain(const char *text);
/* The same of a text that date_text_bullets and norm_text have been through. */
char *date_text_of_normal(const char *norm);

/* A copy in which ①, ⑵ and their like are bullets: normalised, ①6/2 would be 16/2. Owned.
 */
char *date_text_bullets(const char *text);
/* Whether there are any. */
bool date_text_has_bullets(const char *text);

#endif
