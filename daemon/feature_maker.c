/*
 * Naming a message's n-grams, and counting them in blocks.
 *
 * Characters: Japanese has no spaces and mail breaks its lines inside words, so n-grams
 * of up to three characters run over text without line breaks. Words: single ones and
 * pairs, in their dictionary form, so that 相談したく and 相談して are alike.
 *
 * Logarithms are rounded to a coarse step, since they differ in the last bit from one
 * machine to the next and the model is to be rebuilt byte for byte.
 */
#include "feature_maker.h"

#include "feature_hash.h"
#include "norm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAM_MAX 3
#define TF_STEPS 1024

/* Of words, apart from characters. */
#define SALT_WORD 0x3017U

/* --- n-grams --- */

/* Numbers count as one character: which number it is belongs to the slots. */
static uint32_t
gram_char(const char **p)
{
	uint32_t cp;

	*p += utf8_next(*p, &cp);
	if (cp < '0' || cp > '9')
		return cp;
	while (**p >= '0' && **p <= '9')
		(*p)++;
	return '0';
}

static void count_row(struct feature_maker *f, uint32_t row);

/* Deals with what was named since the last time: known features are kept as n-grams of
 * their text, or counted where there is none. */
static void
settle(struct feature_maker *f)
{
	struct grams *g = f->into;
	size_t n = f->named_n;

	f->named_n = 0;
	if (f->v == NULL) {
		for (size_t i = 0; i < n; i++)
			f->fn(f->data, f->named[i].row, !f->region);
		return;
	}
	n = vocabulary_rows(f->v, f->named, n);
	if (n == 0)
		return;
	if (g == NULL) {
		for (size_t i = 0; i < n; i++)
			count_row(f, f->named[i].row);
		return;
	}
	if (g->cap - g->n < n) {
		g->cap = g->cap ? g->cap * 2 : 1024;
		g->v = xreallocarray(g->v, g->cap, sizeof(*g->v));
	}
	memcpy(g->v + g->n, f->named, n * sizeof(*g->v));
	g->n += n;
}

static inline void
name_gram(struct feature_maker *f, uint32_t hash, size_t begin, size_t end)
{
	if (f->named_n == NAMED_MAX)
		settle(f);
	f->named[f->named_n++] = (struct gram){hash, (uint32_t)begin, (uint32_t)end};
}

/* Names the n-grams of a text, each when its last character has been read. */
static void
walk_chars(struct feature_maker *f, const char *s, uint32_t salt)
{
	uint32_t h[GRAM_MAX];
	size_t begin[GRAM_MAX], i = 0;

	for (const char *p = s; *p; i++) {
		uint32_t cp;

		h[i % GRAM_MAX] = salt;
		begin[i % GRAM_MAX] = (size_t)(p - s);
		cp = gram_char(&p);
		for (size_t len = 1; len <= GRAM_MAX && len <= i + 1; len++) {
			size_t at = (i + 1 - len) % GRAM_MAX;

			h[at] = mix(h[at], cp);
			name_gram(
			    f, finish(h[at] + (uint32_t)len), begin[at], (size_t)(p - s));
		}
	}
}

/* The word before, for pairs. */
struct word_walk {
	struct feature_maker *f;
	uint32_t before;
	size_t begin;
};

static void
see_word(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	struct word_walk *walk = data;
	uint32_t h = SALT_WORD;

	if (*base >= '0' && *base <= '9')
		base_len = 0;
	for (size_t i = 0; i < base_len; i++)
		h = mix(h, (unsigned char)base[i]);
	name_gram(walk->f, finish(h), begin, end);
	if (walk->before)
		name_gram(walk->f, finish(mix(walk->before, h)), walk->begin, end);
	walk->before = h;
	walk->begin = begin;
}

void
maker_hash(struct feature_maker *f, uint32_t hash)
{
	name_gram(f, hash, 0, 0);
}

void
maker_chars(struct feature_maker *f, const char *text)
{
	walk_chars(f, text, 0);
}

void
maker_words(struct feature_maker *f, const char *text)
{
	struct word_walk walk = {f, 0, 0};

	words_cut(f->w, text, see_word, &walk);
}

static void
look_at(struct feature_maker *f, enum gram_text which, const char *text)
{
	f->into = &f->grams[which];
	f->into->n = 0;
	maker_chars(f, text);
	settle(f);
	f->words_from[which] = f->into->n;
	maker_words(f, text);
	settle(f);
	f->into = NULL;
}

void
feature_maker_look(struct feature_maker *f, const struct analysis *a)
{
	f->a = a;
	features_free(&f->base);
	look_at(f, TEXT_SUBJECT, a->subject);
	look_at(f, TEXT_OWN, a->text);
	look_at(f, TEXT_FORWARDED, a->fwd);
}

struct grams
feature_maker_words(const struct feature_maker *f, enum gram_text which)
{
	const struct grams *g = &f->grams[which];
	size_t from = f->words_from[which];

	return (struct grams){g->v ? g->v + from : NULL, g->n - from, 0};
}

/* --- blocks --- */

static void
count_row(struct feature_maker *f, uint32_t row)
{
	if (f->count[row] == 0)
		f->touched[f->touched_n++] = row;
	if (f->count[row] < TF_MAX)
		f->count[row]++;
}

void
maker_grams(struct feature_maker *f, enum gram_text which, bool words)
{
	const struct grams *g = &f->grams[which];
	size_t from = words ? f->words_from[which] : 0;
	size_t to = words ? g->n : f->words_from[which];

	for (size_t i = from; i < to; i++)
		count_row(f, g->v[i].row);
}

static inline void
mark_row(struct feature_maker *f, uint32_t row)
{
	uint64_t bit = (uint64_t)1 << row % 64;

	f->rows_n += (f->rows[row / 64] & bit) == 0;
	f->rows[row / 64] |= bit;
}

/* Many of one n-gram say little more than one of it. */
void
maker_close(struct feature_maker *f, float length)
{
	double square = 0;
	float norm;

	settle(f);
	if (f->v == NULL)
		return;
	for (size_t i = 0; i < f->touched_n; i++) {
		uint32_t row = f->touched[i];
		float value = f->tf[f->count[row]] * (float)f->v->idf[row];

		square += (double)(value * value);
	}
	norm = (float)sqrt(square);
	for (size_t i = 0; i < f->touched_n; i++) {
		uint32_t row = f->touched[i];
		float value = f->tf[f->count[row]] * (float)f->v->idf[row];

		f->total[row] += value * length / norm;
		mark_row(f, row);
		f->count[row] = 0;
	}
	f->touched_n = 0;
}

void
maker_region(struct feature_maker *f, const char *text, const char *region)
{
	settle(f);
	f->region = true;
	walk_chars(f, text, name_hash(0, region));
	settle(f);
	f->region = false;
}

void
maker_add(struct feature_maker *f, const struct features *more)
{
	for (size_t i = 0; i < more->n; i++) {
		uint32_t row = more->v[i].row;

		f->total[row] += more->v[i].value;
		mark_row(f, row);
	}
}

void
maker_collect(struct feature_maker *f, struct features *out)
{
	size_t n = f->rows_n;

	f->rows_n = 0;
	*out = (struct features){.v = xcalloc(n ? n : 1, sizeof(*out->v))};
	for (uint32_t i = 0; i <= f->v->n / 64; i++) {
		for (uint64_t left = f->rows[i]; left; left &= left - 1) {
			uint32_t row = i * 64 + (uint32_t)__builtin_ctzll(left);

			out->v[out->n++] = (struct feature){row, f->total[row]};
			f->total[row] = 0;
		}
		f->rows[i] = 0;
	}
}

void
features_free(struct features *f)
{
	free(f->v);
	*f = (struct features){0};
}

/* --- the maker --- */

struct feature_maker *
feature_maker_new(const struct vocabulary *v, struct words *w)
{
	struct feature_maker *f = xcalloc(1, sizeof(*f));

	f->v = v;
	f->w = w;
	f->count = xcalloc((size_t)v->n + 1, sizeof(*f->count));
	f->touched = xcalloc((size_t)v->n + 1, sizeof(*f->touched));
	f->total = xcalloc((size_t)v->n + 1, sizeof(*f->total));
	f->rows = xcalloc(v->n / 64 + 1, sizeof(*f->rows));
	for (int i = 1; i <= TF_MAX; i++)
		f->tf[i] = (float)(1 + round(log(i) * TF_STEPS) / TF_STEPS);
	return f;
}

struct words *
feature_maker_dictionary(const struct feature_maker *f)
{
	return f->w;
}

void
feature_maker_free(struct feature_maker *f)
{
	if (f == NULL)
		return;
	for (int i = 0; i < TEXT_COUNT; i++)
		free(f->grams[i].v);
	features_free(&f->base);
	free(f->count);
	free(f->touched);
	free(f->total);
	free(f->rows);
	free(f);
}
