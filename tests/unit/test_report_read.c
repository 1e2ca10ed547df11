/* Reports of visits as experts write them: the form filled in, free words, and what
 * contradicts itself or the visit. */
#include "clock.h"
#include "filled_form.h"
#include "report_day.h"
#include "report_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Visit 2 of 3 was planned for Wednesday, 10 June 2026; the mail is of the 12th. */
static struct report_said
said(const char *text, const char *quoted, const struct reply *r, int visits, int no)
{
	struct message m;
	struct report_said s;
	struct reply none = {0};
	struct report_asked asked = {.visits = visits,
	    .no = no,
	    .planned = no ? civil_day(2026, 6, 10) : 0,
	    .written = civil_day(2026, 6, 12)};

	message_init(&m);
	m.text = xstrdup(text);
	m.quoted = xstrdup_null(quoted);
	report_read(&s, &m, r ? r : &none, &asked);
	message_free(&m);
	return s;
}

static void
is_day(const struct report_said *s, int month, int day)
{
	assert_int_equal(s->done_day, civil_day(2026, month, day));
}

static void
form_in_his_own_text(void **state)
{
	struct report_said s = said("第2回の報告です。\n"
	                            "・実施日：2026年6月10日（水）13:30～16:30\n"
	                            "・実施した内容：規程の案を確認\n"
	                            "　周知の方法を相談\n"
	                            "・次回までの宿題：\n"
	                            "・リスクの整理\n"
	                            "・周知計画の作成\n"
	                            "・次回の日時：6月24日（水）13:30\n"
	                            "・目標の達成（一つ残してください）：一部達成\n"
	                            "・その他：特になし\n"
	                            "\n"
	                            "よろしくお願いいたします。",
	    NULL, NULL, 3, 2);

	(void)state;
	is_day(&s, 6, 10);
	assert_int_equal(s.number, 2);
	assert_string_equal(s.done, "規程の案を確認\n周知の方法を相談");
	assert_string_equal(s.homework, "・リスクの整理\n・周知計画の作成");
	assert_string_equal(s.goal, "partly");
	assert_int_equal(s.next.n, 1);
	assert_string_equal(s.next.v[0], "2026-06-24T13:30+09:00");
	assert_int_equal(s.filled, 6);
	assert_false(s.impossible || s.future || s.other_day || s.other_visit ||
	             s.goal_unclear || s.next_unclear);
	report_said_free(&s);
}

/* Who numbers his lines, with the labels of the form or without. */
static void
numbered_lines(void **state)
{
	struct report_said s = said("1. 実施日：6月10日\n2. 実施内容：規程の案を確認\n"
	                            "3. 宿題：台帳を作る\n4. 目標の達成：達成\n",
	    NULL, NULL, 3, 2);

	(void)state;
	is_day(&s, 6, 10);
	assert_string_equal(s.homework, "台帳を作る");
	assert_string_equal(s.goal, "yes");
	assert_int_equal(s.filled, 4);
	report_said_free(&s);
	s = said("(1) 6月10日\n(2) 規程の案を確認\n(3) 台帳を作る\n(4) 6月24日 13:30\n"
	         "(5) 一部達成\n(6) 特になし\n",
	    "> ・実施日：\n> "
	    "・目標の達成（一つ残してください）：達成／一部達成／未達成\n",
	    NULL, 3, 2);
	is_day(&s, 6, 10);
	assert_string_equal(s.done, "規程の案を確認");
	assert_string_equal(s.homework, "台帳を作る");
	assert_string_equal(s.next.v[0], "2026-06-24T13:30+09:00");
	assert_string_equal(s.goal, "partly");
	report_said_free(&s);
	/* the last visit's form asks for no next date */
	s = said("①6月10日\n②規程を仕上げた\n③なし\n④達成\n", NULL, NULL, 2, 2);
	is_day(&s, 6, 10);
	assert_string_equal(s.homework, "");
	assert_string_equal(s.goal, "yes");
	report_said_free(&s);
}

/* Numbers of something else are not taken for the form's lines. */
static void
numbers_of_another_list(void **state)
{
	struct report r = {
	    .next_homework = (char *)(uintptr_t) "3次回までの宿題は台帳の作成です"};
	struct reply reply = {.report = r};
	struct report_said s =
	    said("6月10日に伺いました。\n1. 規程の確認\n2. 台帳の確認\n"
	         "3. 周知の方法\n4. 教育\n5. 点検\n",
	        NULL, &reply, 3, 2);

	(void)state;
	assert_null(s.done);
	assert_null(s.goal);
	assert_int_equal(s.filled, 0);
	assert_string_equal(s.homework, "台帳の作成です");
	report_said_free(&s);
	s = said("1. 6月10日\n2. 確認\n1. 台帳\n2. なし\n3. なし\n4. なし\n5. 達成\n",
	    NULL, NULL, 3, 2);
	assert_int_equal(s.filled, 0);
	report_said_free(&s);
}

static void
form_in_the_quotation(void **state)
{
	struct report_said s = said("記入しました。",
	    "2026年6月11日(木) 9:00 相談窓口:\n"
	    "> 日時: 2026年6月11日\n"
	    "> ・実施日：6/10\n"
	    "> ・実施した内容：規程の案を確認\n"
	    "> ・次回までの宿題：なし\n"
	    "> ・次回の日時：\n"
	    "> ・目標の達成（一つ残してください）：達成／一部達成／未達成\n"
	    "> ・その他：\n"
	    ">\n"
	    "> 予定している宿題は次のとおりです。\n",
	    NULL, 3, 2);

	(void)state;
	is_day(&s, 6, 10);
	assert_string_equal(s.done, "規程の案を確認");
	assert_string_equal(s.homework, "");
	assert_null(s.goal);
	assert_false(s.goal_unclear);
	assert_null(s.remarks);
	assert_int_equal(s.next.n, 0);
	report_said_free(&s);
}

static void
english_form(void **state)
{
	struct report_said s = said("- Held on: Wednesday, 10 June 2026\n"
	                            "- What was done: reviewed the drafts\n"
	                            "- Homework until the next visit: plan the roll-out\n"
	                            "- Goal reached (leave one): partly\n",
	    NULL, NULL, 3, 2);

	(void)state;
	is_day(&s, 6, 10);
	assert_string_equal(s.homework, "plan the roll-out");
	assert_string_equal(s.goal, "partly");
	report_said_free(&s);
}

/* What a field of the goal may hold; "?" unclear, "" nothing. */
static void
goals(void **state)
{
	static const struct {
		const char *value, *goal;
	} t[] = {{"達成", "yes"}, {"達成しました", "yes"}, {"はい", "yes"},
	    {"一部達成", "partly"}, {"概ね達成できました", "partly"}, {"一部", "partly"},
	    {"一部のみ達成", "partly"}, {"未達成", "no"}, {"達成できませんでした", "no"},
	    {"yes", "yes"}, {"no", "no"}, {"達成／一部達成／未達成", ""},
	    {"○達成／一部達成／未達成", "yes"}, {"達成／◯一部達成／未達成", "partly"},
	    {"□達成　□一部達成　☑未達成", "no"}, {"達成／一部達成", "?"},
	    {"達成と未達成の両方", "?"}, {"達成（一部に課題あり）", "?"},
	    {"yes / partly / no", ""}, {"初回のため未評価", ""}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		char *text = xasprintf("実施日：6月10日\n目標の達成：%s\n", t[i].value);
		struct report_said s = said(text, NULL, NULL, 3, 2);

		if (s.goal_unclear != (t[i].goal[0] == '?') ||
		    !str_eq(s.goal           ? s.goal
		            : s.goal_unclear ? "?"
		                             : "",
		        t[i].goal))
			fail_msg("%s: %s", t[i].value,
			    s.goal           ? s.goal
			    : s.goal_unclear ? "unclear"
			                     : "none");
		report_said_free(&s);
		free(text);
	}
}

enum { IMPOSSIBLE = 1, FUTURE = 2, OTHER_DAY = 4, OTHER_VISIT = 8, NEXT = 16, GOAL = 32 };

static unsigned
unclear(const struct report_said *s)
{
	return (s->impossible ? IMPOSSIBLE : 0u) | (s->future ? FUTURE : 0u) |
	       (s->other_day ? OTHER_DAY : 0u) | (s->other_visit ? OTHER_VISIT : 0u) |
	       (s->next_unclear ? NEXT : 0u) | (s->goal_unclear ? GOAL : 0u);
}

static void
contradictions(void **state)
{
	static const struct {
		const char *text;
		unsigned unclear;
	} t[] = {
	    {"第2回を実施しました。", 0},
	    {"6月10日に第2回を実施しました。次回は6月24日です。", 0},
	    {"実施日：6月31日", IMPOSSIBLE},
	    {"実施日：6月10日（金）", IMPOSSIBLE},
	    {"実施日：6月20日", FUTURE},
	    {"実施日：6月9日", OTHER_DAY},
	    {"先方のご都合で変更し、次のとおり行いました。\n実施日：6月9日", 0},
	    {"訂正です。\n実施日：6月11日", 0},
	    {"第3回の訪問を終えましたのでご報告します。", OTHER_VISIT},
	    {"第1回の宿題を確認し、第2回の訪問を無事終えました。", 0},
	    {"第2回は無事終わりました。第3回の内容も決めました。", 0},
	    {"三回目の訪問が終わりました", OTHER_VISIT},
	    {"最終回の報告です", OTHER_VISIT},
	    {"実施日：6月10日\n次回の日時：6月31日", NEXT},
	    {"実施日：6月10日\n次回の日時：6月24日（金）", NEXT},
	    {"実施日：6月10日\n次回の日時：調整中", 0},
	    {"訪問しました。目標は達成しましたが、目標は未達成です。", GOAL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct report_said s = said(t[i].text, NULL, NULL, 3, 2);

		if (unclear(&s) != t[i].unclear)
			fail_msg("%s: %u", t[i].text, unclear(&s));
		report_said_free(&s);
	}
}

/* Nothing is made of three visits. */
static void
any_number_of_visits(void **state)
{
	static const struct {
		const char *text;
		int visits, number;
	} t[] = {{"最終回の報告です", 4, 4}, {"最終回の報告です", 2, 2},
	    {"第4回の訪問を終えました", 4, 4}, {"第12回の訪問を終えました", 12, 12},
	    {"初回の訪問を終えました", 5, 1}, {"四回目の訪問が完了しました", 4, 4},
	    {"次回は第2回の予定です", 3, 0}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct report_said s = said(t[i].text, NULL, NULL, t[i].visits, 0);

		if (s.number != t[i].number)
			fail_msg("%s: %d", t[i].text, s.number);
		report_said_free(&s);
	}
}

/* Free words leave what was read of them. */
static void
free_words(void **state)
{
	struct reply r = {.report = {.visit_no = 2, .goal_reached = xstrdup("partly")}};
	struct report_said s;

	(void)state;
	r.report.done_on = xstrdup("2026-06-05");
	r.report.next_homework = xstrdup("案内を出す");
	/* The planned day stands in it: another day of the text is not that of the visit.
	 */
	s = said("6月5日に資料をいただき、6月10日に伺いました。", NULL, &r, 3, 2);
	is_day(&s, 6, 10);
	assert_false(s.other_day);
	assert_string_equal(s.homework, "案内を出す");
	assert_string_equal(s.goal, "partly");
	report_said_free(&s);
	s = said("6月5日に伺いました。", NULL, &r, 3, 2);
	is_day(&s, 6, 5);
	assert_true(s.other_day);
	report_said_free(&s);
	free(r.report.done_on);
	free(r.report.next_homework);
	free(r.report.goal_reached);
}

static void
days_gone_by(void **state)
{
	static const struct {
		const char *text;
		int year, month, day;
		bool conflict;
	} t[] = {{"6月10日（水）13:30-16:30", 2026, 6, 10, false},
	    {"6/12（金）", 2026, 6, 12, false}, {"12/20", 2025, 12, 20, false},
	    {"10 June 2026", 2026, 6, 10, false}, {"令和8年6月10日", 2026, 6, 10, false},
	    {"10日に実施", 2026, 6, 10, false}, {"13日", 2026, 5, 13, false},
	    {"2026.6.10", 2026, 6, 10, false}, {"６月１０日", 2026, 6, 10, false},
	    {"6月10日（木）", 2026, 6, 10, true}, {"7月1日", 2026, 7, 1, false}};
	struct report_day out[REPORT_DAYS_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		size_t n = report_days(t[i].text, civil_day(2026, 6, 12), out);

		if (n != 1 || out[0].day != civil_day(t[i].year, t[i].month, t[i].day) ||
		    out[0].conflict != t[i].conflict)
			fail_msg("%s", t[i].text);
	}
	assert_int_equal(report_days("2026年6月31日", civil_day(2026, 6, 12), out), 1);
	assert_true(out[0].conflict);
	assert_int_equal(report_days("規程を確認しました", 20000, out), 0);
}

/* However long and odd the text, it ends. */
static void
hostile(void **state)
{
	static const char *const parts[] = {"実施日：", "6月31日", "第2回の報告 ", "\n",
	    "目標の達成（", "> ・実施日：\n", "○"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t n = strlen(parts[i]);
		char *text = xcalloc(200000 / n * n + 1, 1);
		struct report_said s;

		for (size_t k = 0; k < 200000 / n; k++)
			memcpy(text + k * n, parts[i], n);
		s = said(text, text, NULL, 3, 2);
		report_said_free(&s);
		free(text);
	}
}

/* What is said in free words above the form that was left as it came. */
static void
words_above_an_empty_form(void **state)
{
	struct reply r = {.report = {.goal_reached = (char[]){"partly"},
	                      .next_homework = (char[]){"宿題は資産の洗い出し"}}};
	static const char form[] =
	    "> ・実施日：\n> ・次回までの宿題：\n"
	    "> ・目標の達成（一つ残してください）：達成／一部達成／未達成\n";
	struct report_said s =
	    said("6月10日に実施しました。目標はおおむね達成です。", form, &r, 3, 2);

	(void)state;
	assert_string_equal(s.goal, "partly");
	assert_string_equal(s.homework, "資産の洗い出し");
	report_said_free(&s);
	r.report.next_homework = (char[]){"・次回の日時:"};
	s = said("・実施日：6/10\n・次回までの宿題：\n・次回の日時：\n", NULL, &r, 3, 2);
	assert_null(s.homework);
	report_said_free(&s);
	s = said("6月10日に実施しました。宿題はなしです。", NULL, &r, 3, 2);
	assert_string_equal(s.homework, "");
	report_said_free(&s);
}

/* The day of which a sentence says that the visit was held then, whatever was planned. */
static void
day_in_a_sentence(void **state)
{
	struct reply r = {.report = {.done_on = (char[]){"2026-06-10"}}};
	struct report_said s = said("第2回は6月20日に実施しました。", NULL, &r, 3, 2);

	(void)state;
	is_day(&s, 6, 20);
	assert_true(s.future);
	report_said_free(&s);
	s = said(
	    "第2回は6月9日に実施しました。次回は6月24日の予定です。", NULL, &r, 3, 2);
	is_day(&s, 6, 9);
	assert_true(s.other_day);
	report_said_free(&s);
	s = said("第1回は5月20日に実施、第2回は6月10日に実施しました。", NULL, &r, 3, 2);
	is_day(&s, 6, 10);
	assert_int_equal(s.number, 2);
	report_said_free(&s);
	s = said("第1回を終了しました。第2回を終了しました。", NULL, &r, 3, 2);
	assert_int_equal(s.number, 2);
	assert_int_equal(s.also, 1);
	report_said_free(&s);
}

static void
asked_beside_it(void **state)
{
	static const char *const texts[] = {
	    "第1回を実施しました。ただ、このまま続けてよいか相談したいです。",
	    "達成。なお交通費はどのように請求すればよいですか。",
	    "実施しました。お電話をいただけますか。",
	    "Visit 1 was held. Could you call me?",
	};
	static const char *const plain[] = {
	    "第1回を実施しました。宿題は資産の洗い出しをお願いしました。",
	    "次回の日程は6月25日でいかがでしょうか。",
	    "問題点を洗い出し、対策が難しい点を整理しました。目標は未達成です。",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		char *asks = report_asks(texts[i]);

		assert_non_null(asks);
		free(asks);
	}
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		assert_null(report_asks(plain[i]));
	assert_null(report_asks(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(form_in_his_own_text),
	    cmocka_unit_test(numbered_lines),
	    cmocka_unit_test(numbers_of_another_list),
	    cmocka_unit_test(form_in_the_quotation),
	    cmocka_unit_test(english_form),
	    cmocka_unit_test(goals),
	    cmocka_unit_test(contradictions),
	    cmocka_unit_test(any_number_of_visits),
	    cmocka_unit_test(free_words),
	    cmocka_unit_test(days_gone_by),
	    cmocka_unit_test(hostile),
	    cmocka_unit_test(words_above_an_empty_form),
	    cmocka_unit_test(day_in_a_sentence),
	    cmocka_unit_test(asked_beside_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
