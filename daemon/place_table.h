/*
 * The names of places with their prefectures, for place.c: loaded from files, found in a
 * text in one step of bounded cost.
 */
#ifndef MADOGUCHI_PLACE_TABLE_H
#define MADOGUCHI_PLACE_TABLE_H

#include "place.h"

#include <stddef.h>
#include <stdint.h>

/* What a name weighs. */
enum place_weight {
	WEIGHT_PREFECTURE = 12,
	WEIGHT_FULL = 10, /* 大垣市, 有馬温泉 */
	WEIGHT_OLD = 9,   /* merged into another since */
	WEIGHT_SHORT = 7, /* a prefecture without 都道府県 */
	WEIGHT_BARE = 6,  /* 大垣, 博多 */
	/* A town or ward without 町, 村, 区: rarely named so; one in Latin letters */
	WEIGHT_VILLAGE = 4
};

struct place_name {
	char *text; /* owned */
	size_t len;
	uint64_t prefectures; /* bit n-1: prefecture n */
	short weight;
	bool bare;   /* needs the sentence around it */
	bool family; /* a family name, too */
};

/* The longest name that starts at s; NULL: none. A name of one character is found only
 * where single is set. */
const struct place_name *place_longest(
    const struct places *p, const char *s, bool single);
/* The name written with exactly these bytes. */
const struct place_name *place_named(const struct places *p, const char *s, size_t len);
/* False: no name starts with this character. */
bool place_may_start(const struct places *p, uint32_t cp);

#endif
