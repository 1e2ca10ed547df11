/*
 * Pieces of running Japanese text, for those who cut names out of it: kinds of
 * characters, runs of one kind, and looking up word lists at a place. Bounds keep every
 * step short, whatever the text.
 */
#ifndef MADOGUCHI_PARTY_TEXT_H
#define MADOGUCHI_PARTY_TEXT_H

#include "mem.h"
#include "norm.h"

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

static inline enum script
text_script_of(uint32_t cp)
{
	if ((cp >= 0x4E00 && cp <= 0x9FFF) || cp == 0x3005 || cp == 0x30F6 ||
	    cp == 0x3006 || (cp >= 0x3400 && cp <= 0x4DBF) ||
	    (cp >= 0xF900 && cp <= 0xFAFF) || cp >= 0x20000)
		return SCRIPT_KANJI;
	if (cp >= 0x3041 && cp <= 0x3096)
		return SCRIPT_HIRAGANA;
	if ((cp >= 0x30A1 && cp <= 0x30FA) || cp == 0x30FC)
		return SCRIPT_KATAKANA;
	if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	    (cp >= 'a' && cp <= 'z') || cp == '&')
		return SCRIPT_LATIN;
	return SCRIPT_OTHER;
}
/* Here, to be inlined: asked of every character, several times. */
static inline enum script
text_script(const char *p)
{
	uint32_t cp;

	(void)utf8_next(p, &cp);
	return text_script_of(cp);
}
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
