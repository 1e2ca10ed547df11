/* The expert list, load, and offers. */
#include "store_fixture.h"

enum { DAY = 86400 };

static void
fill(struct expert *e)
{
	expert_init(e);
	set_str(&e->registration_no, "012345");
	set_str(&e->name, "見本 花子");
	set_str(&e->email, "Hanako@Example.NET");
	set_str(&e->organisation, "見本事務所");
	e->themes = 0x7e;
	e->industry_bits = 0xffffffffU;
	memcpy(e->areas, "oO-o----", 9);
	e->forms = FORM_VISIT | FORM_ONLINE;
	e->fee_min = 0;
	e->prefectures = 1ULL << 46 | 1;
	e->capacity = 3;
	set_str(&e->valid_until, "2027-03-31");
}

static void
test_put(void **state)
{
	struct fixture *f = *state;
	struct expert e, back;
	int changed = 9;
	int64_t id;

	fill(&e);
	id = store_expert_put(f->s, &e, NOW, &changed);
	assert_int_equal(changed, 1);
	assert_int_equal(store_expert_put(f->s, &e, NOW + 1, &changed), id);
	assert_int_equal(changed, 0);
	store_expert_status(f->s, id, "suspended");
	store_expert_verified(f->s, id, NOW + 2);
	set_str(&e.status, "active");
	e.fee_max = 20000;
	assert_int_equal(store_expert_put(f->s, &e, NOW + 3, &changed), id);
	assert_int_equal(changed, 2);
	assert_true(store_expert_find(f->s, "012345", NOW, &back));
	assert_string_equal(back.status, "suspended");
	assert_int_equal(back.verified_at, NOW + 2);
	assert_string_equal(back.email, "hanako@example.net");
	assert_int_equal(back.themes, 0x7e);
	assert_int_equal(back.industry_bits, 0xffffffffU);
	assert_true(back.prefectures == (1ULL << 46 | 1));
	assert_string_equal(back.areas, "oO-o----");
	assert_int_equal(back.fee_min, 0);
	assert_int_equal(back.fee_max, 20000);
	assert_int_equal(back.capacity, 3);
	assert_null(back.pr);
	assert_int_equal(back.load, 0);
	expert_free(&back);
	assert_false(store_expert_by_email(f->s, "hanako@example.net", NOW, &back));
	store_expert_status(f->s, id, "active");
	assert_true(store_expert_by_email(f->s, "HANAKO@example.net", NOW, &back));
	expert_free(&back);
	store_expert_status(f->s, id, "retired");
	assert_non_null(store_failed(f->s));
	expert_free(&e);
}

/* What is kept in memory says the same of everything that the match looks at. */
static void
test_brief_list(void **state)
{
	struct fixture *f = *state;
	struct expert e, *full, *brief;
	size_t n, brief_n;

	fill(&e);
	set_str(&e.pr, "長い話");
	set_str(&e.fee, "応相談");
	set_str(&e.track_record, "研修 多数");
	(void)store_expert_put(f->s, &e, NOW, NULL);
	expert_free(&e);
	(void)add_expert(f->s, "000002", "b@two.co.jp");
	full = store_expert_list(f->s, NOW, &n);
	brief = store_expert_list_brief(f->s, NOW, &brief_n);
	assert_int_equal(n, 2);
	assert_int_equal(brief_n, 2);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(brief[i].id, full[i].id);
		assert_string_equal(brief[i].registration_no, full[i].registration_no);
		assert_string_equal(brief[i].name, full[i].name);
		assert_string_equal(brief[i].email, full[i].email);
		assert_string_equal(brief[i].status, full[i].status);
		assert_int_equal(cmp_str(brief[i].organisation, full[i].organisation), 0);
		assert_int_equal(cmp_str(brief[i].track_record, full[i].track_record), 0);
		assert_int_equal(cmp_str(brief[i].valid_until, full[i].valid_until), 0);
		assert_int_equal(brief[i].themes, full[i].themes);
		assert_null(brief[i].pr);
		assert_null(brief[i].fee);
	}
	assert_string_equal(full[1].pr, "長い話");
	experts_free(full, n);
	experts_free(brief, brief_n);
}

static int64_t
accepted_case(struct store *s, int64_t expert, const char *state_name, int64_t at)
{
	int64_t id = add_case(s, state_name, at);
	struct case_row c;

	assert_true(store_case_get(s, id, &c));
	c.expert_id = expert;
	c.accepted_at = at;
	store_case_update(s, &c);
	case_row_free(&c);
	return id;
}

static void
test_load_and_recent(void **state)
{
	struct fixture *f = *state;
	int64_t b = add_expert(f->s, "000002", "b@example.net");
	int64_t a = add_expert(f->s, "000001", "a@example.net"), c, offer;
	struct expert *rows, one;
	size_t n;

	(void)accepted_case(f->s, a, "visits", NOW - DAY);
	(void)accepted_case(f->s, a, "closed", NOW - 364 * DAY);
	(void)accepted_case(f->s, a, "visits", NOW - 366 * DAY);
	c = add_case(f->s, "offered", NOW);
	offer = add_offer(f->s, c, a);
	(void)add_offer(f->s, add_case(f->s, "offered", NOW), b);
	rows = store_expert_list(f->s, NOW, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].registration_no, "000001");
	assert_int_equal(rows[0].load, 3);
	assert_int_equal(rows[0].recent, 2);
	assert_int_equal(rows[1].load, 1);
	assert_int_equal(rows[1].recent, 0);
	experts_free(rows, n);
	assert_true(store_expert_get(f->s, a, NOW, &one));
	assert_int_equal(one.load, 3);
	assert_int_equal(one.recent, 2);
	expert_free(&one);
	store_offer_answer(f->s, offer, "declined", "忙しい", NOW);
	assert_true(store_expert_get(f->s, a, NOW, &one));
	assert_int_equal(one.load, 2);
	expert_free(&one);
}

static void
test_offers(void **state)
{
	struct fixture *f = *state;
	int64_t a = add_expert(f->s, "000001", "a@example.net"),
	        b = add_expert(f->s, "000002", "b@example.net"),
	        c = add_case(f->s, "offered", NOW), first, second, *ids;
	struct offer o, *rows;
	size_t n;

	first = add_offer(f->s, c, a);
	assert_true(first > 0);
	assert_int_equal(add_offer(f->s, c, a), 0); /* asked before */
	assert_null(store_failed(f->s));
	assert_true(store_offer_current(f->s, c, &o));
	assert_int_equal(o.id, first);
	assert_string_equal(o.state, "open");
	assert_string_equal(o.reasons, "[]");
	offer_free(&o);
	store_offer_answer(f->s, first, "declined", "多忙", NOW + 5);
	assert_false(store_offer_current(f->s, c, &o));
	second = add_offer(f->s, c, b);
	store_offer_answer(f->s, second, "conditional", "来月なら", NOW + 6);
	assert_true(store_offer_current(f->s, c, &o));
	assert_string_equal(o.answer, "来月なら");
	assert_int_equal(o.answered_at, NOW + 6);
	offer_free(&o);
	assert_true(store_offer_of_email(f->s, c, "A@example.net", &o));
	assert_int_equal(o.id, first);
	offer_free(&o);
	assert_false(store_offer_of_email(f->s, c, "x@example.net", &o));
	rows = store_offer_list(f->s, c, &n);
	assert_int_equal(n, 2);
	offers_free(rows, n);
	ids = store_offer_asked(f->s, c, &n);
	assert_int_equal(n, 2);
	assert_int_equal(ids[0], a);
	assert_int_equal(ids[1], b);
	free(ids);
	assert_int_equal(add_offer(f->s, 99, a), 0); /* no such case */
	assert_non_null(store_failed(f->s));
}

static void
test_only_one_accepts(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "offered", NOW), a, b;
	struct err e = {0};
	struct offer o;

	a = add_offer(f->s, c, add_expert(f->s, "000001", "a@example.net"));
	b = add_offer(f->s, c, add_expert(f->s, "000002", "b@example.net"));
	store_offer_answer(f->s, a, "accepted", NULL, NOW);
	assert_null(store_failed(f->s));
	assert_true(store_begin(f->s));
	store_offer_answer(f->s, b, "accepted", NULL, NOW);
	assert_false(store_commit(f->s, &e));
	assert_non_null(strstr(e.text, "UNIQUE"));
	assert_true(store_offer_get(f->s, b, &o));
	assert_string_equal(o.state, "open");
	offer_free(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_put),
	    STORE_TEST(test_brief_list),
	    STORE_TEST(test_load_and_recent),
	    STORE_TEST(test_offers),
	    STORE_TEST(test_only_one_accepts),
	};

	return cmocka_run_group_tests_name("store_expert", tests, NULL, NULL);
}
