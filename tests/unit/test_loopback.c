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

static void
test_private_addresses(void **state)
{
	static const struct {
		const char *host;
		bool address, private;
	} rows[] = {
	    {"10.0.0.1", true, true},
	    {"172.16.0.1", true, true},
	    {"172.31.255.255", true, true},
	    {"192.168.1.20", true, true},
	    {"169.254.1.1", true, true},
	    {"fd00::1", true, true},
	    {"[fd12:3456::1]", true, true},
	    {"fe80::1", true, true},
	    {"172.32.0.1", true, false},
	    {"172.15.255.255", true, false},
	    {"192.169.0.1", true, false},
	    {"11.0.0.1", true, false},
	    {"203.0.113.7", true, false},
	    {"2001:db8::1", true, false},
	    {"::ffff:10.0.0.1", true, false},
	    {"127.0.0.1", true, false},
	    {"10.example.jp", false, false},
	    {"llm.example.jp", false, false},
	    {"", false, false},
	    {NULL, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(host_is_address(rows[i].host), rows[i].address);
		assert_int_equal(host_is_private(rows[i].host), rows[i].private);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_hosts), cmocka_unit_test(test_private_addresses)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
