/* What is said in the operators' channel. */
#ifndef MADOGUCHI_OPERATOR_H
#define MADOGUCHI_OPERATOR_H

#include "handler.h"

/* True when the message came from there: it is dealt with, and is nothing else, whatever
 * its words look like. */
bool operator_heard(struct desk *d, struct input *in);

#endif
