/* Mail into a Maildir: one file a mail and recipient, whatever the ids look like. */
#include "buf.h"
#include "maildir_sink.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/madoguchi-sink-XXXXXX";

/* How many files a folder holds; the last one's name goes to *last (owned). */
static int
list(const char *folder, char **last)
{
	char *path = xasprintf("%s/box/%s", root, folder);
	DIR *dir = opendir(path);
	struct dirent *entry;
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		n++;
		if (last)
			set_str(last, entry->d_name);
	}
	(void)closedir(dir);
	free(path);
	return n;
}

static struct sink_answer
put(const char *id, const char *recipient, const char *wire)
{
	char *box = xasprintf("%s/box", root);
	struct sink_mail m = {"desk@example.jp", recipient, id, wire, strlen(wire)};
	struct err e = {0};
	struct sink_answer a;

	assert_true(maildir_sink_prepare(box, &e));
	a = maildir_sink_put(box, &m);
	free(box);
	return a;
}

static void
test_repeat_is_one(void **state)
{
	struct buf got = {0};
	char *name = NULL, *path;

	(void)state;
	assert_int_equal(
	    put("c1.1.x@desk.example.jp", "a@example.jp", "A: b\r\n\r\nx\r\n").result,
	    SINK_SENT);
	assert_int_equal(
	    put("c1.1.x@desk.example.jp", "a@example.jp", "A: b\r\n\r\nx\r\n").result,
	    SINK_SENT);
	assert_int_equal(list("new", &name), 1);
	assert_int_equal(list("tmp", NULL), 0);
	assert_true(str_ends(name, ".c1.1.x@desk.example.jp"));
	path = xasprintf("%s/box/new/%s", root, name);
	assert_true(buf_read_file(&got, path, 1000));
	assert_string_equal(buf_str(&got), "A: b\r\n\r\nx\r\n");
	buf_free(&got);
	free(path);
	free(name);
	assert_int_equal(
	    put("c1.1.x@desk.example.jp", "b@example.jp", "x").result, SINK_SENT);
	assert_int_equal(list("new", NULL), 2);
}

static void
test_odd_ids(void **state)
{
	static const char *const ids[] = {"../../etc/passwd", "a:b/c", "", "x\xff\n@y",
	    "0123456789012345678901234567890123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890123456789"};
	int before = list("new", NULL);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		assert_int_equal(put(ids[i], "a@example.jp", "x").result, SINK_SENT);
	assert_int_equal(list("new", NULL), before + (int)ARRAY_LEN(ids));
}

static void
test_no_folder(void **state)
{
	struct sink_mail m = {"d@example.jp", "a@example.jp", "id", "x", 1};
	struct sink_answer a = maildir_sink_put("/nonexistent/box", &m);
	struct err e = {0};

	(void)state;
	assert_int_equal(a.result, SINK_DOWN);
	assert_non_null(strstr(a.text, "/nonexistent/box"));
	assert_false(maildir_sink_prepare("/nonexistent/box", &e));
	assert_true(e.retry);
}

static int
setup(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int
teardown(void **state)
{
	static const char *const folders[] = {"new", "cur", "tmp"};
	char *path;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char *name = NULL;

		while (list(folders[i], &name) > 0) {
			path = xasprintf("%s/box/%s/%s", root, folders[i], name);
			assert_int_equal(unlink(path), 0);
			free(path);
		}
		free(name);
		path = xasprintf("%s/box/%s", root, folders[i]);
		assert_int_equal(rmdir(path), 0);
		free(path);
	}
	path = xasprintf("%s/box", root);
	assert_int_equal(rmdir(path), 0);
	free(path);
	return rmdir(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_repeat_is_one),
	    cmocka_unit_test(test_odd_ids),
	    cmocka_unit_test(test_no_folder),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
