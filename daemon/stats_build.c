/*
 * From facts to tables. A figure of cases counts those opened in the period, and what
 * became of them until now, whenever that was; offers and visits count by their own time.
 * See stats.h.
 */
#include "stats_build.h"

#include "case_state.h"
#include "clock.h"
#include "slots.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THEMES = 6, PREFECTURES = 47 };

bool
stat_is_matched(const struct stat_case *c)
{
	return c->accepted_at != 0;
}

bool
stat_is_course(const struct stat_case *c)
{
	return stat_is_matched(c) && c->visits > 0;
}

bool
stat_is_withdrawn(const struct stat_case *c)
{
	return str_eq(c->state, "withdrawn");
}

bool
stat_is_over(const struct stat_case *c)
{
	return str_eq(c->state, "survey") || str_eq(c->state, "closed");
}

/* --- overview --- */

static void
overview_row(struct stat_builder *b, struct stat_table *t, const char *key,
    const char *word, int64_t n)
{
	size_t row = stat_row_add(
	    b->report, t, key, word ? stat_word(word, b->report->lang) : NULL);

	stat_count(t, row, 0, n);
}

static void
build_overview(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "programme", PLOT_BARS);
	struct stat_contacts who = b->contacts;
	int64_t sought = 0, matched = 0, courses = 0, visits = 0;

	for (size_t i = 0; i < b->cases_n; i++) {
		const struct stat_case *c = &b->cases[i];

		sought += c->sought;
		matched += stat_is_matched(c);
		courses += stat_is_course(c);
		visits += stat_is_course(c) ? c->visits : 0;
	}
	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	overview_row(b, t, "companies", NULL, who.companies);
	overview_row(b, t, "people", NULL, who.people);
	overview_row(b, t, "consultations", NULL, (int64_t)b->cases_n);
	overview_row(b, t, "sought", NULL, sought);
	overview_row(b, t, "matched", NULL, matched);
	overview_row(b, t, "courses", "courses begun", courses);
	overview_row(b, t, "visits", NULL, visits);
}

/* In three groups, each of which adds up: to the consultations without an expert, to the
 * matched cases that are no course, to the courses (stats_hide.c relies on it). */
static const char *const outcomes[] = {"unmatched_open", "unmatched_no_expert",
    "unmatched_withdrawn", "unmatched_closed", "not_begun", "withdrawn_before_start",
    "closed_before_start", "under_way", "withdrawn_under_way", "completed"};

static const char *
outcome(const struct stat_case *c)
{
	bool closed = stat_is_over(c);

	if (stat_is_course(c))
		return closed                 ? "completed"
		       : stat_is_withdrawn(c) ? "withdrawn_under_way"
		                              : "under_way";
	if (stat_is_matched(c))
		return closed                 ? "closed_before_start"
		       : stat_is_withdrawn(c) ? "withdrawn_before_start"
		                              : "not_begun";
	if (str_eq(c->state, "no_expert"))
		return "unmatched_no_expert";
	return closed                 ? "unmatched_closed"
	       : stat_is_withdrawn(c) ? "unmatched_withdrawn"
	                              : "unmatched_open";
}

static void
build_outcomes(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "outcomes", PLOT_BARS);

	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++)
		(void)stat_row_add(b->report, t, outcomes[i], NULL);
	for (size_t i = 0; i < b->cases_n; i++)
		stat_count(t, stat_row_find(t, outcome(&b->cases[i])), 0, 1);
}

/* --- cases by a word --- */

static void
count_by(struct stat_builder *b, struct stat_table *t, const char *key)
{
	size_t row = stat_row_find(t, key);

	if (row == t->rows_n)
		row = stat_row_add(b->report, t, key, NULL);
	stat_count(t, row, 0, 1);
}

static void
build_states(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "state", PLOT_BARS);
	size_t n;
	const char *const *states = case_states(&n);

	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	for (size_t i = 0; i < n; i++)
		(void)stat_row_add(b->report, t, states[i],
		    str_eq(b->report->lang, "en") ? states[i]
		                                  : case_state_label(states[i]));
	for (size_t i = 0; i < b->cases_n; i++)
		count_by(b, t, b->cases[i].state);
}

static void
build_categories(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "category", PLOT_BARS);
	char key[2] = "";

	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	for (*key = 'a'; *key <= 'e'; ++*key) {
		const char *label =
		    programme_category(b->programme, *key, b->report->lang);

		(void)stat_row_add(b->report, t, key, label ? label : key);
	}
	for (size_t i = 0; i < b->cases_n; i++) {
		*key = b->cases[i].category;
		count_by(b, t, *key ? key : "?");
	}
}

static const char *
theme_label(const struct stat_builder *b, int theme)
{
	return programme_theme(b->programme, theme, b->report->lang);
}

static void
build_themes(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "theme", PLOT_BARS);
	char key[12];

	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	for (int i = 1; i <= THEMES; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		if (theme_label(b, i))
			(void)stat_row_add(b->report, t, key, theme_label(b, i));
	}
	for (size_t i = 0; i < b->cases_n; i++) {
		(void)snprintf(key, sizeof(key), "%d", b->cases[i].theme);
		count_by(b, t, b->cases[i].theme ? key : "?");
	}
}

/* --- regions --- */

static const char *
region_key(const struct stat_builder *b, const struct stat_case *c)
{
	int number = c->prefecture ? prefecture_number(c->prefecture) : 0;

	if (!number)
		return "?";
	return b->regions->of[number] >= 0 ? b->regions->rows[b->regions->of[number]].key
	                                   : prefecture_name(number);
}

/* Those of the configuration always; of the other prefectures those that occur. */
static void
region_rows(struct stat_builder *b, struct stat_table *t)
{
	bool seen[PREFECTURES + 1] = {false};

	for (size_t i = 0; i < b->cases_n; i++)
		seen[b->cases[i].prefecture ? prefecture_number(b->cases[i].prefecture)
		                            : 0] = true;
	for (size_t i = 0; i < b->regions->n; i++)
		(void)stat_row_add(
		    b->report, t, b->regions->rows[i].key, b->regions->rows[i].key);
	for (int i = 1; i <= PREFECTURES; i++)
		if (seen[i] && b->regions->of[i] < 0)
			(void)stat_row_add(b->report, t, prefecture_name(i),
			    str_eq(b->report->lang, "en") ? prefecture_name_en(i)
			                                  : prefecture_name(i));
	if (seen[0])
		(void)stat_row_add(b->report, t, "?", NULL);
}

void
stat_count_case(struct stat_table *t, size_t row, const struct stat_case *c)
{
	stat_count(t, row, 0, 1);
	stat_count(t, row, 1, stat_is_matched(c));
	stat_count(t, row, 2, stat_is_course(c));
	stat_count(t, row, 3, stat_is_withdrawn(c));
}

void
stat_case_columns(struct stat_builder *b, struct stat_table *t)
{
	stat_column(b->report, t, "consultations", NULL);
	stat_column(b->report, t, "matched", NULL);
	stat_column(b->report, t, "courses", stat_word("courses begun", b->report->lang));
	stat_column(b->report, t, "withdrawn", NULL);
}

static void
build_regions(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "regions", PLOT_BARS);

	stat_case_columns(b, t);
	region_rows(b, t);
	for (size_t i = 0; i < b->cases_n; i++)
		stat_count_case(
		    t, stat_row_find(t, region_key(b, &b->cases[i])), &b->cases[i]);
}

static void
build_courses(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "courses", PLOT_STACK);
	size_t total, column[THEMES + 1] = {0}, unknown = 0;
	char key[12];

	t->total_row = t->total_column = true;
	for (int i = 1; i <= THEMES; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		column[i] = t->columns_n;
		stat_column(
		    b->report, t, key, theme_label(b, i) ? theme_label(b, i) : key);
	}
	for (size_t i = 0; i < b->cases_n; i++)
		unknown += stat_is_course(&b->cases[i]) && !b->cases[i].theme;
	column[0] = t->columns_n;
	if (unknown)
		stat_column(b->report, t, "?", NULL);
	stat_column(b->report, t, "total", NULL);
	region_rows(b, t);
	total = stat_row_add(b->report, t, "total", NULL);
	for (size_t i = 0; i < b->cases_n; i++) {
		const struct stat_case *c = &b->cases[i];
		size_t row = stat_row_find(t, region_key(b, c));
		size_t j = column[c->theme > 0 && c->theme <= THEMES ? c->theme : 0];

		if (!stat_is_course(c))
			continue;
		stat_count(t, row, j, 1);
		stat_count(t, row, t->columns_n - 1, 1);
		stat_count(t, total, j, 1);
		stat_count(t, total, t->columns_n - 1, 1);
	}
}

/* --- courses --- */

static void
build_course_visits(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "course_visits", PLOT_BARS);
	int most = 0;
	char key[12];

	t->flat = true;
	stat_column(b->report, t, "count", NULL);
	for (size_t i = 0; i < b->cases_n; i++)
		if (stat_is_course(&b->cases[i]) && b->cases[i].visits > most)
			most = b->cases[i].visits;
	for (int i = 1; i <= most; i++) {
		(void)snprintf(key, sizeof(key), "%d", i);
		(void)stat_row_add(b->report, t, key, key);
	}
	for (size_t i = 0; i < b->cases_n; i++)
		if (stat_is_course(&b->cases[i]))
			stat_count(t, (size_t)b->cases[i].visits - 1, 0, 1);
}

static void
build_goals(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "goals", PLOT_BARS);
	static const char *const keys[] = {"yes", "partly", "no", "none"};
	double stated = 0;

	stat_column(b->report, t, "count", NULL);
	stat_column(b->report, t, "share", NULL);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		(void)stat_row_add(b->report, t, keys[i], NULL);
	for (size_t i = 0; i < b->cases_n; i++) {
		char goal = b->cases[i].goal;

		if (stat_is_course(&b->cases[i]))
			stat_count(t,
			    goal == 'y'   ? 0
			    : goal == 'p' ? 1
			    : goal == 'n' ? 2
			                  : 3,
			    0, 1);
	}
	for (size_t i = 0; i < 3; i++)
		stated += stat_at(t, i, 0)->value;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		*stat_at(t, i, 1) = i < 3 && stated > 0
		                        ? (struct stat_cell){.kind = STAT_SHARE,
		                              .value = stat_at(t, i, 0)->value / stated}
		                        : (struct stat_cell){.kind = STAT_NONE};
}

/* --- the report --- */

static const struct {
	void (*build)(struct stat_builder *b);
	bool whole; /* not where small numbers are hidden: other tables say the same */
} builders[] = {
    {build_overview, false},
    {build_outcomes, false},
    {build_courses, false},
    {build_course_visits, false},
    {build_goals, false},
    {stat_build_lead_times, false},
    {build_regions, false},
    {build_categories, false},
    {build_themes, false},
    {build_states, true},
    {stat_build_experts, false},
    {stat_build_agencies, false},
    {stat_build_fiscal_years, false},
    {stat_build_months, false},
};

static struct stat_report *
report_new(const struct stat_wish *wish)
{
	struct stat_report *r = xcalloc(1, sizeof(*r));

	r->lang = wish->lang;
	r->hide_below = wish->hide_below;
	r->from = wish->open_from ? NULL : civil_iso_date(wish->from);
	r->to = wish->open_to ? NULL : civil_iso_date(wish->to - 1);
	r->made = str_eq(wish->lang, "en") ? civil_en_datetime(wish->now)
	                                   : civil_ja_datetime(wish->now);
	return r;
}

struct stat_report *
stat_report_make(struct store *s, const struct stat_regions *regions,
    const struct programme *p, const struct stat_wish *wish)
{
	struct stat_builder b = {
	    .report = report_new(wish), .programme = p, .regions = regions};

	b.cases = store_stat_cases(s, wish->from, wish->to, &b.cases_n);
	b.offers = store_stat_offers(s, wish->from, wish->to, &b.offers_n);
	b.visits = store_stat_visits(s, wish->from, wish->to, &b.visits_n);
	b.contacts = store_stat_contacts(s, wish->from, wish->to);
	for (size_t i = 0; i < ARRAY_LEN(builders); i++)
		if (!builders[i].whole || wish->hide_below <= 0)
			builders[i].build(&b);
	if (wish->hide_below > 0)
		stat_report_hide(b.report);
	stat_cases_free(b.cases, b.cases_n);
	stat_offers_free(b.offers, b.offers_n);
	free(b.visits);
	return b.report;
}
