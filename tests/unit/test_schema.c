/*
 * The schema explains itself: every table and every column has a comment, and every table
 * is STRICT, so that no text ends up where a number belongs.
 */
#include "store_fixture.h"

#include "schema_sql.h"

#include <ctype.h>

static bool
is_column(const char *line)
{
	return line[0] == ' ' && line[1] == ' ' && islower((unsigned char)line[2]);
}

static bool
has_comment(const char *line)
{
	const char *c = strstr(line, "--");

	return c && strlen(c) > 4;
}

static void
test_columns_have_comments(void **state)
{
	struct strlist lines = {0};
	size_t columns = 0;

	(void)state;
	strlist_split(&lines, schema_sql, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		if (!is_column(lines.v[i]))
			continue;
		columns++;
		if (!has_comment(lines.v[i]))
			fail_msg("no comment: %s", lines.v[i]);
	}
	assert_true(columns > 100);
	strlist_free(&lines);
}

static void
test_tables_have_comments_and_are_strict(void **state)
{
	struct strlist lines = {0};
	size_t tables = 0, strict = 0;

	(void)state;
	strlist_split(&lines, schema_sql, "\n");
	for (size_t i = 0; i < lines.n; i++) {
		if (str_starts(lines.v[i], ") STRICT"))
			strict++;
		if (!str_starts(lines.v[i], "CREATE TABLE"))
			continue;
		tables++;
		if (i == 0 || !str_starts(lines.v[i - 1], "-- "))
			fail_msg("no comment: %s", lines.v[i]);
	}
	assert_true(tables >= 15);
	assert_int_equal(tables, strict);
	strlist_free(&lines);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_columns_have_comments),
	    cmocka_unit_test(test_tables_have_comments_and_are_strict),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
