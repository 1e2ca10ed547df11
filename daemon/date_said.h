/*
 * What a sentence goes on to say behind a date: the first telling word of the date's own
 * clause, then of those after it. For date_judge.c; others ask date_said_after.
 */
#ifndef MADOGUCHI_DATE_SAID_H
#define MADOGUCHI_DATE_SAID_H

#include "date_judge.h"

struct saying {
	enum date_verdict verdict;
	int clause; /* 0: the date's own */
	bool weak;  /* a word that goes with visits was there */
	bool visit; /* and is not of something that goes on that day: 会議を行います */
	bool event;      /* so was one of an event, behind 10日は */
	int rest;        /* the clause that tells of a day of rest, from 1; 0: none */
	size_t distance; /* bytes from the date */
};

/* from: where the date ends. Reads no further than the sentence. */
void date_read_saying(const char *from, struct saying *s);

bool date_any_of(const char *p, const char *const *words, size_t n);
/* word ends at p. */
bool date_stands_before(const char *text, const char *p, const char *word);
/* One of the words begins between p and end. */
bool date_holds(const char *p, const char *end, const char *const *words, size_t n);

#endif
