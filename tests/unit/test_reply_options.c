/* Options of an offer as they are marked, copied, or pointed at. */
#include "analysis.h"
#include "reply_options.h"

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
check(const struct choice *v, size_t n, enum reply_kind (*read)(const char *))
{
	for (size_t i = 0; i < n; i++) {
		char *folded = analysis_fold(v[i].text);
		enum reply_kind kind = read(folded);

		if (kind != v[i].kind)
			fail_msg("%s: read as %s", v[i].text, reply_kind_name(kind));
		free(folded);
	}
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
	    /* Nothing marked, two marked, crossed out only, one option only, words
	       beside. */
	    {"承諾 ／ 辞退", REPLY_NONE},
	    {"□承諾 □辞退", REPLY_NONE},
	    {"○承諾 ○辞退", REPLY_NONE},
	    {"×承諾 辞退", REPLY_NONE},
	    {"○承諾", REPLY_NONE},
	    {"○承諾は無理、辞退", REPLY_NONE},
	    {"承諾○ではなく辞退", REPLY_NONE},
	    {"承諾 辞退 ○", DECLINE},
	    {"", REPLY_NONE},
	};

	(void)state;
	check(rows, ARRAY_LEN(rows), option_of_row);
}

static void
test_arrows(void **state)
{
	static const struct choice lines[] = {
	    {"辞退 ← こちらでお願いします。", DECLINE},
	    {"［　］承諾する　←これで", ACCEPT},
	    {"条件付き承諾←○", CONDITIONAL},
	    {"承諾 ← すみません、できません。", REPLY_NONE},
	    {"承諾 ←これは難しいです", REPLY_NONE},
	    {"承諾 ←これではなく辞退", REPLY_NONE},
	    {"承諾または辞退 ←こちらの件", REPLY_NONE},
	    {"← これ", REPLY_NONE},
	};

	(void)state;
	check(lines, ARRAY_LEN(lines), option_pointed);
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
	    {"日程は二番目でお願いします", 0}, {"前者でしょうか", 0}, {"お願いします", 0},
	    {"", 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *folded = analysis_fold(cases[i].text);

		if (option_reference(folded) != cases[i].at)
			fail_msg(
			    "%s: refers to %d", cases[i].text, option_reference(folded));
		free(folded);
	}
}

static void
test_places(void **state)
{
	static const struct {
		const char *text;
		size_t at;
	} cases[] = {{"右端で", 3}, {"真ん中です", 2}, {"左から2番目", 2},
	    {"一つ目で", 1}, {"二つ目でお願いします", 2}, {"一番上ではありません", 0},
	    {"左端と右端で迷っています", 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (option_place(cases[i].text, 3) != cases[i].at)
			fail_msg("%s: place %zu", cases[i].text,
			    option_place(cases[i].text, 3));
	/* Two have no middle. */
	assert_int_equal(option_place("真ん中で", 2), 0);
	assert_int_equal(option_place("右端で", 2), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_arrows),
	    cmocka_unit_test(test_references),
	    cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
