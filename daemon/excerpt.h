/* The beginning of what somebody wrote, as far as a list or a short mail has room. */
#ifndef MADOGUCHI_EXCERPT_H
#define MADOGUCHI_EXCERPT_H

#include "mem.h"

/* Adds the first lines of a text that hold anything, at most so many, each cut to chars
 * characters (… then stands behind it), without what may stand in no letter, list or
 * terminal (utf8_unsafe). text NULL: none. True: there is more of it. */
bool excerpt_lines(const char *text, size_t lines, size_t chars, struct strlist *out);
/* The first line of it; owned, "" when there is none. */
char *excerpt_first(const char *text, size_t chars);

#endif
