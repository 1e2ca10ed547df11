/*
 * The figures of the cross-validation, for conf/model.txt and the developer: each message
 * as read by the model that has not seen it.
 */
#ifndef MADOGUCHI_TRAIN_FIGURES_H
#define MADOGUCHI_TRAIN_FIGURES_H

#include "train_samples.h"

#include <stdio.h>

/* m: calibrated. */
void print_figures(FILE *f, const struct samples *s, const struct text_model *m);
/* On stdout, each message whose kind was misread: for the developer who looks for the
 * next rule. */
void print_misread(const struct samples *s);

#endif
