/*
 * The match: which experts may take a case (hard rules) and which first (one declared
 * score of soft terms, weights from the configuration). Pure: no store, no clock. Same
 * input, same order; ties fall to the lower registration number.
 */
#ifndef MADOGUCHI_MATCH_H
#define MADOGUCHI_MATCH_H

#include "config.h"
#include "store_expert.h"

struct need {
	int theme;      /* 0 any */
	char category;  /* 0 unknown */
	int prefecture; /* JIS number; 0 unknown */
	unsigned industry_bits;
	int64_t budget_yen; /* -1 unknown */
	const char *format; /* visit, online, any; NULL unknown: a visit is expected */
	int64_t day;      /* the first visit is about here (civil_day); 0: not checked */
	int64_t last_day; /* the registration must hold until here; 0: as day */
	const char
	    *company_domain; /* an expert with this mail domain is in conflict; NULL */
	const char *company; /* likewise an expert employed there; NULL */
	const int64_t *excluded; /* expert ids: asked before, bounced */
	size_t excluded_n;
};

struct candidate {
	const struct expert *expert; /* borrowed from the list given */
	double score;                /* 0-100 */
	struct strlist reasons; /* in words (Japanese), each soft term with its points */
};

/* Best first, at most limit. *n is what was found. Owned; candidates_free. */
struct candidate *match_best(const struct config *c, const struct expert *list,
    size_t list_n, const struct need *need, size_t limit, size_t *n);
void candidates_free(struct candidate *v, size_t n);

/* Why one expert is in or out: each hard rule passed or failed, each soft term with
 * points. */
struct match_explanation {
	bool eligible;
	double score;
	struct strlist rules; /* "○ テーマ: …" / "× 地域: …" */
	struct strlist terms;
};
void match_explain(const struct config *c, const struct expert *e,
    const struct need *need, struct match_explanation *out);
void match_explanation_free(struct match_explanation *x);

/* Which hard rules each of a list does not hold: bit i for the one that
 * match_rule_name(i) names, in Japanese; NULL behind the last. failed has list_n places.
 */
void match_failures(
    const struct expert *list, size_t list_n, const struct need *need, unsigned *failed);
const char *match_rule_name(size_t i);

/* Words of the command line: prefecture, theme, industry and form as people write them.
 */
bool form_parse(const char *word, unsigned *forms) MUST_CHECK;

#endif
