/*
 * Many cases at once: all that wait for an expert are put to experts together, so that as
 * many as possible get one and the sum of the scores is the highest (assign.h). Hard
 * rules, max_offers and everything that an offer brings about are those of desk_offer.c;
 * a score never outweighs a rule.
 *
 * The declared cost of a pair is 10000 less a hundred times its score (match.h), a whole
 * number from 0 to 10000. Scores are those before the batch: the offers that it makes
 * change the load of an expert, and count in the next one.
 */
#ifndef MADOGUCHI_DESK_BATCH_H
#define MADOGUCHI_DESK_BATCH_H

#include "desk.h"

enum { BATCH_COST_MOST = 10000 };

struct batch_line {
	struct case_row c;
	const struct expert *expert; /* borrowed from the desk's list; NULL: nobody */
	double score;
	int cost;
	struct strlist reasons;
	/* With nobody: which hard rule leaves nobody, in Japanese; in words how; and how
	 * many listed experts there are for this theme in this prefecture. */
	char *rule, *why;
	size_t listed;
};

/* Cases without anybody that lack the same thing. */
struct shortage {
	int theme;              /* 0 any */
	const char *prefecture; /* borrowed from a line; NULL unknown */
	const char *rule, *why; /* borrowed; why: of the first case */
	size_t listed;
	struct strlist cases; /* their numbers */
};

struct batch {
	struct batch_line *lines; /* in the order of the cases' ids */
	size_t n, served;
	struct shortage *shortages; /* by prefecture from north to south, theme, rule */
	size_t shortages_n;
	int64_t cost;   /* of all that are served */
	size_t further; /* offers made besides, where several are asked at once */
};

/* Looks at the cases in matching, incident and no_expert without a live offer, and plans.
 * Changes nothing. False with e filled: the solver failed. batch_free in either case. */
bool desk_batch_plan(struct desk *d, struct batch *b, struct err *e) MUST_CHECK;
/* Makes the offers, and further ones where several experts are asked at once, as far as
 * room is left behind the plan; moves those without anybody to no_expert, and tells the
 * operators what supply is missing. Within the transaction of the plan. */
void desk_batch_carry_out(struct desk *d, struct batch *b);
void batch_free(struct batch *b);

/* What is missing for a line without anybody: fills listed, and rule and why unless they
 * are known (desk_supply.c). */
void desk_supply_explain(const struct expert *list, size_t list_n,
    const struct need *need, struct batch_line *line);
/* The table of what is missing, from the lines. */
void desk_supply_table(struct batch *b);
/* A row of it as one line for the operator; owned. */
char *desk_supply_words(const struct shortage *s);

#endif
