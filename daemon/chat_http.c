/* One HTTP exchange of chat. See chat_http.h. */
#include "chat_http.h"

#include "clock.h"
#include "loopback.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HEADERS_MAX_BYTES = 32 * 1024, RETRY_MAX_SEC = 3600, RETRY_USUAL_SEC = 30 };

struct exchange {
	const struct http_client *client;
	struct http_answer *answer;
	size_t header_bytes;
	bool too_large, stopped;
	int64_t reset; /* of a rate limit, as the header has it */
};

void
http_request_free(struct http_request *q)
{
	free(q->url);
	free(q->body);
	strlist_free(&q->headers);
	*q = (struct http_request){0};
}

void
http_answer_free(struct http_answer *a)
{
	buf_free(&a->body);
	free(a->next);
	*a = (struct http_answer){0};
}

/* --- addresses --- */

struct origin {
	char *scheme, *host, *port;
};

static bool
origin_of(const char *url, struct origin *o)
{
	CURLU *parts = curl_url();
	char *user = NULL;
	bool ok;

	*o = (struct origin){0};
	if (!parts)
		return false;
	ok = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_SCHEME, &o->scheme, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_HOST, &o->host, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_PORT, &o->port, CURLU_DEFAULT_PORT) ==
	         CURLUE_OK;
	if (ok && curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK)
		ok = false;
	curl_free(user);
	curl_url_cleanup(parts);
	return ok;
}

static void
origin_free(struct origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
}

bool
http_url_ok(const char *url)
{
	struct origin o;
	bool ok;

	if (!url || strpbrk(url, " \t\r\n"))
		return false;
	ok = origin_of(url, &o) &&
	     (str_ieq(o.scheme, "https") ||
	         (str_ieq(o.scheme, "http") && host_is_loopback(o.host)));
	origin_free(&o);
	return ok;
}

bool
http_same_origin(const char *a, const char *b)
{
	struct origin x, y;
	bool x_ok = origin_of(a, &x), y_ok = origin_of(b, &y);
	bool same = x_ok && y_ok && str_ieq(x.scheme, y.scheme) &&
	            str_ieq(x.host, y.host) && str_eq(x.port, y.port);

	origin_free(&x);
	origin_free(&y);
	return same;
}

char *
http_escape(const char *value)
{
	char *escaped = curl_easy_escape(NULL, value, 0);
	char *own = xstrdup(escaped ? escaped : "");

	curl_free(escaped);
	return own;
}

/* --- what comes back --- */

static size_t
on_body(char *bytes, size_t size, size_t count, void *data)
{
	struct exchange *x = data;
	size_t n = size * count;

	if (x->answer->body.len + n > x->client->body_max) {
		x->too_large = true;
		return 0;
	}
	buf_add(&x->answer->body, bytes, n);
	return n;
}

/* The value behind "name:", blanks cut; NULL: another header. Owned. */
static char *
value_of(const char *line, size_t n, const char *name)
{
	size_t len = strlen(name);
	char *value;

	if (n <= len || strncasecmp(line, name, len) != 0 || line[len] != ':')
		return NULL;
	value = xstrndup(line + len + 1, n - len - 1);
	return str_trim(value);
}

/* Link: <https://…>; rel="next" */
static void
take_link(struct exchange *x, const char *value)
{
	const char *open = strchr(value, '<'), *close = open ? strchr(open, '>') : NULL;
	const char *rel = close ? str_ifind(close, "rel=") : NULL;

	while (close && rel && !str_istarts(rel + 4 + (rel[4] == '"'), "next")) {
		open = strchr(rel, '<');
		close = open ? strchr(open, '>') : NULL;
		rel = close ? str_ifind(close, "rel=") : NULL;
	}
	if (!rel || !close)
		return;
	free(x->answer->next);
	x->answer->next = xstrndup(open + 1, (size_t)(close - open - 1));
}

static size_t
on_header(char *bytes, size_t size, size_t count, void *data)
{
	struct exchange *x = data;
	size_t n = size * count;
	char *value;

	x->header_bytes += n;
	if (x->header_bytes > HEADERS_MAX_BYTES)
		return 0;
	if ((value = value_of(bytes, n, "Link")))
		take_link(x, value);
	else if ((value = value_of(bytes, n, "X-Ratelimit-Reset")))
		x->reset = strtoll(value, NULL, 10);
	free(value);
	return n;
}

static int
on_progress(void *data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct exchange *x = data;
	struct pollfd p = {.fd = x->client->stop, .events = POLLIN};

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	x->stopped = x->client->stop >= 0 && poll(&p, 1, 0) > 0;
	return x->stopped;
}

/* --- the exchange --- */

static void
set_limits(CURL *c, const struct http_client *client)
{
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)client->timeout_sec);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)client->timeout_sec);
	if (client->ca_file) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, client->ca_file);
		(void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
}

static struct curl_slist *
headers_of(const struct http_client *client, const struct http_request *q)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json");

	list = curl_slist_append(list, "Expect:");
	if (q->body) {
		char *line = xasprintf("Content-Type: %s", q->type);

		list = curl_slist_append(list, line);
		free(line);
	}
	for (size_t i = 0; i < q->headers.n; i++)
		list = curl_slist_append(list, q->headers.v[i]);
	return client->auth ? curl_slist_append(list, client->auth) : list;
}

static void
headers_free(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l; l = l->next)
		explicit_bzero(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

static void
set_request(CURL *c, const struct http_request *q, struct exchange *x)
{
	(void)curl_easy_setopt(c, CURLOPT_URL, q->url);
	if (q->body) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)strlen(q->body));
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body);
	}
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	(void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(c, CURLOPT_XFERINFODATA, x);
	(void)curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
}

/* Some servers count the seconds until the limit is over, others name the second. */
static int64_t
retry_sec(const struct exchange *x, int64_t after)
{
	int64_t sec = after, now = clock_now();

	if (sec <= 0 && x->answer->status == 429 && x->reset > 0)
		sec = x->reset > now - 86400 ? x->reset - now + 1 : x->reset;
	if (sec <= 0)
		return x->answer->status == 429 ? RETRY_USUAL_SEC : 0;
	return sec < RETRY_MAX_SEC ? sec : RETRY_MAX_SEC;
}

static bool
failed(const struct exchange *x, CURLcode rc, const char *message, struct err *e)
{
	if (x->stopped)
		return err_retry(e, "interrupted");
	if (x->too_large)
		return err_set(
		    e, "the answer is larger than %zu KiB", x->client->body_max / 1024);
	if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CACERT_BADFILE)
		return err_set(e, "the server's certificate is not trusted: %s",
		    *message ? message : curl_easy_strerror(rc));
	if (rc == CURLE_WRITE_ERROR)
		return err_set(e, "the answer's headers are too long");
	return err_retry(e, "%s", *message ? message : curl_easy_strerror(rc));
}

bool
http_exchange(const struct http_client *client, const struct http_request *q,
    struct http_answer *a, struct err *e)
{
	char message[CURL_ERROR_SIZE] = "";
	struct exchange x = {.client = client, .answer = a};
	struct curl_slist *headers;
	curl_off_t after = 0, sent = 0;
	CURL *c;
	CURLcode rc;

	*a = (struct http_answer){0};
	if (!http_url_ok(q->url))
		return err_set(e, "the address is neither https nor on this machine");
	if (!(c = curl_easy_init()))
		return err_retry(e, "libcurl cannot start");
	headers = headers_of(client, q);
	set_limits(c, client);
	set_request(c, q, &x);
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, message);
	rc = curl_easy_perform(c);
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &a->status);
	(void)curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after);
	(void)curl_easy_getinfo(c, CURLINFO_SIZE_UPLOAD_T, &sent);
	a->retry_sec = retry_sec(&x, after);
	a->reached = rc == CURLE_OK || sent > 0;
	a->too_large = x.too_large;
	curl_easy_cleanup(c);
	headers_free(headers);
	return rc == CURLE_OK || failed(&x, rc, message, e);
}

bool
http_refused(const struct http_answer *a, const char *who, struct err *e)
{
	switch (a->status) {
	case 401: return err_set(e, "%s: the token is refused (401)", who);
	case 403: return err_set(e, "%s: the desk may not do this (403)", who);
	case 404:
	case 410: return err_set(e, "%s: there is no such channel (%ld)", who, a->status);
	case 429:
		return err_retry(e, "%s: too many requests, again in %lld s", who,
		    (long long)a->retry_sec);
	default: break;
	}
	if (a->status >= 500 || a->status == 408)
		return err_retry(e, "%s: HTTP status %ld", who, a->status);
	return err_set(e, "%s: HTTP status %ld", who, a->status);
}
