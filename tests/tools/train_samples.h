/*
 * The labelled messages in the form that the training works on: their classes, their
 * features as liblinear reads them, and what a model that has not seen them makes of
 * them.
 */
#ifndef MADOGUCHI_TRAIN_SAMPLES_H
#define MADOGUCHI_TRAIN_SAMPLES_H

#include "corpus.h"
#include "feature.h"
#include "model.h"

struct feature_node; /* liblinear's: rows from 1 on, then the bias, then index -1 */

struct sample {
	const struct record *record;
	int label[HEAD_COUNT]; /* -1: no part of that head's training */
	struct feature_node *nodes[VIEW_COUNT];
	struct feature_node **sentences; /* of an expert's answer */
	size_t sentence_n;
	char *text;                     /* folded, of an expert's answer; NULL */
	int rule_kind;                  /* settled by rule, before the model; or -1 */
	double held_out[MODEL_OUTPUTS]; /* margins of a model that has not seen it */
};

struct samples {
	struct sample *v;
	size_t n;
	size_t rows;
};

/* One sample for each record, in the corpus's order. The corpus is borrowed and must
 * outlive the samples; the vocabulary and the dictionary are needed for the call alone.
 */
void samples_make(struct samples *s, const struct vocabulary *v, struct words *w,
    const struct corpus *c);
void samples_free(struct samples *s);

#endif
