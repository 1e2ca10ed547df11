/* CSV: cells, line numbers, and going on behind a broken row. */
#include "csv.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the three headers above. */
#include <cmocka.h>

struct sample {
	const char *text;
	/* Rows as "line:cell|cell;", a broken one as "line:!;". */
	const char *want;
};

static const struct sample samples[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\r\nc,d\r\n", "1:a|b;2:c|d;"},
    {"a,b\nc,d", "1:a|b;2:c|d;"},
    {"a,,\n,b,\n", "1:a||;2:|b|;"},
    {"\"a,b\",\"c \"\"d\"\"\"\n", "1:a,b|c \"d\";"},
    {"\"a\nb\",c\nd,e\n", "1:a\nb|c;3:d|e;"},
    {"\"a\r\n\r\nb\",c\r\nd\r\n", "1:a\n\nb|c;4:d;"},
    {"\"a\"b,c\"d\"\n", "1:ab|c\"d\";"},
    {"a\rb,c\n", "1:a\rb|c;"},
    {"a\tb\nc,d\te\n", "1:a|b;2:c,d|e;"},
    {"a,\"open\nb,c\nd,e\n", "1:!;2:b|c;3:d|e;"},
    {"\"", "1:!;"},
    {"a,\"\"\n", "1:a|;"},
    /* as old Macintosh programs end lines */
    {"a,b\rc,\"d\ne\rf\"\r\rg,h", "1:a|b;2:c|d\ne\nf;6:g|h;"},
    {"a\tb\rc,d\te\r", "1:a|b;2:c,d|e;"},
    {"a,b\rc,\"open\rd,e\rf,g\r", "1:a|b;2:!;3:d|e;4:f|g;"},
    {"\xff,\xfe\n", "1:\xff|\xfe;"},
};

static char *
rows_of(const char *text, size_t n)
{
	struct strlist out = {0};
	struct csv c;
	struct csv_row row = {0};
	struct err e;
	enum csv_result got;
	char *all = xstrdup("");

	csv_open(&c, text, n);
	while ((got = csv_next(&c, &row, &e)) != CSV_END) {
		char *next =
		    xasprintf("%s%d:%s", all, row.line, got == CSV_BAD ? "!" : "");

		for (size_t i = 0; got == CSV_ROW && i < row.cells.n; i++) {
			char *with =
			    xasprintf("%s%s%s", next, i ? "|" : "", row.cells.v[i]);

			free(next);
			next = with;
		}
		free(all);
		all = xasprintf("%s;", next);
		free(next);
		assert_true(got == CSV_ROW || e.text[0]);
	}
	csv_row_free(&row);
	strlist_free(&out);
	return all;
}

static void
test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		char *got = rows_of(samples[i].text, strlen(samples[i].text));

		assert_string_equal(got, samples[i].want);
		free(got);
	}
}

static void
test_limits(void **state)
{
	size_t n = 70000;
	char *text = xcalloc(n + 8, 1), *got;

	(void)state;
	memset(text, 'x', n);
	memcpy(text + n, "\na,b\n", 5);
	got = rows_of(text, n + 5);
	assert_string_equal(got, "1:!;2:a|b;");
	free(got);
	memset(text, ',', n);
	got = rows_of(text, n + 5);
	assert_string_equal(got, "1:!;2:a|b;");
	free(got);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_samples),
	    cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
