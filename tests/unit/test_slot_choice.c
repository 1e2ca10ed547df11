/* Answers about slots that say which of them suit, and nothing else. */
#include "clock.h"
#include "slot_choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Wednesday afternoon, Tuesday morning, Tuesday afternoon. */
static const char *const days[] = {
    "2026-06-10T13:30", "2026-06-16T09:30", "2026-06-23T13:30"};

static const struct {
	const char *chosen; /* "-": none suits; NULL: it says nothing */
	const char *text;
} samples[] = {
    {"1", "(1) works; (2) and (3) do not."},
    {"1", "10日希望"},
    {"1", "1でお願いしたいです"},
    {"1", "1ばんでおねがいします"},
    {"1", "6/10 13:30〜 了解です。よろしくお願いします。"},
    {"1", "The earliest date would be best for us."},
    {"1", "Wednesday works for us."},
    {"1", "①が第一希望です。"},
    {"1", "一番早い日でお願いします"},
    {"1", "最初の日程で"},
    {"1", "水曜日でお願いします。"},
    {"1", "第一希望：①"},
    {"1 2", "1 or 2, we prefer 1."},
    {"1 2", "1、2"},
    {"1 2", "1または2でお願いします。"},
    {"1 2", "Dates 1 and 2 suit us."},
    {"1 2", "Either of the first two would be fine."},
    {"1 2", "Slots 1 & 2"},
    {"1 2", "either of the first two"},
    {"1 2", "①②"},
    {"1 2", "①、②が可能です。③は予定が入っております。"},
    {"1 2", "前の二つでしたら可能です"},
    {"1 2", "最初の２つならどちらでも"},
    {"1 2", "第１候補：○\n第２候補：○\n第３候補：×"},
    {"1 2", "１と２、どちらでもOKです"},
    {"1 2 3", "1,2,3"},
    {"1 2 3", "1～3いずれも可能です"},
    {"1 2 3", "All three dates are fine."},
    {"1 2 3", "Any of them would be fine with us."},
    {"1 2 3", "No problem with any of the three dates."},
    {"1 2 3", "We are flexible, all of them work."},
    {"1 2 3", "Whichever suits the specialist."},
    {"1 2 3", "any of them"},
    {"1 2 3", "①②③すべて可能です"},
    {"1 2 3", "いつでも大丈夫です！"},
    {"1 2 3", "いつでも大丈夫です！先生に合わせます"},
    {"1 2 3", "お任せします"},
    {"1 2 3", "すべて○です"},
    {"1 2 3", "どの日程でも参加可能でございます。"},
    {"1 2 3", "どれでも大丈夫です"},
    {"1 2 3", "全部いけます"},
    {"1 2 3", "専門家の先生のご都合に合わせます。"},
    {"1 2 3", "３日とも可能です。"},
    {"1 3", "1○ 2× 3○"},
    {"1 3", "1と3でお願いいたします。"},
    {"1 3", "Afternoons only, please: 1 or 3."},
    {"1 3", "All except the second."},
    {"1 3", "Any but (2)."},
    {"1 3", "One and three are possible."},
    {"1 3", "Options 1 and 3 are both OK for us."},
    {"1 3", "both afternoons are fine"},
    {"1 3", "①か③"},
    {"1 3", "②以外"},
    {"1 3", "②以外でお願いします。"},
    {"1 3", "○×○"},
    {"1 3", "お世話になっております。つばめ精機の山田でございます。\n候補日のご提示をいた"
            "だき、誠にありがとうございます。\n①または③でお願いできれば幸いです。"},
    {"1 3", "午後ならいつでも"},
    {"1 3", "午後のどちらでも"},
    {"2", "#2"},
    {"2", "(2)"},
    {"2", "(2)の6月16日（火）でお願いできますでしょうか。"},
    {"2", "16 June works for us."},
    {"2", "16日(火)の午前でお願いいたします。"},
    {"2", "16日なら行けます！よろしくです"},
    {"2", "2"},
    {"2", "2nd"},
    {"2", "2番"},
    {"2", "6/16でお願いします"},
    {"2", "9時半からの回でお願いします"},
    {"2", "B案で"},
    {"2", "Dear Support Desk,\n\nThank you for your mail. Option 2 works best for "
          "us.\n\nKind regards"},
    {"2", "Hi, thanks for the options. Slot (2), Tuesday 16 June at 9:30, works for us."},
    {"2", "June 16 is fine."},
    {"2", "No. 2 is good for us. Thank you."},
    {"2", "Number two, please."},
    {"2", "Option 2"},
    {"2", "Option 2 works for us."},
    {"2", "The 2nd option is fine."},
    {"2", "The second one, please."},
    {"2", "Tuesday morning works"},
    {"2", "[x] (2)"},
    {"2", "the morning one please"},
    {"2", "the second one"},
    {"2", "①は不可です。②でお願いします"},
    {"2", "②でお願いできますか？"},
    {"2", "では2番目で。"},
    {"2", "サイバー支援窓口　ご担当者様\n\nお世話になっております。\n山田です。\n\n候補日"
          "のご連絡ありがとうございます。\n(2)"
          "でお願いできますでしょうか。\n\nどうぞよろしくお願いいたします。"},
    {"2", "二番目の日程でお願い致します。"},
    {"2", "候補２でお願いします"},
    {"2", "午前の方"},
    {"2", "午前中のほうでお願いしたいです"},
    {"2", "株式会社つばめ精機の山田です。\nいつもお世話になっております。\n２番目の日程で"
          "お願いいたします。"},
    {"2", "真ん中"},
    {"2", "第二希望でお願いします"},
    {"2", "２が良いです"},
    {"2", "２で"},
    {"2", "２でおｋです"},
    {"2", "２番でおねがいします🙇"},
    {"2", "２番の日程で進めてください。"},
    {"2", "２番目でお願いします"},
    {"2", "２．"},
    {"2 1", "②が第一希望、①が第二希望です。"},
    {"2 3", "16か23でお願いします"},
    {"2 3", "16日か23日でお願いします。"},
    {"2 3", "2 and 3 please"},
    {"2 3", "2, 3"},
    {"2 3", "6月16日（火）9:30～12:30、6月23日（火）13:30～16:30のどちらでも大丈夫です"},
    {"2 3", "Unfortunately we cannot make (1), but (2) and (3) are fine."},
    {"2 3", "either Tuesday"},
    {"2 3", "後ろの2つ"},
    {"2 3", "後半の2つなら大丈夫です"},
    {"2 3", "火曜ならどちらも可です"},
    {"2 3", "火曜日ならどちらでも"},
    {"3", "23日でお願いします"},
    {"3", "3番目の6月23日でお願いします"},
    {"3", "6/23（火）13:30〜でお願いします！"},
    {"3", "June 23rd at 1:30 pm please"},
    {"3", "Let's go with June 23."},
    {"3", "The 23rd works."},
    {"3", "The last one please"},
    {"3", "We are not available on 10 June or 16 June. June 23 is fine."},
    {"3", "the afternoon of the 23rd"},
    {"3", "the latest one"},
    {"3", "①×②×③○"},
    {"3", "①②はNG、③はOK"},
    {"3", "③希望"},
    {"3", "最後の"},
    {"3", "最後の日でお願いします"},
    {"3", "ｏｋ　③で"},
    {"-", "None of them, sorry."},
    {"-", "None of these dates work for us."},
    {"-", "Sorry, none of these work for us. Could you suggest other dates?"},
    {"-", "いずれも先約がございます。"},
    {"-", "すべて不可"},
    {"-", "すべて不可です"},
    {"-", "すみません全部ダメです🙏"},
    {"-", "どの日も都合がつきません。再度候補をいただけますでしょうか。"},
    {"-", "全滅です。すみません"},
    {"-", "全部NGです"},
    {"-", "申し訳ございませんが、いずれの日程も先約があり難しい状況です。再度候補日をいた"
          "だけますと幸いです。"},
    {NULL, "(2) if the room is free"},
    {NULL, "(2) is possible?"},
    {NULL, "10日は都合が悪いです"},
    {NULL, "17日でお願いします"},
    {NULL, "23日の午前でお願いします"},
    {NULL, "2名でお願いします"},
    {NULL, "2回目でお願いします"},
    {NULL, "Can we do (2) online?"},
    {NULL, "I am not sure about (2)."},
    {NULL, "No, not (2), not (3), and (1) depends"},
    {NULL, "One of them should be fine"},
    {NULL, "Probably the second"},
    {NULL, "The first one might work."},
    {NULL, "We cannot say yet."},
    {NULL, "Would (2) be possible?"},
    {NULL, "Would 24 June be possible?"},
    {NULL, "①△"},
    {NULL, "①か②か"},
    {NULL, "①から③まで全部に参加します。日程はまだ決められません"},
    {NULL, "①ができれば良いのですが、未定です"},
    {NULL, "①でお願いしたいのですが、社内の確認が取れてから返事します。"},
    {NULL, "①でお願いします。中止かもしれません。"},
    {NULL, "①ではなく"},
    {NULL, "①ではなく②でお願いします"},
    {NULL, "①で仮に押さえてください。社内で確認します。"},
    {NULL, "①と②のどちらがよいでしょうか"},
    {NULL, "①と②は可能ですか"},
    {NULL, "①の17日でお願いします"},
    {NULL, "①は不可です"},
    {NULL, "①は中止でお願いします"},
    {NULL, "①は午前に変更できますか。"},
    {NULL, "②でキャンセルお願いします"},
    {NULL, "②は可能か確認します"},
    {NULL, "②？"},
    {NULL, "ありがとうございます。"},
    {NULL, "お世話になっております"},
    {NULL, "どれがよいですか"},
    {NULL, "どれも大丈夫ですか"},
    {NULL, "よろしくお願いいたします。"},
    {NULL, "当日は3名で参加します。"},
    {NULL, "承知しました。"},
    {NULL, "未定です。\n①"},
    {NULL, "検討中です。①"},
    {NULL, "水曜日の午前"},
    {NULL, "火曜日の夕方でお願いします"},
    {NULL, "第2回はオンラインでお願いします"},
};

static void
test_choices(void **state)
{
	int fails = 0;
	int64_t starts[ARRAY_LEN(days)];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(days); i++)
		assert_true(civil_parse_iso(days[i], &starts[i]));
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct slot_choice c;
		char got[64] = "-";
		size_t at = 0;
		bool sure =
		    slot_choice_read(samples[i].text, starts, ARRAY_LEN(starts), &c);

		for (size_t k = 0; sure && k < c.n; k++)
			at += (size_t)snprintf(got + at, sizeof(got) - at, "%s%d",
			    k ? " " : "", c.chosen[k]);
		if (sure != (samples[i].chosen != NULL) ||
		    (sure && strcmp(got, samples[i].chosen) != 0)) {
			print_error("%s: %s, not %s\n", samples[i].text,
			    sure ? got : "nothing",
			    samples[i].chosen ? samples[i].chosen : "nothing");
			fails++;
		}
	}
	assert_int_equal(fails, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_choices),
	};

	return cmocka_run_group_tests_name("slot_choice", tests, NULL, NULL);
}
