/*
 * Chat without a network: identities, notations, what the parsers make of pages, what
 * requests they build, and how messages enter the store.
 */
#include "store_fixture.h"

#include "ahead.h"
#include "chat_login.h"
#include "chat_provider.h"
#include "chat_read.h"
#include "chat_take.h"
#include "chat_text.h"
#include "store_chat.h"
#include "store_sql.h"

static struct config_source settings = {.name = "here", .public_rooms = true};

/* --- identities --- */

static void
check_address(
    const char *source, const char *author, const char *thread, const char *expected)
{
	char *got = chat_person_address(source, author, thread);

	assert_string_equal(got, expected);
	assert_true(chat_is_person_address(got));
	free(got);
}

static void
test_identity(void **state)
{
	(void)state;
	check_address("slack", "U0AB1", "1.2", "slack:u0ab1@chat.invalid");
	check_address("mm", "aB", "", "mm:a%42@chat.invalid");
	check_address("q", NULL, "t 5", "q:thread.t%205@chat.invalid");
	check_address("q", "x@chat.invalid", "", "q:x%40chat.invalid@chat.invalid");
	assert_true(chat_is_person_address("A@CHAT.INVALID"));
	assert_false(chat_is_person_address("a@notchat.invalid.example.jp"));
	assert_false(chat_is_person_address("a@example.jp"));
	assert_false(chat_is_person_address(NULL));
}

/* Two that differ only in case are two. */
static void
test_identities_differ(void **state)
{
	char *a = chat_person_address("q", NULL, "Ab"),
	     *b = chat_person_address("q", NULL, "ab");

	(void)state;
	assert_string_not_equal(a, b);
	free(a);
	free(b);
}

static void
test_stated_address(void **state)
{
	static const char *const cases[][2] = {
	    {"メールは yamada@example.co.jp です。", "yamada@example.co.jp"},
	    {"連絡先:yamada@Example.co.jp。よろしく", "yamada@example.co.jp"},
	    {"(sato@x.example.jp)", "sato@x.example.jp"},
	    {"mailto:sato@x.example.jp", "sato@x.example.jp"},
	    {"送り先は a.b+c@x.example.jp.", "a.b+c@x.example.jp"},
	    {"u1@chat.invalid に", NULL},
	    {"@yamada さん、相談です", NULL},
	    {"アドレスはありません", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *got = chat_stated_address(cases[i][0]);

		if (cmp_str(got, cases[i][1]) != 0)
			fail_msg("%s: %s", cases[i][0], got ? got : "none");
		free(got);
	}
}

static void
test_private_rooms(void **state)
{
	struct config_source s = {.kind = SOURCE_SLACK, .public_rooms = true};

	(void)state;
	strlist_add(&s.private_rooms, "C9");
	assert_false(chat_room_private(&s, "C1"));
	assert_true(chat_room_private(&s, "C9"));
	assert_true(chat_room_private(&s, "D1"));
	s.kind = SOURCE_CHATWORK;
	assert_false(chat_room_private(&s, "D1"));
	s.public_rooms = false;
	assert_true(chat_room_private(&s, "1"));
	strlist_free(&s.private_rooms);
}

/* --- notations --- */

typedef char *text_fn(const char *text);

static void
check_text(text_fn *fn, const char *text, const char *expected)
{
	char *got = fn(text);

	assert_string_equal(got, expected);
	free(got);
}

static void
test_slack_text(void **state)
{
	(void)state;
	check_text(slack_plain, "A &amp; B &lt;x&gt;", "A & B <x>");
	check_text(
	    slack_plain, "<@U1> 相談です <mailto:a@x.jp|a@x.jp>", " 相談です a@x.jp");
	check_text(slack_plain, "<https://x.jp|サイト> <#C1|soudan> <!channel>",
	    "サイト https://x.jp #soudan ");
	check_text(slack_plain, "1 < 2 <未完", "1 < 2 <未完");
	check_text(slack_plain, "&amp;lt;", "&lt;");
	check_text(slack_escape, "a<!channel>&amp;", "a&lt;!channel&gt;&amp;amp;");
}

static void
test_mattermost_text(void **state)
{
	(void)state;
	check_text(mattermost_escape, "@all @Channel @here", "＠all ＠Channel ＠here");
	check_text(mattermost_escape, "soudan@desk.jp @allen", "soudan@desk.jp @allen");
}

static void
test_chatwork_text(void **state)
{
	char *replied = chatwork_replied("[rp aid=1 to=567-789] はい");

	(void)state;
	assert_string_equal(replied, "789");
	free(replied);
	assert_null(chatwork_replied("[rp aid=1] はい"));
	assert_null(chatwork_replied("[To:1] はい"));
	assert_null(chatwork_replied("[rp aid=1 to=567-789 はい"));
	check_text(chatwork_plain, "[To:123]山田さん\n相談です[hr]以上",
	    "山田さん\n相談です\n以上");
	check_text(chatwork_plain,
	    "[rp aid=1 to=2-3]はい[qt][qtmeta aid=2 time=1]前の話[/qt]後", "はい後");
	check_text(chatwork_plain, "[info][title]件名[/title]本文[/info]", "件名\n本文");
	check_text(chatwork_plain, "[社名]は[x]です[To", "[社名]は[x]です[To");
	check_text(chatwork_escape, "[toall] x", "［toall］ x");
}

static void
test_same_text(void **state)
{
	(void)state;
	assert_true(chat_text_same("［案件 1］\n受付", "[案件 1] 受付"));
	assert_true(chat_text_same("@all", "＠all"));
	assert_false(chat_text_same("案件 1", "案件 2"));
	assert_false(chat_text_same("案件", "案件 2"));
}

/* --- pages --- */

struct reading_of {
	struct chat_conf conf;
	struct chat_look look;
	struct chat_page page;
	struct err e;
	bool ok;
};

static struct reading_of
read_page(const struct chat_provider *p, const char *cursor, const char *text)
{
	struct reading_of r = {.conf = {.source = &settings, .url = "u", .own_id = "UME"},
	    .look = {.room = "C1", .cursor = cursor}};
	struct http_answer a = {.status = 200};
	json_t *json = chat_json(text, strlen(text), &r.e);

	if (*text)
		assert_non_null(json);
	a.body.len = strlen(text);
	r.ok = p->read(&r.conf, &r.look, json, &a, &r.page, &r.e);
	json_decref(json);
	return r;
}

static void
done(struct reading_of *r)
{
	chat_page_free(&r->page);
	free(r->look.next);
	free(r->look.seen);
}

static void
test_slack_page(void **state)
{
	struct reading_of r = read_page(&chat_slack, "1732500000.000000",
	    "{\"ok\":true,\"has_more\":true,\"messages\":["
	    "{\"ts\":\"1732500009.000200\",\"user\":\"U1\",\"text\":\"a &amp; b\","
	    "\"thread_ts\":\"1732500009.000200\",\"reply_count\":2},"
	    "{\"ts\":\"1732500008.000100\",\"user\":\"U2\",\"text\":\"x\","
	    "\"edited\":{\"user\":\"U2\",\"ts\":\"1732500010.0\"}},"
	    "{\"ts\":\"1732500007.000100\",\"user\":\"UME\",\"text\":\"own\"},"
	    "{\"ts\":\"1732500006.000100\",\"bot_id\":\"B\",\"user\":\"U8\",\"text\":"
	    "\"bot\","
	    "\"metadata\":{\"event_payload\":{\"madoguchi\":\"m1\"}}},"
	    "{\"ts\":\"1732500005.000100\",\"user\":\"U1\",\"subtype\":\"channel_join\","
	    "\"text\":\"joined\"},{\"ts\":7},{\"user\":\"U1\",\"text\":\"no id\"},null],"
	    "\"response_metadata\":{\"next_cursor\":\"abc=\"}}");

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.page.n, 5);
	assert_false(r.page.last);
	assert_string_equal(r.look.next, "abc=");
	assert_string_equal(r.look.seen, "1732500009.000200");
	assert_string_equal(r.page.v[0].text, "a & b");
	assert_null(r.page.v[0].thread);
	assert_true(r.page.v[0].has_replies);
	assert_int_equal(r.page.v[0].sent, 1732500009);
	assert_string_equal(r.page.v[1].version, "1732500010.0");
	assert_false(r.page.v[1].own);
	assert_true(r.page.v[2].own);
	assert_true(r.page.v[3].own);
	assert_string_equal(r.page.v[3].mark, "m1");
	assert_true(r.page.v[4].ignored);
	assert_int_equal(r.page.complete_from, 1732500000 - 3600 + 1);
	done(&r);
}

static void
test_slack_errors(void **state)
{
	static const struct {
		const char *text;
		bool retry;
	} cases[] = {
	    {"{\"ok\":false,\"error\":\"invalid_auth\"}", false},
	    {"{\"ok\":false,\"error\":\"not_in_channel\"}", false},
	    {"{\"ok\":false,\"error\":\"ratelimited\"}", true},
	    {"{\"ok\":false,\"error\":\"internal_error\"}", true},
	    {"[]", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reading_of r = read_page(&chat_slack, "", cases[i].text);

		assert_false(r.ok);
		assert_int_equal(r.e.retry, cases[i].retry);
		done(&r);
	}
}

/* A server that calls the same page next for ever is not followed. */
static void
test_slack_circle(void **state)
{
	struct chat_conf conf = {.source = &settings, .url = "u"};
	struct chat_look look = {.room = "C1", .cursor = "", .next = xstrdup("p2")};
	struct chat_page page = {0};
	struct http_answer a = {.status = 200};
	struct err e = {0};
	json_t *json = json_loads("{\"ok\":true,\"has_more\":true,\"messages\":[],"
	                          "\"response_metadata\":{\"next_cursor\":\"p2\"}}",
	    0, NULL);

	(void)state;
	assert_false(chat_slack.read(&conf, &look, json, &a, &page, &e));
	json_decref(json);
	free(look.next);
	free(look.seen);
}

static void
test_mattermost_page(void **state)
{
	struct reading_of r = read_page(&chat_mattermost, "1732500000000 p0",
	    "{\"order\":[\"p3\",\"p2\",\"p1\",\"pX\"],\"posts\":{"
	    "\"p1\":{\"id\":\"p1\",\"create_at\":1732500001000,\"update_at\":"
	    "1732500001000,"
	    "\"delete_at\":0,\"user_id\":\"u1\",\"root_id\":\"\",\"message\":\"hi\","
	    "\"type\":\"\",\"props\":{}},"
	    "\"p2\":{\"id\":\"p2\",\"create_at\":1732400000000,\"update_at\":"
	    "1732500005000,"
	    "\"delete_at\":1732500005000,\"user_id\":\"u1\",\"root_id\":\"p0\","
	    "\"message\":\"gone\",\"type\":\"\"},"
	    "\"p3\":{\"id\":\"p3\",\"create_at\":1732500003000,\"update_at\":"
	    "1732500003000,"
	    "\"user_id\":\"u2\",\"message\":\"w\",\"type\":\"\","
	    "\"props\":{\"from_webhook\":\"true\"}}}}");

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.page.n, 3);
	assert_true(r.page.last);
	assert_true(r.page.v[0].own);
	assert_true(r.page.v[1].deleted);
	assert_string_equal(r.page.v[1].thread, "p0");
	assert_string_equal(r.page.v[1].version, "1732500005000");
	assert_null(r.page.v[2].thread);
	assert_null(r.page.v[2].version);
	assert_string_equal(r.look.seen, "1732500005000 p2");
	done(&r);
}

static char *
many_posts(int n)
{
	struct buf b = {0};

	buf_adds(&b, "{\"order\":[");
	for (int i = 0; i < n; i++)
		buf_addf(&b, "%s\"p%d\"", i ? "," : "", i);
	buf_adds(&b, "],\"posts\":{");
	for (int i = 0; i < n; i++)
		buf_addf(&b,
		    "%s\"p%d\":{\"id\":\"p%d\",\"create_at\":%d,\"update_at\":%d,"
		    "\"user_id\":\"u\",\"message\":\"x\",\"type\":\"\"}",
		    i ? "," : "", i, i, 1000 + i, 1000 + i);
	buf_adds(&b, "}}");
	return buf_steal(&b);
}

/* A thousand at once is the server's limit: the rest is fetched page by page. */
static void
test_mattermost_gap_is_filled(void **state)
{
	char *thousand = many_posts(1000);
	struct reading_of r = read_page(&chat_mattermost, "5 p0", thousand);
	struct http_request q = {0};

	(void)state;
	assert_true(r.ok);
	assert_false(r.page.last);
	chat_mattermost.ask(&r.conf, &r.look, &q);
	assert_string_equal(
	    q.url, "u/api/v4/channels/C1/posts?page=0&per_page=200&after=p0");
	http_request_free(&q);
	done(&r);
	free(thousand);
}

static void
test_chatwork_page(void **state)
{
	struct reading_of r = read_page(&chat_chatwork, "99",
	    "[{\"message_id\":\"100\",\"account\":{\"account_id\":5,\"name\":\"山田\"},"
	    "\"body\":\"[rp aid=1 to=9-98]はい\",\"send_time\":1732500000,"
	    "\"update_time\":1732500050},"
	    "{\"message_id\":\"101\",\"account\":{\"account_id\":5,\"name\":\"山田\"},"
	    "\"body\":\"[deleted]\",\"send_time\":1732500001,\"update_time\":0},"
	    "{\"message_id\":\"x1\",\"account\":{\"account_id\":5},\"body\":\"?\"}]");

	(void)state;
	assert_true(r.ok);
	assert_int_equal(r.page.n, 2);
	assert_string_equal(r.page.v[0].text, "はい");
	assert_string_equal(r.page.v[0].thread, "98");
	assert_string_equal(r.page.v[0].author, "5");
	assert_string_equal(r.page.v[0].version, "1732500050");
	assert_true(r.page.v[1].deleted);
	assert_string_equal(r.look.seen, "101");
	assert_int_equal(r.page.complete_from, 1732500001);
	assert_false(r.page.gap);
	done(&r);
}

static void
test_chatwork_empty(void **state)
{
	struct chat_conf conf = {.source = &settings, .url = "u"};
	struct chat_look look = {.room = "1", .cursor = "99"};
	struct chat_page page = {0};
	struct http_answer a = {.status = 204};
	struct err e = {0};

	(void)state;
	assert_true(chat_chatwork.read(&conf, &look, NULL, &a, &page, &e));
	assert_true(page.last);
	assert_string_equal(look.seen, "99");
	free(look.seen);
}

/* When even the oldest of a full window is new, some may have passed by. */
static void
test_chatwork_gap(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_addf(&b,
		    "%s{\"message_id\":\"%d\",\"account\":{\"account_id\":5},"
		    "\"body\":\"x\",\"send_time\":%d}",
		    i ? "," : "[", 1000 + i, 1000 + i);
	buf_adds(&b, "]");
	for (int known = 999; known <= 1000; known++) {
		char *cursor = xasprintf("%d", known);
		struct reading_of r = read_page(&chat_chatwork, cursor, buf_str(&b));

		assert_int_equal(r.page.gap, known == 999);
		done(&r);
		free(cursor);
	}
	buf_free(&b);
}

static void
test_queue_page(void **state)
{
	struct reading_of r;

	(void)state;
	settings.url = (char[]){"https://q.example.jp/messages"};
	r = read_page(&chat_queue, "",
	    "[{\"id\":1,\"sent\":\"2026-06-01T10:00:00+09:00\",\"from_name\":\"山田\","
	    "\"from_addr\":\"Y@Example.jp\",\"thread\":\"t\",\"body\":\"相談\"},"
	    "{\"id\":\"2\",\"body\":\"x\",\"from_addr\":\"u1@chat.invalid\"},"
	    "{\"id\":\"3\"},{\"body\":\"no id\"},{\"id\":\"4\",\"deleted\":true},"
	    "{\"id\":\"5\\n\",\"body\":\"x\"},17]");
	assert_true(r.ok);
	assert_int_equal(r.page.n, 3);
	assert_string_equal(r.page.v[0].id, "1");
	assert_string_equal(r.page.v[0].author_addr, "Y@example.jp");
	assert_int_equal(r.page.v[0].sent, 1780275600);
	assert_null(r.page.v[1].author_addr);
	assert_true(r.page.v[2].deleted);
	done(&r);
	settings.url = NULL;
}

/* The token goes nowhere else. */
static void
test_queue_next_page_stays_there(void **state)
{
	static const struct {
		const char *next;
		bool ok;
	} cases[] = {
	    {"https://q.example.jp/messages?from=2", true},
	    {"https://q.example.jp:8443/messages", false},
	    {"https://elsewhere.example.jp/messages", false},
	    {"http://q.example.jp/messages", false},
	    {"//x", false},
	};
	struct chat_conf conf = {.source = &settings};
	json_t *empty = json_array();

	(void)state;
	settings.url = (char[]){"https://q.example.jp/messages"};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *next = xstrdup(cases[i].next);
		struct http_answer a = {.status = 200, .next = next};
		struct chat_look look = {.room = "", .cursor = ""};
		struct chat_page page = {0};
		struct err e = {0};

		assert_int_equal(
		    chat_queue.read(&conf, &look, empty, &a, &page, &e), cases[i].ok);
		free(look.next);
		free(look.seen);
		free(next);
	}
	settings.url = NULL;
	json_decref(empty);
}

static void
test_bombs(void **state)
{
	struct buf b = {0};
	struct err e = {0};
	json_t *json;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, '[');
	assert_null(chat_json(buf_str(&b), b.len, &e));
	buf_clear(&b);
	buf_adds(&b, "[\"");
	for (int i = 0; i < 1000; i++)
		buf_addc(&b, '[');
	buf_adds(&b, "\"]");
	json = chat_json(buf_str(&b), b.len, &e);
	assert_non_null(json);
	json_decref(json);
	buf_free(&b);
	assert_null(chat_json("{\"a\":1,\"a\":2}", 13, &e));
	assert_null(chat_json("", 0, &e));
}

/* --- requests --- */

static void
test_requests(void **state)
{
	struct chat_conf conf = {.source = &settings, .url = "u"};
	struct chat_look look = {
	    .room = "C 1", .cursor = "1732500000.000100", .next = (char[]){"a="}};
	struct http_request q = {0};

	(void)state;
	chat_slack.ask(&conf, &look, &q);
	assert_string_equal(q.url, "u/conversations.history?channel=C%201&"
	                           "oldest=1732496400.000000&limit=200&cursor=a%3D");
	http_request_free(&q);
	look.next = NULL;
	look.cursor = "1732500000000 p1";
	chat_mattermost.ask(&conf, &look, &q);
	assert_string_equal(q.url, "u/api/v4/channels/C%201/posts?since=1732499990000");
	http_request_free(&q);
	look.cursor = "";
	chat_mattermost.ask(&conf, &look, &q);
	assert_string_equal(q.url, "u/api/v4/channels/C%201/posts?page=0&per_page=200");
	http_request_free(&q);
}

static void
test_posts(void **state)
{
	struct chat_conf conf = {.source = &settings, .url = "u"};
	struct chat_letter l = {.room = "12",
	    .thread = "34",
	    .author = "5",
	    .text = "[toall] & <x>",
	    .mark = "m"};
	struct http_request q = {0};

	(void)state;
	chat_chatwork.post(&conf, &l, &q);
	assert_string_equal(q.body,
	    "body=%5Brp%20aid%3D5%20to%3D12-34%5D%0A"
	    "%EF%BC%BBtoall%EF%BC%BD%20%26%20%3Cx%3E&self_unread=0");
	http_request_free(&q);
	chat_slack.post(&conf, &l, &q);
	assert_non_null(strstr(q.body, "\"text\":\"[toall] &amp; &lt;x&gt;\""));
	assert_non_null(strstr(q.body, "\"thread_ts\":\"34\""));
	http_request_free(&q);
}

static void
test_addresses(void **state)
{
	(void)state;
	assert_true(http_url_ok("https://slack.com/api"));
	assert_true(http_url_ok("http://127.0.0.1:8080/x"));
	assert_false(http_url_ok("http://slack.com/api"));
	assert_false(http_url_ok("file:///etc/passwd"));
	assert_false(http_url_ok("https://user@slack.com/"));
	assert_false(http_url_ok("https://x /"));
	assert_false(http_url_ok(NULL));
	assert_null(chat_auth(&chat_slack, &settings, "two\nlines"));
}

/* --- the store --- */

static struct chat_msg
message(const char *id, const char *text)
{
	static char room[] = "C1", author[] = "U1";

	return (struct chat_msg){.room = room,
	    .id = (char *)(uintptr_t)id,
	    .author = author,
	    .text = (char *)(uintptr_t)text,
	    .sent = NOW};
}

static struct chat_taker
taker(struct fixture *f)
{
	return (struct chat_taker){.store = f->s,
	    .source_id = store_source(f->s, "here").id,
	    .source = "here",
	    .now = NOW};
}

static void
test_taken_once(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f), other = t;
	struct chat_msg m = message("1.1", "相談です");
	struct chat_origin o;
	size_t n;
	struct inbox_item *items;
	char raw[512] = "";

	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_NEW);
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_KNOWN);
	/* The same id in another channel, or at another source, is another message. */
	m.room = (char[]){"C2"};
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_NEW);
	other.source_id = store_source(f->s, "there").id;
	other.source = "there";
	assert_int_equal(chat_take(&other, &m), CHAT_TAKEN_NEW);
	items = store_inbox_due(f->s, 0, NULL, 10, &n);
	assert_int_equal(n, 3);
	assert_true(items[0].chat);
	assert_true(store_inbox_raw_read(f->s, items[0].id, 0, raw, sizeof(raw) - 1) > 0);
	assert_non_null(strstr(raw, "\"body\":\"相談です\""));
	assert_true(store_chat_origin(f->s, items[0].id, &o));
	assert_string_equal(o.thread, "1.1");
	assert_string_equal(o.author, "U1");
	assert_false(o.reply);
	chat_origin_free(&o);
	store_inbox_items_free(items, n);
}

static void
test_not_taken(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f);
	struct chat_msg own = message("1", "x"), gone = own, notice = own;

	own.own = gone.deleted = notice.ignored = true;
	assert_int_equal(chat_take(&t, &own), CHAT_TAKEN_NONE);
	assert_int_equal(chat_take(&t, &gone), CHAT_TAKEN_NONE);
	assert_int_equal(chat_take(&t, &notice), CHAT_TAKEN_NONE);
	assert_int_equal(sql_number(f->s, 0, "SELECT count(*) FROM inbox"), 0);
}

static void
test_edit_and_deletion(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f);
	struct chat_msg m = message("1", "前");

	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_NEW);
	m.version = (char[]){"v1"};
	/* A reaction is no edit. */
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_KNOWN);
	m.version = (char[]){"v2"};
	m.text = (char[]){"後"};
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_CHANGED);
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_KNOWN);
	m.deleted = true;
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_CHANGED);
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_KNOWN);
	assert_int_equal(sql_number(f->s, 0, "SELECT count(*) FROM chat_change"), 2);
	assert_int_equal(
	    sql_number(f->s, 0, "SELECT count(*) FROM inbox WHERE state = 'dropped'"), 1);
	/* What was written goes with the message; that it was changed stays. */
	assert_int_equal(store_chat_drop_texts(f->s), 0);
	assert_true(sql_run(f->s, "DELETE FROM inbox_raw"));
	assert_int_equal(store_chat_drop_texts(f->s), 1);
	assert_int_equal(sql_number(f->s, 0, "SELECT count(*) FROM chat_change"), 2);
}

/* Deliveries come late, and overtake each other. */
static void
test_late_deliveries(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f);
	struct chat_msg m = message("1", "前"), old = message("2", "x");

	t.edits_from = NOW - 3600;
	old.sent = NOW - 3601;
	old.version = (char[]){"1"};
	assert_int_equal(chat_take(&t, &old), CHAT_TAKEN_NONE);
	old.sent = NOW - 3600;
	assert_int_equal(chat_take(&t, &old), CHAT_TAKEN_NEW);
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_NEW);
	m.version = (char[]){"1732500009.2"};
	m.text = (char[]){"後"};
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_CHANGED);
	m.version = (char[]){"1732500009.1"};
	m.text = (char[]){"間"};
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_KNOWN);
	t.edits_from = 0;
	assert_int_equal(chat_take(&t, &m), CHAT_TAKEN_CHANGED);
}

/* A reply may name any message of its conversation. */
static void
test_reply_to_reply(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f);
	struct chat_msg a = message("1", "a"), b = message("2", "b"),
	                c = message("3", "c");
	struct chat_origin o;

	b.thread = (char[]){"1"};
	c.thread = (char[]){"2"};
	assert_int_equal(chat_take(&t, &a), CHAT_TAKEN_NEW);
	assert_int_equal(chat_take(&t, &b), CHAT_TAKEN_NEW);
	assert_int_equal(chat_take(&t, &c), CHAT_TAKEN_NEW);
	assert_true(store_chat_origin(f->s, 3, &o));
	assert_string_equal(o.thread, "1");
	assert_true(o.reply);
	chat_origin_free(&o);
}

static void
test_missing(void **state)
{
	struct fixture *f = *state;
	struct chat_taker t = taker(f);
	struct chat_msg a = message("1", "a"), b = message("2", "b");
	int64_t *gone;
	size_t n;

	a.sent = NOW - 100;
	(void)chat_take(&t, &a);
	(void)chat_take(&t, &b);
	gone = store_chat_missing(f->s, t.source_id, "C1", NOW - 50, NOW, "[]", &n);
	assert_int_equal(n, 1);
	assert_int_equal(gone[0], 2);
	free(gone);
	/* What was delivered while the look was under way is in no list yet. */
	free(store_chat_missing(f->s, t.source_id, "C1", NOW - 50, NOW - 1, "[]", &n));
	assert_int_equal(n, 0);
	free(store_chat_missing(
	    f->s, t.source_id, "C1", NOW - 200, NOW, "[\"1\",\"2\"]", &n));
	assert_int_equal(n, 0);
}

/* --- the reader --- */

static void
test_envelope_is_read(void **state)
{
	struct chat_msg m = message("1", "相談です。東京都です。");
	struct message read;
	char *raw;

	(void)state;
	m.author_name = (char[]){"山田"};
	m.author_addr = (char[]){"y@x.jp"};
	raw = chat_envelope(&m);
	chat_read(raw, strlen(raw), &read);
	assert_true(read.chat);
	assert_string_equal(read.from.name, "山田");
	assert_string_equal(read.from.addr, "y@x.jp");
	assert_string_equal(read.text, "相談です。東京都です。");
	assert_int_equal(read.date, NOW);
	message_free(&read);
	free(raw);
	m.author_addr = NULL;
	raw = chat_envelope(&m);
	chat_read(raw, strlen(raw), &read);
	assert_null(read.from.name);
	message_free(&read);
	free(raw);
	chat_read("no json", 7, &read);
	assert_int_equal(read.defects.n, 1);
	message_free(&read);
}

/* Whatever a mail says, it is from and to no chat. */
static void
test_mail_names_no_identity(void **state)
{
	struct message m;

	(void)state;
	for (int chat = 0; chat <= 1; chat++) {
		message_init(&m);
		m.chat = chat == 1;
		m.from.addr = xstrdup("slack:u1@chat.invalid");
		m.reply_to.addr = xstrdup("Slack:u1@CHAT.invalid");
		addresses_add(&m.cc, NULL, "slack:u1@chat.invalid");
		addresses_add(&m.cc, NULL, "a@example.jp");
		ahead_settle(&m, NOW, "desk@example.jp");
		assert_int_equal(m.from.addr != NULL, chat);
		assert_int_equal(m.reply_to.addr != NULL, chat);
		assert_int_equal(m.cc.n, 1 + (size_t)chat);
		assert_string_equal(m.cc.v[m.cc.n - 1].addr, "a@example.jp");
		message_free(&m);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_identity),
	    cmocka_unit_test(test_identities_differ),
	    cmocka_unit_test(test_stated_address),
	    cmocka_unit_test(test_private_rooms),
	    cmocka_unit_test(test_slack_text),
	    cmocka_unit_test(test_mattermost_text),
	    cmocka_unit_test(test_chatwork_text),
	    cmocka_unit_test(test_same_text),
	    cmocka_unit_test(test_slack_page),
	    cmocka_unit_test(test_slack_errors),
	    cmocka_unit_test(test_slack_circle),
	    cmocka_unit_test(test_mattermost_page),
	    cmocka_unit_test(test_mattermost_gap_is_filled),
	    cmocka_unit_test(test_chatwork_page),
	    cmocka_unit_test(test_chatwork_empty),
	    cmocka_unit_test(test_chatwork_gap),
	    cmocka_unit_test(test_queue_page),
	    cmocka_unit_test(test_queue_next_page_stays_there),
	    cmocka_unit_test(test_bombs),
	    cmocka_unit_test(test_requests),
	    cmocka_unit_test(test_posts),
	    cmocka_unit_test(test_addresses),
	    STORE_TEST(test_taken_once),
	    STORE_TEST(test_not_taken),
	    STORE_TEST(test_edit_and_deletion),
	    STORE_TEST(test_late_deliveries),
	    STORE_TEST(test_reply_to_reply),
	    STORE_TEST(test_missing),
	    cmocka_unit_test(test_envelope_is_read),
	    cmocka_unit_test(test_mail_names_no_identity),
	};

	return cmocka_run_group_tests_name("chat", tests, NULL, NULL);
}
