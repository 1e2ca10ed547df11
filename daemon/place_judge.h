/*
 * Judging one mention of a place by the words around it, in a window of bounded length:
 * is it a place at all, whose is it, and is it where the work is to be done?
 */
#ifndef MADOGUCHI_PLACE_JUDGE_H
#define MADOGUCHI_PLACE_JUDGE_H

#include "place_table.h"

/* Weights of mentions that say little about where the work is. */
enum { WORK_BONUS = 8, ELSEWHERE = 1 };

struct spot {
	const char *text, *start, *end;
	uint32_t before;          /* the character in front; 0 at the start of the text */
	const char *previous_end; /* of the place mentioned last */
	uint64_t previous;        /* its prefectures */
	bool previous_elsewhere;
};

/* What the mention weighs; 0: it is no place. chain: it goes on with the mention before
 * it (愛知県豊橋市). */
int place_weigh(const struct place_name *name, const struct spot *at, bool chain);
/* Whether a clause or a line begins at the spot. */
bool place_clause_starts(const struct spot *at);

#endif
