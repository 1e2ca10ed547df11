/*
 * The text of a message as rules and model see it, made once: NFKC, small letters, white
 * space only between Latin words; and the features that the linear model counts.
 */
#ifndef MADOGUCHI_ANALYSIS_H
#define MADOGUCHI_ANALYSIS_H

#include "mem.h"
#include "message.h"
#include "reading.h"

struct analysis {
	const struct message *m; /* borrowed */
	char *subject;           /* all texts: folded, never NULL */
	char *text;              /* the sender's newest words */
	char *fwd;               /* the forwarded words; "" when nothing was forwarded */
	char *lines; /* text as NFKC with its line breaks, for rules on lines */
	bool forward;
	unsigned hints; /* bit k: words of a rule for kind k were found */
	const char *hint_word[KIND_COUNT]; /* the words; static */
};

void analysis_make(struct analysis *a, const struct message *m);
void analysis_free(struct analysis *a);
/* The folding of one text. Owned. */
char *analysis_fold(const char *s);
/* True when the text has (nearly) no Japanese characters. */
bool analysis_english(const struct analysis *a);

/* Buckets into which n-grams are hashed; a power of two, part of the model's format. */
#define FEATURE_BUCKETS 65536U

struct feature {
	uint32_t id; /* below FEATURE_BUCKETS */
	float value; /* the vector has length 1 */
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

/* Increasing ids. */
void features_make(struct features *f, const struct analysis *a, enum feature_view view);
void features_free(struct features *f);

/* Called for each n-gram of a text: its bucket, and the bytes it covers. */
typedef void ngram_fn(void *data, uint32_t id, size_t begin, size_t end);
void features_walk(const char *folded, ngram_fn *fn, void *data);

#endif
