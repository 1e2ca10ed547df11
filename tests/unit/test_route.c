/* What shows that an answer to an offer is its own expert's: the token in the address, or
 * the offer's own letter, from the address that it went to; and nothing else. */
#include "store_fixture.h"

#include "route.h"
#include "token.h"

#define DESK    "soudan@desk.example.jp"
#define EXPERT  "taro@experts.example.jp"
#define COMPANY "a@company.example.jp"
#define US      "mx.desk.example.jp"

struct scene {
	struct desk d;
	struct config *config;
	struct secret key;
	int64_t case_id, offer_id;
	struct message m;
	struct route r;
};

static void
write_letter(struct scene *s, int64_t offer_id, const char *to, const char *message_id)
{
	const struct outbox_new m = {.case_id = s->case_id,
	    .offer_id = offer_id,
	    .template_name = offer_id ? "offer" : "ack",
	    .lang = "ja",
	    .recipient = to,
	    .subject = "s",
	    .message_id = message_id,
	    .wire = "A: b\r\n\r\nc",
	    .wire_bytes = 9,
	    .now = NOW};

	(void)store_outbox_add(s->d.store, &m);
}

static void
scene_begin(struct scene *s, void **state)
{
	struct fixture *f = *state;
	int64_t person;

	*s = (struct scene){.config = config_default()};
	set_str(&s->config->desk.address, DESK);
	s->d = (struct desk){.config = s->config, .store = f->s, .now = NOW};
	assert_true(store_secret_newest(f->s, NOW, &s->key));
	s->case_id = add_case(f->s, "offered", NOW);
	s->offer_id = add_offer(f->s, s->case_id, add_expert(f->s, "900001", EXPERT));
	person = store_person(f->s, "a@company.example.jp", NULL, NULL, NULL, NOW);
	store_case_person(f->s, s->case_id, person, "requester");
	write_letter(s, 0, "a@company.example.jp", "ack@desk.example.jp");
	write_letter(s, 0, EXPERT, "note@desk.example.jp");
	write_letter(s, s->offer_id, EXPERT, "offer@desk.example.jp");
	message_init(&s->m);
	set_str(&s->m.from.addr, EXPERT);
}

static void
route(struct scene *s, const char *authserv_id)
{
	route_free(&s->r);
	route_message(&s->d, &s->m, authserv_id, &s->r);
}

static void
write_to(struct scene *s, char kind, int64_t id, int64_t until, const char *made_for)
{
	char *address = token_address(&s->key, DESK, kind, id, until, made_for);

	addresses_free(&s->m.to);
	addresses_add(&s->m.to, NULL, address);
	free(address);
}

static void
scene_end(struct scene *s)
{
	route_free(&s->r);
	message_free(&s->m);
	config_free(s->config);
}

static void
test_the_offers_token(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	write_to(&s, 'o', s.offer_id, NOW + 5, EXPERT);
	route(&s, NULL);
	assert_true(s.r.trusted);
	assert_int_equal(s.r.bears, s.offer_id);
	assert_int_equal(s.r.bears_until, NOW + 5);
	/* as it was made before tokens had a time */
	write_to(&s, 'o', s.offer_id, 0, EXPERT);
	route(&s, NULL);
	assert_int_equal(s.r.bears, s.offer_id);
	assert_int_equal(s.r.bears_until, 0);
	/* from elsewhere */
	set_str(&s.m.from.addr, "a@company.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	assert_false(s.r.trusted);
	scene_end(&s);
}

/* They tell the case, not the offer. */
static void
test_other_tokens(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	write_to(&s, 'c', s.case_id, 0, EXPERT);
	route(&s, NULL);
	assert_true(s.r.trusted);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	/* made for somebody else */
	write_to(&s, 'o', s.offer_id, NOW + 5, "a@company.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.bears, 0);
	assert_false(s.r.trusted);
	scene_end(&s);
}

static void
test_the_offers_letter(void **state)
{
	struct scene s;

	scene_begin(&s, state);
	set_str(&s.m.in_reply_to, "offer@desk.example.jp");
	route(&s, NULL);
	assert_true(s.r.trusted);
	assert_int_equal(s.r.bears, s.offer_id);
	set_str(&s.m.in_reply_to, "note@desk.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	strlist_add(&s.m.references, "offer@desk.example.jp");
	strlist_add(&s.m.references, "note@desk.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.bears, s.offer_id);
	set_str(&s.m.from.addr, "a@company.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	scene_end(&s);
}

/* One who was asked for the same case has got hold of another's letter. */
static void
test_anothers_letter(void **state)
{
	const char *other = "jiro@experts.example.jp";
	struct scene s;

	scene_begin(&s, state);
	(void)add_offer(s.d.store, s.case_id, add_expert(s.d.store, "900002", other));
	set_str(&s.m.from.addr, other);
	set_str(&s.m.in_reply_to, "offer@desk.example.jp");
	route(&s, NULL);
	assert_string_equal(s.r.role, "asked");
	assert_int_equal(s.r.bears, 0);
	scene_end(&s);
}

static void
test_number_and_other_threads(void **state)
{
	struct scene s;
	struct case_row c;

	scene_begin(&s, state);
	assert_true(store_case_get(s.d.store, s.case_id, &c));
	s.m.subject = xasprintf("Re: [案件 %s]", c.number);
	case_row_free(&c);
	route(&s, NULL);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	set_str(&s.m.subject, NULL);
	set_str(&s.m.in_reply_to, "ack@desk.example.jp");
	route(&s, NULL);
	assert_int_equal(s.r.case_id, s.case_id);
	assert_int_equal(s.r.bears, 0);
	scene_end(&s);
}

/* What a word of the company's has to bear before it ends a case. */
static void
test_what_proves_the_company(void **state)
{
	static const struct {
		char token; /* 'c' or 0 */
		const char *made_for, *in_reply_to, *reference;
		bool numbered, proved, threaded, trusted;
	} rows[] = {
	    {'c', COMPANY, NULL, NULL, false, true, true, true},
	    {0, NULL, "ack@desk.example.jp", NULL, false, true, true, true},
	    {0, NULL, NULL, "ack@desk.example.jp", false, true, true, true},
	    /* made for, or sent to, somebody else */
	    {'c', EXPERT, NULL, NULL, false, false, true, false},
	    {0, NULL, "offer@desk.example.jp", NULL, false, false, true, true},
	    {'c', EXPERT, "ack@desk.example.jp", NULL, false, true, true, false},
	    /* its own mail's thread, known to all who got that in copy */
	    {0, NULL, NULL, "own@company.example.jp", false, false, true, true},
	    {0, NULL, "own@company.example.jp", NULL, false, false, true, true},
	    {0, NULL, NULL, NULL, true, false, false, true},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fixture *f;
		struct scene s;
		struct case_row c;

		(void)state;
		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f);
		set_str(&s.m.from.addr, COMPANY);
		store_inbox_done(s.d.store,
		    add_inbox(s.d.store, store_source(f->s, "main").id, 1, 1),
		    &(struct inbox_done){.message_id = "own@company.example.jp",
		        .from_addr = COMPANY,
		        .case_id = s.case_id,
		        .now = NOW});
		assert_true(store_case_get(s.d.store, s.case_id, &c));
		if (rows[i].token)
			write_to(&s, rows[i].token, s.case_id, 0, rows[i].made_for);
		set_str(&s.m.in_reply_to, rows[i].in_reply_to);
		if (rows[i].reference)
			strlist_add(&s.m.references, rows[i].reference);
		if (rows[i].numbered)
			s.m.subject = xasprintf("Re: [案件 %s]", c.number);
		route(&s, NULL);
		if (s.r.case_id != s.case_id || s.r.proved != rows[i].proved ||
		    s.r.threaded != rows[i].threaded || s.r.trusted != rows[i].trusted)
			fail_msg("row %zu: proved %d threaded %d trusted %d", i,
			    s.r.proved, s.r.threaded, s.r.trusted);
		assert_false(s.r.unchecked);
		route(&s, US);
		assert_true(s.r.unchecked);
		assert_false(s.r.trusted);
		case_row_free(&c);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
}

static void
test_checks_of_the_provider(void **state)
{
	static const struct {
		const char *us, *field;
		bool trusted, forged;
	} samples[] = {
	    {NULL, US "; dmarc=fail", true, false},
	    {US, NULL, false, false},
	    {US, US "; dmarc=none", false, false},
	    {US, "other.example.jp; dmarc=pass", false, false},
	    {US, US "; dmarc=pass header.from=experts.example.jp", true, false},
	    {US, US "; dmarc=fail header.from=experts.example.jp", false, true},
	};

	struct scene s;

	scene_begin(&s, state);
	write_to(&s, 'o', s.offer_id, NOW + 5, EXPERT);
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		strlist_free(&s.m.auth_results);
		if (samples[i].field)
			strlist_add(&s.m.auth_results, samples[i].field);
		route(&s, samples[i].us);
		if (s.r.case_id != s.case_id || s.r.trusted != samples[i].trusted ||
		    s.r.forged != samples[i].forged)
			fail_msg("sample %zu", i);
	}
	scene_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_the_offers_token),
	    STORE_TEST(test_other_tokens),
	    cmocka_unit_test(test_what_proves_the_company),
	    STORE_TEST(test_the_offers_letter),
	    STORE_TEST(test_anothers_letter),
	    STORE_TEST(test_number_and_other_threads),
	    STORE_TEST(test_checks_of_the_provider),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
