/* The network over words: what it looks at, and its part of the model's file. */
#include "buf.h"
#include "model.h"
#include "net.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIRST   "受け"
#define SECOND  "ませ"
#define REFUSAL "受けません。"

static struct words *words;
static char path[] = "/tmp/madoguchi-net-XXXXXX";

static int
open_words(void **state)
{
	struct err e = {.text = ""};
	int fd = mkstemp(path);

	(void)state;
	words = words_open(NULL, &e);
	if (fd >= 0)
		close(fd);
	return fd < 0 || words == NULL;
}

static int
close_words(void **state)
{
	(void)state;
	words_close(words);
	return unlink(path);
}

static uint32_t
row_of(const struct net *net, const char *word)
{
	uint32_t hash = net_hash(word, strlen(word));

	return net->word[0] == hash ? 1 : 2;
}

/* Knows two words, the first by its first figure, the second by its second. One filter of
 * three words answers to the first right before the second, and speaks for refusing. */
static struct net *
small_net(void)
{
	uint32_t *word = xcalloc(2, sizeof(*word));
	uint32_t a = net_hash(FIRST, strlen(FIRST)), b = net_hash(SECOND, strlen(SECOND));
	struct net *net;

	word[0] = a < b ? a : b;
	word[1] = a < b ? b : a;
	net = net_new(word, 2);
	net->row[row_of(net, FIRST) * NET_DIM] = 1;
	net->row[row_of(net, SECOND) * NET_DIM + 1] = 1;
	for (int k = 0; k < NET_TAPS; k++) {
		if (net_taps[k].width == 1 && net_taps[k].shift == -1)
			net->w.tap[k][0][0] = 1;
		if (net_taps[k].width == 1 && net_taps[k].shift == 0)
			net->w.tap[k][1][0] = 1;
	}
	net->w.bias[NET_FILTERS] = -1;
	net->w.out[NET_ALL + NET_FILTERS][STANCE_DECLINE] = 5;
	return net;
}

static void
assert_alike(const double *p)
{
	for (int c = 0; c < NET_CLASSES; c++)
		assert_true(fabs(p[c] - 1.0 / NET_CLASSES) < 1e-6);
}

static void
test_order_counts(void **state)
{
	struct net *net = small_net();
	double p[NET_CLASSES];

	(void)state;
	net_ask(net, words, "受けません", p);
	assert_true(p[STANCE_DECLINE] > 0.9);
	net_ask(net, words, "受けます", p);
	assert_alike(p);
	net_ask(net, words, "ません受け", p);
	assert_alike(p);
	net_ask(net, words, "", p);
	assert_alike(p);
	net_free(net);
}

/* Of a long text the beginning and the end are read, in their order. */
static void
test_long_text(void **state)
{
	struct net *net = small_net();
	struct buf text = {0};
	uint32_t token[NET_TOKENS];
	double p[NET_CLASSES];
	const char *dogs;

	(void)state;
	buf_adds(&text, REFUSAL);
	for (int i = 0; i < 400; i++)
		buf_adds(&text, "犬、");
	assert_int_equal(net_tokens(net, words, buf_str(&text), token), NET_TOKENS);
	assert_int_equal(token[0], row_of(net, FIRST));
	net_ask(net, words, buf_str(&text), p);
	assert_true(p[STANCE_DECLINE] > 0.9);
	net_ask(net, words, buf_str(&text) + strlen(REFUSAL), p);
	assert_alike(p);
	buf_adds(&text, "受けません");
	dogs = buf_str(&text) + strlen(REFUSAL);
	assert_int_equal(net_tokens(net, words, dogs, token), NET_TOKENS);
	assert_int_equal(token[NET_TOKENS - 3], row_of(net, FIRST));
	assert_int_equal(token[NET_TOKENS - 2], row_of(net, SECOND));
	buf_free(&text);
	net_free(net);
}

static struct text_model *
model_with(struct net *net)
{
	struct vocabulary v;
	struct text_model *m;

	assert_true(vocabulary_make(
	    &v, xcalloc(1, sizeof(uint32_t)), xcalloc(1, sizeof(char)), 0));
	m = model_new(&v);
	m->net = net;
	return m;
}

static void
test_round_trip(void **state)
{
	struct text_model *m = model_with(small_net());
	struct err e = {.text = ""};
	double p[NET_CLASSES];

	(void)state;
	assert_true(model_save(m, path, &e));
	model_free(m);
	m = model_load(path, &e);
	assert_non_null(m);
	assert_non_null(m->net);
	assert_int_equal(m->net->n, 2);
	net_ask(m->net, words, "受けません", p);
	assert_true(p[STANCE_DECLINE] > 0.9);
	model_free(m);
}

static void
assert_refused(struct net *net)
{
	struct text_model *m = model_with(net);
	struct err e = {.text = ""};

	assert_true(model_save(m, path, &e));
	model_free(m);
	assert_null(model_load(path, &e));
	assert_non_null(strstr(e.text, path));
}

static void
test_damaged(void **state)
{
	struct net *net = small_net();
	uint32_t first = net->word[0];

	(void)state;
	net->w.look[3] = NAN;
	assert_refused(net);
	net = small_net();
	net->w.out[7][1] = 1e30F;
	assert_refused(net);
	net = small_net();
	net->word[0] = net->word[1];
	net->word[1] = first;
	assert_refused(net);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order_counts),
	    cmocka_unit_test(test_long_text),
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, open_words, close_words);
}
