/* Facts out of whole messages, with the shipped word lists. */
#include "buf.h"
#include "clock.h"
#include "slots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct gazetteer *gazetteer;

static int
load(void **state)
{
	struct err e = {0};

	(void)state;
	gazetteer = gazetteer_load(".", &e);
	if (gazetteer == NULL)
		(void)fprintf(stderr, "%s\n", e.text);
	return gazetteer == NULL;
}

static int
unload(void **state)
{
	(void)state;
	gazetteer_free(gazetteer);
	return 0;
}

/* The reader's own slots_free is another part's. */
static void
clear(struct slots *s)
{
	free(s->company);
	free(s->contact);
	free(s->prefecture);
	free(s->industry);
	free(s->format);
	free(s->phone);
	free(s->requester_email);
	strlist_free(&s->dates);
	strlist_free(&s->unavailable);
	strlist_free(&s->date_conflicts);
}

static void
extract(const struct message *m, bool forward, struct slots *s)
{
	int64_t sent;

	assert_true(civil_parse_iso("2026-11-25T10:00+09:00", &sent));
	*s = (struct slots){.employees = -1, .budget_yen = -1};
	slots_extract(gazetteer, m, forward, sent, s);
}

static void
check_str(const char *got, const char *want)
{
	if (got == NULL || want == NULL ? got != want : strcmp(got, want) != 0)
		fail_msg("%s, not %s", got ? got : "NULL", want ? want : "NULL");
}

struct sample {
	const char *text;
	const char *company, *contact, *prefecture, *format, *phone;
	int employees;
	int64_t budget_yen;
};

static const struct sample samples[] = {
    {"岐阜県関市の青葉刃物工業株式会社、総務の山田と申します。従業員45名です。"
     "訪問で3万円まで。電話 0575-01-2345",
        "青葉刃物工業株式会社", "山田", "岐阜県", "visit", "0575-01-2345", 45, 30000},
    {"㈱みずうみ（大津市、１２名）の佐藤 花子です。予算は１回あたり２０，０００円、"
     "オンラインでお願いします。",
        "(株)みずうみ", "佐藤 花子", "滋賀県", "online", NULL, 12, 20000},
    {"米子で古着の店をやってます。社員5人とバイト4人。形式不問。", NULL, NULL, "鳥取県",
        "any", NULL, 9, -1},
    {"医療法人ひかり病院の高橋でございます。職員三十名。研修には80名が参加します。",
        "医療法人ひかり病院", "高橋", NULL, NULL, NULL, 30, -1},
    {"会社の口座から198万円が振り込まれました。100万円の被害です。", NULL, NULL, NULL,
        NULL, NULL, -1, -1},
    {"30人の前で話してください。受講者30名。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    /* an area code is a place only where nothing else is */
    {"FAX 03-0123-4567 TEL 03（0123）4568", NULL, NULL, "東京都", NULL, "03-0123-4568",
        -1, -1},
    {"長崎市です。TEL 03-0123-4568", NULL, NULL, "長崎県", NULL, "03-0123-4568", -1, -1},
    {"携帯 090-0123-4568", NULL, NULL, NULL, NULL, "090-0123-4568", -1, -1},
    /* staff */
    {"社員は三百二十名、うち半数が配達です。", NULL, NULL, NULL, NULL, NULL, 320, -1},
    {"従業員は一二〇名です。", NULL, NULL, NULL, NULL, NULL, 120, -1},
    {"家族4人とパート3人です。", NULL, NULL, NULL, NULL, NULL, 7, -1},
    {"社員12、パート30。", NULL, NULL, NULL, NULL, NULL, 42, -1},
    {"従業員数：24名\n相談内容：規程", NULL, NULL, NULL, NULL, NULL, 24, -1},
    {"従業員：51名（うちパート22名）", NULL, NULL, NULL, NULL, NULL, 51, -1},
    {"十数名でやっています。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"社員150名、来春は9名が入社します。", NULL, NULL, NULL, NULL, NULL, 150, -1},
    {"We are 24 people.", NULL, NULL, NULL, NULL, NULL, 24, -1},
    {"I run a nine-person shop.", NULL, NULL, NULL, NULL, NULL, 9, -1},
    {"うちは8人でやってる", NULL, NULL, NULL, NULL, NULL, 8, -1},
    {"20名ほどの前で話す研修をお願いします。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    /* money */
    {"1回3万円までです。", NULL, NULL, NULL, NULL, NULL, -1, 30000},
    {"予算は3〜4万です。", NULL, NULL, NULL, NULL, NULL, -1, 40000},
    {"謝礼は税込33,000円で。", NULL, NULL, NULL, NULL, NULL, -1, 33000},
    {"予算は三万円台で。", NULL, NULL, NULL, NULL, NULL, -1, 30000},
    {"12月8日か10日、来社で4万円。", NULL, NULL, NULL, "visit", NULL, -1, 40000},
    {"謝礼は一万五千円。", NULL, NULL, NULL, NULL, NULL, -1, 15000},
    {"2コマで8万円です。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"予算は全部で40万円です。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"謝礼3万円、交通費は別に1万円まで。", NULL, NULL, NULL, NULL, NULL, -1, 30000},
    {"四万十の紙の会社です。", NULL, NULL, "高知県", NULL, NULL, -1, -1},
    /* where to meet */
    {"訪問でもZoomでも構いません。", NULL, NULL, NULL, "any", NULL, -1, -1},
    {"方法はお任せします。", NULL, NULL, NULL, "any", NULL, -1, -1},
    {"画面越しでお願いします。", NULL, NULL, NULL, "online", NULL, -1, -1},
    {"場所：当社食堂", NULL, NULL, NULL, "visit", NULL, -1, -1},
    {"リモート接続の装置が壊れました。メールが来ている。", NULL, NULL, NULL, NULL, NULL,
        -1, -1},
    /* brackets that touch */
    {"みなと商会(旧称)(呉市)の木下です。", "みなと商会", "木下", "広島県", NULL, NULL, -1,
        -1},
    /* people and companies */
    {"めがね橋眼鏡店の木下です。", "めがね橋眼鏡店", "木下", NULL, NULL, NULL, -1, -1},
    {"旅亭つばめの女将、佐藤 みどりと申します。", "旅亭つばめ", "佐藤 みどり", NULL, NULL,
        NULL, -1, -1},
    {"はじめまして、みなと商会のグエン ティ ランです。", "みなと商会", "グエン ティ ラン",
        NULL, NULL, NULL, -1, -1},
    {"株式会社庄内つけもの本舗の鈴木です。", "株式会社庄内つけもの本舗", "鈴木", NULL,
        NULL, NULL, -1, -1},
    {"写真館です。半信半疑です。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"印刷屋です。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"I run Nagara Trails, a guiding company.", "Nagara Trails", NULL, NULL, NULL, NULL,
        -1, -1},
    {"", NULL, NULL, NULL, NULL, NULL, -1, -1},
    /* a closing name is looked for in the last 60 bytes; one more stands before them */
    {"a一二三四五六七八九十一二三四五六七八九十", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"\xFF\xFE\xE6\xA0\xAA\xE5", NULL, NULL, NULL, NULL, NULL, -1, -1},
};

static void
test_request(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		const struct sample *w = &samples[i];
		struct message m = {.text = xstrdup(w->text)};
		struct slots s;

		m.from.addr = xstrdup("info@company.example.jp");
		extract(&m, false, &s);
		check_str(s.company, w->company);
		check_str(s.contact, w->contact);
		check_str(s.prefecture, w->prefecture);
		check_str(s.format, w->format);
		check_str(s.phone, w->phone);
		assert_int_equal(s.employees, w->employees);
		assert_int_equal(s.budget_yen, w->budget_yen);
		check_str(s.requester_email, "info@company.example.jp");
		clear(&s);
		free(m.text);
		free(m.from.addr);
	}
}

static void
test_forward(void **state)
{
	struct message m = {0};
	struct slots s;

	(void)state;
	m.text = xstrdup("北見の商工会の鈴木です。会員企業の相談を転送します。");
	m.from.addr = xstrdup("suzuki@shokokai.example.or.jp");
	m.fwd_from.addr = xstrdup("tanaka@factory.example.co.jp");
	m.fwd_text = xstrdup("若葉製作所株式会社（長野県上田市、20名）の田中です。\n"
	                     "12月1日（火）か2日（水）に来ていただけますか。");
	extract(&m, true, &s);
	check_str(s.company, "若葉製作所株式会社");
	check_str(s.contact, "田中");
	check_str(s.prefecture, "長野県");
	check_str(s.industry, "製造");
	check_str(s.requester_email, "tanaka@factory.example.co.jp");
	assert_int_equal(s.employees, 20);
	assert_int_equal(s.dates.n, 2);
	check_str(s.dates.v[0], "2026-12-01");
	check_str(s.dates.v[1], "2026-12-02");
	clear(&s);
	free(m.fwd_from.addr);
	m.fwd_from.addr = NULL;
	extract(&m, true, &s);
	check_str(s.requester_email, NULL);
	clear(&s);
	free(m.text);
	free(m.from.addr);
	free(m.fwd_text);
}

/* The address at which a writer wants to be answered. */
static void
test_email(void **state)
{
	static const struct {
		const char *text, *email;
	} table[] = {
	    {"よろしくお願いします。", "info@company.example.jp"},
	    {"総務部 田中\ntanaka@company.example.jp", "tanaka@company.example.jp"},
	    {"会社の箱は使えません。ご返信は tanaka@example.jp へ。",
	        "tanaka@example.jp"},
	    {"田中 tanaka＠company.example.jp", "tanaka@company.example.jp"},
	    {"ご連絡は tanaka(at)company.example.jp までお願いします",
	        "tanaka@company.example.jp"},
	    {"support@fake.example から請求が来ました。", "info@company.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct message m = {.text = xstrdup(table[i].text)};
		struct slots s;

		m.from.addr = xstrdup("info@company.example.jp");
		extract(&m, false, &s);
		check_str(s.requester_email, table[i].email);
		clear(&s);
		free(m.text);
		free(m.from.addr);
	}
}

/* Whom an agency names, in its own words and in a form. */
static void
test_described(void **state)
{
	static const struct {
		const char *text, *company, *contact, *email;
	} table[] = {
	    {"ひがし商工会の鈴木です。有限会社ともえ木工（佐倉市、12名）の森田社長からの"
	     "相談です。"
	     "窓口は総務の小川様 ogawa@tomoe.example.jp です。",
	        "有限会社ともえ木工", "小川", "ogawa@tomoe.example.jp"},
	    {"ひがし商工会の鈴木です。\n企業名：ともえ木工株式会社\n担当者：製造課 森田 "
	     "健 様\n"
	     "連絡先：morita@tomoe.example.jp",
	        "ともえ木工株式会社", "森田 健", "morita@tomoe.example.jp"},
	    {"ひがし商工会の鈴木です。会員の「ともえ木工」さん（12名）の森田工務課長がお"
	     "困りです。",
	        "ともえ木工", "森田", NULL},
	    {"ひがし商工会の鈴木です。鈴木まで連絡ください。", NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct message m = {.text = xstrdup(table[i].text)};
		struct slots s;

		m.from.addr = xstrdup("suzuki@shokokai.example.or.jp");
		m.from.name = xstrdup("ひがし商工会 鈴木");
		extract(&m, true, &s);
		check_str(s.company, table[i].company);
		check_str(s.contact, table[i].contact);
		check_str(s.requester_email, table[i].email);
		clear(&s);
		free(m.text);
		free(m.from.addr);
		free(m.from.name);
	}
}

static void
test_industry(void **state)
{
	static const struct {
		const char *word, *name;
	} table[] = {{"製造業", "製造"}, {"自動車産業", "自動車部品"},
	    {"医療・福祉", "医療福祉"}, {"金融業", "その他"}, {"小売業", "卸小売"},
	    {"卸売業", "卸小売"}, {"士業・専門サービス", "士業"},
	    {"宿泊・飲食業", "宿泊飲食"}, {"建設業", "建設"}, {"情報通信業", "IT"},
	    {"運輸業", "運輸"}, {"農業", "農業"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		check_str(industry_name(industry_bit(table[i].word)), table[i].name);
	assert_int_equal(industry_bit("宇宙"), 0);
	assert_int_equal(industry_bit(NULL), 0);
	assert_null(industry_name(0));
	assert_null(industry_name(3));
}

/* Long and hostile texts must not take long: the runner's time limit is the assertion. */
static void
test_long(void **state)
{
	static const char *const parts[] = {"株式会社", "東", "(", "12/1、", "3", "です",
	    "の山田", "一", "1月", "0-", "@", "「", "万円", "来週", "山田様", "A ", " a",
	    "(市)", "1人", "京都市", "の", "三", "a@b.jp ", "、", "山田 ",
	    "担当:", "さん(", "〒"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct buf b = {0};
		struct message m = {0};
		struct slots s;

		while (b.len < 60000)
			buf_adds(&b, parts[i]);
		m.text = buf_steal(&b);
		extract(&m, false, &s);
		clear(&s);
		extract(&m, true, &s);
		clear(&s);
		free(m.text);
	}
}

/* The name stands once more as the last bytes of the text: nothing behind it is read
 * (make check-asan). */
static void
test_name_ends_text(void **state)
{
	char *text = xstrdup("お世話になります。山田と申します。 山田"), *company,
	     *contact;

	(void)state;
	gazetteer_party(gazetteer, text, true, &company, &contact);
	assert_string_equal(contact, "山田");
	free(company);
	free(contact);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_request),
	    cmocka_unit_test(test_forward),
	    cmocka_unit_test(test_email),
	    cmocka_unit_test(test_described),
	    cmocka_unit_test(test_industry),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_name_ends_text),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
