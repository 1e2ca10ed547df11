/* One example after another is run forward and back; a batch's slopes move the figures
 * together. */
#include "net_train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Found on a part of the messages that was left out. */
#define EPOCHS       8
#define BATCH        32
#define STEP_MAX     4e-3
#define STEP_RISE    0.3 /* of all steps */
#define DECAY        1e-2F
#define DROPPED      0.4F  /* of the figures of a word, of the filters, of the means */
#define WORDS_HIDDEN 0.08F /* so that unknown words are known, too */
#define SMOOTH       0.05F /* of the label's weight goes to all classes alike */
#define SLOPE_MAX    1.0   /* length of a batch's slopes */
#define FIRST_WORDS  0.17F /* a word's figures before training, at most */
#define LEAST_TEXTS  3     /* that a word stands in, to be known */
#define WEIGHTS      (sizeof(struct net_weights) / sizeof(float))

/* --- chance (xorshift64*, Vigna 2016) --- */

static uint64_t
chance_bits(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dU;
}

/* In [0,1). */
static float
chance(uint64_t *state)
{
	return (float)(chance_bits(state) >> 40) / (float)(1 << 24);
}

static void
fill(float *v, size_t n, float most, uint64_t *state)
{
	for (size_t i = 0; i < n; i++)
		v[i] = (2 * chance(state) - 1) * most;
}

/* What belongs to a run of training. */
struct trainer {
	struct net *net;
	struct net *slope;            /* of the same size: its figures are slopes */
	float *moment[2], *spread[2]; /* of the rows, of the weights */
	struct net_state s, back;     /* forward; slopes of the same places */
	float kept_x[NET_TOKENS][NET_DIM], kept_h[NET_TOKENS][NET_ALL];
	float
	    kept_pooled[2 * NET_ALL]; /* 0 where dropped, else what it is multiplied by */
	float turned[NET_TAPS][NET_FILTERS][NET_DIM]; /* the taps, of this batch */
	uint64_t chance;
};

static void
begin_figures(struct net *net, uint64_t *state)
{
	static const int places[NET_WIDTHS] = {1, 3, 5};

	memset(&net->w, 0, sizeof(net->w));
	fill(net->row, ((size_t)net->n + 1) * NET_DIM, FIRST_WORDS, state);
	for (int k = 0; k < NET_TAPS; k++)
		fill(net->w.tap[k][0], NET_DIM * NET_FILTERS,
		    1 / sqrtf((float)(NET_DIM * places[net_taps[k].width])), state);
	fill(net->w.look, NET_ALL, 1 / sqrtf(NET_ALL), state);
	fill(net->w.out[0], 2 * NET_ALL * NET_CLASSES, 1 / sqrtf(2 * NET_ALL), state);
}

/* --- forward --- */

static void
drop(float *kept, float *v, size_t n, uint64_t *state)
{
	for (size_t i = 0; i < n; i++) {
		kept[i] = chance(state) < DROPPED ? 0 : 1 / (1 - DROPPED);
		v[i] *= kept[i];
	}
}

static void
run_forward(struct trainer *t, const struct net_example *e)
{
	struct net_state *s = &t->s;

	s->n = e->n;
	for (size_t i = 0; i < e->n; i++)
		s->token[i] = chance(&t->chance) < WORDS_HIDDEN ? 0 : e->token[i];
	net_look_up(t->net, s);
	drop(t->kept_x[0], s->x[0], s->n * NET_DIM, &t->chance);
	net_filter(t->net, s);
	drop(t->kept_h[0], s->h[0], s->n * NET_ALL, &t->chance);
	net_pool(t->net, s);
	drop(t->kept_pooled, s->pooled, 2 * NET_ALL, &t->chance);
	net_decide(t->net, s);
}

/* --- back --- */

static void
back_decide(struct trainer *t, int label, float share)
{
	float slope[NET_CLASSES];

	for (int c = 0; c < NET_CLASSES; c++) {
		float truth = SMOOTH / NET_CLASSES + (c == label ? 1 - SMOOTH : 0);

		slope[c] = (t->s.p[c] - truth) * share;
		t->slope->w.out_bias[c] += slope[c];
	}
	for (int j = 0; j < 2 * NET_ALL; j++) {
		float sum = 0;

		for (int c = 0; c < NET_CLASSES; c++) {
			t->slope->w.out[j][c] += slope[c] * t->s.pooled[j];
			sum += slope[c] * t->net->w.out[j][c];
		}
		t->back.pooled[j] = sum * t->kept_pooled[j];
	}
}

/* The slope of a place's share, before the shares are brought to sum up to 1. */
static void
back_shares(struct trainer *t)
{
	float mean = 0;

	for (size_t i = 0; i < t->s.n; i++) {
		float sum = 0;

		for (int j = 0; j < NET_ALL; j++)
			sum += t->back.pooled[j] * t->s.h[i][j];
		t->back.share[i] = sum;
		mean += sum * t->s.share[i];
	}
	for (size_t i = 0; i < t->s.n; i++)
		t->back.share[i] = t->s.share[i] * (t->back.share[i] - mean);
}

/* A filter that saw nothing, or was dropped, has no slope. */
static void
back_pool(struct trainer *t)
{
	back_shares(t);
	for (size_t i = 0; i < t->s.n; i++)
		for (int j = 0; j < NET_ALL; j++) {
			t->slope->w.look[j] += t->back.share[i] * t->s.h[i][j];
			t->back.h[i][j] = t->s.share[i] * t->back.pooled[j] +
			                  t->back.share[i] * t->net->w.look[j];
		}
	for (int j = 0; j < NET_ALL; j++)
		t->back.h[t->s.top[j]][j] += t->back.pooled[NET_ALL + j];
	for (size_t i = 0; i < t->s.n; i++)
		for (int j = 0; j < NET_ALL; j++)
			t->back.h[i][j] =
			    t->s.h[i][j] > 0 ? t->back.h[i][j] * t->kept_h[i][j] : 0;
}

/* One tap at one place: to its figures, and to those of the word that it looks at. */
static void
back_place(struct trainer *t, int k, size_t from, const float *h)
{
	for (int d = 0; d < NET_DIM; d++) {
		float value = t->s.x[from][d], *slope = t->slope->w.tap[k][d];

		if (value == 0)
			continue;
		for (int j = 0; j < NET_FILTERS; j++)
			slope[j] += value * h[j];
	}
	for (int j = 0; j < NET_FILTERS; j++) {
		const float *tap = t->turned[k][j];

		if (h[j] == 0)
			continue;
		for (int d = 0; d < NET_DIM; d++)
			t->back.x[from][d] += h[j] * tap[d];
	}
}

static void
back_filter(struct trainer *t)
{
	memset(t->back.x, 0, sizeof(t->back.x[0]) * t->s.n);
	for (size_t i = 0; i < t->s.n; i++) {
		for (int j = 0; j < NET_ALL; j++)
			t->slope->w.bias[j] += t->back.h[i][j];
		for (int k = 0; k < NET_TAPS; k++) {
			size_t from = i + (size_t)(ptrdiff_t)net_taps[k].shift;

			if (from < t->s.n)
				back_place(t, k, from,
				    t->back.h[i] + net_taps[k].width * NET_FILTERS);
		}
	}
}

static void
back_words(struct trainer *t)
{
	for (size_t i = 0; i < t->s.n; i++) {
		float *row = t->slope->row + (size_t)t->s.token[i] * NET_DIM;

		for (int d = 0; d < NET_DIM; d++)
			row[d] += t->back.x[i][d] * t->kept_x[i][d];
	}
}

/* --- steps --- */

static double
squares(const float *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (double)v[i] * (double)v[i];
	return sum;
}

/* Moves n figures against their slopes, which are forgotten. fresh: how much of the two
 * running means is there yet. */
static void
move(float *v, float *slope, float *moment, float *spread, size_t n, float length,
    float scale, const float fresh[2])
{
	for (size_t i = 0; i < n; i++) {
		float g = slope[i] * scale;

		moment[i] += 0.1F * (g - moment[i]);
		spread[i] += 0.001F * (g * g - spread[i]);
		v[i] -= length *
		        (moment[i] / fresh[0] / (sqrtf(spread[i] / fresh[1]) + 1e-8F) +
		            DECAY * v[i]);
		slope[i] = 0;
	}
}

/* Rises along a line, and falls along half a wave. */
static double
step_length(size_t step, size_t steps)
{
	double at = (double)step / (double)steps;

	if (at < STEP_RISE)
		return STEP_MAX * (0.04 + 0.96 * at / STEP_RISE);
	at = (at - STEP_RISE) / (1 - STEP_RISE);
	return STEP_MAX * (1 + cos(acos(-1) * at)) / 2;
}

static void
move_all(struct trainer *t, size_t step, size_t steps)
{
	size_t rows = ((size_t)t->net->n + 1) * NET_DIM;
	float *weight = (float *)&t->net->w, *slope = (float *)&t->slope->w;
	double size = sqrt(squares(t->slope->row, rows) + squares(slope, WEIGHTS));
	float scale = size > SLOPE_MAX ? (float)(SLOPE_MAX / size) : 1;
	float length = (float)step_length(step, steps);
	float fresh[2] = {(float)(1 - pow(0.9, (double)step + 1)),
	    (float)(1 - pow(0.999, (double)step + 1))};

	move(t->net->row, t->slope->row, t->moment[0], t->spread[0], rows, length, scale,
	    fresh);
	move(weight, slope, t->moment[1], t->spread[1], WEIGHTS, length, scale, fresh);
}

static void
turn_taps(struct trainer *t)
{
	for (int k = 0; k < NET_TAPS; k++)
		for (int d = 0; d < NET_DIM; d++)
			for (int j = 0; j < NET_FILTERS; j++)
				t->turned[k][j][d] = t->net->w.tap[k][d][j];
}

static void
learn(struct trainer *t, const struct net_example *e, float share)
{
	run_forward(t, e);
	back_decide(t, e->label, share);
	back_pool(t);
	back_filter(t);
	back_words(t);
}

static void
shuffle(const struct net_example **v, size_t n, uint64_t *state)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = (size_t)(chance_bits(state) % i);
		const struct net_example *e = v[i - 1];

		v[i - 1] = v[k];
		v[k] = e;
	}
}

static void
train_epochs(struct trainer *t, const struct net_example **v, size_t n)
{
	size_t per_epoch = (n + BATCH - 1) / BATCH, step = 0;

	for (int epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(v, n, &t->chance);
		for (size_t first = 0; first < n; first += BATCH) {
			size_t batch = n - first < BATCH ? n - first : BATCH;

			turn_taps(t);
			for (size_t i = 0; i < batch; i++)
				learn(t, v[first + i], 1 / (float)batch);
			move_all(t, step++, per_epoch * EPOCHS);
		}
	}
}

static struct trainer *
trainer_new(struct net *net)
{
	struct trainer *t = xcalloc_large(1, sizeof(*t));
	size_t rows = ((size_t)net->n + 1) * NET_DIM;

	t->net = net;
	t->slope = net_new(NULL, net->n);
	t->chance = 0x9e3779b97f4a7c15U;
	for (int i = 0; i < 2; i++) {
		t->moment[i] = xcalloc(i ? WEIGHTS : rows, sizeof(float));
		t->spread[i] = xcalloc(i ? WEIGHTS : rows, sizeof(float));
	}
	return t;
}

static void
trainer_free(struct trainer *t)
{
	for (int i = 0; i < 2; i++) {
		free(t->moment[i]);
		free(t->spread[i]);
	}
	net_free(t->slope);
	free(t);
}

/* --- words --- */

struct counting {
	const char *text;
	uint64_t *seen; /* text's number << 32 | hash, over and over */
	size_t n, cap;
	uint64_t number;
};

static void
count_word(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	struct counting *c = data;

	(void)base;
	(void)base_len;
	if (c->n == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 1 << 16;
		c->seen = xreallocarray(c->seen, c->cap, sizeof(*c->seen));
	}
	c->seen[c->n++] =
	    (uint64_t)net_hash(c->text + begin, end - begin) << 32 | c->number;
}

static int
by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Of sorted sightings the words that stand in so many texts. */
static uint32_t
frequent_words(const struct counting *c, size_t least, uint32_t *word)
{
	uint32_t n = 0;
	size_t texts = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool same_word = i > 0 && c->seen[i] >> 32 == c->seen[i - 1] >> 32;

		texts = !same_word ? 1 : texts + (c->seen[i] != c->seen[i - 1]);
		if (texts == least && (!same_word || c->seen[i] != c->seen[i - 1])) {
			if (word)
				word[n] = (uint32_t)(c->seen[i] >> 32);
			n++;
		}
	}
	return n;
}

struct net *
net_over(struct words *w, char *const *text, size_t n)
{
	struct counting c = {.number = 0};
	size_t least = LEAST_TEXTS;
	uint32_t *word, words;

	for (; c.number < n; c.number++) {
		c.text = text[c.number];
		if (c.text)
			words_cut(w, c.text, count_word, &c);
	}
	if (c.n)
		qsort(c.seen, c.n, sizeof(*c.seen), by_number);
	while ((words = frequent_words(&c, least, NULL)) > NET_WORDS_MAX)
		least++;
	word = xcalloc((size_t)words + 1, sizeof(*word));
	(void)frequent_words(&c, least, word);
	free(c.seen);
	return net_new(word, words);
}

void
net_train(struct net *net, const struct net_example *v, size_t n, int left_out)
{
	struct trainer *t = trainer_new(net);
	const struct net_example **taken =
	    xcalloc(n + 1, sizeof(const struct net_example *));
	size_t taken_n = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].fold != left_out && v[i].n > 0)
			taken[taken_n++] = &v[i];
	begin_figures(net, &t->chance);
	train_epochs(t, taken, taken_n);
	free(taken);
	trainer_free(t);
}
