/* Folding of mail bodies. */
#include "fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	int columns;
	const char *in, *out;
} cases[] = {
    /* short lines, empty text, empty lines */
    {20, "", ""},
    {20, "short", "short"},
    {20, "a\n\n  b  \n", "a\n\n  b  \n"},
    {10, "あいうえお", "あいうえお"},
    /* plain Japanese */
    {10, "あいうえおかきく", "あいうえお\nかきく"},
    {11, "あいうえおかきく", "あいうえお\nかきく"},
    /* nothing that belongs to the line before starts a line */
    {10, "あいうえお。かき", "あいうえ\nお。かき"},
    {10, "あいうえお」。かき", "あいうえ\nお」。かき"},
    {10, "あいうえっと", "あいうえっ\nと"},
    {10, "あいうえおっと", "あいうえ\nおっと"},
    {14, "あいうえセキスペか", "あいうえ\nセキスペか"},
    {10, "あいうえサーバ", "あいうえ\nサーバ"},
    {10, "ﾃｽﾄﾃｽﾄﾃｽﾄｶﾞｷ", "ﾃｽﾄﾃｽﾄﾃｽﾄ\nｶﾞｷ"},
    /* nothing that belongs to the next line ends one */
    {10, "あいうえ（お）", "あいうえ\n（お）"},
    {10, "あいう「『え』」", "あいう\n「『え』」"},
    /* pauses and phrases */
    {20, "あいうえおか、きくけこさしすせ", "あいうえおか、\nきくけこさしすせ"},
    {20, "かきくけこさし決ましたと書く", "かきくけこさし決まし\nたと書く"},
    {20, "専門家にお願いすると決まりました", "専門家にお願いすると\n決まりました"},
    /* words, numbers, dates */
    {10, "abc def ghi jkl", "abc def\nghi jkl"},
    {10, "ああああabc def", "ああああ\nabc def"},
    {10, "ああああ12月に", "ああああ\n12月に"},
    {20, "日程は2026年12月8日（火）です", "日程は\n2026年12月8日（火）\nです"},
    {10, "abcdefghijklm", "abcdefghij\nklm"},
    {10, "é́é́é́é́é́ é́é́é́é́é́", "é́é́é́é́é́\né́é́é́é́é́"},
    /* links and addresses are never cut */
    {10, "see https://www.example.jp/a/b/c now",
        "see\nhttps://www.example.jp/a/b/c\nnow"},
    {10, "ああhttps://example.jp/aへ", "ああ\nhttps://example.jp/a\nへ"},
    {10, "https://example.jp/a。はい", "https://example.jp/a。\nはい"},
    {10, "someone.long@desk.example.jp", "someone.long@desk.example.jp"},
    /* items, indentation, quotations */
    {10, "・あいうえおか", "・あいうえ\n　おか"},
    {10, "- abc def ghi", "- abc def\n  ghi"},
    {12, "1. abc def ghi jkl", "1. abc def\n   ghi jkl"},
    {10, "　あいうえおか", "　あいうえ\n　おか"},
    {12, "> abc def ghi jkl", "> abc def\n> ghi jkl"},
    {12, ">> abc def ghi jkl", ">> abc def\n>> ghi jkl"},
    {10, "-abc def ghi", "-abc def\nghi"},
    /* wide things that cannot be broken are cut rather than lost */
    {10, "。。。。。。。", "。。。。。\n。。"},
    {10, "（（（（（（（", "（（（（（\n（（"},
    /* white space at a break goes, invalid bytes stay */
    {10, "abcdefghij     k", "abcdefghij\nk"},
    {6,
        "\xff\xfe\x80"
        "abcdef",
        "\xff\xfe\x80\nabcdef"},
    {4, "\xe3\x81", "\xe3\x81"},
};

static void
folding(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *out = fold_text(cases[i].in, cases[i].columns);

		if (strcmp(out, cases[i].out) != 0)
			fail_msg("case %zu: [%s] became\n[%s], not\n[%s]", i, cases[i].in,
			    out, cases[i].out);
		free(out);
	}
}

/* What is folded stays the same text: only white space differs. */
static void
keeps_text(void **state)
{
	static const char text[] =
	    "■あ、い「う」え(abc) https://example.jp/ お。か日12月"
	    "３日（火）\xff\xe3 x\xcc\x81y 👨‍👩‍👧 ー―…!?";

	(void)state;
	for (int columns = 1; columns < 40; columns++) {
		char *out = fold_text(text, columns);
		const char *a = text;

		for (const char *b = out; *b; b++) {
			if (*b == '\n' || *b == ' ')
				continue;
			while (*a == ' ')
				a++;
			if (strncmp(b, "　", 3) == 0 && strncmp(a, "　", 3) != 0) {
				b += 2;
				continue;
			}
			assert_int_equal(*a, *b);
			a++;
		}
		assert_string_equal(a, "");
		free(out);
	}
}

static void
long_line(void **state)
{
	enum { N = 100000 };
	char *text = xcalloc(N + 1, 1), *out;

	(void)state;
	memset(text, 'x', N);
	out = fold_text(text, FOLD_COLUMNS);
	assert_int_equal(strlen(out), N + (N - 1) / FOLD_COLUMNS);
	free(out);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(folding),
	    cmocka_unit_test(keeps_text),
	    cmocka_unit_test(long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
