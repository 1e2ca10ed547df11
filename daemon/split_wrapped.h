/* Quoted lines that a mail program broke again, without a mark on the rest. */
#ifndef MADOGUCHI_SPLIT_WRAPPED_H
#define MADOGUCHI_SPLIT_WRAPPED_H

#include "split_lines.h"

/* Marks the rests as quoted. Quotation marks have been seen to before. */
void split_wrapped(struct lines *l);

#endif
