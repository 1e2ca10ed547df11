/* ejabberd without a network: the steps of a look, what its archives hold, and what only
 * looks like that. */
#include "chat_ejabberd.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

static struct config_source room_settings = {.name = "x", .page_kib = 4096};

static json_t *
body_of(const struct http_request *q)
{
	json_t *o = json_loads(q->body, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(o);
	return o;
}

static struct http_answer
answer(long status, const char *text)
{
	struct http_answer a = {.status = status};

	buf_adds(&a.body, text);
	return a;
}

static void
check_posted(const struct chat_provider *p, long status, const char *text,
    enum chat_verdict expected)
{
	struct http_answer a = answer(status, text);
	struct err e = {0};
	char *id = NULL;

	assert_int_equal(p->posted(NULL, &a, &id, &e), expected);
	assert_null(id);
	http_answer_free(&a);
}

/* --- XML --- */

static void
test_xml(void **state)
{
	struct err e = {0};
	static const char good[] = "<a k='v&amp;w'>1<b xmlns='n'>２</b>3<b/></a>";
	struct xml *x = xml_parse(good, sizeof(good) - 1, &e);
	const struct xml *b;
	char *text;

	(void)state;
	assert_non_null(x);
	assert_string_equal(xml_attr(x, "k"), "v&w");
	assert_string_equal(xml_attr(x, "z"), "");
	assert_string_equal(xml_text(x), "13");
	b = xml_child_ns(x, "b", "n");
	assert_string_equal(xml_text(b), "２");
	assert_non_null(xml_next(b, "b"));
	assert_null(xml_next(xml_next(b, "b"), NULL));
	assert_null(xml_child(xml_child(NULL, "b"), NULL));
	xml_free(x);
	text = xml_escape("<a b=\"c\" d='e'>&\x01\n");
	assert_string_equal(text, "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;\n");
	free(text);
}

static void
check_no_xml(const char *text, size_t n)
{
	struct err e = {0};

	if (xml_parse(text, n, &e) || !*e.text)
		fail_msg("%.40s", text);
}

static void
test_hostile_xml(void **state)
{
	static const char *const bad[] = {"", "<", "<a>", "</a>", "<a></b>", "<a/><b/>",
	    "<a/><b", "{}", "<a>&undefined;</a>",
	    "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>\xff\xfe</a>",
	    "<a k='1' k='2'"};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		check_no_xml(bad[i], strlen(bad[i]));
	check_no_xml("<a>\0</a>", 8);
	for (int i = 0; i < 100000; i++)
		buf_adds(&b, "<a>");
	check_no_xml(buf_str(&b), b.len);
	buf_clear(&b);
	buf_adds(&b, "<a>");
	for (int i = 0; i < 100001; i++)
		buf_adds(&b, "<b/>");
	buf_adds(&b, "</a>");
	check_no_xml(buf_str(&b), b.len);
	buf_free(&b);
}

/* --- ejabberd --- */

#define ROOM     "soudan@conference.example.jp"
#define RESULT_1 "<message from='"
#define RESULT_2                                                                         \
	"'><result id='7' queryid='desk' xmlns='urn:xmpp:mam:2'><forwarded>"             \
	"<message id='m-1' from='" ROOM "/社長' type='groupchat'>"
#define RESULT_3                                                                         \
	"</message><delay stamp='2026-11-24T04:23:21.772297Z'/></forwarded></result>"    \
	"</message>"
#define ITEM                                                                             \
	"<x xmlns='http://jabber.org/protocol/muc#user'><item "                          \
	"jid='a@example.jp/x'/></x>"

static struct chat_conf
ejabberd_conf(void)
{
	if (!room_settings.rooms.n)
		strlist_add(&room_settings.rooms, ROOM);
	return (struct chat_conf){.source = &room_settings,
	    .url = "http://127.0.0.1:1",
	    .own_id = "desk@example.jp",
	    .secret = "pw"};
}

/* The look at a step, with an answer. */
static bool
step(struct chat_look *l, const char *next, const char *text, struct chat_page *p,
    struct err *e)
{
	struct chat_conf c = ejabberd_conf();
	struct http_answer a = answer(200, text);
	bool ok;

	free(l->next);
	l->next = xstrdup_null(next);
	*p = (struct chat_page){0};
	ok = chat_ejabberd.read(&c, l, NULL, &a, p, e);
	http_answer_free(&a);
	return ok;
}

static void
look_free(struct chat_look *l)
{
	free(l->next);
	free(l->seen);
}

static void
test_bosh_steps(void **state)
{
	static const struct {
		const char *answer, *next;
	} steps[] = {
	    {"<body sid='s1'/>", "1 s1 1048577 5"},
	    {"<body><success/></body>", "2 s1 1048578 5"},
	    {"<body/>", "3 s1 1048579 5"},
	    {"<body/>", "4 s1 1048580 5"},
	    {"<body/>", "5 s1 1048581 5"},
	    {"<body/>", "5 s1 1048582 5"},
	    {"<body><iq id='page'><fin xmlns='urn:xmpp:mam:2'><set><last>9</last></set>"
	     "</fin></iq></body>",
	        "4 s1 1048583 9"},
	    {"<body><iq id='page'><fin complete='true' "
	     "xmlns='urn:xmpp:mam:2'/></iq></body>",
	        "6 s1 1048584 9"},
	};
	struct chat_look l = {.room = ROOM, .cursor = "5"};
	struct chat_page p;
	struct err e = {0};
	char *at = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		assert_true(step(&l, at, steps[i].answer, &p, &e));
		assert_string_equal(l.next, steps[i].next);
		assert_false(p.last);
		free(at);
		at = xstrdup(l.next);
	}
	assert_true(step(&l, at, "<body type='terminate'/>", &p, &e));
	assert_true(p.last);
	assert_string_equal(l.seen, "9");
	free(at);
	look_free(&l);
}

static void
test_bosh_refusals(void **state)
{
	static const struct {
		const char *next, *answer, *word;
		bool retry;
	} cases[] = {
	    {NULL, "<html/>", "no session", true},
	    {NULL, "<body sid='a b'/>", "no session", true},
	    {NULL, "not XML", "no XML", true},
	    {"1 s 2 -", "<body><failure/></body>", "password", false},
	    {"4 s 2 -", "<body type='terminate' condition='item-not-found'/>",
	        "item-not-found", true},
	    {"4 s 2 -",
	        "<body><iq id='page' "
	        "type='error'><error><forbidden/></error></iq></body>",
	        "forbidden", false},
	    {"4 s 2 -",
	        "<body><iq id='page'><fin xmlns='urn:xmpp:mam:2'><set><last>a "
	        "b</last></set></fin></iq></body>",
	        "id", false},
	    {"nonsense", "<body/>", "way", false},
	    {"9 s 2 -", "<body/>", "way", false},
	};
	struct chat_page p;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct chat_look l = {.room = ROOM, .cursor = ""};
		struct err e = {0};

		assert_false(step(&l, cases[i].next, cases[i].answer, &p, &e));
		if (!strstr(e.text, cases[i].word) || e.retry != cases[i].retry)
			fail_msg("%zu: %s", i, e.text);
		look_free(&l);
	}
}

static bool
read_one(const char *inner, const char *from, struct chat_page *p, struct err *e)
{
	struct chat_look l = {.room = ROOM, .cursor = ""};
	char *text = xasprintf(
	    "<body>" RESULT_1 "%s" RESULT_2 "%s" RESULT_3 "</body>", from, inner);
	bool ok = step(&l, "4 s 2 -", text, p, e);

	free(text);
	look_free(&l);
	return ok;
}

static void
test_ejabberd_message(void **state)
{
	struct chat_page p;
	struct err e = {0};

	(void)state;
	assert_true(read_one(
	    ITEM "<body>相談 &lt;x&gt;</body><thread>t1</thread>", ROOM, &p, &e));
	assert_int_equal(p.n, 1);
	assert_string_equal(p.v[0].id, "7");
	assert_string_equal(p.v[0].room, ROOM);
	assert_string_equal(p.v[0].thread, "t1");
	assert_string_equal(p.v[0].author, "a@example.jp");
	assert_string_equal(p.v[0].author_name, "社長");
	assert_string_equal(p.v[0].text, "相談 <x>");
	assert_string_equal(p.v[0].mark, "m-1");
	assert_int_equal(p.v[0].sent, 1795494201);
	assert_false(p.v[0].own || p.v[0].ignored);
	chat_page_free(&p);
	assert_true(read_one(
	    ITEM "<body>b</body><reply xmlns='urn:xmpp:reply:0' id='5'/>", ROOM, &p, &e));
	assert_string_equal(p.v[0].thread, "5");
	chat_page_free(&p);
	/* A correction is no second request; a subject is no message. */
	assert_true(read_one(ITEM "<body>b</body><replace id='m-0' "
	                          "xmlns='urn:xmpp:message-correct:0'/>",
	    ROOM, &p, &e));
	assert_true(p.v[0].ignored);
	chat_page_free(&p);
	assert_true(read_one(ITEM "<subject>s</subject>", ROOM, &p, &e));
	assert_int_equal(p.n, 0);
}

/* What only looks like the archive's is nobody's; a nickname alone is not believed. */
static void
test_ejabberd_forged(void **state)
{
	struct chat_page p;
	struct err e = {0};

	(void)state;
	assert_true(read_one(ITEM "<body>b</body>", "evil@example.com", &p, &e));
	assert_int_equal(p.n, 0);
	assert_false(read_one("<body>b</body>", ROOM, &p, &e));
	assert_non_null(strstr(e.text, "anonymous"));
	assert_false(e.retry);
	chat_page_free(&p);
	assert_false(
	    read_one("<x xmlns='other'><item jid='a@example.jp'/></x><body>b</body>",
	        ROOM, &p, &e));
	chat_page_free(&p);
	assert_false(read_one("<x xmlns='http://jabber.org/protocol/muc#user'>"
	                      "<item jid='/x'/></x><body>b</body>",
	    ROOM, &p, &e));
	chat_page_free(&p);
}

static void
test_ejabberd_requests(void **state)
{
	struct chat_conf c = ejabberd_conf();
	struct chat_look l = {.room = ROOM, .cursor = "a'<9"};
	struct chat_letter letter = {.room = ROOM,
	    .thread = "t<1",
	    .author = "",
	    .text = "</body> & \"x\"",
	    .mark = "2026-0001.a"};
	struct http_request q = {0};
	json_t *o;

	(void)state;
	chat_ejabberd.ask(&c, &l, &q);
	assert_string_equal(q.url, "http://127.0.0.1:1/bosh");
	assert_null(strstr(q.body, "pw"));
	http_request_free(&q);
	l.next = xstrdup("1 s 2 -");
	chat_ejabberd.ask(&c, &l, &q);
	assert_non_null(strstr(q.body, ">AGRlc2sAcHc=<"));
	http_request_free(&q);
	set_str(&l.next, "4 s 2 a'<9");
	chat_ejabberd.ask(&c, &l, &q);
	assert_non_null(strstr(q.body, "<after>a&apos;&lt;9</after>"));
	assert_non_null(strstr(q.body, "to='" ROOM "'"));
	http_request_free(&q);
	free(l.next);
	chat_ejabberd.post(&c, &letter, &q);
	assert_string_equal(q.url, "http://127.0.0.1:1/api/send_stanza");
	o = body_of(&q);
	assert_string_equal(chat_json_str(o, "from"), "desk@example.jp/madoguchi");
	assert_string_equal(chat_json_str(o, "to"), ROOM);
	assert_string_equal(chat_json_str(o, "stanza"),
	    "<message type='groupchat' id='2026-0001.a'><body>&lt;/body&gt; &amp; "
	    "&quot;x&quot;</body><thread>t&lt;1</thread></message>");
	json_decref(o);
	http_request_free(&q);
	check_posted(&chat_ejabberd, 200, "0", CHAT_TAKEN);
	check_posted(&chat_ejabberd, 200, "1", CHAT_LATER);
	strlist_free(&room_settings.rooms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_xml),
	    cmocka_unit_test(test_hostile_xml),
	    cmocka_unit_test(test_bosh_steps),
	    cmocka_unit_test(test_bosh_refusals),
	    cmocka_unit_test(test_ejabberd_message),
	    cmocka_unit_test(test_ejabberd_forged),
	    cmocka_unit_test(test_ejabberd_requests),
	};

	return cmocka_run_group_tests_name("chat_ejabberd", tests, NULL, NULL);
}
