/*
 * The options of an offer (承諾, 辞退, 条件付き承諾) and the marks that people set beside
 * them. All texts are folded (analysis_fold).
 */
#ifndef MADOGUCHI_OPTION_WORDS_H
#define MADOGUCHI_OPTION_WORDS_H

#include "mem.h"
#include "reading.h"

/* Bytes of the option that a text begins with, its verb with it ("条件付きで承諾する");
 * 0 for none. brief: in a field that asks for nothing else 可 and 否 are options, too. */
size_t option_word(const char *text, bool brief, enum reply_kind *kind);
/* Bytes of a mark of choice at the front, or of an empty box or a cross; 0 for none. */
size_t option_mark(const char *text);
size_t option_no_mark(const char *text);

/* The options that a text names, in its order; returns how many, at most max. */
size_t options_named(const char *text, enum reply_kind *order, size_t max);
/* The option that a text names, if it names just one; what stands in brackets behind it
 * explains it. */
enum reply_kind option_named(const char *text);
/* The same for what was filled in: an acceptance must be one and nothing else. */
enum reply_kind option_filled(const char *text);
/* A note beside an option chooses it (これ, まる), or says that it is not chosen (ばつ,
 * しない, なし, nothing at all), or says something else. */
enum option_note { OPTION_NOTE_OTHER, OPTION_NOTE_YES, OPTION_NOTE_NO };
enum option_note option_note(const char *text);
/* What stands behind an acceptance binds it: "(ただし下記)", "(条件あり)". */
bool option_is_bound(const char *text);

#endif
