/*
 * The whole decision with the shipped model: automatic mail above all, then one clear
 * message of each sort, and input that nobody would write.
 */

#include "brain_fixture.h"

#include <string.h>

static void
make(struct message *m, const char *from, const char *subject, const char *text)
{
	message_init(m);
	set_str(&m->from.addr, from);
	set_str(&m->subject, subject);
	set_str(&m->text, text);
	m->date = 1796860800; /* December 2026 */
}

/* Whoever's account is abused, or who waits for a person, speaks of automatic mail. */
static void
test_who_tells_of_automatic_mail_is_no_program(void **state)
{
	static const char *const mails[][2] = {
	    {"Undelivered mail が大量に届きます",
	        "田中工業の山本です。昨日から配信不能の通知が大量に届きます。"
	        "アカウントが乗っ取られたようです。どうすればよいですか。"},
	    {"身に覚えのないメールが自動送信されています",
	        "田中工業の山本です。昨日から当社のアカウントから取引先へ大量の迷惑メール"
	        "が"
	        "自動送信されています。アカウントを乗っ取られたようです。至急助けてくださ"
	        "い。"},
	    {"Very disappointed",
	        "I wrote to you three times about our case. Each time I "
	        "get an automatic reply and nobody answers."}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
		struct message m;
		struct reading r;

		make(&m, "a@example.jp", mails[i][0], mails[i][1]);
		decide(brain, &m, NULL, &r);
		assert_int_not_equal(r.decision, DECISION_IGNORE);
		assert_int_equal(r.urgent, i < 2);
		reading_free(&r);
		message_free(&m);
	}
}

/* A form that says nowhere that it is one: its answers go to the address in it. */
static void
test_form_by_its_addresses(void **state)
{
	for (int elsewhere = 0; elsewhere < 2; elsewhere++) {
		struct message m;
		struct reading r;

		(void)state;
		make(&m, "info@form.example.jp", "お問い合わせ",
		    "お名前: 緑川\n会社名: 株式会社みどり製作所\n"
		    "メールアドレス: midori@example.org\n所在地: 大阪府東大阪市\n"
		    "お問い合わせ内容: 従業員向けの研修をお願いしたいです。\n");
		set_str(&m.reply_to.addr,
		    elsewhere ? "midori@example.org" : "info@form.example.jp");
		decide(brain, &m, NULL, &r);
		assert_int_equal(r.relayed, elsewhere);
		if (elsewhere) {
			assert_int_equal(r.decision, DECISION_REVIEW);
			assert_string_equal(
			    r.slots.requester_email, "midori@example.org");
		}
		reading_free(&r);
		message_free(&m);
	}
}

static void
test_automatic(void **state)
{
	enum field { NONE, AUTO, PATH, PRECEDENCE, LIST, SUPPRESS, REPORT, MARK };
	static const struct {
		enum field field;
		const char *value, *from, *subject;
		bool automatic;
	} cases[] = {
	    {NONE, NULL, "a@example.jp", "ご相談", false},
	    {NONE, NULL, "a@example.jp", "配信不能メールが大量に届きます", false},
	    {NONE, NULL, "a@example.jp", "Undelivered Mail が何百通も", false},
	    {NONE, NULL, "a@example.jp", "配信不能: ご連絡", true},
	    {NONE, NULL, "a@example.jp", "Undelivered Mail Returned to Sender", true},
	    {AUTO, "no", "a@example.jp", "ご相談", false},
	    {AUTO, "auto-replied", "a@example.jp", "ご相談", true},
	    {AUTO, "auto-generated", "a@example.jp", "ご相談", true},
	    {PATH, "", "a@example.jp", "ご相談", true},
	    {PATH, "a@example.jp", "a@example.jp", "ご相談", false},
	    {PRECEDENCE, "bulk", "a@example.jp", "ご相談", true},
	    {PRECEDENCE, "first-class", "a@example.jp", "ご相談", false},
	    {LIST, NULL, "a@example.jp", "ご相談", true},
	    {SUPPRESS, NULL, "a@example.jp", "ご相談", true},
	    {REPORT, NULL, "a@example.jp", "ご相談", true},
	    {MARK, NULL, "a@example.jp", "ご相談", true},
	    {NONE, NULL, "MAILER-DAEMON@mx.example.jp", "x", true},
	    {NONE, NULL, "no-reply@example.jp", "x", true},
	    {NONE, NULL, "noreply+7@example.jp", "x", true},
	    {NONE, NULL, "noreplyama@example.jp", "x", false},
	    {NONE, NULL, "a@example.jp", "自動応答: ご相談", true},
	    {NONE, NULL, "a@example.jp", "Automatic reply: x", true},
	    {NONE, NULL, "a@example.jp", "Undeliverable: x", true},
	    {NONE, NULL, "a@example.jp", "自動車部品の会社です", false},
	    {NONE, NULL, NULL, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;
		char *why = NULL;

		make(&m, cases[i].from, cases[i].subject, "お世話になります");
		switch (cases[i].field) {
		case AUTO: set_str(&m.auto_submitted, cases[i].value); break;
		case PATH: set_str(&m.return_path, cases[i].value); break;
		case PRECEDENCE: set_str(&m.precedence, cases[i].value); break;
		case LIST: m.list = true; break;
		case SUPPRESS: m.suppress = true; break;
		case REPORT: m.report = true; break;
		case MARK: m.desk_mark = true; break;
		case NONE: break;
		}
		if (decide_automatic(&m, &why) != cases[i].automatic)
			fail_msg("case %zu: %s", i, why ? why : "not automatic");
		assert_int_equal(why != NULL, cases[i].automatic);
		free(why);
		message_free(&m);
	}
}

/* A request in an automatic mail is not answered either. */
static void
test_automatic_is_ignored(void **state)
{
	struct message m;
	struct reading r;

	(void)state;
	make(&m, "a@example.jp", "相談", "セキュリティ研修の講師を紹介してください。");
	set_str(&m.auto_submitted, "auto-generated");
	decide(brain, &m, NULL, &r);
	assert_int_equal(r.decision, DECISION_IGNORE);
	assert_true(r.why.n > 0);
	reading_free(&r);
	message_free(&m);
}

static void
test_kinds(void **state)
{
	static const struct {
		const char *from, *subject, *text;
		enum kind kind;
		char category;
		bool urgent;
		enum decision decision;
	} cases[] = {
	    {"soumu@tanaka.example.co.jp", "社内研修のお願い",
	        "大阪府東大阪市の田中鋲螺株式会社です。従業員30名です。社員向けに情報セキ"
	        "ュリティ"
	        "の研修をしてくださる講師の方を紹介していただけませんか。",
	        KIND_REQUEST, 'c', false, DECISION_AUTO},
	    {"soumu@tanaka.example.co.jp", "至急　ランサムウェア",
	        "今朝から社内のサーバのファイルが暗号化され、身代金を要求する画面が出てい"
	        "ます。"
	        "業務が止まっています。どうすればよいでしょうか。",
	        KIND_REQUEST, 'd', true, DECISION_AUTO},
	    {"MAILER-DAEMON@mx.example.jp", "Undelivered Mail Returned to Sender",
	        "550 5.1.1 User unknown", KIND_BOUNCE, 0, false, DECISION_IGNORE},
	    {"a@example.jp", "自動応答: 休業のお知らせ", "8月16日まで休業いたします。",
	        KIND_AUTO_REPLY, 0, false, DECISION_IGNORE},
	    {"soumu@tanaka.example.co.jp", "苦情",
	        "先日ご紹介いただいた専門家の対応にはまったく納得できません。責任者の方か"
	        "ら"
	        "ご説明ください。",
	        KIND_COMPLAINT, 0, false, DECISION_REVIEW},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m;
		struct reading r;

		make(&m, cases[i].from, cases[i].subject, cases[i].text);
		decide(brain, &m, NULL, &r);
		if (r.kind != cases[i].kind || r.category != cases[i].category ||
		    r.urgent != cases[i].urgent || r.decision != cases[i].decision)
			fail_msg("%s: %s %c urgent %d %s %.2f", cases[i].subject,
			    kind_name(r.kind), r.category ? r.category : '-', r.urgent,
			    decision_name(r.decision), r.confidence);
		assert_true(r.why.n > 0);
		reading_free(&r);
		message_free(&m);
	}
}

/* What is shown as a word is one that the writer wrote, not the end of a line with the
 * beginning of the next. */
static void
test_words_stand_in_one_line(void **state)
{
	static const char *const lines[] = {"ご担当者様", "大阪府東大阪市",
	    "田中鋲螺株式会社", "情報セキュリティ研修", "講師紹介希望", "従業員向講習",
	    "個人情報保護規程", "専門家派遣希望", "パソコン教室", "サイバー攻撃対策",
	    "社内勉強会"};
	char *text = xstrdup("");
	struct message m;
	struct reading r;

	(void)state;
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
			char *longer = xasprintf("%s%s\n", text, lines[i]);

			free(text);
			text = longer;
		}
	make(&m, "soumu@tanaka.example.co.jp", "お願い", text);
	decide(brain, &m, NULL, &r);
	for (size_t i = 0; i < r.why.n; i++)
		for (const char *p = strstr(r.why.v[i], "「"); p; p = strstr(p, "「")) {
			const char *end = strstr(p += strlen("「"), "」");
			char *word = xstrndup(p, (size_t)(end - p));

			if (!strstr(text, word))
				fail_msg("%s is in no line: %s", word, r.why.v[i]);
			free(word);
		}
	assert_true(r.why.n > 0);
	reading_free(&r);
	message_free(&m);
	free(text);
}

static void
test_same_bytes_same_answer(void **state)
{
	struct message m;
	char *first = NULL;

	(void)state;
	make(&m, "a@example.jp", "ご相談",
	    "何から始めればよいかわかりません。8名の会社です。");
	for (int i = 0; i < 3; i++) {
		struct reading r;
		json_t *json;
		char *text;

		decide(brain, &m, NULL, &r);
		json = reading_to_json(&r, &m, NULL, true);
		text = json_dumps(json, 0);
		assert_non_null(text);
		if (first)
			assert_string_equal(first, text);
		else
			first = xstrdup(text);
		free(text);
		json_decref(json);
		reading_free(&r);
	}
	free(first);
	message_free(&m);
}

static void
test_strange_input(void **state)
{
	static const char *const texts[] = {NULL, "", "\xff\xfe\xe3\x81", "\xe3",
	    "。。。", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\n\n\n", "承"};
	struct message m;
	struct reading r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (int c = 0; c < CONTEXT_COUNT; c++) {
			struct read_context context = {.context = (enum context)c};

			make(&m, NULL, texts[i], texts[i]);
			decide(brain, &m, &context, &r);
			assert_true(r.confidence >= 0 && r.confidence <= 1);
			assert_true(r.reply.kind != REPLY_EXPERT_ACCEPT);
			reading_free(&r);
			message_free(&m);
		}
}

static void
test_json_keys(void **state)
{
	static const char *const keys[] = {"file", "message_id", "subject", "from",
	    "text", "quoted", "signature", "attachments", "kind", "category", "submenu",
	    "secondary", "theme", "urgency", "confidence", "decision", "slots", "why",
	    "reply"};
	struct message m;
	struct reading r;
	json_t *json;
	size_t i = 0;
	const char *key;
	json_t *value;

	(void)state;
	make(&m, "a@example.jp", "x", "y");
	reading_init(&r);
	strlist_add(&r.reply.choice, "2");
	json = reading_to_json(&r, &m, NULL, true);
	json_object_foreach(json, key, value) assert_string_equal(key, keys[i++]);
	assert_int_equal(i, ARRAY_LEN(keys));
	assert_true(json_is_null(json_object_get(json, "category")));
	assert_true(json_is_null(json_object_get(json, "theme")));
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(json, "reply"), "choice")),
	    2);
	json_decref(json);
	reading_free(&r);
	message_free(&m);
}

static void
test_context_json(void **state)
{
	static const struct {
		const char *json;
		bool ok;
	} cases[] = {
	    {"{}", true},
	    {"{\"context\":\"offer_sent\",\"from_role\":\"expert\",\"unknown\":1}", true},
	    {"{\"context\":null,\"proposed\":null,\"fixed\":null,\"sent\":null}", true},
	    {"{\"proposed\":[\"2026-12-01T13:30+09:00\"],\"fixed\":\"2026-12-01\"}",
	        true},
	    {"{\"context\":\"elsewhere\"}", false},
	    {"{\"context\":7}", false},
	    {"{\"from_role\":7}", false},
	    {"{\"proposed\":\"2026-12-01\"}", false},
	    {"{\"proposed\":[7]}", false},
	    {"{\"fixed\":\"2026-02-30\"}", false},
	    {"{\"sent\":\"yesterday\"}", false},
	    {"[]", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		json_t *json = json_loads(cases[i].json, 0, NULL);
		struct read_context c;
		char *problem = NULL;

		assert_non_null(json);
		if (read_context_from_json(&c, json, &problem) != cases[i].ok)
			fail_msg("%s: %s", cases[i].json, problem ? problem : "read");
		assert_int_equal(problem != NULL, !cases[i].ok);
		if (strstr(cases[i].json, "elsewhere"))
			assert_true(
			    problem && strstr(problem, "offer_sent, confirm_menu"));
		free(problem);
		if (cases[i].ok)
			read_context_free(&c);
		json_decref(json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_form_by_its_addresses),
	    cmocka_unit_test(test_who_tells_of_automatic_mail_is_no_program),
	    cmocka_unit_test(test_automatic),
	    cmocka_unit_test(test_automatic_is_ignored),
	    cmocka_unit_test(test_kinds),
	    cmocka_unit_test(test_words_stand_in_one_line),
	    cmocka_unit_test(test_same_bytes_same_answer),
	    cmocka_unit_test(test_strange_input),
	    cmocka_unit_test(test_json_keys),
	    cmocka_unit_test(test_context_json),
	};

	return cmocka_run_group_tests(tests, brain_begin, brain_end);
}
