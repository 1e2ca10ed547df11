/* What is decided when an offer's timers fire, apart from what stories can play. */
#include "desk_fixture.h"

#include "handler.h"

struct scene {
	struct desk d;
	struct config *config;
	struct config_source source;
	struct case_row c;
	int64_t offer, source_id;
};

static void
scene_begin(struct scene *s, void **state)
{
	struct fixture *f = *state;

	*s = (struct scene){.source = {.name = "main"}};
	s->config = desk_config();
	s->config->sources = &s->source;
	s->config->sources_n = 1;
	desk_ready(&s->d, s->config, f->s);
	s->d.now = NOW;
	s->source_id = store_source(s->d.store, "main").id;
	assert_true(
	    store_case_get(s->d.store, add_case(s->d.store, "offered", NOW), &s->c));
	s->offer = add_offer(s->d.store, s->c.id,
	    add_expert(s->d.store, "900001", "first@experts.example.jp"));
}

static void
scene_end(struct scene *s)
{
	s->config->sources = NULL;
	s->config->sources_n = 0;
	case_row_free(&s->c);
	desk_close(&s->d);
	config_free(s->config);
}

/* Fires the timer so many seconds after the offer, and tells how many reminders there
 * are. */
static int64_t
remind_at(struct scene *s, int64_t after)
{
	struct timer due = {.case_id = s->c.id, .ref_id = s->offer, .due_at = NOW + 500};

	s->d.now = NOW + after;
	due.kind = xstrdup("offer_remind");
	store_timer_cancel(s->d.store, s->c.id, due.kind, 0);
	assert_true(store_begin(s->d.store));
	assert_true(handle_timer(&s->d, &s->c, &due));
	assert_true(store_commit(s->d.store, &(struct err){0}));
	free(due.kind);
	return store_outbox_count(
	    s->d.store, "first@experts.example.jp", "offer_reminder", s->c.id, 0);
}

static bool
looks_again(struct scene *s)
{
	size_t n;
	struct timer *rows = store_timer_list(s->d.store, s->c.id, &n);
	bool found =
	    n == 1 && str_eq(rows[0].kind, "offer_remind") && rows[0].due_at > s->d.now;

	timers_free(rows, n);
	return found;
}

/* The answer may lie at a server that could not be reached since. */
static void
test_a_reminder_waits_for_the_mail(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	store_source_checked(s.d.store, s.source_id, NOW + 499, NULL);
	assert_int_equal(remind_at(&s, 600), 0);
	assert_true(looks_again(&s));
	store_source_checked(s.d.store, s.source_id, NOW + 500, NULL);
	assert_int_equal(remind_at(&s, 600), 1);
	assert_false(looks_again(&s));
	scene_end(&s);
}

static void
test_none_from_the_deadline_on(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	store_source_checked(s.d.store, s.source_id, NOW + 2000, NULL);
	assert_int_equal(remind_at(&s, 1000), 0);
	assert_false(looks_again(&s));
	assert_int_equal(remind_at(&s, 999), 1);
	scene_end(&s);
}

static void
hear(struct scene *s, int n, const char *from, const char *kind, int64_t case_id)
{
	int64_t id = add_inbox(s->d.store, s->source_id, n, (uint32_t)n);

	store_inbox_done(s->d.store, id,
	    &(struct inbox_done){
	        .from_addr = from, .kind = kind, .case_id = case_id, .now = NOW});
}

/* Whatever was written is an answer, but for what a program wrote, somebody else, or he
 * himself of another case. */
static void
test_none_to_whom_was_heard(void **state)
{
	enum { ROUNDS = 5 };
	static const struct {
		const char *from, *kind;
		int there; /* 1: on the case, 0: on none, 2: on another */
		int64_t reminders;
	} rounds[ROUNDS] = {
	    {"First@Experts.example.jp", "other", 1, 0},
	    {"first@experts.example.jp", "followup", 0, 0},
	    {"first@experts.example.jp", "auto_reply", 1, 1},
	    {"second@experts.example.jp", "other", 1, 1},
	    {"first@experts.example.jp", "other", 2, 1},
	};

	for (int i = 0; i < ROUNDS; i++) {
		struct fixture *f;
		struct scene s;
		int64_t other;

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f);
		other = add_case(s.d.store, "offered", NOW);
		store_source_checked(s.d.store, s.source_id, NOW + 2000, NULL);
		hear(&s, i + 1, rounds[i].from, rounds[i].kind,
		    rounds[i].there == 1   ? s.c.id
		    : rounds[i].there == 2 ? other
		                           : 0);
		assert_int_equal(remind_at(&s, 600), rounds[i].reminders);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
	(void)state;
}

static void
test_none_for_an_offer_that_is_over(void **state)
{
	static const char *const over[] = {
	    "accepted", "declined", "conditional", "lapsed", "bounced", "cancelled"};
	struct scene s;

	scene_begin(&s, state);
	store_source_checked(s.d.store, s.source_id, NOW + 2000, NULL);
	for (size_t i = 0; i < ARRAY_LEN(over); i++) {
		store_offer_answer(s.d.store, s.offer, over[i], NULL, 0);
		assert_int_equal(remind_at(&s, 600), 0);
	}
	scene_end(&s);
}

/* --- several offers at once --- */

static int64_t
offer_mail(struct scene *s, int64_t offer, const char *to)
{
	char *id = xasprintf("o%lld@desk.example.jp", (long long)offer);
	const struct outbox_new m = {.case_id = s->c.id,
	    .offer_id = offer,
	    .template_name = "offer_incident",
	    .lang = "ja",
	    .recipient = to,
	    .subject = "打診",
	    .message_id = id,
	    .wire = "x",
	    .wire_bytes = 1,
	    .now = NOW};
	int64_t row = store_outbox_add(s->d.store, &m);

	free(id);
	return row;
}

static void
accept_first(struct scene *s)
{
	struct offer o;
	struct expert e;

	assert_true(store_offer_get(s->d.store, s->offer, &o));
	assert_true(store_expert_get(s->d.store, o.expert_id, NOW, &e));
	assert_true(store_begin(s->d.store));
	desk_accepted(&s->d, &s->c, &o, &e);
	assert_true(store_commit(s->d.store, &(struct err){0}));
	offer_free(&o);
	expert_free(&e);
}

/* Takes everything that is due in that very second, and how many of it are offers. */
static size_t
offers_that_leave(struct scene *s)
{
	struct outbox_mail m;
	size_t offers = 0;

	while (store_outbox_take(s->d.store, s->d.now, &m)) {
		offers += str_starts(m.template_name, "offer_incident");
		store_outbox_sent(s->d.store, m.id, s->d.now);
		outbox_mail_free(&m);
	}
	return offers;
}

/* The first who accepts has the case. Whom the offer has reached, or may have, since it
 * is being sent just now, is told; what waits does not leave any more. */
static void
test_the_others_are_told(void **state)
{
	enum { SENT, ON_THE_WIRE, WAITING, OTHERS };
	static const char *const to[OTHERS] = {"second@experts.example.jp",
	    "third@experts.example.jp", "fourth@experts.example.jp"};
	int64_t offers[OTHERS];
	struct scene s;
	struct outbox_mail m;

	scene_begin(&s, state);
	for (int i = 0; i < OTHERS; i++) {
		char *regno = xasprintf("90001%d", i);

		offers[i] =
		    add_offer(s.d.store, s.c.id, add_expert(s.d.store, regno, to[i]));
		free(regno);
		(void)offer_mail(&s, offers[i], to[i]);
		if (i == WAITING)
			continue;
		assert_true(store_outbox_take(s.d.store, NOW, &m));
		if (i == SENT)
			store_outbox_sent(s.d.store, m.id, NOW);
		outbox_mail_free(&m);
	}
	accept_first(&s);
	assert_int_equal(desk_offers_live(&s.d, &s.c), 0);
	for (int i = 0; i < OTHERS; i++)
		assert_int_equal(
		    store_outbox_count(s.d.store, to[i], "offer_closed", s.c.id, 0),
		    i != WAITING);
	assert_int_equal(offers_that_leave(&s), 0);
	scene_end(&s);
}

/* --- any order of answers --- */

enum { CHOICE = 7, STEPS = 40, AT_ONCE = 3 };

static unsigned
draw(unsigned *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void
add_choice(struct scene *s)
{
	for (int i = 0; i < CHOICE; i++) {
		struct expert e;

		expert_init(&e);
		e.registration_no = xasprintf("91000%d", i);
		set_str(&e.name, "見本 太郎");
		e.email = xasprintf("e%d@experts.example.jp", i);
		e.themes = ~0u;
		e.forms = FORM_VISIT | FORM_ONLINE;
		e.prefectures = ~(uint64_t)0 >> 17;
		e.capacity = 5;
		set_str(&e.valid_until, "2039-03-31");
		(void)store_expert_put(s->d.store, &e, NOW, NULL);
		expert_free(&e);
	}
	s->d.experts_stale = true;
}

/* One of the case's open offers; false: there is none. */
static bool
pick(struct scene *s, unsigned *seed, struct offer *out)
{
	size_t n, live = 0;
	struct offer *rows = store_offer_list(s->d.store, s->c.id, &n);
	int64_t ids[CHOICE + 1];

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "open"))
			ids[live++] = rows[i].id;
	offers_free(rows, n);
	return live > 0 &&
	       store_offer_get(s->d.store, ids[draw(seed, (unsigned)live)], out);
}

static void
step(struct scene *s, unsigned *seed)
{
	static const char *const ends[] = {"declined", "lapsed", "bounced"};
	unsigned what = draw(seed, 8);
	struct offer o;
	struct expert e;

	if (str_eq(s->c.state, "accepted")) {
		desk_expert_gone(&s->d, &s->c, "辞退");
	} else if (pick(s, seed, &o)) {
		if (what == 0) {
			assert_true(store_expert_get(s->d.store, o.expert_id, NOW, &e));
			desk_accepted(&s->d, &s->c, &o, &e);
			expert_free(&e);
		} else {
			desk_offer_end(&s->d, &o, ends[what % 3], NULL);
			desk_offer_over(&s->d, &s->c, "次の候補へ");
		}
		offer_free(&o);
	}
}

static size_t
accepted(struct scene *s)
{
	size_t n, found = 0;
	struct offer *rows = store_offer_list(s->d.store, s->c.id, &n);

	for (size_t i = 0; i < n; i++)
		found += str_eq(rows[i].state, "accepted");
	offers_free(rows, n);
	return found;
}

static void
check(struct scene *s)
{
	size_t live = desk_offers_live(&s->d, &s->c);
	bool taken = str_eq(s->c.state, "accepted");

	assert_int_equal(accepted(s), taken);
	assert_true((live > 0) == str_eq(s->c.state, "offered"));
	assert_true(live <= AT_ONCE);
	if (taken)
		assert_int_equal(offers_that_leave(s), 0);
}

/* Never more than are asked at once, nor two who have the case; while somebody has it,
 * nobody is being asked, and no offer leaves, not even in the same second. */
static void
test_any_order_of_answers(void **state)
{
	size_t taken = 0, given_up = 0;

	(void)state;
	for (unsigned round = 1; round <= 60; round++) {
		unsigned seed = round;
		struct fixture *f;
		struct scene s;

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f);
		s.config->match.incident_offers_at_once = AT_ONCE;
		s.config->match.max_offers = CHOICE + 1;
		s.c.incident = true;
		set_str(&s.c.prefecture, "大阪府");
		add_choice(&s);
		assert_true(store_begin(s.d.store));
		desk_offer_fill(&s.d, &s.c);
		assert_int_equal(desk_offers_live(&s.d, &s.c), AT_ONCE);
		for (int i = 0; i < STEPS && !str_eq(s.c.state, "no_expert"); i++) {
			step(&s, &seed);
			assert_true(store_commit(s.d.store, &(struct err){0}));
			check(&s);
			/* Some mail leaves between two answers. */
			if (draw(&seed, 2))
				(void)offers_that_leave(&s);
			taken += str_eq(s.c.state, "accepted");
			assert_true(store_begin(s.d.store));
		}
		given_up += str_eq(s.c.state, "no_expert");
		assert_true(store_commit(s.d.store, &(struct err){0}));
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
	assert_true(taken > 10);
	assert_true(given_up > 10);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_a_reminder_waits_for_the_mail),
	    STORE_TEST(test_none_from_the_deadline_on),
	    cmocka_unit_test(test_none_to_whom_was_heard),
	    STORE_TEST(test_none_for_an_offer_that_is_over),
	    STORE_TEST(test_the_others_are_told),
	    cmocka_unit_test(test_any_order_of_answers),
	};

	return cmocka_run_group_tests_name("dialogue", tests, NULL, NULL);
}
