/* Normalisation and UTF-8: what is folded, what stays, and bytes that are no text. */
#include "norm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct pair {
	const char *in, *out;
};

static void
check_pairs(const struct pair *pairs, size_t n, char *(*function)(const char *))
{
	for (size_t i = 0; i < n; i++) {
		char *got = function(pairs[i].in);

		assert_string_equal(got, pairs[i].out);
		free(got);
	}
}

static void
test_text(void **state)
{
	static const struct pair pairs[] = {
	    {"", ""},
	    {"１２月１日", "12月1日"},
	    {"㈱ｱｶﾞﾀ①", "(株)アガタ1"},
	    {"㍻30年", "平成30年"},
	    {"10〜12", "10~12"},
	    {"10～12", "10~12"},
	    {"03ー0123−4567", "03-0123-4567"},
	    {"03‐0123―4567", "03-0123-4567"},
	    {"サーバー5台", "サーバー5台"},
	    {"5ーム", "5ーム"},
	    {"一\r\n二\n", "一\r\n二\n"},
	    {"a\xFFz", "a\xEF\xBF\xBDz"},
	    {"\xE3\x81", "\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
	    {"😀か\u3099", "😀が"},
	    {"\uFDFA", "صلى الله عليه وسلم"}, /* grows eighteen-fold */
	    {"\uFDFA\uFDFA", "صلى الله عليه وسلمصلى الله عليه وسلم"},
	};

	(void)state;
	check_pairs(pairs, ARRAY_LEN(pairs), norm_text);
}

static void
test_squeeze(void **state)
{
	static const struct pair pairs[] = {
	    {" 株式会社　あ\r\n い\t", "株式会社あい"},
	    {"\xE2\x80\x8B\xEF\xBB\xBFx\xC2\xA0y", "xy"},
	    {"", ""},
	};

	(void)state;
	check_pairs(pairs, ARRAY_LEN(pairs), norm_squeeze);
}

static void
test_next(void **state)
{
	static const struct {
		const char *in;
		uint32_t cp;
		size_t len;
	} table[] = {
	    {"a", 'a', 1},
	    {"é", 0xE9, 2},
	    {"あ", 0x3042, 3},
	    {"😀", 0x1F600, 4},
	    {"\x80", 0xFFFD, 1},
	    {"\xE3\x81", 0xFFFD, 1},
	    {"\xF0\x9F", 0xFFFD, 1},
	    {"\xF8\x88\x80\x80\x80", 0xFFFD, 1},
	    {"\xF4\x90\x80\x80", 0xFFFD, 1},
	    {"", 0, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		uint32_t cp;

		assert_int_equal(utf8_next(table[i].in, &cp), table[i].len);
		assert_int_equal(cp, table[i].cp);
	}
}

static void
test_valid(void **state)
{
	(void)state;
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("日本", 6));
	assert_false(utf8_valid("日本", 5));
	assert_false(utf8_valid("\xE0\x80\x80", 3));
	assert_false(utf8_valid("\xED\xBF\xBF", 3));
}

static void
test_width_and_cut(void **state)
{
	char text[] = "あiう\xFF";

	(void)state;
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x3042), 2);
	assert_int_equal(utf8_width(0xFF71), 1);
	assert_int_equal(utf8_width(0x3099), 0);
	assert_int_equal(utf8_width(0x1F600), 2);
	utf8_cut(text, 9);
	assert_string_equal(text, "あiう\xFF");
	utf8_cut(text, 2);
	assert_string_equal(text, "あi");
	utf8_cut(text, 0);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_squeeze),
	    cmocka_unit_test(test_next),
	    cmocka_unit_test(test_valid),
	    cmocka_unit_test(test_width_and_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
