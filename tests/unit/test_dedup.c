/* The key of a message: what makes copies equal, and what does not. */
#include "dedup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(s) s, sizeof(s) - 1

static const struct {
	const char *a;
	size_t a_len;
	const char *b;
	size_t b_len;
	bool equal;
} pairs[] = {
    /* line ends */
    {TEXT("A: 1\r\n\r\nbody\r\n"), TEXT("A: 1\n\nbody\n"), true},
    {TEXT("Message-ID: <1@x>\r\n\r\nbody\r\n"), TEXT("Message-ID: <1@x>\n\nbody\n"),
        true},
    {TEXT("A: 1\n\nbo\rdy"), TEXT("A: 1\n\nbody"), false},
    {TEXT("A: 1\n\nbody\r"), TEXT("A: 1\n\nbody"), false},
    {TEXT("A: 1\n\nbody\r\r\n"), TEXT("A: 1\n\nbody\r\n"), false},
    /* with a Message-ID only it and the body count */
    {TEXT("Received: a\nMessage-ID: <1@x>\n\nb"), TEXT("Message-ID: <1@x>\nX: y\n\nb"),
        true},
    {TEXT("message-id:<1@x>\n\nb"), TEXT("MESSAGE-ID :\n <1@x> \n\nb"), true},
    {TEXT("Message-ID: <1@x>\n\nb"), TEXT("Message-ID: <1@x>\n\nc"), false},
    {TEXT("Message-ID: <1@x>\n\nb"), TEXT("Message-ID: <2@x>\n\nb"), false},
    {TEXT("Message-ID: <1@x>\n\nb"), TEXT("X-Message-ID: <1@x>\n\nb"), false},
    {TEXT("Message-ID: <1@x>\nMessage-ID: <2@x>\n\nb"), TEXT("Message-ID: <1@x>\n\nb"),
        true},
    {TEXT("Message-ID: <1@x>"), TEXT("Message-ID: <1@x>\n\n"), true},
    /* without one, or with an empty one, everything counts */
    {TEXT("Subject: a\n\nb"), TEXT("Subject: c\n\nb"), false},
    {TEXT("Message-ID:\nSubject: a\n\nb"), TEXT("Message-ID:\nSubject: c\n\nb"), false},
    /* a Message-ID in the body is text */
    {TEXT("A: 1\n\nMessage-ID: <1@x>\n\nb"), TEXT("A: 2\n\nMessage-ID: <1@x>\n\nb"),
        false},
    /* any bytes */
    {TEXT("A: \x00\xff\n\n\x80\x00z"), TEXT("A: \x00\xff\n\n\x80\x00y"), false},
    {TEXT(""), TEXT("\n"), false},
    {TEXT("\nbody"), TEXT("\r\nbody"), true},
};

static void
test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		unsigned char a[DEDUP_BYTES], b[DEDUP_BYTES];

		dedup_key(pairs[i].a, pairs[i].a_len, a);
		dedup_key(pairs[i].b, pairs[i].b_len, b);
		if ((memcmp(a, b, sizeof(a)) == 0) != pairs[i].equal)
			fail_msg("pair %zu", i);
	}
}

/* Pieces of every size give the key of the whole. */
static void
test_pieces(void **state)
{
	static const char text[] = "Received: x\r\nMessage-ID:\r\n <abc@example.jp>\r\n"
	                           "Subject: s\r\n\r\nline\r\nli\rne\r\n\r\nend\r";
	unsigned char whole[DEDUP_BYTES], pieces[DEDUP_BYTES];
	size_t n = sizeof(text) - 1;

	(void)state;
	dedup_key(text, n, whole);
	for (size_t step = 1; step <= n; step++) {
		struct dedup *d = dedup_new();

		for (size_t i = 0; i < n; i += step)
			dedup_add(d, text + i, n - i < step ? n - i : step);
		dedup_final(d, pieces);
		assert_memory_equal(whole, pieces, sizeof(whole));
	}
}

static void
test_long_lines(void **state)
{
	size_t n = 100000;
	char *a = xcalloc(n + 1, 1), *b = xcalloc(n + 1, 1);
	unsigned char x[DEDUP_BYTES], y[DEDUP_BYTES];

	(void)state;
	memset(a, 'a', n);
	memset(b, 'a', n);
	b[n - 1] = 'b';
	dedup_key(a, n, x);
	dedup_key(b, n, y);
	assert_memory_not_equal(x, y, sizeof(x));
	memcpy(a, "Message-ID: ", 12);
	memcpy(b, "Message-ID: ", 12);
	memcpy(a + n - 4, "\n\nbb", 4);
	memcpy(b + n - 4, "\n\nbb", 4);
	dedup_key(a, n, x);
	dedup_key(b, n, y);
	assert_memory_equal(x, y, sizeof(x));
	free(a);
	free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_pairs),
	    cmocka_unit_test(test_pieces),
	    cmocka_unit_test(test_long_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
