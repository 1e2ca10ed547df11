/* The model's arithmetic. */
#include "model.h"

#include "norm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct head_shape {
	int offset, classes;
	enum feature_view view;
} heads[HEAD_COUNT] = {
    [HEAD_KIND] = {0, KIND_COUNT, VIEW_KIND},
    [HEAD_CATEGORY] = {KIND_COUNT, 5, VIEW_TOPIC},
    [HEAD_SUBMENU] = {KIND_COUNT + 5, 4, VIEW_TOPIC},
    [HEAD_THEME] = {KIND_COUNT + 9, 7, VIEW_TOPIC},
    [HEAD_URGENT] = {KIND_COUNT + 16, 2, VIEW_INCIDENT},
    [HEAD_STANCE] = {KIND_COUNT + 18, STANCE_COUNT, VIEW_STANCE},
    [HEAD_SENTENCE] = {KIND_COUNT + 18 + STANCE_COUNT, STANCE_OPEN, VIEW_SENTENCE},
    [HEAD_REPLY] = {KIND_COUNT + 18 + STANCE_COUNT + STANCE_OPEN, REPLY_CLASSES,
        VIEW_REPLY},
};

int
head_classes(enum head h)
{
	return heads[h].classes;
}

int
head_offset(enum head h)
{
	return heads[h].offset;
}

enum feature_view
head_view(enum head h)
{
	return heads[h].view;
}

struct text_model *
model_new(struct vocabulary *v)
{
	struct text_model *m = xcalloc(1, sizeof(*m));

	m->vocabulary = *v;
	*v = (struct vocabulary){0};
	m->weight = xcalloc_large((size_t)m->vocabulary.n + 1, MODEL_OUTPUTS);
	for (int i = 0; i < MODEL_OUTPUTS; i++)
		m->scale[i] = 1;
	for (int i = 0; i < HEAD_COUNT; i++)
		m->sharpness[i] = 1;
	m->platt_a = 1;
	return m;
}

void
model_free(struct text_model *m)
{
	if (m == NULL)
		return;
	vocabulary_free(&m->vocabulary);
	net_free(m->net);
	free(m->weight);
	free(m);
}

/* --- arithmetic --- */

static void
softmax(struct answer *a, int n)
{
	double sum = 0, top;

	a->best = 0;
	for (int i = 1; i < n; i++)
		if (a->p[i] > a->p[a->best])
			a->best = i;
	top = a->p[a->best];
	for (int i = 0; i < n; i++)
		sum += a->p[i] = exp(a->p[i] - top);
	for (int i = 0; i < n; i++)
		a->p[i] /= sum;
}

/* What speaks for each class of a head: MODEL_CLASSES_MAX sums. */
static void
add_up(const struct text_model *m, enum head h, const struct features *f, float *sum)
{
	enum { AHEAD = 8 };
	int first = heads[h].offset;

	/* Sums as many as fit a row of registers, whatever the head's number is: those
	 * beyond it are of other heads or the next row (there is one more than n), and
	 * nobody's. A fixed number of turns makes vector instructions of them. */
	for (size_t i = 0; i < f->n; i++) {
		const signed char *row =
		    m->weight + (size_t)f->v[i].row * MODEL_OUTPUTS + first;

		/* The rows lie far apart: they are called from memory some in advance. */
		if (i + AHEAD < f->n)
			__builtin_prefetch(m->weight +
			                   (size_t)f->v[i + AHEAD].row * MODEL_OUTPUTS +
			                   first);

		for (int k = 0; k < MODEL_CLASSES_MAX; k++)
			sum[k] += f->v[i].value * (float)row[k];
	}
	for (int k = 0; k < heads[h].classes; k++)
		sum[k] = sum[k] * m->scale[first + k] + m->bias[first + k];
}

static void
answer_make(
    const struct text_model *m, enum head h, const float *margin, struct answer *a)
{
	*a = (struct answer){0};
	for (int k = 0; k < heads[h].classes; k++)
		a->p[k] = (double)m->sharpness[h] * (double)margin[k];
	softmax(a, heads[h].classes);
}

void
model_ask(
    const struct text_model *m, enum head h, const struct features *f, struct answer *a)
{
	float sum[MODEL_CLASSES_MAX] = {0};

	add_up(m, h, f, sum);
	answer_make(m, h, sum, a);
}

struct pool {
	const struct text_model *m;
	enum head h;
	float top[MODEL_CLASSES_MAX];
	bool any;
};

static void
pool_sentence(void *data, const struct features *f)
{
	struct pool *pool = data;
	float sum[MODEL_CLASSES_MAX] = {0};

	add_up(pool->m, pool->h, f, sum);
	for (int k = 0; k < heads[pool->h].classes; k++)
		if (!pool->any || sum[k] > pool->top[k])
			pool->top[k] = sum[k];
	pool->any = true;
}

void
model_ask_sentences(const struct text_model *m, enum head h, struct feature_maker *maker,
    struct answer *a)
{
	struct pool pool = {.m = m, .h = h};

	features_make_sentences(maker, pool_sentence, &pool);
	answer_make(m, h, pool.top, a);
}

double
model_certainty(const struct text_model *m, double product)
{
	double p = fmin(fmax(product, 1e-6), 1 - 1e-6);

	return 1 /
	       (1 + exp(-((double)m->platt_a * log(p / (1 - p)) + (double)m->platt_b)));
}

/* --- evidence --- */

/* What each byte of the text, by the n-grams that cover it, said for the class. */
static float *
gains(const struct text_model *m, enum head h, int class, const struct grams *g, size_t n)
{
	float *gain = xcalloc(n + 1, sizeof(float));
	int first = heads[h].offset, classes = heads[h].classes;
	float scale[MODEL_CLASSES_MAX] = {0}, said[MODEL_CLASSES_MAX];

	memcpy(scale, m->scale + first, (size_t)classes * sizeof(*scale));
	for (size_t i = 0; i < g->n; i++) {
		const struct gram *x = &g->v[i];
		const signed char *row =
		    m->weight + (size_t)x->row * MODEL_OUTPUTS + first;
		float others = 0, own, each;

		/* A fixed number of turns, as in model_ask. */
		for (int k = 0; k < MODEL_CLASSES_MAX; k++)
			said[k] = (float)row[k] * scale[k];
		for (int k = 0; k < classes; k++)
			others += said[k];
		own = (said[class] - others / (float)classes) *
		      (float)m->vocabulary.idf[x->row];
		each = own / (float)(x->end - x->begin);
		for (size_t k = x->begin; k < x->end && k < n; k++)
			gain[k] += each;
	}
	return gain;
}

enum script { SCRIPT_NONE, SCRIPT_KANJI, SCRIPT_KATAKANA, SCRIPT_LATIN };

static enum script
script_of(uint32_t cp)
{
	if ((cp >= 0x4e00 && cp <= 0x9fff) || cp == 0x3005)
		return SCRIPT_KANJI;
	if (cp >= 0x30a1 && cp <= 0x30fc)
		return SCRIPT_KATAKANA;
	if ((cp >= 'a' && cp <= 'z') || cp == 0x2605)
		return SCRIPT_LATIN;
	return SCRIPT_NONE;
}

/* The next run of one script that is at least two characters long. */
static const char *
next_word(const char *p, const char **end)
{
	while (*p) {
		uint32_t cp;
		size_t len = utf8_next(p, &cp), chars = 1;
		enum script script = script_of(cp);
		const char *q = p + len;

		while (*q && script) {
			len = utf8_next(q, &cp);
			if (script_of(cp) != script)
				break;
			q += len;
			chars++;
		}
		if (script && chars >= 2) {
			*end = q;
			return p;
		}
		p = q;
	}
	return NULL;
}

#define EVIDENCE_MAX 4

struct word {
	const char *begin, *end;
	float gain;
};

/* Keeps top sorted, the strongest first; a word that is there already counts once. */
static void
keep_word(struct word *top, size_t max, struct word w)
{
	size_t len = (size_t)(w.end - w.begin), i;

	for (i = 0; i < max; i++)
		if (top[i].begin && (size_t)(top[i].end - top[i].begin) == len &&
		    memcmp(top[i].begin, w.begin, len) == 0)
			return;
	for (i = max; i > 0 && (!top[i - 1].begin || top[i - 1].gain < w.gain); i--)
		if (i < max)
			top[i] = top[i - 1];
	if (i < max)
		top[i] = w;
}

void
model_evidence(const struct text_model *m, enum head h, int class, const char *folded,
    const struct grams *grams, size_t max, struct strlist *words)
{
	struct word top[EVIDENCE_MAX] = {{0}};
	const char *p = folded, *end;
	float *gain = gains(m, h, class, grams, strlen(folded));

	if (max > EVIDENCE_MAX)
		max = EVIDENCE_MAX;
	for (; (p = next_word(p, &end)) != NULL; p = end) {
		struct word w = {p, end, 0};

		for (const char *q = p; q < end; q++)
			w.gain += gain[q - folded];
		if (w.gain > 0)
			keep_word(top, max, w);
	}
	for (size_t i = 0; i < max && top[i].begin; i++)
		strlist_take(
		    words, xstrndup(top[i].begin, (size_t)(top[i].end - top[i].begin)));
	free(gain);
}
