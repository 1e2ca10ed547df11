/*
 * Training of the linear heads (model.h). A head's classes are trained apart, each as a
 * vector w of the caller's: a weight for each row, then the bias. The same samples give
 * the same weights: the solver's order is drawn from a fixed seed.
 */
#ifndef MADOGUCHI_TRAIN_LINEAR_H
#define MADOGUCHI_TRAIN_LINEAR_H

#include "train_samples.h"

/* Keeps the solver from writing to stdout. */
void linear_quiet(void);
/* Trains a class on all samples but those of a fold; -1 leaves none out. w has
 * s->rows + 1 places. */
void train_head(const struct samples *s, enum head h, int class, int fold, double *w);
/* Puts weights into a model, rounded to 8 bits. output: head_offset() + class. */
void quantise(struct text_model *m, int output, const double *w);
/* Trains a class for each fold, into that fold's model, and leaves in each sample the
 * margin that the model of its own fold gives it. w: room for s->rows + 1 weights. */
void cross_validate(
    struct samples *s, enum head h, int class, double *w, struct text_model **folds);

#endif
