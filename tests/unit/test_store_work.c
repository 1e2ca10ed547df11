/* Visits, the outbox, timers and figures. */
#include "store_fixture.h"

#include "store_slots.h"

#include "store_stats.h"

/* --- visits --- */

static int64_t
add_visit(struct store *s, int64_t case_id, int no, int64_t starts_at, const char *uid)
{
	struct visit v = {.case_id = case_id,
	    .no = no,
	    .state = (char[]){"proposed"},
	    .starts_at = starts_at,
	    .ends_at = starts_at + 7200,
	    .format = (char[]){"visit"}};
	int64_t id;

	v.uid = xstrdup(uid);
	id = store_visit_add(s, &v);
	free(v.uid);
	return id;
}

static void
test_visits(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "visits", NOW), id;
	struct taken *busy;
	struct case_row row;
	struct visit v, *rows;
	size_t n;

	id = add_visit(f->s, c, 1, NOW + 100, "u1@example.com");
	assert_true(id > 0);
	(void)add_visit(f->s, c, 2, NOW + 200, "u2@example.com");
	assert_int_equal(add_visit(f->s, c, 1, NOW, "u3@example.com"), 0);
	assert_int_equal(add_visit(f->s, c, 3, NOW, "u1@example.com"), 0);
	assert_true(store_visit_find(f->s, c, 1, &v));
	set_str(&v.state, "reported");
	set_str(&v.goal, "partly");
	set_str(&v.done_on, "2025-12-02");
	v.sequence = 2;
	v.confirmed = 3;
	store_visit_update(f->s, &v);
	visit_free(&v);
	assert_true(store_visit_by_uid(f->s, "u1@example.com", &v));
	assert_int_equal(v.id, id);
	assert_string_equal(v.goal, "partly");
	assert_int_equal(v.sequence, 2);
	visit_free(&v);
	assert_false(store_visit_get(f->s, 99, &v));
	rows = store_visit_list(f->s, 0, &n);
	assert_int_equal(n, 2);
	set_str(&rows[1].state, "cancelled");
	store_visit_update(f->s, &rows[1]);
	visits_free(rows, n);
	assert_true(store_case_get(f->s, c, &row));
	row.expert_id = add_expert(f->s, "000001", "e@example.net");
	store_case_update(f->s, &row);
	rows = store_visit_list(f->s, 0, &n);
	for (size_t i = 0; i < n; i++) {
		rows[i].expert_id = row.expert_id;
		store_visit_update(f->s, &rows[i]);
	}
	visits_free(rows, n);
	busy = store_taken(f->s, row.expert_id, 0, 0, NOW, NOW + 1000, &n);
	assert_int_equal(n, 1);
	assert_int_equal(busy[0].starts_at, NOW + 100);
	assert_true(busy[0].fixed);
	free(busy);
	free(store_taken(f->s, row.expert_id, 0, 0, NOW, NOW + 100, &n));
	assert_int_equal(n, 0);
	case_row_free(&row);
}

/* --- outbox --- */

static void
assert_mail(struct store *s, int64_t id, const char *state_name, int tries)
{
	struct outbox_row row;

	assert_true(store_outbox_get(s, id, &row));
	assert_string_equal(row.state, state_name);
	assert_int_equal(row.tries, tries);
	outbox_row_free(&row);
}

static void
test_take_in_order(void **state)
{
	struct fixture *f = *state;
	struct outbox_mail m;
	int64_t a, b;
	size_t n;
	char *wire;

	assert_int_equal(store_outbox_next(f->s), -1);
	assert_false(store_outbox_take(f->s, NOW, &m));
	a = add_mail(f->s, 0, "A@Example.com", "m1@desk.example");
	b = add_mail(f->s, 0, "b@example.com", "m2@desk.example");
	assert_int_equal(add_mail(f->s, 0, "a@example.com", "m1@desk.example"), 0);
	assert_int_equal(store_outbox_next(f->s), NOW);
	assert_false(store_outbox_take(f->s, NOW - 1, &m));
	assert_true(store_outbox_take(f->s, NOW, &m));
	assert_int_equal(m.id, a);
	assert_int_equal(m.tries, 1);
	assert_false(m.uncertain);
	assert_string_equal(m.recipient, "a@example.com");
	assert_int_equal(m.wire_bytes, 9);
	assert_memory_equal(m.wire, "A: b\r\n\r\nc", 9);
	outbox_mail_free(&m);
	assert_mail(f->s, a, "sending", 1);
	store_outbox_retry(f->s, a, NOW + 60, "421 later");
	assert_true(store_outbox_take(f->s, NOW, &m));
	assert_int_equal(m.id, b);
	outbox_mail_free(&m);
	store_outbox_sent(f->s, b, NOW + 1);
	assert_mail(f->s, b, "sent", 1);
	assert_false(store_outbox_take(f->s, NOW + 59, &m));
	assert_int_equal(store_outbox_next(f->s), NOW + 60);
	assert_true(store_outbox_take(f->s, NOW + 60, &m));
	assert_int_equal(m.tries, 2);
	outbox_mail_free(&m);
	wire = store_outbox_wire(f->s, a, &n);
	assert_int_equal(n, 9);
	free(wire);
	assert_null(store_outbox_wire(f->s, 99, &n));
	assert_int_equal(store_outbox_count(f->s, "A@example.com", "ack", 0, NOW), 1);
	assert_int_equal(store_outbox_count(f->s, "a@example.com", "offer", 0, NOW), 0);
	assert_int_equal(store_outbox_count(f->s, "a@example.com", NULL, 0, NOW + 1), 0);
}

/* A process that died while sending: the mail comes first again, marked as uncertain. */
static void
test_left_over_is_uncertain(void **state)
{
	struct fixture *f = *state;
	struct outbox_mail m;
	int64_t a = add_mail(f->s, 0, "a@example.com", "m1@desk.example");

	(void)add_mail(f->s, 0, "b@example.com", "m2@desk.example");
	assert_true(store_outbox_take(f->s, NOW, &m));
	outbox_mail_free(&m);
	store_close(f->s);
	f->s = open_path(f->path);
	assert_true(store_outbox_take(f->s, NOW - 500, &m)); /* whatever the clock */
	assert_int_equal(m.id, a);
	assert_true(m.uncertain);
	assert_int_equal(m.tries, 2);
	outbox_mail_free(&m);
}

static int64_t
add_offer_mail(struct store *s, int64_t c, int64_t offer, const char *template_name)
{
	static int serial;
	char *message_id = xasprintf("o%d@desk.example", ++serial);
	const struct outbox_new m = {.case_id = c,
	    .offer_id = offer,
	    .template_name = template_name,
	    .lang = "ja",
	    .recipient = "e@example.net",
	    .subject = "打診",
	    .message_id = message_id,
	    .wire = "x",
	    .wire_bytes = 1,
	    .now = NOW};
	int64_t id = store_outbox_add(s, &m);

	free(message_id);
	return id;
}

static void
test_overtaken_offers_do_not_leave(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "offered", NOW), ids[3];
	int64_t offer = add_offer(f->s, c, add_expert(f->s, "000001", "e@example.net"));
	struct outbox_mail m;
	struct event_row *events;
	size_t n;

	ids[0] = add_offer_mail(f->s, c, offer, "offer");
	ids[1] = add_offer_mail(f->s, c, offer, "offer_reminder");
	ids[2] = add_offer_mail(f->s, c, offer, "offer_thanks");
	store_offer_answer(f->s, offer, "lapsed", NULL, NOW);
	assert_true(store_outbox_take(f->s, NOW, &m));
	assert_int_equal(m.id, ids[2]);
	outbox_mail_free(&m);
	assert_mail(f->s, ids[0], "cancelled", 0);
	assert_mail(f->s, ids[1], "cancelled", 0);
	events = store_event_list(f->s, c, &n);
	assert_int_equal(n, 2);
	assert_string_equal(events[0].what, "mail");
	assert_non_null(strstr(events[0].text, "lapsed"));
	event_rows_free(events, n);
}

/* A sender that died with it in its hands leaves it behind: it is void all the same. What
 * answers a question is so only when the offer is over. */
static void
test_answers_about_an_offer_that_is_over(void **state)
{
	static const char *const names[] = {
	    "offer_answer", "offer_question", "offer_delegated"};
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "offered", NOW), ids[ARRAY_LEN(names)];
	int64_t offer = add_offer(f->s, c, add_expert(f->s, "000001", "e@example.net"));
	struct outbox_mail m;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ids[i] = add_offer_mail(f->s, c, offer, names[i]);
	store_offer_answer(f->s, offer, "conditional", NULL, NOW);
	assert_true(store_outbox_take(f->s, NOW, &m));
	assert_int_equal(m.id, ids[0]);
	outbox_mail_free(&m);
	store_offer_answer(f->s, offer, "cancelled", NULL, NOW);
	assert_false(store_outbox_take(f->s, NOW, &m));
	assert_mail(f->s, ids[0], "cancelled", 1);
	assert_mail(f->s, ids[1], "cancelled", 0);
	assert_mail(f->s, ids[2], "cancelled", 0);
}

/* What is called off while it is being sent goes out now or never. */
static void
test_called_off_on_the_wire(void **state)
{
	enum { SENT, LATER, REFUSED, UNKNOWN, MAILS };
	static const char *const become[MAILS] = {
	    "sent", "cancelled", "cancelled", "cancelled"};
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "accepted", NOW), ids[MAILS];
	struct outbox_mail m;

	for (int i = 0; i < MAILS; i++) {
		char *name = xasprintf("wire%d@desk.example", i);

		ids[i] = add_mail(f->s, c, "a@example.net", name);
		free(name);
		assert_true(store_outbox_take(f->s, NOW, &m));
		assert_int_equal(m.id, ids[i]);
		outbox_mail_free(&m);
		assert_int_equal(store_outbox_cancel(f->s, c, 0, 0, "取下げ", NOW), 0);
		if (i == SENT)
			store_outbox_sent(f->s, ids[i], NOW);
		else if (i == LATER)
			store_outbox_retry(f->s, ids[i], NOW + 60, "later");
		else if (i == REFUSED)
			store_outbox_failed(f->s, ids[i], "550", NOW);
	}
	/* the process has ended meanwhile */
	assert_false(store_outbox_take(f->s, NOW + 120, &m));
	for (int i = 0; i < MAILS; i++)
		assert_mail(f->s, ids[i], become[i], 1);
}

/* His answer came before the reminder left; the desk's answer gave him new time. */
static void
test_who_has_answered_is_not_reminded(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "offered", NOW);
	int64_t offer = add_offer(f->s, c, add_expert(f->s, "000001", "e@example.net"));
	int64_t id = add_offer_mail(f->s, c, offer, "offer_reminder");
	struct outbox_mail m;

	store_offer_answer(f->s, offer, "conditional", "日程は", NOW);
	store_offer_answer(f->s, offer, "open", NULL, NOW);
	assert_false(store_outbox_take(f->s, NOW, &m));
	assert_mail(f->s, id, "cancelled", 0);
}

static void
test_dead_address_gets_nothing(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "new", NOW), id;
	struct outbox_mail m;
	struct event_row *events;
	size_t n;

	(void)store_person(f->s, "a@example.com", NULL, NULL, NULL, NOW);
	id = add_mail(f->s, c, "A@example.com", "m1@desk.example");
	store_person_dead(f->s, "a@example.com", NOW);
	assert_false(store_outbox_take(f->s, NOW, &m));
	assert_null(store_failed(f->s));
	assert_mail(f->s, id, "cancelled", 0);
	events = store_event_list(f->s, c, &n);
	assert_int_equal(n, 1);
	event_rows_free(events, n);
	assert_int_equal(store_outbox_next(f->s), -1);
	assert_int_equal(store_outbox_count(f->s, "a@example.com", NULL, 0, 0), 0);
}

static void
test_failed_and_again(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "new", NOW),
	        id = add_mail(f->s, c, "a@example.com", "m1@desk.example");
	struct outbox_mail m;
	struct event_row *events;
	struct outbox_row row;
	size_t n;

	assert_false(store_outbox_again(f->s, id, NOW));
	assert_true(store_outbox_take(f->s, NOW, &m));
	outbox_mail_free(&m);
	store_outbox_failed(f->s, id, "550 no such user", NOW);
	assert_mail(f->s, id, "failed", 1);
	assert_int_equal(store_outbox_waiting(f->s), 1);
	events = store_event_open(f->s, &n);
	assert_int_equal(n, 1);
	assert_int_equal(events[0].case_id, c);
	assert_non_null(strstr(events[0].text, "550 no such user"));
	event_rows_free(events, n);
	assert_true(store_outbox_again(f->s, id, NOW + 5));
	assert_mail(f->s, id, "pending", 0);
	assert_int_equal(store_outbox_next(f->s), NOW + 5);
	assert_true(store_outbox_by_message_id(f->s, "m1@desk.example", &row));
	assert_int_equal(row.id, id);
	assert_int_equal(row.done_at, 0);
	outbox_row_free(&row);
	assert_false(store_outbox_by_message_id(f->s, "m9@desk.example", &row));
}

static void
test_held_and_cancel(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "new", NOW), other = add_case(f->s, "new", NOW),
	        ids[4];
	struct outbox_new m = {.case_id = c,
	    .template_name = "ack",
	    .lang = "ja",
	    .recipient = "a@example.com",
	    .message_id = "1@desk.example",
	    .held = true,
	    .now = NOW};
	struct outbox_row *rows;
	struct event_row *events;
	size_t n;

	ids[0] = store_outbox_add(f->s, &m);
	m.message_id = "2@desk.example";
	ids[1] = store_outbox_add(f->s, &m);
	m.case_id = other;
	m.message_id = "3@desk.example";
	ids[2] = store_outbox_add(f->s, &m);
	m.message_id = "4@desk.example";
	ids[3] = store_outbox_add(f->s, &m);
	assert_null(store_failed(f->s));
	assert_int_equal(store_outbox_next(f->s), -1);
	assert_int_equal(store_outbox_waiting(f->s), 4);
	assert_int_equal(store_outbox_approve(f->s, c, 0, NOW + 9), 2);
	assert_int_equal(store_outbox_approve(f->s, 0, ids[2], NOW + 9), 1);
	assert_int_equal(store_outbox_approve(f->s, 0, ids[2], NOW + 9), 0);
	assert_int_equal(store_outbox_approve(f->s, 0, 0, NOW + 9), 0);
	assert_mail(f->s, ids[0], "pending", 0);
	assert_mail(f->s, ids[2], "pending", 0);
	assert_mail(f->s, ids[3], "held", 0);
	events = store_event_list(f->s, c, &n);
	assert_int_equal(n, 2);
	assert_string_equal(events[0].actor, "operator");
	event_rows_free(events, n);
	store_outbox_sent(f->s, ids[1], NOW);
	assert_int_equal(store_outbox_cancel(f->s, 0, 0, 0, "never all", NOW), 0);
	assert_int_equal(store_outbox_cancel(f->s, c, 5, 0, "of an offer", NOW), 0);
	assert_int_equal(store_outbox_cancel(f->s, c, 0, 0, "取り下げ", NOW), 1);
	assert_mail(f->s, ids[0], "cancelled", 0);
	assert_mail(f->s, ids[1], "sent", 0);
	rows = store_outbox_list(f->s, other, "held", &n);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].id, ids[3]);
	outbox_rows_free(rows, n);
	rows = store_outbox_list(f->s, 0, NULL, &n);
	assert_int_equal(n, 4);
	outbox_rows_free(rows, n);
}

/* --- timers --- */

static void
test_timers(void **state)
{
	struct fixture *f = *state;
	int64_t c = add_case(f->s, "new", NOW);
	struct timer t, *rows;
	size_t n;

	assert_int_equal(store_timer_next(f->s), -1);
	store_timer_set(f->s, c, "reminder", 1, NOW + 10);
	store_timer_set(f->s, c, "reminder", 2, NOW + 20);
	store_timer_set(f->s, c, "reminder", 1, NOW + 30); /* moved */
	store_timer_set(f->s, c, "overdue", 0, NOW + 40);
	store_timer_set(f->s, 0, "retention", 0, NOW + 50);
	store_timer_set(f->s, 0, "retention", 0, NOW + 5); /* moved, not doubled */
	assert_null(store_failed(f->s));
	assert_int_equal(store_timer_next(f->s), NOW + 5);
	assert_false(store_timer_due(f->s, NOW, &t));
	assert_true(store_timer_due(f->s, NOW + 5, &t));
	assert_string_equal(t.kind, "retention");
	assert_int_equal(t.case_id, 0);
	store_timer_remove(f->s, t.id);
	timer_free(&t);
	rows = store_timer_list(f->s, 0, &n);
	assert_null(rows);
	assert_int_equal(n, 0);
	rows = store_timer_list(f->s, c, &n);
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].ref_id, 2);
	timers_free(rows, n);
	store_timer_cancel(f->s, c, "reminder", 1);
	assert_int_equal(store_timer_next(f->s), NOW + 20);
	store_timer_cancel(f->s, c, "reminder", 0);
	assert_int_equal(store_timer_next(f->s), NOW + 40);
	store_timer_cancel(f->s, c, NULL, 0);
	assert_int_equal(store_timer_next(f->s), -1);
}

/* --- figures --- */

static int64_t
figure(const struct stat_row *rows, size_t n, const char *group, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].group, group) && str_eq(rows[i].name, name))
			return rows[i].count;
	return -1;
}

static void
test_stats(void **state)
{
	struct fixture *f = *state;
	struct case_row c;
	struct stat_row *rows;
	size_t n;

	for (int i = 0; i < 5; i++) {
		case_row_init(&c);
		set_str(&c.state, i < 3 ? "visits" : "new");
		set_str(&c.prefecture, i == 4 ? NULL : "東京都");
		c.category = 'a';
		c.theme = i == 0 ? 2 : 1;
		c.opened_at = NOW + i;
		if (i < 3)
			c.accepted_at = c.opened_at + (i + 1) * 7200;
		store_case_add(f->s, &c);
		case_row_free(&c);
	}
	(void)add_case(f->s, "new", NOW - 1);
	(void)add_inbox(f->s, store_source(f->s, "desk").id, 1, 1);
	rows = store_stats(f->s, NOW, NOW + 100, &n);
	assert_null(store_failed(f->s));
	assert_int_equal(figure(rows, n, "state", "visits"), 3);
	assert_int_equal(figure(rows, n, "state", "new"), 2);
	assert_int_equal(figure(rows, n, "category", "a"), 5);
	assert_int_equal(figure(rows, n, "theme", "1"), 4);
	assert_int_equal(figure(rows, n, "prefecture", "東京都"), 4);
	assert_int_equal(figure(rows, n, "prefecture", "?"), 1);
	assert_int_equal(figure(rows, n, "prefecture/theme", "東京都/1"), 2);
	assert_int_equal(figure(rows, n, "outcome", "accepted"), 3);
	assert_int_equal(figure(rows, n, "visits", "held"), 0);
	assert_int_equal(figure(rows, n, "median hours", "opened to accepted"), 4);
	assert_int_equal(figure(rows, n, "inbox", "new"), 1);
	stat_rows_free(rows, n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_visits),
	    STORE_TEST(test_take_in_order),
	    STORE_TEST(test_left_over_is_uncertain),
	    STORE_TEST(test_overtaken_offers_do_not_leave),
	    STORE_TEST(test_answers_about_an_offer_that_is_over),
	    STORE_TEST(test_called_off_on_the_wire),
	    STORE_TEST(test_who_has_answered_is_not_reminded),
	    STORE_TEST(test_dead_address_gets_nothing),
	    STORE_TEST(test_failed_and_again),
	    STORE_TEST(test_held_and_cancel),
	    STORE_TEST(test_timers),
	    STORE_TEST(test_stats),
	};

	return cmocka_run_group_tests_name("store_work", tests, NULL, NULL);
}
