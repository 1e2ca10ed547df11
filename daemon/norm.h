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
size_t utf8_next_slowly(const char *p, uint32_t *cp);
/* Here, to be inlined: nearly all characters are ASCII or kana and kanji, of three bytes
 * that begin with E1 to EC; the rest, and what is broken, goes the long way. */
static inline size_t
utf8_next(const char *p, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] >= 0xE1 && u[0] <= 0xEC && (u[1] & 0xC0) == 0x80 &&
	    (u[2] & 0xC0) == 0x80) {
		*cp = (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 |
		      (u[2] & 0x3Fu);
		return 3;
	}
	return utf8_next_slowly(p, cp);
}
bool utf8_valid(const char *s, size_t n);
/* Columns on a terminal or in a mail: 2 for East Asian wide and full-width, 0 for
 * combining. */
int utf8_width(uint32_t cp);
/* Cuts s after at most n code points, on a character border, in place. */
void utf8_cut(char *s, size_t n);

#endif
