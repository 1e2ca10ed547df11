/* What a case asks for, and what is kept of a search: conflicts of both sides, places
 * that are not known, dead addresses, and the list in memory against the one in the
 * store. */
#include "desk_fixture.h"

#include "slots.h"
#include "store_match.h"

#define TEXT(s) ((char *)(uintptr_t)(s))

struct scene {
	struct desk d;
	struct config *config;
	struct case_row c;
	int64_t experts[3];
};

static int64_t
listed(struct store *s, const char *number, const char *email, unsigned forms)
{
	struct expert e;
	int64_t id;

	expert_init(&e);
	set_str(&e.registration_no, number);
	set_str(&e.name, "見本 太郎");
	set_str(&e.email, email);
	set_str(&e.valid_until, "2099-03-31");
	e.themes = 0x7e;
	e.forms = forms;
	e.prefectures = region_prefectures("近畿");
	e.capacity = 2;
	id = store_expert_put(s, &e, NOW, NULL);
	expert_free(&e);
	return id;
}

static void
scene_begin(struct scene *s, void **state)
{
	struct fixture *f = *state;

	*s = (struct scene){0};
	s->config = desk_config();
	strlist_add(&s->config->desk.operators, "operator@desk.example.jp");
	s->experts[0] = listed(f->s, "900001", "a@one.co.jp", FORM_VISIT);
	s->experts[1] = listed(f->s, "900002", "b@two.co.jp", FORM_VISIT | FORM_PRODUCT);
	s->experts[2] = listed(f->s, "900003", "c@three.co.jp", FORM_VISIT | FORM_ONLINE);
	desk_ready(&s->d, s->config, f->s);
	assert_true(store_case_get(f->s, add_case(f->s, "matching", NOW), &s->c));
	set_str(&s->c.company, "株式会社北斗");
	set_str(&s->c.prefecture, "大阪府");
	set_str(&s->c.need, "規程を整備したい。");
	s->c.category = 'a';
	s->c.theme = 1;
	s->c.requester_id =
	    store_person(f->s, "info@mail.hokuto.co.jp", "山田", NULL, NULL, NOW);
	store_case_update(f->s, &s->c);
}

static void
scene_end(struct scene *s)
{
	case_row_free(&s->c);
	desk_close(&s->d);
	config_free(s->config);
}

/* Who would be asked, as the last digits of the numbers: "123". */
static const char *
found(struct scene *s)
{
	static char digits[8];
	struct need need;
	struct candidate *v;
	size_t n;

	desk_need(&s->d, &s->c, NULL, 0, &need);
	v = match_index_best(s->config, desk_index(&s->d), &need, 7, &n);
	for (size_t i = 0; i < n; i++)
		digits[i] = v[i].expert->registration_no[5];
	digits[n] = '\0';
	candidates_free(v, n);
	return digits;
}

static void
declare(struct scene *s, int who, const char *kind, const char *value, bool contractor)
{
	struct conflict k = {.expert_id = s->experts[who],
	    .kind = TEXT(kind),
	    .value = TEXT(value),
	    .contractor = contractor,
	    .said_by = TEXT("本人"),
	    .said_at = NOW};

	assert_true(store_conflict_add(s->d.store, &k) > 0);
}

static void
test_conflicts_of_both_sides(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	assert_string_equal(found(&s), "123");
	declare(&s, 0, "company", "北斗（株）", false);
	assert_string_equal(found(&s), "23");
	s.c.referrer_id = store_person(
	    s.d.store, "sales@west.two.co.jp", "鈴木", "株式会社ツー", NULL, NOW);
	assert_string_equal(found(&s), "3");
	declare(&s, 2, "company", "ツー", true);
	assert_string_equal(found(&s), "");
	assert_false(desk_somebody(&s.d, &s.c));
	assert_true(store_conflict_remove(s.d.store, s.experts[2], "company", "ツー"));
	assert_true(desk_somebody(&s.d, &s.c));
	declare(&s, 2, "person", "山田", false);
	assert_string_equal(found(&s), "");
	scene_end(&s);
}

static void
test_own_domain(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	s.c.requester_id =
	    store_person(s.d.store, "x@shop.two.co.jp", NULL, NULL, NULL, NOW);
	assert_string_equal(found(&s), "13");
	scene_end(&s);
}

static void
test_products_and_places(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	set_str(&s.c.need, "セキュリティ製品の選定をお願いしたい。");
	assert_string_equal(found(&s), "2");
	/* urgent help is not kept from anybody for that */
	s.c.incident = true;
	assert_string_equal(found(&s), "123");
	set_str(&s.c.prefecture, NULL);
	assert_string_equal(found(&s), "3");
	s.c.incident = false;
	set_str(&s.c.need, "規程を整備したい。");
	assert_string_equal(found(&s), "");
	set_str(&s.c.format, "online");
	assert_string_equal(found(&s), "3");
	scene_end(&s);
}

/* Needs of many cases are good side by side. */
static void
test_needs_side_by_side(void **state)
{
	struct scene s;
	struct need first, second;
	struct candidate *v;
	size_t n;

	scene_begin(&s, state);
	declare(&s, 0, "company", "北斗", false);
	desk_need(&s.d, &s.c, NULL, 0, &first);
	s.c.requester_id = store_person(s.d.store, "b@two.co.jp", NULL, NULL, NULL, NOW);
	desk_need(&s.d, &s.c, NULL, 0, &second);
	v = match_index_best(s.config, desk_index(&s.d), &first, 7, &n);
	assert_int_equal(n, 2);
	candidates_free(v, n);
	v = match_index_best(s.config, desk_index(&s.d), &second, 7, &n);
	assert_int_equal(n, 1);
	candidates_free(v, n);
	scene_end(&s);
}

static void
test_search_is_kept(void **state)
{
	struct scene s;
	struct match_run *runs;
	struct match_kept *rows;
	size_t n;

	scene_begin(&s, state);
	declare(&s, 0, "company", "北斗", false);
	desk_offer_next(&s.d, &s.c);
	assert_string_equal(s.c.state, "offered");
	runs = store_match_run_list(s.d.store, s.c.id, &n);
	assert_int_equal(n, 1);
	assert_int_equal(runs[0].considered, 3);
	assert_int_equal(runs[0].eligible, 2);
	assert_string_equal(runs[0].failed, "{\"利害関係（申告）\":[1,1]}");
	rows = store_match_kept_list(s.d.store, runs[0].id, &n);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].registration_no, "900002");
	assert_true(rows[0].eligible && rows[0].asked);
	assert_true(rows[1].eligible && !rows[1].asked);
	assert_non_null(strstr(rows[1].reasons, "負荷"));
	assert_string_equal(rows[2].registration_no, "900001");
	assert_false(rows[2].eligible);
	assert_non_null(strstr(rows[2].reasons, "× 利害関係（申告）"));
	assert_null(store_failed(s.d.store));
	match_kept_free(rows, n);
	match_runs_free(runs, 1);
	scene_end(&s);
}

/* However long a list is, so much is kept of a search and no more. */
static void
test_what_is_kept_is_bounded(void **state)
{
	struct scene s;
	struct match_run *runs;
	struct match_kept *rows;
	size_t n;

	scene_begin(&s, state);
	for (int i = 0; i < 120; i++) {
		char *number = xasprintf("91%04d", i);

		/* half of them for training only */
		(void)listed(s.d.store, number, "x@four.co.jp",
		    i % 2 ? FORM_TRAINING : FORM_VISIT);
		free(number);
	}
	s.d.experts_stale = true;
	desk_offer_next(&s.d, &s.c);
	runs = store_match_run_list(s.d.store, s.c.id, &n);
	assert_int_equal(runs[0].considered, 123);
	assert_int_equal(runs[0].eligible, 63);
	rows = store_match_kept_list(s.d.store, runs[0].id, &n);
	match_kept_free(rows, n);
	assert_int_equal(n, 40);
	match_runs_free(runs, 1);
	scene_end(&s);
}

/* What a desk that has run for long would say is what a new one says. */
static void
same_as_fresh(struct scene *s)
{
	struct expert *fresh;
	const struct expert *old;
	size_t n, old_n;

	desk_begin(&s->d);
	old = desk_experts(&s->d, &old_n);
	fresh = store_expert_list(s->d.store, s->d.now, &n);
	assert_int_equal(n, old_n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(old[i].load, fresh[i].load);
		assert_int_equal(old[i].recent, fresh[i].recent);
		assert_int_equal(old[i].answers, fresh[i].answers);
		assert_int_equal(old[i].response_sec, fresh[i].response_sec);
		assert_int_equal(old[i].unreachable, fresh[i].unreachable);
	}
	experts_free(fresh, n);
}

static void
test_list_in_memory_keeps_up(void **state)
{
	struct scene s;
	struct offer o;
	char first;

	scene_begin(&s, state);
	first = found(&s)[0];
	assert_int_equal(first, '1');
	desk_offer_next(&s.d, &s.c);
	same_as_fresh(&s);
	assert_true(store_offer_current(s.d.store, s.c.id, &o));
	s.d.now += 7200;
	desk_offer_end(&s.d, &o, "declined", "多忙");
	offer_free(&o);
	same_as_fresh(&s);
	/* the send process or a bounce marks the address: the next unit of work knows */
	store_person_dead(s.d.store, "b@two.co.jp", NOW);
	same_as_fresh(&s);
	assert_null(strchr(found(&s), '2'));
	store_person_alive(s.d.store, "b@two.co.jp");
	same_as_fresh(&s);
	assert_non_null(strchr(found(&s), '2'));
	scene_end(&s);
}

/* A full desk is full in the list of the match as well. */
static void
test_load_counts_at_once(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	for (int i = 0; i < 6; i++) {
		struct case_row c;

		assert_true(
		    store_case_get(s.d.store, add_case(s.d.store, "matching", NOW), &c));
		set_str(&c.prefecture, "大阪府");
		c.theme = 1;
		c.requester_id = s.c.requester_id;
		desk_offer_next(&s.d, &c);
		assert_string_equal(c.state, "offered");
		case_row_free(&c);
	}
	assert_string_equal(found(&s), "");
	same_as_fresh(&s);
	assert_string_equal(found(&s), "");
	scene_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_conflicts_of_both_sides),
	    STORE_TEST(test_own_domain),
	    STORE_TEST(test_products_and_places),
	    STORE_TEST(test_needs_side_by_side),
	    STORE_TEST(test_search_is_kept),
	    STORE_TEST(test_what_is_kept_is_bounded),
	    STORE_TEST(test_list_in_memory_keeps_up),
	    STORE_TEST(test_load_counts_at_once),
	};

	return cmocka_run_group_tests_name("desk_match", tests, NULL, NULL);
}
