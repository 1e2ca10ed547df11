/* What is missing for a case without anybody: in agreement with the match itself. */
#include "clock.h"
#include "desk_batch.h"
#include "slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

#define TEXT(s) ((char *)(uintptr_t)(s))
enum { OSAKA = 27, OKINAWA = 47, LIST = 12 };

static uint64_t seed = 5;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

static struct expert
someone(int64_t id)
{
	return (struct expert){.id = id,
	    .registration_no = TEXT("900001"),
	    .email = TEXT("a@experts.example.jp"),
	    .status = TEXT("active"),
	    .valid_until = TEXT("2099-03-31"),
	    .themes = 1u << 1,
	    .forms = FORM_VISIT,
	    .prefectures = (uint64_t)1 << (OSAKA - 1),
	    .capacity = 1,
	    .areas = "--------"};
}

static struct need
some_need(void)
{
	return (struct need){.theme = 1,
	    .category = 'a',
	    .prefecture = OSAKA,
	    .budget_yen = -1,
	    .last_day = civil_day(2027, 3, 30)};
}

static struct batch_line
explain(const struct expert *list, size_t n, const struct need *need)
{
	struct batch_line line = {0};

	desk_supply_explain(list, n, need, &line);
	assert_non_null(line.rule);
	assert_non_null(line.why);
	return line;
}

static void
check(const struct expert *list, size_t n, const struct need *need, const char *rule,
    size_t listed, const char *words)
{
	struct batch_line line = explain(list, n, need);

	assert_string_equal(line.rule, rule);
	assert_int_equal(line.listed, listed);
	if (!strstr(line.why, words))
		fail_msg("%s: %s", line.why, words);
	free(line.rule);
	free(line.why);
}

static void
test_the_starving_rule(void **state)
{
	struct expert list[3];
	struct need need = some_need();

	(void)state;
	check(NULL, 0, &need, "名簿", 0, "登録されていません");
	for (int i = 0; i < 3; i++)
		list[i] = someone(i + 1);
	/* Everybody would do: others have them. */
	check(list, 3, &need, "受入件数", 3, "専門家3名");
	need.prefecture = OKINAWA;
	check(list, 3, &need, "地域", 0, "一つだけ外れる専門家: 地域 3名");
	need = some_need();
	list[0].load = list[1].load = 1;
	list[2].themes = 1u << 2;
	check(list, 3, &need, "受入件数", 2, "テーマ 1名、受入件数 2名");
	list[0].status = TEXT("suspended");
	check(list, 3, &need, "受入件数", 1, "受入件数 1名");
	need.theme = 6;
	check(list, 3, &need, "テーマ", 0, "残りの3名");
}

/* As many failures as the explanation shows, and the same verdict. */
static void
test_failures_are_those_of_the_match(void **state)
{
	struct config *c = config_default();
	static const int64_t excluded[] = {3, 5};

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct expert list[LIST];
		unsigned failed[LIST];
		struct need need = some_need();

		need.excluded = excluded;
		need.excluded_n = ARRAY_LEN(excluded);
		need.format = below(2) ? "visit" : "any";
		for (int i = 0; i < LIST; i++) {
			list[i] = someone(i);
			list[i].themes = below(4);
			list[i].forms = below(8);
			list[i].prefectures <<= below(2);
			list[i].load = (int)below(2);
			list[i].status = TEXT(below(4) ? "active" : "gone");
			list[i].valid_until = TEXT(below(4) ? "2099-03-31" : NULL);
		}
		match_failures(list, LIST, &need, failed);
		for (int i = 0; i < LIST; i++) {
			struct match_explanation x;
			size_t crosses = 0;

			match_explain(c, &list[i], &need, &x);
			for (size_t r = 0; r < x.rules.n; r++) {
				bool fails = str_starts(x.rules.v[r], "×");

				crosses += fails;
				assert_int_equal(fails, failed[i] >> r & 1);
				assert_non_null(strstr(x.rules.v[r], match_rule_name(r)));
			}
			assert_int_equal(x.eligible, !failed[i]);
			assert_int_equal(crosses, __builtin_popcount(failed[i]));
			assert_null(match_rule_name(x.rules.n));
			match_explanation_free(&x);
		}
	}
	config_free(c);
}

static void
test_the_table(void **state)
{
	/* Prefecture, theme and rule; each case's number is its place. */
	static const struct {
		const char *place;
		int theme;
		const char *rule;
	} rows[] = {{"沖縄県", 5, "地域"}, {"北海道", 2, "地域"}, {"沖縄県", 5, "地域"},
	    {"沖縄県", 1, "受入件数"}, {NULL, 1, "テーマ"}, {"沖縄県", 5, "受入件数"}};
	static const char *const expected[] = {
	    "地域不明 × テーマ1: 1件（4）、名簿に誰もいません、不足: テーマ",
	    "北海道 × テーマ2: 1件（1）、名簿に誰もいません、不足: 地域",
	    "沖縄県 × テーマ1: 1件（3）、名簿に2名、不足: 受入件数",
	    "沖縄県 × テーマ5: 1件（5）、名簿に2名、不足: 受入件数",
	    "沖縄県 × テーマ5: 2件（0、2）、名簿に誰もいません、不足: 地域"};
	struct batch b = {
	    .lines = xcalloc(ARRAY_LEN(rows), sizeof(*b.lines)), .n = ARRAY_LEN(rows)};

	(void)state;
	for (size_t i = 0; i < b.n; i++) {
		case_row_init(&b.lines[i].c);
		b.lines[i].c.number = xasprintf("%zu", i);
		set_str(&b.lines[i].c.prefecture, rows[i].place);
		b.lines[i].c.theme = rows[i].theme;
		b.lines[i].rule = xstrdup(rows[i].rule);
		b.lines[i].why = xstrdup("");
		b.lines[i].listed = str_eq(rows[i].rule, "受入件数") ? 2 : 0;
	}
	desk_supply_table(&b);
	assert_int_equal(b.shortages_n, ARRAY_LEN(expected));
	for (size_t i = 0; i < b.shortages_n; i++) {
		char *words = desk_supply_words(&b.shortages[i]);

		assert_string_equal(words, expected[i]);
		free(words);
	}
	batch_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_starving_rule),
	    cmocka_unit_test(test_failures_are_those_of_the_match),
	    cmocka_unit_test(test_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
