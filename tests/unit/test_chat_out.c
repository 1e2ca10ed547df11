/* The providers that are posted to and not listed: requests, logins, and what their
 * answers mean. */
#include "chat_login.h"
#include "chat_text.h"
#include "jwt.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants the headers above. */
#include <cmocka.h>

static struct config_source settings = {.name = "here", .public_rooms = true};

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

/* --- LINE WORKS --- */

static void
test_lineworks(void **state)
{
	struct chat_conf conf = {.source = &settings, .url = "u/v1.0", .own_id = "4002"};
	struct chat_letter l = {.room = "c/1", .thread = "t", .author = "", .mark = "m"};
	struct http_request q = {0};
	json_t *o;

	(void)state;
	l.text = "<m userId=\"all\">一\n二";
	chat_lineworks.post(&conf, &l, &q);
	assert_string_equal(q.url, "u/v1.0/bots/4002/channels/c%2F1/messages");
	assert_string_equal(q.type, "application/json");
	o = body_of(&q);
	assert_int_equal(json_object_size(o), 1);
	assert_string_equal(chat_json_str(json_object_get(o, "content"), "type"), "text");
	assert_string_equal(chat_json_str(json_object_get(o, "content"), "text"),
	    "＜m userId=\"all\"＞一\n二");
	json_decref(o);
	http_request_free(&q);
	l.room = "user:u@1";
	chat_lineworks.post(&conf, &l, &q);
	assert_string_equal(q.url, "u/v1.0/bots/4002/users/u%401/messages");
	http_request_free(&q);
	check_posted(&chat_lineworks, 201, "", CHAT_POSTED);
	check_posted(&chat_lineworks, 204, "", CHAT_NEVER);
}

/* --- secret addresses --- */

static char *
url_for(const char *secret, const char *room)
{
	struct chat_conf conf = {.source = &settings, .secret = secret};
	struct chat_letter l = {.room = room, .thread = "", .text = "a", .mark = "m"};
	struct http_request q = {0};
	struct err e = {0};
	char *url;

	if (!chat_incoming.can_post(&conf, &l, &e)) {
		assert_true(*e.text);
		assert_null(strstr(e.text, "a.example.jp"));
		return NULL;
	}
	chat_incoming.post(&conf, &l, &q);
	url = xstrdup(q.url);
	http_request_free(&q);
	return url;
}

static void
check_url(const char *secret, const char *room, const char *expected)
{
	char *url = url_for(secret, room);

	if (cmp_str(url, expected) != 0)
		fail_msg("%s: %s", room, url ? url : "none");
	free(url);
}

static void
test_addresses(void **state)
{
	static const char two[] = "C1 https://a.example.jp/x?sig=1\r\n"
	                          "C2\thttps://b.example.jp/y\n";

	(void)state;
	strlist_add(&settings.rooms, "C1");
	check_url("https://a.example.jp/x", "C1", "https://a.example.jp/x");
	check_url("https://a.example.jp/x", "C1;messageid=17", "https://a.example.jp/x");
	check_url("https://a.example.jp/x", "C2", NULL);
	check_url("http://a.example.jp/x", "C1", NULL);
	check_url("", "C1", NULL);
	check_url(NULL, "C1", NULL);
	strlist_add(&settings.private_rooms, "C2");
	check_url("https://a.example.jp/x", "C1", NULL);
	check_url(two, "C1", "https://a.example.jp/x?sig=1");
	check_url(two, "C2;messageid=1", "https://b.example.jp/y");
	check_url(two, "C", NULL);
	check_url(two, "C12", NULL);
	strlist_free(&settings.rooms);
	strlist_free(&settings.private_rooms);
}

static void
test_teams(void **state)
{
	struct chat_conf conf = {
	    .source = &settings, .secret = "C1 https://a.example.jp"};
	struct chat_letter l = {.room = "C1", .thread = "", .author = "", .mark = "m"};
	struct http_request q = {0};
	json_t *o, *card;

	(void)state;
	l.text = "[押す](https://x.example.jp)\n\n*太字* {{DATE(2026)}} <at>all</at>";
	chat_teams.post(&conf, &l, &q);
	o = body_of(&q);
	card = json_object_get(
	    json_array_get(json_object_get(o, "attachments"), 0), "content");
	assert_string_equal(chat_json_str(o, "type"), "message");
	assert_string_equal(chat_json_str(card, "type"), "AdaptiveCard");
	assert_string_equal(chat_json_str(card, "version"), "1.4");
	card = json_object_get(card, "body");
	assert_int_equal(json_array_size(card), 2);
	assert_true(json_is_true(json_object_get(json_array_get(card, 0), "wrap")));
	assert_string_equal(chat_json_str(json_array_get(card, 0), "text"),
	    "［押す］(https://x.example.jp)");
	assert_string_equal(chat_json_str(json_array_get(card, 1), "text"),
	    "＊太字＊ ｛｛DATE(2026)｝｝ ＜at＞all＜/at＞");
	json_decref(o);
	http_request_free(&q);
	check_posted(&chat_teams, 202, "", CHAT_POSTED);
}

static void
test_incoming(void **state)
{
	struct chat_conf conf = {
	    .source = &settings, .secret = "C1 https://a.example.jp"};
	struct chat_letter l = {.room = "C1", .thread = "", .author = "", .mark = "m"};
	struct http_request q = {0};

	(void)state;
	l.text = "<!channel> @here A&B";
	chat_incoming.post(&conf, &l, &q);
	assert_string_equal(q.body, "{\"text\":\"&lt;!channel&gt; ＠here A&amp;B\"}");
	http_request_free(&q);
	check_posted(&chat_incoming, 200, "ok", CHAT_POSTED);
	check_posted(&chat_incoming, 200, "ok\n", CHAT_POSTED);
	/* A page that stands between says neither yes nor no. */
	check_posted(&chat_incoming, 200, "okay, log in first", CHAT_NEVER);
	check_posted(&chat_incoming, 200, "", CHAT_NEVER);
}

/* --- logging in --- */

static void
test_basic(void **state)
{
	struct config_source s = {.own_id = (char[]){"desk@example.jp"}};
	char *line = chat_auth(&chat_ejabberd, &s, "pw");

	(void)state;
	assert_string_equal(line, "Authorization: Basic ZGVza0BleGFtcGxlLmpwOnB3");
	free(line);
	assert_null(chat_auth(&chat_ejabberd, &s, "p\nw"));
}

static char *
key_pem(EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes, *pem;
	long n;

	assert_int_equal(
	    PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL), 1);
	n = BIO_get_mem_data(bio, &bytes);
	pem = xstrndup(bytes, (size_t)n);
	BIO_free(bio);
	return pem;
}

static size_t
from_base64url(const char *text, size_t n, unsigned char *out)
{
	char padded[1024] = "";
	size_t pad = (4 - n % 4) % 4;

	assert_true(n + pad < sizeof(padded));
	for (size_t i = 0; i < n; i++)
		padded[i] = (char)(text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i]);
	memset(padded + n, '=', pad);
	assert_true(
	    EVP_DecodeBlock(out, (const unsigned char *)padded, (int)(n + pad)) >= 0);
	return (n + pad) / 4 * 3 - pad;
}

static void
test_jwt(void **state)
{
	EVP_PKEY *key = EVP_RSA_gen(2048);
	char *pem = key_pem(key), *dot;
	struct err e = {0};
	char *token = jwt_assertion(pem, "client", "account@example.jp", 1732500000, &e);
	unsigned char bytes[1024] = {0};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n;

	(void)state;
	assert_non_null(token);
	assert_int_equal(
	    strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
	                  "yz0123456789-_."),
	    strlen(token));
	dot = strchr(token, '.');
	n = from_base64url(dot + 1, strcspn(dot + 1, "."), bytes);
	bytes[n] = '\0';
	assert_string_equal((char *)bytes,
	    "{\"iss\":\"client\",\"sub\":\"account@example.jp\",\"iat\":1732500000,"
	    "\"exp\":1732500300}");
	dot = strrchr(token, '.');
	n = from_base64url(dot + 1, strlen(dot + 1), bytes);
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
	assert_int_equal(EVP_DigestVerify(ctx, bytes, n, (const unsigned char *)token,
	                     (size_t)(dot - token)),
	    1);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	free(token);
	free(pem);
	assert_null(jwt_assertion("no key", "a", "b", 1, &e));
	assert_null(strstr(e.text, "no key"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lineworks),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_teams),
	    cmocka_unit_test(test_incoming),
	    cmocka_unit_test(test_basic),
	    cmocka_unit_test(test_jwt),
	};

	return cmocka_run_group_tests_name("chat_out", tests, NULL, NULL);
}
