/* Folder names in modified UTF-7. */
#include "utf7.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *utf8, *wanted;
} names[] = {
    {"INBOX", "INBOX"},
    {"", ""},
    {"a&b", "a&-b"},
    {"&", "&-"},
    {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 */
    {"相談/済み", "&dviKxw-/&bggwfw-"},
    {"é", "&AOk-"},
    {"éa", "&AOk-a"},
    {"😀", "&2D3eAA-"},
    {"a\tb", "a&AAk-b"},
    {"\x7f", "&AH8-"},
    {"a\xff"
     "b",
        "a&,,0-b"},
    {"\xe7\x9b", "&,,0-"},
};

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char *got = utf7_encode(names[i].utf8);

		assert_string_equal(got, names[i].wanted);
		free(got);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
