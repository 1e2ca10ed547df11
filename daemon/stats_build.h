/* What the files that build figures share; for stats_build.c and stats_spans.c alone. */
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

struct stat_agency {
	const char *name; /* borrowed from a case */
	int64_t n;
};

/* An expert has it. */
bool stat_is_matched(const struct stat_case *c);
/* Matched, and at least one visit was held. */
bool stat_is_course(const struct stat_case *c);
bool stat_is_withdrawn(const struct stat_case *c);

void stat_build_lead_times(struct stat_builder *b);
void stat_build_experts(struct stat_builder *b);

#endif
