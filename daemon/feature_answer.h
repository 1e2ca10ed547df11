/*
 * What the model counts in an answer beside its words: runs of the letters of its shape
 * (answer.h), the sentences that bear the answer, and the words as they stand.
 */
#ifndef MADOGUCHI_FEATURE_ANSWER_H
#define MADOGUCHI_FEATURE_ANSWER_H

#include "answer.h"
#include "words.h"

#include <stdint.h>

/* Where features go. */
struct feature_sink {
	void *data;
	void (*hash)(void *data, uint32_t hash);
	/* All n-grams of a text, apart from those of other regions. */
	void (*region)(void *data, const char *text, const char *region);
	/* Ends a block, which is brought to this length. */
	void (*end)(void *data, float length);
};

/* text: folded. */
void features_of_answer(
    const struct feature_sink *sink, struct words *w, const char *text);
/* One sentence of an answer, the at-th of so many; text: its own words. */
void features_of_sentence(const struct feature_sink *sink, struct words *w,
    const char *text, const char *shape, size_t at, size_t of);
/* Where it stands: the signs alone. */
void features_of_place(const struct feature_sink *sink, size_t at, size_t of);

#endif
