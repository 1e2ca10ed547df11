/* What a word has to prove before it ends a case, or an engagement; and what is asked
 * back. */
#include "store_fixture.h"

#include "handler.h"

#define COMPANY "a@company.example.jp"
#define AGENCY  "b@agency.example.or.jp"
#define EXPERT  "first@experts.example.jp"

struct scene {
	struct desk d;
	struct config *config;
	struct message m;
	struct reading r;
	struct route route;
	struct case_row c;
	int64_t offer_id;
	struct input in;
};

static void
add_expert_who_accepted(struct scene *s)
{
	struct store *store = s->d.store;
	int64_t person = store_person(store, EXPERT, NULL, NULL, NULL, NOW);

	s->c.expert_id = add_expert(store, "900001", EXPERT);
	store_case_person(store, s->c.id, person, "expert");
	s->offer_id = add_offer(store, s->c.id, s->c.expert_id);
	store_offer_answer(store, s->offer_id, "accepted", NULL, NOW);
}

static void
scene_begin(struct scene *s, struct fixture *f, const char *case_state)
{
	struct strlist problems = {0};

	*s = (struct scene){.config = config_default()};
	set_str(&s->config->desk.address, "soudan@desk.example.jp");
	set_str(&s->config->templates_dir, "templates");
	set_str(&s->config->data_dir, ".");
	if (!desk_open(&s->d, s->config, f->s, &problems))
		fail_msg("%s", problems.n ? problems.v[0] : "desk_open");
	desk_begin(&s->d);
	s->d.now = NOW;
	assert_true(store_case_get(f->s, add_case(f->s, case_state, NOW), &s->c));
	s->c.requester_id = store_person(f->s, COMPANY, NULL, NULL, NULL, NOW);
	s->c.referrer_id = store_person(f->s, AGENCY, NULL, NULL, NULL, NOW);
	store_case_person(f->s, s->c.id, s->c.requester_id, "requester");
	store_case_person(f->s, s->c.id, s->c.referrer_id, "referrer");
	if (str_eq(case_state, "accepted"))
		add_expert_who_accepted(s);
	store_case_update(f->s, &s->c);
	message_init(&s->m);
	set_str(&s->m.text, "本文");
	reading_init(&s->r);
	s->r.decision = DECISION_AUTO;
	s->in = (struct input){.m = &s->m, .r = &s->r, .route = &s->route, .c = &s->c};
	s->d.answering = &s->m;
}

static void
handle(struct scene *s)
{
	s->d.answering_forged = s->route.forged;
	assert_true(store_begin(s->d.store));
	(void)handle_message(&s->d, &s->in, NULL);
	assert_true(store_commit(s->d.store, &(struct err){0}));
}

static void
scene_end(struct scene *s)
{
	case_row_free(&s->c);
	route_free(&s->route);
	reading_free(&s->r);
	message_free(&s->m);
	desk_close(&s->d);
	config_free(s->config);
}

static void
test_withdrawals(void **state)
{
	static const struct {
		const char *role, *case_state;
		bool trusted, proved, unchecked, forged, unsure;
		bool withdrawn;
		int asked; /* letters that ask to confirm, after two such mails */
	} rows[] = {
	    {"requester", "matching", true, true, false, false, false, true, 0},
	    {"referrer", "matching", true, true, false, false, false, true, 0},
	    {"requester", "matching", true, true, false, false, true, false, 0},
	    {"requester", "matching", true, false, false, false, false, false, 1},
	    {"referrer", "accepted", true, false, false, false, false, false, 1},
	    /* found by the sender alone */
	    {"requester", "matching", false, false, false, false, false, false, 1},
	    {"requester", "matching", true, false, false, false, true, false, 0},
	    {"copy", "matching", true, true, false, false, false, false, 0},
	    {"copy", "matching", true, false, false, false, false, false, 0},
	    /* the provider's checks */
	    {"requester", "matching", false, true, true, false, false, false, 0},
	    {"requester", "matching", false, false, true, false, false, false, 0},
	    {"requester", "matching", false, true, true, true, false, false, 0},
	    {"requester", "matching", true, false, false, true, false, false, 0},
	    {"requester", "closed", true, false, false, false, false, false, 0},
	    {NULL, "matching", false, false, false, false, false, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture *f;
		struct scene s;
		const char *from = str_eq(rows[i].role, "referrer") ? AGENCY : COMPANY;
		int64_t asked;

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, f, rows[i].case_state);
		set_str(&s.m.from.addr, from);
		set_str(&s.route.role, rows[i].role);
		s.route.trusted = rows[i].trusted;
		s.route.proved = rows[i].proved;
		s.route.unchecked = rows[i].unchecked;
		s.route.forged = rows[i].forged;
		for (int mail = 0; mail < 2; mail++) {
			s.r.kind = KIND_WITHDRAW;
			s.r.decision = DECISION_AUTO;
			s.r.reply.ambiguous = rows[i].unsure;
			handle(&s);
		}
		asked = store_outbox_count(s.d.store, from, "withdraw_check", 0, 0);
		if (str_eq(s.c.state, "withdrawn") != rows[i].withdrawn ||
		    asked != rows[i].asked)
			fail_msg("row %zu: %s, %d letters", i, s.c.state, (int)asked);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
}

/* He accepted, and gives the case up. */
static void
test_an_expert_leaves(void **state)
{
	static const struct {
		const char *what;
		bool trusted, proved, offer, bears, visit, review;
		bool leaves;
	} rows[] = {
	    {"his offer's token", true, true, true, true, false, false, true},
	    {"another letter of his", true, true, false, false, false, false, true},
	    {"a letter about a visit", true, true, false, false, true, false, false},
	    {"a letter about the offer, expired", true, true, true, false, false, false,
	        false},
	    {"nothing but his address", true, false, false, false, false, false, false},
	    {"checks not passed", false, true, false, false, false, false, false},
	    {"unclear", true, true, false, false, false, true, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		static const enum kind kinds[] = {KIND_EXPERT_DECLINE, KIND_WITHDRAW};

		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			struct fixture *f;
			struct scene s;

			assert_int_equal(fixture_setup((void **)&f), 0);
			scene_begin(&s, f, "accepted");
			set_str(&s.m.from.addr, EXPERT);
			set_str(&s.route.role, "expert");
			s.route.trusted = rows[i].trusted;
			s.route.proved = rows[i].proved;
			s.route.offer_id = rows[i].offer ? s.offer_id : 0;
			s.route.bears = rows[i].bears ? s.offer_id : 0;
			s.route.visit_id = rows[i].visit ? 1 : 0;
			s.r.kind = kinds[k];
			s.r.decision = rows[i].review ? DECISION_REVIEW : DECISION_AUTO;
			handle(&s);
			if (!s.c.expert_id != rows[i].leaves)
				fail_msg("%s, %s", rows[i].what, kind_name(kinds[k]));
			scene_end(&s);
			assert_int_equal(fixture_teardown((void **)&f), 0);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_withdrawals),
	    cmocka_unit_test(test_an_expert_leaves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
