/* A piece of text within a longer one, and what it begins with, ends with and holds.
 * ASCII case is folded where the name has an i. */
#ifndef MADOGUCHI_PIECE_H
#define MADOGUCHI_PIECE_H

#include <stdbool.h>
#include <stddef.h>

/* Not ended by NUL. */
struct piece_of_text {
	const char *s;
	size_t n;
};

/* Bytes of white space at the front, the full-width space included. */
size_t piece_space(struct piece_of_text p);
void piece_skip(struct piece_of_text *p, size_t n);
struct piece_of_text piece_trim_front(struct piece_of_text p);
struct piece_of_text piece_trim(struct piece_of_text p);
/* Length of `with` when p begins with it, else 0. Here, to be inlined: the rules try some
 * dozens of words at every line, and few have even the first byte. */
static inline size_t
piece_begins(struct piece_of_text p, const char *with)
{
	size_t n = 0;

	while (n < p.n && with[n] && p.s[n] == with[n])
		n++;
	return with[n] ? 0 : n;
}
bool piece_ibegins(struct piece_of_text p, const char *with);
bool piece_iends(struct piece_of_text p, const char *with);
/* Likewise in any case. */
bool piece_holds(struct piece_of_text p, const char *what);

#endif
