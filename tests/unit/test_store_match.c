/* What the match goes by in the store: conflicts, candidates, dead addresses, answers. */
#include "store_fixture.h"

#include "store_match.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

enum { HOUR = 3600, DAY = 86400 };

static void
test_conflicts(void **state)
{
	struct fixture *f = *state;
	int64_t a = add_expert(f->s, "000001", "a@one.co.jp"),
	        b = add_expert(f->s, "000002", "b@two.co.jp");
	struct conflict k = {.expert_id = a,
	    .kind = TEXT("company"),
	    .value = TEXT("株式会社北斗"),
	    .contractor = true,
	    .said_by = TEXT("本人"),
	    .said_at = NOW};
	struct conflict *rows;
	size_t n;

	assert_true(store_conflict_add(f->s, &k) > 0);
	assert_int_equal(store_conflict_add(f->s, &k), 0);
	k.kind = TEXT("domain");
	k.expert_id = b;
	assert_true(store_conflict_add(f->s, &k) > 0);
	rows = store_conflict_list(f->s, 0, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].expert_id, a);
	assert_string_equal(rows[0].value, "株式会社北斗");
	assert_string_equal(rows[0].said_by, "本人");
	assert_int_equal(rows[0].said_at, NOW);
	assert_true(rows[0].contractor);
	conflicts_free(rows, n);
	assert_false(store_conflict_remove(f->s, a, "domain", "株式会社北斗"));
	assert_true(store_conflict_remove(f->s, a, "company", "株式会社北斗"));
	rows = store_conflict_list(f->s, a, &n);
	assert_int_equal(n, 0);
	conflicts_free(rows, n);
}

static void
test_candidates(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "matching", NOW);
	int64_t e = add_expert(f->s, "000001", "a@one.co.jp");
	struct match_run run = {.case_id = c,
	    .at = NOW,
	    .considered = 23000,
	    .eligible = 1,
	    .failed = TEXT("{}")};
	struct match_kept k = {.run_id = store_match_run_add(f->s, &run),
	    .expert_id = e,
	    .rank = 1,
	    .eligible = true,
	    .score = 12.5,
	    .reasons = TEXT("[\"業種\"]")};
	struct match_run *runs;
	struct match_kept *rows;
	size_t n;

	store_match_kept_add(f->s, &k);
	runs = store_match_run_list(f->s, c, &n);
	assert_int_equal(n, 1);
	assert_int_equal(runs[0].considered, 23000);
	match_runs_free(runs, n);
	rows = store_match_kept_list(f->s, k.run_id, &n);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].registration_no, "000001");
	assert_string_equal(rows[0].reasons, "[\"業種\"]");
	assert_true(rows[0].eligible && !rows[0].asked);
	match_kept_free(rows, n);
	(void)add_offer(f->s, c, e);
	rows = store_match_kept_list(f->s, k.run_id, &n);
	assert_true(rows[0].asked);
	match_kept_free(rows, n);
}

/* The list and the single row say the same. */
static void
expect(struct store *s, const char *number, int answers, int response_sec, bool dead)
{
	struct expert one, *list;
	size_t n, seen = 0;

	assert_true(store_expert_find(s, number, NOW, &one));
	assert_int_equal(one.answers, answers);
	assert_int_equal(one.response_sec, response_sec);
	assert_int_equal(one.unreachable, dead);
	list = store_expert_list(s, NOW, &n);
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(list[i].registration_no, number))
			continue;
		seen++;
		assert_int_equal(list[i].answers, answers);
		assert_int_equal(list[i].response_sec, response_sec);
		assert_int_equal(list[i].unreachable, dead);
	}
	assert_int_equal(seen, 1);
	experts_free(list, n);
	expert_free(&one);
}

static void
answered(struct store *s, int64_t expert, const char *how, int64_t after)
{
	int64_t id = add_offer(s, add_case(s, "matching", NOW), expert);

	store_offer_answer(s, id, how, NULL, NOW + after);
}

static void
test_answers(void **state)
{
	struct fixture *f = *state;
	int64_t e = add_expert(f->s, "000001", "a@one.co.jp");

	expect(f->s, "000001", 0, 0, false);
	(void)add_offer(f->s, add_case(f->s, "matching", NOW), e);
	expect(f->s, "000001", 0, 0, false);
	answered(f->s, e, "accepted", HOUR);
	expect(f->s, "000001", 1, HOUR, false);
	answered(f->s, e, "declined", 3 * HOUR);
	expect(f->s, "000001", 2, 2 * HOUR, false);
	/* lapsed: the time that was given (add_offer), however late that was seen */
	answered(f->s, e, "lapsed", 9 * DAY);
	expect(f->s, "000001", 3, (4 * HOUR + 1000) / 3, false);
	/* not the expert's doing */
	answered(f->s, e, "bounced", DAY);
	answered(f->s, e, "cancelled", DAY);
	expect(f->s, "000001", 3, (4 * HOUR + 1000) / 3, false);
}

static int
version(struct store *s)
{
	char *text = store_meta_get(s, "experts_version");
	int n = text ? (int)strtol(text, NULL, 10) : 0;

	free(text);
	return n;
}

static void
test_dead_addresses(void **state)
{
	struct fixture *f = *state;
	int before;

	(void)add_expert(f->s, "000001", "A@one.co.jp");
	before = version(f->s);
	store_person_dead(f->s, "somebody@else.co.jp", NOW);
	assert_int_equal(version(f->s), before);
	store_person_dead(f->s, "a@One.co.jp", NOW);
	assert_true(version(f->s) > before);
	expect(f->s, "000001", 0, 0, true);
	before = version(f->s);
	store_person_alive(f->s, "a@one.co.jp");
	assert_true(version(f->s) > before);
	expect(f->s, "000001", 0, 0, false);
	before = version(f->s);
	store_person_alive(f->s, "a@one.co.jp");
	assert_int_equal(version(f->s), before);
}

/* The last year begins with a day of Japan, so that it is the same from morning to
 * evening, whenever the list was loaded. */
static void
test_year_goes_by_days(void **state)
{
	struct fixture *f = *state;
	int64_t e = add_expert(f->s, "000001", "a@one.co.jp");
	int64_t id = add_case(f->s, "closed", NOW - 400 * DAY);
	struct case_row c;

	assert_true(store_case_get(f->s, id, &c));
	c.expert_id = e;
	c.accepted_at = NOW - 365 * DAY - HOUR; /* 9 o'clock; NOW is 10 */
	store_case_update(f->s, &c);
	case_row_free(&c);
	for (int h = -9; h < 14; h += 11) {
		struct expert one;

		assert_true(store_expert_get(f->s, e, NOW + h * HOUR, &one));
		assert_int_equal(one.recent, 1);
		expert_free(&one);
	}
	{
		struct expert one;

		assert_true(store_expert_get(f->s, e, NOW + 14 * HOUR, &one));
		assert_int_equal(one.recent, 0);
		expert_free(&one);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_conflicts),
	    STORE_TEST(test_candidates),
	    STORE_TEST(test_answers),
	    STORE_TEST(test_dead_addresses),
	    STORE_TEST(test_year_goes_by_days),
	};

	return cmocka_run_group_tests_name("store_match", tests, NULL, NULL);
}
