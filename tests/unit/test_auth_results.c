/* What Authentication-Results prove of a sender, in the forms that servers write, and
 * that nothing which a sender can put into them proves more. */
#include "auth_results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define US   "mx.desk.example.jp"
#define FROM "taro@experts.example.jp"
#define PASS "dmarc=pass header.from=experts.example.jp"

static enum auth_verdict
verdict_of(const char *us, const char *from, const char *first, const char *second)
{
	struct strlist fields = {0};
	enum auth_verdict got;

	if (first)
		strlist_add(&fields, first);
	if (second)
		strlist_add(&fields, second);
	got = auth_results_verdict(&fields, us, from);
	strlist_free(&fields);
	return got;
}

struct sample {
	const char *us;
	const char *field;
	enum auth_verdict expected;
};

static void
check(const struct sample *samples, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (verdict_of(samples[i].us, FROM, samples[i].field, NULL) !=
		    samples[i].expected)
			fail_msg("%s", samples[i].field);
}

/* The shapes of Gmail, Microsoft 365, Exim, OpenDKIM with OpenDMARC, a policy daemon. */
static void
test_what_servers_write(void **state)
{
	static const struct sample samples[] = {
	    {"mx.google.com",
	        "mx.google.com; dkim=pass header.i=@experts.example.jp header.s=s1 "
	        "header.b=aB3/x+9=; spf=pass (google.com: domain of "
	        "taro@experts.example.jp designates 192.0.2.7 as permitted sender) "
	        "smtp.mailfrom=taro@experts.example.jp; dmarc=pass (p=NONE sp=NONE "
	        "dis=NONE) header.from=experts.example.jp",
	        VERDICT_PASS},
	    {"mx.google.com",
	        "mx.google.com; dkim=pass header.i=@experts.example.jp header.s=s1 "
	        "header.b=\"aB3/x;9=\"; spf=none (google.com: bounce@mailer.example.net "
	        "does not designate permitted sender hosts) "
	        "smtp.mailfrom=bounce@mailer.example.net",
	        VERDICT_PASS},
	    {"mx.google.com",
	        "mx.google.com; spf=softfail (google.com: domain of transitioning "
	        "x@experts.example.jp does not designate 192.0.2.7 as permitted sender) "
	        "smtp.mailfrom=x@experts.example.jp",
	        VERDICT_NONE},
	    {"mx.google.com",
	        "mx.google.com; spf=pass (google.com: domain of a@evil.example "
	        "designates 192.0.2.7 as permitted sender) smtp.mailfrom=a@evil.example; "
	        "dmarc=fail (p=REJECT sp=REJECT dis=QUARANTINE) "
	        "header.from=experts.example.jp",
	        VERDICT_FAIL},
	    {AUTHSERV_UNNAMED,
	        "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=experts.example.jp; "
	        "dkim=pass (signature was verified) header.d=experts.example.jp;"
	        "dmarc=pass action=none header.from=experts.example.jp;compauth=pass "
	        "reason=100",
	        VERDICT_PASS},
	    {AUTHSERV_UNNAMED,
	        "spf=none (sender IP is 192.0.2.7) smtp.mailfrom=experts.example.jp; "
	        "other.example.jp; dkim=none (message not signed) header.d=none;"
	        "dmarc=bestguesspass action=none header.from=experts.example.jp;"
	        "compauth=pass reason=109",
	        VERDICT_NONE},
	    {AUTHSERV_UNNAMED,
	        "spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=experts.example.jp; "
	        "dkim=none (message not signed) header.d=none;dmarc=fail action=oreject "
	        "header.from=experts.example.jp;compauth=fail reason=000",
	        VERDICT_FAIL},
	    {US,
	        US "; iprev=pass (mail.experts.example.jp) smtp.remote-ip=192.0.2.7; "
	           "spf=pass smtp.mailfrom=experts.example.jp; dkim=pass "
	           "header.d=experts.example.jp header.s=20260101 header.a=rsa-sha256; "
	           "dmarc=none header.from=experts.example.jp; arc=none",
	        VERDICT_PASS},
	    {US,
	        US "; iprev=fail smtp.remote-ip=192.0.2.7; spf=none "
	           "smtp.mailfrom=experts.example.jp; arc=none",
	        VERDICT_NONE},
	    {US, US "; dmarc=pass (p=none dis=none) header.from=experts.example.jp",
	        VERDICT_PASS},
	    {US,
	        US "; dkim=pass (2048-bit key; unprotected) "
	           "header.d=experts.example.jp header.i=@experts.example.jp "
	           "header.b=\"q6l/WOG+\"; dkim-atps=neutral",
	        VERDICT_PASS},
	    {US,
	        US "; dkim=fail reason=\"signature verification failed\" (1024-bit "
	           "key) header.d=experts.example.jp header.b=\"q6l/\"",
	        VERDICT_NONE},
	    {US,
	        US "; spf=pass (mailfrom) smtp.mailfrom=experts.example.jp "
	           "(client-ip=192.0.2.7; helo=mail.experts.example.jp; "
	           "envelope-from=taro@experts.example.jp; receiver=<UNKNOWN>)",
	        VERDICT_PASS},
	    {US, US "; none", VERDICT_NONE},
	    {US, US " 1; none", VERDICT_NONE},
	    {US, US, VERDICT_NONE},
	};

	(void)state;
	check(samples, ARRAY_LEN(samples));
}

static void
test_what_the_standard_allows(void **state)
{
	static const struct sample samples[] = {
	    {US,
	        "(one) MX.Desk.Example.JP (two (three) \\) =) 1 ;\r\n\tDMARC / 1 = "
	        "(x=y) PASS header . From = \"Experts.example.jp.\" ;",
	        VERDICT_PASS},
	    {US, "\"" US "\"; " PASS, VERDICT_PASS},
	    {US, US "; spf=pass smtp.mailfrom=\"a b;\\\" c\"@experts.example.jp",
	        VERDICT_PASS},
	    {US, US "; spf=pass smtp.mailfrom=<taro@experts.example.jp>", VERDICT_PASS},
	    {US, US "; spf=pass smtp.mail=taro@experts.example.jp", VERDICT_PASS},
	    {US,
	        US "; dkim=fail header.d=experts.example.jp; dkim=pass "
	           "header.d=experts.example.jp; dkim=pass header.d=list.example.net",
	        VERDICT_PASS},
	    {US, US " dmarc=fail", VERDICT_FAIL},
	    {US, US "; dmarc = fail", VERDICT_FAIL},
	    {US,
	        US "; dmarc=temperror header.from=experts.example.jp; spf=temperror "
	           "smtp.mailfrom=experts.example.jp",
	        VERDICT_NONE},
	};

	(void)state;
	check(samples, ARRAY_LEN(samples));
}

/* Another domain's checks passed, or another server says so. */
static void
test_what_proves_nothing_of_this_sender(void **state)
{
	static const struct sample samples[] = {
	    {US, "other.example.jp; dmarc=pass header.from=experts.example.jp",
	        VERDICT_NONE},
	    {US, US ".evil.example; " PASS, VERDICT_NONE},
	    {US, "dmarc=pass header.from=experts.example.jp", VERDICT_NONE},
	    {US, "spf=pass (" US ") smtp.mailfrom=experts.example.jp", VERDICT_NONE},
	    {AUTHSERV_UNNAMED, US "; " PASS, VERDICT_NONE},
	    {US, US "; dmarc=pass", VERDICT_NONE},
	    {US, US "; dmarc=pass header.d=experts.example.jp", VERDICT_NONE},
	    {US, US "; dmarc=pass header.from=", VERDICT_NONE},
	    {AUTHSERV_UNNAMED, "-; dmarc=pass header.from=evil.example", VERDICT_NONE},
	    {US, US "; dmarc=pass header.from=evil.example", VERDICT_NONE},
	    {US, US "; spf=pass smtp.mailfrom=evil.example", VERDICT_NONE},
	    {US, US "; spf=pass smtp.mailfrom=example.jp", VERDICT_NONE},
	    {US, US "; spf=pass smtp.mailfrom=bounce.experts.example.jp", VERDICT_NONE},
	    {US, US "; spf=pass smtp.helo=experts.example.jp", VERDICT_NONE},
	    {US, US "; spf=pass", VERDICT_NONE},
	    {US, US "; spf=pass smtp.mailfrom=experts.example.jp@evil.example",
	        VERDICT_NONE},
	    {US, US "; dkim=pass", VERDICT_NONE},
	    {US, US "; dkim=pass header.d=example.jp", VERDICT_NONE},
	    {US, US "; dkim=pass header.d=example.jp header.i=@experts.example.jp",
	        VERDICT_NONE},
	    {US, US "; dkim=pass header.d=experts.example.jp.evil.example", VERDICT_NONE},
	    {US, US "; x-dmarc=pass; dmarc=passed; arc=pass", VERDICT_NONE},
	    {US, "", VERDICT_NONE},
	    {US, ";;;===()\"\"", VERDICT_NONE},
	};

	(void)state;
	check(samples, ARRAY_LEN(samples));
	assert_int_equal(verdict_of(US, FROM, NULL, NULL), VERDICT_NONE);
	assert_int_equal(verdict_of(NULL, FROM, US "; " PASS, NULL), VERDICT_NONE);
	assert_int_equal(verdict_of("", FROM, "; " PASS, NULL), VERDICT_NONE);
	assert_int_equal(verdict_of(US, NULL, US "; " PASS, NULL), VERDICT_NONE);
	assert_int_equal(verdict_of(US, NULL, US "; dmarc=fail", NULL), VERDICT_FAIL);
	assert_int_equal(verdict_of(US, "no address", US "; " PASS, NULL), VERDICT_NONE);
}

/* A sender chooses the address in the envelope, and can write fields of his own. */
static void
test_what_a_sender_puts_in(void **state)
{
	static const struct sample samples[] = {
	    {US,
	        US "; spf=pass smtp.mailfrom=\"x; dmarc=pass "
	           "header.from=experts.example.jp\"@evil.example",
	        VERDICT_NONE},
	    {US,
	        US "; spf=pass (domain of \\); dmarc=pass header.from="
	           "experts.example.jp (x@evil.example) smtp.mailfrom=x@evil.example",
	        VERDICT_NONE},
	    {US, US "; dmarc=pass header.from=experts.example.jp; dmarc=none",
	        VERDICT_NONE},
	    {US, US "; dmarc=none; dmarc=pass header.from=experts.example.jp",
	        VERDICT_NONE},
	    {US,
	        US "; spf=pass smtp.mailfrom=x@evil.example; spf=pass "
	           "smtp.mailfrom=x@experts.example.jp",
	        VERDICT_NONE},
	    {US,
	        US "; spf=pass smtp.mailfrom=x@experts.example.jp; spf=pass "
	           "smtp.mailfrom=x@evil.example",
	        VERDICT_NONE},
	    {US, US "; dmarc=pass header.from=experts.example.jp; spf=none (x",
	        VERDICT_NONE},
	    {US, US "; dmarc=pass header.from=experts.example.jp; spf=none \"x",
	        VERDICT_NONE},
	    {US, US "; dmarc=fail header.from=experts.example.jp; spf=none (x",
	        VERDICT_FAIL},
	};
	const char *true_one = US "; spf=none smtp.mailfrom=evil.example; dkim=none; "
	                          "dmarc=none header.from=experts.example.jp";
	const char *forged = US "; " PASS "; dkim=pass header.d=experts.example.jp; "
	                        "spf=pass smtp.mailfrom=experts.example.jp";

	(void)state;
	check(samples, ARRAY_LEN(samples));
	assert_int_equal(verdict_of(US, FROM, true_one, forged), VERDICT_NONE);
	assert_int_equal(
	    verdict_of(US, FROM, US "; dmarc=none; dkim=none; spf=none (x", forged),
	    VERDICT_NONE);
}

/* Without a name only the topmost field counts, whatever stands in it. */
static void
test_no_name(void **state)
{
	static const char *const tops[] = {"spf=none smtp.mailfrom=evil.example",
	    US "; none", US "; spf=fail smtp.mailfrom=evil.example", "none", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tops); i++)
		if (verdict_of(AUTHSERV_UNNAMED, FROM, tops[i], PASS) != VERDICT_NONE)
			fail_msg("%s", tops[i]);
	assert_int_equal(
	    verdict_of(AUTHSERV_UNNAMED, FROM, PASS, US "; dmarc=fail"), VERDICT_PASS);
	assert_int_equal(
	    verdict_of(AUTHSERV_UNNAMED, FROM, US "; dmarc=fail", PASS), VERDICT_NONE);
}

/* What servers do that copy the address in the envelope as it is, at the places where
 * Gmail, a policy daemon, and others write it. */
#define GMAIL(l, d)                                                                      \
	US "; spf=pass (google.com: domain of " l "@" d                                  \
	   " designates 192.0.2.7 as permitted "                                         \
	   "sender) smtp.mailfrom=" l "@" d
#define ONCE(l, d)  US "; spf=pass smtp.mailfrom=" l "@" d
#define ANGLE(l, d) US "; spf=pass smtp.mailfrom=<" l "@" d ">"
#define POLICY(l, d)                                                                     \
	US "; spf=pass (mailfrom) smtp.mailfrom=" d " (client-ip=192.0.2.7; helo=x; "    \
	   "envelope-from=" l "@" d "; receiver=<UNKNOWN>)"
#define BEHIND(l, d) US "; spf=none (sender " l "@" d ")"
#define HELO(h)      US "; spf=none (helo=" h ") smtp.helo=" h
#define COPIED(l)                                                                        \
	GMAIL(l, "evil.example"), ONCE(l, "evil.example"), ANGLE(l, "evil.example"),     \
	    POLICY(l, "evil.example"),                                                   \
	    BEHIND(l, "evil.example"), /* His own domain there is what he would be. */   \
	    US "; spf=fail smtp.mailfrom=" l "@experts.example.jp",                      \
	    US "; spf=fail (domain of " l                                                \
	       "@experts.example.jp does not) smtp.mailfrom=" l "@experts.example.jp"

static void
test_copies_of_the_envelope(void **state)
{
	static const char *const fields[] = {
	    COPIED("\"a) ; " PASS " (x\""),
	    COPIED("a) ; " PASS " (x"),
	    COPIED("\"a\\\") ; " PASS " (\\\"x\""),
	    COPIED("a;" PASS ";x"),
	    COPIED("a; " PASS "; x"),
	    COPIED("a; " PASS " smtp.rcpt=x"),
	    COPIED("a@evil.example; " PASS "; spf=none smtp.mailfrom=x"),
	    COPIED("a@evil.example; " PASS "; dara=pass header.i="),
	    COPIED("a@evil.example; " PASS "; dkim=none header.i=x"),
	    COPIED("a@evil.example ; dkim=pass header.d=experts.example.jp header.i="),
	    COPIED("a@evil.example (x@evil.example); " PASS "; dara=pass header.i="),
	    COPIED("a@evil.example) ; " PASS "; dara=pass header.i="),
	    COPIED("a@evil.example) smtp.mailfrom=a@evil.example; " PASS
	           "; dara=pass header.i="),
	    COPIED("a\"; " PASS "; x=\"b"),
	    COPIED("a; " PASS " x=\""),
	    COPIED("a; " PASS " ("),
	    COPIED("a) ; " PASS "; spf=none (x"),
	    COPIED("a) smtp.mailfrom=taro@experts.example.jp (x"),
	    COPIED("taro@experts.example.jp; x=y"),
	    COPIED("taro@experts.example.jp x=y"),
	    COPIED("taro@experts.example.jp (x)"),
	    COPIED("taro@experts.example.jp "),
	    COPIED("taro@experts.example.jp>"),
	    COPIED("experts.example.jp; x=y"),
	    COPIED("experts.example.jp smtp.helo=y"),
	    COPIED("experts.example.jp "),
	    HELO("a;dmarc=pass(x)header.from=experts.example.jp;x=y"),
	    HELO("a);dmarc=pass(x)header.from=experts.example.jp;x=(y"),
	    HELO("a;dkim=pass()header.d=experts.example.jp"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (verdict_of(US, FROM, fields[i], NULL) == VERDICT_PASS)
			fail_msg("%s", fields[i]);
}

/* Plain addresses, at the same places. */
static void
test_copies_that_are_whole(void **state)
{
	static const char *const fields[] = {
	    GMAIL("taro", "experts.example.jp"),
	    ONCE("taro", "experts.example.jp"),
	    ANGLE("taro", "experts.example.jp"),
	    POLICY("taro", "experts.example.jp"),
	    GMAIL("\"ta..ro\"", "experts.example.jp"),
	    GMAIL("b", "mailer.example.net") "; " PASS,
	    GMAIL("b", "mailer.example.net") "; " PASS
	                                     "; dara=pass header.i=@example.org",
	    ONCE("b", "mailer.example.net") "; " PASS,
	    ANGLE("b", "mailer.example.net") "; " PASS,
	    POLICY("b", "mailer.example.net") "; " PASS,
	    US "; dkim=pass header.i=@a.example header.s=s; dkim=pass header.i="
	       "@experts.example.jp; spf=none smtp.mailfrom=b@mailer.example.net",
	    US "; spf=pass (x: domain of b@mailer.example.net designates 192.0.2.7) "
	       "smtp.mailfrom=\"b@mailer.example.net\"; dmarc=pass(p=none) "
	       "header.from=experts.example.jp",
	    ONCE("taro", "experts.example.jp") "; sender-id=pass header.From="
	                                       "taro@experts.example.jp; dkim=none",
	    US "; spf=pass smtp.mailfrom=experts.example.jp; dkim=none; dmarc=none",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (verdict_of(US, FROM, fields[i], NULL) != VERDICT_PASS)
			fail_msg("%s", fields[i]);
}

/* A provider may write one field for each of its checks. */
static void
test_several_fields(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(US, FROM, US "; spf=pass smtp.mailfrom=evil.example",
	                     US "; dmarc=pass header.from=experts.example.jp"),
	    VERDICT_PASS);
	assert_int_equal(
	    verdict_of(US, FROM, US "; " PASS, US "; dmarc=fail"), VERDICT_FAIL);
	assert_int_equal(verdict_of(US, FROM, "other.example.jp; dmarc=fail",
	                     US "; dkim=pass header.d=experts.example.jp"),
	    VERDICT_PASS);
}

static char *
repeated(const char *head, const char *piece, size_t n, const char *tail)
{
	size_t len = strlen(piece), at = strlen(head);
	char *text = xcalloc(at + n * len + strlen(tail) + 1, 1);

	memcpy(text, head, at);
	for (size_t i = 0; i < n; i++, at += len)
		memcpy(text + at, piece, len);
	memcpy(text + at, tail, strlen(tail) + 1);
	return text;
}

/* Long words, deep comments and many statements are passed over, and what stands behind
 * them is still read. */
static void
test_bounds(void **state)
{
	static const char *const pieces[][3] = {
	    {US " ", "(", ""},
	    {US "; ", "\\(", ""},
	    {US "; x=", "a", "; " PASS},
	    {US "; ", "a", "=b; " PASS},
	    {US "; spf=pass smtp.mailfrom=", "a.", "; " PASS},
	    {US "; ", "a=b;", PASS},
	    {US "; ", ". / ", "; " PASS},
	    {US "; spf=\"", "a", "\"; " PASS},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		char *text = repeated(pieces[i][0], pieces[i][1], 300000, pieces[i][2]);

		if (verdict_of(US, FROM, text, NULL) !=
		    (*pieces[i][2] ? VERDICT_PASS : VERDICT_NONE))
			fail_msg("piece %zu", i);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_what_servers_write),
	    cmocka_unit_test(test_what_the_standard_allows),
	    cmocka_unit_test(test_what_proves_nothing_of_this_sender),
	    cmocka_unit_test(test_what_a_sender_puts_in),
	    cmocka_unit_test(test_no_name),
	    cmocka_unit_test(test_copies_of_the_envelope),
	    cmocka_unit_test(test_copies_that_are_whole),
	    cmocka_unit_test(test_several_fields),
	    cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
