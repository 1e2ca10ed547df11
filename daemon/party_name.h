/*
 * The shape of companies' names in running Japanese: their words, where they begin and
 * where they end. For party.c.
 */
#ifndef MADOGUCHI_PARTY_NAME_H
#define MADOGUCHI_PARTY_NAME_H

#include "surnames.h"

/* Length of a legal form at p that stands in front of names (株式会社 …), or behind them
 * (… 株式会社); 0: none. */
size_t name_legal_before(const char *p);
size_t name_legal_after(const char *p);
/* Length of the word that names of companies end with (製作所, 病院); 0: none. */
size_t name_closed(const char *start, const char *end);

/* Where the name that starts at p ends, and where the one that ends at p starts. */
const char *name_end(const struct surnames *names, const char *p);
const char *name_start(const char *text, const char *p);
/* A run of hiragana that is grammar and no name: behind a name, in front of one. */
bool name_grammar(const char *p, const char *end);
bool name_verb(const char *p, const char *end);
/* The start of the hiragana in front of p. */
const char *name_hiragana(const char *text, const char *p);
/* Not the name of a trade, a part of the sentence, or too long. */
bool name_plausible(const char *start, const char *end);

#endif
