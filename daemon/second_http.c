/*
 * Questions to an OpenAI-compatible server. See second_http.h.
 *
 * Runs in a process of its own (second_ask.c), so whatever the server does to libcurl, it
 * does not do it to the process that changes cases.
 */
#include "second_http.h"

#include "buf.h"
#include "clock.h"
#include "loopback.h"

#include <curl/curl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	REPLY_MAX_BYTES = 64 * 1024,
	HEADERS_MAX_BYTES = 16 * 1024,
	ANSWER_TOKENS = 100,
	WAIT_MS = 1000
};

struct transfer {
	size_t index;
	CURL *easy;
	struct curl_slist *headers;
	char *request;
	struct buf reply;
	size_t header_bytes;
	bool refused; /* the address was not one for plain text */
};

struct round {
	const struct second_server *server;
	const char *const *questions;
	size_t n, next;
	struct gate gate;
	int64_t began, allowance_ms;
	second_answer *answer;
	void *ctx;
	CURLM *multi;
	int running;
	char *endpoint;
};

/* --- where to --- */

static bool
is_private(const char *host)
{
	return host_is_loopback(host) || host_is_private(host);
}

/* The address of the server, not that of one of its functions. */
static bool
path_ok(const char *path)
{
	static const char *const functions[] = {"/completions", "/chat", "/completion",
	    "/embeddings", "/models", "/responses", "/generate", "/messages"};
	size_t n = path ? strlen(path) : 0;

	while (n && path[n - 1] == '/')
		n--;
	for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
		size_t len = strlen(functions[i]);

		if (n >= len && strncasecmp(path + n - len, functions[i], len) == 0)
			return false;
	}
	return true;
}

static bool
parts_ok(CURLU *parts, bool plain_anywhere, struct err *e)
{
	char *scheme = NULL, *host = NULL, *user = NULL, *query = NULL, *path = NULL;
	bool ok = true;

	(void)curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0);
	(void)curl_url_get(parts, CURLUPART_HOST, &host, 0);
	(void)curl_url_get(parts, CURLUPART_USER, &user, 0);
	(void)curl_url_get(parts, CURLUPART_QUERY, &query, 0);
	(void)curl_url_get(parts, CURLUPART_PATH, &path, 0);
	if (user || query)
		ok = err_set(e, "neither user nor query");
	else if (!str_ieq(scheme, "https") && !str_ieq(scheme, "http"))
		ok = err_set(e, "an address that begins with https:// or http://");
	else if (str_ieq(scheme, "http") && !plain_anywhere && host_is_address(host) &&
	         !is_private(host))
		ok = err_set(e, "https:// (http goes to private addresses only)");
	else if (!path_ok(path))
		ok = err_set(e,
		    "an address that ends where the server's own path does, such as "
		    "http://127.0.0.1:8080/v1: the desk adds /chat/completions");
	curl_free(scheme);
	curl_free(host);
	curl_free(user);
	curl_free(query);
	curl_free(path);
	return ok;
}

bool
second_url_ok(const char *url, bool plain_anywhere, struct err *e)
{
	CURLU *parts = curl_url();
	bool ok;

	if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK)
		ok = err_set(e, "an address such as http://127.0.0.1:8080/v1");
	else
		ok = parts_ok(parts, plain_anywhere, e);
	curl_url_cleanup(parts);
	return ok;
}

/* The address is known only now: a name may lead anywhere. */
static int
on_connected(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct transfer *t = ctx;

	(void)local_ip;
	(void)port;
	(void)local_port;
	if (is_private(ip))
		return CURL_PREREQFUNC_OK;
	t->refused = true;
	return CURL_PREREQFUNC_ABORT;
}

/* --- one request --- */

static char *
make_request(const struct second_server *server, const char *question)
{
	json_t *json = json_pack(
	    "{s:s, s:[{s:s, s:s}, {s:s, s:s}], s:i, s:i, s:b, s:{s:s}}", "model",
	    server->model, "messages", "role", "system", "content", second_instruction(),
	    "role", "user", "content", question, "temperature", 0, "max_tokens",
	    ANSWER_TOKENS, "stream", 0, "response_format", "type", "json_object");
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

	json_decref(json);
	return text;
}

static size_t
on_reply(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *t = data;

	if (t->reply.len + size * count > REPLY_MAX_BYTES)
		return 0;
	buf_add(&t->reply, bytes, size * count);
	return size * count;
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *t = data;

	(void)bytes;
	t->header_bytes += size * count;
	return t->header_bytes > HEADERS_MAX_BYTES ? 0 : size * count;
}

static struct curl_slist *
make_headers(const struct second_server *server)
{
	struct curl_slist *list =
	    curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");

	list = curl_slist_append(list, "Accept: application/json");
	list = curl_slist_append(list, "Expect:");
	if (server->key) {
		char *line = xasprintf("Authorization: Bearer %s", server->key);

		list = curl_slist_append(list, line);
		explicit_bzero(line, strlen(line));
		free(line);
	}
	return list;
}

static void
set_limits(CURL *c, const struct round *r)
{
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)r->gate.limit_ms);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)r->gate.limit_ms);
	if (r->server->ca_file) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, r->server->ca_file);
		(void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
}

static void
set_request(struct transfer *t, const struct round *r)
{
	CURL *c = t->easy;

	(void)curl_easy_setopt(c, CURLOPT_URL, r->endpoint);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, t->headers);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)strlen(t->request));
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, t->request);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_reply);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(c, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_PRIVATE, t);
	if (str_istarts(r->endpoint, "http://") && !r->server->plain_anywhere) {
		(void)curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_connected);
		(void)curl_easy_setopt(c, CURLOPT_PREREQDATA, t);
	}
}

static void
transfer_free(struct transfer *t)
{
	if (t->easy)
		curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t->request);
	buf_free(&t->reply);
	free(t);
}

static bool
start(struct round *r)
{
	struct transfer *t = xcalloc(1, sizeof(*t));

	t->index = r->next++;
	t->easy = curl_easy_init();
	t->request = make_request(r->server, r->questions[t->index]);
	t->headers = make_headers(r->server);
	if (!t->easy || !t->request) {
		transfer_free(t);
		return false;
	}
	set_limits(t->easy, r);
	set_request(t, r);
	if (curl_multi_add_handle(r->multi, t->easy) != CURLM_OK) {
		transfer_free(t);
		return false;
	}
	r->running++;
	return true;
}

/* --- its reply --- */

static struct opinion
failed(enum opinion_state state, const char *detail)
{
	struct opinion o = {.state = state};

	(void)snprintf(o.detail, sizeof(o.detail), "%s", detail);
	return o;
}

static struct opinion
read_reply(const struct transfer *t)
{
	json_t *json = json_loadb(buf_str(&t->reply), t->reply.len, 0, NULL);
	const json_t *choice = json_array_get(json_object_get(json, "choices"), 0);
	const json_t *content =
	    json_object_get(json_object_get(choice, "message"), "content");
	struct opinion o;

	if (json_is_string(content))
		second_parse(json_string_value(content), json_string_length(content), &o);
	else
		o = failed(OPINION_FAILED, "the reply is no chat completion");
	json_decref(json);
	return o;
}

static struct opinion
outcome(const struct transfer *t, CURLcode rc)
{
	char text[32];
	long status = 0;

	if (t->refused)
		return failed(
		    OPINION_FAILED, "http leads to an address that is not private");
	if (rc == CURLE_OPERATION_TIMEDOUT)
		return failed(OPINION_LATE, "no reply within the time limit");
	if (rc == CURLE_WRITE_ERROR)
		return failed(OPINION_FAILED, "the reply is too large");
	if (rc != CURLE_OK)
		return failed(OPINION_FAILED, curl_easy_strerror(rc));
	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status == 200)
		return read_reply(t);
	(void)snprintf(text, sizeof(text), "HTTP status %ld", status);
	return failed(OPINION_FAILED, text);
}

static void
finish(struct round *r, CURL *easy, CURLcode rc)
{
	struct transfer *t = NULL;
	struct opinion o;

	(void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
	r->running--;
	o = outcome(t, rc);
	(void)gate_result(&r->gate, o.state != OPINION_LATE && o.state != OPINION_FAILED,
	    clock_steady_ms());
	r->answer(r->ctx, t->index, &o);
	/* This may wait for a name that is still being looked up; the answer is out. */
	(void)curl_multi_remove_handle(r->multi, easy);
	transfer_free(t);
}

/* --- all of them --- */

/* A question that is begun has its whole time; so none is begun too late for that. */
static bool
may_start(const struct round *r)
{
	int64_t now = clock_steady_ms();

	return r->next < r->n && r->running < gate_parallel(&r->gate) &&
	       !gate_closed(&r->gate, now) &&
	       now - r->began + r->gate.limit_ms <= r->allowance_ms;
}

static void
run(struct round *r)
{
	do {
		CURLMsg *message;
		int left;

		while (may_start(r))
			if (!start(r))
				return;
		if (curl_multi_perform(r->multi, &left) != CURLM_OK)
			return;
		while ((message = curl_multi_info_read(r->multi, &left)) != NULL)
			if (message->msg == CURLMSG_DONE)
				finish(r, message->easy_handle, message->data.result);
		if (r->running)
			(void)curl_multi_poll(r->multi, NULL, 0, WAIT_MS, NULL);
	} while (r->running || may_start(r));
}

void
second_http(const struct second_server *server, const char *const *questions, size_t n,
    struct gate gate, int64_t allowance_ms, second_answer *answer, void *ctx)
{
	struct round r = {.server = server,
	    .questions = questions,
	    .n = n,
	    .gate = gate,
	    .began = clock_steady_ms(),
	    .allowance_ms = allowance_ms,
	    .answer = answer,
	    .ctx = ctx};
	size_t length = strlen(server->url);

	while (length && server->url[length - 1] == '/')
		length--;
	r.endpoint = xasprintf("%.*s/chat/completions", (int)length, server->url);
	r.multi = curl_multi_init();
	if (r.multi)
		run(&r);
	/* What is still under way ends with this process. */
	free(r.endpoint);
}
