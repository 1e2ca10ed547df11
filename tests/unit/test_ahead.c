/* Reading ahead: what crosses between the processes, and what happens when one ends. */
#include "brain_fixture.h"

#include "ahead.h"
#include "reading_pack.h"

#include <stdio.h>
#include <string.h>

/* --- reading_pack.c --- */

static void
test_a_reading_comes_back_whole(void **state)
{
	struct reading r, back;
	json_t *json, *one, *other;

	(void)state;
	reading_init(&r);
	r.kind = KIND_AGENCY_FORWARD;
	r.category = 'd';
	r.theme = 4;
	r.urgent = true;
	r.relayed = true;
	r.confidence = 0.8125;
	r.decision = DECISION_CONFIRM;
	(void)snprintf(r.lang, sizeof(r.lang), "en");
	set_str(&r.submenu, "a3");
	set_str(&r.slots.prefecture, "大阪府");
	set_str(&r.slots.requester_email, "a@example.jp");
	r.slots.employees = 12;
	r.slots.budget_yen = 30000;
	strlist_add(&r.slots.dates, "2026-06-10/2026-06-12");
	strlist_add(&r.slots.date_conflicts, "6月10日（月）");
	strlist_add(&r.why, "区分d: 「感染」という語");
	json = reading_pack(&r);
	assert_true(reading_unpack(&back, json));
	one = reading_summary_json(&r);
	other = reading_summary_json(&back);
	assert_true(json_equal(one, other));
	json_decref(one);
	json_decref(other);
	assert_int_equal(back.kind, KIND_AGENCY_FORWARD);
	assert_int_equal(back.decision, DECISION_CONFIRM);
	assert_true(back.urgent);
	assert_true(back.relayed);
	assert_string_equal(back.lang, "en");
	assert_string_equal(back.slots.prefecture, "大阪府");
	assert_null(back.slots.company);
	assert_int_equal(back.slots.employees, 12);
	assert_string_equal(back.slots.date_conflicts.v[0], "6月10日（月）");
	assert_string_equal(back.why.v[0], r.why.v[0]);
	json_decref(json);
	reading_free(&r);
	reading_free(&back);
}

static void
test_what_is_no_reading(void **state)
{
	static const char *const bad[] = {"null", "[]", "{}", "{\"kind\":99}",
	    "{\"kind\":0,\"category\":122,\"theme\":0,\"urgent\":true,\"confidence\":1,"
	    "\"relayed\":false,\"decision\":0,\"lang\":\"ja\",\"employees\":-1,\"budget_"
	    "yen\":-1}",
	    "{\"kind\":0,\"category\":97,\"theme\":0,\"urgent\":true,\"confidence\":1,"
	    "\"relayed\":false,\"decision\":0,\"lang\":\"ja\",\"employees\":-1,\"budget_"
	    "yen\":-1,"
	    "\"secondary\":[1]}"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		json_t *json = json_loads(bad[i], JSON_DECODE_ANY, NULL);
		struct reading r;

		assert_non_null(json);
		assert_false(reading_unpack(&r, json));
		reading_free(&r);
		json_decref(json);
	}
}

/* --- ahead.c --- */

static const char request[] =
    "From: Yamada <yamada@sme.example.jp>\r\n"
    "To: soudan@desk.example.jp\r\n"
    "Subject: training\r\n"
    "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
    "大阪府の会社です。従業員向けの情報セキュリティ研修をお願いします。\r\n";

/* Number 3 ends before its size. */
static size_t
source(void *ctx, int64_t id, size_t offset, void *bytes, size_t n)
{
	(void)ctx;
	if (offset >= sizeof(request) - 1 || id == 3)
		return 0;
	n = sizeof(request) - 1 - offset < n ? sizeof(request) - 1 - offset : n;
	memcpy(bytes, request + offset, n);
	return n;
}

static struct ahead_item
item(int64_t id)
{
	return (struct ahead_item){
	    .id = id, .received_at = 1780000000, .bytes = sizeof(request) - 1};
}

static void
check_answer(struct ahead *a)
{
	struct ahead_answer answer;
	struct err e = {0};

	assert_true(ahead_next(a, &answer, &e));
	assert_true(answer.have);
	assert_string_equal(answer.m.from.addr, "yamada@sme.example.jp");
	assert_int_equal(answer.m.date, 1780000000); /* it had none of its own */
	assert_int_equal(answer.r.kind, KIND_REQUEST);
	assert_int_equal(answer.r.category, 'c');
	assert_string_equal(answer.r.slots.prefecture, "大阪府");
	message_free(&answer.m);
	reading_free(&answer.r);
}

static void
test_batches_are_read_in_order(void **state)
{
	struct ahead *a = ahead_new(brain, "soudan@desk.example.jp", 5, 256);
	struct ahead_item items[] = {item(1), item(2), item(4)};

	(void)state;
	for (int round = 0; round < 3; round++) {
		assert_true(ahead_begin(a, items, ARRAY_LEN(items), source, NULL));
		for (size_t i = 0; i < ARRAY_LEN(items); i++)
			check_answer(a);
	}
	ahead_free(a);
}

static void
test_what_cannot_be_begun(void **state)
{
	struct ahead *a = ahead_new(brain, "soudan@desk.example.jp", 5, 256);
	struct ahead_item short_one[] = {item(1), item(3)}, large = item(1),
	                  good = item(1);
	struct ahead_answer answer;
	struct err e = {0};

	(void)state;
	large.bytes = AHEAD_BYTES + 1;
	assert_false(ahead_begin(a, &large, 1, source, NULL));
	assert_false(ahead_begin(a, short_one, ARRAY_LEN(short_one), source, NULL));
	assert_false(ahead_next(a, &answer, &e)); /* nothing runs */
	assert_true(e.retry);
	assert_true(ahead_begin(a, &good, 1, source, NULL));
	check_answer(a);
	ahead_free(a);
}

static void
test_a_stopped_process_is_started_anew(void **state)
{
	struct ahead *a = ahead_new(brain, "soudan@desk.example.jp", 5, 256);
	struct ahead_item one = item(1);
	struct ahead_answer answer;
	struct err e = {0};

	(void)state;
	assert_true(ahead_begin(a, &one, 1, source, NULL));
	ahead_stop(a);
	assert_false(ahead_next(a, &answer, &e));
	assert_true(ahead_begin(a, &one, 1, source, NULL));
	check_answer(a);
	ahead_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_reading_comes_back_whole),
	    cmocka_unit_test(test_what_is_no_reading),
	    cmocka_unit_test(test_batches_are_read_in_order),
	    cmocka_unit_test(test_what_cannot_be_begun),
	    cmocka_unit_test(test_a_stopped_process_is_started_anew),
	};

	return cmocka_run_group_tests_name("ahead", tests, brain_begin, brain_end);
}
