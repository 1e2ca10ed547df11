/*
 * A text cut into the words of the dictionary, for the rules of masking that need them:
 * names of people that nothing else marks, and of firms and buildings by their endings.
 * For the parts of mask.h alone.
 */
#ifndef MADOGUCHI_MASK_TOKENS_H
#define MADOGUCHI_MASK_TOKENS_H

#include "mask_lists.h"
#include "mask_sheet.h"

struct token {
	const char *from, *to; /* into the text */
	enum word_sort sort;
};

struct tokens {
	const char *text; /* borrowed */
	struct token *v;
	size_t n;
};

/* The text outlives the tokens. */
void tokens_cut(struct words *words, const char *text, struct tokens *t);
void tokens_free(struct tokens *t);

/* Words that tell what a mail is about, and are never taken for a name. */
bool token_tells(const struct token *w);
bool token_is(const struct token *w, const char *const *words, size_t n);

/* How many words from the i-th on are a family name of the list; 0: none. */
size_t tokens_family(const struct tokens *t, const struct mask_lists *l, size_t i);
/* Whether a run of katakana, or a word of Latin letters, reads as a family name. */
bool reads_as_family(const struct mask_lists *l, const char *from, const char *to);

/* People (mask_people.c), firms, buildings and places (mask_firms.c). */
void mask_people(struct sheet *s, struct mask *k, const struct tokens *t);
void mask_latin_people(struct sheet *s, struct mask *k);
void mask_firms(struct sheet *s, const struct tokens *t);

/* Whether all of it is words that tell the matter, posts and forms of address. */
bool tokens_harmless(const struct tokens *t);
/* Takes marks of people and firms off that hold nothing but words that tell the matter,
 * posts and forms of address, unless they stand where a firm's name does. */
void mask_spare(struct sheet *s, const struct tokens *t);

/* A masked text with blanks for 〔氏名〕 and the other marks, which name nobody. Owned.
 */
char *mask_without_marks(const char *text);
/* True when what is left between the marks holds a family name of the list. */
bool mask_holds_family(const char *plain, const struct mask_lists *l);

#endif
