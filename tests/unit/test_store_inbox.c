/* Sources and the inbox: copies, pieces, states, retention. */
#include "store_fixture.h"

static size_t
unmarked(struct store *s, int64_t source, uint32_t validity)
{
	size_t n;
	struct inbox_place *rows = store_inbox_unmarked(s, source, validity, 100, &n);

	store_inbox_places_free(rows, n);
	return n;
}

static void
test_source(void **state)
{
	struct fixture *f = *state;
	struct source_row a = store_source(f->s, "desk"), b;
	struct source_status *rows;
	size_t n;

	assert_true(a.id > 0);
	store_source_cursor(f->s, a.id, 4294967295U, 4294967294U);
	store_source_checked(f->s, a.id, NOW, NULL);
	store_source_checked(f->s, a.id, NOW + 5, "no answer");
	b = store_source(f->s, "desk");
	assert_int_equal(a.id, b.id);
	assert_int_equal(b.uidvalidity, 4294967295U);
	assert_int_equal(b.last_uid, 4294967294U);
	assert_int_equal(b.checked_at, NOW);
	rows = store_source_status(f->s, &n);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].problem, "no answer");
	store_source_status_free(rows, n);
	store_source_checked(f->s, a.id, NOW + 9, NULL);
	rows = store_source_status(f->s, &n);
	assert_null(rows[0].problem);
	assert_int_equal(rows[0].checked_at, NOW + 9);
	store_source_status_free(rows, n);
}

static void
test_fetch_trouble(void **state)
{
	struct fixture *f = *state;
	int64_t id = store_source(f->s, "desk").id;

	assert_int_equal(store_fetch_trouble(f->s, id, 1, 7, "cut"), 1);
	assert_int_equal(store_fetch_trouble(f->s, id, 1, 7, "cut again"), 2);
	assert_int_equal(store_fetch_trouble(f->s, id, 2, 7, "cut"), 1);
	store_fetch_trouble_clear(f->s, id, 1, 7);
	assert_int_equal(store_fetch_trouble(f->s, id, 1, 7, "cut"), 1);
}

static void
test_copies_are_one_message(void **state)
{
	struct fixture *f = *state;
	int64_t source = store_source(f->s, "desk").id, first, place_id;
	struct inbox_place *rows;
	size_t n;

	first = add_inbox(f->s, source, 1, 10);
	assert_true(first > 0);
	/* the same place again */
	assert_int_equal(add_inbox(f->s, source, 1, 10), 0);
	assert_int_equal(unmarked(f->s, source, 1), 1);
	/* another copy, twice */
	assert_int_equal(add_inbox(f->s, source, 1, 12), 0);
	assert_int_equal(add_inbox(f->s, source, 1, 12), 0);
	assert_int_equal(store_inbox_count(f->s, NULL), 1);
	rows = store_inbox_unmarked(f->s, source, 0, 100, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].id, first);
	assert_int_equal(rows[0].uid, 10);
	assert_int_equal(rows[1].uid, 12);
	place_id = rows[1].id;
	store_inbox_places_free(rows, n);
	store_inbox_marked(f->s, place_id);
	assert_int_equal(unmarked(f->s, source, 1), 1);
	store_inbox_marked(f->s, first);
	assert_int_equal(unmarked(f->s, source, 1), 0);
	/* seen again after it was marked: nothing to do */
	assert_int_equal(add_inbox(f->s, source, 1, 12), 0);
	assert_int_equal(unmarked(f->s, source, 0), 0);
}

static void
test_unmarked_by_validity_and_limit(void **state)
{
	struct fixture *f = *state;
	int64_t source = store_source(f->s, "desk").id;
	struct inbox_place *rows;
	size_t n;

	for (int i = 0; i < 5; i++)
		assert_true(add_inbox(f->s, source, i, (uint32_t)(50 - i)) > 0);
	assert_int_equal(unmarked(f->s, source, 2), 0);
	assert_int_equal(unmarked(f->s, source + 1, 0), 0);
	rows = store_inbox_unmarked(f->s, source, 1, 2, &n);
	assert_int_equal(n, 2);
	assert_int_equal(rows[0].uid, 46);
	assert_int_equal(rows[1].uid, 47);
	store_inbox_places_free(rows, n);
}

static void
test_raw_in_pieces(void **state)
{
	enum { PIECE = 60000, PIECES = 9 };
	struct fixture *f = *state;
	struct inbox_new m = {.source_id = store_source(f->s, "desk").id,
	    .size = PIECE * PIECES,
	    .received_at = NOW,
	    .raw_bytes = PIECE * PIECES};
	char *piece = xcalloc(1, PIECE);
	struct err e = {0};
	struct inbox_item *due;
	int64_t id;
	size_t n;

	assert_true(store_begin(f->s));
	id = store_inbox_add(f->s, &m);
	for (int i = 0; i < PIECES; i++) {
		memset(piece, 'a' + i, PIECE);
		store_inbox_raw_write(f->s, id, (size_t)i * PIECE, piece, PIECE);
	}
	if (!store_commit(f->s, &e))
		fail_msg("%s", e.text);
	due = store_inbox_due(f->s, 0, NULL, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(due[0].raw_bytes, PIECE * PIECES);
	assert_string_equal(due[0].source, "desk");
	store_inbox_items_free(due, n);
	for (int i = 0; i < PIECES; i++) {
		n = store_inbox_raw_read(f->s, id, (size_t)i * PIECE, piece, PIECE);
		assert_int_equal(n, PIECE);
		assert_int_equal(piece[0], 'a' + i);
		assert_int_equal(piece[PIECE - 1], 'a' + i);
		/* other calls between two pieces do no harm */
		if (i == 4)
			assert_int_equal(store_inbox_try(f->s, id), 1);
	}
	assert_int_equal(store_inbox_raw_read(f->s, id, m.raw_bytes - 5, piece, 100), 5);
	assert_int_equal(store_inbox_raw_read(f->s, id, m.raw_bytes, piece, 100), 0);
	assert_int_equal(store_inbox_raw_read(f->s, id, m.raw_bytes + 1, piece, 100), 0);
	assert_int_equal(store_inbox_raw_read(f->s, id + 1, 0, piece, 100), 0);
	assert_null(store_failed(f->s));
	/* outside a transaction each piece is committed by itself */
	store_inbox_raw_write(f->s, id, 0, "zz", 2);
	assert_null(store_failed(f->s));
	assert_int_equal(store_inbox_raw_read(f->s, id, 0, piece, 3), 3);
	assert_memory_equal(piece, "zza", 3);
	/* beyond the reserved room */
	store_inbox_raw_write(f->s, id, m.raw_bytes - 1, "zz", 2);
	assert_non_null(store_failed(f->s));
	free(piece);
}

static void
test_states(void **state)
{
	struct fixture *f = *state;
	int64_t source = store_source(f->s, "desk").id, a, b, case_id;
	struct inbox_done d = {.message_id = "m1@example.com",
	    .from_addr = "a@example.com",
	    .subject = "相談",
	    .kind = "request",
	    .decision = "auto",
	    .reading = "{}",
	    .now = NOW};
	struct inbox_row row, *rows;
	size_t n;

	a = add_inbox(f->s, source, 1, 1);
	b = add_inbox(f->s, source, 2, 2);
	case_id = add_case(f->s, "new", NOW);
	assert_int_equal(store_inbox_try(f->s, a), 1);
	assert_int_equal(store_inbox_try(f->s, a), 2);
	store_inbox_untry(f->s, a);
	assert_int_equal(store_inbox_try(f->s, a), 2);
	assert_false(store_inbox_retry(f->s, a));
	store_inbox_quarantine(f->s, a, "it crashed the reader", NOW);
	assert_int_equal(store_inbox_count(f->s, "quarantine"), 1);
	assert_true(store_inbox_retry(f->s, a));
	assert_true(store_inbox_get(f->s, a, &row));
	assert_string_equal(row.state, "new");
	assert_int_equal(row.tries, 0);
	store_inbox_row_free(&row);
	d.case_id = case_id;
	store_inbox_done(f->s, a, &d);
	assert_false(store_inbox_drop(f->s, a, NOW));
	store_inbox_quarantine(f->s, b, "odd", NOW);
	assert_true(store_inbox_drop(f->s, b, NOW));
	assert_int_equal(store_inbox_count(f->s, "new"), 0);
	assert_int_equal(store_inbox_case_of_message_id(f->s, "m1@example.com"), case_id);
	assert_int_equal(store_inbox_case_of_message_id(f->s, "m2@example.com"), 0);
	rows = store_inbox_list(f->s, NULL, case_id, 10, &n);
	assert_int_equal(n, 1);
	assert_string_equal(rows[0].subject, "相談");
	assert_null(rows[0].problem);
	store_inbox_rows_free(rows, n);
	rows = store_inbox_list(f->s, "dropped", 0, 10, &n);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].id, b);
	store_inbox_rows_free(rows, n);
	assert_false(store_inbox_get(f->s, 99, &row));
}

static void
test_retention_of_raw(void **state)
{
	struct fixture *f = *state;
	int64_t source = store_source(f->s, "desk").id, ids[4];
	struct inbox_done d = {.kind = "request", .decision = "auto", .now = NOW};
	struct case_row c;
	char byte;

	for (int i = 0; i < 4; i++)
		ids[i] = add_inbox(f->s, source, i, (uint32_t)i + 1);
	d.case_id = add_case(f->s, "closed", NOW);
	assert_true(store_case_get(f->s, d.case_id, &c));
	c.closed_at = NOW;
	store_case_update(f->s, &c);
	case_row_free(&c);
	store_inbox_done(f->s, ids[0], &d); /* closed */
	d.case_id = add_case(f->s, "new", NOW);
	store_inbox_done(f->s, ids[1], &d); /* open */
	d.case_id = 0;
	store_inbox_done(f->s, ids[2], &d); /* of no case; ids[3] not read yet */
	assert_int_equal(store_inbox_drop_raw(f->s, NOW), 0);
	assert_int_equal(store_inbox_drop_raw(f->s, NOW + 1), 2);
	assert_int_equal(store_inbox_raw_read(f->s, ids[0], 0, &byte, 1), 0);
	assert_int_equal(store_inbox_raw_read(f->s, ids[1], 0, &byte, 1), 1);
	assert_int_equal(store_inbox_raw_read(f->s, ids[2], 0, &byte, 1), 0);
	assert_int_equal(store_inbox_raw_read(f->s, ids[3], 0, &byte, 1), 1);
	assert_int_equal(store_inbox_count(f->s, NULL), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_source),
	    STORE_TEST(test_fetch_trouble),
	    STORE_TEST(test_copies_are_one_message),
	    STORE_TEST(test_unmarked_by_validity_and_limit),
	    STORE_TEST(test_raw_in_pieces),
	    STORE_TEST(test_states),
	    STORE_TEST(test_retention_of_raw),
	};

	return cmocka_run_group_tests_name("store_inbox", tests, NULL, NULL);
}
