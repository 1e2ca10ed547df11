/* Newest text, quotation, signature, forwarded originals. */
#include "split.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ANY "*"

struct split_case {
	const char *subject, *body;
	const char *text, *quoted, *signature; /* NULL: none; ANY: not looked at */
};

static const struct split_case replies[] = {
    {"", "", NULL, NULL, NULL},
    {"相談", "相談です。\n二行目", "相談です。\n二行目", NULL, NULL},
    {"Re: a", "承知しました。\n\n> 日程は\n> いかがですか\n", "承知しました。",
        "日程は\nいかがですか", NULL},
    /* Answers between and below the quotation are the writer's. */
    {"Re: a", "> 一つ目\nはい\n> 二つ目\nいいえ\n", "はい\n\nいいえ", "一つ目\n\n二つ目",
        NULL},
    {"Re: a", "On 2024/11/05 10:00, 山田太郎 wrote:\n> いかがですか\n\n6日で。\n",
        "6日で。", "On 2024/11/05 10:00, 山田太郎 wrote:\nいかがですか", NULL},
    /* Below a desk's letter without marks, under a greeting or nothing; its signature is
     * still the desk's. */
    {"Re: a",
        "お世話になっております。楠です。\n\n-----Original Message-----\nFrom: "
        "d@example.jp\n"
        "Subject: a\n\n楠様\n\n3日までにご返信ください。\nよろしくお願いします。\n\n"
        "----\n窓口\nメール：d@example.jp\n----\n\n1回だけなら伺います。\n",
        "お世話になっております。楠です。\n\n\n1回だけなら伺います。", ANY, NULL},
    {"Re: a",
        "差出人: d@example.jp\n送信日時: 2026年9月9日 15:13\n宛先: 楠様\n件名: a\n\n"
        "「承諾」または「辞退」とご返信ください。\n\n辞退いたします。\n",
        "辞退いたします。", ANY, NULL},
    /* A rest of a quoted line that was broken again is still quoted; an answer below a
     * line that ends, or a shorter one, is none. */
    {"Re: a",
        "務めます。\n\n> "
        "いつもご協力をいただき、ありがとうございます。相談窓口の担当者で\nござい"
        "ます。\n> "
        "千葉県の会社から次のご相談が届いており、お力をお借りできないかと\n存じます。"
        "\n> 以上です。\n",
        "務めます。", ANY, NULL},
    {"Re: a",
        "> "
        "いつもご協力をいただき、ありがとうございます。相談窓口でございます。\nこちらこそ"
        "。\n"
        "> 期限は3日\n承知しました。\n> 以上\n",
        "こちらこそ。\n\n承知しました。", ANY, NULL},
    /* Comments between the lines, behind an arrow or the writer's own name. */
    {"Re: a", "> 楠様\n> 謝金 2万円\n> ← 交通費は別ですか\n> 期限 3日\n",
        "← 交通費は別ですか", "楠様\n謝金 2万円\n\n期限 3日", NULL},
    {"Re: a",
        "-----Original Message-----\nFrom: d@example.jp\nSubject: a\n\n楠木 正様\n"
        "謝金 2万円\n【楠木】結構です。\n期限 3日\n",
        "【楠木】結構です。", ANY, NULL},
    {"Fw: a", "ご覧ください。\n\n> 山田様\n> → 詳細は別紙\n", "ご覧ください。", ANY,
        NULL},
    /* Not where something was said above, where another mail follows, or in what is
     * passed on. */
    {"Re: a",
        "承諾します。\n\n-----Original Message-----\nFrom: d@example.jp\nSubject: a\n\n"
        "3日までにご返信ください。\n\n期日を過ぎると辞退と見なします。\n",
        "承諾します。", ANY, NULL},
    {"Re: a",
        "楠です。\n\n-----Original Message-----\nFrom: d@example.jp\nSubject: a\n\n"
        "ご返信ください。\n\n-----Original Message-----\nFrom: "
        "k@example.jp\n\n受けます。\n",
        "楠です。", ANY, NULL},
    {"Fw: a",
        "楠です。\n\n-----Original Message-----\nFrom: d@example.jp\nSubject: a\n\n"
        "ご返信ください。\n\n社員3名です。\n",
        "楠です。", ANY, NULL},
    /* Gmail, in one line and broken before the address. */
    {"Re: a", "了解\n\n2024年11月5日(火) 10:00 山田太郎 <y@example.jp>:\n\n> 本文\n",
        "了解", "2024年11月5日(火) 10:00 山田太郎 <y@example.jp>:\n\n本文", NULL},
    {"Re: a", "了解\n\n2024年11月5日(火) 10:00 山田太郎\n<y@example.jp>:\n> 本文\n",
        "了解", ANY, NULL},
    {"Re: a", "ok\n\nOn Tue, Nov 5, 2024 at 10:00 AM T Y <y@example.jp>\nwrote:\n\n> b\n",
        "ok", ANY, NULL},
    /* Becky!, Apple, Yahoo!, Outlook. */
    {"Re: a",
        "了解\n\nOn Tue, 05 Nov 2024 10:00:00 +0900\n山田 <y@example.jp> wrote:\n\n> "
        "本文\n",
        "了解", ANY, NULL},
    {"Re: a", "了解\n\n2024/11/05 10:00、山田太郎 <y@example.jp>のメール:\n\n本文\n次\n",
        "了解", "2024/11/05 10:00、山田太郎 <y@example.jp>のメール:\n\n本文\n次", NULL},
    {"Re: a",
        "了解\n\n----- Original Message -----\n> From: y@example.jp\n> To: "
        "d@example.jp\n> \n> 本文\n",
        "了解", ANY, NULL},
    {"RE: a",
        "了解\n________________________________\n差出人: 山田 <y@example.jp>\n送信日時: "
        "2024年11月5日 "
        "10:00\n宛先: 窓口\n件名: a\n\n本文\n",
        "了解", ANY, NULL},
    {"RE: a", "了解\n\n*差 出 人：* 山田 <y@example.jp>\n*送信日時：* 10:00\n\n本文\n",
        "了解", ANY, NULL},
    {"Re: a", "了解\n\n＞本文\n＞つづき\n", "了解", "本文\nつづき", NULL},
    {"Re: a", "了解\n\n| 本文\n| つづき\n", "了解", "本文\nつづき", NULL},
    /* Attributions in any language, over several lines, above marked lines. */
    {"Re: a", "ok\n\nAm 12.05.2026 um 10:00 schrieb Y:\n> 本文\n", "ok", ANY, NULL},
    {"Re: a", "了解\n\n窓口さんの\n\"日程\" のメッセージに書きました:\n> 本文\n", "了解",
        ANY, NULL},
    {"Re: a",
        "ok\n\nOn Tue, May 12, 2026 at 10:00 AM A Long Name\nof a Desk\n<d@example.jp> "
        "wrote:\n\n> b\n",
        "ok", ANY, NULL},
    {"Re: a", "ご質問にお答えします:\n> 本文\nはい\n", "ご質問にお答えします:\n\nはい",
        "本文", NULL},
    /* Initials before the mark. */
    {"Re: a", "ty> 一つ目\nty> 二つ目\nはい\n", "はい", "一つ目\n二つ目", NULL},
    /* A writer's own "日時:" is no part of the header block below. */
    {"RE: a",
        "日時: 6月10日\n\n差出人: 窓口 <d@example.jp>\n送信日時: 5月12日\n件名: "
        "a\n\n本文\n",
        "日時: 6月10日", ANY, NULL},
    {"a", "＞が先方の文です。\n\n＞1. 規程\n→あります\n",
        "＞が先方の文です。\n\n\n→あります", ANY, NULL},
    /* Below a forward without marks, told by what it says. */
    {"Fwd: a",
        "---------- Forwarded message ---------\nFrom: Y <y@example.jp>\nSubject: "
        "a\n\n平素より\n\nはじめまして。上のメールが届きました。\n困っています。\n",
        "はじめまして。上のメールが届きました。\n困っています。", ANY, NULL},
    /* What only looks like a mark. */
    {"a", "件名: 相談\n会社名: 例示工業\n", "件名: 相談\n会社名: 例示工業", NULL, NULL},
    {"a", "| 項目 | 数 |\n| PC | 10 |\n", "| 項目 | 数 |\n| PC | 10 |", NULL, NULL},
    {"a", "本文\n____________________________\n続き\n", ANY, NULL, NULL},
    {"a", "先日のメール: ご覧ください\n以上", "先日のメール: ご覧ください\n以上", NULL,
        NULL},
};

static const struct split_case signatures[] = {
    {"a", "本文\n-- \n例示工業\n山田\n", "本文", NULL, "-- \n例示工業\n山田"},
    {"a", "本文\n\n━━━━━━━━\n例示工業株式会社\nTEL 03-0123-4567\n━━━━━━━━\n", "本文",
        NULL, "━━━━━━━━\n例示工業株式会社\nTEL 03-0123-4567\n━━━━━━━━"},
    {"a", "本文\n\niPhoneから送信", "本文", NULL, "iPhoneから送信"},
    {"a", "本文\n\nAndroid 用 Gmail から送信", "本文", NULL, "Android 用 Gmail から送信"},
    {"Re: a", "はい\n-- \n山田\n\n> 質問\n", "はい", "質問", "-- \n山田"},
    {"Re: a", "> 質問\nはい\n-- \n山田\n", "はい", "質問", "-- \n山田"},
    /* Above the words, between two marks. */
    {"Re: a", "--\n山田花子\n山田事務所\n--\n伺います。\n\n> 本文\n",
        "--\n山田花子\n山田事務所\n--\n伺います。", "本文", NULL},
    /* Rules inside the text are no signature, nor is a mail that is nothing else. */
    {"a",
        "はじめに\n----------"
        "\n会社のパソコンが全部止まってしまい、とても困っております。\n",
        ANY, NULL, NULL},
    {"a", "----------\n例示工業株式会社\nTEL 03-0123-4567\n", ANY, NULL, NULL},
};

static void
check(const struct split_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct message m;

		message_init(&m);
		split_body(cases[i].subject, cases[i].body, &m);
		if (!str_eq(cases[i].text, ANY) && cmp_str(m.text, cases[i].text) != 0)
			fail_msg("case %zu: text '%s'", i, m.text ? m.text : "NULL");
		if (!str_eq(cases[i].quoted, ANY) &&
		    cmp_str(m.quoted, cases[i].quoted) != 0)
			fail_msg(
			    "case %zu: quoted '%s'", i, m.quoted ? m.quoted : "NULL");
		if (cmp_str(m.signature, cases[i].signature) != 0)
			fail_msg("case %zu: signature '%s'", i,
			    m.signature ? m.signature : "NULL");
		message_free(&m);
	}
}

static void
quotations(void **state)
{
	(void)state;
	check(replies, ARRAY_LEN(replies));
}

static void
signature_lines(void **state)
{
	(void)state;
	check(signatures, ARRAY_LEN(signatures));
}

static void
forwards(void **state)
{
	static const struct {
		const char *subject, *body, *from, *name, *fwd_subject, *text;
	} cases[] = {
	    {"Fwd: 相談",
	        "頼みます\n---------- Forwarded message ---------\nFrom: 山田 "
	        "<y@sme.example.jp>\nDate: 2026年1月5日\nSubject: 相談\nTo: "
	        "a@agency.example.jp\n\n本文です\n",
	        "y@sme.example.jp", "山田", "相談", "本文です"},
	    /* Two levels: the innermost counts. */
	    {"FW: 相談",
	        "お願いします\n-----Original Message-----\nFrom: 支所 "
	        "<b@agency.example.jp>\nSubject: "
	        "FW: 相談\n\n回送します\n\n-----Original Message-----\nFrom: 山田 "
	        "<y@sme.example.jp>\nSubject: 相談\n\n本文です\n",
	        "y@sme.example.jp", "山田", "相談", "本文です"},
	    /* The company's mail answers another: that one is not passed on. */
	    {"FW: 相談",
	        "お願いします\n-----Original Message-----\nFrom: 山田 "
	        "<y@sme.example.jp>\nSubject: RE: "
	        "ご案内\n\nお世話になります。相談したいです。\n\n-----Original "
	        "Message-----\nFrom: 支所 "
	        "<b@agency.example.jp>\nSubject: ご案内\n\n会員各位\n",
	        "y@sme.example.jp", "山田", "RE: ご案内",
	        "お世話になります。相談したいです。"},
	    {"転送: 相談",
	        "転送されたメッセージ:\n\n差出人: 山田 <y@sme.example.jp>\n件名: "
	        "相談\n日付: "
	        "2026年1月5日\n宛先: a@agency.example.jp\n\n本文です\n",
	        "y@sme.example.jp", "山田", "相談", "本文です"},
	    {"お取次ぎ",
	        "2026/06/20 9:14、倉田慎 <k@sme.example.jp>のメール:\n\n本文です\n",
	        "k@sme.example.jp", "倉田慎", NULL, "本文です"},
	    {"Fw: a",
	        "お願い\n\n> From: 山田 [mailto:y@sme.example.jp]\n> Subject: a\n>\n> "
	        "本文です\n",
	        "y@sme.example.jp", "山田", "a", "本文です"},
	    {"転送", "―――ここから―――\n本文です\n―――ここまで―――\nよろしく\n", NULL, NULL,
	        NULL, "本文です"},
	    /* A sender over two lines; fields that say nothing to us; Becky!'s rules. */
	    {"Fw: a",
	        "頼みます\n---------- Forwarded message ---------\nFrom: "
	        "山田\n<y@sme.example.jp>\n"
	        "Subject: 相談\nImportance: High\n\n本文です\n",
	        "y@sme.example.jp", "山田", "相談", "本文です"},
	    {"Fw: a",
	        "Forwarded by A <a@agency.example.jp>\n----------------------- Original "
	        "Message "
	        "-----------------------\n From:    山田 <y@sme.example.jp>\n Subject: "
	        "相談\n----\n\n本文です\n\n--------------------- Original Message Ends "
	        "--------------------\n",
	        "y@sme.example.jp", "山田", "相談", "本文です"},
	    /* An answer is no forward. */
	    {"RE: 受付",
	        "了解\n-----Original Message-----\nFrom: 窓口 "
	        "<desk@example.jp>\nSubject: "
	        "受付\n\nいかがですか\n",
	        NULL, NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;

		message_init(&m);
		split_body(cases[i].subject, cases[i].body, &m);
		if (cmp_str(m.fwd_from.addr, cases[i].from) != 0 ||
		    cmp_str(m.fwd_from.name, cases[i].name) != 0 ||
		    cmp_str(m.fwd_subject, cases[i].fwd_subject) != 0 ||
		    cmp_str(m.fwd_text, cases[i].text) != 0)
			fail_msg("case %zu: %s <%s> '%s': %s", i,
			    m.fwd_from.name ? m.fwd_from.name : "",
			    m.fwd_from.addr ? m.fwd_from.addr : "",
			    m.fwd_subject ? m.fwd_subject : "NULL",
			    m.fwd_text ? m.fwd_text : "NULL");
		message_free(&m);
	}
}

static void
odd_input(void **state)
{
	static const char *const pieces[] = {"> ", "\n", "＞",
	    "差出人: ", "件名:", "-----", "Original Message",
	    "On 1:00 wrote:", "\xE3\x81", "|", ":", "-- \n",
	    "2026年1月1日 10:00:", "________________________", " ", "\t",
	    "<a@b.example.jp>", "ここから", "転送"};
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char body[512] = "";
		struct message m;

		for (int i = 0; i < round % 40; i++) {
			seed = seed * 1664525u + 1013904223u;
			if (strlen(body) < 450)
				strncat(
				    body, pieces[(seed >> 16) % ARRAY_LEN(pieces)], 60);
		}
		message_init(&m);
		split_body(round % 2 ? "Fw: a" : NULL, body, &m);
		message_free(&m);
	}
}

/* What was picked from among another's words is marked as such. */
static void
test_guessed(void **state)
{
	static const struct {
		const char *body;
		bool guessed;
	} cases[] = {{"承諾します。\n\n> 日程は\n", false},
	    {"> 日程は\n火曜で。\n> 場所は\n", false},
	    {"> 楠様\n> → お引き受けします\n", true},
	    {"楠です。\n\n-----Original Message-----\nFrom: d@example.jp\n\n"
	     "ご返信ください。\n\n1回だけなら伺います。\n",
	        true},
	    {"務めます。\n\n> "
	     "いつもご協力をいただき、ありがとうございます。相談窓口の担当者で\nござい"
	     "ます。\n> 以上です。\n",
	        true}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;

		message_init(&m);
		split_body("Re: a", cases[i].body, &m);
		if (m.text_guessed != cases[i].guessed)
			fail_msg("case %zu", i);
		message_free(&m);
	}
}

/* A line that may be an answer is not swallowed as the rest of the one above. */
static void
test_answer_below_a_broken_line(void **state)
{
	static const char *const bodies[] = {
	    "お引き受けします。\n\n> "
	    "いつもご協力をいただき、ありがとうございます。期限までにお返事がな\n"
	    "ただし土曜に限ります\n> い場合は次の方へ\n",
	    "> ----------------------------------------------------------------\n"
	    "※土曜に限ります\n"};
	static const char *const words[] = {"ただし土曜に限ります", "※土曜に限ります"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct message m;

		message_init(&m);
		split_body("Re: a", bodies[i], &m);
		assert_non_null(m.text);
		assert_non_null(strstr(m.text, words[i]));
		message_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_guessed),
	    cmocka_unit_test(test_answer_below_a_broken_line),
	    cmocka_unit_test(quotations),
	    cmocka_unit_test(signature_lines),
	    cmocka_unit_test(forwards),
	    cmocka_unit_test(odd_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
