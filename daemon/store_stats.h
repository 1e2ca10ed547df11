/*
 * What `stats` counts, as facts: one row a case, an offer and a visit. Which of them make
 * which figure stands in stats_build.c and madoguchi(1).
 */
#ifndef MADOGUCHI_STORE_STATS_H
#define MADOGUCHI_STORE_STATS_H

#include "store.h"

/* --- counts by a word, for `stats --json` --- */

struct stat_row {
	char *group; /* state, category, theme, prefecture, region × theme … */
	char *name;
	int64_t count;
};
/* Cases opened in [from, to): by state, category, theme, prefecture, "prefecture/theme"
 * (accepted cases only), visits held, acceptance and lead times in whole hours (medians).
 */
struct stat_row *store_stats(struct store *s, int64_t from, int64_t to, size_t *n);
void stat_rows_free(struct stat_row *rows, size_t n);

/* --- facts --- */

/* A case opened in the period, and what became of it up to now. Times: 0 not (yet). */
struct stat_case {
	int64_t opened_at;
	char *state;
	char category; /* 0 unknown */
	int theme;     /* 0 unknown */
	char *prefecture;
	char *agency;     /* company, name or address of who brought it; NULL: itself */
	bool sought;      /* an expert was looked for */
	int64_t acked_at; /* its first acknowledgement left */
	int64_t accepted_at;             /* by the expert who has it now */
	int64_t first_visit, last_visit; /* beginnings of visits that were held */
	int visits;                      /* that were held */
	char goal;         /* y, p, n of its last report that says so; 0 none */
	int64_t closed_at; /* closed or withdrawn; of a course: when it was over */
};
struct stat_case *store_stat_cases(struct store *s, int64_t from, int64_t to, size_t *n);
void stat_cases_free(struct stat_case *rows, size_t n);

/* An offer that was made in the period. */
struct stat_offer {
	int64_t expert_id;
	char *registration_no, *name, *state;
	int64_t made_at, answered_at;
};
/* Those of one expert together, in order of the registration number. */
struct stat_offer *store_stat_offers(
    struct store *s, int64_t from, int64_t to, size_t *n);
void stat_offers_free(struct stat_offer *rows, size_t n);

/* A visit that was held in the period, by its beginning; in order of that. */
struct stat_visit {
	int64_t starts_at;
	bool online;
};
struct stat_visit *store_stat_visits(
    struct store *s, int64_t from, int64_t to, size_t *n);

/* Who was in contact in the period: seen for the first time, or in a case that was
 * opened. Neither experts nor who brought cases of others. */
struct stat_contacts {
	int64_t people, companies;
};
struct stat_contacts store_stat_contacts(struct store *s, int64_t from, int64_t to);

#endif
