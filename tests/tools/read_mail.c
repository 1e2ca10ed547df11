/*
 * How mails are read and taken apart, without a box and without a decision: for the tests
 * of reading, which have thousands of mails.
 *
 *   read_mail FILE…          one message as JSON a line (message.h)
 *   read_mail --split FILE   lines of JSON {"subject","body"}: the parts of each, and
 *                            where they begin
 *   read_mail --time N FILE… microseconds of processor time a mail, each read N times
 */
#include "buf.h"
#include "mime_read.h"
#include "split.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

static void
print(json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

	(void)puts(text ? text : "null");
	free(text);
	json_decref(json);
}

static int
load(const char *file, struct buf *raw)
{
	if (buf_read_file(raw, file, FILE_BYTES_MAX))
		return 0;
	perror(file);
	return 1;
}

static int
read_file(const char *file)
{
	struct buf raw = {0};
	struct message m;

	if (load(file, &raw))
		return 1;
	mime_read(buf_str(&raw), raw.len, false, &m);
	print(message_to_json(&m));
	message_free(&m);
	buf_free(&raw);
	return 0;
}

static void
split_line(const char *line, size_t n)
{
	json_error_t why;
	json_t *in = json_loadb(line, n, 0, &why), *out;
	const char *subject = json_string_value(json_object_get(in, "subject"));
	const char *body = json_string_value(json_object_get(in, "body"));
	struct split_marks marks = split_marks(subject, body);
	struct message m;

	message_init(&m);
	split_body(subject, body, &m);
	out = message_to_json(&m);
	json_object_set_new(out, "text_line", json_integer(marks.text));
	json_object_set_new(out, "quoted_line", json_integer(marks.quoted));
	print(out);
	message_free(&m);
	json_decref(in);
}

static int
split_file(const char *file)
{
	struct buf raw = {0};

	if (load(file, &raw))
		return 1;
	for (const char *s = buf_str(&raw), *end; *s; s = end + (*end == '\n')) {
		end = strchrnul(s, '\n');
		if (end > s)
			split_line(s, (size_t)(end - s));
	}
	buf_free(&raw);
	return 0;
}

static int
time_file(const char *file, unsigned times)
{
	struct buf raw = {0};
	clock_t begun;

	if (load(file, &raw))
		return 1;
	begun = clock();
	for (unsigned i = 0; i < times; i++) {
		struct message m;

		mime_read(buf_str(&raw), raw.len, false, &m);
		message_free(&m);
	}
	(void)printf("%.1f %zu %s\n",
	    (double)(clock() - begun) * 1e6 / CLOCKS_PER_SEC / times, raw.len, file);
	buf_free(&raw);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0, first = 1;
	unsigned times = 0;

	if (argc > 2 && str_eq(argv[1], "--split"))
		return split_file(argv[2]);
	if (argc > 3 && str_eq(argv[1], "--time")) {
		times = (unsigned)strtoul(argv[2], NULL, 10);
		first = 3;
	}
	for (int i = first; i < argc; i++)
		failed |= times ? time_file(argv[i], times) : read_file(argv[i]);
	return failed;
}
