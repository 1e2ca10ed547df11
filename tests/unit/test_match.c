/* The match: each rule and term alone, the order, and 20,000 random lists against rules
 * that are written down here a second time. */
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

static char regno[64][8];

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
	assert_int_equal(x.rules.n, 9);
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
	static const int64_t excluded[] = {7, 1};
	struct config *c = config_default();
	struct expert e;
	struct need n;

	(void)state;
	assert_true(WITH(0));
	assert_false(WITH(e.status = TEXT("suspended")));
	assert_false(WITH(n.theme = 3));
	assert_true(WITH(n.theme = 0));
	assert_false(WITH(n.prefecture = TOKYO));
	assert_true(WITH(n.prefecture = 0));
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
	assert_int_equal(v[0].reasons.n, 7);
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
	BETTER(memcpy(a.areas, "O-o-----", 8));
	BETTER(a.qualifications = TEXT("CISA"));
	BETTER((a.qualifications = TEXT("CISA"), b.qualifications = TEXT("CISSP")));
	BETTER(a.track_record = TEXT("規程整備支援 多数"));
	BETTER(
	    (a.track_record = TEXT("規程整備"), b.track_record = TEXT("インシデント")));
	BETTER((a.residence = TEXT("大阪"), b.residence = TEXT("奈良県")));
	BETTER((a.residence = TEXT("奈良"), b.residence = TEXT("東京")));
	BETTER(b.load = 1);
	BETTER(b.recent = 3);
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

/* --- random lists --- */

static uint64_t seed = 20260401;

static unsigned
dice(unsigned sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % sides);
}

#define PICK(words) TEXT((words)[dice((unsigned)ARRAY_LEN(words))])

static struct expert
random_expert(int i)
{
	static const char *const until[] = {
	    NULL, "2026-03-30", "2027-01-15", "2027-03-30", "2029-09-30"};
	static const char *const mail[] = {
	    "a@one.example.jp", "b@two.example.jp", "c@gmail.com"};
	static const char *const org[] = {NULL, "株式会社あおば", "みどり有限会社"};
	static const char *const state[] = {
	    "active", "active", "active", "suspended", "gone"};
	static const char *const home[] = {NULL, "大阪", "東京都", "？"};
	struct expert e = someone(i);

	e.themes = dice(128) & ~1u;
	e.forms = dice(16);
	e.prefectures = BIT(1 + dice(47)) | (dice(4) ? 0 : BIT(OSAKA));
	e.prefectures |= BIT(1 + dice(47));
	e.capacity = (int)dice(4);
	e.load = (int)dice(4);
	e.recent = (int)dice(9);
	e.valid_until = PICK(until);
	e.email = PICK(mail);
	e.organisation = PICK(org);
	e.status = PICK(state);
	e.residence = PICK(home);
	e.industry_bits = dice(2048);
	e.fee_min = (int64_t)dice(5) * 10000 - 10000;
	e.fee_max = dice(2) ? -1 : e.fee_min + 10000;
	return e;
}

static struct need
random_need(const int64_t *excluded)
{
	static const char *const format[] = {NULL, "visit", "online", "any"};
	static const char *const domain[] = {NULL, "one.example.jp", "gmail.com"};
	static const char *const company[] = {NULL, "あおば株式会社", "(有)みどり"};
	struct need n = {.theme = (int)dice(7),
	    .category = (char)(dice(6) ? '`' + (char)dice(6) : 0),
	    .prefecture = dice(3) ? OSAKA : (int)dice(48),
	    .industry_bits = dice(2048),
	    .budget_yen = (int64_t)dice(6) * 10000 - 10000,
	    .format = PICK(format),
	    .company_domain = PICK(domain),
	    .company = PICK(company),
	    .excluded = excluded,
	    .excluded_n = dice(3)};

	if (dice(4)) {
		n.day = civil_day(2027, 1, 15);
		n.last_day = dice(2) ? n.day + (int64_t)dice(100) : 0;
	}
	return n;
}

/* The hard rules once more, in other words. */
static bool
allowed(const struct expert *e, const struct need *n)
{
	bool here = n->prefecture == 0 || (e->prefectures >> (n->prefecture - 1) & 1);
	bool trains = e->forms & 4, remote = e->forms & 2;
	bool at_place = here && (n->category == 'c' ? trains : (bool)(e->forms & 1));
	bool form;

	if (str_eq(n->format, "online"))
		form = remote;
	else if (str_eq(n->format, "any"))
		form = remote || at_place;
	else
		form = at_place;
	if (!form || (n->category == 'c' && !trains))
		return false;
	if (!str_eq(e->status, "active") || e->load >= e->capacity)
		return false;
	if (n->theme && !(e->themes >> n->theme & 1))
		return false;
	for (size_t i = 0; i < n->excluded_n; i++)
		if (n->excluded[i] == e->id)
			return false;
	if (n->day) {
		int64_t t, last = n->last_day ? n->last_day : n->day;

		if (!e->valid_until || !civil_parse_iso(e->valid_until, &t) ||
		    (t + 9 * 3600) / 86400 < last)
			return false;
	}
	if (str_eq(n->company_domain, "one.example.jp") &&
	    str_eq(e->email, "a@one.example.jp"))
		return false;
	if (n->company && e->organisation && strstr(n->company, "あおば") &&
	    strstr(e->organisation, "あおば"))
		return false;
	return !(n->company && e->organisation && strstr(n->company, "みどり") &&
	         strstr(e->organisation, "みどり"));
}

static void
check_order(const struct candidate *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		assert_true(v[i - 1].score >= v[i].score);
		if (!(v[i - 1].score > v[i].score))
			assert_true(cmp_str(v[i - 1].expert->registration_no,
			                v[i].expert->registration_no) < 0);
	}
}

/* With a limit the same experts come first as without. */
static void
check_limit(const struct config *c, const struct expert *list, size_t list_n,
    const struct need *need, const struct candidate *all, size_t all_n)
{
	size_t limit = dice(6), n;
	struct candidate *v = match_best(c, list, list_n, need, limit, &n);

	assert_int_equal(n, limit < all_n ? limit : all_n);
	for (size_t i = 0; i < n; i++)
		assert_ptr_equal(v[i].expert, all[i].expert);
	candidates_free(v, n);
}

static void
test_random(void **state)
{
	static const int64_t excluded[] = {3, 5};
	struct config *c = config_default();
	size_t matches = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct expert list[24];
		size_t list_n = dice(25), n, want = 0;
		struct need need = random_need(excluded);
		struct candidate *v;

		for (size_t i = 0; i < list_n; i++) {
			list[i] = random_expert((int)i);
			want += allowed(&list[i], &need);
		}
		v = match_best(c, list, list_n, &need, list_n, &n);
		assert_int_equal(n, want);
		for (size_t i = 0; i < n; i++)
			assert_true(allowed(v[i].expert, &need));
		check_order(v, n);
		check_limit(c, list, list_n, &need, v, n);
		matches += n;
		candidates_free(v, n);
	}
	assert_true(matches > 2000);
	config_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_terms),
	    cmocka_unit_test(test_weights_off),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
