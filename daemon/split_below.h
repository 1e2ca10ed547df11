/* Where a writer goes on below a mail that stands in his own without marks. */
#ifndef MADOGUCHI_SPLIT_BELOW_H
#define MADOGUCHI_SPLIT_BELOW_H

#include "split_lines.h"

/*
 * The mail opens at line opener, and its own text begins at line from; reply: the subject
 * says that the writer answers. The first line of
 * what the writer says below it; l->n when he says nothing there, or nothing shows where
 * the other's words end: words are another's rather than the writer's.
 */
size_t split_below(const struct lines *l, size_t opener, size_t from, bool reply);

#endif
