/* The shape of an answer: verbs and their endings apart, sentence by sentence. */
#include "answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
join(void *data, const struct shape_sentence *s)
{
	struct strlist *list = data;

	strlist_add(list, s->shape);
}

static void
test_shapes(void **state)
{
	static const struct {
		const char *text, *shape;
	} cases[] = {
	    {"お受けします", "V"},
	    {"お受けできません", "VH"},
	    {"条件はありません", "FN"},
	    {"宿泊費が出るならお受けします", "IV"},
	    {"辞退します", "J"},
	    {"お受けしたいのは山々ですが、手が回りません", "VHBHN"},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct strlist list = {0};
		const char *shape;

		shape_walk(cases[i].text, join, &list);
		shape = list.n ? list.v[0] : NULL;
		if (!cases[i].shape != !shape ||
		    (shape && strcmp(shape, cases[i].shape) != 0))
			fail_msg("%s: %s", cases[i].text, shape ? shape : "none");
		strlist_free(&list);
	}
}

static void
test_sentences(void **state)
{
	struct strlist list = {0};

	(void)state;
	shape_walk("お受けします。日程は任せます。辞退はしません", join, &list);
	assert_int_equal(list.n, 3);
	assert_string_equal(list.v[0], "V");
	strlist_free(&list);
}

struct cover {
	const char *next;
	size_t longest;
};

static void
follow(void *data, const struct shape_sentence *s)
{
	struct cover *c = data;

	assert_ptr_equal(s->begin, c->next);
	c->next = s->begin + s->len;
	if (strlen(s->shape) > c->longest)
		c->longest = strlen(s->shape);
}

/* The sentences cover the text, and a shape is bounded however long one is. */
static void
test_long_text(void **state)
{
	enum { TIMES = 2000 };
	static const char piece[] = "受けなら";
	char *text = xcalloc(TIMES * sizeof(piece), 1);
	struct cover c = {text, 0};

	(void)state;
	for (size_t i = 0; i < TIMES; i++)
		memcpy(text + i * (sizeof(piece) - 1), piece, sizeof(piece) - 1);
	shape_walk(text, follow, &c);
	assert_int_equal(*c.next, 0);
	assert_int_equal(c.longest, 40);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_shapes),
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_long_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
