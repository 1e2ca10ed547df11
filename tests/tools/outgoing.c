/*
 * Drives the outgoing side alone, for tests/e2e/test_outgoing.py: settings come as
 * key=value arguments instead of a configuration file.
 *
 *   outgoing invite K=V…      writes an invitation mail to standard output
 *   outgoing send K=V…        sends standard input, count= times; a line an answer
 *   outgoing check K=V…       connects and logs in only
 *   outgoing token K=V…       gets an access token (force=1: a new one)
 */
#include "buf.h"
#include "compose.h"
#include "config.h"
#include "ics.h"
#include "oauth.h"
#include "smtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 64 * 1024 * 1024, STARTS = 1796086800 /* 2026-12-01 10:00 JST */ };

static int args_n;
static char **args;

static char *
arg(const char *key, const char *missing)
{
	size_t n = strlen(key);

	for (int i = 2; i < args_n; i++)
		if (strncmp(args[i], key, n) == 0 && args[i][n] == '=')
			return xstrdup(args[i] + n + 1);
	return xstrdup_null(missing);
}

static int
arg_int(const char *key, int missing)
{
	char *s = arg(key, NULL);
	int n = s ? atoi(s) : missing;

	free(s);
	return n;
}

/* These two stand in for config.c, which wants a whole file. */
char *
config_secret(const struct config *c, const char *file, char **problem)
{
	struct buf text = {0};

	(void)c;
	if (file && buf_read_file(&text, file, 4096) && text.len > 0)
		return str_trim(buf_steal(&text));
	*problem = xasprintf("cannot read %s", file ? file : "the secret");
	buf_free(&text);
	return NULL;
}

const struct config_oauth *
config_oauth_find(const struct config *c, const char *name)
{
	return c->oauth_n > 0 && str_eq(c->oauth[0].name, name) ? &c->oauth[0] : NULL;
}

static enum tls_mode
tls_arg(void)
{
	char *s = arg("tls", "none");
	enum tls_mode mode = str_eq(s, "tls")        ? TLS_MODE_TLS
	                     : str_eq(s, "starttls") ? TLS_MODE_STARTTLS
	                                             : TLS_MODE_NONE;

	free(s);
	return mode;
}

static enum auth_mode
auth_arg(void)
{
	char *s = arg("auth", "none");
	enum auth_mode mode = str_eq(s, "password")  ? AUTH_PASSWORD
	                      : str_eq(s, "xoauth2") ? AUTH_XOAUTH2
	                                             : AUTH_NONE;

	free(s);
	return mode;
}

static void
fill(struct config *c, struct config_oauth *oauth)
{
	*oauth = (struct config_oauth){
	    .name = xstrdup("o"),
	    .token_url = arg("token_url", ""),
	    .grant = arg("grant", "refresh_token"),
	    .client_id = arg("client_id", "desk-client"),
	    .client_secret_file = arg("client_secret_file", NULL),
	    .refresh_token_file = arg("refresh_token_file", NULL),
	    .scope = arg("scope", NULL),
	    .ca_file = arg("token_ca", NULL),
	};
	c->oauth = oauth;
	c->oauth_n = 1;
	c->state_dir = arg("state_dir", "/nonexistent");
	c->desk.address = arg("from", "desk@example.jp");
	c->sink.server = (struct config_server){
	    .host = arg("host", "127.0.0.1"),
	    .port = arg_int("port", 0),
	    .tls = tls_arg(),
	    .ca_file = arg("ca", NULL),
	    .auth = auth_arg(),
	    .user = arg("user", "desk"),
	    .password_file = arg("password_file", NULL),
	    .oauth = xstrdup("o"),
	    .timeout_sec = arg_int("timeout", 5),
	};
	c->sink.hello = arg("hello", NULL);
}

static void
release(struct config *c)
{
	struct config_oauth *o = c->oauth;
	struct config_server *v = &c->sink.server;
	char *strings[] = {o->name, o->token_url, o->grant, o->client_id,
	    o->client_secret_file, o->refresh_token_file, o->scope, o->ca_file,
	    c->state_dir, c->desk.address, v->host, v->ca_file, v->user, v->password_file,
	    v->oauth, c->sink.hello};

	for (size_t i = 0; i < ARRAY_LEN(strings); i++)
		free(strings[i]);
}

static int
invite(void)
{
	char *to = arg("to", "yamada@sme.example.jp"), *name = arg("name", "山田, 太郎");
	char *summary = arg("summary", "第1回訪問（情報セキュリティ相談）");
	char *location = arg("location", "東京都千代田区");
	char *description = arg("description", NULL), *method = arg("method", "REQUEST");
	struct address who = {name, to};
	struct ics_event event = {.uid = "case-42-1@desk.example.jp",
	    .sequence = arg_int("sequence", 0),
	    .starts_at = STARTS,
	    .ends_at = STARTS + 3 * 3600,
	    .stamp = STARTS - 86400,
	    .summary = summary,
	    .description = description,
	    .location = location,
	    .organizer_name = "情報セキュリティ相談窓口",
	    .organizer = "desk@example.jp",
	    .attendees = &who,
	    .attendees_n = 1};
	struct mail m = {.from = {"情報セキュリティ相談窓口", "desk@example.jp"},
	    .to = who,
	    .subject = "【案件 2026-0042】第1回訪問のご案内 2026年12月1日（火）10:00",
	    .message_id = "c42.9.x@desk.example.jp",
	    .date = STARTS - 86400,
	    .lang = "ja",
	    .body = "山田 様\n\n日時: 2026年12月1日（火）10:00 JST\n.\n.終わり\n",
	    .calendar_method = method};
	struct err e = {0};
	char *calendar =
	    str_eq(method, "CANCEL") ? ics_cancel(&event) : ics_request(&event);
	char *wire = NULL, *owned[] = {to, name, summary, location, description, method};
	size_t n = 0;
	bool ok;

	m.calendar = calendar;
	ok = compose(&m, &wire, &n, &e) && fwrite(wire, 1, n, stdout) == n;
	if (!ok)
		(void)fprintf(stderr, "%s\n", e.text);
	free(wire);
	free(calendar);
	for (size_t i = 0; i < ARRAY_LEN(owned); i++)
		free(owned[i]);
	return ok ? 0 : 1;
}

static void
print_answer(const struct sink_answer *a)
{
	printf("%s %d %s %s\n", sink_result_name(a->result), a->code,
	    a->dead ? "dead" : "-", a->text);
	(void)fflush(stdout);
}

static int
send_mail(const struct config *c, bool check)
{
	struct err e = {0};
	struct buf wire = {0};
	struct smtp *s = smtp_new(c, &e);
	char *to = arg("to", "yamada@sme.example.jp");
	struct sink_answer a;

	if (!s || (!check && !buf_read_fd(&wire, STDIN_FILENO, INPUT_MAX))) {
		printf("cannot start: %s\n", e.text);
		smtp_free(s);
		free(to);
		return 2;
	}
	for (int i = arg_int("count", 1); i > 0; i--) {
		struct sink_mail m = {c->desk.address, to, "c42.9.x@desk.example.jp",
		    buf_str(&wire), wire.len};

		a = check ? smtp_check(s) : smtp_send(s, &m);
		print_answer(&a);
		(void)usleep((useconds_t)arg_int("pause_ms", 0) * 1000);
	}
	smtp_free(s);
	buf_free(&wire);
	free(to);
	return 0;
}

static int
get_token(const struct config *c)
{
	struct err e = {0};
	char *token;

	for (int i = arg_int("count", 1); i > 0; i--) {
		token = oauth_token(
		    c, "o", arg_int("now", 1796086800), arg_int("force", 0) != 0, &e);
		if (token)
			printf("token %s\n", token);
		else
			printf("%s %s\n", e.retry ? "retry" : "person", e.text);
		free(token);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct config c = {0};
	struct config_oauth oauth;
	int rc = 2;

	args_n = argc;
	args = argv;
	fill(&c, &oauth);
	if (argc > 1 && str_eq(argv[1], "invite"))
		rc = invite();
	else if (argc > 1 && str_eq(argv[1], "send"))
		rc = send_mail(&c, false);
	else if (argc > 1 && str_eq(argv[1], "check"))
		rc = send_mail(&c, true);
	else if (argc > 1 && str_eq(argv[1], "token"))
		rc = get_token(&c);
	release(&c);
	return rc;
}
