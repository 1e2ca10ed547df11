/*
 * From margins to probabilities: how sharp a head's softmax is, and how certain the two
 * answers are that a case is opened on. All of it on the margins that cross_validate()
 * left in the samples.
 */
#ifndef MADOGUCHI_TRAIN_CALIBRATION_H
#define MADOGUCHI_TRAIN_CALIBRATION_H

#include "train_samples.h"

/* The class that a model which has not seen the sample gives it; p, of MODEL_CLASSES_MAX
 * places, becomes the probabilities. A kind settled by rule stays that. */
int held_out_answer(const struct sample *s, enum head h, double sharpness, double *p);
/* Whether such an answer is the label or one of its alternatives. */
bool kind_right(const struct sample *s, int best);
bool category_right(const struct sample *s, int best);

/* The sharpness of the least log loss. */
float find_sharpness(const struct samples *s, enum head h);
/* Fits platt_a and platt_b; the sharpness of kind and category is set before. */
void fit_certainty(const struct samples *s, struct text_model *m);
/* Gives the FOLDS models what was found for m. */
void share_calibration(struct text_model **folds, const struct text_model *m);

#endif
