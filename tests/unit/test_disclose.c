/*
 * Each text of the desk to each person of a case, in every language: what it tells of
 * others is recorded, field by field, and nothing else is.
 */
#include "desk_fixture.h"

#include "buf.h"
#include "desk_disclose.h"
#include "mime_read.h"
#include "store_disclosure.h"
#include "store_report.h"
#include "template_names.h"

#define COMPANY   "suzuki@aoba-insatsu.example.co.jp"
#define COLLEAGUE "honda@aoba-insatsu.example.co.jp"
#define EXPERT    "kimura@experts.example.jp"
#define REFERRER  "chida@shoko.example.or.jp"

struct scene {
	struct desk d;
	struct config *config;
	struct case_row c;
	struct expert e;
	struct offer o;
	struct visit v;
	int64_t first, accepted; /* inbox ids */
};

static int64_t
add_message(struct scene *s, int n, const char *from, const char *kind, int64_t at)
{
	int64_t source = store_source(s->d.store, "main").id;
	int64_t id = add_inbox(s->d.store, source, n, (uint32_t)n);

	store_inbox_done(s->d.store, id,
	    &(struct inbox_done){
	        .from_addr = from, .kind = kind, .case_id = s->c.id, .now = at});
	return id;
}

static void
add_people(struct scene *s)
{
	struct store *store = s->d.store;
	int64_t colleague = store_person(store, COLLEAGUE, "本田 一", NULL, NULL, NOW);

	s->c.requester_id =
	    store_person(store, COMPANY, "鈴木 花子", "株式会社青葉印刷", NULL, NOW);
	s->c.referrer_id =
	    store_person(store, REFERRER, "千田 誠", "京都商工会議所", NULL, NOW);
	store_case_person(store, s->c.id, s->c.requester_id, "requester");
	store_case_person(store, s->c.id, colleague, "requester");
	store_case_person(store, s->c.id, s->c.referrer_id, "referrer");
	store_case_person(store, s->c.id,
	    store_person(store, EXPERT, "木村 学", NULL, NULL, NOW), "expert");
}

static void
add_facts(struct scene *s)
{
	set_str(&s->c.company, "株式会社青葉印刷");
	set_str(&s->c.contact, "鈴木 花子");
	set_str(&s->c.phone, "075-123-4567");
	set_str(&s->c.need, "共有のパスワードを改めたい");
	set_str(&s->c.prefecture, "京都府");
	s->c.category = 'c';
	s->c.theme = 2;
	s->c.expert_id = s->e.id;
	s->c.accepted_at = NOW;
	store_case_update(s->d.store, &s->c);
}

static void
add_the_expert(struct scene *s)
{
	expert_init(&s->e);
	set_str(&s->e.registration_no, "912345");
	set_str(&s->e.name, "木村 学");
	set_str(&s->e.organisation, "木村技術士事務所");
	set_str(&s->e.affiliation, "独立");
	set_str(&s->e.email, EXPERT);
	set_str(&s->e.qualifications, "技術士（情報工学）");
	set_str(&s->e.pr, "丁寧にご説明します");
	s->e.id = store_expert_put(s->d.store, &s->e, NOW, NULL);
}

static void
scene_begin(struct scene *s, void **state)
{
	struct fixture *f = *state;

	*s = (struct scene){0};
	s->config = desk_config();
	s->config->limits.mails_per_case_day = 10000;
	s->config->limits.acks_per_sender_day = 10000;
	desk_ready(&s->d, s->config, f->s);
	s->d.now = NOW;
	assert_true(store_case_get(f->s, add_case(f->s, "accepted", NOW - 86400), &s->c));
	add_the_expert(s);
	add_people(s);
	add_facts(s);
	assert_true(store_offer_get(f->s, add_offer(f->s, s->c.id, s->e.id), &s->o));
	s->v = (struct visit){.case_id = s->c.id,
	    .no = 1,
	    .starts_at = NOW + 86400,
	    .ends_at = NOW + 90000};
	set_str(&s->v.state, "fixed");
	set_str(&s->v.format, "visit");
	set_str(&s->v.uid, "case-1@desk.example.jp");
	s->v.id = store_visit_add(f->s, &s->v);
	store_confirm(
	    f->s, s->v.id, "participants", "専務の吉田も加わります", 0, NOW - 50);
	s->first = add_message(s, 1, COMPANY, "request", NOW - 86400);
	(void)add_message(s, 2, EXPERT, "schedule_reply", NOW - 10);
	s->accepted = add_message(s, 3, EXPERT, "expert_accept", NOW);
	(void)add_message(s, 4, EXPERT, "expert_accept", NOW + 5);
}

static void
scene_end(struct scene *s)
{
	case_row_free(&s->c);
	expert_free(&s->e);
	offer_free(&s->o);
	visit_free(&s->v);
	desk_close(&s->d);
	config_free(s->config);
}

/* --- what a mail holds --- */

static char *
without_blanks(const char *text)
{
	struct buf out = {0};

	for (; *text; text++)
		if (*text != ' ' && *text != '\n' && *text != '\r')
			buf_addc(&out, *text);
	return buf_steal(&out);
}

static void
add_part(struct buf *to, const char *text)
{
	buf_addf(to, "%s|", text ? text : "");
}

/* All that can be read in it, the addresses of its header included. */
static char *
all_text(struct store *s, int64_t outbox_id)
{
	struct message m;
	struct buf b = {0};
	size_t n;
	char *wire = store_outbox_wire(s, outbox_id, &n), *out;

	message_init(&m);
	mime_read(wire, n, false, &m);
	add_part(&b, m.subject);
	add_part(&b, m.text);
	add_part(&b, m.quoted);
	add_part(&b, m.signature);
	add_part(&b, m.reply_to.name);
	for (size_t i = 0; i < m.calendars.n; i++)
		add_part(&b, m.calendars.v[i]);
	for (size_t i = 0; i < m.to.n; i++) {
		add_part(&b, m.to.v[i].name);
		add_part(&b, m.to.v[i].addr);
	}
	for (size_t i = 0; i < m.cc.n; i++) {
		add_part(&b, m.cc.v[i].name);
		add_part(&b, m.cc.v[i].addr);
	}
	out = without_blanks(buf_str(&b));
	buf_free(&b);
	message_free(&m);
	free(wire);
	return out;
}

/* A value of the scene that stands nowhere but where its field is told. */
static const struct {
	const char *subject, *field, *value;
} secrets[] = {
    {"company", "company", "株式会社青葉印刷"},
    {"company", "name", "鈴木花子"},
    {"company", "mail", COMPANY},
    {"company", "phone", "075-123-4567"},
    {"company", "request", "共有のパスワードを改めたい"},
    {"company", "words", "専務の吉田も加わります"},
    {"expert", "name", "木村学"},
    {"expert", "mail", EXPERT},
    {"expert", "registration", "912345"},
    {"expert", "company", "木村技術士事務所"},
    {"expert", "profile", "技術士（情報工学）"},
    {"expert", "words", "丁寧にご説明します"},
    {"referrer", "company", "京都商工会議所"},
    {"referrer", "name", "千田誠"},
    {"referrer", "mail", REFERRER},
};

static const char *
role(const char *addr)
{
	return str_eq(addr, COMPANY) || str_eq(addr, COLLEAGUE) ? "company"
	       : str_eq(addr, EXPERT)                           ? "expert"
	                                                        : "referrer";
}

static const struct disclosure *
row_of(const struct disclosure *rows, size_t n, int64_t outbox_id, const char *subject)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].outbox_id == outbox_id && str_eq(rows[i].subject, subject))
			return &rows[i];
	return NULL;
}

/* The row says what the mail says, and of nobody else. Returns how many rows it has. */
static size_t
check_mail(struct scene *s, const struct outbox_row *mail, const struct disclosure *rows,
    size_t n)
{
	char *text = all_text(s->d.store, mail->id);
	size_t told = 0;

	for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
		const struct disclosure *row =
		    row_of(rows, n, mail->id, secrets[i].subject);
		bool holds = strstr(text, secrets[i].value) != NULL;
		bool own = str_eq(secrets[i].subject, role(mail->recipient));
		bool noted = row && strlist_has(&row->fields, secrets[i].field);

		if (noted != (holds && !own))
			fail_msg("%s/%s to %s: %s of the %s is %s, and %s recorded\n%s",
			    mail->lang, mail->template_name, mail->recipient,
			    secrets[i].field, secrets[i].subject,
			    holds ? "told" : "not told", noted ? "is" : "is not", text);
	}
	for (size_t i = 0; i < n; i++)
		told += rows[i].outbox_id == mail->id;
	free(text);
	return told;
}

static void
write_to(struct scene *s, const char *name, enum party party, const char *to)
{
	bool calendar = str_starts(name, "visit_") && !strstr(name, "reminder");

	assert_true(
	    desk_write(&s->d, &(struct letter){.template_name = name,
	                          .c = &s->c,
	                          .party = party,
	                          .expert = &s->e,
	                          .offer = str_starts(name, "offer") ? &s->o : NULL,
	                          .visit = &s->v,
	                          .calendar_method = calendar ? "REQUEST" : NULL,
	                          .to = to}));
}

static void
test_every_text_to_everybody(void **state)
{
	struct scene s;
	const struct template_info *all;
	struct outbox_row *mails;
	struct disclosure *rows;
	size_t all_n, n, mails_n, told = 0;

	scene_begin(&s, state);
	all = template_info_all(&all_n);
	for (size_t i = 0; i < all_n; i++) {
		if (str_eq(all[i].name, "operator_alert"))
			continue;
		for (int en = 0; en < 2; en++) {
			s.d.now += 2 * 86400; /* the limits of a day */
			(void)snprintf(s.c.lang, sizeof(s.c.lang), en ? "en" : "ja");
			write_to(&s, all[i].name, PARTY_REQUESTER, NULL);
			write_to(&s, all[i].name, PARTY_REQUESTER, COLLEAGUE);
			write_to(&s, all[i].name, PARTY_REFERRER, NULL);
			write_to(&s, all[i].name, PARTY_EXPERT, NULL);
		}
	}
	rows = store_disclosure_list(s.d.store, s.c.id, 0, 0, &n);
	mails = store_outbox_list(s.d.store, s.c.id, NULL, &mails_n);
	assert_true(mails_n > 4 * 2 * (all_n - 2));
	for (size_t i = 0; i < mails_n; i++)
		told += check_mail(&s, &mails[i], rows, n);
	assert_int_equal(told, n);
	assert_true(n > 100);
	outbox_rows_free(mails, mails_n);
	disclosures_free(rows, n);
	scene_end(&s);
}

/* --- one letter in full --- */

static struct disclosure *
rows_of_intro(struct scene *s, size_t *n)
{
	write_to(s, "intro_company", PARTY_REQUESTER, NULL);
	if (s->c.referrer_id)
		write_to(s, "intro_agency", PARTY_REFERRER, NULL);
	write_to(s, "intro_expert", PARTY_EXPERT, NULL);
	return store_disclosure_list(s->d.store, s->c.id, 0, 0, n);
}

/* To the company: the expert. To the agency: the expert, and the company. To the expert:
 * the company. */
static void
test_an_introduction(void **state)
{
	static const struct {
		const char *subject, *to, *basis;
	} expected[] = {
	    {"expert", "company", "acceptance"},
	    {"company", "referrer", "referral"},
	    {"expert", "referrer", "acceptance"},
	    {"company", "expert", "referral"},
	};
	struct scene s;
	struct disclosure *rows;
	size_t n;

	scene_begin(&s, state);
	rows = rows_of_intro(&s, &n);
	assert_int_equal(n, ARRAY_LEN(expected));
	for (size_t i = 0; i < n; i++) {
		bool acceptance = str_eq(expected[i].basis, "acceptance");

		assert_string_equal(rows[i].subject, expected[i].subject);
		assert_string_equal(rows[i].recipient, expected[i].to);
		assert_string_equal(rows[i].basis, expected[i].basis);
		assert_string_equal(rows[i].purpose, "introduction");
		assert_int_equal(rows[i].consent_id, acceptance ? s.accepted : s.first);
		assert_int_equal(rows[i].consent_at, NOW);
		assert_int_equal(rows[i].queued_at, NOW);
		assert_string_equal(rows[i].mail_state, "held");
		assert_int_equal(rows[i].sent_at, 0);
	}
	assert_string_equal(rows[0].subject_name, "木村 学");
	assert_string_equal(rows[0].subject_addr, EXPERT);
	assert_string_equal(rows[0].recipient_addr, COMPANY);
	assert_string_equal(rows[1].subject_name, "株式会社青葉印刷　鈴木 花子");
	assert_string_equal(rows[1].recipient_addr, REFERRER);
	assert_string_equal(rows[3].recipient_name, "木村 学");
	disclosures_free(rows, n);
	scene_end(&s);
}

/* What a template leaves out of a name does not keep the name from being recorded. */
static void
test_odd_names_are_recorded(void **state)
{
	static const char *const odd[] = {"株式会社\x01青葉", "株式会社\xe2\x80\xa8青葉",
	    "株式会社\xc2\x85青葉", "株式会社\n　青葉 ", "株式会社\r青葉"};
	struct scene s;

	scene_begin(&s, state);
	set_str(&s.c.contact, NULL);
	s.c.requester_id = 0;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		size_t n;
		struct disclosure *rows;

		set_str(&s.c.company, odd[i]);
		write_to(&s, "withdrawn_agency", PARTY_REFERRER, NULL);
		rows = store_disclosure_list(s.d.store, s.c.id, 0, 0, &n);
		assert_int_equal(n, i + 1);
		assert_true(strlist_has(&rows[i].fields, "company"));
		disclosures_free(rows, n);
	}
	scene_end(&s);
}

/* Who has no acceptance on the case is on the list by its terms alone. */
static void
test_the_basis_of_what_came_without_mail(void **state)
{
	struct scene s;
	struct disclosure *rows;
	size_t n;

	scene_begin(&s, state);
	s.c.accepted_at = NOW - 100; /* before the acceptance that is there */
	s.c.referrer_id = 0;
	rows = rows_of_intro(&s, &n);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].basis, "list");
	assert_int_equal(rows[0].consent_id, 0);
	assert_string_equal(rows[1].basis, "request");
	assert_int_equal(rows[1].consent_id, s.first);
	disclosures_free(rows, n);
	scene_end(&s);
}

/* An acceptance in the very transaction that it brings about is the consent. */
static void
test_the_acceptance_being_handled(void **state)
{
	struct scene s;
	struct message m;
	struct disclosure *rows;
	size_t n;

	scene_begin(&s, state);
	message_init(&m);
	m.from.addr = xstrdup(EXPERT);
	s.d.answering = &m;
	s.d.inbox_id = add_inbox(s.d.store, store_source(s.d.store, "main").id, 9, 9);
	rows = rows_of_intro(&s, &n);
	assert_int_equal(rows[0].consent_id, s.d.inbox_id);
	disclosures_free(rows, n);
	message_free(&m);
	scene_end(&s);
}

static size_t
count(struct scene *s, int64_t from, int64_t to)
{
	size_t n;
	struct disclosure *rows = store_disclosure_list(s->d.store, 0, from, to, &n);

	disclosures_free(rows, n);
	return n;
}

/* Whether and when it left is the mail's own word. */
static void
test_what_became_of_it(void **state)
{
	struct scene s;
	struct disclosure *rows;
	int64_t id;
	size_t n;

	scene_begin(&s, state);
	rows = rows_of_intro(&s, &n);
	id = rows[n - 1].outbox_id;
	disclosures_free(rows, n);
	store_outbox_sent(s.d.store, id, NOW + 60);
	rows = store_disclosure_list(s.d.store, 0, NOW, NOW + 1, &n);
	assert_string_equal(rows[n - 1].mail_state, "sent");
	assert_int_equal(rows[n - 1].sent_at, NOW + 60);
	disclosures_free(rows, n);
	store_outbox_returned(s.d.store, id, "配信不能: 550");
	rows = store_disclosure_list(s.d.store, 0, NOW, NOW + 1, &n);
	assert_string_equal(rows[n - 1].mail_state, "sent");
	assert_string_equal(rows[n - 1].problem, "配信不能: 550");
	disclosures_free(rows, n);
	assert_true(
	    store_outbox_cancel(s.d.store, s.c.id, 0, 0, "取下げのため", NOW + 70) > 0);
	rows = store_disclosure_list(s.d.store, 0, 0, 0, &n);
	assert_string_equal(rows[0].mail_state, "cancelled");
	assert_string_equal(rows[0].problem, "取下げのため");
	assert_int_equal(rows[0].sent_at, 0);
	assert_string_equal(rows[n - 1].mail_state, "sent");
	disclosures_free(rows, n);
	assert_int_equal(count(&s, NOW + 1, 0), 0);
	assert_int_equal(count(&s, 0, NOW), 0);
	assert_int_equal(count(&s, 0, NOW + 1), n);
	scene_end(&s);
}

/* --- the tables --- */

static void
test_every_template_has_its_purpose(void **state)
{
	const struct template_info *all;
	size_t n;

	(void)state;
	all = template_info_all(&n);
	for (size_t i = 0; i < n; i++)
		if (!disclosure_purpose(all[i].name))
			fail_msg("desk_disclose.c: no purpose for %s", all[i].name);
	assert_null(disclosure_purpose("nothing"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_every_text_to_everybody),
	    STORE_TEST(test_an_introduction),
	    STORE_TEST(test_odd_names_are_recorded),
	    STORE_TEST(test_the_basis_of_what_came_without_mail),
	    STORE_TEST(test_the_acceptance_being_handled),
	    STORE_TEST(test_what_became_of_it),
	    cmocka_unit_test(test_every_template_has_its_purpose),
	};

	return cmocka_run_group_tests_name("disclose", tests, NULL, NULL);
}
