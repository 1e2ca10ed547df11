/*
 * What each head of the model is to learn of a labelled message. Labels come from the
 * corpus alone; words that the program does not know end the training.
 */
#ifndef MADOGUCHI_TRAIN_LABELS_H
#define MADOGUCHI_TRAIN_LABELS_H

#include "corpus.h"
#include "model.h"

/* enum stance of a message; -1: no part of that training. */
int record_stance(const struct record *r);
/* REPLY_CLASS of a reply; of messages outside a context, those whose words alone tell it.
 * -1 for the others. */
int record_reply(const struct record *r);
/* In which a reply came; CONTEXT_NONE when its record names none. */
enum context record_context(const struct record *r);
/* The class of each head; -1: no part of that head's training. */
void record_labels(const struct record *r, int label[HEAD_COUNT]);

#endif
