/*
 * Text of any charset to UTF-8, with ICU. What a label says is taken as a hint: mail
 * programs label wrongly every day, so the bytes decide where they contradict it.
 */
#ifndef MADOGUCHI_CHARSET_H
#define MADOGUCHI_CHARSET_H

#include "buf.h"
#include "utf8.h"

/* What had to be done to read a text. */
struct charset_note {
	const char *used;     /* the charset that was read, a literal */
	size_t substitutions; /* places that could not be read and became U+FFFD */
	bool relabelled;      /* the bytes were not what the label said */
};

/* Opens every converter, so that none needs a file later. Without it, the first use does
 * the same. */
void charset_init(void);

/* Adds the text to out: valid UTF-8, without NUL; private-use characters (carriers'
 * emoji) become 〓. label may be NULL, empty or unknown: the bytes decide then. */
void charset_decode(const char *label, const void *bytes, size_t n, struct buf *out,
    struct charset_note *note);
/* The same as an owned string; note may be NULL. */
char *charset_decode_str(
    const char *label, const void *bytes, size_t n, struct charset_note *note);
/* True when the label names a charset; of "us-ascii" and the like the bytes decide. */
bool charset_known(const char *label);
/* True when both labels mean the same converter ("utf8" and "UTF-8"). */
bool charset_same(const char *a, const char *b);

#endif
