/* Whole mails: structure, headers, notices, forwards, and what breaks them. */
#include "buf.h"
#include "mime_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                             \
	"From: =?UTF-8?B?5bGx55Sw?= <y@SME.example.jp>\r\nTo: desk@example.jp\r\n"       \
	"Message-ID: <1@sme.example.jp>\r\nSubject: s\r\nMIME-Version: 1.0\r\n"

static struct message
read_str(const char *raw)
{
	struct message m;

	mime_read(raw, strlen(raw), false, &m);
	return m;
}

static bool
has_defect(const struct message *m, const char *part)
{
	for (size_t i = 0; i < m->defects.n; i++)
		if (strstr(m->defects.v[i], part))
			return true;
	return false;
}

static void
texts(void **state)
{
	static const struct {
		const char *raw, *text, *quoted;
	} cases[] = {
	    {HEAD "\r\nplain\r\n", "plain", NULL},
	    {HEAD "Content-Type: text\r\n\r\nplain\r\n", "plain", NULL},
	    {HEAD "Content-Type: text/plain; "
	          "charset=iso-2022-jp\r\n\r\n\x1B$BAjCL\x1B(B\r\n",
	        "相談", NULL},
	    {HEAD "Content-Type: text/plain; charset=utf-8\r\n"
	          "Content-Transfer-Encoding: base64\r\n\r\n55u46KuH\r\n",
	        "相談", NULL},
	    {HEAD "Content-Type: text/plain; charset=\"Shift_JIS\"\r\n"
	          "Content-Transfer-Encoding: quoted-printable\r\n\r\n=91=8A=92=6B\r\n",
	        "相談", NULL},
	    {HEAD "Content-Type: text/plain; charset=gb2312\r\n\r\n\x1B$BAjCL\x1B(B\r\n",
	        "相談", NULL},
	    {HEAD "Content-Type: text/html; "
	          "charset=utf-8\r\n\r\n<html><head><title>t</title>"
	          "<style>p{}</style></head><body><p>a<br>b &amp; c</p><script>x</script>"
	          "<div>d <a href=\"http://example.jp\">link</a></div>"
	          "<span style=\"display: none\">no</span></body></html>",
	        "a\nb & c\n\nd link", NULL},
	    {HEAD "Content-Type: text/html\r\n\r\n<div>new</div><blockquote "
	          "type=cite><p>old"
	          "</p><blockquote>older</blockquote></blockquote>",
	        "new", "old\n\nolder"},
	    {HEAD "Content-Type: text/html\r\n\r\n<pre>a\n  b</pre>c", "a\n  b\nc", NULL},
	    /* alternative: the plain part, unless it is empty or an excuse. */
	    {HEAD "Content-Type: multipart/alternative; "
	          "boundary=b\r\n\r\n--b\r\n\r\nplain\r\n"
	          "--b\r\nContent-Type: text/html\r\n\r\n<p>html\r\n--b--\r\n",
	        "plain", NULL},
	    {HEAD
	        "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n  \r\n"
	        "--b\r\nContent-Type: text/html\r\n\r\n<p>html\r\n--b--\r\n",
	        "html", NULL},
	    {HEAD "Content-Type: multipart/alternative; "
	          "boundary=b\r\n\r\n--b\r\n\r\nHTML mail\r\n"
	          "--b\r\nContent-Type: text/html\r\n\r\n<p>this is what the sender "
	          "really had "
	          "to say\r\n--b--\r\n",
	        "this is what the sender really had to say", NULL},
	    /* No end of the boundary, no parts, wrong boundary. */
	    {HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na\r\n",
	        "a", NULL},
	    {HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\nonly this\r\n",
	        "only this", NULL},
	    {HEAD "Content-Type: multipart/mixed\r\n\r\nonly this\r\n", "only this",
	        NULL},
	    /* format=flowed, with and without DelSp. */
	    {HEAD "Content-Type: text/plain; format=flowed\r\n\r\none \r\ntwo\r\n> q "
	          "\r\n> r\r\n"
	          " stuffed\r\n",
	        "one two\n\nstuffed", "q r"},
	    {HEAD "Content-Type: text/plain; charset=utf-8; format=flowed; "
	          "delsp=yes\r\n\r\n"
	          "相 \r\n談\r\n",
	        "相談", NULL},
	    /* An mbox line, a line that is no field, no header at all. */
	    {"From y@example.jp Mon Nov  2 10:00:00 2026\r\n" HEAD "\r\nbody\r\n", "body",
	        NULL},
	    {HEAD "this is no field\r\nDate: Mon, 2 Nov 2026 10:00:00 "
	          "+0900\r\n\r\nbody\r\n",
	        "body", NULL},
	    {"Subject: s\nbody at once\n", "body at once", NULL},
	    /* Line ends of other systems. */
	    {"Subject: s\rFrom: a@b.example.jp\r\rone\rtwo\r", "one\ntwo", NULL},
	    {"Subject: s\r\r\nFrom: a@b.example.jp\r\r\n\r\r\none\r\r\n", "one", NULL},
	    /* Types that do not exist. */
	    {HEAD "Content-Type: plain/text\r\n\r\nplain", "plain", NULL},
	    {HEAD "Content-Type: ; charset=utf-8\r\n\r\nplain", "plain", NULL},
	    /* A boundary that is not named, and one that is another. */
	    {HEAD
	        "Content-Type: multipart/mixed\r\n\r\n--x\r\nContent-Type: text/plain\r\n"
	        "\r\none\r\n--x--\r\n",
	        "one", NULL},
	    {HEAD "Content-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\nContent-Type: "
	          "text/plain\r\n\r\none\r\n--x--\r\n",
	        "one", NULL},
	    /* HTML as a reader sees it. */
	    {HEAD
	        "Content-Type: text/html\r\n\r\n<meta charset=iso-8859-2><p>pr\xF3sz\xEA",
	        "prószę", NULL},
	    {HEAD "Content-Type: text/html\r\n\r\n<ol><li>a<li>b<ul><li>c</ul></ol>",
	        "1. a\n2. b\n・c", NULL},
	    {HEAD "Content-Type: text/html\r\n\r\n<p hidden>x</p><p style=\"color:red; "
	          "visibility: hidden\">x</p><p "
	          "style=\"overflow:hidden;max-height:0\">x</p>a",
	        "a", NULL},
	    {HEAD "Content-Type: text/html\r\n\r\na<blockquote style=\"margin:0 0 0 "
	          "40px;border:none\">b</blockquote>",
	        "a\nb", NULL},
	    /* Soft line ends between Japanese words are no spaces. */
	    {HEAD "Content-Type: text/plain; format=flowed\r\n\r\n情報 \r\n共有 \r\nab "
	          "\r\nc",
	        "情報共有 ab c", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m = read_str(cases[i].raw);

		if (cmp_str(m.text, cases[i].text) != 0 ||
		    cmp_str(m.quoted, cases[i].quoted) != 0)
			fail_msg("case %zu: '%s' / '%s'", i, m.text ? m.text : "NULL",
			    m.quoted ? m.quoted : "NULL");
		assert_string_equal(m.subject, "s");
		message_free(&m);
	}
}

static void
header_fields(void **state)
{
	struct message m = read_str(
	    "Return-Path: <>\r\nDelivered-To: Desk@Example.jp\r\n"
	    "X-Original-To: desk+c1@example.jp\r\n"
	    "Authentication-Results: mx1.example.jp; dmarc=pass\r\n"
	    "Authentication-Results: forged.example.jp; dmarc=fail\r\n"
	    "From: Foo, Inc. (Bar) <a@x.jp>\r\nSender: s@x.jp\r\nReply-To: \"R\" "
	    "<r@x.jp>\r\n"
	    "To: a..b.@docomo.ne.jp, <d@e.example.jp>\r\nCc: c@e.example.jp\r\n"
	    "Subject: =?UTF-8?B?55u4?=\r\n =?UTF-8?B?6KuH?=\r\n"
	    "Date: Mon, 2 Nov 2026 10:00:00 +0900 (JST)\r\nMessage-ID: <m@x.jp>\r\n"
	    "In-Reply-To: <p@x.jp>\r\nReferences: <1@x.jp>\r\n <2@x.jp>\r\n"
	    "Auto-Submitted: Auto-Replied; x=y\r\nPrecedence: Bulk\r\nList-Unsubscribe: "
	    "<x>\r\n"
	    "X-Auto-Response-Suppress: DR, OOF\r\nX-Madoguchi: 1\r\n\r\nb\r\n");

	(void)state;
	assert_string_equal(m.return_path, "");
	assert_int_equal(m.delivered_to.n, 2);
	assert_string_equal(m.delivered_to.v[0], "Desk@example.jp");
	assert_int_equal(m.auth_results.n, 2);
	assert_string_equal(m.auth_results.v[0], "mx1.example.jp; dmarc=pass");
	assert_string_equal(m.from.addr, "a@x.jp");
	assert_string_equal(m.sender.addr, "s@x.jp");
	assert_string_equal(m.reply_to.name, "R");
	assert_int_equal(m.to.n, 2);
	assert_string_equal(m.to.v[0].addr, "a..b.@docomo.ne.jp");
	assert_int_equal(m.cc.n, 1);
	assert_string_equal(m.subject, "相談");
	assert_int_equal(m.date, 1793581200);
	assert_string_equal(m.message_id, "m@x.jp");
	assert_string_equal(m.in_reply_to, "p@x.jp");
	assert_int_equal(m.references.n, 2);
	assert_string_equal(m.auto_submitted, "auto-replied");
	assert_string_equal(m.precedence, "bulk");
	assert_true(m.list && m.suppress && m.desk_mark);
	assert_false(m.report || m.truncated || m.dsn.present);
	message_free(&m);
}

/* The sender chooses the address that the server copies into its field. */
static void
checks_are_not_decoded(void **state)
{
	struct message m =
	    read_str("Authentication-Results: mx.example.jp;\r\n\tspf=pass smtp.mailfrom="
	             "\"=?utf-8?q?=22=3Bdmarc=3Dpass?=\"@evil.example;\r\n dkim=none\r\n"
	             "Authentication-Results: mx.example.jp; (\x1b$B\xe3\x81\x82)\r\n"
	             "From: a@x.jp\r\n\r\nb\r\n");

	(void)state;
	assert_int_equal(m.auth_results.n, 2);
	assert_string_equal(m.auth_results.v[0],
	    "mx.example.jp; spf=pass smtp.mailfrom="
	    "\"=?utf-8?q?=22=3Bdmarc=3Dpass?=\"@evil.example; dkim=none");
	assert_string_equal(m.auth_results.v[1], "mx.example.jp; (?$B?\?\?)");
	message_free(&m);
}

static void
attachments(void **state)
{
	struct message m = read_str(HEAD
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nbody\r\n"
	    "--b\r\nContent-Type: application/PDF; name=\"x.pdf\"\r\n"
	    "Content-Disposition: attachment;\r\n filename*0*=ISO-2022-JP''%1B$BAj;\r\n"
	    " filename*1*=CL%1B(B.pdf\r\nContent-Transfer-Encoding: "
	    "base64\r\n\r\nYWJj\r\n"
	    "--b\r\nContent-Type: text/plain; name=\"../n.txt\"\r\n\r\nnote\r\n"
	    "--b\r\nContent-Type: text/plain\r\nContent-Disposition: "
	    "attachment\r\n\r\nx\r\n"
	    "--b\r\nContent-Type: application/octet-stream; name=winmail.dat\r\n\r\nx\r\n"
	    "--b\r\nContent-Type: text/calendar; method=REPLY; charset=utf-8\r\n\r\n"
	    "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	    "--b--\r\n");

	(void)state;
	assert_string_equal(m.text, "body");
	assert_int_equal(m.attachments_n, 4);
	assert_string_equal(m.attachments[0].name, "相談.pdf");
	assert_string_equal(m.attachments[0].type, "application/pdf");
	assert_int_equal(m.attachments[0].bytes, 3);
	assert_string_equal(m.attachments[1].name, "n.txt");
	assert_null(m.attachments[2].name);
	assert_true(has_defect(&m, "winmail.dat"));
	assert_int_equal(m.calendars.n, 1);
	assert_true(str_starts(m.calendars.v[0], "BEGIN:VCALENDAR\n"));
	message_free(&m);
}

/* Where a calendar may stand, and how its lines arrive. */
static void
calendars(void **state)
{
#define CALENDAR "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	static const struct {
		const char *part;
		size_t n, attachments;
	} table[] = {
	    {"text/calendar\r\n\r\n" CALENDAR, 1, 0},
	    {"Application/ICS; name=invite.ics\r\n\r\n" CALENDAR, 1, 1},
	    {"application/octet-stream; name=\"Invite.ICS\"\r\n\r\n" CALENDAR, 1, 1},
	    {"application/octet-stream; name=invite.ics\r\n"
	     "Content-Transfer-Encoding: base64\r\n\r\n"
	     "QkVHSU46VkNBTEVOREFSDQpFTkQ6VkNBTEVOREFSDQo=\r\n",
	        1, 1},
	    {"text/plain; name=a.ics\r\nContent-Disposition: attachment\r\n"
	     "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
	     "BEGIN=3AVCALENDAR\r\nEND:VCALENDAR\r\n",
	        1, 1},
	    {"text/plain\r\n\r\n\r\n" CALENDAR, 1, 0},
	    {"application/octet-stream; name=invite.ics\r\n\r\nPK\r\n", 0, 1},
	    {"application/pdf; name=a.pdf\r\n\r\n" CALENDAR, 0, 1},
	    {"text/plain\r\n\r\nthe file begins with BEGIN:VCALENDAR\r\n", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char *raw =
		    xasprintf("%sContent-Type: multipart/mixed; boundary=b\r\n\r\n"
		              "--b\r\n\r\nbody\r\n--b\r\nContent-Type: %s--b--\r\n",
		        HEAD, table[i].part);
		struct message m = read_str(raw);

		assert_int_equal(m.calendars.n, table[i].n);
		assert_int_equal(m.attachments_n, table[i].attachments);
		if (m.calendars.n)
			assert_string_equal(
			    str_trim(m.calendars.v[0]), "BEGIN:VCALENDAR\nEND:VCALENDAR");
		message_free(&m);
		free(raw);
	}
}

/* A line may be folded inside of a character; a long calendar is read as far as it goes.
 */
static void
calendar_lines(void **state)
{
	struct buf raw = {0};
	struct message m = read_str(
	    HEAD "Content-Type: text/calendar; charset=utf-8\r\n\r\n"
	         "BEGIN:VCALENDAR\r\nCOMMENT:\xe5\r\n \xb1\xb1\xe7\n\t\x94\xb0\r\n");

	(void)state;
	assert_string_equal(m.calendars.v[0], "BEGIN:VCALENDAR\nCOMMENT:山田\n");
	message_free(&m);
	buf_adds(&raw, HEAD "Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n");
	for (int i = 0; i < 400000; i++)
		buf_adds(&raw, "X-A:1\r\n");
	m = read_str(buf_str(&raw));
	assert_int_equal(m.calendars.n, 1);
	assert_true(strlen(m.calendars.v[0]) <= (size_t)256 * 1024);
	assert_true(has_defect(&m, "calendar"));
	message_free(&m);
	buf_free(&raw);
}

static void
attached_mail(void **state)
{
	struct message m = read_str(HEAD
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nお願いします\r\n"
	    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
	    "From: =?UTF-8?B?5p2x?= <t@agency.example.jp>\r\nSubject: Fw: in\r\n"
	    "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\npasses on\r\n"
	    "--c\r\nContent-Type: message/rfc822\r\n\r\n"
	    "From: Inner <i@sme.example.jp>\r\nSubject: inner\r\n\r\nthe request\r\n"
	    "--c--\r\n--b--\r\n");

	(void)state;
	assert_string_equal(m.text, "お願いします");
	assert_string_equal(m.fwd_from.addr, "i@sme.example.jp");
	assert_string_equal(m.fwd_subject, "inner");
	assert_string_equal(m.fwd_text, "the request");
	assert_non_null(strstr(m.quoted, "the request"));
	assert_non_null(strstr(m.quoted, "passes on"));
	message_free(&m);
}

struct bounce_case {
	const char *raw, *action, *status, *recipient, *original;
};

static void
bounces(void **state)
{
	static const struct bounce_case cases[] = {
	    {"From: MAILER-DAEMON@mx.example.jp\r\nSubject: Undelivered\r\nMessage-ID: "
	     "<b@x>\r\n"
	     "Content-Type: multipart/report; report-type=delivery-status; "
	     "boundary=b\r\n\r\n"
	     "--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
	     "Reporting-MTA: dns; mx.example.jp\r\n\r\nFinal-Recipient: rfc822; "
	     "x@sme.example.jp\r\nAction: Failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: "
	     "smtp; 550 "
	     "no such\r\n user\r\n\r\n--b\r\nContent-Type: "
	     "text/rfc822-headers\r\n\r\nSubject: "
	     "a\r\nMessage-ID:\r\n <c42.7@desk.example.jp>\r\n\r\n--b--\r\n",
	        "failed", "5.1.1", "x@sme.example.jp", "c42.7@desk.example.jp"},
	    {"From: MAILER-DAEMON@mx.example.jp\r\nSubject: Delayed\r\nMessage-ID: "
	     "<b@x>\r\n"
	     "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nWill "
	     "retry.\r\n--b\r\n"
	     "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: "
	     "rfc822;x@sme.example.jp\nAction: delayed\nStatus: "
	     "4.4.1\n\r\n--b\r\nContent-Type: "
	     "message/rfc822\r\n\r\nMessage-ID: "
	     "<o@desk.example.jp>\r\n\r\nb\r\n--b--\r\n",
	        "delayed", "4.4.1", "x@sme.example.jp", "o@desk.example.jp"},
	    {"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.jp\r\nTo: "
	     "desk@example.jp\r\n"
	     "Subject: failure notice\r\nMessage-ID: <b@x>\r\n\r\nHi. This is the "
	     "qmail-send "
	     "program at mx.example.jp.\r\nI'm afraid I wasn't able to deliver your "
	     "message.\r\n\r\n"
	     "<x@sme.example.jp>:\r\nSorry, no mailbox here by that name. "
	     "(#5.1.1)\r\n\r\n"
	     "--- Below this line is a copy of the message.\r\n\r\nReturn-Path: "
	     "<desk@example.jp>\r\nMessage-ID: <q@desk.example.jp>\r\nSubject: a\r\n",
	        "failed", "5.1.1", "x@sme.example.jp", "q@desk.example.jp"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct message m = read_str(cases[i].raw);

		if (!m.dsn.present || cmp_str(m.dsn.action, cases[i].action) != 0 ||
		    cmp_str(m.dsn.status, cases[i].status) != 0 ||
		    cmp_str(m.dsn.recipient, cases[i].recipient) != 0 ||
		    cmp_str(m.dsn.original_message_id, cases[i].original) != 0)
			fail_msg("case %zu: %s %s %s %s", i, m.dsn.action, m.dsn.status,
			    m.dsn.recipient, m.dsn.original_message_id);
		assert_int_equal(m.report, i < 2);
		assert_null(m.fwd_text);
		message_free(&m);
	}
}

static void
round_trip(void **state)
{
	struct message m =
	    read_str(HEAD "Cc: c@d.example.jp\r\nList-Id: x\r\n\r\nbody\r\n> q\r\n");
	struct message back;
	json_t *json = message_to_json(&m);
	json_t *again;

	(void)state;
	assert_true(message_from_json(&back, json));
	again = message_to_json(&back);
	assert_true(json_equal(json, again));
	json_decref(json);
	json_decref(again);
	message_free(&m);
	message_free(&back);
}

/* Whatever the fields are, the answer passes the checks on the other side. */
static void
many_bad_fields(void **state)
{
	struct buf raw = {0};
	struct message m, back;
	json_t *json;

	(void)state;
	for (int i = 0; i < 9000; i++)
		buf_adds(
		    &raw, "From: nobody\r\nReferences: <a@b>\r\nTo: x@d.example.jp\r\n");
	buf_adds(&raw, "Subject: Fw: a\r\n\r\n----- Original Message -----\r\n"
	               "From: \tA\tB\r\nTo: c\r\n\r\nbody\r\n");
	mime_read(raw.data, raw.len, false, &m);
	assert_string_equal(m.fwd_from.name, "A B");
	assert_null(m.fwd_from.addr);
	json = message_to_json(&m);
	assert_true(message_from_json(&back, json));
	json_decref(json);
	message_free(&m);
	message_free(&back);
	buf_free(&raw);
}

static void
limits(void **state)
{
	struct buf raw = {0};
	struct message m;

	(void)state;
	buf_adds(&raw, HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
	for (int i = 0; i < 1500; i++)
		buf_adds(&raw, "--b\r\nContent-Type: image/png\r\n\r\nx\r\n");
	mime_read(raw.data, raw.len, false, &m);
	assert_true(has_defect(&m, "1,000 parts"));
	message_free(&m);
	buf_clear(&raw);
	buf_adds(&raw, HEAD);
	for (int i = 0; i < 200; i++)
		buf_addf(&raw,
		    "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	mime_read(raw.data, raw.len, true, &m);
	assert_true(has_defect(&m, "100 deep"));
	assert_true(m.truncated);
	message_free(&m);
	buf_clear(&raw);
	buf_adds(&raw, HEAD);
	for (int i = 0; i < 30000; i++)
		buf_adds(&raw, "X-Filler: 0123456789012345678901234567890123456789\r\n");
	buf_adds(&raw, "\r\nbody\r\n");
	mime_read(raw.data, raw.len, false, &m);
	assert_true(has_defect(&m, "1 MiB"));
	assert_string_equal(m.text, "body");
	message_free(&m);
	buf_clear(&raw);
	buf_adds(&raw, HEAD "\r\n");
	for (int i = 0; i < 30000; i++)
		buf_adds(&raw, "あいうえお\n");
	mime_read(raw.data, raw.len, false, &m);
	assert_true(has_defect(&m, "256 KiB"));
	message_free(&m);
	buf_free(&raw);
}

/* Mails cut and bent at every place: no crash, and JSON that holds. */
static void
mutations(void **state)
{
	static const char seed_mail[] = HEAD
	    "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: "
	    "text/plain; charset=iso-2022-jp; format=flowed\r\n\r\n\x1B$BAjCL\x1B(B "
	    "\r\n> q\r\n"
	    "--b\r\nContent-Type: text/html; "
	    "charset*=utf-8''shift_jis\r\n\r\n<p>\x91\x8A<br\r\n"
	    "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: "
	    "a@b.example.jp\r\n\r\nx\r\n--b--\r\n";
	uint32_t seed = 3;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		char raw[sizeof(seed_mail)];
		size_t n = sizeof(seed_mail) - 1;
		struct message m, back;
		json_t *json;

		memcpy(raw, seed_mail, sizeof(raw));
		for (int i = 0; i < 1 + round % 8; i++) {
			seed = seed * 1664525u + 1013904223u;
			raw[(seed >> 8) % n] = (char)(seed >> 24);
		}
		if (round % 3 == 0)
			n = (seed >> 4) % n;
		mime_read(raw, n, false, &m);
		json = message_to_json(&m);
		assert_true(message_from_json(&back, json));
		json_decref(json);
		message_free(&m);
		message_free(&back);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts),
	    cmocka_unit_test(header_fields),
	    cmocka_unit_test(checks_are_not_decoded),
	    cmocka_unit_test(attachments),
	    cmocka_unit_test(calendars),
	    cmocka_unit_test(calendar_lines),
	    cmocka_unit_test(attached_mail),
	    cmocka_unit_test(bounces),
	    cmocka_unit_test(round_trip),
	    cmocka_unit_test(many_bad_fields),
	    cmocka_unit_test(limits),
	    cmocka_unit_test(mutations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
