/* The plan of an import, and that nothing the desk has learnt is lost by one. */
#include "store_fixture.h"

#include "expert_merge.h"
#include "store_match.h"
#include "store_sql.h"

#define HEAD                                                                                               \
	"氏名,登録番号,メールアドレス,指導テーマ,支援対象地域,受入可能件数," \
	"登録有効期限\n"
#define ROW(no, capacity, until)                                                         \
	"見本 " no "," no ",e" no "@example.jp,1、5,大阪、兵庫," capacity "," until "\n"

static void
read_list(struct fixture *f, const char *text, struct expert_list *out)
{
	char *path = xasprintf("%s/list.csv", f->dir);
	FILE *file = fopen(path, "w");
	struct err e = {0};

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	if (!expert_csv_read(path, out, &e))
		fail_msg("%s", e.text);
	free(path);
}

/* A list against what the store holds. */
struct against {
	struct expert_list list;
	struct expert *present;
	struct told *told;
	size_t present_n, told_n;
	struct merge_plan plan;
};

static void
against_open(struct fixture *f, const char *text, bool retire, struct against *a)
{
	read_list(f, text, &a->list);
	a->present = store_expert_list(f->s, NOW, &a->present_n);
	a->told = store_told_list(f->s, &a->told_n);
	expert_merge_plan(
	    a->present, a->present_n, a->told, a->told_n, &a->list, retire, &a->plan);
}

static void
against_close(struct against *a)
{
	expert_merge_free(&a->plan);
	tolds_free(a->told, a->told_n);
	experts_free(a->present, a->present_n);
	expert_list_free(&a->list);
}

/* Stores the rows as the command does. */
static void
import(struct fixture *f, const char *text)
{
	struct against a;

	against_open(f, text, false, &a);
	for (size_t i = 0; i < a.plan.n; i++) {
		int64_t id;

		expert_merge_settle(&a.plan.v[i], &a.list, &a.list.v[i]);
		id = store_expert_put(f->s, &a.list.v[i], NOW, NULL);
		if (a.plan.v[i].returns)
			store_expert_status(f->s, id, "active");
		for (int k = 0; k < FIELD_COUNT; k++)
			if (a.plan.v[i].forget & 1u << k)
				store_told_forget(
				    f->s, id, expert_field_name((enum expert_field)k));
	}
	against_close(&a);
}

static int64_t
id_of(struct fixture *f, const char *no)
{
	struct expert e;
	int64_t id;

	assert_true(store_expert_find(f->s, no, NOW, &e));
	id = e.id;
	expert_free(&e);
	return id;
}

static void
test_new_changed_same_vanished(void **state)
{
	struct fixture *f = *state;
	struct against a;

	import(f, HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31")
	              ROW("000003", "1", "2028-03-31"));
	against_open(f,
	    HEAD ROW("000004", "1", "2028-03-31") ROW("000003", "4", "2029-03-31")
	        ROW("000002", "1", "2028-03-31"),
	    false, &a);
	assert_int_equal(a.plan.fresh, 1);
	assert_int_equal(a.plan.changed, 1);
	assert_int_equal(a.plan.same, 1);
	assert_null(a.plan.v[0].now);
	assert_int_equal(a.plan.v[1].n, 2);
	assert_int_equal(a.plan.v[1].line, 3);
	assert_int_equal(a.plan.v[1].v[0].field, FIELD_CAPACITY);
	assert_string_equal(a.plan.v[1].v[0].old, "1");
	assert_string_equal(a.plan.v[1].v[0].fresh, "4");
	assert_int_equal(a.plan.v[1].v[1].field, FIELD_VALID_UNTIL);
	assert_string_equal(a.plan.v[1].v[1].fresh, "2029-03-31");
	assert_int_equal(a.plan.v[2].n, 0);
	assert_int_equal(a.plan.missing_n, 1);
	assert_string_equal(a.plan.missing[0].now->registration_no, "000001");
	assert_int_equal(a.plan.retired, 0);
	assert_null(expert_merge_doubt(&a.plan, &a.list));
	against_close(&a);
}

static uint64_t
digest_of(struct fixture *f, const char *text, bool retire)
{
	struct against a;
	uint64_t digest;

	against_open(f, text, retire, &a);
	digest = expert_merge_digest(&a.plan);
	against_close(&a);
	return digest;
}

/* What is applied is what was shown: anything else that the plan does is told apart. */
static void
test_digest_of_plan(void **state)
{
	static const char list[] =
	    HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31");
	static const char edited[] = HEAD ROW("000001", "2", "2028-03-31");
	struct fixture *f = *state;
	uint64_t fresh = digest_of(f, list, false), seen[5];

	assert_true(fresh == digest_of(f, list, false));
	import(f, list);
	seen[0] = digest_of(f, list, false);
	seen[1] = digest_of(f, edited, false);
	assert_true(seen[1] == digest_of(f, edited, false));
	seen[2] = digest_of(f, edited, true);
	store_expert_status(f->s, id_of(f, "000002"), "suspended");
	seen[3] = digest_of(f, edited, false);
	import(f, HEAD ROW("000001", "3", "2028-03-31"));
	seen[4] = digest_of(f, edited, false);
	for (size_t i = 0; i < ARRAY_LEN(seen); i++) {
		assert_true(seen[i] != fresh);
		for (size_t k = 0; k < i; k++)
			assert_true(seen[i] != seen[k]);
	}
}

/* What a file has no column for is not emptied. */
static void
test_missing_columns_say_nothing(void **state)
{
	struct fixture *f = *state;
	struct against a;

	import(f, HEAD ROW("000001", "3", "2028-03-31"));
	against_open(f,
	    "氏名,登録番号,メールアドレス\n見本 改,000001,e000001@example.jp\n", false,
	    &a);
	assert_int_equal(a.plan.v[0].n, 1);
	assert_int_equal(a.plan.v[0].v[0].field, FIELD_NAME);
	expert_merge_settle(&a.plan.v[0], &a.list, &a.list.v[0]);
	assert_int_equal(a.list.v[0].capacity, 3);
	assert_string_equal(a.list.v[0].valid_until, "2028-03-31");
	assert_string_equal(a.list.v[0].name, "見本 改");
	against_close(&a);
}

static void
test_retire(void **state)
{
	struct fixture *f = *state;
	struct against a;
	char *doubt;

	import(f, HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31")
	              ROW("000003", "1", "2028-03-31") ROW("000004", "1", "2028-03-31"));
	/* one of four */
	against_open(f,
	    HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31")
	        ROW("000003", "1", "2028-03-31"),
	    true, &a);
	assert_int_equal(a.plan.retired, 1);
	assert_null(expert_merge_doubt(&a.plan, &a.list));
	against_close(&a);
	/* two of four */
	against_open(f,
	    HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31"), true,
	    &a);
	assert_int_equal(a.plan.retired, 2);
	doubt = expert_merge_doubt(&a.plan, &a.list);
	assert_non_null(strstr(doubt, "3分の1"));
	free(doubt);
	against_close(&a);
	/* a row that cannot be used is no missing one; one that nobody can tell whose it
	 * is makes doubtful */
	against_open(f,
	    HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "x", "2028-03-31")
	        ROW("000003", "1", "2028-03-31") ROW("000004", "1", "2028-03-31"),
	    true, &a);
	assert_int_equal(a.plan.missing_n, 0);
	against_close(&a);
	against_open(f,
	    HEAD ROW("000001", "1", "2028-03-31") ROW("00002", "1", "2028-03-31")
	        ROW("000003", "1", "2028-03-31") ROW("000004", "1", "2028-03-31"),
	    true, &a);
	assert_int_equal(a.plan.retired, 1);
	doubt = expert_merge_doubt(&a.plan, &a.list);
	assert_non_null(doubt);
	free(doubt);
	against_close(&a);
}

static void
test_status(void **state)
{
	struct fixture *f = *state;
	struct against a;

	import(f, HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31")
	              ROW("000003", "1", "2028-03-31"));
	store_expert_status(f->s, id_of(f, "000001"), "suspended");
	store_expert_status(f->s, id_of(f, "000002"), "gone");
	store_expert_status(f->s, id_of(f, "000003"), "gone");
	store_told_set(f->s,
	    &(struct told){
	        .expert_id = id_of(f, "000003"), .field = TOLD_STATUS, .told_at = NOW});
	/* missing: the suspended one is named and keeps his state, the gone are known */
	against_open(f, HEAD ROW("000009", "1", "2028-03-31"), true, &a);
	assert_int_equal(a.plan.missing_n, 1);
	assert_false(a.plan.missing[0].retired);
	against_close(&a);
	/* back: only who was missing before */
	against_open(f,
	    HEAD ROW("000001", "1", "2028-03-31") ROW("000002", "1", "2028-03-31")
	        ROW("000003", "1", "2028-03-31"),
	    true, &a);
	assert_false(a.plan.v[0].returns);
	assert_true(a.plan.v[1].returns);
	assert_false(a.plan.v[2].returns);
	assert_true(a.plan.v[2].stays_away);
	assert_int_equal(a.plan.returned, 1);
	against_close(&a);
}

/* The list says X, the expert told Y, and the operator verified it. */
static void
tell_capacity(struct fixture *f, const char *no, int capacity)
{
	struct expert e;

	assert_true(store_expert_find(f->s, no, NOW, &e));
	store_told_set(f->s,
	    &(struct told){
	        .expert_id = e.id, .field = "capacity", .listed = "1", .told_at = NOW});
	e.capacity = capacity;
	(void)store_expert_put(f->s, &e, NOW, NULL);
	expert_free(&e);
}

static void
test_told_stays_until_the_list_changes(void **state)
{
	struct fixture *f = *state;
	struct expert e;
	struct against a;

	import(f, HEAD ROW("000001", "1", "2028-03-31"));
	tell_capacity(f, "000001", 5);
	/* the list as it was: kept, and said */
	against_open(f, HEAD ROW("000001", "1", "2028-03-31"), false, &a);
	assert_int_equal(a.plan.v[0].n, 1);
	assert_int_equal(a.plan.v[0].v[0].decision, MERGE_KEEP);
	assert_int_equal(a.plan.v[0].v[0].told_at, NOW);
	assert_int_equal(a.plan.changed, 0);
	against_close(&a);
	import(f, HEAD ROW("000001", "1", "2028-03-31"));
	import(f, HEAD ROW("000001", "1", "2029-03-31"));
	assert_true(store_expert_find(f->s, "000001", NOW, &e));
	assert_int_equal(e.capacity, 5);
	assert_string_equal(e.valid_until, "2029-03-31");
	expert_free(&e);
	/* a third value: the list was edited since */
	against_open(f, HEAD ROW("000001", "2", "2029-03-31"), false, &a);
	assert_int_equal(a.plan.v[0].v[0].decision, MERGE_LIST_NEWER);
	assert_int_equal(a.plan.changed, 1);
	against_close(&a);
	import(f, HEAD ROW("000001", "2", "2029-03-31"));
	assert_true(store_expert_find(f->s, "000001", NOW, &e));
	assert_int_equal(e.capacity, 2);
	expert_free(&e);
	assert_int_equal(sql_number(f->s, -1, "SELECT count(*) FROM expert_told"), 0);
}

/* Once the list has caught up, it leads again, back to the old value even. */
static void
test_told_ends_when_the_list_agrees(void **state)
{
	struct fixture *f = *state;
	struct expert e;

	import(f, HEAD ROW("000001", "1", "2028-03-31"));
	tell_capacity(f, "000001", 5);
	import(f, HEAD ROW("000001", "5", "2028-03-31"));
	import(f, HEAD ROW("000001", "1", "2028-03-31"));
	assert_true(store_expert_find(f->s, "000001", NOW, &e));
	assert_int_equal(e.capacity, 1);
	expert_free(&e);
}

/* Entered by mail, and not yet in any list: not missing. */
static void
test_entered_by_mail(void **state)
{
	struct fixture *f = *state;
	struct against a;

	store_told_set(
	    f->s, &(struct told){.expert_id = add_expert(f->s, "000007", "g@b.jp"),
	              .field = TOLD_ENTRY,
	              .told_at = NOW});
	against_open(f, HEAD ROW("000001", "1", "2028-03-31"), true, &a);
	assert_int_equal(a.plan.missing_n, 0);
	against_close(&a);
	against_open(f, HEAD ROW("000007", "1", "2028-03-31"), true, &a);
	assert_true(a.plan.v[0].forget_entry);
	assert_int_equal(a.plan.v[0].v[0].decision, MERGE_LIST_NEWER);
	against_close(&a);
}

static void
learn(struct fixture *f, int64_t id)
{
	const struct conflict k = {.expert_id = id,
	    .kind = "company",
	    .value = "株式会社北斗",
	    .said_by = "本人",
	    .said_at = NOW};
	struct offer o;
	struct case_row c;
	int64_t case_id = add_case(f->s, "offered", NOW), offer;

	offer = add_offer(f->s, case_id, id);
	store_offer_answer(f->s, offer, "accepted", NULL, NOW + 60);
	assert_true(store_offer_get(f->s, offer, &o));
	offer_free(&o);
	assert_true(store_case_get(f->s, case_id, &c));
	c.expert_id = id;
	c.accepted_at = NOW + 60;
	set_str(&c.state, "accepted");
	store_case_update(f->s, &c);
	case_row_free(&c);
	store_expert_status(f->s, id, "suspended");
	store_expert_verified(f->s, id, NOW + 2);
	assert_true(store_conflict_add(f->s, &k) > 0);
	store_person_dead(f->s, "e000001@example.jp", NOW);
	(void)sql_run(f->s,
	    "INSERT INTO expert_record (expert_id, case_number, visits, finished_on)"
	    " VALUES (?1, '2025-0001', 3, '2025-11-01')",
	    INT(id));
}

static void
check_learnt(struct fixture *f, int64_t id)
{
	struct expert e;
	struct conflict *k;
	size_t n;

	assert_true(store_expert_find(f->s, "000001", NOW, &e));
	assert_int_equal(e.id, id);
	assert_int_equal(e.load, 1);
	assert_int_equal(e.recent, 1);
	assert_int_equal(e.answers, 1);
	assert_int_equal(e.response_sec, 60);
	assert_string_equal(e.status, "suspended");
	assert_int_equal(e.verified_at, NOW + 2);
	assert_true(e.unreachable);
	expert_free(&e);
	k = store_conflict_list(f->s, id, &n);
	assert_int_equal(n, 1);
	conflicts_free(k, n);
	assert_int_equal(
	    sql_number(f->s, 0, "SELECT count(*) FROM expert_record WHERE expert_id = ?1",
	        INT(id)),
	    1);
}

static void
test_nothing_learnt_is_lost(void **state)
{
	struct fixture *f = *state;
	int64_t id;

	import(f, HEAD ROW("000001", "2", "2028-03-31"));
	id = id_of(f, "000001");
	learn(f, id);
	check_learnt(f, id);
	/* unchanged, changed, missing, back again */
	import(f, HEAD ROW("000001", "2", "2028-03-31"));
	check_learnt(f, id);
	import(f, HEAD ROW("000001", "4", "2030-03-31"));
	check_learnt(f, id);
	import(f, HEAD ROW("000002", "4", "2030-03-31"));
	check_learnt(f, id);
	import(f, HEAD ROW("000001", "2", "2028-03-31"));
	check_learnt(f, id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_new_changed_same_vanished),
	    STORE_TEST(test_digest_of_plan),
	    STORE_TEST(test_missing_columns_say_nothing),
	    STORE_TEST(test_retire),
	    STORE_TEST(test_status),
	    STORE_TEST(test_told_stays_until_the_list_changes),
	    STORE_TEST(test_told_ends_when_the_list_agrees),
	    STORE_TEST(test_entered_by_mail),
	    STORE_TEST(test_nothing_learnt_is_lost),
	};

	return cmocka_run_group_tests_name("expert_merge", tests, NULL, NULL);
}
