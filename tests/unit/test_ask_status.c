/* Who asks how a case stands, and who says something else as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ask_status.h"

static enum asking
ask(const char *text)
{
	struct message m;
	struct strlist names = {0};
	enum asking a;

	message_init(&m);
	set_str(&m.text, text);
	strlist_add(&names, "はなまる食品株式会社");
	strlist_add(&names, "木村 花子");
	strlist_add(&names, "北浜商工会議所　千田");
	a = ask_status(&m, &names);
	strlist_free(&names);
	message_free(&m);
	return a;
}

static void
test_plain_questions(void **state)
{
	static const char *const texts[] = {
	    "その後いかがでしょうか。",
	    "その後、いかがでしょうか？",
	    "お世話になっております。\n北浜商工会議所の千田です。\n\n先日ご紹介した件、そ"
	    "の後どうなりましたでしょ"
	    "うか。\nよろしくお願いいたします。",
	    "進捗を教えてください。",
	    "お忙しいところ恐れ入りますが、進捗状況をご教示いただけますと幸いです。",
	    "案件 2026-0001 の状況を教えてください。",
	    "6月1日にお送りした件ですが、現在の状況をお知らせいただけますでしょうか。",
	    "はなまる食品様の件、専門家は決まりましたか",
	    "専門家の方は見つかりそうでしょうか？",
	    "木村です。その後どうなっていますか。",
	    "いつ頃決まりそうですか？",
	    "Hello,\n\nis there any update on our case?\n\nBest regards",
	    "Could you please let us know the current status of the request?",
	    "Have you found a specialist yet?",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (ask(texts[i]) != ASKS_STATUS)
			fail_msg("%d: %s", (int)ask(texts[i]), texts[i]);
}

static void
test_questions_with_more(void **state)
{
	static const char *const texts[] = {
	    "その後いかがでしょうか。なお、担当者が鈴木に変わりました。",
	    "進捗を教えてください。6月10日は都合が悪くなりました。",
	    "専門家は決まりましたか。もう結構ですので取り下げます。",
	    "その後どうなりましたか。中止です。",
	    "その後どうなりましたか。6月10日でお願いします。",
	    "状況を教えてください。予算は3万円までです。",
	    "Is there any update? Our phone number has changed to 06-1234-5678.",
	    "何度もお願いしているのに返事がなく、大変不愉快です。どうなっているのですか"
	    "。",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (ask(texts[i]) != ASKS_STATUS_AND_MORE)
			fail_msg("%d: %s", (int)ask(texts[i]), texts[i]);
}

static void
test_no_questions(void **state)
{
	static const char *const texts[] = {
	    "",
	    "承知しました。",
	    "進捗がありましたらお知らせいたします。",
	    "状況を教えていただきありがとうございました。",
	    "その後、当社でも検討しました。",
	    "6月10日の午後でお願いします。",
	    "オンラインでの実施は可能でしょうか。",
	    "今回は取り下げます。",
	    "Thank you for the update.",
	    "The status page of our web site shows an error.",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (ask(texts[i]) != ASKS_NOTHING)
			fail_msg("%d: %s", (int)ask(texts[i]), texts[i]);
}

/* What is attached is something to look at; what is long is, too. */
static void
test_attached_or_long(void **state)
{
	struct message m;
	struct strlist names = {0};

	(void)state;
	message_init(&m);
	set_str(&m.text, "その後いかがでしょうか。");
	assert_int_equal(ask_status(&m, &names), ASKS_STATUS);
	m.attachments = xcalloc(1, sizeof(*m.attachments));
	m.attachments_n = 1;
	assert_int_equal(ask_status(&m, &names), ASKS_STATUS_AND_MORE);
	message_free(&m);
	message_init(&m);
	m.text = xcalloc(1, 2101);
	memset(m.text, ' ', 2100);
	memcpy(m.text, "進捗を教えてください", strlen("進捗を教えてください"));
	assert_int_equal(ask_status(&m, &names), ASKS_STATUS_AND_MORE);
	message_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain_questions),
	    cmocka_unit_test(test_questions_with_more),
	    cmocka_unit_test(test_no_questions),
	    cmocka_unit_test(test_attached_or_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
