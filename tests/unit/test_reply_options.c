/* Options of an offer as they are marked, copied, or pointed at. */
#include "analysis.h"
#include "option_lines.h"
#include "option_refs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define ACCEPT      REPLY_EXPERT_ACCEPT
#define DECLINE     REPLY_EXPERT_DECLINE
#define CONDITIONAL REPLY_EXPERT_CONDITIONAL

struct choice {
	const char *text;
	enum reply_kind kind;
};

static void
check(const struct choice *v, size_t n, bool row, enum reply_kind (*read)(const char *))
{
	for (size_t i = 0; i < n; i++) {
		char *folded =
		    row ? option_row_fold(v[i].text) : analysis_fold(v[i].text);
		enum reply_kind kind = read(folded);

		if (kind != v[i].kind)
			fail_msg("%s: read as %s", v[i].text, reply_kind_name(kind));
		free(folded);
	}
}

static enum reply_kind
row_says(const char *line)
{
	struct option_row row;

	return option_row(line, false, &row) ? option_row_choice(&row) : REPLY_NONE;
}

static enum reply_kind
item_says(const char *line)
{
	struct option_item item;

	return option_item(line, &item) && item.chosen ? item.kind : REPLY_NONE;
}

static void
test_rows(void **state)
{
	static const struct choice rows[] = {
	    {"○承諾　　×辞退", ACCEPT},
	    {"承諾○　辞退×", ACCEPT},
	    {"承諾○ 辞退 条件付き承諾", ACCEPT},
	    {"（　）承諾　（○）辞退　（　）条件付き", DECLINE},
	    {"承諾（　）・辞退（　）・条件付き承諾（○）", CONDITIONAL},
	    {"承諾 ／ ○辞退", DECLINE},
	    {"ご回答：□承諾する　☑条件付きで承諾する　□辞退する", CONDITIONAL},
	    {"■ お引き受けします ・ □ お断りします", ACCEPT},
	    {"回答： *承諾* ／ 辞退 ／ 条件付き", ACCEPT},
	    {"承諾　・　＊＊辞退＊＊　・　条件付き承諾", DECLINE},
	    {"承諾 ・ 辞退 ・ _条件付き承諾_ ←原本を貸していただける場合", CONDITIONAL},
	    {"承諾　・　--辞退--　・　--条件付き承諾--", ACCEPT},
	    {"承諾・辞退　→　辞退", DECLINE},
	    {"（承諾）／ 辞退 ／ 条件付き", ACCEPT},
	    {"［　］承諾　［×］承諾はできません　［　］条件付", DECLINE},
	    {"［×］承諾　［　］辞退", REPLY_NONE},
	    {"承諾　○辞退", DECLINE},
	    {"ご回答：承諾　○辞退", DECLINE},
	    {"承諾　○条件付き承諾　辞退", CONDITIONAL},
	    {"承諾 [○]辞退", DECLINE},
	    {"承諾する　[ ○ ]　辞退する　[　]", ACCEPT},
	    /* Whose mark it is cannot be told. */
	    {"承諾○辞退", REPLY_NONE},
	    {"承諾 ○ 辞退", REPLY_NONE},
	    {"辞退* / 承諾", REPLY_NONE},
	    {"承諾* / 辞退", REPLY_NONE},
	    {"【承諾】または辞退", REPLY_NONE},
	    /* Nothing marked, two marked, crossed out only, one option only, words
	       beside. */
	    {"承諾 ／ 辞退", REPLY_NONE},
	    {"□承諾 □辞退", REPLY_NONE},
	    {"○承諾 ○辞退", REPLY_NONE},
	    {"×承諾 辞退", REPLY_NONE},
	    {"○承諾", REPLY_NONE},
	    {"○承諾は無理、辞退", REPLY_NONE},
	    {"承諾○ではなく辞退", REPLY_NONE},
	    {"承諾 辞退 ○", REPLY_NONE},
	    {"", REPLY_NONE},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), true, row_says);
}

static void
test_items(void **state)
{
	static const struct choice lines[] = {
	    {"辞退 ← こちらでお願いします。", DECLINE},
	    {"［　］承諾する　←これで", ACCEPT},
	    {"条件付き承諾←○", CONDITIONAL},
	    {"［レ］ 条件付きで承諾します → 条件（演習はカードゲームで）", CONDITIONAL},
	    {"［　］ 条件付きで承諾します → 条件（　　　　）", REPLY_NONE},
	    {"２．辞退 ←", DECLINE},
	    {"①○ 辞退します", DECLINE},
	    {"レ お引き受けします", ACCEPT},
	    {"辞退する　　[　　]○", DECLINE},
	    {"承諾する　　[ ○ ]", ACCEPT},
	    {"承諾する　　[ はい ]", ACCEPT},
	    {"承諾する　　[いいえ]", REPLY_NONE},
	    {"条件付き　　[　　]（　　　　　）", REPLY_NONE},
	    {"条件付きで承諾する（条件：　　）", REPLY_NONE},
	    {"辞退する場合：田辺です。測量は畑違いですので", DECLINE},
	    {"承諾する場合：―", REPLY_NONE},
	    {"条件付き：〇　契約書を先に見せていただけること", CONDITIONAL},
	    {"承諾 ← すみません、できません。", REPLY_NONE},
	    {"承諾 ←これは難しいです", REPLY_NONE},
	    {"承諾 ←これではなく辞退", REPLY_NONE},
	    {"承諾または辞退 ←こちらの件", REPLY_NONE},
	    {"← これ", REPLY_NONE},
	};

	(void)state;
	check(lines, ARRAY_LEN(lines), false, item_says);
}

static void
test_references(void **state)
{
	static const struct {
		const char *text;
		int at;
	} cases[] = {{"前者でお願いいたします", 1}, {"今回は後者です", 2},
	    {"というわけで、二番目の方でお願いします", 2}, {"3番でお願いします", 3},
	    {"恐れ入りますが後者とさせていただきます", 2},
	    {"前者ではなく後者でお願いします", 0}, {"火曜か水曜なら後者で", 0},
	    {"後者は無理です", 0}, {"前者でも後者でも", 0},
	    {"日程は二番目でお願いします", 0}, {"2", '2'}, {"Ｂのほうで", 'b'}, {"12", 0},
	    {"前者でしょうか", 0}, {"お願いします", 0}, {"", 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *folded = analysis_fold(cases[i].text);

		if (option_reference(folded, 0) != cases[i].at)
			fail_msg("%s: refers to %d", cases[i].text,
			    option_reference(folded, 0));
		free(folded);
	}
}

/* What is said beside a mark may bind it. */
static void
test_bound(void **state)
{
	static const char *const bound[] =
	    {"○ お引き受けします（先方が同席する場合のみ）", "[○] 承諾（条件：平日）"},
	                         *const free_[] = {
	                             "○ お引き受けします", "[○] 承諾（条件：　　）"};
	struct option_item item;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *line = analysis_fold(bound[i]);

		assert_true(option_item(line, &item));
		assert_true(item.chosen && item.noted && item.bound);
		free(line);
		line = analysis_fold(free_[i]);
		assert_true(option_item(line, &item));
		assert_true(item.chosen && !item.bound);
		free(line);
	}
}

static void
test_places(void **state)
{
	static const struct {
		const char *text;
		size_t of;
		int at;
	} cases[] = {{"右端で", 3, 3}, {"真ん中です", 3, 2}, {"左から2番目", 3, 2},
	    {"一つ目で", 3, 1}, {"二つ目でお願いします", 3, 2}, {"下段です", 2, 2},
	    {"上のほうで", 2, 1}, {"右でお願いします", 2, 2},
	    {"一番上ではありません", 3, 0}, {"左端と右端で迷っています", 3, 0},
	    /* Two have no middle, three no lower one; the rest are other words. */
	    {"真ん中で", 2, 0}, {"下で", 3, 0}, {"上の方に相談してみます", 2, 0},
	    {"左の肩を痛めております", 2, 0}, {"上の方のご都合しだいです", 2, 0},
	    {"最初の案件が長引いておりまして", 2, 0}, {"右側の方を紹介します", 2, 0},
	    {"1番目の方にお願いしてください", 2, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int at = option_reference(cases[i].text, cases[i].of);

		if (at != cases[i].at)
			fail_msg("%s: place %d", cases[i].text, at);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_items),
	    cmocka_unit_test(test_references),
	    cmocka_unit_test(test_bound),
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
