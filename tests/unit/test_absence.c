/* How long automatic answers say that their writers are away. */
#include "absence.h"
#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* All written on Monday, 1 June 2026. */
static const struct {
	const char *text;
	int month, day; /* 0: none */
} notes[] = {
    {"6月20日まで不在にしております。", 6, 20},
    {"休暇のため不在です。6月15日に戻ります。", 6, 14},
    {"6/1～6/12の間、休暇のため不在にしております。返信は6/15以降となります。", 6, 12},
    {"6月末日まで育児休業を取得しております。", 6, 30},
    {"来週月曜日まで出張のため不在です。", 6, 8},
    {"休業期間\n2026年6月1日（月）～2026年6月12日（金）\n", 6, 12},
    {"5月25日から6月5日までお休みをいただいております。", 6, 5},
    {"本日は終日不在にしております。", 6, 1},
    {"I am out of the office until June 15, 2026.", 6, 15},
    {"I'm on leave, back on 15 June.", 6, 14},
    /* Two ends: the sooner one. */
    {"6月12日まで不在です。なお、総務部も6月19日まで休業しております。", 6, 12},
    /* It has not begun, or is over. */
    {"6月10日から6月20日まで不在にします。", 0, 0},
    {"6月2日は終日不在です。", 0, 0},
    {"5月25日から5月29日まで休暇をいただいておりました。", 0, 0},
    {"2025年6月20日まで不在にしております。", 0, 0},
    /* No end is named, or no absence. */
    {"ただいま不在にしております。戻り次第ご連絡いたします。", 0, 0},
    {"お問い合わせありがとうございます。6月20日までにご返信いたします。", 0, 0},
    {"6月20日まで受付中です。", 0, 0},
    {"不在です。お急ぎの方は6月20日までに総務部へご連絡ください。", 0, 0},
    {"不在にしております。6月20日（土）にセミナーを開催します。", 0, 0},
    {"", 0, 0},
    {NULL, 0, 0},
};

static void
test_notes(void **state)
{
	int64_t sent;

	(void)state;
	assert_true(civil_parse_iso("2026-06-01T10:00", &sent));
	for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
		int64_t got = absence_until(notes[i].text, sent);
		int64_t wanted =
		    notes[i].day ? civil_day(2026, notes[i].month, notes[i].day) : 0;

		if (got != wanted)
			fail_msg("%s: %lld days off", notes[i].text,
			    (long long)(got ? got - wanted : -wanted));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_notes),
	};

	return cmocka_run_group_tests_name("absence", tests, NULL, NULL);
}
