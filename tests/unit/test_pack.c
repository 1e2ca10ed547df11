/* Mails as the store keeps them: what comes back is what went in, and damage is seen. */
#include "pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
assert_comes_back(const char *bytes, size_t n, bool shorter)
{
	struct buf packed = {0};
	size_t got;
	char *back;

	pack_bytes(bytes, n, &packed);
	assert_true(packed.len <= n);
	assert_int_equal(packed.len < n, shorter);
	back = unpack_bytes(buf_str(&packed), packed.len, &got);
	assert_non_null(back);
	assert_int_equal(got, n);
	assert_memory_equal(back, bytes, n);
	assert_int_equal(back[n], '\0');
	free(back);
	buf_free(&packed);
}

static void
test_comes_back(void **state)
{
	struct buf mail = {0};

	(void)state;
	assert_comes_back("", 0, false);
	assert_comes_back("From: a@b.example\r\n\r\n", 21, false);
	assert_comes_back("a\0b", 3, false);
	for (int i = 0; i < 100; i++)
		buf_addf(&mail, "X-Line: %d\r\n", i);
	assert_comes_back(buf_str(&mail), mail.len, true);
	buf_free(&mail);
}

static void
test_damage(void **state)
{
	struct buf mail = {0}, packed = {0};
	char *bytes;
	size_t n;

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_addf(&mail, "X-Line: %d\r\n", i);
	pack_bytes(buf_str(&mail), mail.len, &packed);
	for (size_t len = 4; len < packed.len; len++)
		assert_null(unpack_bytes(buf_str(&packed), len, &n));
	/* A frame that claims to be larger than anything a mail may be. */
	bytes =
	    unpack_bytes("\x28\xb5\x2f\xfd\xe0\xff\xff\xff\xff\xff\xff\xff\x7f", 13, &n);
	assert_null(bytes);
	assert_int_equal(n, 0);
	buf_free(&packed);
	buf_free(&mail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_comes_back),
	    cmocka_unit_test(test_damage),
	};

	return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
