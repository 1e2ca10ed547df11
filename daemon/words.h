/*
 * Cutting Japanese text into words with MeCab and the IPADIC dictionary (Debian:
 * libmecab2, mecab-ipadic-utf8). The only file that knows libmecab.
 *
 * Input is folded text (analysis.h) of any content; it is cut at sentence ends and, if
 * need be, every few hundred characters, so that time and memory grow with the text's
 * length and no further.
 */
#ifndef MADOGUCHI_WORDS_H
#define MADOGUCHI_WORDS_H

#include "err.h"
#include "mem.h"

struct words;

/* dictionary: a folder with sys.dic, or NULL for Debian's. NULL with e filled when it
 * cannot be opened. */
struct words *words_open(const char *dictionary, struct err *e) MUST_CHECK;
void words_close(struct words *w);

/* One word: bytes [begin, end) of the text; base is its dictionary form (the word itself
 * when the dictionary does not know it), not ended by a null byte. */
typedef void word_fn(
    void *data, const char *base, size_t base_len, size_t begin, size_t end);
/* Calls fn for each word in order; punctuation and digits are words as well. */
void words_cut(struct words *w, const char *text, word_fn *fn, void *data);

/* What the dictionary takes a word for. */
enum word_sort {
	WORD_OTHER,   /* particles, verbs, signs, numbers … */
	WORD_NOUN,    /* and prefixes of nouns */
	WORD_SUFFIX,  /* 者, 様, 所 */
	WORD_UNKNOWN, /* a noun that the dictionary does not have */
	WORD_FAMILY,  /* a family name */
	WORD_GIVEN,   /* a given name */
	WORD_NAME,    /* of a person, whichever */
	WORD_FIRM,    /* of a firm or another body */
	WORD_PLACE,   /* a place other than a country */
	WORD_SORTS
};
typedef void word_sort_fn(void *data, enum word_sort sort, size_t begin, size_t end);
/* Calls fn for each word in order, as words_cut does. */
void words_sort(struct words *w, const char *text, word_sort_fn *fn, void *data);
/* True when every word of the text is a family or given name, and there is one. */
bool words_are_names(struct words *w, const char *text);

#endif
