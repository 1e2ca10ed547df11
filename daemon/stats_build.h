/* What the files that build figures share; for stats_build.c, stats_spans.c and
 * stats_series.c alone. */
#ifndef MADOGUCHI_STATS_BUILD_H
#define MADOGUCHI_STATS_BUILD_H

#include "stats.h"

struct stat_builder {
	struct stat_report *report;
	const struct programme *programme;
	const struct stat_regions *regions;
	struct stat_case *cases;
	struct stat_offer *offers;
	struct stat_visit *visits;
	size_t cases_n, offers_n, visits_n;
	struct stat_contacts contacts;
};

/* An expert has it. */
bool stat_is_matched(const struct stat_case *c);
/* Matched, and at least one visit was held. */
bool stat_is_course(const struct stat_case *c);
bool stat_is_withdrawn(const struct stat_case *c);
/* Closed, or but for the answer to the closing survey. */
bool stat_is_over(const struct stat_case *c);

/* Four columns by which cases are counted, and one case more in a row of them. */
void stat_case_columns(struct stat_builder *b, struct stat_table *t);
void stat_count_case(struct stat_table *t, size_t row, const struct stat_case *c);

void stat_build_agencies(struct stat_builder *b);
void stat_build_fiscal_years(struct stat_builder *b);
void stat_build_months(struct stat_builder *b);
void stat_build_lead_times(struct stat_builder *b);
void stat_build_experts(struct stat_builder *b);

#endif
