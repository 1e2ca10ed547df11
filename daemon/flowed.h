/* format=flowed text (RFC 3676) back to whole paragraphs. */
#ifndef MADOGUCHI_FLOWED_H
#define MADOGUCHI_FLOWED_H

#include "mem.h"

/* delsp: the space at a soft line end is not part of the text. Owned. */
char *flowed_join(const char *text, bool delsp);

#endif
