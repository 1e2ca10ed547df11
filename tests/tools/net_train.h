/*
 * Training of the network (net.h) by Adam (Kingma and Ba 2015) with decoupled weight
 * decay, dropout, and one rise and fall of the step's length. Chance comes from a fixed
 * seed and sums are taken in one order, so that the same examples give the same figures.
 */
#ifndef MADOGUCHI_NET_TRAIN_H
#define MADOGUCHI_NET_TRAIN_H

#include "net.h"

struct net_example {
	uint32_t *token; /* owned by the caller; rows of the network */
	size_t n;
	int label; /* enum stance */
	int fold;
};

/* A network that knows the words of these folded texts (NULL: none), untrained. */
struct net *net_over(struct words *w, char *const *text, size_t n);
/* Sets net's figures to chance and trains them on all examples but those of a fold; -1
 * leaves none out. */
void net_train(struct net *net, const struct net_example *v, size_t n, int left_out);

#endif
