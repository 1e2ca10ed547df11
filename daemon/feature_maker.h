/*
 * How a message becomes a vector: n-grams are named by their hashes, those that the
 * vocabulary knows are counted in blocks, and the blocks add up. What is counted in which
 * block is feature.c's matter; this is for the parts of feature.h alone.
 *
 * Without a vocabulary nothing is counted: each feature is named to fn instead.
 */
#ifndef MADOGUCHI_FEATURE_MAKER_H
#define MADOGUCHI_FEATURE_MAKER_H

#include "feature.h"

#define NAMED_MAX 256
#define TF_MAX    64

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

/* Names one feature that is no n-gram of a text. */
void maker_hash(struct feature_maker *f, uint32_t hash);
/* Names the n-grams of the characters, or of the words, of a text. */
void maker_chars(struct feature_maker *f, const char *text);
void maker_words(struct feature_maker *f, const char *text);
/* Names the n-grams of the characters of a region, apart from those of others. */
void maker_region(struct feature_maker *f, const char *text, const char *region);
/* Counts the known n-grams of a text that was looked at: characters or words. */
void maker_grams(struct feature_maker *f, enum gram_text which, bool words);
/* Ends the block of what was named or counted since the last end, and brings it to this
 * length. */
void maker_close(struct feature_maker *f, float length);
/* Adds what was collected before. */
void maker_add(struct feature_maker *f, const struct features *more);
/* Moves the sum of the blocks out, in increasing order of rows, and leaves none. */
void maker_collect(struct feature_maker *f, struct features *out);

#endif
