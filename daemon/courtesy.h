/* What people say around an answer: greetings, thanks, names, that something is filled
 * in. */
#ifndef MADOGUCHI_COURTESY_H
#define MADOGUCHI_COURTESY_H

#include "words.h"

/* The sentences of a text, its line breaks kept, that are more than courtesy, folded and
 * joined by "。"; "" when there is none. w may be NULL: then names count as more. Owned.
 */
char *courtesy_rest(struct words *w, const char *lines);

#endif
