/* Header fields: encoded words, parameters, file names, ids, addresses. */
#include "addr_read.h"
#include "header_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
words(void **state)
{
	static const struct {
		const char *raw, *want;
	} cases[] = {
	    {"plain text", "plain text"},
	    {" folded\r\n\t line", "folded line"},
	    {"=?UTF-8?B?55u46KuH?=", "相談"},
	    {"=?utf-8*ja?Q?=E7=9B=B8=E8=AB=87?=", "相談"},
	    /* A character cut over two words; white space between them is no text. */
	    {"=?UTF-8?B?55u4?= =?UTF-8?B?6A==?=\r\n =?UTF-8?B?q4c=?=", "相談"},
	    {"=?UTF-8?Q?=E7=9B?= =?utf-8?Q?=B8?=", "相"},
	    /* Base64 cut without padding. */
	    {"=?UTF-8?B?55u46?= =?UTF-8?B?KuH?=", "相談"},
	    {"=?ISO-2022-JP?B?GyRCLSEtahsoQg==?=", "①㈱"},
	    {"=?ISO-2022-JP?B?GyRCQWo=?= =?ISO-2022-JP?B?Q0wbKEI=?=", "相談"},
	    {"=?ISO-2022-JP?B?GyRCQWobKEI=?=\r\n =?ISO-2022-JP?B?GyRCQ0wbKEI=?=", "相談"},
	    {"=?Shift_JIS?B?h0CHig==?=", "①㈱"},
	    {"Re: =?UTF-8?Q?a_b?= c", "Re: a b c"},
	    {"a=?UTF-8?Q?b?=c", "abc"},
	    {"=?UTF-8?Q?a?= b =?UTF-8?Q?c?=", "a b c"},
	    {"=?UTF-8?B?55u4?= =?ISO-2022-JP?B?GyRCQ0wbKEI=?=", "相談"},
	    /* Raw bytes. */
	    {"ご相談", "ご相談"},
	    {"\x1B$B$4AjCL\x1B(B (1)", "ご相談 (1)"},
	    {"\x82\xB2\x91\x8A\x92\x6B", "ご相談"},
	    /* Broken words stay as they are, or lose as little as possible. */
	    {"=?UTF-8?B?", "=?UTF-8?B?"},
	    {"=?UTF-8?X?abc?=", "=?UTF-8?X?abc?="},
	    {"=?UTF-8?Q?"
	     "?=",
	        ""},
	    {"=?UTF-8?Q?=0D=0ABcc:_x?=", "Bcc: x"},
	    {"=?UTF-8?Q?=ZZ?=", "=ZZ"},
	    {"", ""},
	    {"=?", "=?"},
	    /* Words without padding, each whole; cut off; coded twice. */
	    {"=?UTF-8?B?55u4IA?= =?UTF-8?B?6KuHIA?=", "相 談"},
	    {"=?UTF-8?B?55u46KuH", "相談"},
	    {"=?UTF-8?B?PT9VVEYtOD9CPzU1dTQ2S3VIPz0=?=", "相談"},
	    {"=?UTF-8?Q?What?=20=E7=9B=B8?=", "What? 相"},
	    {"$BAjCL$G$9(B", "相談です"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got = header_decode(cases[i].raw, "Subject", NULL);

		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: '%s', not '%s'", i, got, cases[i].want);
		free(got);
	}
}

static void
parameters(void **state)
{
	static const struct {
		const char *raw, *name, *want;
	} cases[] = {
	    {"text/plain; charset=utf-8", "charset", "utf-8"},
	    {"text/plain; CHARSET=\"utf-8\"; a=b", "charset", "utf-8"},
	    {"text/plain", "charset", NULL},
	    {"attachment; filename*=UTF-8''%E7%9B%B8%E8%AB%87.pdf", "filename",
	        "相談.pdf"},
	    {"attachment; filename=a.pdf; filename*=UTF-8'ja'%E7%9B%B8.pdf", "filename",
	        "相.pdf"},
	    /* Continuations are joined before they are decoded. */
	    {"attachment;\r\n filename*0*=ISO-2022-JP''%1B$BAj;\r\n"
	     " filename*1*=CL%1B(B;\r\n filename*2=.xlsx",
	        "filename", "相談.xlsx"},
	    {"attachment; filename*1*=%8B.txt; filename*0*=utf-8''%E7%9B%B8%E8%AB",
	        "filename", "相請.txt"},
	    {"attachment; filename*0=\"ab\"; filename*1=\"c d.txt\"", "filename",
	        "abc d.txt"},
	    {"attachment; filename=\"=?ISO-2022-JP?B?GyRCQWpDTBsoQg==?=.doc\"",
	        "filename", "相談.doc"},
	    {"attachment; filename=\"=?UTF-8?B?55u4?=\r\n =?UTF-8?B?6KuH?=\"", "filename",
	        "相談"},
	    /* Raw bytes: 表 ends with 0x5C in Shift_JIS, and JIS bytes hold '"'. */
	    {"attachment; filename=\"\x95\x5C.xls\"", "filename", "表.xls"},
	    {"attachment; filename=\"\x1B$B\x46\x22\x1B(B.txt\"", "filename", "蕩.txt"},
	    {"attachment; filename=\"a\\\"b\"", "filename", "a\"b"},
	    {"attachment; filename=a b.pdf; x=y", "filename", "a b.pdf"},
	    {"attachment; filename=", "filename", ""},
	    {"multipart/mixed; boundary=\"\\\"\"", "boundary", "\""},
	    /* As in links, unless the signs are the name's own. */
	    {"attachment; filename=\"%E7%9B%B8.pdf\"", "filename", "相.pdf"},
	    {"attachment; filename=\"100%25.txt\"", "filename", "100%25.txt"},
	    /* Raw continuations cut a character before the quotation mark. */
	    {"attachment; filename*0=\"\xE7\x9B\"; filename*1=\"\xB8.txt\"", "filename",
	        "相.txt"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got = header_param(cases[i].raw, cases[i].name, NULL);

		if (cmp_str(got, cases[i].want) != 0)
			fail_msg("case %zu: '%s', not '%s'", i, got ? got : "NULL",
			    cases[i].want ? cases[i].want : "NULL");
		free(got);
	}
}

static void
file_names(void **state)
{
	static const struct {
		const char *raw, *want;
	} cases[] = {
	    {"相談.pdf", "相談.pdf"},
	    {"../../etc/passwd", "passwd"},
	    {"C:\\temp\\a.doc", "a.doc"},
	    {"a\tb\x01.txt", "ab.txt"},
	    {"\xE2\x80\xAE" /* NOLINT(misc-misleading-bidirectional) */
	     "fdp.exe",
	        "fdp.exe"},
	    {"invoice\xE2\x80\x8B.pdf", "invoice.pdf"},
	    {"..", NULL},
	    {".htaccess", "htaccess"},
	    {"", NULL},
	    {"/", NULL},
	    {"a\xFF.txt", "a.txt"},
	};
	char *got = file_name_clean(NULL), *long_name = xcalloc(1001, 1);

	(void)state;
	assert_null(got);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		got = file_name_clean(xstrdup(cases[i].raw));
		if (cmp_str(got, cases[i].want) != 0)
			fail_msg("case %zu: '%s'", i, got ? got : "NULL");
		free(got);
	}
	memset(long_name, 'a', 996);
	memcpy(long_name + 996, ".pdf", 4);
	got = file_name_clean(long_name);
	assert_int_equal(strlen(got), 200);
	assert_true(str_ends(got, "a.pdf"));
	free(got);
}

static void
ids(void **state)
{
	struct strlist list = {0};
	char *id = header_id(" <a@b.example.jp>\r\n (comment)");

	(void)state;
	assert_string_equal(id, "a@b.example.jp");
	free(id);
	assert_null(header_id(""));
	assert_null(header_id("<>"));
	id = header_id("bare@example.jp");
	assert_string_equal(id, "bare@example.jp");
	free(id);
	header_ids("<1@a>\r\n <2@a><3@a>\t<4@a", &list);
	assert_int_equal(list.n, 4);
	assert_string_equal(list.v[2], "3@a");
	strlist_free(&list);
}

static void
addresses(void **state)
{
	/* want: name|addr of each mailbox, joined by ';'. */
	static const struct {
		const char *raw, *want;
	} cases[] = {
	    {"a@B.Example.JP", "|a@b.example.jp"},
	    {"Taro <a@b.example.jp>", "Taro|a@b.example.jp"},
	    {"\"Yamada, Taro\" <a@b.example.jp>, c@d.example.jp",
	        "Yamada, Taro|a@b.example.jp;|c@d.example.jp"},
	    {"Foo, Inc. (Bar) <a@x.jp>", "Foo, Inc.|a@x.jp"},
	    {"a@x.jp (Taro)", "Taro|a@x.jp"},
	    {"=?UTF-8?B?5bGx55Sw?= <a@x.jp>", "山田|a@x.jp"},
	    {"\"=?UTF-8?B?5bGx?= =?UTF-8?B?55Sw?=\" <a@x.jp>", "山田|a@x.jp"},
	    {"=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=<a@x.jp>", "山田|a@x.jp"},
	    {"山田 <a@x.jp>", "山田|a@x.jp"},
	    {"\x1B$B;3ED\x1B(B <a@x.jp>", "山田|a@x.jp"},
	    {"<a..b.@docomo.ne.jp>", "|a..b.@docomo.ne.jp"},
	    {".a@docomo.ne.jp", "|.a@docomo.ne.jp"},
	    {"山田 <a＠x.jp>", "山田|a@x.jp"},
	    {"a＠x.jp", "|a@x.jp"},
	    {"undisclosed-recipients:;", ""},
	    {"group: a@x.jp, b@x.jp;", "|a@x.jp;|b@x.jp"},
	    {"Foo", ""},
	    {"<>", ""},
	    {"<a@>", ""},
	    {"<@x.jp>", ""},
	    {"<a@x.jp\r\n>", "|a@x.jp"},
	    {"\"open <a@x.jp>", "open|a@x.jp"},
	    {"(open <a@x.jp>", "(open|a@x.jp"},
	    {"Taro <mailto:a@x.jp>", "Taro|a@x.jp"},
	    {"'a@x.jp' <a@x.jp>", "'a@x.jp'|a@x.jp"},
	    {"<a@x.jp>, <b@x.jp>,, ", "|a@x.jp;|b@x.jp"},
	    {"<a\xFF@x.jp>", ""},
	    {"=?UTF-8?B?5bGx55SwIDxhQHguanA+?=", "山田|a@x.jp"},
	    {"=?UTF-8?Q?a=40x.jp?=", "|a@x.jp"},
	    {"Y <<a@x.jp>>", "Y|a@x.jp"},
	    {"Y <@relay.jp,@r2.jp:a@x.jp>", "Y|a@x.jp"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct addresses list = {0};
		char got[256] = "";

		addresses_read(cases[i].raw, "To", &list, NULL);
		for (size_t k = 0; k < list.n; k++) {
			if (k)
				strncat(got, ";", sizeof(got) - strlen(got) - 1);
			if (list.v[k].name)
				strncat(
				    got, list.v[k].name, sizeof(got) - strlen(got) - 1);
			strncat(got, "|", sizeof(got) - strlen(got) - 1);
			strncat(got, list.v[k].addr, sizeof(got) - strlen(got) - 1);
		}
		if (strcmp(got, cases[i].want) != 0)
			fail_msg("case %zu: %s, not %s", i, got, cases[i].want);
		addresses_free(&list);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words),
	    cmocka_unit_test(parameters),
	    cmocka_unit_test(file_names),
	    cmocka_unit_test(ids),
	    cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
