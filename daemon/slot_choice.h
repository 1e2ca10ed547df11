/*
 * Answers to a letter with numbered slots that say which of them suit, and nothing else:
 * 「23日か、②の午前で」, 「①以外は不可です」, "either of the first two", "Tuesday works".
 * A strict reader: one word that it does not know, or a day that no slot lies on, and it
 * says nothing, so that what it does say needs nobody's second look. What people write
 * around it is left to slot_words.h and reply.h.
 */
#ifndef MADOGUCHI_SLOT_CHOICE_H
#define MADOGUCHI_SLOT_CHOICE_H

#include "mem.h"

#include <stdint.h>

enum { SLOT_CHOICE_MAX = 9 };

struct slot_choice {
	int chosen[SLOT_CHOICE_MAX]; /* from 1, in the order in which they are named */
	size_t n;                    /* 0: none of the slots suits */
};

/* text: the writer's own newest words; starts_at: of the slots in the letter's order. The
 * cost is linear in the text, of which 1,500 bytes are read at most. */
bool slot_choice_read(const char *text, const int64_t *starts_at, size_t n,
    struct slot_choice *out) MUST_CHECK;

#endif
