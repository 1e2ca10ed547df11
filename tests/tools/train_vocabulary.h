/*
 * Which features the model knows: those that stand in the most messages of the corpus,
 * at most MODEL_ROWS_MAX.
 */
#ifndef MADOGUCHI_TRAIN_VOCABULARY_H
#define MADOGUCHI_TRAIN_VOCABULARY_H

#include "corpus.h"
#include "feature.h"

/* Fills v, which vocabulary_free() or a model ends; says on stdout how many features were
 * taken, and from how many messages on. */
void vocabulary_choose(struct vocabulary *v, struct words *w, const struct corpus *c);

#endif
