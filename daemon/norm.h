/* Text as analysis sees it; what people see stays as they wrote it. */
#ifndef MADOGUCHI_NORM_H
#define MADOGUCHI_NORM_H

#include "mem.h"

#include <stdint.h>

/* NFKC (ICU) of valid UTF-8; invalid bytes become U+FFFD. Owned. Also folds what NFKC
 * leaves: wave dashes to ~, and dashes between digits (−, ―, ー, ‐) to '-'. Line breaks
 * stay. */
char *norm_text(const char *s);
/* norm_text without any white space, ideographic space included. Owned. */
char *norm_squeeze(const char *s);
/* Length of the UTF-8 sequence at p (1 where the byte is invalid); the code point in *cp.
 */
size_t utf8_next(const char *p, uint32_t *cp);
bool utf8_valid(const char *s, size_t n);
/* Columns on a terminal or in a mail: 2 for East Asian wide and full-width, 0 for
 * combining. */
int utf8_width(uint32_t cp);
/* Cuts s after at most n code points, on a character border, in place. */
void utf8_cut(char *s, size_t n);

#endif
