/* What an answer to an expert would give away, however it is written. */
#include "identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct sample {
	enum identity_sort sort;
	const char *value, *text;
	const char *found; /* NULL: nothing */
};

static const struct sample samples[] = {
    {IDENTITY_COMPANY, "株式会社つばめ精機", "先方の株式会社つばめ精機では",
        "会社名「つばめ精機」"},
    {IDENTITY_COMPANY, "株式会社つばめ精機", "つばめ 精機様のご希望です",
        "会社名「つばめ精機」"},
    {IDENTITY_COMPANY, "つばめ精機㈱", "つばめ精機の工場です", "会社名「つばめ精機」"},
    {IDENTITY_COMPANY, "株式会社つばめ精機 大阪支店", "つばめ精機は",
        "会社名「つばめ精機」"},
    {IDENTITY_COMPANY, "ＡＢＣ株式会社", "abc社では", "会社名「ABC」"},
    {IDENTITY_COMPANY, "Minato Metal Co., Ltd.", "at Minato\nMetal they",
        "会社名「Minato Metal」"},
    {IDENTITY_COMPANY, "髙橋製作所", "高橋製作所です", "会社名「高橋製作所」"},
    {IDENTITY_COMPANY, "ABC株式会社", "ABCDの順に進めます", NULL},
    {IDENTITY_COMPANY, "株式会社つばめ精機", "精密機械の株式会社です", NULL},

    {IDENTITY_PERSON, "山田 太郎", "ご担当の山田様に", "氏名「山田」"},
    {IDENTITY_PERSON, "山田　太郎", "山 田が伺います", "氏名「山田」"},
    {IDENTITY_PERSON, "山田太郎", "山田さんがお待ちです", "氏名「山田」"},
    {IDENTITY_PERSON, "林 一郎", "林様のご都合で", "氏名「林」"},
    {IDENTITY_PERSON, "髙橋 一", "高橋部長です", "氏名「高橋」"},
    {IDENTITY_PERSON, "Taro Yamada", "Mr. YAMADA asks", "氏名「Yamada」"},
    {IDENTITY_PERSON, "林 一郎", "森林組合ではありません", NULL},
    {IDENTITY_PERSON, "総務部", "総務部の研修です", NULL},
    {IDENTITY_PERSON, "山田 太郎", "山の田んぼ", NULL},

    {IDENTITY_PHONE, "06-0123-4567", "電話は０６（０１２３）４５６７です",
        "電話番号「06-0123-4567」"},
    {IDENTITY_PHONE, "06-0123-4567", "+81 6 0123 4567", "電話番号「06-0123-4567」"},
    {IDENTITY_PHONE, "06-0123-4567", "06-0123-4568 です", NULL},
    {IDENTITY_PHONE, "06-0123-4567", "06 は 0123 と 4567", NULL},

    {IDENTITY_MAIL, "yamada@tsubame-seiki.co.jp",
        "宛先は YAMADA@tsubame-seiki.co.jp です",
        "メールアドレス「yamada@tsubame-seiki.co.jp」"},
    {IDENTITY_MAIL, "yamada@tsubame-seiki.co.jp",
        "https://www.tsubame-seiki.co.jp/ をご覧ください",
        "ドメイン「tsubame-seiki.co.jp」"},
    {IDENTITY_MAIL, "yamada@mail.tsubame.jp", "www.tsubame.jp", "ドメイン「tsubame.jp」"},
    {IDENTITY_MAIL, "yamada@mail.tsubame.jp", "www.swallow.jp", NULL},
    {IDENTITY_MAIL, "yamada@gmail.com", "gmail.com でも構いません", NULL},
    {IDENTITY_MAIL, "yamada@tsubame-seiki.co.jp", "www.other.co.jp", NULL},

    {IDENTITY_PERSON, NULL, "山田", NULL},
    {IDENTITY_COMPANY, "", "会社", NULL},
};

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		const struct sample *s = &samples[i];
		struct strlist found = {0};

		identity_find(s->text, s->sort, s->value, &found);
		if (found.n != (s->found != NULL) ||
		    (s->found && !str_eq(found.v[0], s->found)))
			fail_msg("%s in %s: %zu, %s", s->value, s->text, found.n,
			    found.n ? found.v[0] : "-");
		strlist_free(&found);
	}
}

static void
test_each_is_named_once(void **state)
{
	struct strlist found = {0};

	(void)state;
	identity_find("山田、山田、太郎", IDENTITY_PERSON, "山田 太郎", &found);
	identity_find("山田です", IDENTITY_PERSON, "山田 花子", &found);
	assert_int_equal(found.n, 2);
	strlist_free(&found);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_samples),
	    cmocka_unit_test(test_each_is_named_once),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
