/* Whose matter a message is about, by set words: signs for the model, no answers. */
#ifndef MADOGUCHI_ROLE_H
#define MADOGUCHI_ROLE_H

#include "analysis.h"

/* Fills a->role_signs. */
void role_find_signs(struct analysis *a);

#endif
