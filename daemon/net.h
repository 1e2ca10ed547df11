/*
 * A small convolutional network over the words of an answer (Kim 2014, "Convolutional
 * Neural Networks for Sentence Classification"), beside the linear model: what a word
 * comes to mean next to which others. A word is a row of figures; filters look at one,
 * three and five words at a time; of each filter the strongest place counts, and the
 * mean over the places that a learned weight picks out. Four sums of these are the
 * classes of enum stance. tests/tools/net_train.c trains it.
 */
#ifndef MADOGUCHI_NET_H
#define MADOGUCHI_NET_H

#include "mem.h"
#include "words.h"

#include <stdint.h>

#define NET_DIM       48
#define NET_FILTERS   48 /* of each width */
#define NET_WIDTHS    3
#define NET_TAPS      (1 + 3 + 5) /* places that the filters of all widths look at */
#define NET_ALL       (NET_WIDTHS * NET_FILTERS)
#define NET_CLASSES   4
#define NET_TOKENS    160    /* of a longer text the first and last half of as many */
#define NET_WORDS_MAX 20000U /* rows */

/* Floats only, and no gaps: the trainer walks over them as one array. */
struct net_weights {
	float tap[NET_TAPS][NET_DIM][NET_FILTERS];
	float bias[NET_ALL];
	float look[NET_ALL]; /* which places the mean is of */
	float out[2 * NET_ALL][NET_CLASSES];
	float out_bias[NET_CLASSES];
};

_Static_assert(sizeof(struct net_weights) ==
                   sizeof(float) * (NET_TAPS * NET_DIM * NET_FILTERS + 2 * NET_ALL +
                                       2 * NET_ALL * NET_CLASSES + NET_CLASSES),
    "gaps between the weights");

struct net {
	uint32_t n;     /* words */
	uint32_t *word; /* owned; increasing hashes */
	float *row;     /* owned; NET_DIM figures for an unknown word, then for each */
	struct net_weights w;
};

/* What the network makes of a text on its way to an answer. */
struct net_state {
	size_t n;
	uint32_t token[NET_TOKENS];   /* rows */
	float x[NET_TOKENS][NET_DIM]; /* the rows themselves, for the caller to fill */
	float h[NET_TOKENS][NET_ALL]; /* what the filters see at each place */
	float share[NET_TOKENS];      /* of the place in the mean; they sum up to 1 */
	size_t top[NET_ALL];          /* each filter's strongest place */
	float pooled[2 * NET_ALL];    /* means, then strongest values */
	float p[NET_CLASSES];
};

/* All zeros; takes over word. */
struct net *net_new(uint32_t *word, uint32_t n);
void net_free(struct net *net);

/* The hash of a word as it stands. */
uint32_t net_hash(const char *word, size_t len);
/* The rows of a folded text's words; returns how many, at most NET_TOKENS. */
size_t net_tokens(
    const struct net *net, struct words *w, const char *text, uint32_t *token);
/* The steps of an answer, each from the one before. tap is that of one width: its first,
 * and the first of its filters. */
void net_look_up(const struct net *net, struct net_state *s);
void net_filter(const struct net *net, struct net_state *s);
void net_pool(const struct net *net, struct net_state *s);
void net_decide(const struct net *net, struct net_state *s);

/* Which width a tap belongs to, and how many words off its place it looks. */
struct net_tap {
	int width, shift;
};
extern const struct net_tap net_taps[NET_TAPS];

/* The probabilities of enum stance. */
void net_ask(const struct net *net, struct words *w, const char *text, double *p);

#endif
