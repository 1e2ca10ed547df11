/*
 * What of a message may leave the house: its words without names, addresses and numbers.
 *
 * Masking errs on the side of too much: what is left is to show what a mail is about, and
 * never who wrote it or whom it names. What was masked is shown by its sort (〔会社〕,
 * 〔氏名〕, 〔番号〕 …), and nothing of it can be restored.
 */
#ifndef MADOGUCHI_MASK_H
#define MADOGUCHI_MASK_H

#include "message.h"
#include "reading.h"

enum { MASK_SUBJECT_CHARS = 200, MASK_BODY_CHARS = 3000 };

struct mask_lists;

/* The names that a message is known to hold. {0} is empty. */
struct mask {
	struct mask_name {
		char *text; /* owned, normalised (norm.h) */
		int sort;   /* enum mask_sort (mask_sheet.h) */
	} * v;
	size_t n;
	const struct mask_lists *lists; /* borrowed; NULL: names go by marks alone */
};

/* Gathers the names of a message: of its headers, its signature, and of what was read of
 * it. Whatever was there before is kept. */
void mask_learn(struct mask *k, const struct message *m, const struct reading *r);
void mask_free(struct mask *k);

/* A text without what may not leave: normalised, its quoted lines and header lines
 * dropped, cut to so many characters before it is masked. Names that the rules find in it
 * are learnt. Never NULL; owned. text may be NULL. */
char *mask_text(struct mask *k, const char *text, size_t chars);

/* The last look at what is about to leave: false when it holds a known name, a family
 * name of the lists, an '@', or four digits in a row, in figures or in kanji. */
bool mask_clean(const struct mask *k, const char *text);

#endif
