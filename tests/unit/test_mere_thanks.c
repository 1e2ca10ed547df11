/* What is nothing but thanks, and what is more and must not be lost. */
#include "mere_thanks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const thanks[] = {
    "ありがとうございます。今後ともよろしくお願いいたします。",
    "ご連絡ありがとうございました。",
    "お世話になっております。つばめ精機の山田です。\n"
    "ご案内ありがとうございます。確認いたしました。\nどうぞよろしくお願いいたします。",
    "承知いたしました。ありがとうございます。",
    "了解しました。よろしくお願いします。",
    "ありがとうございました。大変お世話になりました。",
    "お世話になりました。今後ともよろしくお願い申し上げます。",
    "確かに受け取りました。ありがとうございます。",
    "ご丁寧にありがとうございます。引き続きよろしくお願いいたします。",
    "いつもお世話になっております。\nご連絡いただきありがとうございます。\n"
    "拝受いたしました。\n今後ともどうぞよろしくお願いいたします。",
    "ご手配いただき、ありがとうございました。助かりました。",
    "早速のご対応ありがとうございます。",
    "お疲れさまです。拝見しました。ありがとうございます。",
    "受領しました。取り急ぎお礼まで。",
    "この度は大変お世話になり、誠にありがとうございました。心より御礼申し上げます。",
    "Thank you very much. Best regards, Yamada",
    "Thanks, received.",
    "Thank you for your quick reply.\n\nKind regards\nYamada",
    "ありがとうございます！",
    "かしこまりました。引き続きよろしくお願い致します。",
    "内容を確認いたしました。お手数をおかけいたしました。",
    "ご返信ありがとうございます。承知しました。よろしくお願いします。\n山田",
    "皆様によろしくお伝えください。ありがとうございました。",
    "感謝申し上げます。今後とも宜しくお願い致します。",
    "ご親切にありがとうございました。またの機会がございましたらよろしくお願いいたします"
    "。",
    "ご調整いただき、ありがとうございます。当日はよろしくお願いいたします。",
    "日程の件、承知しました。当日お会いできることを楽しみにしております。",
    "丁寧なご説明をいただき、ありがとうございました。勉強になりました。",
    "大川先生にも大変お世話になりました。ありがとうございました。",
    "株式会社つばめ精機 山田 太郎です。ご連絡をいただき感謝いたします。",
    "ご確認いただきありがとうございます。",
};

static const char *const more[] = {
    "ありがとうございます。ところで、次回の持ち物は何でしょうか。",
    "ありがとうございました。ただ、少し不安な点が残っています。",
    "承知しました。一点だけ教えてください。駐車場はありますか？",
    "ありがとうございます。先日、社内のパソコンがウイルスに感染したようです。",
    "お世話になりました。報告書の控えをいただけますと幸いです。",
    "ありがとうございました。請求書はいつ届きますか。",
    "ご連絡ありがとうございます。実は担当者が来月退職いたします。",
    "ありがとうございました。来年度もお願いしたいと考えております。",
    "了解しました。住所が変わりましたのでお知らせします。",
    "ありがとうございます。先生の説明が難しく、正直よく分かりませんでした。",
    "Thank you. Could you tell us what happens next?",
    "Thank you. Your reply please.",
    "ありがとうございます。電話をいただけないでしょうか",
    "ありがとうございます。添付を開けませんでした。",
    "確認しました。金額が違うようです。",
    /* Words of thanks that ask for something. */
    "ありがとうございます。ご確認よろしくお願いいたします。",
    "ありがとうございました。ご連絡をよろしくお願いします。",
    "ありがとうございます。資料の件、どうぞよろしくお願いします。",
    "承知しました。ご返信",
    "ありがとうございます?",
    "ありがとうございます。不安です。",
    "ありがとうございます。ご連絡です",
    "よろしくお願いいたします。",
    "山田です。",
    "",
    "\n\n",
    "ありがとうございます。\xff\xfe",
};

static bool
is_mere(const char *text)
{
	struct strlist names = {0};
	bool mere;

	strlist_add(&names, "株式会社つばめ精機");
	strlist_add(&names, "つばめ精機");
	strlist_add(&names, "山田");
	strlist_add(&names, "太郎");
	strlist_add(&names, "大川");
	strlist_add(&names, "Yamada");
	mere = mere_thanks(text, &names);
	strlist_free(&names);
	return mere;
}

static void
mere(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(thanks) / sizeof(*thanks); i++)
		if (!is_mere(thanks[i])) {
			(void)fprintf(stderr, "more: %s\n", thanks[i]);
			wrong++;
		}
	assert_int_equal(wrong, 0);
}

static void
not_lost(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		if (is_mere(more[i])) {
			(void)fprintf(stderr, "mere: %s\n", more[i]);
			wrong++;
		}
	assert_int_equal(wrong, 0);
	assert_false(is_mere(NULL));
}

/* What else may be said with thanks that nobody need read. */
static void
with_more(void **state)
{
	static const char *const harmless[] = {
	    "候補日のご連絡、ありがとうございます。\n受け取りましたことだけ、まずはお知ら"
	    "せいたします。",
	    "ご案内ありがとうございます。確認のうえ期日までにお返事いたします。\n\n水谷",
	    "おかげさまで3回の支援が無事に終わりました。先生には大変よくしていただきまし"
	    "た。",
	    "早速のご返信ありがとうございます。社内で確認して、また改めてお返事いたします"
	    "。",
	};
	struct strlist none = {0};
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		assert_false(thanks_with_more(harmless[i], &none));
	for (size_t i = 0; i < sizeof(thanks) / sizeof(*thanks); i++)
		assert_false(thanks_with_more(thanks[i], &none));
	for (size_t i = 0; i < 18; i++)
		if (!thanks_with_more(more[i], &none)) {
			(void)fprintf(stderr, "lost: %s\n", more[i]);
			wrong++;
		}
	/* Facts that are told beside thanks have no word in common; the reading looks for
	 * those. */
	assert_true(wrong <= 1);
}

/* Names are taken as such alone: what else a text says stays more. */
static void
unknown_names(void **state)
{
	struct strlist none = {0};

	(void)state;
	assert_true(mere_thanks("ありがとうございました。", &none));
	assert_false(mere_thanks("佐藤です。ありがとうございました。", &none));
}

static void
long_text(void **state)
{
	char text[4000];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = '-';
	text[sizeof(text) - 1] = '\0';
	assert_false(is_mere(text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mere),
	    cmocka_unit_test(not_lost),
	    cmocka_unit_test(with_more),
	    cmocka_unit_test(unknown_names),
	    cmocka_unit_test(long_text),
	};

	return cmocka_run_group_tests_name("mere_thanks", tests, NULL, NULL);
}
