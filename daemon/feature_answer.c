/* The blocks of an answer's features, and their lengths. */
#include "feature_answer.h"

#include "answer.h"
#include "answer_plain.h"
#include "feature_hash.h"
#include "mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SALT_SHAPE   0x5a9eU
#define SALT_SURFACE 0x50f3U
#define SALT_PLAIN   0x91a1U

/* Found by cross-validation; that of the text's characters is 1. */
#define SHAPE_LENGTH   1.0F
#define ENDS_LENGTH    0.7F
#define BEARING_LENGTH 0.7F
#define SURFACE_LENGTH 1.0F
#define PLAIN_LENGTH   1.0F
#define TURNS_LENGTH   0.7F

/* Those of a sentence read for itself. */
#define PLACE_LENGTH 0.4F
#define PLACES       4 /* from here on all are alike */

#define PLAIN_MAX      20
#define SHAPE_GRAM_MAX 4
#define SHAPE_MAX      48 /* letters of a sentence and its two borders */

/* What the walk over an answer keeps. */
struct shapes {
	const struct feature_sink *f;
	char first[SHAPE_MAX], last[SHAPE_MAX]; /* of sentences that bear on the answer */
	const char *begin;                      /* the last such sentence, not ended */
	size_t len, bearing;
	bool troubled; /* hindrances, refusals or conditions stand somewhere */
};

/* Runs of up to max letters. where tells the sentences apart. */
static void
count_runs(const struct feature_sink *f, const char *where, const char *shape, size_t max)
{
	uint32_t salt = name_hash(SALT_SHAPE, where);

	for (; *shape; shape++) {
		uint32_t h = salt;

		for (size_t i = 0; i < max && shape[i]; i++) {
			h = mix(h, (unsigned char)shape[i]);
			f->hash(f->data, finish(h + (uint32_t)i));
		}
	}
}

/* Which letters a sentence has, whatever their order. */
static void
count_letters(const struct feature_sink *f, const char *where, const char *shape)
{
	char letters[32] = "", *p = letters;

	for (const char *q = SHAPE_BEARING "NFB"; *q; q++)
		if (strchr(shape, *q))
			*p++ = *q;
	*p = '\0';
	f->hash(
	    f->data, finish(mix(name_hash(SALT_SHAPE, where), name_hash(0, letters))));
}

static void
see_shape(void *data, const struct shape_sentence *s)
{
	struct shapes *x = data;
	char shape[SHAPE_MAX] = "";

	snprintf(shape, sizeof(shape), "^%s$", s->shape);
	count_runs(x->f, "any", shape, SHAPE_GRAM_MAX);
	count_letters(x->f, "any", s->shape);
	x->troubled = x->troubled || s->shape[strcspn(s->shape, SHAPE_TROUBLE)] != '\0';
	if (s->shape[strcspn(s->shape, SHAPE_BEARING)] == '\0')
		return;
	if (x->bearing++ == 0)
		memcpy(x->first, shape, sizeof(shape));
	memcpy(x->last, shape, sizeof(shape));
	x->begin = s->begin;
	x->len = s->len;
}

static void
count_end(const struct feature_sink *f, const char *where, const char *shape)
{
	count_runs(f, where, shape, SHAPE_GRAM_MAX - 1);
	count_letters(f, where, shape);
}

/* Words as they stand, since how one ends tells more than which it is: 受けます,
 * 受けません. before: the two before. */
struct surface_walk {
	const struct feature_sink *f;
	const char *text;
	uint32_t before[2];
};

static void
see_surface(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	struct surface_walk *walk = data;
	uint32_t h = SALT_SURFACE, run;

	(void)base;
	(void)base_len;
	for (size_t i = begin; i < end; i++)
		h = mix(h, (unsigned char)walk->text[i]);
	walk->f->hash(walk->f->data, finish(h));
	for (int k = 0; k < 2 && walk->before[k]; k++) {
		run = mix(k ? mix(walk->before[1], walk->before[0]) : walk->before[0], h);
		walk->f->hash(walk->f->data, finish(run));
	}
	walk->before[1] = walk->before[0];
	walk->before[0] = h;
}

static void
name_plain(const struct feature_sink *f, const char *where, const char *letters)
{
	f->hash(
	    f->data, finish(mix(name_hash(SALT_PLAIN, where), name_hash(0, letters))));
}

/* What is plainly said: by itself, and without the turns that go with it; runs of it, and
 * whether anything troubles it. */
static void
count_plain(const struct feature_sink *f, const char *text, bool troubled)
{
	char letters[PLAIN_MAX], bounded[PLAIN_MAX + 2], bare[PLAIN_MAX] = "";
	size_t n = 0;

	plain_answers(text, letters, sizeof(letters));
	for (const char *p = letters; *p; p++)
		if (strchr(PLAIN_ANSWERS, *p))
			bare[n++] = *p;
	name_plain(f, troubled ? "all, troubled" : "all", bare);
	if (n)
		name_plain(f, "last", bare + n - 1);
	f->end(f->data, PLAIN_LENGTH);
	snprintf(bounded, sizeof(bounded), "^%s$", letters);
	count_runs(f, "plain", bounded, SHAPE_GRAM_MAX);
	f->end(f->data, TURNS_LENGTH);
}

void
features_of_answer(const struct feature_sink *f, struct words *w, const char *text)
{
	struct shapes x = {.f = f};
	struct surface_walk walk = {.f = f, .text = text};
	char *bearing;

	shape_walk(text, see_shape, &x);
	f->end(f->data, SHAPE_LENGTH);
	count_end(f, "first", x.first);
	count_end(f, "last", x.last);
	f->end(f->data, ENDS_LENGTH);
	bearing = xstrndup(x.begin ? x.begin : "", x.len);
	f->region(f->data, bearing, "bearing");
	f->end(f->data, BEARING_LENGTH);
	free(bearing);
	words_cut(w, text, see_surface, &walk);
	f->end(f->data, SURFACE_LENGTH);
	count_plain(f, text, x.troubled);
}

static void
name_place(const struct feature_sink *f, const char *from, size_t n)
{
	uint32_t salt = name_hash(SALT_SHAPE, from);

	f->hash(f->data, finish(mix(salt, (uint32_t)(n < PLACES ? n : PLACES))));
}

void
features_of_place(const struct feature_sink *f, size_t at, size_t of)
{
	name_place(f, "from the beginning", at);
	name_place(f, "from the end", of - 1 - at);
	f->end(f->data, PLACE_LENGTH);
}

void
features_of_sentence(const struct feature_sink *f, struct words *w, const char *text,
    const char *shape, size_t at, size_t of)
{
	struct surface_walk walk = {.f = f, .text = text};
	char bounded[SHAPE_MAX] = "";

	snprintf(bounded, sizeof(bounded), "^%s$", shape);
	count_runs(f, "any", bounded, SHAPE_GRAM_MAX);
	count_letters(f, "any", shape);
	f->end(f->data, SHAPE_LENGTH);
	words_cut(w, text, see_surface, &walk);
	f->end(f->data, SURFACE_LENGTH);
	count_plain(f, text, shape[strcspn(shape, SHAPE_TROUBLE)] != '\0');
	features_of_place(f, at, of);
}
