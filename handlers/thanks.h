/* Thanks and receipts in answer to a letter that asks nothing. */
#ifndef MADOGUCHI_THANKS_H
#define MADOGUCHI_THANKS_H

#include "handler.h"

/* Notes a mail that is mere thanks (mere_thanks.h), where nothing is asked of its writer
 * that these could answer. True: it is done with. */
bool thanks_noted(struct desk *d, struct input *in);

#endif
