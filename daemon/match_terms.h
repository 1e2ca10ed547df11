/* The soft terms of the match, for match.c alone: what counts in favour of an expert. */
#ifndef MADOGUCHI_MATCH_TERMS_H
#define MADOGUCHI_MATCH_TERMS_H

#include "match.h"

/* A need with everything worked out that does not change from expert to expert. */
struct wanted {
	const struct need *need;
	uint64_t prefecture_bit, neighbours, region; /* prefectures as bits */
	unsigned theme_bit;
	unsigned related_industries;  /* close to those of the need */
	unsigned other_industry;      /* bit of その他 */
	bool online, visit, training; /* forms of support that would do */
	char last_day[16];            /* ISO date; "" not checked */
	char *company;                /* as company_core makes it; NULL none */
};

struct term {
	const char *name; /* in Japanese */
	size_t weight;    /* offset of the weight in struct config */
	/* 0-1. words NULL, or gets the reason in Japanese. */
	double (*value)(const struct wanted *w, const struct expert *e, char **words);
};

/* Term i; NULL behind the last one. */
const struct term *match_term(size_t i);

#endif
