/*
 * All in one second: experts accept, deadlines pass, offers bounce, mail leaves, a sender
 * dies with a mail in its hands; in every order that was drawn, with one offer and with
 * several at once. Once somebody has accepted, no offer leaves any more.
 */
#include "store_fixture.h"

#include "handler.h"
#include "handlers.h"
#include "route.h"

enum { CHOICE = 6, ORDERS = 300, AT_ONCE_MAX = 3 };

struct scene {
	struct desk d;
	struct config *config;
	struct config_source source;
	int64_t case_id, due_at;
	int64_t asked[AT_ONCE_MAX]; /* the first offers */
	size_t accepts, offers_left;
};

static void
add_choice(struct store *store)
{
	for (int i = 0; i < CHOICE; i++) {
		struct expert e;

		expert_init(&e);
		e.registration_no = xasprintf("91000%d", i);
		set_str(&e.name, "見本 太郎");
		e.email = xasprintf("e%d@experts%d.example.jp", i, i);
		e.themes = ~0u;
		e.forms = FORM_VISIT | FORM_ONLINE;
		e.prefectures = ~(uint64_t)0 >> 17;
		e.capacity = 5;
		set_str(&e.valid_until, "2039-03-31");
		(void)store_expert_put(store, &e, NOW, NULL);
		expert_free(&e);
	}
}

static void
add_the_case(struct scene *s, struct store *store)
{
	struct case_row c;

	s->case_id = add_case(store, "matching", NOW);
	assert_true(store_case_get(store, s->case_id, &c));
	c.requester_id =
	    store_person(store, "yamada@tsubame.example.co.jp", "山田", NULL, NULL, NOW);
	store_case_person(store, c.id, c.requester_id, "requester");
	set_str(&c.prefecture, "大阪府");
	store_case_update(store, &c);
	desk_offer_next(&s->d, &c);
	case_row_free(&c);
}

/* So many have been asked, and their mails have left; it is the second of the deadline.
 */
static void
scene_begin(struct scene *s, void **state, int at_once)
{
	struct fixture *f = *state;
	struct strlist problems = {0};
	struct outbox_mail m;
	struct offer *offers;
	size_t n;

	*s = (struct scene){.source = {.name = "main"}};
	s->config = config_default();
	set_str(&s->config->desk.address, "soudan@desk.example.jp");
	set_str(&s->config->templates_dir, "templates");
	set_str(&s->config->data_dir, ".");
	s->config->supervised.all = false;
	s->config->sources = &s->source;
	s->config->sources_n = 1;
	s->config->match.offers_at_once = at_once;
	s->config->match.max_offers = CHOICE;
	s->config->limits.mails_per_case_day = 1000;
	if (!desk_open(&s->d, s->config, f->s, &problems))
		fail_msg("%s", problems.n ? problems.v[0] : "desk_open");
	desk_begin(&s->d);
	s->d.now = NOW;
	add_choice(f->s);
	s->d.experts_stale = true;
	add_the_case(s, f->s);
	offers = store_offer_list(f->s, s->case_id, &n);
	assert_int_equal(n, at_once);
	for (size_t i = 0; i < n; i++)
		s->asked[i] = offers[i].id;
	s->due_at = offers[0].due_at;
	offers_free(offers, n);
	while (store_outbox_take(f->s, NOW, &m)) {
		store_outbox_sent(f->s, m.id, NOW);
		outbox_mail_free(&m);
	}
	store_source_checked(f->s, store_source(f->s, "main").id, s->due_at + 1, NULL);
	s->d.now = s->due_at;
}

static void
scene_end(struct scene *s)
{
	s->config->sources = NULL;
	s->config->sources_n = 0;
	desk_close(&s->d);
	config_free(s->config);
}

static size_t
count_offers(struct scene *s, const char *state)
{
	size_t n, found = 0;
	struct offer *rows = store_offer_list(s->d.store, s->case_id, &n);

	for (size_t i = 0; i < n; i++)
		found += str_eq(rows[i].state, state);
	offers_free(rows, n);
	return found;
}

/* --- what may happen in that second --- */

/* The expert's own plain yes, as the handlers get it. */
static void
accept(struct scene *s, int64_t offer_id)
{
	struct case_row c;
	struct offer o;
	struct expert e;
	struct message m;
	struct reading r;
	struct route route = {.case_id = s->case_id,
	    .offer_id = offer_id,
	    .trusted = true,
	    .bears = offer_id};
	struct input in = {.m = &m, .r = &r, .route = &route, .c = &c};

	assert_true(store_offer_get(s->d.store, offer_id, &o));
	assert_true(store_expert_get(s->d.store, o.expert_id, NOW, &e));
	assert_true(store_case_get(s->d.store, s->case_id, &c));
	message_init(&m);
	reading_init(&r);
	route.role = xstrdup(c.expert_id == e.id ? "expert" : "asked");
	m.from.addr = xstrdup(e.email);
	m.text = xstrdup("お引き受けします。");
	r.kind = KIND_EXPERT_ACCEPT;
	r.decision = DECISION_AUTO;
	s->d.answering = &m;
	assert_true(store_begin(s->d.store));
	(void)handle_message(&s->d, &in, NULL);
	assert_true(store_commit(s->d.store, &(struct err){0}));
	s->d.answering = NULL;
	free(route.role);
	message_free(&m);
	reading_free(&r);
	case_row_free(&c);
	expert_free(&e);
	offer_free(&o);
}

static void
fire(struct scene *s, const char *kind, int64_t offer_id)
{
	struct timer due = {
	    .case_id = s->case_id, .ref_id = offer_id, .due_at = s->due_at};
	struct case_row c;

	due.kind = xstrdup(kind);
	assert_true(store_case_get(s->d.store, s->case_id, &c));
	assert_true(store_begin(s->d.store));
	assert_true(handle_timer(&s->d, &c, &due));
	assert_true(store_commit(s->d.store, &(struct err){0}));
	case_row_free(&c);
	free(due.kind);
}

/* A mail leaves. dies: nobody writes down that it did. */
static bool
send_one(struct scene *s, bool dies)
{
	bool taken = count_offers(s, "accepted") > 0;
	struct outbox_mail m;

	if (!store_outbox_take(s->d.store, s->d.now, &m))
		return false;
	if (str_eq(m.template_name, "offer") ||
	    str_eq(m.template_name, "offer_reminder")) {
		s->offers_left++;
		if (taken)
			fail_msg("%s to %s left although the case was taken",
			    m.template_name, m.recipient);
	}
	if (!dies)
		store_outbox_sent(s->d.store, m.id, s->d.now);
	outbox_mail_free(&m);
	return true;
}

enum event {
	ACCEPT,
	DUE = ACCEPT + AT_ONCE_MAX,
	BOUNCED = DUE + AT_ONCE_MAX,
	REMIND,
	SEND,
	SEND_ALL,
	DIE,
	LOOK_AGAIN,
	EVENTS
};

static void
happen(struct scene *s, int event)
{
	int64_t of = s->asked[event % AT_ONCE_MAX];

	if (event < DUE) {
		if (of)
			accept(s, of);
	} else if (event < BOUNCED) {
		if (of)
			fire(s, "offer_due", of);
	} else if (event == BOUNCED) {
		fire(s, "offer_bounced", s->asked[1] ? s->asked[1] : s->asked[0]);
	} else if (event == REMIND) {
		fire(s, "offer_remind", s->asked[0]);
	} else if (event == LOOK_AGAIN) {
		fire(s, "match", 0);
	} else if (event == SEND_ALL) {
		while (send_one(s, false))
			;
	} else {
		(void)send_one(s, event == DIE);
	}
}

static unsigned
draw(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
shuffle(int *events, unsigned *seed)
{
	for (unsigned i = 0; i < EVENTS; i++)
		events[i] = (int)i;
	for (unsigned i = EVENTS - 1; i > 0; i--) {
		unsigned k = draw(seed, i + 1);
		int kept = events[i];

		events[i] = events[k];
		events[k] = kept;
	}
}

/* Whether the mail of the offer was ever handed to the sender. */
static bool
left(struct scene *s, int64_t offer_id)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(s->d.store, s->case_id, NULL, &n);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		found = found || (rows[i].offer_id == offer_id && rows[i].tries > 0 &&
		                     str_eq(rows[i].template_name, "offer"));
	outbox_rows_free(rows, n);
	return found;
}

/* Whose offer left and was called off hears so once; who has the case, never. */
static void
check_told(struct scene *s)
{
	size_t n;
	struct offer *rows = store_offer_list(s->d.store, s->case_id, &n);

	for (size_t i = 0; i < n; i++) {
		struct expert e;
		int64_t told;

		assert_true(store_expert_get(s->d.store, rows[i].expert_id, NOW, &e));
		told = store_outbox_count(
		    s->d.store, e.email, "offer_closed", s->case_id, 0);
		assert_true(told <= 1);
		if (str_eq(rows[i].state, "accepted"))
			assert_int_equal(told, 0);
		else if (str_eq(rows[i].state, "cancelled"))
			assert_int_equal(told, left(s, rows[i].id));
		expert_free(&e);
	}
	offers_free(rows, n);
}

static void
check(struct scene *s)
{
	size_t taken = count_offers(s, "accepted");

	assert_true(taken <= 1);
	if (!taken)
		return;
	assert_int_equal(count_offers(s, "open"), 0);
	assert_int_equal(count_offers(s, "conditional"), 0);
	check_told(s);
}

/* All of it inside one transaction, which is undone. */
static size_t
play(struct scene *s, unsigned *seed)
{
	int events[EVENTS];
	size_t taken;

	assert_true(store_begin(s->d.store));
	s->d.experts_stale = true;
	shuffle(events, seed);
	for (int i = 0; i < EVENTS; i++) {
		happen(s, events[i]);
		check(s);
	}
	happen(s, SEND_ALL);
	taken = count_offers(s, "accepted");
	store_rollback(s->d.store);
	return taken;
}

static void
test_any_order(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int at_once = 1; at_once <= AT_ONCE_MAX; at_once++) {
		struct fixture *f;
		struct scene s;
		size_t taken = 0;

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f, at_once);
		for (int i = 0; i < ORDERS; i++)
			taken += play(&s, &seed);
		/* Both happen: that somebody has the case, and that others are asked
		 * first. */
		assert_true(taken > ORDERS / 4);
		assert_true(s.offers_left > ORDERS / 10);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
}

/* The two orders that matter most, by name. */
static void
test_accept_then_deadline(void **state)
{
	for (int at_once = 1; at_once <= AT_ONCE_MAX; at_once++) {
		struct fixture *f;
		struct scene s;

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f, at_once);
		accept(&s, s.asked[0]);
		for (int i = 0; i < at_once; i++)
			fire(&s, "offer_due", s.asked[i]);
		happen(&s, SEND_ALL);
		assert_int_equal(count_offers(&s, "accepted"), 1);
		assert_int_equal(count_offers(&s, "cancelled"), at_once - 1);
		assert_int_equal(s.offers_left, 0);
		check(&s);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
	(void)state;
}

/* The deadline of one has passed, the next one's offer waits to leave, and then another
 * of those who were asked says yes. */
static void
test_deadline_then_accept(void **state)
{
	struct scene s;

	scene_begin(&s, state, 2);
	fire(&s, "offer_due", s.asked[0]);
	assert_int_equal(count_offers(&s, "open"), 2);
	accept(&s, s.asked[1]);
	assert_int_equal(count_offers(&s, "accepted"), 1);
	happen(&s, SEND_ALL);
	assert_int_equal(s.offers_left, 0);
	check(&s);
	scene_end(&s);
}

/* With one at a time the deadline hands the case on; his yes in the same second is late,
 * and the next one, who is being asked, is not kept from his offer. */
static void
test_deadline_then_accept_of_the_same(void **state)
{
	struct scene s;

	scene_begin(&s, state, 1);
	fire(&s, "offer_due", s.asked[0]);
	accept(&s, s.asked[0]);
	assert_int_equal(count_offers(&s, "accepted"), 0);
	happen(&s, SEND_ALL);
	assert_int_equal(s.offers_left, 1);
	scene_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_any_order),
	    cmocka_unit_test(test_accept_then_deadline),
	    STORE_TEST(test_deadline_then_accept),
	    STORE_TEST(test_deadline_then_accept_of_the_same),
	};

	return cmocka_run_group_tests_name("same_second", tests, NULL, NULL);
}
