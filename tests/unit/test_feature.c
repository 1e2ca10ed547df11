/*
 * Cutting words, and the features that come of a message: the same text gives the same
 * vector, a block has its own length, and an odd text costs no more than its length.
 */
#include "buf.h"
#include "feature.h"
#include "kind.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct words *words;

static int
open_words(void **state)
{
	struct err e = {.text = ""};

	(void)state;
	words = words_open(NULL, &e);
	if (words == NULL)
		print_error("%s\n", e.text);
	return words == NULL;
}

static int
close_words(void **state)
{
	(void)state;
	words_close(words);
	return 0;
}

static void
join(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	struct strlist *list = data;

	(void)begin;
	(void)end;
	strlist_take(list, xstrndup(base, base_len));
}

static void
test_base_forms(void **state)
{
	struct strlist list = {0};

	(void)state;
	words_cut(words, "研修をお願いしたく、相談しました。", join, &list);
	assert_true(strlist_has(&list, "研修"));
	assert_true(strlist_has(&list, "する"));
	assert_true(strlist_has(&list, "相談"));
	assert_true(strlist_has(&list, "。"));
	strlist_free(&list);
}

struct cover {
	size_t next, words;
};

static void
follow(void *data, const char *base, size_t base_len, size_t begin, size_t end)
{
	struct cover *c = data;

	(void)base;
	assert_true(base_len > 0);
	assert_true(begin >= c->next);
	assert_true(end > begin);
	c->next = end;
	c->words++;
}

/* Whatever the text, its words stand in order and within it. */
static void
test_odd_texts(void **state)
{
	static const char *const odd[] = {"", "a", "\xf0\x9f\x98\x80", "。。。!?",
	    "\xef\xbf\xbd\xef\xbf\xbd", "  ", "ーーーーーーーー",
	    "http://www.example.co.jp/?q=%e3%81%82"};
	char *longest = xcalloc(1, 60001);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		struct cover c = {0, 0};

		words_cut(words, odd[i], follow, &c);
		assert_true(c.next <= strlen(odd[i]));
	}
	for (size_t i = 0; i < 20000; i++)
		memcpy(longest + i * 3, i % 7 ? "漢" : "ア", 3);
	{
		struct cover c = {0, 0};

		words_cut(words, longest, follow, &c);
		assert_int_equal(c.next, 60000);
		assert_true(c.words >= 60000 / 2048);
	}
	free(longest);
}

static void
test_missing_dictionary(void **state)
{
	struct err e = {.text = ""};

	(void)state;
	assert_null(words_open("/nonexistent", &e));
	assert_non_null(strstr(e.text, "apt-get install mecab-ipadic-utf8"));
	/* MeCab's own reason */
	assert_non_null(strstr(e.text, "no such file or directory"));
}

/* --- features --- */

struct hashes {
	uint32_t *v;
	size_t n, cap;
};

static void
keep(void *data, uint32_t hash, bool text)
{
	(void)text;
	struct hashes *h = data;

	if (h->n == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 64;
		h->v = xreallocarray(h->v, h->cap, sizeof(*h->v));
	}
	h->v[h->n++] = hash;
}

static int
by_hash(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void
look(struct analysis *a, struct message *m, const char *subject, const char *text)
{
	message_init(m);
	set_str(&m->subject, subject);
	set_str(&m->text, text);
	set_str(&m->from.addr, "soumu@example.co.jp");
	analysis_make(a, m);
	kind_find_hints(a);
}

static void
all_known(struct vocabulary *v, const struct analysis *a)
{
	struct hashes h = {0};
	uint32_t *hash;
	unsigned char *idf;
	uint32_t n = 0;

	features_all(words, a, VIEW_KIND, keep, &h);
	qsort(h.v, h.n, sizeof(*h.v), by_hash);
	hash = xcalloc(h.n, sizeof(*hash));
	idf = xcalloc(h.n, 1);
	for (size_t i = 0; i < h.n; i++)
		if (n == 0 || hash[n - 1] != h.v[i]) {
			idf[n] = (unsigned char)(24 + n % 100);
			hash[n++] = h.v[i];
		}
	free(h.v);
	assert_true(vocabulary_make(v, hash, idf, n));
}

static double
length(const struct features *f)
{
	double square = 0;

	for (size_t i = 0; i < f->n; i++)
		square += (double)f->v[i].value * (double)f->v[i].value;
	return sqrt(square);
}

static void
test_vectors(void **state)
{
	struct message m;
	struct analysis a;
	struct vocabulary v;
	struct feature_maker *maker;
	struct features one, two, kind;

	(void)state;
	look(&a, &m, "研修の相談", "従業員向けの研修をお願いしたいです。");
	all_known(&v, &a);
	maker = feature_maker_new(&v, words);
	feature_maker_look(maker, &a);
	features_make(maker, VIEW_TOPIC, &one);
	features_make(maker, VIEW_TOPIC, &two);
	features_make(maker, VIEW_KIND, &kind);
	assert_int_equal(one.n, two.n);
	assert_memory_equal(one.v, two.v, one.n * sizeof(*one.v));
	/* Two blocks, characters (1) and words (1.2), that share no feature. */
	assert_true(fabs(length(&one) - sqrt(1 + 1.2 * 1.2)) < 0.01);
	assert_true(kind.n > one.n);
	for (size_t i = 1; i < kind.n; i++)
		assert_true(kind.v[i].row > kind.v[i - 1].row);
	features_free(&one);
	features_free(&two);
	features_free(&kind);
	feature_maker_free(maker);
	vocabulary_free(&v);
	analysis_free(&a);
	message_free(&m);
}

/* Every second feature of a text. */
static void
half_known(struct vocabulary *v, struct hashes *h)
{
	uint32_t *sorted = xcalloc(h->n, sizeof(*sorted));
	uint32_t n = 0, kept = 0;

	memcpy(sorted, h->v, h->n * sizeof(*sorted));
	qsort(sorted, h->n, sizeof(*sorted), by_hash);
	for (size_t i = 0; i < h->n; i++)
		if (n == 0 || sorted[n - 1] != sorted[i])
			sorted[n++] = sorted[i];
	for (uint32_t i = 0; i < n; i += 2)
		sorted[kept++] = sorted[i];
	assert_true(vocabulary_make(v, sorted, memset(xcalloc(n, 1), 24, n), kept));
}

/* Features are looked up many at a time: none gets lost between, in a text of thousands,
 * and what was asked for before makes no difference. */
static void
test_long_text(void **state)
{
	struct buf text = {0};
	struct message m;
	struct analysis a;
	struct hashes h = {0};
	struct vocabulary v;
	struct feature_maker *maker;
	struct features kind, topic, incident, again;
	bool *seen;
	size_t expected = 0;

	(void)state;
	for (int i = 0; i < 120; i++)
		buf_addf(&text, "第%d回は%c社の%c課と研修の相談をした。", i, 'a' + i % 26,
		    'a' + i % 7);
	look(&a, &m, "相談の記録", buf_str(&text));
	features_all(words, &a, VIEW_KIND, keep, &h);
	assert_true(h.n > 5000);
	half_known(&v, &h);
	seen = xcalloc(v.n, sizeof(*seen));
	for (size_t i = 0; i < h.n; i++) {
		uint32_t row = vocabulary_row(&v, h.v[i]);

		expected += row != NO_ROW && !seen[row];
		if (row != NO_ROW)
			seen[row] = true;
	}
	maker = feature_maker_new(&v, words);
	feature_maker_look(maker, &a);
	features_make(maker, VIEW_TOPIC, &topic);
	features_make(maker, VIEW_KIND, &kind);
	features_make(maker, VIEW_INCIDENT, &incident);
	features_make(maker, VIEW_TOPIC, &again);
	assert_int_equal(kind.n, expected);
	for (size_t i = 0; i < kind.n; i++)
		assert_true(seen[kind.v[i].row]);
	assert_int_equal(topic.n, again.n);
	assert_memory_equal(topic.v, again.v, topic.n * sizeof(*topic.v));
	features_free(&kind);
	features_free(&topic);
	features_free(&incident);
	features_free(&again);
	feature_maker_free(maker);
	vocabulary_free(&v);
	analysis_free(&a);
	message_free(&m);
	buf_free(&text);
	free(h.v);
	free(seen);
}

static void
test_nothing_known(void **state)
{
	struct message m;
	struct analysis a;
	struct vocabulary v;
	struct feature_maker *maker;
	struct features f;

	(void)state;
	look(&a, &m, "", "");
	assert_true(vocabulary_make(&v, xcalloc(1, 4), xcalloc(1, 1), 0));
	maker = feature_maker_new(&v, words);
	feature_maker_look(maker, &a);
	for (int view = 0; view < VIEW_COUNT; view++) {
		features_make(maker, (enum feature_view)view, &f);
		assert_int_equal(f.n, 0);
		features_free(&f);
	}
	feature_maker_free(maker);
	vocabulary_free(&v);
	analysis_free(&a);
	message_free(&m);
}

/* What lies beyond the bound of an analysis adds nothing. */
static void
test_bounded(void **state)
{
	struct message m;
	struct analysis a;
	struct hashes h = {0};
	char *text = xcalloc(1, 3000001);

	(void)state;
	for (size_t i = 0; i < 1000000; i++)
		memcpy(text + i * 3, "電", 3);
	look(&a, &m, "長い", text);
	features_all(words, &a, VIEW_KIND, keep, &h);
	assert_true(h.n < 200000);
	free(h.v);
	free(text);
	analysis_free(&a);
	message_free(&m);
}

static void
test_idf(void **state)
{
	(void)state;
	assert_int_equal(vocabulary_idf(99, 99), IDF_STEPS);
	assert_true(vocabulary_idf(1, 1000) > vocabulary_idf(10, 1000));
	assert_int_equal(vocabulary_idf(0, UINT32_MAX), 255);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_base_forms),
	    cmocka_unit_test(test_odd_texts),
	    cmocka_unit_test(test_missing_dictionary),
	    cmocka_unit_test(test_vectors),
	    cmocka_unit_test(test_long_text),
	    cmocka_unit_test(test_nothing_known),
	    cmocka_unit_test(test_bounded),
	    cmocka_unit_test(test_idf),
	};

	return cmocka_run_group_tests(tests, open_words, close_words);
}
