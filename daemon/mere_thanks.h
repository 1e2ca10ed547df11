/* Whether a text is nothing but thanks, or that something was received: nobody need read
 * it. */
#ifndef MADOGUCHI_MERE_THANKS_H
#define MADOGUCHI_MERE_THANKS_H

#include "mem.h"

/* Each sentence is thanks, receipt or greeting, of words that are known for it, and at
 * least one thanks or receives; any other word makes it more. names: people and companies
 * of the case, whom it may name; small letters or not. */
bool mere_thanks(const char *text, const struct strlist *names);

/* Of a text that was taken for thanks: one of its sentences asks, begs, doubts or
 * complains. */
bool thanks_with_more(const char *text, const struct strlist *names);

#endif
