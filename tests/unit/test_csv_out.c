/* CSV for spreadsheets: what goes out comes back, and nothing in it is a formula. */
#include "csv.h"
#include "csv_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *
row_of(const char *cell)
{
	struct buf out = {0};

	csv_out_row(&out, (const char *const[]){cell}, 1);
	return buf_steal(&out);
}

static void
test_form(void **state)
{
	static const char *const cells[] = {"a", NULL, "say \"b\", c", "d\ne", "案件"};
	struct buf out = {0};

	(void)state;
	csv_out_begin(&out);
	csv_out_row(&out, cells, ARRAY_LEN(cells));
	assert_string_equal(buf_str(&out),
	    "\xef\xbb\xbf"
	    "\"a\",\"\",\"say \"\"b\"\", c\",\"d\ne\",\"案件"
	    "\"\r\n");
	buf_free(&out);
}

static void
test_no_formula(void **state)
{
	static const char *const formulas[] = {"=1+1", "+81-3-0000-0000", "-1",
	    "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "\xc2\xa0=1",
	    "\xef\xbb\xbf=1", "＝1", "＋1", "－1", "−1", "＠a", "\x01=1",
	    "=cmd|'/C calc'!A1"};
	static const char *const texts[] = {"", "a=1", "1-2", "山田 太郎", "03-0000-0000",
	    "a@b.example", "2026-06-01 10:00", "「=」"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
		char *row = row_of(formulas[i]);

		assert_true(str_starts(row, "\"'"));
		assert_memory_equal(row + 2, formulas[i], strlen(formulas[i]));
		free(row);
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		char *row = row_of(texts[i]), *plain = xasprintf("\"%s\"\r\n", texts[i]);

		assert_string_equal(row, plain);
		free(row);
		free(plain);
	}
}

static void
test_comes_back(void **state)
{
	static const char *const cells[] = {"x,\"y\"", "two\nlines", "\"", "", "；、"};
	struct buf out = {0};
	struct csv c;
	struct csv_row row = {0};
	struct err e;

	(void)state;
	csv_out_row(&out, cells, ARRAY_LEN(cells));
	csv_open(&c, buf_str(&out), out.len);
	assert_int_equal(csv_next(&c, &row, &e), CSV_ROW);
	assert_int_equal(row.cells.n, ARRAY_LEN(cells));
	for (size_t i = 0; i < row.cells.n; i++)
		assert_string_equal(row.cells.v[i], cells[i]);
	assert_int_equal(csv_next(&c, &row, &e), CSV_END);
	csv_row_free(&row);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_form),
	    cmocka_unit_test(test_no_formula),
	    cmocka_unit_test(test_comes_back),
	};

	return cmocka_run_group_tests_name("csv_out", tests, NULL, NULL);
}
