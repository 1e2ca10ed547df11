/*
 * Pieces of running Japanese text, for those who cut names out of it: kinds of
 * characters, runs of one kind, and looking up word lists at a place. Bounds keep every
 * step short, whatever the text.
 */
#ifndef MADOGUCHI_PARTY_TEXT_H
#define MADOGUCHI_PARTY_TEXT_H

#include "mem.h"

#include <stdint.h>

enum { NAME_BYTES_MAX = 90, TEXT_HONOURS = 5 };

enum script {
	SCRIPT_OTHER,
	SCRIPT_KANJI,
	SCRIPT_HIRAGANA,
	SCRIPT_KATAKANA,
	SCRIPT_LATIN
};

/* 様, さん and the like. */
extern const char *const text_honours[TEXT_HONOURS];

enum script text_script(const char *p);
/* The character before p, which is not the start of the text. */
const char *text_previous(const char *text, const char *p);
/* End of the run of one script that starts at p, at most NAME_BYTES_MAX on. */
const char *text_run_end(const char *p);
size_t text_chars(const char *p, const char *end);
const char *text_skip_blanks(const char *p);
/* Past a description in brackets. */
const char *text_skip_brackets(const char *p);
/* Behind the next 。, or some way on. */
const char *text_sentence_end(const char *p);

/* Length of the longest word of a list at p, or that ends at end; 0: none. */
size_t text_starts(const char *p, const char *const *words, size_t n);
size_t text_ends(const char *start, const char *end, const char *const *words, size_t n);
bool text_is_one(const char *start, const char *end, const char *const *words, size_t n);

#endif
