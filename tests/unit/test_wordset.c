/* Looking words up gives what trying each of them would. */
#include "buf.h"
#include "wordset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const words[] = {"会社", "株式会社", "会", "CTO", "(", " 0", "(株)",
    "様", "会社の", "x", "会社", "さま", "\n", "ab", "abc"};
static struct wordset set = WORDSET(words);

/* Pieces of which the texts are made, so that words, parts of words and neighbours of
 * words meet. */
static const char *const pieces[] = {"会", "社", "株", "式", "(", ")", " ", "0", "C", "T",
    "O", "様", "さ", "ま", "a", "b", "c", "\n", "の", "x", "\xE4", "𠮷"};

static size_t
longest_start(const char *p)
{
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = str_prefix(p, words[i]);

		best = n > best ? n : best;
	}
	return best;
}

static size_t
longest_end(const char *start, const char *end)
{
	size_t best = 0;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (n > best && (size_t)(end - start) >= n &&
		    memcmp(end - n, words[i], n) == 0)
			best = n;
	}
	return best;
}

static int
first_within(const char *p, const char *limit)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_prefix(p, words[i]) > 0 &&
		    strlen(words[i]) <= (size_t)(limit - p))
			return (int)i;
	}
	return -1;
}

static void
agrees(const char *text)
{
	const char *end = text + strlen(text);

	for (const char *p = text; p <= end; p++) {
		size_t len = 0;
		int i;

		assert_int_equal(wordset_starts(&set, p), longest_start(p));
		i = wordset_longest(&set, p, &len);
		assert_int_equal(len, longest_start(p));
		if (i >= 0)
			assert_int_equal(strlen(words[i]), len);
		for (const char *q = p; q <= end; q++) {
			assert_int_equal(wordset_ends(&set, p, q), longest_end(p, q));
			i = wordset_first(&set, p, q, &len);
			assert_int_equal(i, first_within(p, q));
			if (i >= 0)
				assert_int_equal(len, strlen(words[i]));
		}
	}
}

static void
test_as_by_trying(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		struct buf text = {0};

		for (int i = 0; i < 9; i++) {
			seed = seed * 1103515245u + 12345u;
			buf_adds(&text, pieces[(seed >> 16) % ARRAY_LEN(pieces)]);
		}
		agrees(buf_str(&text));
		buf_free(&text);
	}
}

/* Of equal words the first of the table; of several, the longest or the first. */
static void
test_which(void **state)
{
	static const struct {
		const char *word;
		int value;
	} table[] = {{"会社", 1}, {"会社", 2}, {"会社の", 3}, {"会", 4}};
	static struct wordset entries = WORDSET(table);
	const char *text = "会社の";
	size_t len;

	(void)state;
	assert_int_equal(wordset_longest(&entries, "会社が", &len), 0);
	assert_int_equal(wordset_longest(&entries, text, &len), 2);
	assert_int_equal(wordset_first(&entries, text, text + strlen(text), &len), 0);
	assert_int_equal(wordset_first(&entries, text, text + strlen("会"), &len), 3);
	assert_true(wordset_is_one(&entries, text, text + strlen(text)));
	assert_false(wordset_is_one(&entries, text + 3, text + strlen(text)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_as_by_trying),
	    cmocka_unit_test(test_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
