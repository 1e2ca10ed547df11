/* Plain answers, and what only sounds like them. */
#include "answer_plain.h"
#include "buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LETTERS 20

/* The letters of answers alone. */
static void
answers_of(const char *text, char *out)
{
	char letters[LETTERS];
	size_t n = 0;

	plain_answers(text, letters, sizeof(letters));
	for (const char *p = letters; *p; p++)
		if (strchr(PLAIN_ANSWERS, *p))
			out[n++] = *p;
	out[n] = '\0';
}

static void
test_answers(void **state)
{
	static const struct {
		const char *text, *letters;
	} cases[] = {
	    {"承諾でお願いします。7月は火曜と木曜なら動けます。", "A"},
	    {"ご連絡承知しました。今回は辞退します", "D"},
	    {"オウケデキマセン", "D"},
	    {"オヒキウケシマス", "A"},
	    {"回答:可担当者:内海", "A"},
	    {"今回は見合わせとさせていただきます", "D"},
	    {"条件が合えばお受けします。", "a"},
	    {"私でよろしければお引き受けします。", "A"},
	    {"まだ次の方へ回っていないようでしたらお受けします。", "Sa"},
	    {"条件付きで承諾いたします。", "C"},
	    {"お受けしますと申し上げたいところですが。", ""},
	    {"お引き受けしますが、", ""},
	    {"辞退しますという返事は撤回します", ""},
	    {"お受けしたい", ""},
	    {"i accept. please send me the details", "A"},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char letters[LETTERS];

		answers_of(cases[i].text, letters);
		if (strcmp(letters, cases[i].letters) != 0)
			fail_msg("%s: %s", cases[i].text, letters);
	}
}

/* Letters beyond the size are left out, and nothing is written behind it. */
static void
test_many(void **state)
{
	struct buf text = {0};
	char letters[8] = "1234567";

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_adds(&text, "辞退します。");
	plain_answers(buf_str(&text), letters, 5);
	assert_string_equal(letters, "DDDD");
	assert_int_equal(letters[5], '6');
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
