/* What one person writes in a row: which pieces belong together, and when they are read.
 */
#include "chat_pieces.h"
#include "chat_read.h"
#include "config_table.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

enum { T = 1000000 };

struct fixture {
	struct config *c;
	struct piece v[40];
	size_t n;
	int64_t checked;
	struct chat_rows rows;
};

static void
add_source(struct config *c, const char *name, enum source_kind kind, int quiet)
{
	struct config_source *s;

	c->sources = xreallocarray(c->sources, c->sources_n + 1, sizeof(*c->sources));
	s = &c->sources[c->sources_n++];
	*s = (struct config_source){0};
	settings_default(s, "sources");
	set_str(&s->name, name);
	set_str(&s->token_file, "token");
	s->kind = kind;
	s->quiet_sec = quiet;
}

static int
setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));

	f->c = config_default();
	add_source(f->c, "slack", SOURCE_SLACK, -1);
	add_source(f->c, "chatwork", SOURCE_CHATWORK, -1);
	add_source(f->c, "now", SOURCE_SLACK, 0);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	chat_rows_free(&f->rows);
	config_free(f->c);
	free(f);
	return 0;
}

/* thread NULL: it begins one, in the channel. Taken in when it was sent. */
static struct piece *
say(struct fixture *f, const char *source, const char *author, const char *thread, int at)
{
	static char own[40][8];
	struct piece *p = &f->v[f->n];

	(void)snprintf(own[f->n], sizeof(own[0]), "m%zu", f->n);
	*p = (struct piece){
	    .inbox_id = (int64_t)f->n + 1,
	    .sent_at = T + at,
	    .received_at = T + at,
	    .source = (char *)(uintptr_t)source,
	    .author = (char *)(uintptr_t)author,
	    .thread = thread ? (char *)(uintptr_t)thread : own[f->n],
	    .reply = thread != NULL,
	};
	f->n++;
	return p;
}

static void
find(struct fixture *f, int at)
{
	static char room[] = "C1";

	for (size_t i = 0; i < f->n; i++) {
		f->v[i].room = room;
		f->v[i].source_checked = f->checked;
	}
	chat_rows_free(&f->rows);
	chat_rows_find(f->c, f->v, f->n, T + at, &f->rows);
}

/* The rows as "1 2|3", with ! behind one that is ready. */
static char *
shape(const struct fixture *f)
{
	struct buf b = {0};

	for (size_t i = 0; i < f->rows.n; i++) {
		const struct chat_row *row = &f->rows.v[i];

		for (size_t k = 0; k < row->n; k++)
			buf_addf(&b, "%s%lld",
			    k   ? " "
			    : i ? "|"
			        : "",
			    (long long)row->ids[k]);
		if (row->ready)
			buf_addc(&b, '!');
	}
	return buf_steal(&b);
}

static void
expect(struct fixture *f, int at, const char *want, const char *held)
{
	char *got;

	find(f, at);
	got = shape(f);
	assert_string_equal(got, want);
	assert_string_equal(f->rows.held, held);
	free(got);
}

static void
test_quiet(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "U1", NULL, 0);
	say(f, "slack", "U1", NULL, 90);
	say(f, "slack", "U1", "m0", 180);
	expect(f, 200, "1 2 3", "[1,2,3]");
	assert_int_equal(f->rows.next, T + 270);
	expect(f, 269, "1 2 3", "[1,2,3]");
	expect(f, 270, "1 2 3!", "[2,3]");
	assert_int_equal(f->rows.next, -1);
	/* One second more, and it is another. */
	say(f, "slack", "U1", NULL, 271);
	expect(f, 275, "1 2 3!|4", "[2,3,4]");
}

static void
test_whose(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "U1", NULL, 0);
	say(f, "slack", "U1", "old", 10);
	say(f, "slack", "U1", "old", 20);
	say(f, "slack", "U1", NULL, 30);
	say(f, "slack", "U2", NULL, 5);
	expect(f, 40, "1 4|2 3|5", "[1,4,2,3,5]");
}

/* A provider without threads: an answer, and what is written below it. */
static void
test_without_threads(void **state)
{
	struct fixture *f = *state;

	say(f, "chatwork", "5", "old", 0);
	say(f, "chatwork", "5", NULL, 10);
	expect(f, 20, "1 2", "[1,2]");
}

static void
test_unknown_writer(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "", NULL, 0);
	say(f, "slack", "", NULL, 1);
	say(f, "slack", "", "t", 2);
	say(f, "slack", "", "t", 3);
	expect(f, 5, "1|2|3 4", "[1,2,3,4]");
}

static void
test_bounds(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i <= 10; i++)
		say(f, "slack", "U1", NULL, i * 60);
	expect(f, 599, "1 2 3 4 5 6 7 8 9 10 11", "[1,2,3,4,5,6,7,8,9,10,11]");
	expect(f, 600, "1 2 3 4 5 6 7 8 9 10 11!", "[2,3,4,5,6,7,8,9,10,11]");
	say(f, "slack", "U1", NULL, 660);
	find(f, 660);
	assert_int_equal(f->rows.n, 2);
	f->n = 0;
	for (int i = 0; i < 21; i++)
		say(f, "slack", "U1", NULL, i);
	find(f, 21);
	assert_int_equal(f->rows.n, 2);
	assert_int_equal(f->rows.v[0].n, ROW_PIECES_MAX);
	assert_true(f->rows.v[0].ready);
	assert_false(f->rows.v[1].ready);
}

static void
test_none(void **state)
{
	struct fixture *f = *state;

	say(f, "now", "U1", NULL, 0);
	say(f, "now", "U1", NULL, 0);
	expect(f, 0, "1!|2!", "[]");
}

/* Its source is looked at once more before it counts as ended; not for ever. */
static void
test_looked_at_once_more(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "U1", NULL, 0);
	f->checked = T + 89;
	expect(f, 95, "1", "[1]");
	assert_int_equal(f->rows.next, T + 96);
	expect(f, 90 + ROW_LOOK_SEC, "1!", "[]");
	f->checked = T + 90;
	expect(f, 95, "1!", "[]");
}

/* Nothing more is to be found out about a source that only delivers. */
static void
test_delivered(void **state)
{
	struct fixture *f = *state;

	f->c->sources[0].poll = false;
	say(f, "slack", "U1", NULL, 0);
	f->checked = T + 1;
	expect(f, 89, "1", "[1]");
	expect(f, 90, "1!", "[]");
}

/* The operators' channel waits for no second piece of a command. */
static void
test_operators(void **state)
{
	struct fixture *f = *state;

	set_str(&f->c->operator_channel.source, "slack");
	set_str(&f->c->operator_channel.room, "C1");
	say(f, "slack", "U1", NULL, 0);
	expect(f, 1, "1!", "[]");
	set_str(&f->c->operator_channel.room, "C2");
	expect(f, 1, "1", "[1]");
}

/* After an outage: what is old enough was quiet when it came, and gaps are the
 * provider's. */
static void
test_backlog(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "U1", NULL, 0)->received_at = T + 5000;
	say(f, "slack", "U1", NULL, 60)->received_at = T + 5000;
	say(f, "slack", "U1", NULL, 400)->received_at = T + 5000;
	f->checked = T + 5000;
	expect(f, 5000, "1 2!|3!", "[2]");
}

static void
test_urgent(void **state)
{
	struct fixture *f = *state;

	say(f, "slack", "U1", NULL, 0)->looked = PIECE_CALM;
	expect(f, 1, "1", "[1]");
	assert_true(f->rows.v[0].looked);
	say(f, "slack", "U1", NULL, 2);
	expect(f, 3, "1 2", "[1,2]");
	assert_false(f->rows.v[0].looked);
	f->v[1].looked = PIECE_URGENT;
	expect(f, 3, "1 2!", "[2]");
}

static void
test_read_together(void **state)
{
	static const char raw[] =
	    "[{\"id\":\"1\",\"from_name\":\"山田\",\"body\":\"ウ\"},"
	    "{\"id\":\"2\"},3,"
	    "{\"id\":\"4\",\"body\":\"でお願いします\"}]";
	static const char *const none[] = {"[]", "[[]]", "[null]", "3", "[", ""};
	struct message m;

	(void)state;
	chat_read(raw, strlen(raw), &m);
	assert_string_equal(m.text, "ウ\nでお願いします");
	message_free(&m);
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		chat_read(none[i], strlen(none[i]), &m);
		assert_int_equal(m.defects.n, 1);
		message_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_quiet, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_whose, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_without_threads, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_unknown_writer, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_bounds, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_none, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_looked_at_once_more, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_delivered, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_operators, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_backlog, setup, teardown),
	    cmocka_unit_test_setup_teardown(test_urgent, setup, teardown),
	    cmocka_unit_test(test_read_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
