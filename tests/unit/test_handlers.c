/* What handlers make of a reading, whatever model made it: nothing that a person is to
 * see is passed over, no incident waits for a list, and nobody's address is flooded. */
#include "desk_fixture.h"

#include "handler.h"

struct scene {
	struct desk d;
	struct config *config;
	struct message m;
	struct reading r;
	struct route route;
	struct case_row c;
	struct input in;
};

static void
scene_begin(struct scene *s, void **state)
{
	struct fixture *f = *state;

	*s = (struct scene){0};
	s->config = desk_config();
	strlist_add(&s->config->desk.operators, "operator@desk.example.jp");
	desk_ready(&s->d, s->config, f->s);
	message_init(&s->m);
	set_str(&s->m.from.addr, "a@company.example.jp");
	set_str(&s->m.subject, "件名");
	set_str(&s->m.text, "本文");
	reading_init(&s->r);
	s->in = (struct input){.m = &s->m, .r = &s->r, .route = &s->route};
	s->d.answering = &s->m;
}

/* A case that is under way, the writer a part of it. */
static void
scene_case(struct scene *s, const char *case_state)
{
	int64_t id = add_case(s->d.store, case_state, NOW), person;

	person = store_person(s->d.store, s->m.from.addr, NULL, NULL, NULL, NOW);
	store_case_person(s->d.store, id, person, "requester");
	assert_true(store_case_get(s->d.store, id, &s->c));
	s->c.requester_id = person;
	store_case_update(s->d.store, &s->c);
	s->route.case_id = id;
	s->route.trusted = true;
	set_str(&s->route.role, "requester");
	s->in.c = &s->c;
	s->in.case_id = id;
}

static enum outcome
handle(struct scene *s)
{
	enum outcome outcome;

	assert_true(store_begin(s->d.store));
	outcome = handle_message(&s->d, &s->in, NULL);
	assert_true(store_commit(s->d.store, &(struct err){0}));
	return outcome;
}

static void
scene_end(struct scene *s)
{
	if (s->in.c)
		case_row_free(&s->c);
	route_free(&s->route);
	reading_free(&s->r);
	message_free(&s->m);
	desk_close(&s->d);
	config_free(s->config);
}

static size_t
events_open(struct scene *s, const char *what)
{
	size_t n, found = 0;
	struct event_row *rows = store_event_open(s->d.store, &n);

	for (size_t i = 0; i < n; i++)
		found += str_eq(rows[i].what, what);
	event_rows_free(rows, n);
	return found;
}

static int64_t
mails(struct scene *s, const char *to, const char *template_name)
{
	return store_outbox_count(s->d.store, to, template_name, 0, 0);
}

static void
test_what_is_to_be_reviewed_is_not_passed_over(void **state)
{
	static const enum kind kinds[] = {KIND_AUTO_REPLY, KIND_BOUNCE, KIND_SPAM};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int review = 0; review < 2; review++) {
			struct scene s;
			size_t before;

			scene_begin(&s, state);
			before = events_open(&s, "review");
			s.r.kind = kinds[i];
			s.r.decision = review ? DECISION_REVIEW : DECISION_IGNORE;
			assert_int_equal(
			    handle(&s), review ? OUTCOME_PERSON : OUTCOME_IGNORED);
			assert_int_equal(
			    events_open(&s, "review"), before + (size_t)review);
			assert_int_equal(mails(&s, s.m.from.addr, NULL), 0);
			scene_end(&s);
		}
}

/* Whoever is named as the sender of a forged mail has not written to us. */
static void
test_forged_request_is_not_acknowledged(void **state)
{
	for (int forged = 0; forged < 2; forged++) {
		struct scene s;

		scene_begin(&s, state);
		set_str(&s.m.from.addr,
		    forged ? "forged@company.example.jp" : "own@company.example.jp");
		s.route.forged = forged;
		s.r.kind = KIND_REQUEST;
		s.r.decision = DECISION_AUTO;
		s.r.category = 'a';
		assert_int_equal(handle(&s), forged ? OUTCOME_PERSON : OUTCOME_DONE);
		assert_int_equal(mails(&s, s.m.from.addr, NULL) > 0, !forged);
		scene_end(&s);
	}
}

static void
test_forged_mail_is_answered_to_nobody(void **state)
{
	static const enum kind kinds[] = {KIND_COMPLAINT, KIND_LIST_APPLICATION};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		for (int forged = 0; forged < 2; forged++) {
			struct scene s;
			int64_t before;

			scene_begin(&s, state);
			s.d.answering_forged = forged;
			s.r.kind = kinds[i];
			s.r.decision = DECISION_REVIEW;
			before = mails(&s, s.m.from.addr, NULL);
			(void)handle(&s);
			assert_int_equal(
			    mails(&s, s.m.from.addr, NULL) > before, !forged);
			scene_end(&s);
		}
}

static void
test_doubtful_thanks_are_shown(void **state)
{
	for (int review = 0; review < 2; review++) {
		struct scene s;

		scene_begin(&s, state);
		scene_case(&s, "accepted");
		s.r.kind = KIND_OTHER;
		s.r.reply.kind = REPLY_THANKS_ONLY;
		s.r.reply.ambiguous = review;
		s.r.decision = review ? DECISION_REVIEW : DECISION_AUTO;
		assert_int_equal(handle(&s), review ? OUTCOME_PERSON : OUTCOME_DONE);
		scene_end(&s);
	}
}

static void
test_an_incident_in_a_case_is_told(void **state)
{
	static const enum kind kinds[] = {KIND_FOLLOWUP, KIND_REQUEST, KIND_WITHDRAW,
	    KIND_OTHER, KIND_COMPLAINT, KIND_SCHEDULE_REPLY};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct scene s;
		int64_t before;

		scene_begin(&s, state);
		scene_case(&s, "accepted");
		s.r.kind = kinds[i];
		s.r.decision = DECISION_REVIEW;
		s.r.urgent = true;
		s.route.trusted = i % 2 == 0;
		before = mails(&s, "operator@desk.example.jp", "operator_alert");
		(void)handle(&s);
		assert_true(
		    mails(&s, "operator@desk.example.jp", "operator_alert") > before);
		scene_end(&s);
	}
}

/* Over the limit it waits for minutes, not for an hour among what is no incident. */
static void
test_an_incident_in_a_case_is_held_as_one(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	scene_case(&s, "accepted");
	s.config->limits.alerts_per_day = 1;
	s.config->limits.mails_per_case_day = 1;
	s.r.kind = KIND_FOLLOWUP;
	s.r.urgent = true;
	for (int i = 0; i < 3; i++)
		(void)handle(&s);
	assert_int_equal(mails(&s, "operator@desk.example.jp", "operator_alert"), 2);
	assert_int_equal(events_open(&s, "alert_held_urgent"), 1);
	assert_int_equal(events_open(&s, "alert_held"), 0);
	scene_end(&s);
}

static void
test_a_named_address_is_not_flooded(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	for (int i = 0; i < 8; i++) {
		if (s.in.c)
			case_row_free(&s.c);
		free(s.route.role);
		s.route.role = NULL;
		scene_case(&s, "matching");
		assert_true(store_begin(s.d.store));
		desk_offer_next(&s.d, &s.c);
		desk_withdraw(&s.d, &s.c, "取下げ");
		assert_true(store_commit(s.d.store, &(struct err){0}));
	}
	assert_int_equal(mails(&s, s.m.from.addr, NULL), 5);
	scene_end(&s);
}

/* The case is the operator's, the incident is told, and no expert is asked. */
static void
test_a_doubted_incident_is_told_and_not_acted_upon(void **state)
{
	for (int review = 0; review < 2; review++) {
		struct scene s;
		struct case_row c;

		scene_begin(&s, state);
		(void)add_expert(s.d.store, "900001", "first@experts.example.jp");
		s.r.kind = KIND_REQUEST;
		s.r.urgent = true;
		s.r.category = 'd';
		s.r.decision = review ? DECISION_REVIEW : DECISION_AUTO;
		set_str(&s.r.slots.prefecture, "大阪府");
		(void)handle(&s);
		assert_true(store_case_get(s.d.store, s.in.case_id, &c));
		assert_true(str_eq(c.state, "review") == (review == 1));
		assert_true(c.incident);
		case_row_free(&c);
		assert_int_equal(store_outbox_count(s.d.store, "operator@desk.example.jp",
		                     "operator_alert", s.in.case_id, 0) > 0,
		    true);
		assert_int_equal(mails(&s, s.m.from.addr, "ack_review"), review);
		assert_int_equal(mails(&s, s.m.from.addr, "ack_incident"), 1);
		scene_end(&s);
	}
}

/* The same, where it is told in the answer to the menu. */
static void
test_a_doubted_incident_in_an_answer(void **state)
{
	for (int review = 0; review < 2; review++) {
		struct scene s;
		struct case_row c;

		scene_begin(&s, state);
		scene_case(&s, "confirm");
		s.r.kind = KIND_REQUEST;
		s.r.urgent = true;
		s.r.category = 'd';
		s.r.confidence = 1;
		s.r.decision = review ? DECISION_REVIEW : DECISION_AUTO;
		set_str(&s.r.slots.prefecture, "大阪府");
		(void)handle(&s);
		assert_true(store_case_get(s.d.store, s.in.case_id, &c));
		assert_true(str_eq(c.state, "review") == (review == 1));
		case_row_free(&c);
		assert_true(store_outbox_count(s.d.store, "operator@desk.example.jp",
		                "operator_alert", s.in.case_id, 0) > 0);
		scene_end(&s);
	}
}

/* --- deadlines --- */

static const char *
state_after_deadline(struct scene *s, int64_t offer_id, int64_t now)
{
	static char state[32];
	struct timer due = {.case_id = s->c.id, .ref_id = offer_id, .due_at = now};
	struct offer o;

	s->d.now = now;
	due.kind = xstrdup("offer_due");
	assert_true(store_begin(s->d.store));
	assert_true(handle_timer(&s->d, &s->c, &due));
	assert_true(store_commit(s->d.store, &(struct err){0}));
	assert_true(store_offer_get(s->d.store, offer_id, &o));
	(void)snprintf(state, sizeof(state), "%s", o.state);
	offer_free(&o);
	free(due.kind);
	return state;
}

/* A desk that was off for a week asks its sources before it takes silence for an answer;
 * one that asks in vain for two days goes on. */
static void
test_deadlines_wait_for_the_mail(void **state)
{
	enum { DAY = 86400, LOOK = 300 };
	struct scene s;
	struct config_source source = {.name = "main"};
	int64_t offer, now = NOW + 7 * DAY;
	struct source_row row;

	scene_begin(&s, state);
	scene_case(&s, "offered");
	s.config->sources = &source;
	s.config->sources_n = 1;
	row = store_source(s.d.store, "main");
	store_source_checked(s.d.store, row.id, NOW, NULL);
	offer = add_offer(s.d.store, s.c.id,
	    add_expert(s.d.store, "900001", "first@experts.example.jp"));
	assert_string_equal(state_after_deadline(&s, offer, now), "open");
	/* Off again, for longer than the wait. */
	now += 3 * DAY;
	for (int i = 0; i <= 2 * DAY / LOOK; i++, now += LOOK)
		assert_string_equal(state_after_deadline(&s, offer, now), "open");
	assert_string_equal(state_after_deadline(&s, offer, now), "lapsed");
	s.config->sources = NULL;
	s.config->sources_n = 0;
	scene_end(&s);
}

/* The token's own time counts as well as the offer's: the setting may have been longer
 * when the offer was made, or shorter. */
static void
test_an_answer_counts_while_its_token_lasts(void **state)
{
	enum { DAY = 86400, DUE = NOW + 1000, LAST = DUE + 30 * DAY };
	static const struct {
		bool trusted;
		int other; /* it bears another offer's token */
		int64_t until, now;
		bool counts;
	} samples[] = {
	    {true, 0, 0, NOW, true},
	    {true, 0, NOW + 5, NOW + 5, true},
	    {true, 0, NOW + 5, NOW + 6, false},
	    {true, 0, 0, LAST, true},
	    {true, 0, 0, LAST + 1, false},
	    {true, 0, LAST + DAY, LAST + 1, false},
	    {true, 1, 0, NOW, false},
	    {false, 0, NOW + 5, NOW, false},
	};
	static const struct {
		enum kind kind;
		const char *state;
	} answers[] = {
	    {KIND_EXPERT_DECLINE, "declined"}, {KIND_EXPERT_CONDITIONAL, "conditional"}};

	for (size_t i = 0; i < ARRAY_LEN(samples) * ARRAY_LEN(answers); i++) {
		size_t k = i % ARRAY_LEN(samples), a = i / ARRAY_LEN(samples);
		struct scene s;
		struct offer o;
		int64_t offer;

		scene_begin(&s, state);
		set_str(&s.m.from.addr, "first@experts.example.jp");
		scene_case(&s, "offered");
		set_str(&s.route.role, "asked");
		offer = add_offer(
		    s.d.store, s.c.id, add_expert(s.d.store, "900001", s.m.from.addr));
		s.route.offer_id = offer;
		s.route.trusted = samples[k].trusted;
		s.route.bears = offer + samples[k].other;
		s.route.bears_until = samples[k].until;
		s.d.now = samples[k].now;
		s.r.kind = answers[a].kind;
		s.r.decision = DECISION_AUTO;
		(void)handle(&s);
		assert_true(store_offer_get(s.d.store, offer, &o));
		if (!str_eq(o.state, samples[k].counts ? answers[a].state : "open"))
			fail_msg("sample %zu: %s", k, o.state);
		offer_free(&o);
		scene_end(&s);
	}
}

/* Who refused, or was called off, and then says yes: the case is another's only when
 * another has accepted. Until then a person decides. */
static void
test_a_yes_after_the_offer_ended(void **state)
{
	static const struct {
		const char *offer_state, *case_state;
		bool taken;
	} samples[] = {
	    {"declined", "matching", false},
	    {"declined", "no_expert", false},
	    {"declined", "review", false},
	    {"declined", "incident", false},
	    {"declined", "offered", false},
	    {"cancelled", "matching", false},
	    {"cancelled", "no_expert", false},
	    {"cancelled", "review", false},
	    {"cancelled", "offered", false},
	    {"bounced", "no_expert", false},
	    {"lapsed", "review", false},
	    {"declined", "accepted", true},
	    {"cancelled", "visits", true},
	};

	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct scene s;
		int64_t first, second, closed, alerts;
		size_t asked;

		scene_begin(&s, state);
		set_str(&s.m.from.addr, "first@experts.example.jp");
		scene_case(&s, samples[i].case_state);
		set_str(&s.route.role, "asked");
		first = add_expert(s.d.store, "900001", s.m.from.addr);
		second = add_expert(s.d.store, "900002", "second@experts.example.jp");
		s.c.expert_id = samples[i].taken ? second : 0;
		s.route.offer_id = s.route.bears = add_offer(s.d.store, s.c.id, first);
		store_offer_answer(
		    s.d.store, s.route.bears, samples[i].offer_state, NULL, NOW);
		s.d.now = NOW;
		s.r.kind = KIND_EXPERT_ACCEPT;
		s.r.decision = DECISION_AUTO;
		asked = events_open(&s, "review");
		closed = mails(&s, s.m.from.addr, "offer_closed");
		alerts = mails(&s, "operator@desk.example.jp", "operator_alert");
		assert_int_equal(handle(&s), OUTCOME_PERSON);
		asked = events_open(&s, "review") - asked;
		closed = mails(&s, s.m.from.addr, "offer_closed") - closed;
		alerts = mails(&s, "operator@desk.example.jp", "operator_alert") - alerts;
		if (asked != 1 || closed != samples[i].taken ||
		    alerts != !samples[i].taken)
			fail_msg("sample %zu", i);
		scene_end(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_what_is_to_be_reviewed_is_not_passed_over),
	    STORE_TEST(test_forged_request_is_not_acknowledged),
	    STORE_TEST(test_forged_mail_is_answered_to_nobody),
	    STORE_TEST(test_doubtful_thanks_are_shown),
	    STORE_TEST(test_an_incident_in_a_case_is_told),
	    STORE_TEST(test_an_incident_in_a_case_is_held_as_one),
	    STORE_TEST(test_a_named_address_is_not_flooded),
	    STORE_TEST(test_a_doubted_incident_is_told_and_not_acted_upon),
	    STORE_TEST(test_a_doubted_incident_in_an_answer),
	    STORE_TEST(test_deadlines_wait_for_the_mail),
	    STORE_TEST(test_a_yes_after_the_offer_ended),
	    STORE_TEST(test_an_answer_counts_while_its_token_lasts),
	};

	return cmocka_run_group_tests_name("handlers", tests, NULL, NULL);
}
