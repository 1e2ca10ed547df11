/*
 * Counting a message's features.
 *
 * Characters: Japanese has no spaces and mail breaks its lines inside words, so n-grams
 * of up to three characters run over text without line breaks. Words: single ones and
 * pairs, in their dictionary form, so that 相談したく and 相談して are alike. Regions of
 * a message (its subject, its beginning and end, the sender's address) have features of
 * their own beside those of the whole.
 *
 * Logarithms are rounded to a coarse step, since they differ in the last bit from one
 * machine to the next and the model is to be rebuilt byte for byte.
 */
#include "feature.h"

#include "answer.h"
#include "feature_answer.h"
#include "feature_hash.h"
#include "norm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRAM_MAX   3
#define HEAD_CHARS 48
#define TF_MAX     64
#define TF_STEPS   1024
#define NAMED_MAX  256

/* Salts of what is counted apart. */
#define SALT_WORD 0x3017U
#define SALT_SIGN 0x5157U

/* Lengths of the blocks of a vector; that of the text's characters is 1. Found by
 * cross-validation. */
#define WORD_LENGTH    1.2F
#define SUBJECT_LENGTH 0.6F
#define HEAD_LENGTH    0.6F
#define TAIL_LENGTH    0.5F
#define SENDER_LENGTH  0.4F
#define NAME_LENGTH    0.4F
#define SIGN_LENGTH    0.3F
#define CONTEXT_LENGTH 1.0F

/*
 * A vector is the sum of blocks. Each is brought to its own length, so that a long mail's
 * words do not drown its signs.
 */
struct feature_maker {
	const struct vocabulary *v; /* NULL: every feature is named to fn instead */
	struct words *w;
	feature_fn *fn;
	void *data;
	const struct analysis *a;
	struct grams grams[TEXT_COUNT];
	size_t words_from[TEXT_COUNT]; /* in grams: characters before, words from here */
	/* Named, but not yet looked up: hashes in place of rows. The vocabulary is large
	 * and looked up at random, so many look-ups at once cost far less than one by
	 * one (vocabulary_rows). */
	struct gram named[NAMED_MAX];
	size_t named_n;
	struct grams *into; /* whose they are; NULL: features that belong to no text's
	                       n-grams, counted at once */
	bool region;        /* what is named are characters of a region */
	float tf[TF_MAX + 1];
	unsigned char *count; /* of the block under way, by row; at most TF_MAX */
	uint32_t *touched;    /* rows of the block, each once */
	size_t touched_n;
	float *total;         /* all blocks so far */
	uint64_t *rows;       /* those with a total, as bits */
	size_t rows_n;        /* how many */
	struct features base; /* of the message; v NULL: not yet counted */
};

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

static void
look_at(struct feature_maker *f, enum gram_text which, const char *text)
{
	struct word_walk walk = {f, 0, 0};

	f->into = &f->grams[which];
	f->into->n = 0;
	walk_chars(f, text, 0);
	settle(f);
	f->words_from[which] = f->into->n;
	words_cut(f->w, text, see_word, &walk);
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

static void
count_grams(struct feature_maker *f, enum gram_text which, bool words)
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

/* Ends a block: many of one n-gram say little more than one of it. */
static void
close_block(struct feature_maker *f, float length)
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

static void
count_region(struct feature_maker *f, const char *text, const char *region)
{
	settle(f);
	f->region = true;
	walk_chars(f, text, name_hash(0, region));
	settle(f);
	f->region = false;
}

/* A sign that is no n-gram, such as "chat" or a rule that spoke; a block of its own. */
static void
count_sign(struct feature_maker *f, const char *name)
{
	name_gram(f, finish(name_hash(SALT_SIGN, name)), 0, 0);
	close_block(f, SIGN_LENGTH);
}

static void
count_head(struct feature_maker *f, const char *text)
{
	char *head = xstrdup(text);

	utf8_cut(head, HEAD_CHARS);
	count_region(f, head, "head");
	close_block(f, HEAD_LENGTH);
	free(head);
}

static void
count_size(struct feature_maker *f, size_t n)
{
	char name[32];
	int bits = 0;

	for (; n; n >>= 1)
		bits++;
	snprintf(name, sizeof(name), "length %d", bits);
	count_sign(f, name);
}

static void
count_address(struct feature_maker *f, const char *addr)
{
	const char *host = addr ? strchr(addr, '@') : NULL;
	char *local;

	if (host == NULL) {
		count_sign(f, "no address");
		return;
	}
	local = analysis_fold(addr);
	local[strcspn(local, "@")] = '\0';
	count_region(f, local, "local");
	count_region(f, host, "host");
	close_block(f, SENDER_LENGTH);
	free(local);
}

static void
count_name(struct feature_maker *f, const char *name)
{
	char *folded = analysis_fold(name);

	count_region(f, folded, "name");
	close_block(f, NAME_LENGTH);
	free(folded);
}

static void
count_stance(struct feature_maker *f)
{
	char name[32];

	snprintf(name, sizeof(name), "stance %u", f->a->stance);
	count_sign(f, name);
}

/* What the desk asked last weighs as much as all that is answered. */
static void
count_context(struct feature_maker *f)
{
	char name[32];

	snprintf(name, sizeof(name), "context %d", (int)f->a->context);
	name_gram(f, finish(name_hash(SALT_SIGN, name)), 0, 0);
	close_block(f, CONTEXT_LENGTH);
}

/* Who wrote, and by which way it came. */
static void
count_sender(struct feature_maker *f)
{
	const struct message *m = f->a->m;

	if (m->chat)
		count_sign(f, "chat");
	count_size(f, strlen(f->a->text));
	count_address(f, m->from.addr);
	count_name(f, m->from.name);
}

static void
count_surroundings(struct feature_maker *f)
{
	const struct analysis *a = f->a;

	if (!a->bare)
		count_sender(f);
	if (a->forward)
		count_sign(f, "forward");
	else if (!str_empty(a->m->quoted))
		count_sign(f, "quoted");
	if (a->case_number)
		count_sign(f, "case number");
	if (str_starts(a->subject, "re:"))
		count_sign(f, "re");
	if (str_starts(a->subject, "fw"))
		count_sign(f, "fw");
	for (int i = 0; i < ROLE_SIGN_COUNT; i++)
		if (a->role_signs & (1U << i))
			count_sign(f, role_sign_name((enum role_sign)i));
	for (int k = 0; k < KIND_COUNT; k++)
		if (a->hints & (1U << k))
			count_sign(f, kind_name((enum kind)k));
}

/* All signs together: feared and denied say more than each alone. */
static void
count_incident(struct feature_maker *f)
{
	char name[32];

	for (int i = 0; i < INCIDENT_SIGN_COUNT; i++)
		if (f->a->incident_signs & (1U << i))
			count_sign(f, incident_sign_name((enum incident_sign)i));
	snprintf(name, sizeof(name), "incident %u", f->a->incident_signs);
	count_sign(f, name);
}

/* --- the answer --- */

static void
add_hash(void *data, uint32_t hash)
{
	name_gram(data, hash, 0, 0);
}

static void
add_region(void *data, const char *text, const char *region)
{
	count_region(data, text, region);
}

static void
end_block(void *data, float length)
{
	close_block(data, length);
}

/* --- views --- */

static void
count_texts(struct feature_maker *f, bool subject, bool forwarded)
{
	for (int words = 0; words < 2; words++) {
		if (subject)
			count_grams(f, TEXT_SUBJECT, words);
		count_grams(f, TEXT_OWN, words);
		if (forwarded)
			count_grams(f, TEXT_FORWARDED, words);
		close_block(f, words ? WORD_LENGTH : 1);
	}
}

static void collect(struct feature_maker *f, struct features *out);

/* Subject and own words, which most views share, are counted once for a message. */
static void
count_base(struct feature_maker *f)
{
	if (f->v == NULL)
		return;
	if (f->base.v == NULL) {
		count_texts(f, true, false);
		collect(f, &f->base);
	}
	for (size_t i = 0; i < f->base.n; i++) {
		uint32_t row = f->base.v[i].row;

		f->total[row] += f->base.v[i].value;
		mark_row(f, row);
	}
}

static void
count_view(struct feature_maker *f, enum feature_view view)
{
	bool topic = view == VIEW_TOPIC || view == VIEW_INCIDENT;

	if (view == VIEW_STANCE || view == VIEW_REPLY)
		count_texts(f, false, false);
	else if (topic && *f->a->fwd)
		count_texts(f, true, true);
	else
		count_base(f);
	if (view == VIEW_INCIDENT)
		count_incident(f);
	if (topic)
		return;
	if (view == VIEW_KIND) {
		count_region(f, f->a->subject, "subject");
		close_block(f, SUBJECT_LENGTH);
	}
	count_head(f, f->a->text);
	count_region(f, analysis_tail(f->a->text, HEAD_CHARS), "tail");
	close_block(f, TAIL_LENGTH);
	count_stance(f);
	if (view == VIEW_KIND)
		count_surroundings(f);
	else
		features_of_answer(
		    &(struct feature_sink){f, add_hash, add_region, end_block}, f->w,
		    f->a->text);
	if (view == VIEW_REPLY)
		count_context(f);
}

/* Moves the totals out, in increasing order of rows, and leaves none. */
static void
collect(struct feature_maker *f, struct features *out)
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
features_make(struct feature_maker *f, enum feature_view view, struct features *out)
{
	/* What is only the base is copied: adding to nothing changes no value. */
	if (view == VIEW_TOPIC && !*f->a->fwd && f->base.v) {
		*out = (struct features){
		    xreallocarray(NULL, f->base.n + 1, sizeof(*out->v)), f->base.n};
		memcpy(out->v, f->base.v, f->base.n * sizeof(*out->v));
		return;
	}
	count_view(f, view);
	collect(f, out);
}

/* --- sentences --- */

struct sentence_walk {
	struct feature_maker *f;
	struct feature_sink sink;
	sentence_fn *fn;
	void *data;
	size_t at, of;
};

static void
count_sentence(void *data, const struct shape_sentence *s)
{
	struct sentence_walk *walk = data;

	(void)s;
	walk->of += walk->of < SENTENCES_MAX;
}

static void
make_sentence(void *data, const struct shape_sentence *s)
{
	struct sentence_walk *walk = data;
	struct feature_maker *f = walk->f;
	struct word_walk words = {f, 0, 0};
	struct features out;
	char *text;

	if (walk->at == SENTENCES_MAX)
		return;
	text = xstrndup(s->begin, s->len);
	walk_chars(f, text, 0);
	close_block(f, 1);
	words_cut(f->w, text, see_word, &words);
	close_block(f, WORD_LENGTH);
	features_of_sentence(&walk->sink, f->w, text, s->shape, walk->at++, walk->of);
	free(text);
	collect(f, &out);
	walk->fn(walk->data, &out);
	features_free(&out);
}

void
features_make_sentences(struct feature_maker *f, sentence_fn *fn, void *data)
{
	struct sentence_walk walk = {
	    f, {f, add_hash, add_region, end_block}, fn, data, 0, 0};

	shape_walk(f->a->text, count_sentence, &walk);
	shape_walk(f->a->text, make_sentence, &walk);
}

/* All that a sentence has and its text has not. */
static void
name_places(struct feature_maker *f)
{
	struct sentence_walk walk = {
	    f, {f, add_hash, add_region, end_block}, NULL, NULL, 0, 0};

	shape_walk(f->a->text, count_sentence, &walk);
	for (size_t i = 0; i < walk.of; i++)
		features_of_place(&walk.sink, i, walk.of);
}

void
features_free(struct features *f)
{
	free(f->v);
	*f = (struct features){0};
}

void
features_all(struct words *w, const struct analysis *a, enum feature_view view,
    feature_fn *fn, void *data)
{
	struct feature_maker f = {.w = w, .fn = fn, .data = data};

	feature_maker_look(&f, a);
	count_view(&f, view);
	if (view == VIEW_REPLY)
		name_places(&f);
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
