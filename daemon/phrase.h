/*
 * Finding set phrases in folded text. A phrase may hold '~', which stands for up to 12
 * characters within one sentence. Of phrases that begin at one place the longest match
 * counts, and what it covers is not looked at again: "お引き受けできません" does not also
 * say "お引き受け".
 */
#ifndef MADOGUCHI_PHRASE_H
#define MADOGUCHI_PHRASE_H

#include "mem.h"

struct phrase {
	int tag;           /* what it says; the caller's */
	const char *words; /* folded; '|' between alternatives */
};

struct phrase_hit {
	int tag;
	size_t begin, end; /* bytes of the text */
};

#define PHRASE_HITS_MAX 64

/* False ends the walk. */
typedef bool phrase_fn(void *data, const struct phrase_hit *hit);

/* Calls fn for each hit in the order of the text. */
void phrase_walk(const char *text, const struct phrase *table, size_t table_n,
    phrase_fn *fn, void *data);
/* Returns how many of hits were filled, in the order of the text. */
size_t phrase_find(const char *text, const struct phrase *table, size_t table_n,
    struct phrase_hit hits[PHRASE_HITS_MAX]);
/* Called for each phrase that occurs, in the order of the text, whatever longer one it
 * may be part of. words: the phrase, ended by '|' or a null byte. */
typedef void phrase_each_fn(void *data, int tag, size_t begin, const char *words);
void phrase_each(const char *text, const struct phrase *table, size_t table_n,
    phrase_each_fn *fn, void *data);
/* Bit t is set for each tag t (0-31) of the table of which some phrase occurs. first (may
 * be NULL; a place for each tag): the words as above of the one that came first. */
unsigned phrase_tags(
    const char *text, const struct phrase *table, size_t table_n, const char **first);
/* True when one of the alternatives occurs. */
bool phrase_has(const char *text, const char *words);

#endif
