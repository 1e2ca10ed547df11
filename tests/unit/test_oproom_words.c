/* What is a command in the operators' channel, and what people merely say there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oproom_words.h"

static const struct {
	const char *text;
	int kind;
	enum op_verb verb;
	const char *args; /* joined by blanks */
} samples[] = {
    {"/madoguchi status 123", OP_COMMAND, OP_STATUS, "123"},
    {"madoguchi status 123", OP_COMMAND, OP_STATUS, "123"},
    {"Madoguchi: STATUS 2026-0123", OP_COMMAND, OP_STATUS, "2026-0123"},
    {"@madoguchi 状況 123", OP_COMMAND, OP_STATUS, "123"},
    {" 状況　１２３", OP_COMMAND, OP_STATUS, "123"},
    {"承認 123", OP_COMMAND, OP_APPROVE, "123"},
    {"承認123", OP_COMMAND, OP_APPROVE, "123"},
    {"承認　２０２６－０１２３", OP_COMMAND, OP_APPROVE, "2026-0123"},
    {"ａｐｐｒｏｖｅ １、２", OP_COMMAND, OP_APPROVE, "1 2"},
    {"approve 1, 2 2026-0003", OP_COMMAND, OP_APPROVE, "1 2 2026-0003"},
    {"承認 123\n", OP_COMMAND, OP_APPROVE, "123"},
    {"確認待ち", OP_COMMAND, OP_REVIEW, ""},
    {"review", OP_COMMAND, OP_REVIEW, ""},
    {"review done e12 e13", OP_COMMAND, OP_REVIEW_DONE, "e12 e13"},
    {"確認待ち 済 ｅ１２", OP_COMMAND, OP_REVIEW_DONE, "e12"},
    {"確認待ち 再読 m3", OP_COMMAND, OP_REVIEW_RETRY, "m3"},
    {"review drop M3", OP_COMMAND, OP_REVIEW_DROP, "m3"},
    {"review ignore e12", OP_COMMAND, OP_REVIEW_IGNORE, "e12"},
    {"案件 今日", OP_COMMAND, OP_CASES, ""},
    {"cases today", OP_COMMAND, OP_CASES, ""},
    {"送信待ち", OP_COMMAND, OP_OUTBOX, ""},
    {"madoguchi help", OP_COMMAND, OP_HELP, ""},
    {"ヘルプ", OP_COMMAND, OP_HELP, ""},
    /* Said among people. */
    {"承認 123 はまだ待って", OP_TALK, 0, ""},
    {"承認 123\nありがとうございます", OP_TALK, 0, ""},
    {"123 を承認します", OP_TALK, 0, ""},
    {"承認", OP_TALK, 0, ""},
    {"状況はどうですか", OP_TALK, 0, ""},
    {"@U2 承認 123", OP_TALK, 0, ""},
    {"承認 123 @U2", OP_TALK, 0, ""},
    {"承認 2026-", OP_TALK, 0, ""},
    {"承認 26-0123", OP_TALK, 0, ""},
    {"承認 12345678901234567890", OP_TALK, 0, ""},
    {"承認 -123", OP_TALK, 0, ""},
    {"review done m12", OP_TALK, 0, ""},
    {"review retry e12", OP_TALK, 0, ""},
    {"review done", OP_TALK, 0, ""},
    {"review done 12", OP_TALK, 0, ""},
    {"承認 1 2 3 4 5 6 7 8 9 10 11", OP_TALK, 0, ""},
    {"", OP_TALK, 0, ""},
    {"　", OP_TALK, 0, ""},
    /* Said to the desk. */
    {"madoguchi", OP_UNCLEAR, 0, ""},
    {"madoguchi 承認", OP_UNCLEAR, 0, ""},
    {"madoguchi 承認 123 はまだ待って", OP_UNCLEAR, 0, ""},
    {"/madoguchi shutdown", OP_UNCLEAR, 0, ""},
};

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct op_command c;
		char *args = xstrdup("");

		op_read(samples[i].text, &c);
		for (size_t k = 0; k < c.args.n; k++) {
			char *more = xasprintf("%s%s%s", args, k ? " " : "", c.args.v[k]);

			free(args);
			args = more;
		}
		if ((int)c.kind != samples[i].kind ||
		    (c.kind == OP_COMMAND && c.verb != samples[i].verb) ||
		    strcmp(args, samples[i].args) != 0)
			fail_msg("%s: kind %d verb %d args '%s'", samples[i].text,
			    (int)c.kind, (int)c.verb, args);
		free(args);
		op_command_free(&c);
	}
}

static void
test_odd(void **state)
{
	struct op_command c;
	char *longest = xcalloc(1, 100001);

	(void)state;
	memset(longest, '1', 100000);
	op_read(longest, &c);
	assert_int_equal(c.kind, OP_TALK);
	op_command_free(&c);
	op_read(NULL, &c);
	assert_int_equal(c.kind, OP_TALK);
	op_command_free(&c);
	free(longest);
	assert_true(op_number_is_short("123"));
	assert_false(op_number_is_short("2026-0123"));
}

/* Every line of the help is a command itself, in both languages. */
static void
test_help(void **state)
{
	size_t n = 0;

	(void)state;
	for (int english = 0; english < 2; english++)
		for (size_t i = 0; op_help(i, english); i++, n++) {
			const char *line = op_help(i, english),
			           *end = strstr(line, " … ");
			char *text;
			struct op_command c;

			assert_non_null(end);
			text = xstrndup(line, (size_t)(end - line));
			op_read(text, &c);
			if (c.kind != OP_COMMAND)
				fail_msg("%s", text);
			op_command_free(&c);
			free(text);
		}
	assert_true(n >= 2 * 8);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_samples),
	    cmocka_unit_test(test_odd),
	    cmocka_unit_test(test_help),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
