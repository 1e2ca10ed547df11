/* What experts report of visits, and what companies say when a course is over. */
#ifndef MADOGUCHI_STORE_REPORT_H
#define MADOGUCHI_STORE_REPORT_H

#include "store.h"

/* --- reports --- */

struct report_row {
	int64_t id, visit_id, inbox_id, at;
	char *state; /* asked: the expert is asked about it; taken; corrected by a later
	                one */
	char *done_on, *done, *homework, *goal, *remarks; /* NULL not said */
	struct strlist next; /* dates that it names for the next visit */
	char *text;          /* the writer's own words */
};
int64_t store_report_add(struct store *s, const struct report_row *r);
/* One that was taken or asked about gives way to a later one. */
void store_report_state(struct store *s, int64_t id, const char *state);
/* The last one of a visit that was not corrected. */
bool store_report_last(
    struct store *s, int64_t visit_id, struct report_row *out) MUST_CHECK;
/* Of one case, oldest first. */
struct report_row *store_report_list(struct store *s, int64_t case_id, size_t *n);
void report_row_free(struct report_row *r);
void report_rows_free(struct report_row *rows, size_t n);

/* --- what the company confirms before a visit --- */

/* A later word on the same item takes the place of the earlier one. */
void store_confirm(struct store *s, int64_t visit_id, const char *key, const char *value,
    int64_t inbox_id, int64_t now);
/* What it said; owned, NULL nothing. */
char *store_confirmed(struct store *s, int64_t visit_id, const char *key);

/* --- surveys --- */

struct survey_row {
	int64_t id, case_id, inbox_id, at;
	char *goal;       /* yes, partly, no; NULL not said */
	int satisfaction; /* 1-5, 5 the best; 0 not said */
	char *wishes, *comment;
	char *text; /* the writer's own words */
};
/* A later answer of the same case takes the place of the earlier one. */
void store_survey_put(struct store *s, const struct survey_row *r);
bool store_survey_get(
    struct store *s, int64_t case_id, struct survey_row *out) MUST_CHECK;
void survey_row_free(struct survey_row *r);

#endif
