/*
 * Folding of mail bodies for Japanese and Latin text alike. A line of at most `columns`
 * columns (full-width characters count 2) stays as it is; a longer one is broken where
 * Japanese typesetting allows it: no 、。）」 or small kana at the start of a line, no
 * （「 at its end, Latin words whole, addresses and URLs never cut (one that is longer
 * than a line stays long). Among the places allowed, the end of a sentence or phrase near
 * the end of the line is preferred. Lines that go on from an item keep its indentation,
 * lines that go on from a quotation its mark.
 */
#ifndef MADOGUCHI_FOLD_H
#define MADOGUCHI_FOLD_H

#include "mem.h"

#define FOLD_COLUMNS 76

/* LF lines in, LF lines out; invalid bytes count one column and stay. Owned. */
char *fold_text(const char *text, int columns);

#endif
