/* The match: each rule and each term alone, and the report of a search. Random lists are
 * in test_match_random.c. */
#include "clock.h"
#include "match.h"
#include "slots.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the four headers above. */
#include <cmocka.h>

#define BIT(n) ((uint64_t)1 << ((n)-1))
enum { OSAKA = 27, NARA = 29, TOKYO = 13 };

static char regno[64][16];

static struct expert
someone(int i)
{
	struct expert e = {.id = i + 1,
	    .themes = 1u << 1 | 1u << 2,
	    .forms = FORM_VISIT,
	    .prefectures = BIT(OSAKA),
	    .capacity = 2,
	    .fee_min = 20000,
	    .fee_max = 30000};

	(void)snprintf(regno[i], sizeof(regno[i]), "8%05d", i);
	e.registration_no = regno[i];
	memcpy(e.areas, "--------", sizeof(e.areas));
	e.email = (char *)(uintptr_t) "a@experts.example.jp";
	e.valid_until = (char *)(uintptr_t) "2027-03-30";
	e.status = (char *)(uintptr_t) "active";
	return e;
}

static struct need
some_need(void)
{
	return (struct need){.theme = 1,
	    .category = 'a',
	    .prefecture = OSAKA,
	    .budget_yen = -1,
	    .day = civil_day(2027, 1, 15),
	    .last_day = civil_day(2027, 3, 30)};
}

static bool
eligible(const struct config *c, const struct expert *e, const struct need *n)
{
	struct match_explanation x;
	struct candidate *v;
	size_t found;
	bool is;

	match_explain(c, e, n, &x);
	is = x.eligible;
	assert_int_equal(x.rules.n, 14);
	match_explanation_free(&x);
	v = match_best(c, e, 1, n, 3, &found);
	assert_int_equal(found, is);
	candidates_free(v, found);
	return is;
}

#define WITH(change)                                                                     \
	(e = someone(0), n = some_need(), (void)(change), eligible(c, &e, &n))
#define TEXT(s) ((char *)(uintptr_t)(s))

static void
test_rules(void **state)
{
	static const int64_t excluded[] = {7, 1}, ascending[] = {1, 2, 9};
	struct config *c = config_default();
	struct expert e;
	struct need n;

	(void)state;
	assert_true(WITH(0));
	assert_false(WITH(e.status = TEXT("suspended")));
	assert_false(WITH(n.theme = 3));
	assert_true(WITH(n.theme = 0));
	assert_false(WITH(n.prefecture = TOKYO));
	/* a place that is not known is everywhere or online */
	assert_false(WITH(n.prefecture = 0));
	assert_true(WITH((n.prefecture = 0, e.prefectures = BIT(48) - 1)));
	assert_true(WITH((n.prefecture = 0, n.format = "online", e.forms = FORM_ONLINE)));
	assert_true(WITH((n.prefecture = 0, n.format = "any", e.forms = FORM_ONLINE)));
	assert_false(WITH((n.prefecture = 0, n.format = "any")));
	assert_false(WITH(e.unreachable = true));
	assert_false(WITH(e.load = 2));
	assert_false(WITH(e.capacity = 0));
	assert_false(WITH(n.last_day = civil_day(2027, 3, 31)));
	assert_false(WITH(e.valid_until = NULL));
	assert_true(WITH((e.valid_until = NULL, n.day = n.last_day = 0)));
	assert_false(WITH((n.excluded = excluded, n.excluded_n = 2)));
	assert_true(WITH((n.excluded = excluded, n.excluded_n = 1)));
	/* forms */
	assert_false(WITH(n.format = "online"));
	assert_true(
	    WITH((n.format = "online", e.forms = FORM_ONLINE, n.prefecture = TOKYO)));
	assert_false(WITH((n.format = "visit", e.forms = FORM_ONLINE)));
	assert_true(
	    WITH((n.format = "any", e.forms = FORM_ONLINE, n.prefecture = TOKYO)));
	assert_true(WITH(n.format = "any"));
	assert_false(WITH((n.format = "any", n.prefecture = TOKYO)));
	assert_false(WITH(n.category = 'c'));
	assert_true(WITH((n.category = 'c', e.forms = FORM_TRAINING)));
	assert_false(
	    WITH((n.category = 'c', e.forms = FORM_TRAINING, n.prefecture = NARA)));
	assert_false(
	    WITH((n.category = 'c', e.forms = FORM_TRAINING, n.format = "online")));
	assert_true(WITH((n.category = 'c', e.forms = FORM_TRAINING | FORM_ONLINE,
	    n.format = "online", n.prefecture = NARA)));
	/* products */
	assert_false(WITH(n.product = true));
	assert_true(WITH((n.product = true, e.forms = FORM_VISIT | FORM_PRODUCT)));
	assert_true(WITH((n.product = true, e.forms = FORM_PRODUCT)));
	assert_false(
	    WITH((n.product = true, n.format = "online", e.forms = FORM_PRODUCT)));
	assert_false(WITH((n.format = "product")));
	assert_true(WITH((n.format = "product", e.forms = FORM_PRODUCT)));
	assert_false(
	    WITH((n.format = "product", e.forms = FORM_PRODUCT, n.prefecture = TOKYO)));
	/* conflicts */
	assert_false(WITH(n.company_domain = "EXPERTS.example.jp"));
	assert_true(WITH(n.company_domain = "example.jp"));
	assert_true(
	    WITH((e.email = TEXT("a@gmail.com"), n.company_domain = "gmail.com")));
	assert_false(WITH(
	    (e.organisation = TEXT("株式会社北斗テクノ"), n.company = "北斗テクノ㈱")));
	assert_true(
	    WITH((e.organisation = TEXT("株式会社北斗テクノ"), n.company = "北斗工業")));
	assert_true(WITH((e.organisation = TEXT(""), n.company = "株式会社")));
	assert_true(WITH((e.organisation = TEXT("株式会社"), n.company = "有限会社")));
	/* sub-domains are the same company, whichever side has them */
	assert_false(WITH(
	    (e.email = TEXT("a@lab.hokuto.co.jp"), n.company_domain = "hokuto.co.jp")));
	assert_false(WITH((
	    e.email = TEXT("a@hokuto.co.jp"), n.company_domain = "b@mail.hokuto.co.jp")));
	assert_false(
	    WITH((e.email = TEXT("a@x.hokuto.jp"), n.company_domain = "y.hokuto.jp")));
	assert_true(
	    WITH((e.email = TEXT("a@hokuto.co.jp"), n.company_domain = "nanto.co.jp")));
	assert_true(
	    WITH((e.email = TEXT("a@b.ocn.ne.jp"), n.company_domain = "ocn.ne.jp")));
	/* who brought the case */
	assert_false(
	    WITH((e.email = TEXT("a@vendor.co.jp"), n.referrer_domain = "vendor.co.jp")));
	assert_false(
	    WITH((e.organisation = TEXT("ベンダー㈱"), n.referrer = "株式会社ベンダー")));
	assert_true(
	    WITH((e.organisation = TEXT("ベンダー㈱"), n.referrer = "株式会社ベンダ")));
	/* declared */
	assert_false(WITH((n.declared = ascending, n.declared_n = 3)));
	assert_true(WITH((n.declared = ascending + 1, n.declared_n = 2)));
	assert_false(WITH((n.contractors = ascending, n.contractors_n = 1)));
	config_free(c);
}

/* a must come before b. */
static void
before(const struct config *c, struct expert a, struct expert b, const struct need *n)
{
	struct expert list[2] = {b, a};
	struct candidate *v;
	size_t found;

	list[0].id = 2;
	list[1].id = 1;
	list[1].registration_no = TEXT("900000");
	v = match_best(c, list, 2, n, 2, &found);
	assert_int_equal(found, 2);
	assert_int_equal(v[0].expert->id, 1);
	assert_true(v[0].score > v[1].score);
	assert_true(v[0].score <= 100 && v[1].score >= 0);
	assert_int_equal(v[0].reasons.n, 8);
	candidates_free(v, found);
}

#define BETTER(change)                                                                   \
	(a = b = someone(0), n = some_need(), (void)(change), before(c, a, b, &n))

static void
test_terms(void **state)
{
	struct config *c = config_default();
	unsigned works = industry_bit("製造"), cars = industry_bit("自動車部品");
	unsigned other = industry_bit("その他");
	struct expert a, b;
	struct need n;

	(void)state;
	BETTER((n.industry_bits = works, a.industry_bits = works));
	BETTER((n.industry_bits = works, a.industry_bits = cars));
	BETTER((n.industry_bits = other | works, a.industry_bits = works,
	    b.industry_bits = other));
	BETTER((n.budget_yen = 25000, b.fee_min = 40000, b.fee_max = -1));
	BETTER((n.budget_yen = 30000, b.fee_min = 30000, b.fee_max = 40000));
	BETTER((n.budget_yen = 50000, b.fee_min = -1, b.fee_max = -1));
	BETTER(memcpy(a.areas, "-O------", 8));
	BETTER(a.qualifications = TEXT("CISA"));
	BETTER((a.qualifications = TEXT("CISA"), b.qualifications = TEXT("CISSP")));
	BETTER(a.track_record = TEXT("規程整備支援 多数"));
	/* what the desk saw itself, and of this theme above all */
	BETTER((a.finished = 1, a.finished_themes = 1u << 1));
	BETTER((a.finished = 1, a.finished_themes = 1u << 1, b.finished = 1,
	    b.finished_themes = 1u << 4));
	BETTER(
	    (a.track_record = TEXT("規程整備"), b.track_record = TEXT("インシデント")));
	BETTER((a.residence = TEXT("大阪"), b.residence = TEXT("奈良県")));
	BETTER((a.residence = TEXT("奈良"), b.residence = TEXT("東京")));
	BETTER(b.load = 1);
	BETTER(b.recent = 3);
	/* only the areas that the need bears on: a2 is the second of the menu */
	BETTER((n.submenu = "a2", memcpy(a.areas, "-o------", 8),
	    memcpy(b.areas, "O-OOOOOO", 8)));
	BETTER((n.category = 'd', memcpy(a.areas, "-----OO-", 8),
	    memcpy(b.areas, "OOOOOo-O", 8)));
	BETTER((n.category = 'd', memcpy(a.areas, "------O-", 8),
	    memcpy(b.areas, "OOOOOOoO", 8)));
	BETTER((n.category = 0, n.theme = 2, memcpy(a.areas, "--o-----", 8),
	    memcpy(b.areas, "OO-OOOOO", 8)));
	/* answers: soon is better, and the floor is between */
	BETTER(
	    (a.answers = b.answers = 1, a.response_sec = 3600, b.response_sec = 90000));
	BETTER((a.answers = 1, a.response_sec = 3600));
	BETTER((b.answers = 1, b.response_sec = 900000));
	config_free(c);
}

static void
test_weights_off(void **state)
{
	struct config *c = config_default();
	struct expert list[3] = {someone(2), someone(0), someone(1)};
	struct need need = some_need();
	struct candidate *v;
	size_t n;

	(void)state;
	c->match.w_industry = c->match.w_price = c->match.w_areas = c->match.w_record = 0;
	c->match.w_qualification = c->match.w_near = c->match.w_load = 0;
	c->match.w_response = 0;
	v = match_best(c, list, 3, &need, 2, &n);
	assert_int_equal(n, 2);
	assert_string_equal(v[0].expert->registration_no, "800000");
	assert_string_equal(v[1].expert->registration_no, "800001");
	assert_int_equal(v[0].reasons.n, 0);
	candidates_free(v, n);
	v = match_best(c, list, 3, &need, 0, &n);
	assert_int_equal(n, 0);
	candidates_free(v, n);
	v = match_best(c, NULL, 0, &need, 5, &n);
	assert_int_equal(n, 0);
	candidates_free(v, n);
	config_free(c);
}

/* Without a case in a year, nobody falls below the floor in what experience earns. */
static void
test_newcomers_have_a_floor(void **state)
{
	struct config *c = config_default();
	struct expert fresh = someone(0), busy = someone(1);
	struct need need = some_need();
	struct match_explanation x;
	double low, high;

	(void)state;
	c->match.newcomer_floor = 0;
	match_explain(c, &fresh, &need, &x);
	low = x.score;
	match_explanation_free(&x);
	c->match.newcomer_floor = 1;
	match_explain(c, &fresh, &need, &x);
	high = x.score;
	match_explanation_free(&x);
	/* record and response, of 106 points of weight */
	assert_true(high - low > 100 * 18.0 / 106 - 0.1);
	assert_true(high - low < 100 * 18.0 / 106 + 0.1);
	busy.recent = 1;
	busy.answers = 2;
	busy.response_sec = 90000;
	match_explain(c, &busy, &need, &x);
	low = x.score;
	match_explanation_free(&x);
	c->match.newcomer_floor = 0;
	match_explain(c, &busy, &need, &x);
	assert_true(!(x.score > low) && !(x.score < low));
	match_explanation_free(&x);
	config_free(c);
}

static void
test_report(void **state)
{
	struct config *c = config_default();
	struct expert list[6];
	struct need need = some_need();
	struct match_report r;
	struct match_index *ix;
	size_t alone = 0, all = 0;

	(void)state;
	for (int i = 0; i < 6; i++)
		list[i] = someone(i);
	list[1].load = 2;
	list[2].load = 2;
	list[2].themes = 1u << 5;
	list[3].prefectures = BIT(TOKYO);
	list[4].prefectures = BIT(TOKYO);
	list[4].residence = TEXT("大阪府");
	ix = match_index_new(list, 6);
	match_report(c, ix, &need, 10, 2, &r);
	assert_int_equal(r.considered, 6);
	assert_int_equal(r.eligible, 2);
	assert_int_equal(r.best_n, 2);
	assert_ptr_equal(r.best[0].expert, &list[0]);
	assert_int_equal(r.best[0].reasons.n, 8);
	/* of three that one rule kept out, the two that would have come first */
	assert_int_equal(r.near_n, 2);
	assert_ptr_equal(r.near[0].expert, &list[4]);
	assert_ptr_equal(r.near[1].expert, &list[3]);
	assert_int_equal(r.near[0].reasons.n, 1);
	assert_non_null(strstr(r.near[0].reasons.v[0], "× 地域"));
	assert_int_equal(r.failed_n, 14);
	for (size_t i = 0; i < r.failed_n; i++) {
		alone += r.failed[i].alone;
		all += r.failed[i].all;
		if (str_eq(r.failed[i].rule, "受入件数")) {
			assert_int_equal(r.failed[i].alone, 1);
			assert_int_equal(r.failed[i].all, 2);
		}
	}
	assert_int_equal(alone, 3);
	assert_int_equal(all, 5);
	match_report_free(&r);
	/* room made meanwhile is seen */
	match_index_load(ix, list[1].id, 1);
	match_report(c, ix, &need, 0, 0, &r);
	assert_int_equal(r.eligible, 3);
	assert_int_equal(r.best_n, 0);
	match_report_free(&r);
	match_index_free(ix);
	config_free(c);
}

/* A place that is not known is given as the reason. */
static void
test_says_that_the_place_is_unknown(void **state)
{
	static const int places[] = {0, TOKYO};
	struct config *c = config_default();
	struct expert e = someone(0);
	struct need need = some_need();

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct match_explanation x;
		size_t said = 0;

		need.prefecture = places[i];
		match_explain(c, &e, &need, &x);
		assert_false(x.eligible);
		for (size_t k = 0; k < x.rules.n; k++)
			said += strstr(x.rules.v[k], "場所が不明") != NULL;
		assert_int_equal(said, places[i] == 0);
		match_explanation_free(&x);
	}
	config_free(c);
}

static void
test_words(void **state)
{
	static const struct {
		const char *word;
		unsigned forms;
	} words[] = {
	    {"visit", FORM_VISIT},
	    {"Online", FORM_ONLINE},
	    {"any", FORM_VISIT | FORM_ONLINE},
	    {"訪問コンサルティング", FORM_VISIT},
	    {"オンライン コンサルティング", FORM_ONLINE},
	    {"ｵﾝﾗｲﾝ", FORM_ONLINE},
	    {"講習・研修", FORM_TRAINING},
	    {"セキュリティ製品の選定・導入支援", FORM_PRODUCT},
	    {"", 0},
	    {"xyz", 0},
	    {"\xff\xfe", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		unsigned forms = 0;

		assert_int_equal(form_parse(words[i].word, &forms), words[i].forms != 0);
		assert_int_equal(forms, words[i].forms);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_terms),
	    cmocka_unit_test(test_weights_off),
	    cmocka_unit_test(test_newcomers_have_a_floor),
	    cmocka_unit_test(test_says_that_the_place_is_unknown),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
