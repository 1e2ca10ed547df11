/* Choices among numbered slots, and days that cannot be. */
#include "clock.h"
#include "date_trouble.h"
#include "slot_plan.h"
#include "slot_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *text, *chosen;
	unsigned refused;
	bool sure;
} samples[] = {
    {"①でお願いします。", "1", 0, true},
    {"②と③が可能です。", "2 3", 0, true},
    {"①か②でお願いします。", "1 2", 0, true},
    {"①、②でお願いします。", "1 2", 0, true},
    {"①②ともに可能です。", "1 2", 0, true},
    {"②、できれば①でお願いできますでしょうか。", "2 1", 0, true},
    {"第1希望と第3希望が可能です。", "1 3", 0, true},
    {"1番と3番が空いております。", "1 3", 0, true},
    {"2でお願いします。", "2", 0, true},
    {"(3)を希望いたします。", "3", 0, true},
    {"①は会議が入っておりますが、②と③は大丈夫です。", "2 3", 1 << 1, false},
    {"①は予定があります。②と③は大丈夫です。", "2 3", 1 << 1, true},
    {"②以外でしたら可能です。", "1 3", 1 << 2, true},
    {"①：○\n②：×\n③：○", "1 3", 1 << 2, true},
    {"(1) 2026年6月10日（水）13:30～16:30　○\n(2) 2026年6月11日（木）13:30～16:30　×",
        "1", 1 << 2, true},
    {"①で仮に押さえてください。社内で確認します。", "1", 0, false},
    {"①は午前に変更できますか。", "1", 1 << 1, false},
    {"①△", "1", 0, false},
    {"第1か第3なら出られます（第2は歯医者の予約が…）", "1 3 2", 1 << 2, false},
    {"3日とも都合がつきません。", "", 0, true},
    {"当日は3名で参加します。", "", 0, false},
    {"6月1日の13:30からでお願いします。", "", 0, false},
    {"", "", 0, false},
    {"No. 1 and 3 work for us.", "1 3", 0, true},
    {"3つとも大丈夫です！", "1 2 3", 0, true},
    {"いずれの日程でも問題ございません。", "1 2 3", 0, true},
    {"全部OKです", "1 2 3", 0, true},
    {"Any of the three dates is fine.", "1 2 3", 0, true},
    {"The first one works for us.", "1", 0, true},
    {"社長とも相談し、②に決めました。", "2", 0, true},
    {"いずれも不可です。", "", 0, true},
    {"候補日を出し直していただけますか。", "", 0, true},
};

static void
test_choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct slot_words w;
		char chosen[64] = "";
		size_t at = 0;

		slot_words_read(samples[i].text, 3, &w);
		for (size_t k = 0; k < w.n; k++)
			at += (size_t)snprintf(chosen + at, sizeof(chosen) - at, "%s%d",
			    k ? " " : "", w.chosen[k]);
		if (strcmp(chosen, samples[i].chosen) != 0 ||
		    w.refused != samples[i].refused || w.sure != samples[i].sure)
			fail_msg("%s: chosen \"%s\" refused %u sure %d", samples[i].text,
			    chosen, w.refused, w.sure);
	}
}

static void
test_days_that_cannot_be(void **state)
{
	/* Monday, 1 June 2026 */
	static const struct {
		const char *text, *phrase; /* NULL: none */
		bool past;
	} days[] = {
	    {"6月31日でお願いします。", "6月31日", false},
	    {"6月16日（月）の午後でお願いします。", "6月16日(月)", false},
	    {"失礼しました。6月16日（月）の午後でお願いします。", "6月16日(月)", false},
	    {"5月20日（水）の午後ではいかがでしょうか。", "5月20日(水)", true},
	    {"6月16日（火）の午後でお願いします。", NULL, false},
	    {"5月20日に受付のメールをいただきました。", NULL, false},
	    {"昨日お電話しました。①でお願いします。", NULL, false},
	};
	int64_t sent;

	(void)state;
	assert_true(civil_parse_iso("2026-06-01T10:00", &sent));
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		struct date_trouble found[DATE_TROUBLES_MAX];
		size_t n = date_troubles(days[i].text, sent, found);

		if (n != (days[i].phrase != NULL) ||
		    (n && (!str_starts(found[0].phrase, days[i].phrase) ||
		              found[0].past != days[i].past)))
			fail_msg("%s: %zu \"%s\" past %d", days[i].text, n,
			    n ? found[0].phrase : "", n && found[0].past);
		date_troubles_free(found, n);
	}
}

static void
test_half_days(void **state)
{
	(void)state;
	assert_int_equal(slot_half_named("6月15日(月)の午後", "2026-06-15"), 2);
	assert_int_equal(
	    slot_half_named("6月15日の午前か、6月16日の午後", "2026-06-15"), 1);
	assert_int_equal(
	    slot_half_named("6月15日の午前か、6月16日の午後", "2026-06-16"), 2);
	assert_int_equal(slot_half_named("15日か16日の午後が希望です", "2026-06-15"), 2);
	assert_int_equal(slot_half_named("6/15の午前中", "2026-06-15"), 1);
	assert_int_equal(slot_half_named("6月15日か16日", "2026-06-15"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_choices),
	    cmocka_unit_test(test_days_that_cannot_be),
	    cmocka_unit_test(test_half_days),
	};

	return cmocka_run_group_tests_name("slot_words", tests, NULL, NULL);
}
