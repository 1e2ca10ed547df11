/*
 * The model's file and arithmetic: what is written is read back, and what is damaged in
 * any place is refused with a reason.
 */
#include "buf.h"
#include "model.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS 3

static char path[] = "/tmp/madoguchi-model-XXXXXX";

static int
make_file(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	if (fd >= 0)
		close(fd);
	return fd < 0;
}

static int
remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static struct text_model *
small_model(void)
{
	struct vocabulary v;
	uint32_t *hash = xcalloc(ROWS, sizeof(*hash));
	unsigned char *idf = xcalloc(ROWS, sizeof(*idf));
	struct text_model *m;

	for (uint32_t i = 0; i < ROWS; i++) {
		hash[i] = 100 + 7 * i;
		idf[i] = (unsigned char)(30 + i);
	}
	assert_true(vocabulary_make(&v, hash, idf, ROWS));
	m = model_new(&v);
	m->bias[0] = 0.5F;
	m->weight[1 * MODEL_OUTPUTS + KIND_SPAM] = 127;
	m->scale[KIND_SPAM] = 0.1F;
	m->platt_b = -1;
	return m;
}

static void
write_bytes(const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void
saved_bytes(struct buf *b)
{
	struct text_model *m = small_model();
	struct err e = {.text = ""};

	assert_true(model_save(m, path, &e));
	model_free(m);
	assert_true(buf_read_file(b, path, 1 << 20));
}

static void
assert_refused(const char *what)
{
	struct err e = {.text = ""};
	struct text_model *m = model_load(path, &e);

	if (m != NULL)
		fail_msg("%s was read", what);
	assert_non_null(strstr(e.text, path));
}

static void
test_round_trip(void **state)
{
	struct err e = {.text = ""};
	struct buf b = {0};
	struct text_model *m;
	struct feature one = {1, 1};
	struct features f = {&one, 1};
	struct answer a;

	(void)state;
	saved_bytes(&b);
	m = model_load(path, &e);
	assert_non_null(m);
	assert_int_equal(m->vocabulary.n, ROWS);
	assert_int_equal(vocabulary_row(&m->vocabulary, 107), 1);
	assert_int_equal(vocabulary_row(&m->vocabulary, 108), NO_ROW);
	assert_int_equal(m->vocabulary.idf[2], 32);
	assert_true(m->bias[0] > 0.49F && m->bias[0] < 0.51F);
	model_ask(m, HEAD_KIND, &f, &a);
	assert_int_equal(a.best, KIND_SPAM);
	assert_true(a.p[KIND_SPAM] > 0.99);
	model_free(m);
	buf_free(&b);
}

static void
test_cut_files(void **state)
{
	struct buf b = {0};

	(void)state;
	saved_bytes(&b);
	for (size_t n = 0; n < b.len; n += n < 40 ? 1 : 37) {
		write_bytes(b.data, n);
		assert_refused("a cut file");
	}
	buf_addc(&b, 'x');
	write_bytes(b.data, b.len);
	assert_refused("a file that is too long");
	buf_free(&b);
}

static void
test_changed_bytes(void **state)
{
	struct buf b = {0};

	(void)state;
	saved_bytes(&b);
	for (size_t i = 0; i < b.len; i += i < 40 ? 1 : 13) {
		b.data[i] ^= 0x55;
		write_bytes(b.data, b.len);
		assert_refused("a changed byte");
		b.data[i] ^= 0x55;
	}
	buf_free(&b);
}

static void
test_not_finite(void **state)
{
	struct text_model *m = small_model();
	struct err e = {.text = ""};

	(void)state;
	m->bias[3] = NAN;
	assert_true(model_save(m, path, &e));
	model_free(m);
	assert_refused("a weight that is no number");
}

/* With the right checksum, but answers that would be no numbers. */
static void
test_no_answers(void **state)
{
	struct text_model *m = small_model();
	struct err e = {.text = ""};

	(void)state;
	m->vocabulary.idf[1] = 0;
	assert_true(model_save(m, path, &e));
	assert_null(model_load(path, &e));
	m->vocabulary.idf[1] = 31;
	m->sharpness[0] = 3e38F;
	assert_true(model_save(m, path, &e));
	assert_null(model_load(path, &e));
	m->sharpness[0] = 1;
	assert_true(model_save(m, path, &e));
	model_free(m);
	m = model_load(path, &e);
	assert_non_null(m);
	model_free(m);
}

static void
test_missing_file(void **state)
{
	struct err e = {.text = ""};

	(void)state;
	assert_null(model_load("/nonexistent/model.bin", &e));
	assert_non_null(strstr(e.text, "/nonexistent/model.bin"));
}

static void
test_vocabulary_order(void **state)
{
	static const uint32_t bad[][2] = {{5, 5}, {9, 2}};
	struct vocabulary v;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		uint32_t *hash = xcalloc(2, sizeof(*hash));

		memcpy(hash, bad[i], sizeof(bad[i]));
		assert_false(vocabulary_make(&v, hash, xcalloc(2, sizeof(char)), 2));
	}
}

static void
test_certainty(void **state)
{
	struct text_model *m = small_model();

	(void)state;
	assert_true(model_certainty(m, 0.2) < model_certainty(m, 0.8));
	assert_true(model_certainty(m, 0) >= 0);
	assert_true(model_certainty(m, 1) <= 1);
	model_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_cut_files),
	    cmocka_unit_test(test_changed_bytes),
	    cmocka_unit_test(test_not_finite),
	    cmocka_unit_test(test_no_answers),
	    cmocka_unit_test(test_missing_file),
	    cmocka_unit_test(test_vocabulary_order),
	    cmocka_unit_test(test_certainty),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
