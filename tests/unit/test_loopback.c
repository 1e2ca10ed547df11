/* Which hosts may be spoken to in plain text. */
#include "loopback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_hosts(void **state)
{
	static const struct {
		const char *host;
		bool loopback;
	} rows[] = {
	    {"localhost", true},
	    {"LOCALHOST", true},
	    {"127.0.0.1", true},
	    {"127.255.0.9", true},
	    {"::1", true},
	    {"[::1]", true},
	    {"0:0:0:0:0:0:0:1", true},
	    {"", false},
	    {NULL, false},
	    {"128.0.0.1", false},
	    {"127.0.0.1.example.jp", false},
	    {"127.1", false},
	    {"localhost.example.jp", false},
	    {"::ffff:192.0.2.1", false},
	    {"[", false},
	    {"0.0.0.0", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(host_is_loopback(rows[i].host), rows[i].loopback);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_hosts)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
