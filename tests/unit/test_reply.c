/*
 * Replies in context by rule alone: no model is asked, so these hold whatever it learns.
 * Above all, no refusal may ever be read as an acceptance.
 */
#include "clock.h"
#include "kind.h"
#include "reply.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct message m;
	struct analysis a;
	struct read_context context;
	struct date_findings dates;
	struct reply reply;
	struct strlist why;
};

static void
begin(struct fixture *f, enum context context, const char *text)
{
	*f = (struct fixture){.context = {.context = context}};
	f->m.chat = true;
	f->m.text = xstrdup(text);
	assert_true(civil_parse_iso("2026-12-10T10:00+09:00", &f->context.sent));
}

static void
read_it(struct fixture *f)
{
	analysis_make(&f->a, &f->m);
	kind_find_hints(&f->a);
	reply_read(&(struct reply_input){&f->a, &f->context, NULL, NULL, &f->dates,
	               f->context.sent, KIND_OTHER, 0, NULL, {.kind = REPLY_NONE}},
	    &f->reply, &f->why);
}

static void
end(struct fixture *f)
{
	struct reading r;

	reading_init(&r);
	r.reply = f->reply;
	r.why = f->why;
	reading_free(&r);
	analysis_free(&f->a);
	strlist_free(&f->dates.wanted);
	strlist_free(&f->dates.unavailable);
	strlist_free(&f->dates.conflicts);
	read_context_free(&f->context);
	free(f->m.text);
	free(f->m.quoted);
}

static const struct stance_case {
	const char *text;
	enum reply_kind kind;
} stances[] = {
    {"お引き受けいたします。", REPLY_EXPERT_ACCEPT},
    {"承諾", REPLY_EXPERT_ACCEPT},
    {"ﾘｮｳｶｲｼﾏｼﾀ｡ｵﾋｷｳｹｼﾏｽ｡", REPLY_EXPERT_ACCEPT},
    {"○", REPLY_EXPERT_ACCEPT},
    {"辞退する理由が見当たりません。ぜひ担当させてください。", REPLY_EXPERT_ACCEPT},
    {"お引き受けしない理由がありませんよ", REPLY_EXPERT_ACCEPT},
    {"Happy to take this one.", REPLY_EXPERT_ACCEPT},
    {"辞退します。", REPLY_EXPERT_DECLINE},
    {"お引き受けできません。", REPLY_EXPERT_DECLINE},
    {"本件は承諾いたしかねます。", REPLY_EXPERT_DECLINE},
    {"承諾を撤回させてください。", REPLY_EXPERT_DECLINE},
    {"お受けしたいのは山々ですが、年度末まで空きがございません。", REPLY_EXPERT_DECLINE},
    {"今回は見\n送らせてください。", REPLY_EXPERT_DECLINE},
    {"×", REPLY_EXPERT_DECLINE},
    {"I'm afraid I can't take this on right now.", REPLY_EXPERT_DECLINE},
    {"オンラインのみでよければ承諾します。", REPLY_EXPERT_CONDITIONAL},
    {"担当可能です。ただし交通費は別途お願いします。", REPLY_EXPERT_CONDITIONAL},
    {"条件付きで承諾いたします。", REPLY_EXPERT_CONDITIONAL},
    {"宿泊費を持っていただけるなら行きます。無理なら辞退ということで。",
        REPLY_EXPERT_CONDITIONAL},
};

static void
test_stance(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stances); i++) {
		struct fixture f;

		begin(&f, CONTEXT_OFFER_SENT, stances[i].text);
		read_it(&f);
		if (f.reply.kind != stances[i].kind)
			fail_msg("%s: read as %s", stances[i].text,
			    reply_kind_name(f.reply.kind));
		end(&f);
	}
}

/* Whatever else they are taken for, these are never acceptances. */
static void
test_never_accepted(void **state)
{
	static const char *const texts[] = {
	    "喜んで、と言いたいところですが、来月から入院の予定があります。",
	    "承諾する方向で動かしてみたのですが、条件が満たせませんでした。今回は降ります"
	    "。",
	    "日程も金額も問題ございません。ただ、責任を持ったご支援ができかねます。",
	    "OKしたいところなのですが、対面の支援ができません。",
	    "対応できません。ほかの案件でしたら喜んでお受けします。",
	    "お受けすることはできません",
	    "承諾とお返事しましたが、撤回させていただきます。",
	    "承諾\nいたしかねます",
	    "承 諾 し か ね ま す",
	    "よろしくお願いします。",
	    "",
	    "\xff\xfe承",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct fixture f;

		begin(&f, CONTEXT_OFFER_SENT, texts[i]);
		read_it(&f);
		if (f.reply.kind == REPLY_EXPERT_ACCEPT)
			fail_msg("%s: read as an acceptance", texts[i]);
		end(&f);
	}
}

/* The desk's words, quoted below the answer, say nothing. */
static void
test_quoted_words(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, CONTEXT_OFFER_SENT, "辞退します。");
	f.m.quoted = xstrdup("> 承諾または辞退とご返信ください。お引き受けします");
	read_it(&f);
	assert_int_equal(f.reply.kind, REPLY_EXPERT_DECLINE);
	assert_false(f.reply.ambiguous);
	end(&f);
}

static void
propose(struct fixture *f)
{
	strlist_add(&f->context.proposed, "2026-12-15T13:30+09:00");
	strlist_add(&f->context.proposed, "2026-12-16T10:00+09:00");
	strlist_add(&f->context.proposed, "2026-12-17T13:30+09:00");
}

/* Fields of the quoted offer that the writer filled, and those that he left alone. */
static void
test_filled_form(void **state)
{
	static const struct {
		const char *text, *quoted;
		enum reply_kind kind;
	} cases[] = {
	    {"山田", "> [ ] 承諾する\n> [○] 辞退する\n> [ ] 条件付きで承諾する",
	        REPLY_EXPERT_DECLINE},
	    {"山田", "> ■承諾 \n> □辞退\n> □条件付き承諾", REPLY_EXPERT_ACCEPT},
	    {"山田", "> 回答： 辞退", REPLY_EXPERT_DECLINE},
	    {"山田", "> 回答（承諾・条件付き承諾・辞退）：３つ目", REPLY_EXPERT_DECLINE},
	    {"山田", "> 回答（承諾・条件付き承諾・辞退）：2番", REPLY_EXPERT_CONDITIONAL},
	    {"3\n\n山田", "> 1　承諾\n> 2　条件付き承諾\n> 3　辞退",
	        REPLY_EXPERT_DECLINE},
	    {"２", "> 1　承諾\n> 2　辞退", REPLY_EXPERT_DECLINE},
	    {"山田",
	        "> [ ] 承諾する\n> [ ] 辞退する\n> [レ] 条件付きで承諾する（条件：平日）",
	        REPLY_EXPERT_CONDITIONAL},
	    {"山田", ">　承諾する\n>　辞退する\n>○　条件付きで承諾する（条件：平日）",
	        REPLY_EXPERT_CONDITIONAL},
	    {"山田", "> 回答：（承諾）／ 辞退 ／ 条件付き", REPLY_EXPERT_ACCEPT},
	    {"山田", "> 回答：承諾 ／ ○辞退 ／ 条件付き", REPLY_EXPERT_DECLINE},
	    {"承諾／辞退　→　辞退\n山田", "> 回答をお待ちします", REPLY_EXPERT_DECLINE},
	    {"真ん中でお願いします。山田", "> 回答： 承諾 ／ 辞退 ／ 条件付き",
	        REPLY_EXPERT_DECLINE},
	    {"一番下です。山田", "> □承諾\n> □条件付き承諾\n> □辞退",
	        REPLY_EXPERT_DECLINE},
	    {"山田", "> [ ] 承諾する\n> [ ] 辞退する ← こちらでお願いします",
	        REPLY_EXPERT_DECLINE},
	    {"（　）承諾　（○）辞退\n山田", "> ご返信ください", REPLY_EXPERT_DECLINE},
	    {"後者でお願いします。\n山田", "> 「承諾」または「辞退」とご返信ください",
	        REPLY_EXPERT_DECLINE},
	    {"二つ目でお願いします。", "> ・辞退します\n> ・承諾します",
	        REPLY_EXPERT_ACCEPT},
	    {"安田です。③でお願いします。",
	        "> ① 辞退します\n> ② 条件があります\n> ③ 承諾します",
	        REPLY_EXPERT_ACCEPT},
	    {"B\n\n山田", "> Ａ　承諾\n> Ｂ　辞退\n> Ｃ　条件付き", REPLY_EXPERT_DECLINE},
	    {"山田", "> 【可否】　可（条件あり）\n> 【条件】オンラインのみ",
	        REPLY_EXPERT_CONDITIONAL},
	    {"山田", "> 【可否】　否\n> 【条件】", REPLY_EXPERT_DECLINE},
	    {"ご返信が遅くなりました。山田です。",
	        "> 辞退する　[はい]\n> 承諾する　[いいえ]", REPLY_EXPERT_DECLINE},
	    {"山田", "> ○ お引き受けします（社長が同席する場合のみ）\n> □ 見送ります",
	        REPLY_EXPERT_CONDITIONAL},
	    {"山田", "> （○）承諾　（　）辞退\n> 条件・理由：特になし",
	        REPLY_EXPERT_ACCEPT},
	    /* What was said since counts. */
	    {"先日の○は取り消します。辞退いたします。", "> [○] 承諾する\n> [ ] 辞退する",
	        REPLY_EXPERT_DECLINE},
	    /* Nothing was filled. */
	    {"辞退します。", "> [ ] 承諾する\n> [ ] 辞退する", REPLY_EXPERT_DECLINE},
	    {"辞退します。", "> 回答： 承諾 ／ 辞退", REPLY_EXPERT_DECLINE},
	    {"辞退します。", "> 回答期限：12月14日 承諾", REPLY_EXPERT_DECLINE},
	    {"承諾します。", "> ご回答のない場合：辞退とみなします", REPLY_EXPERT_ACCEPT},
	    {"承諾します。", "> 回答例：辞退\n> 回答：", REPLY_EXPERT_ACCEPT},
	    {"承諾します。", "> 「承諾」または「辞退」", REPLY_EXPERT_ACCEPT},
	    {"辞退します。", "> ○承諾\n> ○辞退", REPLY_EXPERT_DECLINE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		begin(&f, CONTEXT_OFFER_SENT, cases[i].text);
		f.m.quoted = xstrdup(cases[i].quoted);
		read_it(&f);
		if (f.reply.kind != cases[i].kind)
			fail_msg("%s / %s: read as %s", cases[i].text, cases[i].quoted,
			    reply_kind_name(f.reply.kind));
		end(&f);
	}
}

/* A form that says yes over words that say no: a person looks at it. */
static void
test_form_against_words(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, CONTEXT_OFFER_SENT, "今回はお引き受けできません。");
	f.m.quoted = xstrdup("> 回答： 承諾");
	read_it(&f);
	assert_true(f.reply.kind != REPLY_EXPERT_ACCEPT || f.reply.ambiguous);
	end(&f);
	/* The first of what, nobody has seen. */
	begin(&f, CONTEXT_OFFER_SENT, "前者でお願いします。");
	read_it(&f);
	assert_int_equal(f.reply.kind, REPLY_EXPERT_ACCEPT);
	assert_true(f.reply.ambiguous);
	end(&f);
}

/* What answers nothing yet, or was answered before. */
static void
test_beside_the_answer(void **state)
{
	static const struct {
		enum context context;
		const char *text;
		enum reply_kind kind;
	} cases[] = {
	    {CONTEXT_OFFER_SENT, "了解しました。まずは受領のご連絡まで。",
	        REPLY_THANKS_ONLY},
	    {CONTEXT_OFFER_SENT, "お受けするかどうか決めるのは来週になります。",
	        REPLY_OTHER},
	    {CONTEXT_OFFER_SENT, "私は動けませんが、同僚の森に聞いてください。",
	        REPLY_DELEGATE},
	    {CONTEXT_OFFER_SENT, "承諾のお返事に住所を書き忘れました。", REPLY_FOLLOWUP},
	    {CONTEXT_CONFIRM_MENU, "もう結構です。", REPLY_WITHDRAW},
	    {CONTEXT_CONFIRM_MENU, "先日お選びした「ウ」の補足です。", REPLY_FOLLOWUP},
	    {CONTEXT_VISIT_FIXED, "開始を1時間遅らせていただけませんか。",
	        REPLY_SCHEDULE_COUNTER},
	    {CONTEXT_REPORT_DUE, "訪問は実施しておりません。", REPLY_FOLLOWUP},
	    {CONTEXT_INTRO_SENT, "社名に誤りがあります。", REPLY_FOLLOWUP},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		begin(&f, cases[i].context, cases[i].text);
		read_it(&f);
		if (f.reply.kind != cases[i].kind)
			fail_msg("%s: read as %s", cases[i].text,
			    reply_kind_name(f.reply.kind));
		end(&f);
	}
}

static void
test_marked_slots(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, CONTEXT_VISIT_PROPOSED, "");
	propose(&f);
	f.m.quoted = xstrdup("> × (1) 12月15日\n> ○ (2) 12月16日\n> (3) 12月17日 ←◎");
	read_it(&f);
	assert_int_equal(f.reply.kind, REPLY_SCHEDULE_ACCEPT);
	assert_int_equal(f.reply.choice.n, 2);
	assert_string_equal(f.reply.choice.v[0], "2");
	assert_string_equal(f.reply.choice.v[1], "3");
	end(&f);
}

/* Each line of a chat may have been a message of its own. */
static void
test_menu_in_pieces(void **state)
{
	static const struct {
		const char *text, *choices;
	} cases[] = {
	    {"ウ\nでお願いします", "c"},
	    {"すみません\n2番\nで", "b"},
	    {"ウ\nやっぱりア", "a"},
	    {"ア\nイ\n間違えました、ウです", "c"},
	    {"ア\nウ", "ac"},
	    {"アとウ\nどちらでも", "ac"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;
		char got[8] = "";

		begin(&f, CONTEXT_CONFIRM_MENU, cases[i].text);
		f.m.chat = true;
		read_it(&f);
		for (size_t k = 0; k < f.reply.choice.n && k < 5; k++)
			got[k] = f.reply.choice.v[k][0];
		if (!str_eq(got, cases[i].choices) ||
		    f.reply.ambiguous != (strlen(cases[i].choices) != 1))
			fail_msg("%s: %s", cases[i].text, got);
		end(&f);
	}
}

static void
test_menu(void **state)
{
	static const struct {
		const char *text, *choice;
	} cases[] = {
	    {"イでお願いします。", "b"},
	    {"（ウ）です", "c"},
	    {"ｱ", "a"},
	    {"㋔でお願いいたします", "e"},
	    {"Ｄ　でお願いします", "d"},
	    {"bです", "b"},
	    {"い", "b"},
	    {"ァ でおねがいします", "a"},
	    {"③かな？", "c"},
	    {"2番目　従業員は8人です。", "b"},
	    {"上から4つ目（エ）に該当します。", "d"},
	    {"■ご相談の種類 → ｱ\n■従業員数 → 47名", "a"},
	    {"エではなくアです。", "a"},
	    {"ア、と言いたいところですが、ウにします。", "c"},
	    {"ウです。エではありません。", "c"},
	    {"アとイの違いが分かりませんが、イの方だと思います。", "b"},
	    {"いちばん下です", "e"},
	    {"ア以外で、イをお願いします。", "b"},
	    {"イだけは勘弁してください。ウです。", "c"},
	    {"３番", "c"},
	    {"五番。", "e"},
	    {"2番をお願いします", "b"},
	    {"ウ。やっぱりイで", "b"},
	    {"訂正します、エです。", "d"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		begin(&f, CONTEXT_CONFIRM_MENU, cases[i].text);
		read_it(&f);
		if (f.reply.kind != REPLY_MENU_CHOICE || f.reply.choice.n != 1 ||
		    !str_eq(f.reply.choice.v[0], cases[i].choice))
			fail_msg("%s: %s, %zu choices", cases[i].text,
			    reply_kind_name(f.reply.kind), f.reply.choice.n);
		end(&f);
	}
}

/* date: as found in the text; NULL none. */
static void
answer_slots(struct fixture *f, const char *text, const char *date)
{
	begin(f, CONTEXT_VISIT_PROPOSED, text);
	propose(f);
	if (date)
		strlist_add(&f->dates.wanted, date);
	read_it(f);
}

static void
test_slots(void **state)
{
	static const struct {
		const char *text, *date; /* date: as found in the text */
		enum reply_kind kind;
		const char *choice;
		bool ambiguous;
	} cases[] = {
	    {"第2希望でお願いいたします。", NULL, REPLY_SCHEDULE_ACCEPT, "2", false},
	    {"真ん中の日でお願いします。", NULL, REPLY_SCHEDULE_ACCEPT, "2", false},
	    {"1番で", NULL, REPLY_SCHEDULE_ACCEPT, "1", false},
	    {"木曜の方でお願いします", NULL, REPLY_SCHEDULE_ACCEPT, "3", false},
	    {"16日でお願いします", "2026-12-16", REPLY_SCHEDULE_ACCEPT, "2", false},
	    {"第1希望の17日でお願いします。", "2026-12-17", REPLY_SCHEDULE_ACCEPT, NULL,
	        true},
	    {"問題ございません。", NULL, REPLY_SCHEDULE_ACCEPT, NULL, true},
	    {"16日って水曜ですよね?", NULL, REPLY_SCHEDULE_QUESTION, NULL, true},
	    {"21日はいかがですか", "2026-12-21", REPLY_SCHEDULE_COUNTER, NULL, false},
	    {"候補の3日はどれも埋まっております。", NULL, REPLY_SCHEDULE_COUNTER, NULL,
	        false},
	    {"誰が出席すればよいでしょうか。", NULL, REPLY_SCHEDULE_QUESTION, NULL,
	        false},
	    {"申し込みは取り下げます。", NULL, REPLY_WITHDRAW, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		answer_slots(&f, cases[i].text, cases[i].date);
		if (f.reply.kind != cases[i].kind ||
		    f.reply.ambiguous != cases[i].ambiguous ||
		    f.reply.choice.n != (cases[i].choice != NULL))
			fail_msg("%s: %s, %zu choices, ambiguous %d", cases[i].text,
			    reply_kind_name(f.reply.kind), f.reply.choice.n,
			    f.reply.ambiguous);
		if (cases[i].choice)
			assert_string_equal(f.reply.choice.v[0], cases[i].choice);
		end(&f);
	}
}

/* A day that two sides plan by is agreed to without reserve, or a person looks. */
static void
test_agreed_with_reserve(void **state)
{
	static const struct {
		const char *text, *date;
	} cases[] = {
	    {"その日で大丈夫ではありません。", NULL},
	    {"16日10時で問題ないか社内で確認します。", "2026-12-16"},
	    {"承知しました。ただ、16日は都合が悪いです。", "2026-12-16"},
	    {"第2希望でお願いします。仮押さえということで。", NULL},
	    {"1番で。でも駄目かもしれません", NULL},
	    {"第1希望、第2希望、第3希望の日はお得意様回りにあてております", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		answer_slots(&f, cases[i].text, cases[i].date);
		if (f.reply.kind == REPLY_SCHEDULE_ACCEPT && !f.reply.ambiguous)
			fail_msg("%s: agreed", cases[i].text);
		end(&f);
	}
}

static void
test_report(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, CONTEXT_REPORT_DUE,
	    "第2回のご報告です。\n実施日：12月8日（火）、訪問\n宿題：台帳の記入\n"
	    "目標：一部達成");
	read_it(&f);
	assert_int_equal(f.reply.kind, REPLY_VISIT_REPORT);
	assert_int_equal(f.reply.report.visit_no, 2);
	assert_string_equal(f.reply.report.done_on, "2026-12-08");
	assert_string_equal(f.reply.report.next_homework, "台帳の記入");
	assert_string_equal(f.reply.report.goal_reached, "partly");
	end(&f);
}

static void
test_survey(void **state)
{
	static const struct {
		const char *text, *goal;
	} cases[] = {
	    {"はい　５　はい　なし", "yes"},
	    {"回答1：いいえ\n回答2：2", "no"},
	    {"一部\n４\n予算次第です", "partly"},
	    {"できた！　5！", "yes"},
	    {"目的については道半ばです。評価は4", "partly"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fixture f;

		begin(&f, CONTEXT_SURVEY_SENT, cases[i].text);
		read_it(&f);
		assert_int_equal(f.reply.kind, REPLY_SURVEY_ANSWER);
		assert_string_equal(f.reply.report.goal_reached, cases[i].goal);
		end(&f);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stance),
	    cmocka_unit_test(test_never_accepted),
	    cmocka_unit_test(test_quoted_words),
	    cmocka_unit_test(test_filled_form),
	    cmocka_unit_test(test_form_against_words),
	    cmocka_unit_test(test_beside_the_answer),
	    cmocka_unit_test(test_marked_slots),
	    cmocka_unit_test(test_menu),
	    cmocka_unit_test(test_menu_in_pieces),
	    cmocka_unit_test(test_slots),
	    cmocka_unit_test(test_agreed_with_reserve),
	    cmocka_unit_test(test_report),
	    cmocka_unit_test(test_survey),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
