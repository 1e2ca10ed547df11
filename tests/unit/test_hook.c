/*
 * Deliveries without a network: signatures (vectors computed by OpenSSL's command and by
 * Python), what the parsers make of deliveries, forms, addresses.
 */
#include "hook_format.h"
#include "hook_server.h"
#include "http_form.h"

#include <openssl/crypto.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the four headers above. */
#include <cmocka.h>

enum { AT = 1732500000 };

/* --- the comparison: ours stands in for the library's, and counts --- */

static size_t compared, compared_bytes;

int
CRYPTO_memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;
	unsigned char difference = 0;

	compared++;
	compared_bytes = n;
	for (size_t i = 0; i < n; i++)
		difference = (unsigned char)(difference | (x[i] ^ y[i]));
	return difference;
}

/* --- signatures --- */

#define KEY "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static const struct vector {
	const char *name, *secret, *timestamp, *signature, *body;
	size_t bytes; /* of the body, as it was signed */
} vectors[] = {
    {"slack", "8f742231b10e8888abcd99yyyzzz85a5", "1732500000",
        "v0=c3eccd506eb6c6da6737a502fd3e80d4445a3b435eb9f43d455cbcae1af41fcd",
        "{\"type\":\"event_callback\",\"event_id\":\"Ev01\",\"event\":{\"type\":"
        "\"message\",\"channel\":\"C1\",\"user\":\"U1\",\"text\":\"相談\",\"ts\":"
        "\"1732500000.000100\"}}",
        138},
    {"chatwork", KEY, NULL, "xgeTCaUt2lIXwpCv9PC9uglAatOkFb+T2EqoLiIcMjE=",
        "{\"webhook_setting_id\":\"12345\",\"webhook_event_type\":\"message_created\","
        "\"webhook_event_time\":1732500000,\"webhook_event\":{\"message_id\":"
        "\"789012345\",\"room_id\":567890123,\"account_id\":123456,\"body\":"
        "\"相談です\",\"send_time\":1732500000,\"update_time\":0}}",
        245},
    {"lineworks", "bot-secret-0123456789", NULL,
        "n76YvMjTrjMWdxmuRH8TD+0QT0HEjVMUIu9ezhXuV+M=",
        "{\"type\":\"message\",\"source\":{\"userId\":\"u1\",\"channelId\":\"c1\","
        "\"domainId\":40029600},\"issuedTime\":\"2026-01-04T05:16:05.716Z\","
        "\"content\":{\"type\":\"text\",\"text\":\"相談です\"}}",
        168},
    {"teams", KEY, NULL, "HMAC wGidsaaqJVIFFvRq8S3vIZYI02lTOtCoGVa7ZXvIbPY=",
        "{\"type\":\"message\",\"id\":\"1732500000000\",\"timestamp\":"
        "\"2026-01-04T05:16:05.716Z\",\"from\":{\"id\":\"29:1x\",\"name\":\"Yamada\"},"
        "\"conversation\":{\"id\":\"19:abc@thread.tacv2;messageid=1732500000000\"},"
        "\"text\":\"<at>madoguchi</at> 相談です\"}",
        225},
    {"queue", "0123456789abcdef0123456789abcdef", "1732500000",
        "v1=93b0de9c6946da04ec49d117b00de42e9639b0df3953389f832657e27e37b7fd",
        "{\"id\":\"form-000017\",\"body\":\"相談です\"}", 42},
};

static struct hook_delivery
delivery(const struct vector *v)
{
	return (struct hook_delivery){
	    .signature = v->signature,
	    .timestamp = v->timestamp,
	    .body = v->body,
	    .n = strlen(v->body),
	};
}

static struct hook_secrets
secrets_of(const char *name, const char *text)
{
	struct hook_secrets s = {0};
	struct err e = {0};

	if (!hook_secrets_read(&s, text, hook_format_named(name)->base64, &e))
		fail_msg("%s: %s", name, e.text);
	return s;
}

static enum hook_check
check(const struct vector *v, const struct hook_delivery *d, const char *secrets,
    int64_t now)
{
	struct hook_secrets s = secrets_of(v->name, secrets);
	enum hook_check result = hook_format_named(v->name)->check(d, &s, now);

	hook_secrets_free(&s);
	return result;
}

static void
test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct hook_delivery d = delivery(v);

		assert_int_equal(d.n, v->bytes);
		if (check(v, &d, v->secret, AT) != HOOK_GOOD)
			fail_msg("%s: its vector is refused", v->name);
	}
}

/* One bit anywhere, another length, another secret, nothing. */
static void
check_wrong(const struct vector *v)
{
	struct hook_delivery d = delivery(v);
	char *body = xstrdup(v->body), *signature = xstrdup(v->signature);
	char *longer = xasprintf("%s=", v->signature);
	char *other = xstrdup(v->secret);

	body[d.n / 2] ^= 1;
	d.body = body;
	assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
	d = delivery(v);
	d.n--;
	assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
	d = delivery(v);
	for (size_t i = 0; i < strlen(signature); i++) {
		/* A scheme's name may be written either way. */
		if (strncmp(signature, "HMAC ", 5) == 0 && i < 5)
			continue;
		signature[i] ^= 1;
		d.signature = signature;
		assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
		signature[i] ^= 1;
		d.signature = v->signature + i + 1;
		assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
	}
	d.signature = longer;
	assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
	d.signature = NULL;
	assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
	d = delivery(v);
	other[2] = other[2] == 'A' ? 'B' : 'A';
	assert_int_equal(check(v, &d, other, AT), HOOK_WRONG);
	free(body);
	free(signature);
	free(longer);
	free(other);
}

static void
test_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++)
		check_wrong(&vectors[i]);
}

static void
test_time(void **state)
{
	static const char *const none[] = {
	    "", "-1", "1e9", " 1732500000", "1732500000 ", "17325000000000", "0x1", NULL};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct hook_delivery d = delivery(v);

		if (!v->timestamp)
			continue;
		assert_int_equal(check(v, &d, v->secret, AT + 300), HOOK_GOOD);
		assert_int_equal(check(v, &d, v->secret, AT - 300), HOOK_GOOD);
		assert_int_equal(check(v, &d, v->secret, AT + 301), HOOK_STALE);
		assert_int_equal(check(v, &d, v->secret, AT - 301), HOOK_STALE);
		d.timestamp = "1732500001";
		assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
		for (size_t k = 0; k < ARRAY_LEN(none); k++) {
			d.timestamp = none[k];
			assert_int_equal(check(v, &d, v->secret, AT), HOOK_WRONG);
		}
	}
}

/* Either place, and no third. */
static void
test_two_secrets(void **state)
{
	static const char another[] = "ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOPABCDEFGHIJK=";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct hook_delivery d = delivery(v);
		char *first = xasprintf("%s\n%s\n", v->secret, another);
		char *second = xasprintf("\n  %s \r\n\n%s", another, v->secret);

		assert_int_equal(check(v, &d, first, AT), HOOK_GOOD);
		assert_int_equal(check(v, &d, second, AT), HOOK_GOOD);
		assert_int_equal(check(v, &d, another, AT), HOOK_WRONG);
		free(first);
		free(second);
	}
}

static void
test_secrets(void **state)
{
	static const struct {
		const char *text;
		bool base64;
		size_t n; /* 0: refused */
	} cases[] = {
	    {"0123456789abcdef", false, 1},
	    {"0123456789abcdef\nfedcba9876543210\n", false, 2},
	    {"0123456789abcde", false, 0},
	    {"", false, 0},
	    {" \n\r\n", false, 0},
	    {"0123456789abcdef\nfedcba9876543210\n0123456789abcdef\n", false, 0},
	    {KEY, true, 1},
	    {"0123456789abcde", true, 0},
	    {"!!!!!!!!!!!!!!!!!!!!", true, 0},
	};
	struct hook_secrets s = {0};
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool ok = hook_secrets_read(&s, cases[i].text, cases[i].base64, &e);

		assert_int_equal(ok, cases[i].n > 0);
		assert_int_equal(s.n, cases[i].n);
	}
	hook_secrets_free(&s);
}

/* Each secret is compared over the whole length, whatever the first one said. */
static void
test_compared_in_constant_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct hook_delivery d = delivery(v);
		char *two = xasprintf("%s\n%s\n", v->secret, KEY);
		char *wrong = xstrdup(v->signature);
		size_t n = strlen(strchr(wrong, ' ') ? strchr(wrong, ' ') + 1 : wrong);

		compared = 0;
		assert_int_equal(check(v, &d, two, AT), HOOK_GOOD);
		assert_int_equal(compared, 2);
		assert_int_equal(compared_bytes, n);
		wrong[strlen(wrong) - n] ^= 1;
		d.signature = wrong;
		compared = 0;
		assert_int_equal(check(v, &d, two, AT), HOOK_WRONG);
		assert_int_equal(compared, 2);
		assert_int_equal(compared_bytes, n);
		free(two);
		free(wrong);
	}
}

static void
test_mattermost_token(void **state)
{
	static const struct {
		const char *body;
		bool form;
		enum hook_check expected;
	} cases[] = {
	    {"{\"token\":\"0123456789abcdef\"}", false, HOOK_GOOD},
	    {"a=b&token=0123456789abcdef", true, HOOK_GOOD},
	    {"token=0123456789%61bcdef", true, HOOK_GOOD},
	    {"{\"token\":\"0123456789abcdeF\"}", false, HOOK_WRONG},
	    {"{\"token\":\"0123456789abcde\"}", false, HOOK_WRONG},
	    {"{\"token\":3}", false, HOOK_WRONG},
	    {"{\"token\":null}", false, HOOK_WRONG},
	    {"[]", false, HOOK_WRONG},
	    {"", false, HOOK_WRONG},
	    {"", true, HOOK_WRONG},
	    {"{", false, HOOK_WRONG},
	};
	struct hook_secrets s = secrets_of("mattermost", "0123456789abcdef");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct hook_delivery d = {.body = cases[i].body,
		    .n = strlen(cases[i].body),
		    .form = cases[i].form};

		compared = 0;
		if (hook_format_named("mattermost")->check(&d, &s, AT) !=
		    cases[i].expected)
			fail_msg("%s", cases[i].body);
		if (cases[i].expected == HOOK_GOOD)
			assert_int_equal(compared, 1);
	}
	hook_secrets_free(&s);
}

/* --- what deliveries say --- */

struct said {
	const char *name, *body;
	bool form, ok;
	/* of the one message; room NULL: there is none */
	const char *room, *id, *thread, *author, *text, *version;
	int64_t sent;
	bool deleted, own;
};

static void
compare(const struct said *s, const struct hook_heard *h)
{
	const struct chat_msg *m = h->page.v;

	assert_int_equal(h->page.n, s->room ? 1 : 0);
	if (!s->room)
		return;
	if (cmp_str(m->room, s->room) || (s->id && cmp_str(m->id, s->id)) ||
	    cmp_str(m->thread, s->thread) || cmp_str(m->author, s->author) ||
	    cmp_str(m->text, s->text) || cmp_str(m->version, s->version) ||
	    m->sent != s->sent || m->deleted != s->deleted || m->own != s->own)
		fail_msg("%s: %s\nroom=%s id=%s thread=%s author=%s text=%s version=%s "
		         "sent=%lld deleted=%d own=%d",
		    s->name, s->body, m->room, m->id, m->thread, m->author, m->text,
		    m->version, (long long)m->sent, m->deleted, m->own);
}

static bool
hear(const struct said *s, const struct config_source *source, struct hook_heard *h)
{
	struct chat_conf conf = {.source = source, .own_id = "U0"};
	struct hook_delivery d = {.body = s->body, .n = strlen(s->body), .form = s->form};
	struct err e = {0};
	bool ok = hook_hear(hook_format_named(s->name), &conf, &d, h, &e);

	if (!ok && !*e.text)
		fail_msg("%s: no word of why %s is refused", s->name, s->body);
	return ok;
}

#define SLACK(event)                                                                     \
	"{\"type\":\"event_callback\",\"event_id\":\"E\",\"event\":" event "}"

static const struct said said[] = {
    {.name = "slack",
        .body = SLACK("{\"type\":\"message\",\"channel\":\"C1\",\"user\":\"U1\",\"text\":"
                      "\"A &amp; B\",\"ts\":\"1732500000.000100\"}"),
        .ok = true,
        .room = "C1",
        .id = "1732500000.000100",
        .author = "U1",
        .text = "A & B",
        .sent = AT},
    {.name = "slack",
        .body = SLACK("{\"type\":\"app_mention\",\"channel\":\"C1\",\"user\":\"U0\","
                      "\"text\":\"x\",\"ts\":\"1732500000.1\",\"thread_ts\":"
                      "\"1732400000.1\"}"),
        .ok = true,
        .room = "C1",
        .id = "1732500000.1",
        .thread = "1732400000.1",
        .author = "U0",
        .text = "x",
        .sent = AT,
        .own = true},
    {.name = "slack",
        .body = SLACK("{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":"
                      "\"C1\",\"ts\":\"1732500009.1\",\"message\":{\"user\":\"U1\","
                      "\"text\":\"y\",\"ts\":\"1732500000.1\",\"edited\":{\"ts\":"
                      "\"1732500009.0\"}}}"),
        .ok = true,
        .room = "C1",
        .id = "1732500000.1",
        .author = "U1",
        .text = "y",
        .version = "1732500009.0",
        .sent = AT},
    {.name = "slack",
        .body = SLACK("{\"type\":\"message\",\"subtype\":\"message_deleted\",\"channel\":"
                      "\"C1\",\"ts\":\"1732500009.1\",\"deleted_ts\":\"1732500000.1\"}"),
        .ok = true,
        .room = "C1",
        .id = "1732500000.1",
        .deleted = true},
    {.name = "slack",
        .body = SLACK("{\"type\":\"message\",\"channel\":\"C1\",\"user\":\"U1\",\"ts\":"
                      "\"../../etc\",\"text\":\"x\"}"),
        .ok = true},
    {.name = "slack",
        .body = SLACK("{\"type\":\"message\",\"subtype\":\"message_changed\",\"channel\":"
                      "\"C1\",\"message\":[]}"),
        .ok = true},
    {.name = "slack", .body = SLACK("{\"type\":\"reaction_added\"}"), .ok = true},
    {.name = "slack", .body = SLACK("[]"), .ok = true},
    {.name = "slack", .body = "{\"type\":\"app_rate_limited\"}", .ok = true},
    {.name = "slack", .body = SLACK("{\"type\":\"message\",\"text\":\"x\"}")},
    {.name = "slack", .body = "{\"type\":\"url_verification\"}"},
    {.name = "slack", .body = "{\"type\":\"url_verification\",\"challenge\":\"a\\nb\"}"},
    {.name = "slack", .body = "{\"type\":\"url_verification\",\"challenge\":\"あ\"}"},
    {.name = "slack", .body = "{}"},
    {.name = "mattermost",
        .body = "{\"token\":\"t\",\"channel_id\":\"c1\",\"timestamp\":1732500000123,"
                "\"user_id\":\"u1\",\"post_id\":\"p1\",\"text\":\"相談\"}",
        .ok = true,
        .room = "c1",
        .id = "p1",
        .author = "u1",
        .text = "相談",
        .sent = AT},
    {.name = "mattermost",
        .form = true,
        .body = "token=t&channel_id=c1&timestamp=1732500000&user_id=u1&post_id=p1&"
                "text=%E7%9B%B8%E8%AB%87+a%2Bb&post_id=p2",
        .ok = true,
        .room = "c1",
        .id = "p1",
        .author = "u1",
        .text = "相談 a+b",
        .sent = AT},
    {.name = "mattermost", .form = true, .body = "token=t&text=x&post_id=p1"},
    {.name = "mattermost", .form = true, .body = "%%%=%&==&&&"},
    {.name = "mattermost", .form = true, .body = "post_id=%ff&channel_id=c1"},
    {.name = "chatwork",
        .body = "{\"webhook_event\":{\"message_id\":\"789\",\"room_id\":5,\"account_id\":"
                "12,\"body\":\"[rp aid=1 to=5-700]はい\",\"send_time\":1732500000,"
                "\"update_time\":1732500060}}",
        .ok = true,
        .room = "5",
        .id = "789",
        .thread = "700",
        .author = "12",
        .text = "はい",
        .version = "1732500060",
        .sent = AT},
    {.name = "chatwork",
        .body = "{\"webhook_event\":{\"message_id\":\"789\",\"room_id\":5,"
                "\"from_account_id\":12,\"to_account_id\":9,\"body\":\"はい\","
                "\"send_time\":1732500000,\"update_time\":0}}",
        .ok = true,
        .room = "5",
        .id = "789",
        .author = "12",
        .text = "はい",
        .sent = AT},
    {.name = "chatwork", .body = "{\"webhook_event\":{\"room_id\":5}}"},
    {.name = "chatwork", .body = "{\"webhook_event\":7}"},
    {.name = "lineworks",
        .body = "{\"type\":\"message\",\"source\":{\"userId\":\"u1\",\"channelId\":"
                "\"c1\"},\"issuedTime\":\"2024-11-25T02:00:00.716Z\",\"content\":{"
                "\"type\":\"text\",\"text\":\"相談です\"}}",
        .ok = true,
        .room = "c1",
        .author = "u1",
        .text = "相談です",
        .sent = AT},
    {.name = "lineworks",
        .body = "{\"type\":\"message\",\"source\":{\"userId\":\"u1\"},\"issuedTime\":"
                "\"soon\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}",
        .ok = true,
        .room = "user:u1",
        .author = "u1",
        .text = "x"},
    {.name = "lineworks",
        .body = "{\"type\":\"message\",\"source\":{\"userId\":\"u1\"},\"content\":{"
                "\"type\":\"sticker\"}}",
        .ok = true},
    {.name = "lineworks", .body = "{\"type\":\"joined\"}", .ok = true},
    {.name = "lineworks",
        .body = "{\"type\":\"message\",\"content\":{\"type\":\"text\",\"text\":\"x\"}}"},
    {.name = "lineworks", .body = "{\"content\":{\"type\":\"text\"}}"},
    {.name = "teams",
        .body = "{\"type\":\"message\",\"id\":\"17\",\"timestamp\":"
                "\"2024-11-25T02:00:00.7161234Z\",\"from\":{\"id\":\"29:1\",\"name\":"
                "\"山田\"},\"conversation\":{\"id\":\"19:a@thread.tacv2;messageid=16\"},"
                "\"text\":\"<at>desk</at>&nbsp;A &amp; B\\n2行目\"}",
        .ok = true,
        .room = "19:a@thread.tacv2",
        .id = "17",
        .thread = "16",
        .author = "29:1",
        .text = "A & B\n2行目",
        .sent = AT},
    {.name = "teams",
        .body = "{\"type\":\"message\",\"id\":\"17\",\"conversation\":{\"id\":\"19:a\"},"
                "\"text\":\"<at><at <at>x\"}",
        .ok = true,
        .room = "19:a",
        .id = "17",
        .text = "x"},
    {.name = "teams", .body = "{\"type\":\"message\",\"id\":\"17\",\"text\":\"x\"}"},
    {.name = "teams", .body = "{\"type\":3}"},
    {.name = "queue",
        .body = "{\"id\":\"f1\",\"sent\":\"2024-11-25T11:00:00+09:00\",\"body\":\"x\","
                "\"thread\":\"t\",\"edited\":\"2\"}",
        .ok = true,
        .room = "",
        .id = "f1",
        .thread = "t",
        .text = "x",
        .version = "2",
        .sent = AT},
    /* printf '{"body":"x"}' | sha256sum */
    {.name = "queue",
        .body = "{\"body\":\"x\"}",
        .ok = true,
        .room = "",
        .id = "95d1504ea9e70f474b35a354180f4a4c2528f3a38b0584fe4b563c27cdabe512",
        .text = "x"},
    {.name = "queue", .body = "{\"id\":\"\",\"body\":\"x\"}"},
    {.name = "queue", .body = "{\"id\":\"a\\u0000b\",\"body\":\"x\"}"},
    {.name = "queue", .body = "{\"id\":\"a\\nb\",\"body\":\"x\"}"},
    {.name = "queue", .body = "{\"id\":1.5,\"body\":\"x\"}"},
    {.name = "queue", .body = "{\"id\":\"1\"}"},
    {.name = "queue", .body = "[{\"id\":\"1\",\"body\":\"x\"}]"},
    {.name = "queue", .body = "\"x\""},
    {.name = "queue", .body = "null"},
    {.name = "queue", .body = ""},
    {.name = "queue", .body = "{\"body\":\"\xff\"}"},
    {.name = "queue", .body = "{\"body\":\"x\",\"body\":\"y\"}"},
};

static void
test_said(void **state)
{
	struct config_source source = {.kind = SOURCE_QUEUE};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(said); i++) {
		struct hook_heard h;

		if (hear(&said[i], &source, &h) != said[i].ok)
			fail_msg("%s: %s", said[i].name, said[i].body);
		compare(&said[i], &h);
		hook_heard_free(&h);
	}
}

static void
test_challenge(void **state)
{
	static const struct said s = {.name = "slack",
	    .body =
	        "{\"type\":\"url_verification\",\"token\":\"x\",\"challenge\":\"a b~\"}"};
	struct config_source source = {.kind = SOURCE_SLACK};
	struct hook_heard h;

	(void)state;
	assert_true(hear(&s, &source, &h));
	assert_string_equal(h.answer, "a b~");
	assert_int_equal(h.page.n, 0);
	hook_heard_free(&h);
}

/* Deep, or long for nothing. */
static void
test_hostile(void **state)
{
	static const char *const pieces[] = {"[", "{\"a\":", "\"", "{\"body\":[", "\\"};
	static const char *const names[] = {
	    "slack", "mattermost", "chatwork", "lineworks", "teams", "queue"};
	struct config_source source = {.kind = SOURCE_QUEUE};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++)
		for (size_t k = 0; k < ARRAY_LEN(names); k++) {
			struct buf b = {0};
			struct said s = {.name = names[k]};
			struct hook_heard h;

			while (b.len < 100000)
				buf_adds(&b, pieces[i]);
			s.body = buf_str(&b);
			assert_false(hear(&s, &source, &h));
			buf_free(&b);
		}
}

/* What is polled and what is pushed is the same message. */
static void
test_polled_and_pushed(void **state)
{
	static const char object[] =
	    "{\"id\":\"q1\",\"sent\":\"2024-11-25T11:00:00+09:00\",\"body\":\"x\"}";
	static const struct said s = {.name = "queue", .body = object};
	struct config_source source = {.kind = SOURCE_QUEUE, .url = (char[]){"u"}};
	struct chat_conf conf = {.source = &source};
	struct chat_look look = {.room = "", .cursor = ""};
	struct http_answer a = {.status = 200, .body = {.len = 1}};
	char *list = xasprintf("[%s]", object);
	struct chat_page page = {0};
	struct hook_heard h;
	struct err e = {0};
	json_t *json = chat_json(list, strlen(list), &e);

	(void)state;
	assert_true(chat_queue.read(&conf, &look, json, &a, &page, &e));
	assert_true(hear(&s, &source, &h));
	assert_string_equal(page.v[0].room, h.page.v[0].room);
	assert_string_equal(page.v[0].id, h.page.v[0].id);
	assert_string_equal(page.v[0].raw, h.page.v[0].raw);
	chat_page_free(&page);
	hook_heard_free(&h);
	json_decref(json);
	free(list);
	free(look.seen);
	free(look.next);
}

/* Of others' channels nothing is kept; who writes to the desk alone is heard. */
static void
test_rooms(void **state)
{
	static const struct {
		const char *room;
		size_t n;
	} cases[] = {{"C1", 1}, {"C2", 1}, {"C3", 0}, {"D9", 1}};
	struct config_source source = {.kind = SOURCE_SLACK};

	(void)state;
	strlist_add(&source.rooms, "C1");
	strlist_add(&source.private_rooms, "C2");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *body =
		    xasprintf(SLACK("{\"type\":\"message\",\"channel\":\"%s\",\"user\":"
		                    "\"U1\",\"text\":\"x\",\"ts\":\"1.1\"}"),
		        cases[i].room);
		struct said s = {.name = "slack", .body = body};
		struct hook_heard h;

		assert_true(hear(&s, &source, &h));
		assert_int_equal(h.page.n, cases[i].n);
		hook_heard_free(&h);
		free(body);
	}
	strlist_free(&source.rooms);
	strlist_free(&source.private_rooms);
}

/* --- where the server listens --- */

static void
test_addresses(void **state)
{
	static const struct {
		const char *text;
		bool ok, loopback;
	} cases[] = {
	    {"127.0.0.1:8464", true, true},
	    {"127.8.0.1:1", true, true},
	    {"[::1]:8464", true, true},
	    {"0.0.0.0:443", true, false},
	    {"[::]:443", true, false},
	    {"192.0.2.7:65535", true, false},
	    {"127.0.0.1:65536", false, false},
	    {"127.0.0.1:0", false, false},
	    {"127.0.0.1", false, false},
	    {"127.0.0.1:", false, false},
	    {":8464", false, false},
	    {"::1:8464", false, false},
	    {"[::1]", false, false},
	    {"[]:1", false, false},
	    {"[:1", false, false},
	    {"localhost:8464", false, false},
	    {"", false, false},
	    {NULL, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool loopback = false, ok = hook_address_ok(cases[i].text, &loopback);

		if (ok != cases[i].ok || loopback != cases[i].loopback)
			fail_msg("%s", cases[i].text ? cases[i].text : "(none)");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors),
	    cmocka_unit_test(test_wrong),
	    cmocka_unit_test(test_time),
	    cmocka_unit_test(test_two_secrets),
	    cmocka_unit_test(test_secrets),
	    cmocka_unit_test(test_compared_in_constant_time),
	    cmocka_unit_test(test_mattermost_token),
	    cmocka_unit_test(test_said),
	    cmocka_unit_test(test_challenge),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_polled_and_pushed),
	    cmocka_unit_test(test_rooms),
	    cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
