/* The soft terms of the match, for match.c alone: what counts in favour of an expert. */
#ifndef MADOGUCHI_MATCH_TERMS_H
#define MADOGUCHI_MATCH_TERMS_H

#include "match_rules.h"

struct term {
	const char *name; /* in Japanese */
	size_t weight;    /* offset of the weight in struct config */
	/* 0-1. words NULL, or gets the reason in Japanese. */
	double (*value)(const struct wanted *w, const struct match_row *r, char **words);
};

/* Term i; NULL behind the last one. */
const struct term *match_term(size_t i);

#endif
