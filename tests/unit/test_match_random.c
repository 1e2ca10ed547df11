/*
 * 100,000 random lists and cases: nobody who breaks a hard rule, and nobody with a full
 * desk, is ever found; everybody else is; in the same order however the list is shuffled.
 * The rules stand here a second time, in other words.
 */
#include "clock.h"
#include "match.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the four headers above. */
#include <cmocka.h>

#define TEXT(s) ((char *)(uintptr_t)(s))

enum { ROUNDS = 100000, LIST_MAX = 24, OSAKA = 27, RULES = 14 };

static uint64_t seed = 20260401;

static unsigned
dice(unsigned sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 11) % sides);
}

/* Each of the lower n bits set in three of four cases. */
static unsigned
many_bits(unsigned n)
{
	unsigned first = dice(1u << n);

	return first | dice(1u << n);
}

#define PICK(words) TEXT((words)[dice((unsigned)ARRAY_LEN(words))])

/* --- lists and needs --- */

static char regno[LIST_MAX][16];

static uint64_t
some_prefectures(void)
{
	uint64_t bits = (uint64_t)1 << dice(47);

	bits |= (uint64_t)1 << dice(47);

	if (!dice(8))
		return ((uint64_t)1 << 47) - 1;
	return dice(8) ? bits | (uint64_t)1 << (OSAKA - 1) : bits;
}

static struct expert
random_expert(int i)
{
	static const char *const until[] = {
	    NULL, "2026-03-30", "2027-01-15", "2027-03-30", "2029-09-30", "2029-09-30"};
	static const char *const mail[] = {"a@one.co.jp", "a@lab.one.co.jp",
	    "b@two.example.jp", "c@gmail.com", "e@x.example.jp", "f@three.co.jp",
	    "d@vendor.co.jp", NULL};
	static const char *const org[] = {
	    NULL, NULL, "青空㈱", "株式会社あおば", "みどり有限会社", "ベンダー㈱"};
	static const char *const state[] = {"active", "active", "active", "active",
	    "active", NULL, "suspended", "gone", "draft"};
	static const char *const home[] = {NULL, "大阪", "東京都", "？"};
	static const char marks[] = "-oO";
	struct expert e = {.id = i + 1,
	    .themes = many_bits(7) & ~1u,
	    .forms = many_bits(4),
	    .prefectures = some_prefectures(),
	    .capacity = (int)dice(6),
	    .load = (int)dice(4),
	    .recent = (int)dice(9),
	    .answers = (int)dice(3),
	    .response_sec = (int)dice(500000),
	    .unreachable = !dice(9),
	    .industry_bits = dice(2048),
	    .fee_min = (int64_t)dice(5) * 10000 - 10000,
	    .registration_no = regno[i],
	    .valid_until = PICK(until),
	    .email = PICK(mail),
	    .organisation = PICK(org),
	    .status = PICK(state),
	    .residence = PICK(home)};

	(void)snprintf(regno[i], sizeof(regno[i]), "8%05d", i);
	e.fee_max = e.fee_min < 0 || dice(2) ? -1 : e.fee_min + 10000;
	for (int k = 0; k < 8; k++)
		e.areas[k] = marks[dice(3)];
	return e;
}

static const int64_t some_ids[] = {2, 3, 5, 7, 11};

static struct need
random_need(void)
{
	static const char *const format[] = {NULL, "visit", "online", "any", "product"};
	static const char *const domain[] = {
	    NULL, NULL, "one.co.jp", "mail.one.co.jp", "gmail.com", "three.example.jp"};
	static const char *const company[] = {
	    NULL, "あおば株式会社", "(有)みどり", "株式会社"};
	static const char *const referrer[] = {NULL, NULL, "ベンダー株式会社"};
	static const char *const referrer_domain[] = {NULL, NULL, "vendor.co.jp"};
	static const char *const submenu[] = {NULL, "a1", "a2", "a3", "a4"};
	struct need n = {.theme = (int)dice(7),
	    .category = (char)(dice(6) ? '`' + (char)dice(6) : 0),
	    .submenu = PICK(submenu),
	    .prefecture = dice(5) ? OSAKA : (int)dice(48),
	    .industry_bits = dice(2048),
	    .budget_yen = (int64_t)dice(6) * 10000 - 10000,
	    .format = PICK(format),
	    .product = !dice(6),
	    .company_domain = PICK(domain),
	    .company = PICK(company),
	    .referrer = PICK(referrer),
	    .referrer_domain = PICK(referrer_domain),
	    .declared = some_ids + dice(2),
	    .declared_n = dice(3),
	    .contractors = some_ids + 2,
	    .contractors_n = dice(3),
	    .excluded = some_ids + 1,
	    .excluded_n = dice(3)};

	if (dice(4)) {
		n.day = civil_day(2027, 1, 15);
		n.last_day = dice(2) ? n.day + (int64_t)dice(100) : 0;
	}
	return n;
}

/* --- the rules in other words --- */

static bool
one_of(int64_t id, const int64_t *ids, size_t n)
{
	while (n-- > 0)
		if (ids[n] == id)
			return true;
	return false;
}

static bool
place_and_form(const struct expert *e, const struct need *n)
{
	bool products = n->product || str_eq(n->format, "product"), comes, here;
	bool remote_wanted = str_eq(n->format, "online") || str_eq(n->format, "any");
	bool remote = remote_wanted && (e->forms & FORM_ONLINE);
	int covered = __builtin_popcountll(e->prefectures);

	if (n->category == 'c' && !(e->forms & FORM_TRAINING))
		return false;
	if (products && !(e->forms & FORM_PRODUCT))
		return false;
	if (n->category == 'c')
		comes = e->forms & FORM_TRAINING;
	else
		comes = (e->forms & FORM_VISIT) || products;
	here = n->prefecture ? e->prefectures >> (n->prefecture - 1) & 1 : covered == 47;
	return remote || (comes && here && !str_eq(n->format, "online"));
}

static bool
valid(const struct expert *e, const struct need *n)
{
	int64_t t, last = n->last_day ? n->last_day : n->day;

	if (!n->day)
		return true;
	return e->valid_until && civil_parse_iso(e->valid_until, &t) &&
	       (t + 9 * 3600) / 86400 >= last;
}

static bool
both_have(const char *a, const char *b, const char *word)
{
	return a && b && strstr(a, word) && strstr(b, word);
}

static bool
in_conflict(const struct expert *e, const struct need *n)
{
	return both_have(e->email, n->company_domain, "one.co.jp") ||
	       both_have(e->email, n->referrer_domain, "vendor.co.jp") ||
	       both_have(e->organisation, n->company, "あおば") ||
	       both_have(e->organisation, n->company, "みどり") ||
	       both_have(e->organisation, n->referrer, "ベンダー") ||
	       one_of(e->id, n->declared, n->declared_n) ||
	       one_of(e->id, n->contractors, n->contractors_n);
}

static bool
allowed(const struct expert *e, const struct need *n)
{
	return (!e->status || str_eq(e->status, "active")) && !e->unreachable &&
	       e->load < e->capacity && (!n->theme || (e->themes >> n->theme & 1)) &&
	       !one_of(e->id, n->excluded, n->excluded_n) && place_and_form(e, n) &&
	       valid(e, n) && !in_conflict(e, n);
}

/* --- what must hold --- */

static void
check_order(const struct candidate *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_true(v[i].score >= 0 && v[i].score <= 100);
	for (size_t i = 1; i < n; i++) {
		assert_true(v[i - 1].score >= v[i].score);
		if (!(v[i - 1].score > v[i].score))
			assert_true(cmp_str(v[i - 1].expert->registration_no,
			                v[i].expert->registration_no) < 0);
	}
}

static void
shuffle(struct expert *list, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = dice((unsigned)i);
		struct expert e = list[i - 1];

		list[i - 1] = list[k];
		list[k] = e;
	}
}

/* The same experts, in the same order, for the same reasons. */
static void
same_people(const struct candidate *a, const struct candidate *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(a[i].expert->id, b[i].expert->id);
		assert_true(!(a[i].score > b[i].score) && !(a[i].score < b[i].score));
		assert_int_equal(a[i].reasons.n, b[i].reasons.n);
		for (size_t k = 0; k < a[i].reasons.n; k++)
			assert_string_equal(a[i].reasons.v[k], b[i].reasons.v[k]);
	}
}

/* With a limit the same come first as without, from a list in any order. */
static void
check_shuffled(const struct config *c, const struct expert *list, size_t list_n,
    const struct need *need, const struct candidate *all, size_t all_n)
{
	struct expert other[LIST_MAX];
	size_t limit = dice(8), n;
	struct candidate *v;

	memcpy(other, list, sizeof(other));
	shuffle(other, list_n);
	v = match_best(c, other, list_n, need, limit, &n);
	assert_int_equal(n, limit < all_n ? limit : all_n);
	same_people(v, all, n);
	candidates_free(v, n);
}

static void
check_report(const struct config *c, const struct expert *list, size_t list_n,
    const struct need *need, const struct candidate *all, size_t all_n)
{
	struct match_index *ix = match_index_new(list, list_n);
	struct match_report r;
	size_t alone = 0;

	match_report(c, ix, need, list_n, list_n, &r);
	assert_int_equal(r.considered, list_n);
	assert_int_equal(r.eligible, all_n);
	assert_int_equal(r.best_n, all_n);
	same_people(r.best, all, all_n);
	check_order(r.near, r.near_n);
	assert_int_equal(r.failed_n, RULES);
	for (size_t i = 0; i < r.failed_n; i++) {
		alone += r.failed[i].alone;
		assert_true(r.failed[i].alone <= r.failed[i].all);
		assert_true(r.failed[i].all <= list_n - all_n);
	}
	assert_int_equal(alone, r.near_n);
	for (size_t i = 0; i < r.near_n; i++)
		assert_false(allowed(r.near[i].expert, need));
	match_report_free(&r);
	match_index_free(ix);
}

static void
check_failures(const struct expert *list, size_t list_n, const struct need *need)
{
	unsigned failed[LIST_MAX];

	match_failures(list, list_n, need, failed);
	for (size_t i = 0; i < list_n; i++) {
		assert_int_equal(failed[i] == 0, allowed(&list[i], need));
		assert_true(failed[i] < 1u << RULES);
	}
	assert_non_null(match_rule_name(RULES - 1));
	assert_null(match_rule_name(RULES));
}

static void
check_explanation(const struct config *c, const struct expert *e, const struct need *n)
{
	struct match_explanation x;

	match_explain(c, e, n, &x);
	assert_int_equal(x.eligible, allowed(e, n));
	assert_int_equal(x.rules.n, RULES);
	match_explanation_free(&x);
}

static void
test_random(void **state)
{
	struct config *c = config_default();
	size_t matches = 0, lists = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct expert list[LIST_MAX];
		size_t list_n = dice(LIST_MAX + 1), n, want = 0;
		struct need need = random_need();
		struct candidate *v;

		memset(list, 0, sizeof(list));
		for (size_t i = 0; i < list_n; i++) {
			list[i] = random_expert((int)i);
			want += allowed(&list[i], &need);
		}
		v = match_best(c, list, list_n, &need, list_n, &n);
		assert_int_equal(n, want);
		for (size_t i = 0; i < n; i++) {
			assert_true(allowed(v[i].expert, &need));
			assert_true(v[i].expert->load < v[i].expert->capacity);
		}
		check_order(v, n);
		check_shuffled(c, list, list_n, &need, v, n);
		if (round % 10 == 0)
			check_report(c, list, list_n, &need, v, n);
		check_failures(list, list_n, &need);
		if (list_n)
			check_explanation(c, &list[dice((unsigned)list_n)], &need);
		matches += n;
		lists += n > 1;
		candidates_free(v, n);
	}
	/* there was something to order */
	assert_true(matches > ROUNDS / 2);
	assert_true(lists > ROUNDS / 10);
	config_free(c);
}

/* One case after the other, each taking its best: nobody gets more than he can take. */
static void
test_nobody_is_overloaded(void **state)
{
	struct config *c = config_default();
	size_t full = 0;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct expert list[LIST_MAX];
		struct match_index *ix;
		int loads[LIST_MAX];

		for (int i = 0; i < LIST_MAX; i++) {
			list[i] = random_expert(i);
			loads[i] = list[i].load;
		}
		ix = match_index_new(list, LIST_MAX);
		for (int k = 0; k < 40; k++) {
			struct need need = random_need();
			struct candidate *v;
			size_t n;

			v = match_index_best(c, ix, &need, 1, &n);
			if (n) {
				int64_t id = v[0].expert->id;

				loads[id - 1]++;
				assert_true(loads[id - 1] <= v[0].expert->capacity);
				match_index_load(ix, id, loads[id - 1]);
				full += loads[id - 1] == v[0].expert->capacity;
			}
			candidates_free(v, n);
		}
		match_index_free(ix);
	}
	assert_true(full > 1000);
	config_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_random),
	    cmocka_unit_test(test_nobody_is_overloaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
