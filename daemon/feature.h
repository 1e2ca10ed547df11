/*
 * What the linear model counts in a message: n-grams of characters and of words (in their
 * dictionary form), and signs of the surroundings, each weighed by how rare it is
 * (tf-idf). Only those that training saw often enough have a row.
 *
 * The maker looks at a message once; the views then share what it saw. One maker serves
 * one thread; it holds no more than its vocabulary and the message under way.
 */
#ifndef MADOGUCHI_FEATURE_H
#define MADOGUCHI_FEATURE_H

#include "analysis.h"
#include "words.h"

#include <stdint.h>

/* The features that the model knows, by their hashes: the row of a feature is its place
 * in the increasing list. */
struct vocabulary {
	uint32_t n;
	uint32_t *hash;     /* owned; increasing, no two alike */
	unsigned char *idf; /* owned; by row, in steps of 1 / IDF_STEPS */
	/* Owned; open addressing. The hash stands here again, so that a look costs one
	 * place in memory; row_1 is the row + 1, or 0. */
	struct vocabulary_slot {
		uint32_t hash, row_1;
	} * slot;
	uint32_t slots; /* a power of two */
	/* Owned; a bit for each known hash. Most n-grams of a text are unknown, and so do
	 * not cost a look into the large table. */
	uint64_t *known;
};

#define NO_ROW    UINT32_MAX
#define IDF_STEPS 24

/* Takes over hash and idf, which were made by malloc; false (and both freed) when the
 * hashes do not increase. */
bool vocabulary_make(
    struct vocabulary *v, uint32_t *hash, unsigned char *idf, uint32_t n) MUST_CHECK;
/* Gives the commonest features the first rows, so that what most messages hold lies close
 * together in memory; place[r] becomes where row r went (n places). The hashes no longer
 * increase then. */
void vocabulary_commonest_first(struct vocabulary *v, uint32_t *place);
void vocabulary_free(struct vocabulary *v);
uint32_t vocabulary_row(const struct vocabulary *v, uint32_t hash);

/* A known n-gram and the bytes of the text that it covers. */
struct gram {
	uint32_t row, begin, end;
};

/* Of n n-grams whose row is still their hash, keeps those that are known, in their order
 * and with their rows. Returns how many. */
size_t vocabulary_rows(const struct vocabulary *v, struct gram *g, size_t n);
/* The weight of a feature that `with` of `all` messages hold, in steps of 1 / IDF_STEPS.
 */
unsigned char vocabulary_idf(uint32_t with, uint32_t all);

struct feature {
	uint32_t row;
	float value;
};

/* Increasing rows. */
struct features {
	struct feature *v;
	size_t n;
};

void features_free(struct features *f);

enum feature_view {
	VIEW_KIND,     /* subject, own words, signs of the surroundings */
	VIEW_TOPIC,    /* also what was forwarded; no surroundings */
	VIEW_INCIDENT, /* the topic's, and how an incident is spoken of */
	VIEW_STANCE,   /* own words alone, how they end, and the shape of the answer */
	VIEW_REPLY,    /* the same, and the context that it came in */
	VIEW_COUNT,
	VIEW_SENTENCE = VIEW_COUNT /* own words, each sentence apart */
};

struct grams {
	struct gram *v; /* owned */
	size_t n, cap;
};

enum gram_text { TEXT_SUBJECT, TEXT_OWN, TEXT_FORWARDED, TEXT_COUNT };

struct feature_maker;

#define SENTENCES_MAX 200

/* Called with the hash of each feature, known or not, once for each occurrence. common:
 * it is no n-gram of a region, which are many and say little. */
typedef void feature_fn(void *data, uint32_t hash, bool common);

/* Both borrowed, and both must outlive the maker. */
struct feature_maker *feature_maker_new(const struct vocabulary *v, struct words *w);
void feature_maker_free(struct feature_maker *f);
/* Its dictionary. */
struct words *feature_maker_dictionary(const struct feature_maker *f);
/* Looks at a message; it must stay until the next look. */
void feature_maker_look(struct feature_maker *f, const struct analysis *a);
/* The features of the message looked at. */
void features_make(struct feature_maker *f, enum feature_view view, struct features *out);
typedef void sentence_fn(void *data, const struct features *f);
/* Calls fn for each sentence of the sender's own words, the first SENTENCES_MAX of them,
 * in order. The features are the maker's. */
void features_make_sentences(struct feature_maker *f, sentence_fn *fn, void *data);
/* The known words of one of its texts, single and in pairs; borrowed until the next look.
 */
struct grams feature_maker_words(const struct feature_maker *f, enum gram_text which);
/* Names every feature of a message in a view: for building a vocabulary. VIEW_KIND has
 * those of VIEW_TOPIC, too. */
void features_all(struct words *w, const struct analysis *a, enum feature_view view,
    feature_fn *fn, void *data);

#endif
