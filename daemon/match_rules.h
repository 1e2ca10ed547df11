/* The hard rules of the match, for match.c alone: who may take a case at all. No score
 * relaxes one of them. */
#ifndef MADOGUCHI_MATCH_RULES_H
#define MADOGUCHI_MATCH_RULES_H

#include "match_row.h"

/* A name that an expert's is compared with. */
struct compared {
	char *text; /* NULL none */
	uint64_t key;
};

/* A need with everything worked out that does not change from expert to expert. */
struct wanted {
	const struct need *need;
	uint64_t prefecture_bit, neighbours, region; /* prefectures as bits */
	unsigned theme_bit;
	unsigned areas;                  /* areas of skill that the need bears on */
	unsigned related_industries;     /* close to those of the need */
	unsigned other_industry;         /* bit of その他 */
	bool online, visit;              /* where support would do */
	bool training, product;          /* what kind it is to be */
	unsigned on_site_forms;          /* one of these is support on the spot */
	int64_t until;                   /* civil_day; 0 not checked */
	double floor;                    /* of newcomers, in the terms of experience */
	struct compared domain, company; /* who asks */
	struct compared referrer_domain, referrer_company; /* who brought it */
};

/* c NULL: for the rules alone. */
struct wanted wanted_from(const struct config *c, const struct need *n);
void wanted_free(struct wanted *w);

struct match_rule {
	const char *name; /* in Japanese */
	bool (*holds)(const struct wanted *w, const struct match_row *r);
	const char *yes, *no;
	const char *no_place; /* in place of no where the place is not known; NULL: no */
};
/* Rule i; NULL behind the last one. There are fewer than 32. */
const struct match_rule *match_rule(size_t i);
/* What is said of a rule that does not hold. */
const char *rule_no(const struct match_rule *rule, const struct wanted *w);
bool rules_hold(const struct wanted *w, const struct match_row *r);
/* The rules that do not hold, as bits. */
uint32_t rules_broken(const struct wanted *w, const struct match_row *r);

#endif
