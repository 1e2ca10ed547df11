/*
 * Before an expert has accepted: whatever text of the desk goes to him, in whatever
 * language, in answer to whomever, holds nobody's identity, in no part of the mail.
 */
#include "desk_fixture.h"

#include "buf.h"
#include "mime_read.h"
#include "store_disclosure.h"
#include "template_names.h"

#include <ctype.h>

#define COMPANY  "suzuki@aoba-insatsu.example.co.jp"
#define COPY     "shacho@aoba-hd.example.jp"
#define EXPERT   "kimura@experts.example.jp"
#define OTHER    "okawa@others.example.jp"
#define REFERRER "chida@shoko.example.or.jp"
#define THREAD   "first.mail.77@mx.aoba-insatsu.example.co.jp"

struct scene {
	struct desk d;
	struct config *config;
	struct case_row c;
	struct expert e;
	struct offer o;
	struct visit v;
	struct message from[3]; /* what may be answered: company, expert, agency */
};

/* Anything of these tells who asks, who brought the case, or who else was asked. */
static const char *const secrets[] = {"青葉印刷", "aoba", "鈴木", "花子", "suzuki",
    "075-123-4567", "0751234567", "共有のパスワード", "千田", "京都商工会議所", "chida",
    "shoko", "社長", "shacho", "大川", "okawa", "others.example", "見積書",
    "first.mail.77", "another.mail.78", "第二工場"};

static void
add_message(struct message *m, const char *addr, const char *name, const char *subject)
{
	message_init(m);
	m->from.addr = xstrdup(addr);
	m->from.name = xstrdup(name);
	m->subject = xstrdup(subject);
	m->message_id = xstrdup("another.mail.78@mx.aoba-insatsu.example.co.jp");
	m->in_reply_to = xstrdup(THREAD);
	strlist_add(&m->references, THREAD);
	m->reply_to.addr = xstrdup(COMPANY);
	m->text = xstrdup("株式会社青葉印刷の鈴木です。075-123-4567");
	m->quoted = xstrdup("> 株式会社青葉印刷の鈴木です。");
	m->date = NOW;
	m->attachments = xcalloc(1, sizeof(*m->attachments));
	m->attachments_n = 1;
	m->attachments[0].name = xstrdup("見積書_青葉印刷.pdf");
	m->attachments[0].type = xstrdup("application/pdf");
}

static void
add_messages(struct scene *s)
{
	add_message(&s->from[0], COMPANY, "鈴木 花子", "青葉印刷 第二工場の件");
	add_message(&s->from[1], EXPERT, "木村 学", "Re: 青葉印刷 第二工場の件");
	add_message(&s->from[2], REFERRER, "千田 誠", "Fwd: 青葉印刷 第二工場の件");
	/* his own mail's id is his to see */
	set_str(&s->from[1].message_id, "own.1@experts.example.jp");
}

static void
add_case_facts(struct scene *s)
{
	struct store *store = s->d.store;

	s->c.requester_id = store_person(
	    store, COMPANY, "鈴木 花子", "株式会社青葉印刷", "075-123-4567", NOW);
	s->c.referrer_id =
	    store_person(store, REFERRER, "千田 誠", "京都商工会議所", NULL, NOW);
	store_case_person(store, s->c.id, s->c.requester_id, "requester");
	store_case_person(store, s->c.id, s->c.referrer_id, "referrer");
	store_case_person(store, s->c.id,
	    store_person(
	        store, COPY, "社長 一郎", "株式会社青葉ホールディングス", NULL, NOW),
	    "copy");
	set_str(&s->c.company, "株式会社青葉印刷");
	set_str(&s->c.contact, "鈴木 花子");
	set_str(&s->c.phone, "075-123-4567");
	set_str(&s->c.need, "共有のパスワードを改めたい。株式会社青葉印刷 鈴木");
	set_str(&s->c.subject, "青葉印刷 第二工場の件");
	set_str(&s->c.outcome, "鈴木様のご都合");
	set_str(&s->c.thread, THREAD);
	set_str(&s->c.prefecture, "京都府");
	s->c.category = 'c';
	s->c.theme = 2;
	strlist_add(&s->c.dates, "2026-06-10");
	store_case_update(store, &s->c);
}

static int64_t
put_expert(struct scene *s, const char *regno, const char *name, const char *mail,
    struct expert *out)
{
	struct expert e;
	int64_t id;

	expert_init(&e);
	set_str(&e.registration_no, regno);
	set_str(&e.name, name);
	set_str(&e.email, mail);
	id = store_expert_put(s->d.store, &e, NOW, NULL);
	expert_free(&e);
	if (out)
		assert_true(store_expert_get(s->d.store, id, NOW, out));
	return id;
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
	assert_true(store_case_get(f->s, add_case(f->s, "offered", NOW), &s->c));
	add_case_facts(s);
	(void)put_expert(s, "912345", "木村 学", EXPERT, &s->e);
	s->c.expert_id = put_expert(s, "954321", "大川 進", OTHER, NULL);
	store_case_person(f->s, s->c.id,
	    store_person(f->s, OTHER, "大川 進", NULL, NULL, NOW), "expert");
	assert_true(store_offer_get(f->s, add_offer(f->s, s->c.id, s->e.id), &s->o));
	s->v = (struct visit){.case_id = s->c.id,
	    .no = 1,
	    .starts_at = NOW + 86400,
	    .ends_at = NOW + 90000};
	set_str(&s->v.state, "fixed");
	set_str(&s->v.format, "visit");
	set_str(&s->v.uid, "case-1@desk.example.jp");
	s->v.id = store_visit_add(f->s, &s->v);
	add_messages(s);
}

static void
scene_end(struct scene *s)
{
	for (size_t i = 0; i < ARRAY_LEN(s->from); i++)
		message_free(&s->from[i]);
	case_row_free(&s->c);
	expert_free(&s->e);
	offer_free(&s->o);
	visit_free(&s->v);
	desk_close(&s->d);
	config_free(s->config);
}

/* --- looking --- */

static void
add_text(struct buf *b, const char *s)
{
	for (; s && *s; s++)
		if (!isspace((unsigned char)*s))
			buf_addc(b, (char)tolower((unsigned char)*s));
	buf_addc(b, '|');
}

static void
add_list(struct buf *b, const struct strlist *list)
{
	for (size_t i = 0; i < list->n; i++)
		add_text(b, list->v[i]);
}

/* The bytes as they are, and all that is decoded from them. */
static char *
everything(const char *wire, size_t n)
{
	struct message m;
	struct buf b = {0};

	message_init(&m);
	mime_read(wire, n, false, &m);
	add_text(&b, wire);
	add_text(&b, m.subject);
	add_text(&b, m.text);
	add_text(&b, m.quoted);
	add_text(&b, m.signature);
	add_text(&b, m.fwd_text);
	add_text(&b, m.from.name);
	add_text(&b, m.reply_to.name);
	add_text(&b, m.in_reply_to);
	add_list(&b, &m.references);
	add_list(&b, &m.calendars);
	for (size_t i = 0; i < m.to.n; i++)
		add_text(&b, m.to.v[i].name);
	for (size_t i = 0; i < m.cc.n; i++)
		add_text(&b, m.cc.v[i].name);
	for (size_t i = 0; i < m.attachments_n; i++)
		add_text(&b, m.attachments[i].name);
	message_free(&m);
	return buf_steal(&b);
}

static const char *
secret_in(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
		if (strstr(text, secrets[i]))
			return secrets[i];
	return NULL;
}

static size_t
check_all(struct scene *s)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(s->d.store, 0, NULL, &n);

	for (size_t i = 0; i < n; i++) {
		size_t bytes;
		char *wire = store_outbox_wire(s->d.store, rows[i].id, &bytes);
		char *text = everything(wire, bytes);

		assert_string_equal(rows[i].recipient, EXPERT);
		assert_non_null(strstr(text, "desk.example.jp"));
		if (secret_in(text))
			fail_msg("%s tells %s: %s", rows[i].template_name,
			    secret_in(text), text);
		free(text);
		free(wire);
	}
	outbox_rows_free(rows, n);
	return n;
}

/* --- the letters --- */

static void
write_letter(struct scene *s, const char *name, const struct message *answering)
{
	bool calendar = str_starts(name, "visit_") && !strstr(name, "reminder");

	s->d.answering = answering;
	(void)desk_write(&s->d,
	    &(struct letter){.template_name = name,
	        .c = &s->c,
	        .party = PARTY_EXPERT,
	        .expert = &s->e,
	        .offer = str_starts(name, "offer") ? &s->o : NULL,
	        .visit = &s->v,
	        .calendar_method = calendar ? "REQUEST" : NULL,
	        .extra = str_eq(name, "offer_answer")
	                     ? json_pack("{s:s}", "answer", "従業員は40名ほどです。")
	                     : NULL});
	s->d.answering = NULL;
}

/* Not those alone that the desk sends then: a letter that a handler writes too early must
 * not tell anything either. */
static void
test_no_letter_tells_anybody(void **state)
{
	struct scene s;
	const struct template_info *all;
	size_t n;

	scene_begin(&s, state);
	all = template_info_all(&n);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(all[i].name, "operator_alert"))
			continue;
		for (int en = 0; en < 2; en++) {
			(void)snprintf(s.c.lang, sizeof(s.c.lang), en ? "en" : "ja");
			s.d.now += 2 * 86400; /* the limits of a day */
			write_letter(&s, all[i].name, NULL);
			for (size_t k = 0; k < ARRAY_LEN(s.from); k++)
				write_letter(&s, all[i].name, &s.from[k]);
		}
	}
	assert_int_equal(check_all(&s), (n - 1) * 2 * (1 + ARRAY_LEN(s.from)));
	disclosures_free(store_disclosure_list(s.d.store, 0, 0, 0, &n), 0);
	assert_int_equal(n, 0);
	scene_end(&s);
}

/* To the writer of a mail, who has no part in the case, as handlers answer him. */
static void
test_no_answer_tells_anybody(void **state)
{
	static const char *const names[] = {
	    "complaint_receipt", "followup_receipt", "application_receipt"};
	struct scene s;
	struct outbox_row *rows;
	size_t n;

	scene_begin(&s, state);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		s.d.answering = &s.from[1];
		assert_true(desk_write(&s.d, &(struct letter){.template_name = names[i],
		                                 .c = &s.c,
		                                 .party = PARTY_REFERRER,
		                                 .to = EXPERT,
		                                 .to_name = "木村 学"}));
	}
	s.d.answering = NULL;
	rows = store_outbox_list(s.d.store, 0, NULL, &n);
	assert_int_equal(n, ARRAY_LEN(names));
	outbox_rows_free(rows, n);
	assert_int_equal(check_all(&s), n);
	scene_end(&s);
}

/* Who gave the case up before his invitation left is not told who the company was by the
 * word that the visit is off. */
static void
test_an_unheard_visit_is_not_called_off(void **state)
{
	static const struct {
		const char *state, *to;
		int64_t company, expert;
	} rounds[] = {{"pending", NULL, 0, 0}, {"sent", COMPANY, 1, 0},
	    {"sending", COMPANY, 1, 0}, {"sent", EXPERT, 0, 1},
	    {"sending", EXPERT, 0, 1}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rounds); i++) {
		struct fixture *f;
		struct scene s;
		struct outbox_mail m = {0};

		assert_int_equal(fixture_setup((void **)&f), 0);
		scene_begin(&s, (void **)&f);
		s.c.expert_id = s.e.id;
		(void)store_outbox_add(
		    f->s, &(struct outbox_new){.case_id = s.c.id,
		              .visit_id = s.v.id,
		              .template_name = "visit_invite",
		              .lang = "ja",
		              .recipient = rounds[i].to ? rounds[i].to : COMPANY,
		              .message_id = "invitation@desk.example.jp",
		              .wire = "A: b\r\n\r\nc",
		              .wire_bytes = 9,
		              .now = NOW});
		if (rounds[i].to)
			assert_true(store_outbox_take(f->s, NOW, &m));
		if (str_eq(rounds[i].state, "sent"))
			store_outbox_sent(f->s, m.id, NOW);
		if (rounds[i].to)
			outbox_mail_free(&m);
		desk_visits_cancel(&s.d, &s.c, "辞退");
		assert_int_equal(
		    store_outbox_count(f->s, COMPANY, "visit_cancel", s.c.id, 0),
		    rounds[i].company);
		assert_int_equal(
		    store_outbox_count(f->s, EXPERT, "visit_cancel", s.c.id, 0),
		    rounds[i].expert);
		scene_end(&s);
		assert_int_equal(fixture_teardown((void **)&f), 0);
	}
}

/* The test would see it: the same letters to the one who has accepted do tell. */
static void
test_the_accepted_one_is_told(void **state)
{
	struct scene s;
	size_t n, bytes;
	struct outbox_row *rows;
	char *wire, *text;

	scene_begin(&s, state);
	s.c.expert_id = s.e.id;
	write_letter(&s, "intro_expert", &s.from[1]);
	rows = store_outbox_list(s.d.store, s.c.id, NULL, &n);
	assert_int_equal(n, 1);
	wire = store_outbox_wire(s.d.store, rows[0].id, &bytes);
	text = everything(wire, bytes);
	assert_non_null(strstr(text, "青葉印刷"));
	assert_non_null(strstr(text, "suzuki"));
	assert_non_null(strstr(text, "075-123-4567"));
	assert_null(strstr(text, "first.mail.77"));
	free(text);
	free(wire);
	outbox_rows_free(rows, n);
	scene_end(&s);
}

/* --- the operator's own words --- */

static void
test_the_operators_words(void **state)
{
	static const char *const bad[] = {"株式会社青葉印刷です", "青葉印刷様",
	    "鈴木様より", "電話は075-123-4567", "０７５－１２３－４５６７",
	    "suzuki@aoba-insatsu.example.co.jp", "aoba-insatsu.example.co.jp のサイト",
	    "京都商工会議所のご紹介", "千田様から", "社長 一郎様も出席",
	    "shacho@aoba-hd.example.jp", "aoba-hd.example.jp",
	    "株式会社青葉ホールディングスの子会社"};
	static const char *const good[] = {"従業員は40名ほど、京都府内です。",
	    "オンラインでも構わないとのことです。", "社内のパソコンは30台です。"};
	struct scene s;

	scene_begin(&s, state);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct strlist found = {0};

		desk_identities(&s.d, &s.c, bad[i], &found);
		if (!found.n)
			fail_msg("not found: %s", bad[i]);
		strlist_free(&found);
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct strlist found = {0};

		desk_identities(&s.d, &s.c, good[i], &found);
		if (found.n)
			fail_msg("%s: %s", good[i], found.v[0]);
	}
	scene_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    STORE_TEST(test_no_letter_tells_anybody),
	    STORE_TEST(test_no_answer_tells_anybody),
	    cmocka_unit_test(test_an_unheard_visit_is_not_called_off),
	    STORE_TEST(test_the_accepted_one_is_told),
	    STORE_TEST(test_the_operators_words),
	};

	return cmocka_run_group_tests_name("before_acceptance", tests, NULL, NULL);
}
