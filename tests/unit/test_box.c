/* The box: good mail goes through, hostile mail ends the child and nothing else. */
#include "box.h"
#include "box_child.h"
#include "buf.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const char good[] = "From: =?UTF-8?B?5bGx55Sw?= <yamada@sme.example.jp>\r\n"
                           "To: desk@example.jp\r\nSubject: test\r\n"
                           "Message-ID: <1@sme.example.jp>\r\n"
                           "Date: Mon, 02 Nov 2026 10:00:00 +0900\r\n"
                           "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
                           "\x1B$B$4AjCL\x1B(B\r\n";

static enum box_result
feed(struct box *b, const void *raw, size_t n, struct message *m)
{
	struct err e = {0};
	enum box_result result = box_read_bytes(b, raw, n, 0, m, &e);

	if (result != BOX_OK)
		assert_true(e.text[0]);
	return result;
}

static void
good_mail(void **state)
{
	struct box *b = box_new(20, 256);
	struct message m;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(feed(b, good, sizeof(good) - 1, &m), BOX_OK);
		assert_string_equal(m.from.addr, "yamada@sme.example.jp");
		assert_string_equal(m.from.name, "山田");
		assert_string_equal(m.text, "ご相談");
		message_free(&m);
	}
	assert_int_equal(feed(b, "", 0, &m), BOX_OK);
	message_free(&m);
	box_free(b);
}

static void
repeat(struct buf *b, const char *s, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buf_adds(b, s);
}

/* A bounded result or a dead box are both fine; the next mail must work. */
static void
survive(const char *raw, size_t n)
{
	struct box *b = box_new(5, 256);
	struct message m;
	enum box_result result = feed(b, raw, n, &m);

	assert_true(result == BOX_OK || result == BOX_KILLED);
	if (result == BOX_OK)
		message_free(&m);
	assert_int_equal(feed(b, good, sizeof(good) - 1, &m), BOX_OK);
	message_free(&m);
	box_free(b);
}

static void
hostile_mail(void **state)
{
	static const char *const mails[] = {
	    "Content-Type: multipart/mixed; boundary=\"\\\"\"\r\n\r\n--\"\r\n\r\na\r\n",
	    "Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\na\r\n----\r\n",
	    "Content-Type: text/plain; name*=IBM1047''%C1; "
	    "charset=IBM1047\r\n\r\n\xC1\r\n",
	    "From: =?EBCDIC-XX?B?wcI=?= <a@b.example.jp>\r\nSubject: =?x?Q?=FF?=\r\n\r\n",
	    "Content-Type: text/html\r\n\r\n<a<a<a<a<!--<p",
	    "\r\n\r\n\r\n",
	    "\xFF\xFE\x00\x01",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mails); i++)
		survive(mails[i], strlen(mails[i]));
}

static void
deep_mail(void **state)
{
	struct buf raw = {0};

	(void)state;
	repeat(&raw, "Content-Type: message/rfc822\r\n\r\n", 30000);
	survive(raw.data, raw.len);
	buf_clear(&raw);
	for (int i = 0; i < 20000; i++)
		buf_addf(&raw,
		    "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	survive(raw.data, raw.len);
	buf_clear(&raw);
	buf_adds(&raw, "To: ");
	repeat(&raw, "(", 150000);
	buf_adds(&raw, "\r\n\r\n");
	survive(raw.data, raw.len);
	buf_clear(&raw);
	buf_adds(&raw, "Content-Type: text/html\r\n\r\n");
	repeat(&raw, "<div>", 300000);
	survive(raw.data, raw.len);
	buf_free(&raw);
}

static void
too_large_for_the_box(void **state)
{
	struct buf raw = {0};
	struct box *b = box_new(10, 8);
	struct message m;

	(void)state;
	buf_adds(&raw, "Subject: a\r\n\r\n");
	repeat(&raw, "0123456789 0123456789 0123456789\r\n", 400000);
#ifndef MADOGUCHI_SANITIZED
	assert_int_equal(feed(b, raw.data, raw.len, &m), BOX_KILLED);
#endif
	assert_int_equal(feed(b, good, sizeof(good) - 1, &m), BOX_OK);
	message_free(&m);
	buf_free(&raw);
	box_free(b);
}

static size_t
short_source(void *ctx, size_t offset, void *bytes, size_t n)
{
	(void)ctx;
	if (offset >= 10)
		return 0;
	n = n < 10 ? n : 10;
	memset(bytes, 'a', n);
	return n;
}

static void
source_ends_early(void **state)
{
	struct box *b = box_new(5, 256);
	struct message m;
	struct err e = {0};

	(void)state;
	assert_int_equal(
	    box_read(b, short_source, NULL, 1000, false, &m, &e), BOX_KILLED);
	assert_int_equal(feed(b, good, sizeof(good) - 1, &m), BOX_OK);
	message_free(&m);
	box_free(b);
}

/* Runs act inside the walls; returns the wait status. */
static int
inside(void (*act)(void))
{
	int pair[2], status = 0;
	pid_t pid;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	pid = fork();
	if (pid == 0) {
		if (box_child_lock(pair[1], 256) != 0)
			_exit(9);
		act();
		_exit(7);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	(void)close(pair[0]);
	(void)close(pair[1]);
	return status;
}

static void
nothing(void)
{
}

static void
open_file(void)
{
	if (open("/etc/hostname", O_RDONLY | O_CLOEXEC) >= 0)
		_exit(1);
}

static void
write_file(void)
{
	if (open("/tmp/madoguchi-box-test", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0)
		_exit(1);
}

static void
make_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
	_exit(1);
}

static void
run_program(void)
{
	char *argv[] = {NULL};

	(void)execve("/bin/true", argv, argv);
	_exit(1);
}

static void
make_process(void)
{
	if (fork() == 0)
		_exit(1);
	_exit(1);
}

static void
use_inherited(void)
{
	for (int fd = 1; fd < 256; fd++)
		if (write(fd, "", 0) == 0)
			_exit(1);
}

static void
walls(void **state)
{
	static const struct {
		void (*act)(void);
		bool deadly;
	} cases[] = {
	    {nothing, false},
	    {open_file, false},
	    {write_file, false},
	    {use_inherited, false},
	    {make_socket, true},
	    {run_program, true},
	    {make_process, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int status = inside(cases[i].act);

		if (cases[i].deadly)
			assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
		else
			assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	}
}

static void
garbage_answers(void **state)
{
	static const struct {
		const char *json;
		bool good;
	} cases[] = {
	    {"{}", true},
	    {"{\"subject\":\"a\",\"unknown\":[1]}", true},
	    {"{\"subject\":null}", true},
	    {"[]", false},
	    {"{\"subject\":1}", false},
	    {"{\"subject\":\"a\\u0000b\"}", false},
	    {"{\"list\":\"yes\"}", false},
	    {"{\"date\":\"now\"}", false},
	    {"{\"date\":1e30}", false},
	    {"{\"from\":[]}", false},
	    {"{\"from\":{\"addr\":\"none\"}}", false},
	    {"{\"from\":{\"addr\":\"a@b\\r\\nBcc: c@d\"}}", false},
	    {"{\"from\":{\"addr\":\"a@b.example.jp\",\"name\":\"x\\r\\ny\"}}", false},
	    {"{\"from\":{\"name\":\"a\"}}", false},
	    {"{\"fwd_from\":{\"name\":\"a\"}}", true},
	    {"{\"to\":[{\"name\":\"a\"}]}", false},
	    {"{\"to\":[{\"addr\":\"a@b.example.jp\"}]}", true},
	    {"{\"to\":{\"0\":1}}", false},
	    {"{\"references\":[1]}", false},
	    {"{\"references\":[[[[[[]]]]]]}", false},
	    {"{\"attachments\":[{\"bytes\":-1}]}", false},
	    {"{\"attachments\":[{\"bytes\":1}]}", true},
	    {"{\"attachments\":[1]}", false},
	    {"{\"attachments\":[{\"bytes\":\"1\"}]}", false},
	    {"{\"dsn\":1}", false},
	    {"{\"dsn\":{\"action\":{}}}", false},
	    {"{\"dsn\":{}}", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		json_t *json = json_loads(cases[i].json, JSON_ALLOW_NUL, NULL);
		struct message m;
		bool ok = message_from_json(&m, json);

		if (ok != cases[i].good)
			fail_msg("case %zu: %s", i, cases[i].json);
		message_free(&m);
		json_decref(json);
	}
}

static void
huge_and_invalid_answers(void **state)
{
	json_t *json = json_object(), *list = json_array();
	struct message m;

	(void)state;
	for (int i = 0; i < 6000; i++)
		json_array_append_new(list, json_string("a"));
	json_object_set_new(json, "references", list);
	assert_false(message_from_json(&m, json));
	json_object_clear(json);
	json_object_set_new(json, "subject", json_stringn_nocheck("\xFF\xFE", 2));
	assert_false(message_from_json(&m, json));
	assert_false(message_from_json(&m, NULL));
	json_decref(json);
}

static double
seconds_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
many_mails(void **state)
{
	enum { COUNT = 4500 };
	struct box *b = box_new(20, 256);
	double start = seconds_now();
	struct message m;

	(void)state;
	/* Past the point where a box is replaced, twice. */
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(feed(b, good, sizeof(good) - 1, &m), BOX_OK);
		message_free(&m);
	}
	print_message("%.0f mails a second\n", COUNT / (seconds_now() - start));
	box_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_mail),
	    cmocka_unit_test(hostile_mail),
	    cmocka_unit_test(deep_mail),
	    cmocka_unit_test(too_large_for_the_box),
	    cmocka_unit_test(source_ends_early),
	    cmocka_unit_test(walls),
	    cmocka_unit_test(garbage_answers),
	    cmocka_unit_test(huge_and_invalid_answers),
	    cmocka_unit_test(many_mails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
