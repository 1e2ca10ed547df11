/* What is let go with the raw mail of a case that was closed long ago: people's own
 * words; and what stays: what the course's record and the figures need. */
#include "store_fixture.h"

#include "store_report.h"
#include "store_retention.h"

static int64_t
add_course(struct store *s, const char *state, int64_t closed_at, const char *uid)
{
	struct visit v = {.case_id = add_case(s, state, NOW),
	    .no = 1,
	    .state = (char[]){"reported"},
	    .starts_at = NOW,
	    .ends_at = NOW + 7200,
	    .format = (char[]){"visit"},
	    .uid = (char *)uid};
	struct report_row r = {.at = NOW,
	    .state = (char[]){"taken"},
	    .done_on = (char[]){"2025-12-01"},
	    .done = (char[]){"規程の点検"},
	    .homework = (char[]){"規程の案"},
	    .goal = (char[]){"partly"},
	    .remarks = (char[]){"社長の田中様は不在でした"},
	    .text = (char[]){"田中様にはお目にかかれませんでした"}};
	struct survey_row survey = {.case_id = v.case_id,
	    .at = NOW,
	    .goal = (char[]){"yes"},
	    .satisfaction = 4,
	    .wishes = (char[]){"来年も田中が担当します"},
	    .comment = (char[]){"大川様に感謝します"},
	    .text = (char[]){"Q1 はい"}};
	struct case_row c;

	r.visit_id = store_visit_add(s, &v);
	(void)store_report_add(s, &r);
	store_survey_put(s, &survey);
	assert_true(store_case_get(s, v.case_id, &c));
	c.closed_at = closed_at;
	store_case_update(s, &c);
	case_row_free(&c);
	return v.case_id;
}

/* kept: the words are there. What was understood is there in any case. */
static void
look(struct store *s, int64_t case_id, bool kept)
{
	size_t n;
	struct report_row *rows = store_report_list(s, case_id, &n);
	struct survey_row survey;

	assert_int_equal(n, 1);
	assert_string_equal(rows[0].done_on, "2025-12-01");
	assert_string_equal(rows[0].done, "規程の点検");
	assert_string_equal(rows[0].homework, "規程の案");
	assert_string_equal(rows[0].goal, "partly");
	assert_int_equal(rows[0].remarks != NULL, kept);
	assert_int_equal(*rows[0].text != '\0', kept);
	report_rows_free(rows, n);
	assert_true(store_survey_get(s, case_id, &survey));
	assert_string_equal(survey.goal, "yes");
	assert_int_equal(survey.satisfaction, 4);
	assert_int_equal(survey.wishes != NULL, kept);
	assert_int_equal(survey.comment != NULL, kept);
	assert_int_equal(*survey.text != '\0', kept);
	survey_row_free(&survey);
}

static void
test_words_go_with_the_mail(void **state)
{
	struct fixture *f = *state;
	int64_t closed = add_course(f->s, "closed", NOW, "u1@example.com");
	int64_t open = add_course(f->s, "visits", 0, "u2@example.com");
	struct retention_done gone = store_retention(f->s, NOW);

	assert_int_equal(gone.raw + gone.words, 0);
	look(f->s, closed, true);
	gone = store_retention(f->s, NOW + 1);
	assert_int_equal(gone.raw, 0);
	assert_int_equal(gone.words, 2);
	look(f->s, closed, false);
	look(f->s, open, true);
	/* What is gone is not counted again. */
	assert_int_equal(store_retention(f->s, NOW + 1).words, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_words_go_with_the_mail),
	};

	return cmocka_run_group_tests_name("store_retention", tests, NULL, NULL);
}
