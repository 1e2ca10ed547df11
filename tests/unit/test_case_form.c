/* Which requests ask for products to be chosen. */
#include "case_form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
test_asks(void **state)
{
	static const char *const yes[] = {
	    "セキュリティ製品の選定を手伝ってほしい。",
	    "複数の対策ソフトを比較して、当社に合うものを知りたいです",
	    "ＥＤＲの導入を検討しており、どの製品が",
	    "UTMの入れ替えにあたり、おすすめの機器を教えてください。",
	    "いつもお世話になります。\n当社ではバックアップの仕組みがなく、\nどのツー\nル"
	    "を選"
	    "んでよいか分かりません。",
	    "Could you help us compare endpoint products?",
	};
	static const char *const no[] = {
	    "情報セキュリティ規程の整備を手伝ってほしい。",
	    "市販のツールを使っています。社内規程の選定基準を知りたい。",
	    "製品の選定は不要です。規程だけお願いします。",
	    "EDRの導入支援は他社に依頼済みです。",
	    "当社は自動車部品の製品を作っています。研修をお願いします。",
	    "",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		if (!asks_for_product(yes[i]))
			fail_msg("not found: %s", yes[i]);
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (asks_for_product(no[i]))
			fail_msg("found: %s", no[i]);
	assert_false(asks_for_product(NULL));
}

/* A megabyte without an end of a clause, and one of nothing but ends. */
static void
test_long(void **state)
{
	size_t n = (size_t)1 << 20;
	char *s = malloc(n + 1);

	(void)state;
	assert_non_null(s);
	memset(s, 'a', n);
	s[n] = '\0';
	assert_false(asks_for_product(s));
	memset(s, '!', n);
	assert_false(asks_for_product(s));
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_asks),
	    cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests_name("case_form", tests, NULL, NULL);
}
