/* People, cases, who takes part, events. */
#include "store_fixture.h"

#include "clock.h"

#include <sys/wait.h>

static void
test_person(void **state)
{
	struct fixture *f = *state;
	struct person p;
	int64_t id = store_person(f->s, "Info@Example.COM", NULL, "見本工業", "", NOW);

	assert_true(id > 0);
	assert_int_equal(store_person(f->s, "info@example.com", "山田", "別の社名",
	                     "03-0000-0000", NOW),
	    id);
	assert_true(store_person_find(f->s, "INFO@example.com", &p));
	assert_int_equal(p.id, id);
	assert_string_equal(p.email, "info@example.com");
	assert_string_equal(p.name, "山田");
	assert_string_equal(p.company, "見本工業");
	assert_string_equal(p.phone, "03-0000-0000");
	assert_false(p.dead);
	person_free(&p);
	store_person_soft_bounce(f->s, "info@EXAMPLE.com", NOW);
	store_person_dead(f->s, "info@EXAMPLE.com", NOW);
	assert_true(store_person_get(f->s, id, &p));
	assert_true(p.dead);
	assert_int_equal(p.soft_bounces, 1);
	person_free(&p);
	assert_false(store_person_find(f->s, "nobody@example.com", &p));
	/* Experts are written to before they are known as people. */
	store_person_dead(f->s, "Expert@example.jp", NOW);
	assert_true(store_person_find(f->s, "expert@example.jp", &p));
	assert_true(p.dead);
	person_free(&p);
	store_person_soft_bounce(f->s, "slow@example.jp", NOW);
	assert_true(store_person_find(f->s, "slow@example.jp", &p));
	assert_false(p.dead);
	assert_int_equal(p.soft_bounces, 1);
	person_free(&p);
}

static int64_t
case_numbered(struct store *s, int64_t at, const char *number)
{
	int64_t id = add_case(s, "new", at);
	struct case_row c;

	assert_true(store_case_get(s, id, &c));
	assert_string_equal(c.number, number);
	case_row_free(&c);
	return id;
}

static void
test_numbers_over_new_year(void **state)
{
	struct fixture *f = *state;
	const struct civil new_year = {.year = 2027, .month = 1, .day = 1};
	int64_t t = civil_to_time(&new_year);

	/* in Japan, nine hours before the year ends in UTC */
	(void)case_numbered(f->s, t - 2, "2026-0001");
	(void)case_numbered(f->s, t - 1, "2026-0002");
	(void)case_numbered(f->s, t, "2027-0001");
	/* a late one of the old year */
	(void)case_numbered(f->s, t - 1, "2026-0003");
	(void)case_numbered(f->s, t + 1, "2027-0002");
	store_meta_set(f->s, "case_number_2027", "9998");
	(void)case_numbered(f->s, t, "2027-9999");
	(void)case_numbered(f->s, t, "2027-10000");
	/* one that is taken already is passed over */
	store_meta_set(f->s, "case_number_2026", "1");
	(void)case_numbered(f->s, t - 1, "2026-0004");
}

static void
test_number_is_free_again_after_rollback(void **state)
{
	struct fixture *f = *state;

	assert_true(store_begin(f->s));
	(void)case_numbered(f->s, NOW, "2025-0001");
	store_rollback(f->s);
	(void)case_numbered(f->s, NOW, "2025-0001");
}

static void
test_numbers_of_two_writers(void **state)
{
	struct fixture *f = *state;
	struct case_row *rows;
	size_t n;

	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			struct store *s = store_open(f->path, NULL);

			for (int k = 0; s && k < 50; k++)
				if (!add_case(s, "new", NOW))
					_exit(1);
			_exit(s ? 0 : 1);
		}
	for (int i = 0; i < 2; i++) {
		int status = -1;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	rows = store_case_list(f->s, NULL, &n);
	assert_int_equal(n, 100);
	for (size_t i = 0; i < n; i++) {
		char *number = xasprintf("2025-%04zu", i + 1);

		assert_string_equal(rows[i].number, number);
		free(number);
	}
	case_rows_free(rows, n);
}

static void
fill(struct store *s, struct case_row *c)
{
	case_row_init(c);
	set_str(&c->state, "matching");
	c->incident = c->urgent = c->chat = true;
	memcpy(c->lang, "en", 3);
	c->category = 'b';
	set_str(&c->submenu, "a2");
	c->theme = 3;
	c->confidence = 0.75;
	set_str(&c->subject, "件名 \xff");
	set_str(&c->need, "need");
	set_str(&c->company, "見本工業");
	set_str(&c->contact, "山田");
	set_str(&c->phone, "03");
	set_str(&c->prefecture, "東京都");
	set_str(&c->industry, "製造業");
	c->employees = 0;
	c->budget_yen = 0;
	set_str(&c->format, "online");
	strlist_add(&c->dates, "2026-01-02");
	strlist_add(&c->dates, "a \"quoted\" \xfe one");
	strlist_add(&c->unavailable, "2026-01-03");
	c->requester_id = store_person(s, "a@example.com", NULL, NULL, NULL, NOW);
	c->referrer_id = store_person(s, "b@example.com", NULL, NULL, NULL, NOW);
	c->expert_id = add_expert(s, "000001", "e@example.net");
	set_str(&c->thread, "m@example.com");
	c->opened_at = NOW;
	c->updated_at = NOW + 1;
	c->accepted_at = NOW + 2;
	c->closed_at = NOW + 3;
	set_str(&c->outcome, "done");
}

static void
test_case_round_trip(void **state)
{
	struct fixture *f = *state;
	struct case_row c, back;

	fill(f->s, &c);
	store_case_add(f->s, &c);
	assert_null(store_failed(f->s));
	assert_true(store_case_find(f->s, "2025-0001", &back));
	assert_true(back.incident && back.urgent && back.chat);
	assert_string_equal(back.lang, "en");
	assert_int_equal(back.category, 'b');
	assert_string_equal(back.submenu, "a2");
	assert_int_equal(back.theme, 3);
	assert_true(back.confidence > 0.74 && back.confidence < 0.76);
	assert_string_equal(back.subject, "件名 \xef\xbf\xbd");
	assert_string_equal(back.prefecture, "東京都");
	assert_string_equal(back.industry, "製造業");
	assert_int_equal(back.employees, 0);
	assert_int_equal(back.budget_yen, 0);
	assert_string_equal(back.format, "online");
	assert_int_equal(back.dates.n, 2);
	assert_string_equal(back.dates.v[0], "2026-01-02");
	assert_string_equal(back.dates.v[1], "a \"quoted\" \xef\xbf\xbd one");
	assert_int_equal(back.unavailable.n, 1);
	assert_int_equal(back.requester_id, c.requester_id);
	assert_int_equal(back.referrer_id, c.referrer_id);
	assert_int_equal(back.expert_id, c.expert_id);
	assert_string_equal(back.thread, "m@example.com");
	assert_int_equal(back.opened_at, NOW);
	assert_int_equal(back.updated_at, NOW + 1);
	assert_int_equal(back.accepted_at, NOW + 2);
	assert_int_equal(back.closed_at, NOW + 3);
	assert_string_equal(back.outcome, "done");
	case_row_free(&c);
	case_row_free(&back);
}

static void
test_case_update_and_defaults(void **state)
{
	struct fixture *f = *state;
	int64_t id = add_case(f->s, "new", NOW);
	struct case_row c, *rows;
	size_t n;

	assert_true(store_case_find(f->s, "1", &c));
	assert_int_equal(c.id, id);
	assert_string_equal(c.lang, "ja");
	assert_int_equal(c.category, 0);
	assert_int_equal(c.theme, 0);
	assert_int_equal(c.employees, -1);
	assert_int_equal(c.budget_yen, -1);
	assert_int_equal(c.closed_at, 0);
	assert_int_equal(c.updated_at, NOW);
	assert_null(c.format);
	assert_int_equal(c.dates.n, 0);
	set_str(&c.state, "closed");
	c.employees = 12;
	store_case_update(f->s, &c);
	case_row_free(&c);
	assert_true(store_case_get(f->s, id, &c));
	assert_string_equal(c.state, "closed");
	assert_int_equal(c.employees, 12);
	case_row_free(&c);
	rows = store_case_list(f->s, "closed", &n);
	assert_int_equal(n, 1);
	case_rows_free(rows, n);
}

static void
test_case_not_found(void **state)
{
	static const char *const numbers[] = {"", "2025-0002", "2", "1x", "-1", "0x1",
	    "99999999999999999999", "1 OR 1=1", "\xff"};
	struct fixture *f = *state;
	struct case_row c;

	(void)add_case(f->s, "new", NOW);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		assert_false(store_case_find(f->s, numbers[i], &c));
}

static void
test_taking_part(void **state)
{
	struct fixture *f = *state;
	int64_t a = add_case(f->s, "new", NOW), b = add_case(f->s, "closed", NOW),
	        c = add_case(f->s, "offered", NOW), ids[5];
	int64_t p = store_person(f->s, "a@example.com", NULL, NULL, NULL, NOW);
	char *role;

	store_case_person(f->s, a, p, "copy");
	store_case_person(f->s, a, p, "copy");
	store_case_person(f->s, a, p, "requester");
	store_case_person(f->s, b, p, "requester");
	store_case_person(f->s, c, p, "expert");
	assert_null(store_failed(f->s));
	assert_true(store_case_has_person(f->s, a, "A@example.com", &role));
	assert_string_equal(role, "requester");
	free(role);
	assert_false(store_case_has_person(f->s, a, "b@example.com", &role));
	assert_null(role);
	assert_int_equal(store_case_open_of(f->s, "A@Example.com", ids, 5), 2);
	assert_int_equal(ids[0], c);
	assert_int_equal(ids[1], a);
	assert_int_equal(store_case_open_of(f->s, "a@example.com", ids, 1), 1);
	store_case_role_remove(f->s, c, "expert");
	assert_int_equal(store_case_open_of(f->s, "a@example.com", ids, 5), 1);
	store_case_person(f->s, c, p, "boss");
	assert_non_null(store_failed(f->s));
	store_case_person(f->s, c, 99, "copy");
	assert_non_null(strstr(store_failed(f->s), "FOREIGN KEY"));
}

static void
test_events(void **state)
{
	struct fixture *f = *state;
	int64_t a = add_case(f->s, "new", NOW), id;
	struct event_row *rows;
	size_t n;

	id = store_event(f->s, a, NOW, "desk", "opened", "受け付けました", 4, false);
	assert_true(id > 0);
	(void)store_event(f->s, a, NOW + 1, "expert", "review", "質問", 0, true);
	(void)store_event(f->s, 0, NOW + 2, "desk", "source", "つながりません", 0, true);
	id = store_event(f->s, 0, NOW + 3, "desk", "source", "まだ", 0, true);
	rows = store_event_list(f->s, a, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].text, "受け付けました");
	assert_int_equal(rows[0].inbox_id, 4);
	assert_false(rows[0].open);
	assert_string_equal(rows[1].actor, "expert");
	event_rows_free(rows, n);
	rows = store_event_list(f->s, 0, &n);
	assert_int_equal(n, 2);
	event_rows_free(rows, n);
	rows = store_event_open(f->s, &n);
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].case_id, a);
	event_rows_free(rows, n);
	assert_int_equal(store_event_close(f->s, id, 0), 1);
	assert_int_equal(store_event_close(f->s, id, 0), 0);
	assert_int_equal(store_event_close(f->s, 0, a), 1);
	rows = store_event_open(f->s, &n);
	assert_int_equal(n, 1);
	event_rows_free(rows, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_person),
	    STORE_TEST(test_numbers_over_new_year),
	    STORE_TEST(test_number_is_free_again_after_rollback),
	    STORE_TEST(test_numbers_of_two_writers),
	    STORE_TEST(test_case_round_trip),
	    STORE_TEST(test_case_update_and_defaults),
	    STORE_TEST(test_case_not_found),
	    STORE_TEST(test_taking_part),
	    STORE_TEST(test_events),
	};

	return cmocka_run_group_tests_name("store_case", tests, NULL, NULL);
}
