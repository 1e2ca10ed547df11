/* Words about a course that the reading has no kind for. */
#include "course_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *text;
	bool not_held, end;
	int agree;
} samples[] = {
    {"13時半の約束でしたが、専門家の方がお見えになりませんでした。", true, false, 0},
    {"ご担当者が不在で訪問できませんでした。", true, false, 0},
    {"先方のご担当者がいらっしゃいませんでした。", true, false, 0},
    {"The specialist did not come.", true, false, 0},
    {"経営者の方は来られませんでしたが、予定どおり実施しました。", false, false, -1},
    {"まだ資料が来ていません。", false, false, 0},
    {"対策の効果がまだ現れません。", false, false, 0},
    {"第2回で終了とさせていただきたいと思います。", false, true, 1},
    {"3回目は不要です。2回で終わりにしたいのですが。", false, true, 1},
    {"第2回で終了することは可能でしょうか。", false, false, 0},
    {"第2回で終わりませんでした。", false, false, 0},
    {"承知しました。終了で問題ございません。", false, false, 1},
    {"終了を了承します。", false, false, 1},
    {"いえ、第3回も予定どおりお願いします。", false, false, -1},
    {"社内で相談してご連絡します。", false, false, 0},
    {NULL, false, false, 0},
};

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		if (course_words_not_held(samples[i].text) != samples[i].not_held ||
		    course_words_end(samples[i].text) != samples[i].end ||
		    course_words_agree(samples[i].text) != samples[i].agree)
			fail_msg("%s: not held %d end %d agree %d",
			    samples[i].text ? samples[i].text : "(none)",
			    course_words_not_held(samples[i].text),
			    course_words_end(samples[i].text),
			    course_words_agree(samples[i].text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_words)};

	return cmocka_run_group_tests_name("course_words", tests, NULL, NULL);
}
