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
        "株式会社みずうみ", "佐藤 花子", "滋賀県", "online", NULL, 12, 20000},
    {"米子で古着の店をやってます。社員5人とバイト4人。形式不問。", NULL, NULL, "鳥取県",
        "any", NULL, 9, -1},
    {"医療法人ひかり病院の高橋でございます。職員三十名。研修には80名が参加します。",
        "医療法人ひかり病院", "高橋", NULL, NULL, NULL, 30, -1},
    {"会社の口座から198万円が振り込まれました。100万円の被害です。", NULL, NULL, NULL,
        NULL, NULL, -1, -1},
    {"30人の前で話してください。受講者30名。", NULL, NULL, NULL, NULL, NULL, -1, -1},
    {"FAX 03-0123-4567 TEL 03（0123）4568", NULL, NULL, NULL, NULL, "03-0123-4568", -1,
        -1},
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
	    "の山田", "一", "1月", "0-", "@", "「", "万円", "来週"};

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_request),
	    cmocka_unit_test(test_forward),
	    cmocka_unit_test(test_industry),
	    cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
