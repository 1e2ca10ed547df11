/* Charsets: what the label says, what it hides, and invalid bytes. */
#include "charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
labels_and_bytes(void **state)
{
	static const struct {
		const char *label, *bytes, *want;
	} cases[] = {
	    {"utf-8", "相談", "相談"},
	    {"UTF8", "\xEF\xBB\xBF相談", "相談"},
	    /* Row 13, NEC-selected kanji, half-width kana in ISO-2022-JP. */
	    {"iso-2022-jp", "\x1B$B-!-j\x1B(B", "①㈱"},
	    {"cp50221", "\x1B$BAjCL\x1B(I1\x1B(B", "相談ｱ"},
	    {"ISO-2022-JP-MS", "\x1B$B|b\x1B(B", "髙"},
	    {"\"iso-2022-jp\"", "\x1B$BAjCL", "相談"},
	    {"Shift_JIS", "\x87\x40\x87\x8A\xB1\xB6\xDE", "①㈱ｱｶﾞ"},
	    {"x-sjis", "\x91\x8A\x92\x6B\\~", "相談\\~"},
	    {"Shift_JIS", "\x81\x60\x81\x7C", "～－"},
	    {"euc-jp", "\xC1\xEA\xC3\xCC", "相談"},
	    {"x-euc-jp", "\xAD\xA1", "①"},
	    /* A shift that holds nothing is no error. */
	    {"iso-2022-jp", "\x1B$BAj\x1B(B\x1B$BCL\x1B(B\x1B(B\n", "相談\n"},
	    /* No label, or one that says nothing. */
	    {NULL, "\x91\x8A\x92\x6B\x82\xC5\x82\xB7", "相談です"},
	    {"", "相談です", "相談です"},
	    {"unknown-8bit", "\x1B$BAjCL\x1B(B", "相談"},
	    {"us-ascii", "\xC1\xEA\xC3\xCC\xA4\xC7\xA4\xB9", "相談です"},
	    {"us-ascii", "plain", "plain"},
	    {NULL, "caf\xE9 au lait", "café au lait"},
	    /* Labels that lie. */
	    {"utf-8", "\x91\x8A\x92\x6B\x82\xC5\x82\xB7\x81\x42", "相談です。"},
	    {"utf-8", "\x1B$BAjCL\x1B(B", "相談"},
	    {"iso-2022-jp", "ご相談があります", "ご相談があります"},
	    {"gb2312", "\x1B$BAjCL\x1B(B", "相談"},
	    {"gb2312", "\x82\xB2\x91\x8A\x92\x6B\x82\xAA\x82\xA0\x82\xE8\x82\xDC\x82\xB7",
	        "ご相談があります"},
	    {"iso-8859-1", "相談です", "相談です"},
	    {"shift_jis", "お世話になっております", "お世話になっております"},
	    {"gb2312", "\xC4\xE3\xBA\xC3", "你好"},
	    {"windows-1252", "na\xEFve \x80", "naïve €"},
	    /* Carriers' emoji are private characters. */
	    {"shift_jis", "\xF8\x9F\x82\xA0", "〓あ"},
	    {"utf-8",
	        "\xEE\x98\xBE"
	        "a",
	        "〓a"},
	    {"utf-8", "😀", "😀"},
	    {"utf-7", "+dviKxw-", "相談"},
	    /* ISO-2022-JP as it really comes: bare kana, SO and SI, newer and older
	     * escape sequences, escape bytes lost, a run broken by a line end, JIS X
	     * 0212. */
	    {"iso-2022-jp", "\x1B$BAjCL\x1B(B\xB1\xB2 a", "相談ｱｲ a"},
	    {"iso-2022-jp", "\x0E\x31\x32\x0F a \x1B$BAj\x1B(J\\", "ｱｲ a 相\\"},
	    {"iso-2022-jp", "\x1B$@AjCL\x1B(J", "相談"},
	    {"iso-2022-jp", "\x1B$(BAjCL\x1B(B", "相談"},
	    {"iso-2022-jp-2004", "\x1B$(QAjCL\x1B(B", "相談"},
	    {"iso-2022-jp", "$BAjCL$G$9(B 1", "相談です 1"},
	    {"us-ascii", "$BAjCL$G$9(B", "相談です"},
	    {"us-ascii", "$B1,000 (B)", "$B1,000 (B)"},
	    {"iso-2022-jp", "\x1B$BAj\nCL\x1B(B", "相\n談"},
	    {"iso-2022-jp", "\x1B$BAjC\nL\x1B(B", "相談"},
	    {"iso-2022-jp", "\x1B$BAj\nab\n\x1B$BCL\x1B(B", "相\nab\n談"},
	    {"iso-2022-jp-1", "\x1B$(D0!\x1B(B", "丂"},
	    /* A label that reads without a mistake holds against a mere chance. */
	    {"shift_jis", "\xBC\xAE\xB3\xC1\xBC\xCF\xBC\xC0", "ｼｮｳﾁｼﾏｼﾀ"},
	    {"euc-jp", "\x8E\xBC\x8E\xAE", "ｼｮ"},
	    {"iso-8859-1", "M\xFCller, \xC5lesund", "Müller, Ålesund"},
	    {NULL, "\xC5lesund", "Ålesund"},
	    {"utf-8", "M\xFCller", "Müller"},
	    {"iso-8859-1", "\x8F\xB3\x92m\x82\xB5\x82\xDC\x82\xB5\x82\xBD",
	        "承知しました"},
	    {"windows-1252", "\xBE\xB5\xC3\xCE\xA4\xB7\xA4\xDE\xA4\xB7\xA4\xBF",
	        "承知しました"},
	    {"gb2312",
	        "\xCF\xC2\xB2\xCE\xBB\xB3\xA4\xC7\xA4\xB9\xA1\xA3\xBB\xB3\xB5\xFB\xA4\xCE"
	        "\xBD\xD0",
	        "和歌山です。山魚の出"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got = charset_decode_str(
		    cases[i].label, cases[i].bytes, strlen(cases[i].bytes), NULL);

		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu (%s): %s, not %s", i,
			    cases[i].label ? cases[i].label : "none", got, cases[i].want);
		free(got);
	}
}

/* Charsets with two bytes and more a character, marked or not. */
static void
wide(void **state)
{
	static const struct {
		const char *label, *bytes;
		size_t n;
		const char *want;
	} cases[] = {
	    {"utf-16", "\xFF\xFE\xF8\x76\x47\x30", 6, "相ぇ"},
	    {"utf-16le", "\x42\x30\x93\x30", 4, "あん"},
	    {"utf-16", "\x42\x30\x0A\x00\x44\x30", 6, "あ\nい"},
	    {"utf-16", "\x30\x42\x00\x0A\x30\x44", 6, "あ\nい"},
	    {NULL, "\xFF\xFE\x42\x30\x44\x30", 6, "あい"},
	    {NULL, "\xFE\xFF\x30\x42\x30\x44", 6, "あい"},
	    {"utf-32", "\xFF\xFE\0\0\x42\x30\0\0", 8, "あ"},
	    {"unicode", "plain text", 10, "plain text"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got =
		    charset_decode_str(cases[i].label, cases[i].bytes, cases[i].n, NULL);

		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: '%s', not '%s'", i, got, cases[i].want);
		free(got);
	}
}

static void
substitutions_are_counted(void **state)
{
	static const struct {
		const char *label, *bytes;
		bool lossy;
	} cases[] = {
	    {"utf-8", "相談", false},
	    {"utf-8", "相談ですよ、お願いします\xE3\x81", true},
	    {"euc-jp", "\xC1\xEA\xFF\xC3\xCC", true},
	    {"iso-2022-jp", "\x1B$BAjCL\x1B(B", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct charset_note note;
		size_t n = strlen(cases[i].bytes);
		char *got = charset_decode_str(cases[i].label, cases[i].bytes, n, &note);

		assert_true(utf8_ok(got, strlen(got)));
		if ((note.substitutions > 0) != cases[i].lossy)
			fail_msg("case %zu: %zu substitutions", i, note.substitutions);
		free(got);
	}
}

static void
always_valid(void **state)
{
	static const char *const labels[] = {NULL, "utf-8", "iso-2022-jp", "shift_jis",
	    "euc-jp", "gb2312", "big5", "euc-kr", "utf-16", "utf-7", "hz-gb-2312",
	    "iso-2022-kr", "koi8-r", "nonsense"};
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char bytes[64];
		size_t n = (size_t)round % sizeof(bytes);
		char *got;

		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (char)(seed >> 24);
			if (seed >> 16 & 8)
				bytes[i] = "\x1B$B(I\0~{"[seed >> 20 & 7];
		}
		got = charset_decode_str(
		    labels[(size_t)round % ARRAY_LEN(labels)], bytes, n, NULL);
		assert_true(utf8_ok(got, strlen(got)));
		free(got);
	}
}

static void
utf8_edges(void **state)
{
	static const struct {
		const char *s;
		bool ok;
	} cases[] = {
	    {"", true},
	    {"a", true},
	    {"\xC0\x80", false},
	    {"\xE0\x80\x80", false},
	    {"\xED\xA0\x80", false},
	    {"\xF4\x90\x80\x80", false},
	    {"\xF0\x9F\x98\x80", true},
	    {"\xE3\x81", false},
	    {"\x80", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(utf8_ok(cases[i].s, strlen(cases[i].s)), cases[i].ok);
	assert_int_equal(utf8_fit("あい", 6, 5), 3);
	assert_int_equal(utf8_fit("あい", 6, 6), 6);
	assert_true(charset_same("sjis", "CP932"));
	assert_false(charset_same("sjis", "EUC-JP"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(labels_and_bytes),
	    cmocka_unit_test(wide),
	    cmocka_unit_test(substitutions_are_counted),
	    cmocka_unit_test(always_valid),
	    cmocka_unit_test(utf8_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
