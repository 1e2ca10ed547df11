/* Forms of the web that a program passes on, and automatic mail that is none. */
#include "brain_fixture.h"

#include "webform.h"

#include <string.h>

static const struct {
	const char *text;
	const char *mail; /* of the form's own field; NULL none */
} forms[] = {
    {"お名前: 山田 太郎\n会社名: 株式会社つばめ精機\nメールアドレス: "
     "yamada@tsubame.example.jp\n"
     "お問い合わせ内容: 従業員向けの研修の講師を紹介してください。\n",
        "yamada@tsubame.example.jp"},
    {"サイトから送信がありました。\n\n【会社名】 有限会社みどり畳店\n【氏名】 牧田 "
     "剛\n【電話番号】 076-000-1927\n"
     "【ご相談内容】\nパソコンがウイルスに感染したようです。どうすればよいでしょうか。\n",
        NULL},
    {"■お名前\n佐藤 花子\n■E-mail\nsato@kawabe.example.co.jp\n■お問合せ内容\n"
     "社内規程を作りたいので、専門家に相談したいです。\n",
        "sato@kawabe.example.co.jp"},
    {"Name: Ken Oki\nCompany: Oki Dive Center\nEmail: ken@oki-dive.example.jp\nMessage: "
     "We would like "
     "to have a security training for our staff.\n",
        "ken@oki-dive.example.jp"},
    {"Field | Value\nName | Ken Oki\nEmail | ken@oki-dive.example.jp\nCompany | Oki "
     "Dive\nMessage | We need "
     "help with our rules.\n",
        "ken@oki-dive.example.jp"},
    {"[1] 企業名\n　萩野木クリニック\n[2] ご担当者\n　萩野\n[3] "
     "メール\n　info@hagi.example.jp\n"
     "[4] 詳しくお書きください\n　保健所の立入検査に備えて助言がほしいです。\n",
        "info@hagi.example.jp"},
    {"name=岡田\ncompany=おかだ整骨院\nreply_to=okada@okada.example.jp\n"
     "msg=受付のパソコンのデータを毎日写しておきたいので相談したい。\n",
        "okada@okada.example.jp"},
};

/* Automatic all the same: nobody has filled in a form for the desk. */
static const char *const others[] = {
    "お問い合わせいただきありがとうございます。以下の内容で受け付けました。\n\nお名前: "
    "窓口\n"
    "会社名: 相談窓口\nメールアドレス: soudan@desk.example.jp\nお問い合わせ内容: "
    "資料を送ってください。\n",
    "このメールは自動返信です。\nお名前: 窓口\nメール: soudan@desk.example.jp\n会社名: "
    "窓口\n"
    "お問い合わせ内容: 資料を送ってください。お願いします。\n",
    "山田は6月5日まで不在にしております。急ぎの御用は総務部へお願いします。\n電話: "
    "06-0123-4567\n",
    "ホスト名: sv01\n状態: 警告\nディスク使用率: 91%\n詳細: /var "
    "の残りが少なくなっています\n",
    "バックアップ結果\n名前: nightly-backup\n状態: 成功\n内容: "
    "全ての対象を保存しました\n",
    "今月のセキュリティ通信をお届けします。研修のご案内もあります。\n配信停止はこちら。"
    "\n",
    "Thank you for your inquiry. We received the following.\nName: desk\nEmail: "
    "soudan@desk.example.jp\n"
    "Company: desk\nMessage: please send your brochure\n",
    "",
    "お名前:\n会社名:\nメールアドレス:\nお問い合わせ内容:\n",
};

static void
make(struct message *m, const char *text)
{
	message_init(m);
	set_str(&m->from.addr, "form@web.example.jp");
	set_str(&m->subject, "お問い合わせがありました");
	set_str(&m->text, text);
	m->date = 1796860800; /* December 2026 */
}

/* The ways in which programs show themselves that forms are sent by as well. */
enum way { WAY_GENERATED, WAY_NOREPLY, WAY_BOTH, WAY_SUPPRESS, WAYS };

static void
go_by(struct message *m, enum way way)
{
	if (way == WAY_GENERATED || way == WAY_BOTH)
		set_str(&m->auto_submitted, "auto-generated");
	if (way == WAY_NOREPLY || way == WAY_BOTH)
		set_str(&m->from.addr, "no-reply@web.example.jp");
	m->suppress = way == WAY_SUPPRESS;
}

static void
test_a_form_goes_to_the_operator(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		for (enum way way = 0; way < WAYS; way++) {
			struct message m;
			struct reading r;

			make(&m, forms[i].text);
			go_by(&m, way);
			decide(brain, &m, NULL, &r);
			if (r.decision != DECISION_REVIEW)
				fail_msg("form %zu, way %d: %d", i, (int)way, r.decision);
			if (r.kind != KIND_REQUEST)
				fail_msg("form %zu: %s", i, kind_name(r.kind));
			if (forms[i].mail)
				assert_string_equal(
				    r.slots.requester_email, forms[i].mail);
			else
				assert_null(r.slots.requester_email);
			assert_true(decide_automatic(&m, NULL));
			reading_free(&r);
			message_free(&m);
		}
}

static void
test_reply_to_stands_in(void **state)
{
	struct message m;
	struct reading r;

	(void)state;
	make(&m, forms[1].text);
	go_by(&m, WAY_BOTH);
	set_str(&m.reply_to.addr, "makita@midori.example.jp");
	decide(brain, &m, NULL, &r);
	assert_string_equal(r.slots.requester_email, "makita@midori.example.jp");
	reading_free(&r);
	set_str(&m.reply_to.addr, "no-reply@web.example.jp");
	decide(brain, &m, NULL, &r);
	assert_null(r.slots.requester_email);
	reading_free(&r);
	message_free(&m);
}

static void
test_other_automatic_mail_is_ignored(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct message m;
		struct reading r;

		make(&m, others[i]);
		go_by(&m, WAY_GENERATED);
		assert_false(webform_filled(others[i]));
		decide(brain, &m, NULL, &r);
		if (r.decision != DECISION_IGNORE)
			fail_msg("%s: %d", others[i], r.decision);
		reading_free(&r);
		message_free(&m);
	}
}

/* What no form is sent by stays automatic, whatever it holds. */
static void
test_stronger_signs_hold(void **state)
{
	enum sign { LIST, REPLIED, BULK, NO_PATH, MARK, OUT_OF_OFFICE, DAEMON, SIGNS };

	(void)state;
	for (enum sign sign = 0; sign < SIGNS; sign++) {
		struct message m;
		struct reading r;

		make(&m, forms[0].text);
		go_by(&m, WAY_GENERATED);
		switch (sign) {
		case LIST: m.list = true; break;
		case REPLIED: set_str(&m.auto_submitted, "auto-replied"); break;
		case BULK: set_str(&m.precedence, "bulk"); break;
		case NO_PATH: set_str(&m.return_path, ""); break;
		case MARK: m.desk_mark = true; break;
		case OUT_OF_OFFICE: set_str(&m.subject, "自動応答: 不在です"); break;
		case DAEMON: set_str(&m.from.addr, "mailer-daemon@web.example.jp"); break;
		default: break;
		}
		decide(brain, &m, NULL, &r);
		if (r.decision != DECISION_IGNORE)
			fail_msg("sign %d: %d", (int)sign, r.decision);
		reading_free(&r);
		message_free(&m);
	}
}

/* Long lines, and as many labels as fit. */
static void
test_hostile_forms(void **state)
{
	enum { BYTES = 1 << 20 };
	char *text = xcalloc(BYTES + 1, 1);

	(void)state;
	memset(text, 'x', BYTES);
	assert_false(webform_filled(text));
	memset(text, '[', BYTES);
	assert_false(webform_filled(text));
	for (size_t i = 0; i + 6 <= BYTES; i += 6)
		memcpy(text + i, "mail:\n", 6);
	assert_false(webform_filled(text));
	assert_null(webform_email(text));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_form_goes_to_the_operator),
	    cmocka_unit_test(test_reply_to_stands_in),
	    cmocka_unit_test(test_other_automatic_mail_is_ignored),
	    cmocka_unit_test(test_stronger_signs_hold),
	    cmocka_unit_test(test_hostile_forms)};

	return cmocka_run_group_tests(tests, brain_begin, brain_end);
}
