/* Declared conflicts against the parties of a case, and what may be declared. */
#include "conflict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEXT(s) ((char *)(uintptr_t)(s))

static void
test_touches(void **state)
{
	static const struct parties p = {
	    .emails = {"yamada@mail.hokuto.co.jp", "tanaka@nanto-cci.or.jp"},
	    .companies = {"株式会社北斗テクノ", "南都商工会議所"},
	    .names = {"山田 太郎", NULL},
	};
	static const struct {
		const char *kind, *value;
		bool touches;
	} rows[] = {
	    {"domain", "hokuto.co.jp", true},
	    {"domain", "WWW.Hokuto.co.jp", true},
	    {"domain", "nanto-cci.or.jp", true},
	    {"domain", "north.co.jp", false},
	    {"domain", "co.jp", false},
	    {"company", "北斗テクノ㈱", true},
	    {"company", "（株）北斗テクノ", true},
	    {"company", "南都商工会議所", true},
	    {"company", "北斗", false},
	    {"person", "Yamada@mail.hokuto.co.jp", true},
	    {"person", "yamada@hokuto.co.jp", false},
	    {"person", "山田　太郎", true},
	    {"person", "山田", false},
	    {"person", "tanaka@nanto-cci.or.jp", true},
	};
	static const struct parties nobody = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct conflict k = {
		    .kind = TEXT(rows[i].kind), .value = TEXT(rows[i].value)};

		if (conflict_touches(&k, &p) != rows[i].touches)
			fail_msg("%s %s", rows[i].kind, rows[i].value);
		assert_false(conflict_touches(&k, &nobody));
	}
}

static void
test_unfit(void **state)
{
	(void)state;
	assert_null(conflict_unfit("domain", "hokuto.co.jp"));
	assert_null(conflict_unfit("company", "株式会社北斗"));
	assert_null(conflict_unfit("person", "山田 太郎"));
	assert_non_null(conflict_unfit("domain", "gmail.com"));
	assert_non_null(conflict_unfit("domain", "a@hokuto.co.jp"));
	assert_non_null(conflict_unfit("domain", "hokuto"));
	assert_non_null(conflict_unfit("company", "株式会社"));
	assert_non_null(conflict_unfit("company", ""));
	assert_non_null(conflict_unfit("person", "　 "));
	assert_non_null(conflict_unfit("planet", "Mars"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_touches),
	    cmocka_unit_test(test_unfit),
	};

	return cmocka_run_group_tests_name("conflict", tests, NULL, NULL);
}
