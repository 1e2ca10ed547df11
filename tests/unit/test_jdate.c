/* Dates of Japanese mail: notation, relative days, lists and spans, and what is meant. */
#include "buf.h"
#include "clock.h"
#include "jdate.h"
#include "slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *
joined(const struct strlist *list)
{
	struct buf b = {0};

	for (size_t i = 0; i < list->n; i++) {
		if (i > 0)
			buf_addc(&b, ' ');
		buf_adds(&b, list->v[i]);
	}
	return buf_steal(&b);
}

struct sample {
	const char *text, *wanted, *unavailable;
};

/* All are sent on Wednesday, 2026-11-25. */
static void
check(const struct sample *table, size_t n)
{
	int64_t sent;

	assert_true(civil_parse_iso("2026-11-25T10:00+09:00", &sent));
	for (size_t i = 0; i < n; i++) {
		struct date_findings f;
		char *wanted, *unavailable;

		dates_find(table[i].text, sent, &f);
		wanted = joined(&f.wanted);
		unavailable = joined(&f.unavailable);
		if (strcmp(wanted, table[i].wanted) != 0 ||
		    strcmp(unavailable, table[i].unavailable) != 0)
			fail_msg("%s: wanted %s, not %s; unavailable %s, not %s",
			    table[i].text, wanted, table[i].wanted, unavailable,
			    table[i].unavailable);
		assert_int_equal(f.conflicts.n, 0);
		free(wanted);
		free(unavailable);
		date_findings_free(&f);
	}
}

static void
test_notation(void **state)
{
	static const struct sample table[] = {
	    {"12月1日(火)でお願いします", "2026-12-01", ""},
	    {"１２月１日（火曜日）にお願いします", "2026-12-01", ""},
	    {"12/1(火)希望", "2026-12-01", ""},
	    {"令和8年12月1日を希望", "2026-12-01", ""},
	    {"R8.12.1(火) にお願いします", "2026-12-01", ""},
	    {"2026-12-01 にお願いします", "2026-12-01", ""},
	    {"2026/12/1 にお願いします", "2026-12-01", ""},
	    {"十二月一日(火)にお願いします", "2026-12-01", ""},
	    {"1月14日にお願いします", "2027-01-14", ""},
	    {"来年1月14日にお願いします", "2027-01-14", ""},
	    {"年明けの1月7日か8日でお願いします", "2027-01-07 2027-01-08", ""},
	    {"Could you come on Thursday 3 December?", "2026-12-03", ""},
	    {"24 or 26 February would work", "2027-02-24 2027-02-26", ""},
	    {"December 1st works", "2026-12-01", ""},
	};

	(void)state;
	check(table, ARRAY_LEN(table));
}

static void
test_relative(void **state)
{
	static const struct sample table[] = {
	    {"来週火曜でお願いします", "2026-12-01", ""},
	    {"来週の火曜か木曜でお願いします", "2026-12-01 2026-12-03", ""},
	    {"再来週の水曜にお願いします", "2026-12-09", ""},
	    {"12月上旬にお願いします", "2026-12-01/2026-12-10", ""},
	    {"12月中旬を希望", "2026-12-11/2026-12-20", ""},
	    {"2月下旬を希望", "2027-02-21/2027-02-28", ""},
	    {"12月7日の週でお願いします", "2026-12-07/2026-12-11", ""},
	    {"1月最終週でお願いします", "2027-01-25/2027-01-29", ""},
	    {"2月の第2金曜を希望", "2027-02-12", ""},
	    {"明日来ていただけますか", "2026-11-26", ""},
	    {"30日の午後はいかがでしょう", "2026-11-30", ""},
	    {"10日の15時でお願いします", "2026-12-10T15:00+09:00", ""},
	};

	(void)state;
	check(table, ARRAY_LEN(table));
}

static void
test_lists(void **state)
{
	static const struct sample table[] = {
	    {"12/1、3、8でお願いします", "2026-12-01 2026-12-03 2026-12-08", ""},
	    {"12/1(火)2(水)を希望", "2026-12-01 2026-12-02", ""},
	    {"12月14日~18日でお願いします", "2026-12-14/2026-12-18", ""},
	    {"12月15日から17日のどれかでお願いします", "2026-12-15 2026-12-16 2026-12-17",
	        ""},
	    {"12/24～25のどちらかでお願いします", "2026-12-24 2026-12-25", ""},
	    {"12月30日から1月4日を希望", "2026-12-30/2027-01-04", ""},
	    {"8日か9日の10時以降なら空いてます",
	        "2026-12-08T10:00+09:00 2026-12-09T10:00+09:00", ""},
	    {"12/1、3名で伺いたい", "2026-12-01", ""},
	};

	(void)state;
	check(table, ARRAY_LEN(table));
}

static void
test_times(void **state)
{
	static const struct sample table[] = {
	    {"12月1日(火)13時からお願いします", "2026-12-01T13:00+09:00", ""},
	    {"12/1(火)13:30～15:00 希望", "2026-12-01T13:30+09:00", ""},
	    {"12/1の午後イチでお願いします", "2026-12-01T13:00+09:00", ""},
	    {"12/1の午後3時半でお願いします", "2026-12-01T15:30+09:00", ""},
	    {"12/1の午前でお願いします", "2026-12-01", ""},
	};

	(void)state;
	check(table, ARRAY_LEN(table));
}

static void
test_meaning(void **state)
{
	static const struct sample table[] = {
	    {"12月10日までに回答してください", "", ""},
	    {"提出期限は12月10日です", "", ""},
	    {"先週木曜(11月19日)に停止しました", "", ""},
	    {"去年の12月8日に被害がありました", "", ""},
	    {"12月8日は避けてください", "", "2026-12-08"},
	    {"12/8は×、12/9は○でお願いします", "2026-12-09", "2026-12-08"},
	    {"12/29~1/4は休業です", "", "2026-12-29/2027-01-04"},
	    {"年内はもう無理です", "", "2026-11-25/2026-12-31"},
	    {"再来週でしたら、火曜以外はいつでも大丈夫です",
	        "2026-12-07 2026-12-09/2026-12-11", "2026-12-08"},
	    {"> 12月8日でお願いします\nはい", "", ""},
	    {"10名で2日間かかりました", "", ""},
	    {"電話は03-0123-4567です", "", ""},
	    {"13/45 99月99日をお願いします", "", ""},
	    {"\xFF\xFE 12\xE6\x9C", "", ""},
	    {"", "", ""},
	};

	(void)state;
	check(table, ARRAY_LEN(table));
}

static void
test_conflict(void **state)
{
	static const char *const texts[] = {
	    "12月10日(金)でお願いします", "2026年12月1日(水)を希望"};
	int64_t sent;

	(void)state;
	assert_true(civil_parse_iso("2026-11-25", &sent));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct date_findings f;

		dates_find(texts[i], sent, &f);
		assert_int_equal(f.wanted.n, 0);
		assert_int_equal(f.unavailable.n, 0);
		assert_int_equal(f.conflicts.n, 1);
		date_findings_free(&f);
	}
}

/* A notation that the first character rules out is not tried. One phrase for each first
 * character of the words in jdate*.c. */
static void
test_first_characters(void **state)
{
	static const struct {
		enum date_notation notation;
		const char *begins;
	} all[] = {
	    {DATE_ENGLISH, "b W w S M T F J A O N D E e m l L t s f I i d n c 1 9"},
	    {DATE_MONTH_DAY, "1 0 令 R 来 明 翌 今 本 再 昨 去 年 〇 一 二 三 四 五 六 "
	                     "七 八 九 十 元"},
	    {DATE_WEEK, "再 さ 来 ら 翌 今 次 週"}, {DATE_NEAR_DAY, "今 本 明 あ し 翌"},
	    {DATE_NEAR_MONTH, "再 来 今 翌 当"}, {DATE_MONTH_END, "月"},
	    {DATE_BARE_DAY, "1 年 翌 同 〇 一 二 三 四 五 六 七 八 九 十 元"},
	    {DATE_WEEK_DAY, "今 次 直 [ 〈 日 月 火 水 木 金 土 S M T W F"},
	    {DATE_OPEN_END, "年 今"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		for (const char *p = all[i].begins; *p; p += strcspn(p, " ")) {
			p += strspn(p, " ");
			if (!(date_notations(p) & 1U << all[i].notation))
				fail_msg("%.3s is ruled out", p);
		}
	assert_int_equal(date_notations("の"), 0);
	assert_int_equal(date_notations("\x80"), 0);
	assert_int_equal(date_notations(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_notation),
	    cmocka_unit_test(test_relative),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_meaning),
	    cmocka_unit_test(test_conflict),
	    cmocka_unit_test(test_first_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
