/*
 * What reading must never do, whatever the model has learnt: take a refusal for an
 * acceptance that is acted upon, drop a person's mail because it speaks of automatic
 * mail, or read beyond a text.
 */
#include "brain_fixture.h"

#include "jis_repair.h"
#include "reading.h"
#include "second.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void
read_text(struct reading *r, const char *subject, const char *text, const char *quoted,
    enum context context)
{
	struct read_context c = {.context = context, .sent = 1780000000};
	struct message m;

	message_init(&m);
	set_str(&m.from.addr, "yamada@tsubame.example.jp");
	set_str(&m.subject, subject);
	set_str(&m.text, text);
	set_str(&m.quoted, quoted);
	m.date = c.sent;
	decide(brain, &m, context == CONTEXT_NONE ? NULL : &c, r);
	message_free(&m);
}

static void
test_no_acceptance(void **state)
{
	static const struct {
		const char *text, *quoted;
	} rows[] = {{"はい。辞退", NULL}, {"ok。辞退", NULL}, {"はい。ムリデス", NULL},
	    {"はい。ジタイシマス", NULL}, {"○。無理", NULL}, {"可。不可", NULL},
	    {"可。否", NULL}, {"可。条件付", NULL}, {"はい。見送", NULL},
	    {"はい。保留", NULL}, {"はい。再考", NULL}, {"はい。ゴメンナサイ", NULL},
	    {"はい。田中辞退", NULL}, {"okiphoneはやめます", NULL},
	    {"はい。辞退します", NULL}, {"はい。今回は見送ります", NULL},
	    {"はい。お断りします", NULL}, {"OK。でも無理です", NULL},
	    {"はい。でも遠すぎます", NULL}, {"可。ただし9月以降", NULL},
	    {"はい。条件があります", NULL}, {"はい。検討します", NULL},
	    {"この件は弊社の鈴木が担当いたします。鈴木宛てにご連絡ください。", NULL},
	    {"承諾します。私の代わりに同僚の森が伺います。", NULL}, {"Yes。but no", NULL},
	    {"山田です。", "> 回答: 承諾できません"},
	    {"山田です。", "> 回答: 承諾しかねます"},
	    {"山田です。", "> 回答: 承諾は難しい"},
	    {"山田です。", "> 回答:お引き受けできません"},
	    {"山田です。", "> 回答: お引き受けする余裕がない"},
	    {"山田です。", "> ■ 承諾できない\n> □ 辞退"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reading r;

		read_text(&r, "Re: ご支援の打診", rows[i].text, rows[i].quoted,
		    CONTEXT_OFFER_SENT);
		if (r.reply.kind == REPLY_EXPERT_ACCEPT && r.decision == DECISION_AUTO)
			fail_msg("accepted: %s %s", rows[i].text,
			    rows[i].quoted ? rows[i].quoted : "");
		reading_free(&r);
	}
}

/* What is filled into the quoted form is an acceptance only where it says that and
 * nothing else, and nothing beside it takes it back. */
static void
test_form_is_no_acceptance(void **state)
{
	static const char one_line[] = "> 回答: 承諾 / 辞退 / 条件付き";
	static const char numbers[] = "> 1. 承諾する\n> 2. 辞退する";
	static const char marked[] = "> [○] 承諾する\n> [ ] 辞退する";
	static const char two[] = "> [ ] 承諾する\n> [ ] 辞退する";
	static const struct {
		const char *text, *quoted;
	} rows[] = {{"山田です。", "> 回答: 承諾は遠慮します"},
	    {"山田です。", "> 回答: 承諾は見合わせ"}, {"山田です。", "> 回答: 承諾 ×"},
	    {"山田です。", "> 回答: 承諾?"}, {"山田です。", "> 回答: 受けるのはNG"},
	    {"山田です。", "> 回答: 後日承諾の可否を返答します"},
	    {"山田です。", "> 回答: 承諾を断る"},
	    {"山田です。", "> 回答: 引き受ける件はパス"},
	    {"山田です。", "> 回答: 承諾/辞退/条件付き → 承諾は遠慮"},
	    {"山田です。", "> ■ 承諾は見合わせ\n> □ 辞退"},
	    {"山田です。", "> ■ 承諾 ×\n> □ 辞退"},
	    {"山田です。", "> 記入例 回答: 承諾\n> 回答: "},
	    {"その日は出張で伺えません。", "> ○ 承諾\n> □ 辞退"},
	    {"左端は選べません", one_line}, {"一番左ではなく真ん中で", one_line},
	    {"左端だけは勘弁してください", one_line}, {"1番ではありません", numbers},
	    {"1つ目は無理", numbers}, {"1番と2番で迷っています", numbers},
	    /* A field without a list may hold an earlier answer, or another's. */
	    {"山田です。", "> 回答: 承諾します"},
	    {"山田です。", "> 先日の質問への回答: 可"},
	    {"山田です。", "> ・オンライン可否: 可"},
	    {"山田です。", "> 前回のご回答: 承諾"},
	    {"山田です。", "> 【承諾】または辞退"}, {"山田です。", "> *承諾* または辞退"},
	    {"山田です。", "> 記入例\n> [○] 承諾する\n> [ ] 辞退する"},
	    /* Whose mark it is. */
	    {"山田です。", "> 承諾　○辞退"}, {"山田です。", "> 回答：可　○否"},
	    {"山田です。", "> 承諾する　○辞退する　条件付き承諾"},
	    {"山田です。", "> 承諾 ○ 辞退"}, {"山田です。", "> 辞退* / 承諾"},
	    /* What is said beside the mark, in the form or in words. */
	    {"山田です。", "> [○] 承諾する\n> [ ] 辞退する\n> 備考：土曜しか行けません"},
	    {"山田です。", "> [○] 承諾する\n> [ ] 辞退する\n> 理由：やはり辞退したく"},
	    {"山田です。", "> ご回答：承諾\n> ただし土曜のみ"},
	    {"体を壊しています。", marked}, {"もう一度考えさせてください。", marked},
	    {"嫌です。", marked}, {"来週、正式にお返事します。", marked},
	    {"下書きです。無視してください。", marked},
	    {"田中さんに頼んでください。", marked}, {"謝金はおいくらですか。", marked},
	    {"○がついているのは見本ですか", marked}, {"Let me think about it.", marked},
	    {"やっぱりやめます。", marked}, {"逆です。", marked},
	    {"ペンディングで。", marked},
	    /* Places that are none. */
	    {"上の方に相談してみます。", two}, {"左の肩を痛めております。", two},
	    {"最初の案件が長引いておりまして、時間が取れそうにありません。", two},
	    {"上の方のご都合しだいです。", two}, {"1番目の方にお願いしてください。", two},
	    /* Printed lines that look like comments, and rests of lines. */
	    {"ありがとうございます。", "> → お引き受けします"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reading r;

		read_text(&r, "Re: ご支援の打診", rows[i].text, rows[i].quoted,
		    CONTEXT_OFFER_SENT);
		if (r.reply.kind == REPLY_EXPERT_ACCEPT && r.decision == DECISION_AUTO)
			fail_msg("accepted: %s %s", rows[i].text, rows[i].quoted);
		reading_free(&r);
	}
}

/* Who only greets, or marks in a way that nobody knows, has neither accepted nor refused.
 */
static void
test_greeting_is_no_answer(void **state)
{
	static const char offer[] =
	    "> 9月15日までに「承諾」または「辞退」とご返信ください。";
	static const struct {
		const char *text, *quoted;
	} rows[] = {{"私の代わりに、同じ事務所の鈴木ではいかがでしょうか。", offer},
	    {"お世話になっております。山田です。", offer}, {"山田", offer},
	    {"よろしくお願いいたします。", offer}, {"以下、回答です。", offer},
	    {"記入しました。山田", "> (*) 承諾する\n> ( ) 辞退する"},
	    {"記入しました。", "> 【？】承諾する\n> 【 】辞退する"},
	    {"ご確認ください。", "> ご回答：\n> 承諾"}, {"", offer}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reading r;

		read_text(&r, "Re: ご支援の打診", rows[i].text, rows[i].quoted,
		    CONTEXT_OFFER_SENT);
		if (r.decision == DECISION_AUTO &&
		    (r.reply.kind == REPLY_EXPERT_ACCEPT ||
		        r.reply.kind == REPLY_EXPERT_DECLINE))
			fail_msg("acted upon: %s %s", rows[i].text, rows[i].quoted);
		reading_free(&r);
	}
}

/* The counterpart: plain words are still acted upon. */
static void
test_acceptance(void **state)
{
	static const struct {
		const char *text, *quoted;
	} rows[] = {{"承諾", NULL}, {"はい。佐伯", NULL},
	    {"承諾します。よろしくお願いします。", NULL},
	    {"左端でお願いします", "> 回答: 承諾 / 辞退 / 条件付き"},
	    {"1番でお願いします 山田", "> 1. 承諾する\n> 2. 辞退する"},
	    {"記入しました。", "> [○] 承諾する\n> [ ] 辞退する"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reading r;

		read_text(&r, "Re: ご支援の打診", rows[i].text, rows[i].quoted,
		    CONTEXT_OFFER_SENT);
		assert_int_equal(r.reply.kind, REPLY_EXPERT_ACCEPT);
		assert_int_equal(r.decision, DECISION_AUTO);
		reading_free(&r);
	}
}

static void
test_nobody_dropped(void **state)
{
	static const struct {
		const char *text;
		enum context context;
	} rows[] = {{"取引先に不審なメールが自動送信されています。PCが感染したようです。"
	             "至急助けてください。",
	                CONTEXT_NONE},
	    {"今朝から弊社のメールアカウントから迷惑メールが自動で送信されています。"
	     "どうすればよいでしょうか。",
	        CONTEXT_NONE},
	    {"自動返信です、と書かれたメールが大量に届き困っています。乗っ取られたのでし"
	     "ょうか。",
	        CONTEXT_NONE},
	    {"お引き受けします。先日は自動返信で失礼しました。", CONTEXT_OFFER_SENT},
	    {"6/"
	     "16の13:"
	     "30でお願いします。なお、フォームの自動返信メールの設定も相談したいです。",
	        CONTEXT_VISIT_PROPOSED},
	    {"cでお願いします。問い合わせへの自動返信の設定が心配です。",
	        CONTEXT_CONFIRM_MENU}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct reading r;

		read_text(&r, "お問い合わせ", rows[i].text, NULL, rows[i].context);
		if (r.decision == DECISION_IGNORE)
			fail_msg("ignored: %s", rows[i].text);
		reading_free(&r);
	}
}

/* Fields cut within a run without its escapes. */
static void
test_cut_runs(void **state)
{
	static const char *const rows[] = {
	    "$B;3ED(", "$B;3ED(B", "x $B;3ED(\n", "$B(", "$B((", "$B;", "$", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t n = strlen(rows[i]);
		char *exact = xcalloc(1, n + 1), *out;

		memcpy(exact, rows[i], n);
		out = jis_restore(exact, &n);
		assert_true(n <= strlen(rows[i]) + 6);
		free(out);
		free(exact);
	}
}

/* A form of the web that says so only in its text: nobody may answer the form, nor the
 * address that was filled in, before a person has looked. */
static void
test_form_is_told_apart(void **state)
{
	static const char fields[] =
	    "会社名: 株式会社つばめ精機\nお名前: 山田 太郎\n"
	    "メールアドレス: x@elsewhere.example.com\nお問い合わせ内容: "
	    "サーバーのファイルが暗号化され、身代金を要求する画面が出ています。"
	    "至急助けてください。";
	char *said = xasprintf("このメールは自動送信されています。\n\n%s", fields);
	struct reading r;
	struct message m;

	(void)state;
	message_init(&m);
	set_str(&m.from.addr, "wordpress@www.example.jp");
	read_text(&r, "【ウェブフォーム】お問い合わせ", said, NULL, CONTEXT_NONE);
	assert_true(r.relayed);
	assert_true(r.urgent);
	assert_int_equal(r.decision, DECISION_REVIEW);
	assert_false(second_wanted(&r, &m));
	reading_free(&r);
	read_text(&r, "お問い合わせ", "研修を相談したいです。", NULL, CONTEXT_NONE);
	assert_false(r.relayed);
	reading_free(&r);
	message_free(&m);
	free(said);
}

/* Processor time of reading a wish with this many blanks in it, the least of three. */
static clock_t
cost_of_blanks(int blanks)
{
	char *text = xasprintf("相談%*sしたい", blanks, "");
	clock_t least = 0;

	for (int i = 0; i < 3; i++) {
		struct reading r;
		clock_t began = clock(), took;

		read_text(&r, "相談", text, NULL, CONTEXT_NONE);
		took = clock() - began;
		if (i == 0 || took < least)
			least = took;
		reading_free(&r);
	}
	free(text);
	return least;
}

/* A quarter of a megabyte of blanks, as much as a mail may have, took a dozen seconds:
 * four times the blanks cost sixteen times the work. In proportion it is four. */
static void
test_blanks_cost_in_proportion(void **state)
{
	enum { BLANKS = 262000, PARTS = 4, MUCH = 10 };
	clock_t part, whole;

	(void)state;
	part = cost_of_blanks(BLANKS / PARTS);
	whole = cost_of_blanks(BLANKS);
	assert_true(whole < MUCH * part);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_no_acceptance),
	    cmocka_unit_test(test_form_is_no_acceptance),
	    cmocka_unit_test(test_greeting_is_no_answer),
	    cmocka_unit_test(test_acceptance),
	    cmocka_unit_test(test_nobody_dropped),
	    cmocka_unit_test(test_cut_runs),
	    cmocka_unit_test(test_form_is_told_apart),
	    cmocka_unit_test(test_blanks_cost_in_proportion),
	};

	return cmocka_run_group_tests(tests, brain_begin, brain_end);
}
