/*
 * Numbers in normalised Japanese text, and the words around them: for those who judge
 * what a number counts. Windows are bounded, so a step never costs more than its window.
 */
#ifndef MADOGUCHI_COUNT_H
#define MADOGUCHI_COUNT_H

#include "wordset.h"

#include <stddef.h>
#include <stdint.h>

struct cue {
	const char *word;
	int points;
};

/* Reads 1,200 or 30 or 三百二十 or 一二〇 at *p and moves past it; false where there is
 * none, or p is inside a longer number, a date or a time. text: its start. 万 and more
 * are left for the caller. */
bool count_read(const char *text, const char **p, int64_t *value);
bool count_digit(char c);

/* Points of the cues that stand in [start, end). The sets are of tables of cues. */
int cues_in(const char *start, const char *end, struct wordset *cues);
/* Points of the longest cue that starts at p. */
int cues_at(const char *p, struct wordset *cues);

/* At most so many bytes before or behind p, on a character border. */
const char *window_back(const char *text, const char *p, size_t bytes);
const char *window_forth(const char *p, size_t bytes);
/* The latest sentence or line border (or comma) in [start, p). */
const char *clause_start(const char *start, const char *p, bool comma);
const char *clause_end(const char *p, const char *limit, bool comma);

#endif
