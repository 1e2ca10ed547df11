/*
 * The model's file and its arithmetic.
 *
 * File: 8 bytes "MADOMDL4", four little-endian uint32 (rows, outputs, heads, a checksum
 * over everything behind the header), then the floats bias, scale, sharpness and the two
 * Platt numbers, then the rows' hashes (uint32, increasing), their idf (a byte each),
 * then the weights row by row. A file that differs in any of these is refused: a model
 * that fits half would answer nonsense with confidence.
 */
#include "model.h"

#include "buf.h"
#include "norm.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC      "MADOMDL4"
#define MAGIC_LEN  8
#define HEADER_LEN (MAGIC_LEN + 4 * 4)
#define FLOATS     (2 * MODEL_OUTPUTS + HEAD_COUNT + 2)
#define ROW_BYTES  (4 + 1 + MODEL_OUTPUTS) /* its hash, its idf and its weights */
#define BODY_MIN   (HEADER_LEN + FLOATS * 4)
#define FILE_MAX   (BODY_MIN + (size_t)MODEL_ROWS_MAX * ROW_BYTES)

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
	free(m->weight);
	free(m);
}

/* --- file --- */

static uint32_t
get_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
put_u32(struct buf *b, uint32_t n)
{
	for (int i = 0; i < 4; i++, n >>= 8)
		buf_addc(b, (char)(n & 0xff));
}

static float
get_float(const unsigned char *p)
{
	uint32_t bits = get_u32(p);
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static void
put_float(struct buf *b, float f)
{
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	put_u32(b, bits);
}

/* FNV-1a by words of eight little-endian bytes, the last one filled up with zeros: by
 * single bytes it took as long as all the rest of loading. */
static uint32_t
checksum(const unsigned char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (; n > 0; p += 8) {
		unsigned char word[8] = {0};

		memcpy(word, p, n < 8 ? n : 8);
		h = (h ^ (get_u32(word) | (uint64_t)get_u32(word + 4) << 32)) *
		    0x100000001b3U;
		n -= n < 8 ? n : 8;
	}
	return (uint32_t)(h >> 32);
}

/* The floats of a model in file order; reading and writing share it. */
static float *
float_slot(struct text_model *m, int i)
{
	if (i < MODEL_OUTPUTS)
		return &m->bias[i];
	i -= MODEL_OUTPUTS;
	if (i < MODEL_OUTPUTS)
		return &m->scale[i];
	i -= MODEL_OUTPUTS;
	if (i < HEAD_COUNT)
		return &m->sharpness[i];
	return i == HEAD_COUNT ? &m->platt_a : &m->platt_b;
}

static bool
check_header(const unsigned char *p, size_t n, const char *file, struct err *e)
{
	uint32_t rows;

	if (n < BODY_MIN || memcmp(p, MAGIC, MAGIC_LEN) != 0)
		return err_set(e, "%s: no model file of this version", file);
	rows = get_u32(p + MAGIC_LEN);
	if (get_u32(p + MAGIC_LEN + 4) != MODEL_OUTPUTS ||
	    get_u32(p + MAGIC_LEN + 8) != HEAD_COUNT || rows > MODEL_ROWS_MAX)
		return err_set(e, "%s: made for another program version", file);
	if (n != BODY_MIN + (size_t)rows * ROW_BYTES)
		return err_set(e, "%s: cut or too long (%zu bytes)", file, n);
	if (get_u32(p + MAGIC_LEN + 12) != checksum(p + HEADER_LEN, n - HEADER_LEN))
		return err_set(e, "%s: damaged (checksum)", file);
	return true;
}

static bool
read_vocabulary(struct vocabulary *v, const unsigned char *p, uint32_t n)
{
	uint32_t *hash = xcalloc((size_t)n + 1, sizeof(*hash));
	unsigned char *idf = xcalloc((size_t)n + 1, sizeof(*idf));

	for (uint32_t i = 0; i < n; i++, p += 4)
		hash[i] = get_u32(p);
	memcpy(idf, p, n);
	return vocabulary_make(v, hash, idf, n);
}

static bool
read_floats(struct text_model *m, const unsigned char *p, const char *file, struct err *e)
{
	for (int i = 0; i < FLOATS; i++, p += 4) {
		float f = get_float(p);

		if (!isfinite(f))
			return err_set(e, "%s: damaged (a weight is no number)", file);
		*float_slot(m, i) = f;
	}
	return true;
}

/* The header has been checked. */
static struct text_model *
read_body(const unsigned char *p, const char *file, struct err *e)
{
	uint32_t rows = get_u32(p + MAGIC_LEN), *place;
	struct vocabulary v;
	struct text_model *m;

	if (!read_vocabulary(&v, p + BODY_MIN, rows)) {
		err_set(e, "%s: damaged (n-grams out of order)", file);
		return NULL;
	}
	m = model_new(&v);
	if (!read_floats(m, p + HEADER_LEN, file, e)) {
		model_free(m);
		return NULL;
	}
	place = xcalloc((size_t)rows + 1, sizeof(*place));
	vocabulary_commonest_first(&m->vocabulary, place);
	for (uint32_t r = 0; r < rows; r++)
		memcpy(m->weight + (size_t)place[r] * MODEL_OUTPUTS,
		    p + BODY_MIN + (size_t)rows * (4 + 1) + (size_t)r * MODEL_OUTPUTS,
		    MODEL_OUTPUTS);
	free(place);
	return m;
}

struct text_model *
model_load(const char *file, struct err *e)
{
	struct buf b = {0};
	struct text_model *m = NULL;
	const unsigned char *p;

	if (!buf_read_file(&b, file, FILE_MAX)) {
		err_set(e, "%s: %s", file, strerror(errno));
		buf_free(&b);
		return NULL;
	}
	p = (const unsigned char *)buf_str(&b);
	if (check_header(p, b.len, file, e))
		m = read_body(p, file, e);
	buf_free(&b);
	return m;
}

static void
model_body(struct buf *b, const struct text_model *m)
{
	struct text_model copy = *m;

	for (int i = 0; i < FLOATS; i++)
		put_float(b, *float_slot(&copy, i));
	for (uint32_t i = 0; i < m->vocabulary.n; i++)
		put_u32(b, m->vocabulary.hash[i]);
	buf_add(b, m->vocabulary.idf, m->vocabulary.n);
	buf_add(b, m->weight, (size_t)m->vocabulary.n * MODEL_OUTPUTS);
}

bool
model_save(const struct text_model *m, const char *file, struct err *e)
{
	struct buf body = {0}, head = {0};
	FILE *f = fopen(file, "wb");
	bool ok;

	if (f == NULL)
		return err_set(e, "%s: %s", file, strerror(errno));
	model_body(&body, m);
	buf_adds(&head, MAGIC);
	put_u32(&head, m->vocabulary.n);
	put_u32(&head, MODEL_OUTPUTS);
	put_u32(&head, HEAD_COUNT);
	put_u32(&head, checksum((const unsigned char *)body.data, body.len));
	ok = fwrite(head.data, 1, head.len, f) == head.len &&
	     fwrite(body.data, 1, body.len, f) == body.len;
	ok = fclose(f) == 0 && ok;
	buf_free(&head);
	buf_free(&body);
	return ok || err_set(e, "%s: %s", file, strerror(errno));
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

void
model_ask(
    const struct text_model *m, enum head h, const struct features *f, struct answer *a)
{
	enum { AHEAD = 8 };
	int first = heads[h].offset, n = heads[h].classes;
	float sum[MODEL_CLASSES_MAX] = {0};

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
	*a = (struct answer){0};
	for (int k = 0; k < n; k++)
		a->p[k] = (double)m->sharpness[h] *
		          (double)(sum[k] * m->scale[first + k] + m->bias[first + k]);
	softmax(a, n);
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
