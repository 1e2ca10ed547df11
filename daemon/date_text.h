/* The form in which date phrases are looked for. */
#ifndef MADOGUCHI_DATE_TEXT_H
#define MADOGUCHI_DATE_TEXT_H

#include "mem.h"

#include <stdint.h>

/* Normalised, without blanks, without quoted and header lines; lines that were only
 * folded are joined again. Owned. */
char *date_text_plain(const char *text);

#endif
