/* Mails as bytes: what may stand in a header, where lines are cut, and the MIME tree. */
#include "buf.h"
#include "compose.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gmime/gmime.h>

static struct mail
sample(void)
{
	struct mail m = {
	    .from = {"情報セキュリティ相談窓口", "desk@example.jp"},
	    .to = {"山田, 太郎", "yamada@sme.example.jp"},
	    .subject = "【案件 2026-0123】ご相談を受け付けました",
	    .message_id = "c42.7.abc@desk.example.jp",
	    .date = 1796086800, /* 2026-12-01 10:00 JST */
	    .lang = "ja",
	    .body = "山田 様\n\n受け付けました。\n",
	};
	return m;
}

static char *
wire_of(const struct mail *m)
{
	struct err e = {0};
	char *wire = NULL;
	size_t n = 0;

	if (!compose(m, &wire, &n, &e))
		fail_msg("%s", e.text);
	assert_int_equal(strlen(wire), n);
	return wire;
}

static void
assert_has(const char *wire, const char *piece)
{
	if (!strstr(wire, piece))
		fail_msg("missing: %s\nin:\n%s", piece, wire);
}

static void
refused(const struct mail *m)
{
	struct err e = {0};
	char *wire = NULL;
	size_t n = 0;

	assert_false(compose(m, &wire, &n, &e));
	assert_null(wire);
	assert_string_not_equal(e.text, "");
	assert_false(e.retry);
}

/* Every line ends with CRLF and is short; every encoded word is whole UTF-8. */
static void
assert_lines(const char *wire)
{
	for (const char *line = wire; *line;) {
		const char *end = strstr(line, "\r\n");

		assert_non_null(end);
		assert_true(end - line <= 78);
		assert_null(memchr(line, '\n', (size_t)(end - line)));
		line = end + 2;
	}
	for (const char *p = wire; (p = strstr(p, "=?UTF-8?B?"));) {
		const char *end = strstr(p, "?=");
		gsize n = 0;
		char *b64 = xstrndup(p + 10, (size_t)(end - p - 10));
		guchar *text = g_base64_decode(b64, &n);

		assert_true(end - p + 2 <= 75);
		assert_true(g_utf8_validate((const char *)text, (gssize)n, NULL));
		g_free(text);
		free(b64);
		p = end;
	}
}

static GMimeMessage *
parse(const char *wire)
{
	GMimeStream *s = g_mime_stream_mem_new_with_buffer(wire, strlen(wire));
	GMimeParser *p = g_mime_parser_new_with_stream(s);
	GMimeMessage *msg = g_mime_parser_construct_message(p, NULL);

	g_object_unref(p);
	g_object_unref(s);
	assert_non_null(msg);
	return msg;
}

static void
test_headers(void **state)
{
	struct mail m = sample();
	char *wire;

	(void)state;
	m.reply = true;
	m.reply_to = (struct address){"窓口", "desk+c42.k1.abcd@example.jp"};
	wire = wire_of(&m);
	assert_has(wire, "Date: Tue, 1 Dec 2026 10:00:00 +0900\r\n");
	assert_has(wire, "<desk@example.jp>\r\n");
	assert_has(wire, "Message-ID: <c42.7.abc@desk.example.jp>\r\n");
	assert_has(wire, "Auto-Submitted: auto-replied\r\n");
	assert_has(wire, "X-Auto-Response-Suppress: All\r\n");
	assert_has(wire, "X-Madoguchi: 1\r\n");
	assert_has(wire, "Content-Language: ja\r\n");
	assert_has(wire, "MIME-Version: 1.0\r\n");
	assert_has(wire, "<desk+c42.k1.abcd@example.jp>\r\n");
	assert_has(wire, "Content-Transfer-Encoding: base64\r\n");
	assert_null(strstr(wire, "In-Reply-To"));
	assert_null(strstr(wire, "References"));
	assert_null(strstr(wire, "Cc:"));
	assert_lines(wire);
	free(wire);
	m.reply = false;
	wire = wire_of(&m);
	assert_has(wire, "Auto-Submitted: auto-generated\r\n");
	free(wire);
}

static void
test_round_trip(void **state)
{
	struct mail m = sample();
	struct buf subject = {0};
	GMimeMessage *msg;
	GMimeObject *part;
	char *wire, *text;

	(void)state;
	for (int i = 0; i < 60; i++)
		buf_adds(&subject, i % 3 ? "髙" : "a😀");
	m.subject = buf_str(&subject);
	wire = wire_of(&m);
	assert_lines(wire);
	msg = parse(wire);
	assert_string_equal(g_mime_message_get_subject(msg), m.subject);
	part = g_mime_message_get_mime_part(msg);
	assert_true(GMIME_IS_TEXT_PART(part));
	text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	assert_string_equal(text, "山田 様\r\n\r\n受け付けました。\r\n");
	assert_string_equal(internet_address_get_name(internet_address_list_get_address(
	                        g_mime_message_get_to(msg), 0)),
	    "山田, 太郎");
	g_free(text);
	g_object_unref(msg);
	buf_free(&subject);
	free(wire);
}

static void
test_names(void **state)
{
	static const struct {
		const char *name, *written;
	} rows[] = {
	    {"Taro Yamada", "To: Taro Yamada <y@example.jp>\r\n"},
	    {"Yamada, Taro", "To: \"Yamada, Taro\" <y@example.jp>\r\n"},
	    {"a \"b\"", "To: =?UTF-8?B?YSAiYiI=?= <y@example.jp>\r\n"},
	    {"=?UTF-8?B?YQ==?=",
	        "To: =?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?= <y@example.jp>\r\n"},
	    {NULL, "To: y@example.jp\r\n"},
	    {"", "To: y@example.jp\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mail m = sample();
		char name[64];
		char *wire;

		(void)snprintf(
		    name, sizeof(name), "%s", rows[i].name ? rows[i].name : "");
		m.to.name = rows[i].name ? name : NULL;
		m.to.addr = (char[]){"y@example.jp"};
		wire = wire_of(&m);
		assert_has(wire, rows[i].written);
		free(wire);
	}
}

static void
test_addr_spec(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
	    {"a@example.jp", "a@example.jp"},
	    {"taro..y@mobile.example.jp", "\"taro..y\"@mobile.example.jp"},
	    {"taro.@mobile.example.jp", "\"taro.\"@mobile.example.jp"},
	    {"\"taro..y\"@mobile.example.jp", "\"taro..y\"@mobile.example.jp"},
	    {"a+b/c=d@x.example", "a+b/c=d@x.example"},
	    {"a@[192.0.2.1]", "a@[192.0.2.1]"},
	    {"a@[192.0.2.1", NULL},
	    {"nobody", NULL},
	    {"@example.jp", NULL},
	    {"a@", NULL},
	    {"a b@example.jp", NULL},
	    {"a@exam ple.jp", NULL},
	    {"a\r\nBcc: x@example.jp", NULL},
	    {"a@example.jp\n", NULL},
	    {"<a@example.jp>", NULL},
	    {"a@b@example.jp", NULL},
	    {"山田@example.jp", NULL},
	    {"a@例え.jp", NULL},
	    {"a\xff@example.jp", NULL},
	    {"\"a\"b\"@example.jp", NULL},
	    {NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *got = compose_addr_spec(rows[i].in);

		if (rows[i].out)
			assert_string_equal(got, rows[i].out);
		else
			assert_null(got);
		free(got);
	}
}

static void
test_refusals(void **state)
{
	static const char *const values[] = {"a\r\nBcc: x@example.jp", "a\nb", "a\rb",
	    "a\tb", "a\x1b$B", "a\x7f", "\xff\xfe", "a\xc2\x85 b", "cut \xe5\xb1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct mail m = sample();
		char value[64];

		(void)snprintf(value, sizeof(value), "%s", values[i]);
		m.subject = value;
		refused(&m);
		m = sample();
		m.to.name = value;
		refused(&m);
		m = sample();
		m.to.addr = value;
		refused(&m);
		m = sample();
		m.from.name = value;
		refused(&m);
		m = sample();
		m.reply_to.addr = value;
		refused(&m);
		m = sample();
		m.cc = (struct addresses){&(struct address){NULL, value}, 1};
		refused(&m);
		m = sample();
		m.message_id = value;
		refused(&m);
		m = sample();
		m.lang = value;
		refused(&m);
	}
	for (size_t i = 6; i < 7; i++) {
		struct mail m = sample();

		m.body = values[i];
		refused(&m);
	}
}

/* Strangers choose these: a bad one is left out, the mail still goes. */
static void
test_references(void **state)
{
	struct mail m = sample();
	char *wire, *line, *end;
	size_t n = 0;

	(void)state;
	m.in_reply_to = "x@example.jp>\r\nBcc: <y@example.jp";
	strlist_add(&m.references, "first@example.jp");
	strlist_add(&m.references, "bad id@example.jp");
	for (int i = 0; i < 40; i++)
		strlist_addf(&m.references, "id%d@example.jp", i);
	wire = wire_of(&m);
	assert_null(strstr(wire, "Bcc"));
	assert_null(strstr(wire, "bad id"));
	line = strstr(wire, "References: <first@example.jp>");
	assert_non_null(line);
	end = strstr(line, "\r\nAuto-Submitted");
	for (char *p = line; p < end; p++)
		n += *p == '<';
	assert_int_equal(n, 20);
	assert_null(strstr(wire, "<id20@example.jp>"));
	assert_has(wire, "<id21@example.jp>");
	assert_has(wire, "<id39@example.jp>");
	assert_lines(wire);
	free(wire);
	m.in_reply_to = "x@example.jp";
	wire = wire_of(&m);
	assert_has(wire, "\r\nIn-Reply-To: <x@example.jp>\r\n");
	strlist_free(&m.references);
	free(wire);
}

static void
test_invitation(void **state)
{
	static const char ics[] =
	    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
	struct mail m = sample();
	char *wire, *again;
	GMimeMessage *msg;
	GMimeMultipart *mixed, *alt;
	GMimeObject *cal;
	GMimeContentType *ct;

	(void)state;
	m.calendar = ics;
	m.calendar_method = "REQUEST";
	wire = wire_of(&m);
	again = wire_of(&m);
	assert_string_equal(wire, again);
	assert_lines(wire);
	msg = parse(wire);
	mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(msg));
	assert_int_equal(g_mime_multipart_get_count(mixed), 2);
	alt = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
	assert_int_equal(g_mime_multipart_get_count(alt), 2);
	cal = g_mime_multipart_get_part(alt, 1);
	ct = g_mime_object_get_content_type(cal);
	assert_true(g_mime_content_type_is_type(ct, "text", "calendar"));
	assert_string_equal(g_mime_content_type_get_parameter(ct, "method"), "REQUEST");
	assert_string_equal(g_mime_content_type_get_parameter(ct, "charset"), "UTF-8");
	assert_string_equal(g_mime_content_type_get_parameter(ct, "component"), "VEVENT");
	assert_string_equal(
	    g_mime_part_get_filename(GMIME_PART(g_mime_multipart_get_part(mixed, 1))),
	    "invite.ics");
	g_object_unref(msg);
	free(wire);
	free(again);
	m.calendar_method = "REQUEST; x=\"";
	refused(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_headers),
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_addr_spec),
	    cmocka_unit_test(test_refusals),
	    cmocka_unit_test(test_references),
	    cmocka_unit_test(test_invitation),
	};

	g_mime_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
