/*
 * The text of a message as rules and model see it, made once: NFKC, small letters, white
 * space only between Latin words; and the features that the linear model counts.
 */
#ifndef MADOGUCHI_ANALYSIS_H
#define MADOGUCHI_ANALYSIS_H

#include "mem.h"
#include "message.h"
#include "reading.h"

enum stance_word { WORD_ACCEPT = 1, WORD_DECLINE = 2, WORD_CONDITION = 4, WORD_OPEN = 8 };

struct analysis {
	const struct message *m; /* borrowed */
	char *subject;           /* all texts: folded, never NULL */
	char *text;              /* the sender's newest words */
	char *fwd;               /* the forwarded words; "" when nothing was forwarded */
	char *lines; /* text as NFKC with its line breaks, for rules on lines */
	bool forward;
	unsigned hints; /* bit k: words of a rule for kind k were found */
	const char *hint_word[KIND_COUNT]; /* the words; static */
	unsigned stance; /* bits of enum stance_word: what set words of an answer say */
};

void analysis_make(struct analysis *a, const struct message *m);
void analysis_free(struct analysis *a);
/* The folding of one text. Owned. */
char *analysis_fold(const char *s);
/* True when the text has (nearly) no Japanese characters. */
bool analysis_english(const struct analysis *a);

/*
 * The n-grams that the model knows, by their hashes: the row of a feature is its place in
 * the increasing list. What was seen in training too seldom to mean anything has no row.
 */
struct vocabulary {
	uint32_t n;
	uint32_t *hash; /* owned; increasing, no two alike */
	/* Owned; open addressing. The hash stands here again, so that a look costs one
	 * place in memory; row_1 is the row + 1, or 0. */
	struct vocabulary_slot {
		uint32_t hash, row_1;
	} * slot;
	uint32_t slots; /* a power of two */
};

#define NO_ROW UINT32_MAX

/* Takes over hash, which was made by malloc; false (and freed) when not increasing. */
bool vocabulary_make(struct vocabulary *v, uint32_t *hash, uint32_t n) MUST_CHECK;
void vocabulary_free(struct vocabulary *v);
uint32_t vocabulary_row(const struct vocabulary *v, uint32_t hash);

struct feature {
	uint32_t row;
	float value;
};

struct features {
	struct feature *v;
	size_t n;
};

enum feature_view {
	VIEW_KIND,  /* subject, own words, signs of the surroundings */
	VIEW_TOPIC, /* also what was forwarded; no surroundings */
	VIEW_STANCE /* own words alone, and how they end */
};

/* Increasing rows. */
void features_make(struct features *f, const struct vocabulary *v,
    const struct analysis *a, enum feature_view view);
void features_free(struct features *f);

/* Called for each n-gram of a text: its hash, and the bytes it covers. */
typedef void ngram_fn(void *data, uint32_t hash, size_t begin, size_t end);
/* Calls fn for every feature hash of a message in any view (begin and end mean nothing):
 * for building a vocabulary. */
void features_all(const struct analysis *a, ngram_fn *fn, void *data);
void features_walk(const char *folded, ngram_fn *fn, void *data);

#endif
