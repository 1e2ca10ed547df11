/* Transfer encodings, right and wrong. */
#include "transfer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
names(void **state)
{
	static const struct {
		const char *raw;
		enum transfer want;
	} cases[] = {{"", TRANSFER_NONE}, {" base64", TRANSFER_BASE64},
	    {"\"BASE64\"", TRANSFER_BASE64}, {"base64 (as usual)", TRANSFER_BASE64},
	    {"Quoted-Printable;", TRANSFER_QP}, {"x-uuencode", TRANSFER_UU},
	    {"8bit", TRANSFER_NONE}, {"x-unknown", TRANSFER_NONE}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(transfer_of(cases[i].raw), cases[i].want);
}

static void
contents(void **state)
{
	static const struct {
		enum transfer transfer;
		const char *coded, *want;
	} cases[] = {
	    {TRANSFER_NONE, "a=\r\n", "a=\r\n"},
	    {TRANSFER_BASE64, "YWJj\r\nZGU=\r\n", "abcde"},
	    /* No padding; padding within; lines cut anywhere; foreign characters. */
	    {TRANSFER_BASE64, "YWJjZGU", "abcde"},
	    {TRANSFER_BASE64, "YQ==\r\nYg==\r\nY2Q=", "abcd"},
	    {TRANSFER_BASE64, "Y\r\nW J\r\nj!*", "abc"},
	    /* What a list adds below. */
	    {TRANSFER_BASE64, "YWI=\r\n-- \r\nlist footer\r\n", "ab"},
	    {TRANSFER_BASE64, "YWJj\r\n\r\nlist footer\r\n", "abc"},
	    {TRANSFER_QP, "=E3=81\r\n", "\xE3\x81\r\n"},
	    {TRANSFER_QP, "a=\r\nb=  \r\nc \t\r\nd=", "abc \t\r\nd"},
	    {TRANSFER_QP, "1 = 2, =ZZ, =3d", "1 = 2, =ZZ, ="},
	    {TRANSFER_UU, "begin 644 a\r\n#86)C\r\n`\r\nend\r\n", "abc"},
	    {TRANSFER_UU, "no begin", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf out = {0};
		size_t n = strlen(cases[i].coded);
		size_t bytes =
		    transfer_decode(cases[i].transfer, cases[i].coded, n, &out);

		if (strcmp(buf_str(&out), cases[i].want) != 0)
			fail_msg("case %zu: '%s'", i, buf_str(&out));
		assert_int_equal(bytes, out.len);
		assert_int_equal(
		    transfer_decode(cases[i].transfer, cases[i].coded, n, NULL), bytes);
		buf_free(&out);
	}
}

static void
files_in_text(void **state)
{
	static const char text[] = "see\nbegin 644 my plan.xls\n#86)C\n`\nend\nbye\n";
	static const char none[] = "begin 644 a\nthis is no such line, but prose\nend\n";
	struct uu_file file;

	(void)state;
	assert_true(transfer_find_uu(text, strlen(text), 0, &file));
	assert_string_equal(file.name, "my plan.xls");
	assert_int_equal(file.bytes, 3);
	assert_int_equal(file.from, 4);
	assert_string_equal(text + file.to, "bye\n");
	free(file.name);
	assert_false(transfer_find_uu(text, strlen(text), 5, &file));
	assert_false(transfer_find_uu(none, strlen(none), 0, &file));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names),
	    cmocka_unit_test(contents),
	    cmocka_unit_test(files_in_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
