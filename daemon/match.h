/*
 * The match: which experts may take a case (hard rules) and which first (one declared
 * score of soft terms, weights from the configuration). Pure: no store, no clock. Same
 * input, same order, in whatever order the list is given; ties fall to the lower
 * registration number.
 */
#ifndef MADOGUCHI_MATCH_H
#define MADOGUCHI_MATCH_H

#include "config.h"
#include "store_expert.h"

struct need {
	int theme;           /* 0 any */
	char category;       /* 0 unknown */
	const char *submenu; /* a1-a4; NULL unknown */
	int prefecture;      /* JIS number; 0 unknown: see match_rules.c */
	unsigned industry_bits;
	int64_t budget_yen; /* -1 unknown */
	const char *format; /* visit, online, any, or product: a visit for choosing
	                       products; NULL unknown: a visit is expected */
	bool product;       /* products are to be chosen and brought in */
	int64_t day;      /* the first visit is about here (civil_day); 0: not checked */
	int64_t last_day; /* the registration must hold until here; 0: as day */
	/* In conflict is an expert with a mail domain of the same organisation, or
	 * employed there; domains or addresses. NULL: none. */
	const char *company_domain, *company;
	const char *referrer_domain, *referrer; /* likewise who brought the case */
	/* Ids of experts, ascending: conflicts that were declared, and contractors. */
	const int64_t *declared, *contractors;
	size_t declared_n, contractors_n;
	const int64_t *excluded; /* ids in any order: asked before, bounced */
	size_t excluded_n;
};

struct candidate {
	const struct expert *expert; /* borrowed from the list given */
	double score;                /* 0-100 */
	struct strlist reasons; /* in words (Japanese), each soft term with its points */
};

/* A list made ready for many needs. It borrows the experts, which must not change but for
 * their load. match_index_free takes NULL. */
struct match_index;
struct match_index *match_index_new(const struct expert *list, size_t n);
void match_index_free(struct match_index *ix);
void match_index_load(struct match_index *ix, int64_t expert_id, int load);

/* Best first, at most limit. *n is what was found. Owned; candidates_free. */
struct candidate *match_index_best(const struct config *c, const struct match_index *ix,
    const struct need *need, size_t limit, size_t *n);
/* The same for a list that is asked once. */
struct candidate *match_best(const struct config *c, const struct expert *list,
    size_t list_n, const struct need *need, size_t limit, size_t *n);
void candidates_free(struct candidate *v, size_t n);

/* Everybody's part in one search: the best; of those whom one rule alone kept out, the
 * ones that would have come first (their only reason is that rule); and how many each
 * rule kept out. */
struct match_failed {
	const char *rule;  /* in Japanese */
	size_t alone, all; /* experts who failed nothing else; who failed it */
};
struct match_report {
	size_t considered, eligible;
	struct candidate *best, *near;
	size_t best_n, near_n;
	struct match_failed *failed; /* one for each rule */
	size_t failed_n;
};
void match_report(const struct config *c, const struct match_index *ix,
    const struct need *need, size_t best, size_t near, struct match_report *out);
void match_report_free(struct match_report *r);

/* Which hard rules each of a list does not hold: bit i for the one that
 * match_rule_name(i) names, in Japanese; NULL behind the last. failed has list_n places.
 */
void match_failures(
    const struct expert *list, size_t list_n, const struct need *need, unsigned *failed);
const char *match_rule_name(size_t i);

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

/* Words of the command line: prefecture, theme, industry and form as people write them.
 */
bool form_parse(const char *word, unsigned *forms) MUST_CHECK;

#endif
