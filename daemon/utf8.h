/* The shape of UTF-8: what is valid, and where characters begin and end. */
#ifndef MADOGUCHI_UTF8_H
#define MADOGUCHI_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool utf8_ok(const char *s, size_t n);
/* The largest length of at most max that does not cut a character. */
size_t utf8_fit(const char *s, size_t n, size_t max);
/* Length of the valid character at s (1-4), or 0. */
size_t utf8_seq(const char *s, size_t n);
/* Length of the sequence at s if no text of strangers may carry it to a letter, a list or
 * a terminal: control characters (C0 but tab and line feed, C1, DEL) and those that turn
 * the direction of text. 0: harmless. */
size_t utf8_unsafe(const char *s, size_t n);
/* Takes all of them out, in place. Returns s. */
char *utf8_drop_unsafe(char *s);
/* The character at s, which is valid. */
uint32_t utf8_code(const char *s, size_t len);

#endif
