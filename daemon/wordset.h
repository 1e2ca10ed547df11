/*
 * A fixed table of words, looked up at a place of a text at the cost of a few bytes and
 * not of the table: words hang in buckets by their first three bytes, which are one
 * character of Japanese, or by their last three.
 *
 * A set is a static beside its table. The buckets are made once, by the first look, from
 * the table alone; processes that read are single-threaded.
 */
#ifndef MADOGUCHI_WORDSET_H
#define MADOGUCHI_WORDSET_H

#include "mem.h"

struct wordset_index;

struct wordset {
	const void *table; /* its entries begin with a const char * */
	size_t stride, n;
	struct wordset_index *starts, *ends; /* NULL until they are needed */
};

/* Of an array of words, or of structures whose first member is the word. */
#define WORDSET(table)                                                                   \
	{                                                                                \
		(table), sizeof((table)[0]), ARRAY_LEN(table), NULL, NULL                \
	}

/* Length of the longest word at p, or that ends at end and begins at start or behind it;
 * 0: none. */
size_t wordset_starts(struct wordset *s, const char *p);
size_t wordset_ends(struct wordset *s, const char *start, const char *end);
bool wordset_is_one(struct wordset *s, const char *start, const char *end);
/* The place in the table of the longest word at p (the first of equals), or of the first
 * one of the table that ends before limit; -1: none. *len is its length. */
int wordset_longest(struct wordset *s, const char *p, size_t *len);
int wordset_first(struct wordset *s, const char *p, const char *limit, size_t *len);

#endif
