/*
 * What masking knows of the language: family names, how they are read, and the words of a
 * dictionary. Loaded once by whoever asks for second opinions.
 */
#ifndef MADOGUCHI_MASK_LISTS_H
#define MADOGUCHI_MASK_LISTS_H

#include "err.h"
#include "surnames.h"
#include "words.h"

struct gazetteer;

struct mask_lists {
	const struct gazetteer *parties; /* borrowed: the search for companies */
	struct words *words;             /* borrowed */
	struct surnames *surnames;       /* conf/surnames.txt */
	struct surnames *readings;       /* conf/surnames-read.txt */
};

/* NULL with e filled when a list cannot be read. */
struct mask_lists *mask_lists_load(const char *data_dir, const struct gazetteer *parties,
    struct words *words, struct err *e) MUST_CHECK;
void mask_lists_free(struct mask_lists *l);

#endif
