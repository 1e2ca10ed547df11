/* What is read out of mails about the list, and what it makes of an entry. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "expert_form.h"
#include "form_words.h"

/* "field=cell|field+cell|…", with the number in front: "900001:fee=…". */
static char *
said(const char *subject, const char *text)
{
	struct form f;
	struct buf b = {0};

	expert_form_read(subject, text, "me@example.jp", &f);
	buf_addf(&b, "%s:", f.registration_no ? f.registration_no : "");
	for (size_t i = 0; i < f.n; i++)
		buf_addf(&b, "%s%s%c%s", i ? "|" : "", expert_field_name(f.v[i].field),
		    f.v[i].op, f.v[i].cell);
	expert_form_free(&f);
	return buf_steal(&b);
}

static void
test_lines(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
	    {"登録番号：012345\n氏名：見本 花子（みほん はなこ）",
	        "012345:name=見本 花子"},
	    {"登録番号　第０１２３４５号（有効期限　２０２８年３月３１日）",
	        "012345:valid_until=２０２８年３月３１日"},
	    {"登録番号　第〇一二三四五号　　有効期限　令和十年三月三十一日",
	        "012345:valid_until=令和10年3月31日"},
	    {"・指導できるテーマ：1と5\n■対象地域：大阪府及び奈良県",
	        ":themes=1、5|prefectures=大阪府、奈良県"},
	    {"【テーマ】２（資産）、四（事故）", ":themes=２、4"},
	    {"所属：独立（屋号あり）\n所属先：（株）南 → 南事務所",
	        ":affiliation=独立（屋号あり）|organisation=南事務所"},
	    {"料金：据え置き\n連絡先：変更なし", ":"},
	    {"連絡先：このメールアドレス\n受入可能件数：同時に2社まで",
	        ":email=me@example.jp|capacity=2"},
	    {"連絡先：06-0123-4567", ":"},
	    {"> 登録番号：012345\n> 料金：3万円\n変更ありません。", ":"},
	    {"支援形態：訪問は当面休み、オンラインのみ", ":forms=オンライン"},
	    {"所属状況：独立／料金：3万円／対象：福岡",
	        ":affiliation=独立|fee=3万円|prefectures=福岡"},
	    {"Registration number: 012345\nThemes: 2 (risk), 3\nArea: Osaka, Nara; "
	     "online",
	        "012345:themes=2 , 3|prefectures=大阪府、奈良県"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *got = said(NULL, rows[i].text);

		assert_string_equal(got, rows[i].said);
		free(got);
	}
}

static void
test_sentences(void **state)
{
	static const struct {
		const char *text, *said;
	} rows[] = {
	    {"登録番号は 012345 "
	     "です。指導テーマは規程整備とリスク分析、地域は広島県と岡山県です。"
	     "料金は1回2時間あたり30,000円です。",
	        "012345:themes=規程整備、リスク分析|prefectures=広島県、岡山県|"
	        "fee=1回2時間あたり30,000円"},
	    {"更新しました。新しい有効期限は2030年3月31日です。",
	        ":valid_until=2030年3月31日"},
	    {"対応地域に福井・石川を加え、富山は外してください。",
	        ":prefectures+福井、石川|prefectures-富山"},
	    {"テーマ6の追加をお願いします。", ":themes+6"},
	    {"得意業種に「農業」を足してください。", ":industries+農業"},
	    {"料金を「2万円」から「3万円」に改めます。", ":fee=3万円"},
	    {"連絡先のメールを new@example.com に変えてください。",
	        ":email=new@example.com"},
	    /* what is no value */
	    {"料金はどう書けばよいでしょうか。", ":"},
	    {"名前が一覧に出ません。実績はまだありません。資格は失いました。", ":"},
	    {"案件 2026-012345 の件、電話 06-012345-67 です。", ":"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *got = said(NULL, rows[i].text);

		assert_string_equal(got, rows[i].said);
		free(got);
	}
}

static void
test_wishes(void **state)
{
	static const struct {
		const char *text;
		enum form_wish wish;
	} rows[] = {
	    {"専門家リストへの掲載を希望します。", WISH_ENTRY},
	    {"リストから私の名前を削除してください。", WISH_REMOVE},
	    {"掲載の取り下げをお願いします。", WISH_REMOVE},
	    {"対応地域から鹿児島を外してください。", WISH_ENTRY},
	    {"リストの写真を消してください。", WISH_ENTRY},
	    {"掲載をしばらく止めてください。4月に再開のご連絡をします。", WISH_PAUSE},
	    {"年内は新しい打診をお受けできません。リストからいったん外してください。",
	        WISH_PAUSE},
	    {"昨年から休止中でしたが、掲載を再開してください。", WISH_RESUME},
	    {"掲載をやめたいとお送りしましたが、思い直しました。", WISH_ENTRY},
	    {"Please take me off the list.", WISH_REMOVE},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (form_wish_of(NULL, rows[i].text) != rows[i].wish)
			fail_msg("%s", rows[i].text);
}

static void
test_troubles(void **state)
{
	struct form f;

	(void)state;
	expert_form_read(
	    NULL, "登録番号：12345\n対応地域：大阪市\n登録有効期限：来春", NULL, &f);
	assert_null(f.registration_no);
	assert_int_equal(f.troubles.n, 4);
	expert_form_free(&f);
	/* two numbers: whose is it? */
	expert_form_read(NULL, "登録番号：012345\n登録番号：054321", NULL, &f);
	assert_null(f.registration_no);
	assert_int_equal(f.troubles.n, 1);
	expert_form_free(&f);
}

static void
test_apply(void **state)
{
	struct expert e;
	struct form f = {0};
	struct strlist troubles = {0};

	(void)state;
	expert_init(&e);
	e.themes = 1u << 1 | 1u << 5;
	e.prefectures = 3;
	set_str(&e.qualifications, "CISA");
	expert_form_add(&f, FIELD_THEMES, '+', "6");
	expert_form_add(&f, FIELD_THEMES, '-', "5");
	expert_form_add(&f, FIELD_PREFECTURES, '-', "北海道");
	expert_form_add(&f, FIELD_QUALIFICATIONS, '+', "CISSP");
	expert_form_add(&f, FIELD_INDUSTRIES, '-', "製造業");
	expert_form_add(&f, FIELD_VALID_UNTIL, '=', "いつか");
	expert_form_apply(&f, &e, &troubles);
	assert_int_equal(e.themes, 1u << 1 | 1u << 6);
	assert_int_equal(e.prefectures, 2);
	assert_string_equal(e.qualifications, "CISA、CISSP");
	assert_null(e.valid_until);
	assert_int_equal(troubles.n, 2);
	strlist_free(&troubles);
	expert_form_free(&f);
	expert_free(&e);
}

static void
test_store_and_join(void **state)
{
	struct form older = {0}, newer = {0}, back = {0};
	char *json;

	(void)state;
	expert_form_add(&older, FIELD_FEE, '=', "3万円");
	expert_form_add(&older, FIELD_THEMES, '+', "6");
	older.registration_no = xstrdup("012345");
	expert_form_add(&newer, FIELD_FEE, '=', "4万円");
	expert_form_join(&newer, &older);
	assert_string_equal(newer.registration_no, "012345");
	assert_int_equal(newer.n, 2);
	json = expert_form_json(&newer);
	expert_form_from_json(&back, json);
	assert_int_equal(back.n, 2);
	assert_string_equal(back.v[1].cell, "4万円");
	expert_form_from_json(&back, "[{\"field\": \"colour\"}, 3");
	expert_form_from_json(&back, NULL);
	assert_int_equal(back.n, 2);
	free(json);
	expert_form_free(&older);
	expert_form_free(&newer);
	expert_form_free(&back);
}

static void
test_lacks(void **state)
{
	struct expert e;
	struct strlist lacks = {0};

	(void)state;
	expert_init(&e);
	expert_form_lacks(&e, "2026-06-01", false, &lacks);
	assert_int_equal(lacks.n, 8);
	strlist_free(&lacks);
	set_str(&e.registration_no, "012345");
	set_str(&e.name, "見本");
	set_str(&e.email, "a@b.jp");
	set_str(&e.fee, "応相談");
	e.themes = 2;
	e.forms = FORM_ONLINE;
	for (int i = 0; i < 4; i++) {
		static const char *const until[] = {
		    "2026-05-31", "2026-06-01", "2030-06-01", "2030-06-02"};

		set_str(&e.valid_until, until[i]);
		expert_form_lacks(&e, "2026-06-01", true, &lacks);
		assert_int_equal(lacks.n, i == 0 || i == 3);
		strlist_free(&lacks);
	}
	expert_free(&e);
}

/* Hostile mails cost what they weigh. */
static void
test_long_mails(void **state)
{
	static const char *const pieces[] = {"料金：", "地域に福井を追加", "「", "（",
	    "a@b.c ", "登録番号012345", "→", "、", "\n地域　", "一二三", "外し"};
	struct form f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct buf b = {0};

		while (b.len < 300000)
			buf_adds(&b, pieces[i]);
		expert_form_read(NULL, buf_str(&b), NULL, &f);
		assert_true(f.n <= 100);
		expert_form_free(&f);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_wishes),
	    cmocka_unit_test(test_troubles),
	    cmocka_unit_test(test_apply),
	    cmocka_unit_test(test_store_and_join),
	    cmocka_unit_test(test_lacks),
	    cmocka_unit_test(test_long_mails),
	};

	return cmocka_run_group_tests_name("expert_form", tests, NULL, NULL);
}
