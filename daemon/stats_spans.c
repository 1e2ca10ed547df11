/* Spans of time: how long cases and answers take. See stats.h. */
#include "stats_build.h"

#include <stdlib.h>

/* --- spans --- */

struct spans {
	double *v;
	size_t n;
};

static void
spans_add(struct spans *s, int64_t from, int64_t to)
{
	s->v = xreallocarray(s->v, s->n + 1, sizeof(*s->v));
	s->v[s->n++] = (double)(to - from);
}

static int
by_length(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The nearest rank: a value that occurred. */
static double
quantile(const struct spans *s, size_t percent)
{
	return s->v[(s->n * percent + 99) / 100 - 1];
}

/* Into three columns: median, mean, 90 %. */
static void
spans_put(struct spans *s, struct stat_table *t, size_t row, size_t column)
{
	double sum = 0;

	if (s->n)
		qsort(s->v, s->n, sizeof(*s->v), by_length);
	for (size_t i = 0; i < s->n; i++)
		sum += s->v[i];
	for (size_t k = 0; k < 3; k++)
		*stat_at(t, row, column + k) =
		    s->n ? (struct stat_cell){.kind = STAT_SPAN,
		               .value = k == 0   ? quantile(s, 50)
		                        : k == 1 ? sum / (double)s->n
		                                 : quantile(s, 90)}
		         : (struct stat_cell){.kind = STAT_NONE};
	free(s->v);
	*s = (struct spans){0};
}

/* --- cases --- */

enum moment { OPENED, ACKED, ACCEPTED, FIRST_VISIT, LAST_VISIT, ENDED };

/* The end is that of a course that was gone through; 0: there is no such moment. */
static int64_t
moment_of(const struct stat_case *c, enum moment m)
{
	bool ended = stat_is_course(c) && stat_is_over(c);

	switch (m) {
	case OPENED: return c->opened_at;
	case ACKED: return c->acked_at;
	case ACCEPTED: return c->accepted_at;
	case FIRST_VISIT: return stat_is_course(c) ? c->first_visit : 0;
	case LAST_VISIT: return ended ? c->last_visit : 0;
	case ENDED: return ended ? c->closed_at : 0;
	}
	return 0;
}

static const struct {
	const char *key;
	enum moment from, to;
} steps[] = {
    {"request_to_ack", OPENED, ACKED},
    {"ack_to_accepted", ACKED, ACCEPTED},
    {"request_to_accepted", OPENED, ACCEPTED},
    {"accepted_to_first_visit", ACCEPTED, FIRST_VISIT},
    {"first_visit_to_end", FIRST_VISIT, ENDED},
    {"accepted_to_last_visit", ACCEPTED, LAST_VISIT},
    {"request_to_end", OPENED, ENDED},
};

/* A step back in time is none: a visit held before another expert took over, say. */
static void
step_add(struct spans *s, const struct stat_case *c, size_t step)
{
	int64_t from = moment_of(c, steps[step].from), to = moment_of(c, steps[step].to);

	if (from && to && to >= from)
		spans_add(s, from, to);
}

void
stat_build_lead_times(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "lead_times", PLOT_SPANS);
	static const char *const columns[] = {"n", "median", "mean", "p90"};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		stat_column(b->report, t, columns[i], NULL);
	for (size_t k = 0; k < ARRAY_LEN(steps); k++) {
		size_t row = stat_row_add(b->report, t, steps[k].key, NULL);
		struct spans s = {0};

		for (size_t i = 0; i < b->cases_n; i++)
			step_add(&s, &b->cases[i], k);
		stat_count(t, row, 0, (int64_t)s.n);
		spans_put(&s, t, row, 1);
	}
}

/* --- experts --- */

enum { ASKED, YES, NO, LAPSED, OTHER, RATE, ANSWER };

static const char *const expert_columns[] = {"asked", "accepted", "declined", "lapsed",
    "other", "rate", "answer_median", "answer_mean", "answer_p90"};

static size_t
answer_column(const char *state)
{
	return str_eq(state, "accepted")   ? YES
	       : str_eq(state, "declined") ? NO
	       : str_eq(state, "lapsed")   ? LAPSED
	                                   : OTHER;
}

/* The offers from first on that were made to one expert; how many. */
static size_t
build_expert(struct stat_builder *b, struct stat_table *t, size_t first)
{
	const struct stat_offer *o = &b->offers[first];
	char *label = str_eq(b->report->lang, "en")
	                  ? xasprintf("%s (No. %s)", o->name, o->registration_no)
	                  : xasprintf("%s（第%s号）", o->name, o->registration_no);
	size_t row = stat_row_add(b->report, t, o->registration_no, label), n = 0;
	struct spans answers = {0};
	double decided;

	for (; first + n < b->offers_n && o[n].expert_id == o->expert_id; n++) {
		size_t column = answer_column(o[n].state);

		stat_count(t, row, ASKED, 1);
		stat_count(t, row, column, 1);
		if ((column == YES || column == NO) && o[n].answered_at >= o[n].made_at)
			spans_add(&answers, o[n].made_at, o[n].answered_at);
	}
	decided = stat_at(t, row, YES)->value + stat_at(t, row, NO)->value +
	          stat_at(t, row, LAPSED)->value;
	*stat_at(t, row, RATE) = decided > 0
	                             ? (struct stat_cell){.kind = STAT_SHARE,
	                                   .value = stat_at(t, row, YES)->value / decided}
	                             : (struct stat_cell){.kind = STAT_NONE};
	spans_put(&answers, t, row, ANSWER);
	free(label);
	return n;
}

void
stat_build_experts(struct stat_builder *b)
{
	struct stat_table *t = stat_table_add(b->report, "experts", PLOT_NONE);

	t->named = true;
	for (size_t i = 0; i < ARRAY_LEN(expert_columns); i++)
		stat_column(b->report, t, expert_columns[i], NULL);
	for (size_t i = 0; i < b->offers_n;)
		i += build_expert(b, t, i);
}
