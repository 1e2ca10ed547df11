/*
 * The network of experts' answers (net.h, net_train.h), trained for the model and for the
 * models of the folds on those samples whose text was kept.
 */
#ifndef MADOGUCHI_TRAIN_NETS_H
#define MADOGUCHI_TRAIN_NETS_H

#include "net_train.h"
#include "train_samples.h"

struct net_corpus {
	struct net *net; /* untrained: its words */
	struct net_example *v;
	size_t n;
};

void net_corpus_make(struct net_corpus *c, const struct samples *s, struct words *w);
void net_corpus_free(struct net_corpus *c);
/* Trains m's network on all, and with keep_folds those of the FOLDS models, each on what
 * is not of its fold; the models own them. */
void train_nets(const struct net_corpus *c, struct text_model *m,
    struct text_model **folds, bool keep_folds);

#endif
