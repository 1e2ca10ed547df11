/*
 * SMTP through libcurl. curl tells an error code; what became of the mail depends on how
 * far the talk had come, so the commands that go out and the replies that come in are
 * watched, and judged by a table.
 */
#include "smtp.h"

#include "buf.h"
#include "clock.h"
#include "compose.h"
#include "loopback.h"
#include "oauth.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* RFC 5321, 4.5.3.2.6: a server may think for ten minutes about a whole mail;
	 * giving up early makes its delivery uncertain. */
	FINAL_ANSWER_SEC = 600,
	TRANSFER_SEC = 1200,
	REPLY_MAX_BYTES = 360
};

/* How far the talk has come. */
enum smtp_stage {
	STAGE_CONNECT, /* nothing said yet, or only EHLO */
	STAGE_TLS,
	STAGE_AUTH,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_STAGES
};

struct smtp {
	const struct config *config;
	CURL *curl;
	char *url;
	char error[CURL_ERROR_SIZE];
	/* of the mail being sent */
	const char *bytes;
	size_t left;
	bool uploaded; /* curl has taken the last byte */
	enum smtp_stage stage;
	bool leaving; /* QUIT is said: what comes now judges nothing */
	int code;     /* of the last reply before that */
	struct buf reply;
};

/* --- watching the talk --- */

static size_t
on_read(char *out, size_t size, size_t count, void *data)
{
	struct smtp *s = data;
	size_t n = size * count < s->left ? size * count : s->left;

	if (n > 0)
		memcpy(out, s->bytes, n);
	s->bytes += n;
	s->left -= n;
	if (n == 0) {
		s->uploaded = true;
		(void)curl_easy_setopt(
		    s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)FINAL_ANSWER_SEC);
	}
	return n;
}

static void
note_command(struct smtp *s, const char *line, size_t n)
{
	static const struct {
		const char *verb;
		enum smtp_stage stage;
	} verbs[] = {
	    {"STARTTLS", STAGE_TLS},
	    {"EHLO", STAGE_CONNECT},
	    {"AUTH", STAGE_AUTH},
	    {"MAIL FROM", STAGE_MAIL},
	    {"RCPT TO", STAGE_RCPT},
	    {"DATA", STAGE_DATA},
	};

	if (n >= 4 && memcmp(line, "QUIT", 4) == 0)
		s->leaving = true;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		size_t length = strlen(verbs[i].verb);

		if (n >= length && memcmp(line, verbs[i].verb, length) == 0)
			s->stage = verbs[i].stage;
	}
}

static int
on_debug(CURL *curl, curl_infotype type, char *bytes, size_t n, void *data)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		note_command(data, bytes, n);
	return 0;
}

/* Keeps the last reply, its lines joined; the code of each stands in the first three
 * bytes. */
static size_t
on_reply(char *bytes, size_t size, size_t count, void *data)
{
	struct smtp *s = data;
	size_t n = size * count, length = n;
	int code = n >= 3 ? atoi((char[]){bytes[0], bytes[1], bytes[2], '\0'}) : 0;

	if (s->leaving)
		return n;
	while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r'))
		length--;
	if (code != s->code || s->reply.len > REPLY_MAX_BYTES)
		buf_clear(&s->reply);
	s->code = code;
	if (s->reply.len > 0 && length > 4)
		buf_addf(&s->reply, " %.*s", (int)(length - 4), bytes + 4);
	else if (s->reply.len == 0)
		buf_add(&s->reply, bytes,
		    length < REPLY_MAX_BYTES ? length : REPLY_MAX_BYTES);
	return n;
}

/* --- what became of the mail --- */

/* "5.1.1" behind the code, or an empty string. */
static void
enhanced_status(const char *reply, char out[12])
{
	size_t n;

	out[0] = '\0';
	if (strlen(reply) < 5)
		return;
	n = strspn(reply + 4, "0123456789.");
	if (n >= 5 && n < 12 && reply[5] == '.') {
		memcpy(out, reply + 4, n);
		out[n] = '\0';
	}
}

/* A refused recipient is a dead address unless the server rather means us. */
static bool
is_dead(const struct smtp *s)
{
	static const char *const ours[] = {
	    "relay", "block", "black", "spam", "policy", "denied", "auth", "reputation"};
	const char *reply = buf_str(&s->reply);
	char status[12];

	enhanced_status(reply, status);
	if (*status)
		return str_starts(status, "5.1.") && !str_starts(status, "5.1.7") &&
		       !str_starts(status, "5.1.8");
	if (s->stage != STAGE_RCPT ||
	    (s->code != 550 && s->code != 551 && s->code != 553))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (str_ifind(reply, ours[i]))
			return false;
	return true;
}

static enum sink_result
judge_reply(const struct smtp *s)
{
	static const enum sink_result by_stage[STAGE_STAGES][2] = {
	    /* 4xx, 5xx */
	    [STAGE_CONNECT] = {SINK_DOWN, SINK_ACCOUNT},
	    [STAGE_TLS] = {SINK_DOWN, SINK_ACCOUNT},
	    [STAGE_AUTH] = {SINK_DOWN, SINK_ACCOUNT},
	    [STAGE_MAIL] = {SINK_TEMPORARY, SINK_ACCOUNT},
	    [STAGE_RCPT] = {SINK_TEMPORARY, SINK_PERMANENT},
	    [STAGE_DATA] = {SINK_TEMPORARY, SINK_PERMANENT},
	};

	char status[12];

	if (s->code == 421)
		return SINK_DOWN;
	if (s->code == 530 || s->code == 535)
		return SINK_ACCOUNT;
	enhanced_status(buf_str(&s->reply), status);
	/* Too large is this mail's fault, wherever it is said. */
	if (s->code == 552 || str_eq(status, "5.3.4"))
		return SINK_PERMANENT;
	return by_stage[s->stage][s->code >= 500];
}

/* No reply decided it: the connection, TLS or a timeout did. */
static enum sink_result
judge_curl(const struct smtp *s, CURLcode rc)
{
	switch (rc) {
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR: return SINK_ACCOUNT;
	default: break;
	}
	if (s->uploaded)
		return SINK_UNCERTAIN;
	return s->stage >= STAGE_MAIL ? SINK_TEMPORARY : SINK_DOWN;
}

static struct sink_answer
judge(const struct smtp *s, CURLcode rc)
{
	struct sink_answer a = {.result = SINK_SENT, .code = s->code};

	if (rc == CURLE_OK)
		return a;
	if (s->code >= 400) {
		a.result = judge_reply(s);
		a.dead = a.result == SINK_PERMANENT && is_dead(s);
		(void)snprintf(a.text, sizeof(a.text), "%s", buf_str(&s->reply));
		return a;
	}
	a.code = 0;
	a.result = judge_curl(s, rc);
	(void)snprintf(a.text, sizeof(a.text), "%s%s",
	    a.result == SINK_UNCERTAIN ? "no answer after the whole mail was sent: " : "",
	    *s->error ? s->error : curl_easy_strerror(rc));
	return a;
}

static struct sink_answer
answer(enum sink_result result, const char *text)
{
	struct sink_answer a = {.result = result};

	(void)snprintf(a.text, sizeof(a.text), "%s", text);
	return a;
}

/* --- setting up --- */

static char *
make_url(const struct config *c, struct err *e)
{
	const struct config_server *server = &c->sink.server;
	const char *hello = c->sink.hello;
	const char *at = c->desk.address ? strrchr(c->desk.address, '@') : NULL;
	bool bare_v6 = strchr(server->host, ':') && *server->host != '[';

	if (str_empty(hello))
		hello = at ? at + 1 : "localhost";
	if (strspn(hello, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                  "0123456789.-_[]:") != strlen(hello)) {
		(void)err_set(e, "the EHLO name %s is no host name", hello);
		return NULL;
	}
	return xasprintf("%s://%s%s%s:%d/%s",
	    server->tls == TLS_MODE_TLS ? "smtps" : "smtp", bare_v6 ? "[" : "",
	    server->host, bare_v6 ? "]" : "", server->port, hello);
}

static void
set_server(struct smtp *s)
{
	const struct config_server *server = &s->config->sink.server;
	CURL *c = s->curl;

	(void)curl_easy_setopt(c, CURLOPT_URL, s->url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_USE_SSL,
	    server->tls == TLS_MODE_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (server->ca_file) {
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, server->ca_file);
		(void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	}
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)server->timeout_sec);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)TRANSFER_SEC);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, s->error);
	(void)curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
	(void)curl_easy_setopt(c, CURLOPT_READDATA, s);
	(void)curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_reply);
	(void)curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_debug);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
	(void)curl_easy_setopt(c, CURLOPT_VERBOSE, 1L); /* to on_debug only */
}

struct smtp *
smtp_new(const struct config *c, struct err *e)
{
	const struct config_server *server = &c->sink.server;
	struct smtp *s;
	char *url;

	if (str_empty(server->host)) {
		(void)err_set(e, "no SMTP server is configured");
		return NULL;
	}
	if (server->tls == TLS_MODE_NONE && !host_is_loopback(server->host)) {
		(void)err_set(e,
		    "%s would be spoken to in plain text, which is allowed "
		    "on this machine only",
		    server->host);
		return NULL;
	}
	url = make_url(c, e);
	if (!url)
		return NULL;
	(void)signal(SIGPIPE, SIG_IGN);
	s = xcalloc(1, sizeof(*s));
	s->config = c;
	s->url = url;
	s->curl = curl_easy_init();
	if (!s->curl) {
		(void)err_retry(e, "libcurl cannot start");
		smtp_free(s);
		return NULL;
	}
	set_server(s);
	return s;
}

void
smtp_free(struct smtp *s)
{
	if (!s)
		return;
	if (s->curl)
		curl_easy_cleanup(s->curl);
	buf_free(&s->reply);
	free(s->url);
	free(s);
}

/* --- logging in --- */

static bool
set_password(struct smtp *s, struct err *e)
{
	const struct config_server *server = &s->config->sink.server;
	char *problem = NULL;
	char *password = config_secret(s->config, server->password_file, &problem);

	if (!password) {
		(void)err_set(e, "%s", problem ? problem : "no password");
		free(problem);
		return false;
	}
	(void)curl_easy_setopt(s->curl, CURLOPT_USERNAME, server->user);
	(void)curl_easy_setopt(s->curl, CURLOPT_PASSWORD, password);
	(void)curl_easy_setopt(s->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
	explicit_bzero(password, strlen(password));
	free(password);
	return true;
}

static bool
set_token(struct smtp *s, bool renew, struct err *e)
{
	const struct config_server *server = &s->config->sink.server;
	char *token = oauth_token(s->config, server->oauth, clock_now(), renew, e);

	if (!token)
		return false;
	(void)curl_easy_setopt(s->curl, CURLOPT_USERNAME, server->user);
	(void)curl_easy_setopt(s->curl, CURLOPT_XOAUTH2_BEARER, token);
	(void)curl_easy_setopt(s->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
	free(token);
	return true;
}

static bool
set_login(struct smtp *s, bool renew, struct err *e)
{
	switch (s->config->sink.server.auth) {
	case AUTH_PASSWORD: return set_password(s, e);
	case AUTH_XOAUTH2: return set_token(s, renew, e);
	case AUTH_NONE: break;
	}
	return true;
}

/* --- sending --- */

static struct sink_answer
attempt(struct smtp *s, const struct sink_mail *mail, bool fresh)
{
	struct sink_answer a;
	CURLcode rc;

	s->bytes = mail ? mail->wire : "";
	s->left = mail ? mail->wire_bytes : 0;
	s->uploaded = false;
	s->stage = STAGE_CONNECT;
	s->leaving = false;
	s->code = 0;
	s->error[0] = '\0';
	buf_clear(&s->reply);
	(void)curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
	(void)curl_easy_setopt(s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
	    (long)s->config->sink.server.timeout_sec);
	rc = curl_easy_perform(s->curl);
	a = judge(s, rc);
	return a;
}

/* A kept connection may have been closed by the server meanwhile, or be used up for it;
 * that says nothing about the mail, so it is tried at once on a new one. */
static struct sink_answer
attempt_kept(struct smtp *s, const struct sink_mail *mail)
{
	struct sink_answer a = attempt(s, mail, false);
	long connects = 1;

	(void)curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &connects);
	if (connects > 0 || s->uploaded)
		return a;
	if (a.result == SINK_DOWN || (a.result == SINK_TEMPORARY && a.code == 0))
		return attempt(s, mail, true);
	return a;
}

static struct sink_answer
login_and_attempt(struct smtp *s, const struct sink_mail *mail)
{
	bool token = s->config->sink.server.auth == AUTH_XOAUTH2;
	struct sink_answer a;
	struct err e = {0};

	for (int round = 0;; round++) {
		if (!set_login(s, round > 0, &e))
			return answer(e.retry ? SINK_DOWN : SINK_ACCOUNT, e.text);
		a = attempt_kept(s, mail);
		/* A token can be revoked before its time: one new one is asked for. */
		if (!token || round > 0 || a.result != SINK_ACCOUNT ||
		    s->stage != STAGE_AUTH)
			return a;
	}
}

struct sink_answer
smtp_send(struct smtp *s, const struct sink_mail *mail)
{
	char *from = compose_addr_spec(mail->sender);
	char *to = compose_addr_spec(mail->recipient);
	struct curl_slist *list = to ? curl_slist_append(NULL, to) : NULL;
	struct sink_answer a;

	if (!from) {
		a = answer(SINK_ACCOUNT, "the desk's own address cannot be sent from");
	} else if (!list) {
		a = answer(SINK_PERMANENT, "the recipient is no address that mail can be "
		                           "sent to");
	} else {
		(void)curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, NULL);
		(void)curl_easy_setopt(s->curl, CURLOPT_NOBODY, 0L);
		(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from);
		(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, list);
		(void)curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
		(void)curl_easy_setopt(
		    s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->wire_bytes);
		a = login_and_attempt(s, mail);
		(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	}
	curl_slist_free_all(list);
	free(from);
	free(to);
	return a;
}

struct sink_answer
smtp_check(struct smtp *s)
{
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, NULL);
	(void)curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 0L);
	(void)curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L);
	(void)curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	return login_and_attempt(s, NULL);
}
