/*
 * The set words of an expert's answer: what an answer holds of them, and what they come
 * to by themselves. Texts are folded.
 */
#ifndef MADOGUCHI_STANCE_WORDS_H
#define MADOGUCHI_STANCE_WORDS_H

#include "reply.h"
#include "words.h"

enum stance_tag {
	TAG_NONE,
	TAG_ACCEPT,
	TAG_DECLINE,
	TAG_BUSY, /* refuses, unless it is said of single days */
	TAG_CONDITION,
	TAG_MAYBE, /* a condition, unless a refusal follows */
	TAG_OPEN,
	TAG_COUNT
};

struct stance_tally {
	size_t count[TAG_COUNT];
	size_t first[TAG_COUNT], last[TAG_COUNT]; /* byte offsets */
	char *word[TAG_COUNT];                    /* owned; the first that was found */
};

/* An answer of one sign or word; TAG_NONE for any other. w: NULL without a dictionary. */
enum stance_tag stance_bare(struct words *w, const char *text);
/* Counts the words of a text. t is all zeros. */
void stance_tally(struct stance_tally *t, struct words *w, const char *text);
void stance_tally_free(struct stance_tally *t);
/* What the words come to without a model; ambiguous is set where they pull both ways or
 * say nothing. */
enum reply_kind stance_weigh(const struct stance_tally *t, bool *ambiguous);

#endif
