/* What is left of a mail when it leaves the house. */
#include "mask_fixture.h"

#include "mask.h"
#include "mask_tokens.h"
#include "norm.h"
#include "second.h"
#include "split.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* One text alone, without what headers tell. */
static const struct {
	const char *text, *masked;
} rows[] = {
    /* mail addresses and links */
    {"連絡先は yamada@tsubame.example.co.jp です", "連絡先は 〔メール〕 です"},
    {"メールはｙａｍａｄａ＠example.jpへ", "メールは〔メール〕へ"},
    {"yamada (at) example.jp まで", "〔メール〕 まで"},
    {"山田@例え.example.jp", "〔メール〕例え〔URL〕"},
    {"https://example.jp/a?b=c をご覧ください", "〔URL〕 をご覧ください"},
    {"当社のサイトwww.tsubame-seiki.example.jpが改ざん", "当社のサイト〔URL〕が改ざん"},
    /* numbers */
    {"TEL 03-0123-4567", "TEL 〔番号〕"},
    {"電話は０６（０１２３）４５６７です", "電話は〔番号〕です"},
    {"090\u200b0123\u200b4567", "〔番号〕"},
    {"+81 90 0123 4567 に", "〔番号〕 に"},
    {"〇九〇の一二三四", "〇九〇の〔番号〕"},
    {"〒578-0000", "〔番号〕"},
    {"予算は40,000円、従業員45名", "予算は〔番号〕円、従業員45名"},
    {"案件 2026-0123 の件", "案件 〔番号〕 の件"},
    {"6月10日までに3回", "6月10日までに3回"},
    /* identifiers */
    {"ISO27001とWindows11", "ISO〔番号〕とWindows11"},
    {"端末はPC-0042とSN9X8Y7Zです", "端末は〔記号〕と〔記号〕です"},
    {"ID: tanaka PW: hunter", "ID: 〔記号〕 PW: 〔記号〕"},
    {"desk+c12.k1.abcdefgh を参照", "〔URL〕 を参照"},
    /* companies and people */
    {"株式会社つばめ精機の山田と申します。つばめ精機は町工場です。",
        "〔会社〕の〔氏名〕と申します。〔会社〕は町工場です。"},
    {"はなまる食品株式会社でございます", "〔会社〕でございます"},
    {"㈱みどり工業の件で佐藤様から", "〔会社〕で〔氏名〕様から"},
    {"お客様と皆様、取引先様へ", "お客様と皆様、取引先様へ"},
    {"My name is Taro Yamada of Tsubame Seiki Co., Ltd.",
        "My name is 〔氏名〕 of 〔会社〕"},
    {"研修をお願いします。\n\n総務部 山田 太郎", "研修をお願いします。\n\n〔氏名〕"},
    /* by their surroundings */
    {"上園社長から電話がありました。", "〔氏名〕社長から電話がありました。"},
    {"しらすアグリの前田です。", "〔会社〕の〔氏名〕です。"},
    {"ケアプラン川口(9名)からの相談です", "〔会社〕(9名)からの相談です"},
    {"会員の「はたご屋」さんから相談です", "会員の「〔会社〕」さんから相談です"},
    {"Nguyen Van Minh です。", "〔氏名〕です。"},
    {"お願いします。みゆき", "お願いします。〔氏名〕"},
    /* places */
    {"大阪府東大阪市荒本北1-4-17", "〔地域〕〔番地〕〔番号〕"},
    {"さいたま市大宮区桜木町3丁目", "〔地域〕〔番地〕"},
    {"We are in Osaka", "We are in 〔地域〕"},
    /* other people's words, and headers */
    {"よろしくお願いします。\n> 佐藤です\n差出人: 佐藤\n件名: 秘密\n以上です。",
        "よろしくお願いします。\n以上です。"},
    {"", ""},
    {"研修をお願いします", "研修をお願いします"}, /* ends in grammar, without a stop */
    {"セキュリティ研修の講師を探しています。", "セキュリティ研修の講師を探しています。"},
};

static void
test_texts(void **state)
{
	bool bad = false;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mask k = {.lists = lists};
		char *got = mask_text(&k, rows[i].text, MASK_BODY_CHARS);

		if (!str_eq(got, rows[i].masked)) {
			print_message("%s\n  gives %s\n  not   %s\n", rows[i].text, got,
			    rows[i].masked);
			bad = true;
		}
		assert_true(mask_clean(&k, got));
		free(got);
		mask_free(&k);
	}
	assert_false(bad);
}

/* --- whole mails --- */

static bool
holds(const char *text, const char *secret)
{
	char *squeezed = norm_squeeze(secret);
	char *within = norm_squeeze(text);
	bool found = *squeezed && str_ifind(within, squeezed);

	free(within);
	free(squeezed);
	return found;
}

/* Digits with whatever stands between them in telephone numbers; 7 and more. */
static bool
phone_like(const char *text)
{
	size_t digits = 0;

	for (; *text; text++) {
		if (isdigit((unsigned char)*text))
			digits++;
		else if (!strchr("-() .", *text))
			digits = 0;
		if (digits >= 7)
			return true;
	}
	return false;
}

/* The reading takes 事務部 for somebody's name now and then. */
static bool
nobody(const char *name)
{
	char *norm = norm_text(name);
	struct tokens t;
	bool harmless;

	tokens_cut(lists->words, norm, &t);
	harmless = tokens_harmless(&t);
	tokens_free(&t);
	free(norm);
	return harmless;
}

static size_t
leaks(const struct message *m, const struct reading *r, const char *question)
{
	const struct slots *s = &r->slots;
	const char *secrets[] = {s->company, s->contact, s->phone, s->requester_email,
	    s->prefecture, m->from.name, m->from.addr, "@"};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		if (secrets[i] && !nobody(secrets[i]) && holds(question, secrets[i])) {
			print_message("%s\n  is left in %s\n", secrets[i], question);
			n++;
		}
	n += phone_like(question);
	for (size_t d = 0; *question; question++) {
		d = isdigit((unsigned char)*question) ? d + 1 : 0;
		n += d >= 4;
	}
	return n;
}

static void
take_mail(const json_t *json, struct message *m)
{
	const char *name = json_string_value(json_object_get(json, "from_name"));
	const char *addr = json_string_value(json_object_get(json, "from_addr"));

	message_init(m);
	m->date = 1780534800;
	m->from.name = xstrdup_null(str_empty(name) ? NULL : name);
	m->from.addr = xstrdup_null(str_empty(addr) ? NULL : addr);
	m->subject = xstrdup_null(json_string_value(json_object_get(json, "subject")));
	split_body(m->subject, json_string_value(json_object_get(json, "body")), m);
}

/* What the labels name is personal even where the desk's own reading misses it. */
static size_t
labelled_leaks(const json_t *json, const char *question, const char *key)
{
	const json_t *slots = json_object_get(json_object_get(json, "labels"), "slots");
	const char *value = json_string_value(json_object_get(slots, key));

	return value && holds(question, value);
}

struct tally {
	size_t asked, refused, leaks, companies, contacts;
};

static void
check_mail(const json_t *json, struct tally *t)
{
	struct message m;
	struct reading r;
	char *question;

	take_mail(json, &m);
	decide(brain, &m, NULL, &r);
	question = second_question(&m, &r, lists);
	if (question) {
		t->asked++;
		t->leaks += leaks(&m, &r, question);
		t->companies += labelled_leaks(json, question, "company");
		t->contacts += labelled_leaks(json, question, "contact");
		t->leaks += labelled_leaks(json, question, "phone");
		t->leaks += labelled_leaks(json, question, "requester_email");
	} else {
		t->refused++;
	}
	free(question);
	reading_free(&r);
	message_free(&m);
}

static void
check_file(const char *name, struct tally *t)
{
	char *path = xasprintf("tests/corpus/%s.jsonl", name), line[65536];
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f)) {
		json_t *json = json_loads(line, 0, NULL);

		assert_non_null(json);
		check_mail(json, t);
		json_decref(json);
	}
	(void)fclose(f);
	free(path);
}

/* Nothing that the desk has recognised as personal is left, in any labelled message; of
 * what only a person recognises, next to nothing. */
static void
test_nothing_personal_is_left(void **state)
{
	static const char *const files[] = {
	    "dev", "dev2", "dev3", "dev4", "dev5", "dev6"};
	struct tally t = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		check_file(files[i], &t);
	print_message(
	    "asked %zu, refused %zu; named companies left %zu, people left %zu\n",
	    t.asked, t.refused, t.companies, t.contacts);
	assert_int_equal(t.leaks, 0);
	assert_true(t.refused * 50 < t.asked);
	assert_true(t.companies * 50 < t.asked);
	assert_true(t.contacts * 50 < t.asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts),
	    cmocka_unit_test(test_nothing_personal_is_left)};

	return cmocka_run_group_tests(tests, mask_begin, mask_end);
}
