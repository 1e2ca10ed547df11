/*
 * Which of the numbered slots of a letter an answer takes: ①と③が可能です, 1番か2番で,
 * ②以外なら, (1)○ (2)×. Rules of the language for a list of the desk's own numbers; what
 * they are not sure of they leave to the reader of replies (reply.h).
 */
#ifndef MADOGUCHI_SLOT_WORDS_H
#define MADOGUCHI_SLOT_WORDS_H

#include "mem.h"

enum { SLOT_WORDS_MAX = 9 };

struct slot_words {
	int chosen[SLOT_WORDS_MAX]; /* slot numbers in the order in which they are named
	                             */
	size_t n;
	unsigned refused; /* bit k: slot k is set aside */
	bool named;       /* some slot is named, or all of them together */
	bool none;        /* other slots are asked for, or all are set aside */
	bool sure;        /* nothing beside it asks, puts off or holds back */
};

/* text: the writer's own newest words. slots: how many the letter had. */
void slot_words_read(const char *text, size_t slots, struct slot_words *out);

#endif
