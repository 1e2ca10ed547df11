/* The network's arithmetic, in plain floats and in one order: the same text always has
 * the same answer. */
#include "net.h"

#include "feature_hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SALT_WORD 0x6e77U

const struct net_tap net_taps[NET_TAPS] = {
    {0, 0}, {1, -1}, {1, 0}, {1, 1}, {2, -2}, {2, -1}, {2, 0}, {2, 1}, {2, 2}};

struct net *
net_new(uint32_t *word, uint32_t n)
{
	struct net *net = xcalloc_large(1, sizeof(*net));

	net->n = n;
	net->word = word;
	net->row = xcalloc_large(((size_t)n + 1) * NET_DIM, sizeof(*net->row));
	return net;
}

void
net_free(struct net *net)
{
	if (net == NULL)
		return;
	free(net->word);
	free(net->row);
	free(net);
}

/* --- words --- */

uint32_t
net_hash(const char *word, size_t len)
{
	uint32_t h = SALT_WORD;

	for (size_t i = 0; i < len; i++)
		h = mix(h, (unsigned char)word[i]);
	return finish(h);
}

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

struct cutting {
	const struct net *net;
	const char *text;
	uint32_t *token;
	size_t n; /* of all words of the text */
};

/* The last half is a ring. */
static void
see_word(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	enum { HALF = NET_TOKENS / 2 };
	struct cutting *c = data;
	uint32_t hash = net_hash(c->text + begin, end - begin);
	const uint32_t *found =
	    bsearch(&hash, c->net->word, c->net->n, sizeof(hash), by_value);
	size_t at = c->n < NET_TOKENS ? c->n : HALF + (c->n - HALF) % HALF;

	(void)base;
	(void)base_len;
	c->token[at] = found ? (uint32_t)(found - c->net->word) + 1 : 0;
	c->n++;
}

/* Turns the ring so that its oldest word comes first. */
static void
unroll(uint32_t *ring, size_t n, size_t first)
{
	uint32_t turned[NET_TOKENS] = {0};

	for (size_t i = 0; i < n; i++)
		turned[i] = ring[(first + i) % n];
	memcpy(ring, turned, n * sizeof(*ring));
}

size_t
net_tokens(const struct net *net, struct words *w, const char *text, uint32_t *token)
{
	enum { HALF = NET_TOKENS / 2 };
	struct cutting c = {net, text, token, 0};

	words_cut(w, text, see_word, &c);
	if (c.n <= NET_TOKENS)
		return c.n;
	unroll(token + HALF, HALF, (c.n - HALF) % HALF);
	return NET_TOKENS;
}

/* --- steps --- */

void
net_look_up(const struct net *net, struct net_state *s)
{
	for (size_t t = 0; t < s->n; t++)
		memcpy(
		    s->x[t], net->row + (size_t)s->token[t] * NET_DIM, sizeof(s->x[t]));
}

/* Adds what one place brings to the filters of a tap. */
static void
add_place(const float (*tap)[NET_FILTERS], const float *x, float *h)
{
	for (int d = 0; d < NET_DIM; d++) {
		float value = x[d];

		/* Most places are left out in training. */
		if (value == 0)
			continue;
		for (int j = 0; j < NET_FILTERS; j++)
			h[j] += value * tap[d][j];
	}
}

void
net_filter(const struct net *net, struct net_state *s)
{
	for (size_t t = 0; t < s->n; t++) {
		memcpy(s->h[t], net->w.bias, sizeof(s->h[t]));
		for (int k = 0; k < NET_TAPS; k++) {
			size_t from = t + (size_t)(ptrdiff_t)net_taps[k].shift;

			/* Before the first it wraps around, and is beyond the last. */
			if (from < s->n)
				add_place(net->w.tap[k], s->x[from],
				    s->h[t] + net_taps[k].width * NET_FILTERS);
		}
		for (int j = 0; j < NET_ALL; j++)
			s->h[t][j] = s->h[t][j] > 0 ? s->h[t][j] : 0;
	}
}

/* Shares that sum up to 1: the weighted places. */
static void
share_places(const struct net *net, struct net_state *s)
{
	float top = -INFINITY, sum = 0;

	for (size_t t = 0; t < s->n; t++) {
		float score = 0;

		for (int j = 0; j < NET_ALL; j++)
			score += net->w.look[j] * s->h[t][j];
		s->share[t] = score;
		top = score > top ? score : top;
	}
	for (size_t t = 0; t < s->n; t++)
		sum += s->share[t] = expf(s->share[t] - top);
	for (size_t t = 0; t < s->n; t++)
		s->share[t] /= sum;
}

void
net_pool(const struct net *net, struct net_state *s)
{
	float *mean = s->pooled, *strongest = s->pooled + NET_ALL;

	memset(s->pooled, 0, sizeof(s->pooled));
	memset(s->top, 0, sizeof(s->top));
	share_places(net, s);
	for (size_t t = 0; t < s->n; t++)
		for (int j = 0; j < NET_ALL; j++) {
			mean[j] += s->share[t] * s->h[t][j];
			if (s->h[t][j] > strongest[j]) {
				strongest[j] = s->h[t][j];
				s->top[j] = t;
			}
		}
}

void
net_decide(const struct net *net, struct net_state *s)
{
	float top, sum = 0;

	memcpy(s->p, net->w.out_bias, sizeof(s->p));
	for (int j = 0; j < 2 * NET_ALL; j++)
		for (int c = 0; c < NET_CLASSES; c++)
			s->p[c] += s->pooled[j] * net->w.out[j][c];
	top = s->p[0];
	for (int c = 1; c < NET_CLASSES; c++)
		top = s->p[c] > top ? s->p[c] : top;
	for (int c = 0; c < NET_CLASSES; c++)
		sum += s->p[c] = expf(s->p[c] - top);
	for (int c = 0; c < NET_CLASSES; c++)
		s->p[c] /= sum;
}

void
net_ask(const struct net *net, struct words *w, const char *text, double *p)
{
	struct net_state *s = xcalloc(1, sizeof(*s));

	s->n = net_tokens(net, w, text, s->token);
	net_look_up(net, s);
	net_filter(net, s);
	net_pool(net, s);
	net_decide(net, s);
	for (int c = 0; c < NET_CLASSES; c++)
		p[c] = (double)s->p[c];
	free(s);
}
