/* Every way in which a case, or an engagement, can end, and who is told of it. */
#include "desk_fixture.h"

#include "desk_status.h"
#include "desk_survey.h"
#include "mime_read.h"

#define COMPANY  "a@company.example.jp"
#define AGENCY   "b@agency.example.or.jp"
#define ACCEPTED "first@experts.example.jp"
#define ASKED    "second@experts.example.jp"

struct scene {
	struct desk d;
	struct config *config;
	struct case_row c;
};

/* --- a case in a state, all of whose people have heard of it --- */

static void
add_person(struct scene *s, const char *email, const char *role, int64_t *id)
{
	*id = store_person(s->d.store, email, NULL, NULL, NULL, NOW);
	store_case_person(s->d.store, s->c.id, *id, role);
}

static void
mark_sent(struct scene *s, int64_t id)
{
	store_outbox_sent(s->d.store, id, NOW);
}

static void
add_asked(struct scene *s)
{
	int64_t expert = add_expert(s->d.store, "900002", ASKED);
	int64_t offer = add_offer(s->d.store, s->c.id, expert);
	const struct outbox_new m = {.case_id = s->c.id,
	    .offer_id = offer,
	    .template_name = "offer",
	    .lang = "ja",
	    .recipient = ASKED,
	    .subject = "打診",
	    .message_id = "offer@desk.example.jp",
	    .wire = "A: b\r\n\r\nc",
	    .wire_bytes = 9,
	    .now = NOW};

	mark_sent(s, store_outbox_add(s->d.store, &m));
}

static void
add_introduction(struct scene *s, const char *template_name, const char *to)
{
	const struct outbox_new m = {.case_id = s->c.id,
	    .template_name = template_name,
	    .lang = "ja",
	    .recipient = to,
	    .subject = "紹介",
	    .message_id = to,
	    .wire = "A: b\r\n\r\nc",
	    .wire_bytes = 9,
	    .now = NOW};

	mark_sent(s, store_outbox_add(s->d.store, &m));
}

static void
add_accepted(struct scene *s, bool heard)
{
	int64_t expert = add_expert(s->d.store, "900001", ACCEPTED);
	struct offer o;

	assert_true(
	    store_offer_get(s->d.store, add_offer(s->d.store, s->c.id, expert), &o));
	store_offer_answer(s->d.store, o.id, "accepted", NULL, NOW);
	offer_free(&o);
	s->c.expert_id = expert;
	mark_sent(s, add_mail(s->d.store, s->c.id, ACCEPTED, "intro@desk.example.jp"));
	if (heard) {
		add_introduction(s, "intro_company", COMPANY);
		add_introduction(s, "intro_agency", AGENCY);
	}
}

static void
scene_begin(struct scene *s, void **state, const char *case_state, bool heard)
{
	struct fixture *f = *state;

	*s = (struct scene){0};
	s->config = desk_config();
	s->config->supervised.all = false;
	desk_ready(&s->d, s->config, f->s);
	assert_true(store_case_get(f->s, add_case(f->s, case_state, s->d.now), &s->c));
	add_person(s, COMPANY, "requester", &s->c.requester_id);
	add_person(s, AGENCY, "referrer", &s->c.referrer_id);
	if (heard) {
		mark_sent(s, add_mail(f->s, s->c.id, COMPANY, "c@desk.example.jp"));
		mark_sent(s, add_mail(f->s, s->c.id, AGENCY, "a@desk.example.jp"));
	}
	if (str_eq(case_state, "offered"))
		add_asked(s);
	if (str_eq(case_state, "accepted") || str_eq(case_state, "visits") ||
	    str_eq(case_state, "survey"))
		add_accepted(s, heard);
	store_case_update(f->s, &s->c);
}

static void
scene_end(struct scene *s)
{
	case_row_free(&s->c);
	desk_close(&s->d);
	config_free(s->config);
}

/* --- the deeds --- */

static void
closes(struct scene *s)
{
	desk_close_case(&s->d, &s->c, "担当者が終了");
}

static void
withdraws(struct scene *s)
{
	desk_withdraw(&s->d, &s->c, "取下げ");
}

static void
closes_silently(struct scene *s)
{
	desk_end_silently(&s->d, &s->c, TRIGGER_CLOSED, "担当者が終了");
}

static void
withdraws_silently(struct scene *s)
{
	desk_end_silently(&s->d, &s->c, TRIGGER_WITHDRAWN, "取下げ");
}

static void
finds_nobody(struct scene *s)
{
	assert_true(desk_nobody(&s->d, &s->c, "誰もいません", false));
}

static void
is_done(struct scene *s)
{
	desk_course_close(&s->d, &s->c, "全て終わりました");
}

static void
is_answered(struct scene *s)
{
	desk_survey_end(&s->d, &s->c, "アンケートの回答");
}

static void
loses_expert(struct scene *s)
{
	desk_expert_gone(&s->d, &s->c, "続けられません");
}

/* The letters about the end: to the company, to whoever was asked and has not answered,
 * to whoever accepted, and to the agency. */
static const struct row {
	enum trigger trigger;
	const char *from;
	void (*deed)(struct scene *s);
	const char *company, *asked, *accepted, *agency;
} rows[] = {
#define CLOSED    TRIGGER_CLOSED
#define WITHDRAWN TRIGGER_WITHDRAWN
    {CLOSED, "confirm", closes, "closed_company", NULL, NULL, "closed_agency"},
    {CLOSED, "review", closes, "closed_company", NULL, NULL, "closed_agency"},
    {CLOSED, "incident", closes, "closed_company", NULL, NULL, "closed_agency"},
    {CLOSED, "matching", closes, "closed_company", NULL, NULL, "closed_agency"},
    {CLOSED, "offered", closes, "closed_company", "closed_expert", NULL, "closed_agency"},
    {CLOSED, "accepted", closes, "closed_company", NULL, "closed_expert",
        "closed_agency"},
    {CLOSED, "visits", closes, "closed_company", NULL, "closed_expert", "closed_agency"},
    /* They were told when the course was over. */
    {CLOSED, "survey", closes, NULL, NULL, NULL, NULL},
    {TRIGGER_SURVEY_DONE, "survey", is_answered, NULL, NULL, NULL, NULL},
    {CLOSED, "no_expert", closes, "closed_company", NULL, NULL, "closed_agency"},
    {WITHDRAWN, "confirm", withdraws, "withdrawn_company", NULL, NULL,
        "withdrawn_agency"},
    {WITHDRAWN, "review", withdraws, "withdrawn_company", NULL, NULL, "withdrawn_agency"},
    {WITHDRAWN, "incident", withdraws, "withdrawn_company", NULL, NULL,
        "withdrawn_agency"},
    {WITHDRAWN, "matching", withdraws, "withdrawn_company", NULL, NULL,
        "withdrawn_agency"},
    {WITHDRAWN, "offered", withdraws, "withdrawn_company", "withdrawn_expert", NULL,
        "withdrawn_agency"},
    {WITHDRAWN, "accepted", withdraws, "withdrawn_company", NULL, "withdrawn_expert",
        "withdrawn_agency"},
    {WITHDRAWN, "visits", withdraws, "withdrawn_company", NULL, "withdrawn_expert",
        "withdrawn_agency"},
    {WITHDRAWN, "no_expert", withdraws, "withdrawn_company", NULL, NULL,
        "withdrawn_agency"},
    {TRIGGER_NOBODY, "incident", finds_nobody, "no_expert_company", NULL, NULL,
        "no_expert_agency"},
    {TRIGGER_NOBODY, "matching", finds_nobody, "no_expert_company", NULL, NULL,
        "no_expert_agency"},
    {TRIGGER_COURSE_DONE, "accepted", is_done, "survey", NULL, "course_closed_expert",
        "course_closed_agency"},
    {TRIGGER_COURSE_DONE, "visits", is_done, "survey", NULL, "course_closed_expert",
        "course_closed_agency"},
    /* The expert's own letter is written by who knows why he goes: expert_leave.c, `case
     * replace`, `case decline`. */
    {TRIGGER_EXPERT_GONE, "accepted", loses_expert, "expert_changed_company", NULL, NULL,
        "expert_changed_agency"},
    {TRIGGER_EXPERT_GONE, "visits", loses_expert, "expert_changed_company", NULL, NULL,
        "expert_changed_agency"},
};

static const char *
end_of(const struct case_step *step)
{
	return step->trigger == TRIGGER_EXPERT_GONE ||
	               step->trigger == TRIGGER_COURSE_DONE || !case_state_open(step->to)
	           ? step->from
	           : NULL;
}

static void
test_every_end_has_a_row(void **state)
{
	size_t n;
	const struct case_step *steps = case_steps(&n);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		size_t found = 0;

		for (size_t k = 0; k < ARRAY_LEN(rows); k++)
			found += rows[k].trigger == steps[i].trigger &&
			         str_eq(rows[k].from, end_of(&steps[i]));
		if (end_of(&steps[i]) && found != 1)
			fail_msg("%s, %s", steps[i].from, trigger_name(steps[i].trigger));
	}
}

static void
check(struct scene *s, const struct row *row, const char *addr, const char *template_name)
{
	size_t n, fresh = 0, right = 0;
	struct outbox_row *mails = store_outbox_list(s->d.store, s->c.id, "pending", &n);

	for (size_t i = 0; i < n; i++) {
		if (!str_ieq(mails[i].recipient, addr))
			continue;
		fresh++;
		right += str_eq(mails[i].template_name, template_name);
	}
	outbox_rows_free(mails, n);
	/* The next search may end the case once more: another fact, another letter. */
	if (row->trigger == TRIGGER_EXPERT_GONE
	        ? right != 1
	        : fresh != (template_name ? 1 : 0) || right != fresh)
		fail_msg("%s, %s: %zu letters to %s, %zu of them %s", row->from,
		    trigger_name(row->trigger), fresh, addr, right,
		    template_name ? template_name : "none");
}

static void
play(const struct row *row, bool heard)
{
	struct fixture *f;
	struct scene s;

	assert_int_equal(fixture_setup((void **)&f), 0);
	scene_begin(&s, (void **)&f, row->from, heard);
	assert_true(store_begin(s.d.store));
	row->deed(&s);
	assert_true(store_commit(s.d.store, &(struct err){0}));
	check(&s, row, COMPANY, row->company);
	check(&s, row, AGENCY, row->agency);
	if (row->trigger != TRIGGER_EXPERT_GONE) {
		check(&s, row, ASKED, row->asked);
		check(&s, row, ACCEPTED, row->accepted);
	}
	scene_end(&s);
	assert_int_equal(fixture_teardown((void **)&f), 0);
}

static void
test_who_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		play(&rows[i], true);
}

/* Those who were not written to before: an address that somebody else gave, say. */
static void
test_who_never_heard_of_it_is_not_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct row row = rows[i];

		if (row.trigger != CLOSED && row.trigger != WITHDRAWN)
			continue;
		row.company = row.agency = NULL;
		play(&row, false);
	}
}

static void
test_silent_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct row row = rows[i];

		if (row.trigger != CLOSED && row.trigger != WITHDRAWN)
			continue;
		row.deed = row.trigger == CLOSED ? closes_silently : withdraws_silently;
		row.company = row.asked = row.accepted = row.agency = NULL;
		play(&row, true);
	}
}

/* One who brought the case and stands in for a company that cannot be reached gets the
 * company's letter, and no second one. */
static void
test_one_letter_to_who_stands_in(void **state)
{
	struct scene s;

	scene_begin(&s, state, "matching", true);
	s.c.requester_id = 0;
	assert_true(store_begin(s.d.store));
	closes(&s);
	assert_true(store_commit(s.d.store, &(struct err){0}));
	check(&s, &rows[0], AGENCY, "closed_company");
	check(&s, &rows[0], COMPANY, NULL);
	scene_end(&s);
}

/* The text of the newest mail to an address; owned. */
static char *
newest_text(struct scene *s, const char *addr)
{
	size_t n, bytes = 0;
	struct outbox_row *mails = store_outbox_list(s->d.store, s->c.id, "pending", &n);
	struct message m;
	char *wire = NULL, *text;

	for (size_t i = n; i-- > 0 && !wire;)
		if (str_ieq(mails[i].recipient, addr))
			wire = store_outbox_wire(s->d.store, mails[i].id, &bytes);
	outbox_rows_free(mails, n);
	assert_non_null(wire);
	mime_read(wire, bytes, false, &m);
	text = xstrdup(m.text);
	message_free(&m);
	free(wire);
	return text;
}

/* Whoever asks gets a stage and who is waited for, and no word of the desk's own for it.
 */
static void
test_every_state_can_be_told(void **state)
{
	size_t n;
	const char *const *states = case_states(&n);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (int party = 0; party < 2; party++) {
			struct fixture *f;
			struct scene s;
			char *text;

			assert_int_equal(fixture_setup((void **)&f), 0);
			scene_begin(&s, (void **)&f, states[i], true);
			assert_true(store_begin(s.d.store));
			assert_true(desk_status(
			    &s.d, &s.c, party ? PARTY_REFERRER : PARTY_REQUESTER, party));
			assert_true(store_commit(s.d.store, &(struct err){0}));
			text = newest_text(&s, party ? AGENCY : COMPANY);
			if (!strstr(text, "現在の段階：") ||
			    (!strstr(text, "お待ちしているもの：") &&
			        case_state_open(states[i])) ||
			    strstr(text, states[i]))
				fail_msg("%s: %s", states[i], text);
			assert_int_equal(strstr(text, "あわせてお書き") != NULL, party);
			free(text);
			scene_end(&s);
			assert_int_equal(fixture_teardown((void **)&f), 0);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_end_has_a_row),
	    cmocka_unit_test(test_who_is_told),
	    cmocka_unit_test(test_who_never_heard_of_it_is_not_told),
	    cmocka_unit_test(test_silent_ends),
	    STORE_TEST(test_one_letter_to_who_stands_in),
	    cmocka_unit_test(test_every_state_can_be_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
