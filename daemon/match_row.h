/*
 * What the match knows of an expert, in numbers and bits, so that a list of any length is
 * gone through without touching its texts; worked out once a list. For match*.c alone.
 */
#ifndef MADOGUCHI_MATCH_ROW_H
#define MADOGUCHI_MATCH_ROW_H

#include "match.h"

enum { AREAS = 8, DAY_UNKNOWN = INT32_MIN };

enum row_flag {
	ROW_ACTIVE = 1,  /* on the list */
	ROW_DEAD = 2,    /* mail to the address bounced for good */
	ROW_SKILLED = 4, /* names further qualifications */
	ROW_PROVEN = 8,  /* names a record, or has finished courses for the desk */
};

struct match_row {
	const struct expert *expert; /* borrowed */
	int64_t id;
	uint64_t prefectures;
	uint64_t domain, company; /* match_key of what the rules compare; 0: none */
	int64_t fee_min, fee_max; /* -1 unknown or open */
	uint32_t industries;
	int32_t valid_day; /* civil_day; DAY_UNKNOWN */
	int32_t load, capacity, recent;
	int32_t response_sec;            /* -1 unknown */
	uint16_t themes;                 /* bit n: theme n */
	uint16_t qualified, experienced; /* themes on which qualifications, record bear */
	uint8_t forms, flags;
	uint8_t strong, good; /* areas of skill as bits: ◎, ○ */
	uint8_t home;         /* prefecture 1-47; 0 unknown */
};

struct match_row match_row_of(const struct expert *e);
/* For comparing texts by number; never 0. Equal keys are to be confirmed by the texts. */
uint64_t match_key(const char *s);

struct match_index {
	struct match_row *rows;
	size_t n;
};

#endif
