/*
 * The configuration file, read by the table of settings (config_table.c). The only file
 * that knows libconfig. Reading goes on after a mistake, so that one look shows them all.
 */
#include "config.h"

#include "buf.h"
#include "chat_provider.h"
#include "clock.h"
#include "config_table.h"
#include "hook_format.h"
#include "hook_server.h"
#include "log.h"
#include "norm.h"
#include "paths.h"
#include "second_http.h"

#include <ctype.h>
#include <errno.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX_BYTES ((size_t)1 << 20)

struct reader {
	struct config *c;
	const char *file;
	const config_setting_t *root;
	struct strlist *problems;
	bool for_daemon;
};

static void complain(struct reader *r, const config_setting_t *at, const char *fmt, ...)
    PRINTF(3, 4);

/* at NULL: nothing in the file is to blame, something is missing from it. */
static void
complain(struct reader *r, const config_setting_t *at, const char *fmt, ...)
{
	const char *file = at ? config_setting_source_file(at) : NULL;
	unsigned line = at ? config_setting_source_line(at) : 0;
	struct buf b = {0};
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	buf_addf(&b, "%s:%u: %s", file ? file : r->file, line ? line : 1, text);
	free(text);
	strlist_take(r->problems, buf_steal(&b));
}

/* --- values --- */

static bool
clean_text(const char *s)
{
	for (const unsigned char *p = (const unsigned char *)s; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			return false;
	return true;
}

static bool
put_list(struct strlist *list, const config_setting_t *from)
{
	strlist_free(list);
	if (config_setting_type(from) == CONFIG_TYPE_STRING) {
		strlist_add(list, config_setting_get_string(from));
		return true;
	}
	if (!config_setting_is_array(from) && !config_setting_is_list(from))
		return false;
	for (int i = 0; i < config_setting_length(from); i++) {
		const char *s = config_setting_get_string_elem(from, i);

		if (!s || !clean_text(s))
			return false;
		strlist_add(list, s);
	}
	return true;
}

static bool
put_path(const struct reader *r, const struct setting *s, void *base, const char *text)
{
	char *dir = path_dir(r->file);
	char *full = path_join(dir, text);
	bool ok = setting_put_text(s, base, full);

	free(full);
	free(dir);
	return ok;
}

static bool
put_string(const struct reader *r, const struct setting *s, void *base, const char *text)
{
	if (s->type == SETTING_INT || s->type == SETTING_REAL || s->type == SETTING_BOOL)
		return false;
	if (!clean_text(text))
		return false;
	/* An empty text says "not set", so that a sample line can stay in place. */
	if (s->type <= SETTING_SECRET && !*text)
		return true;
	if (s->type == SETTING_PATH)
		return put_path(r, s, base, text);
	return setting_put_text(s, base, text);
}

static bool
put_value(const struct reader *r, const struct setting *s, void *base,
    const config_setting_t *from)
{
	if (s->type == SETTING_LIST)
		return put_list(
		    (struct strlist *)(void *)((char *)base + s->offset), from);
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_STRING:
		return put_string(r, s, base, config_setting_get_string(from));
	case CONFIG_TYPE_INT:
		return setting_put_number(s, base, config_setting_get_int(from));
	case CONFIG_TYPE_INT64:
		return setting_put_number(
		    s, base, (double)config_setting_get_int64(from));
	case CONFIG_TYPE_FLOAT:
		return setting_put_number(s, base, config_setting_get_float(from));
	case CONFIG_TYPE_BOOL:
		if (s->type != SETTING_BOOL)
			return false;
		setting_put_bool(s, base, config_setting_get_bool(from) != 0);
		return true;
	default: return false;
	}
}

static char *
written(const config_setting_t *from)
{
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_STRING:
		return xasprintf("\"%s\"", config_setting_get_string(from));
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64: return xasprintf("%lld", config_setting_get_int64(from));
	case CONFIG_TYPE_FLOAT: return xasprintf("%g", config_setting_get_float(from));
	case CONFIG_TYPE_BOOL:
		return xstrdup(config_setting_get_bool(from) ? "true" : "false");
	case CONFIG_TYPE_GROUP: return xstrdup("{ … }");
	default: return xstrdup("a list");
	}
}

static void
unknown(struct reader *r, const config_setting_t *at, const char *group, const char *name)
{
	const char *near = setting_suggest(group, name);

	complain(r, at, "unknown %s \"%s%s%s\", %s%s%s", group ? "setting" : "group",
	    group ? group : "", group ? "." : "", name,
	    near ? "did you mean \"" : "expected one that conf/madoguchi.conf explains",
	    near ? near : "", near ? "\"?" : "");
}

static void
read_setting(struct reader *r, const char *group, void *base, const config_setting_t *at)
{
	const struct setting *s = setting_find(group, config_setting_name(at));
	char *got, *expected;

	if (!s) {
		unknown(r, at, group, config_setting_name(at));
		return;
	}
	if (put_value(r, s, base, at))
		return;
	got = written(at);
	expected = setting_expected(s);
	complain(r, at, "%s.%s is %s, expected %s (%s)", group, s->name, got, expected,
	    s->help);
	free(expected);
	free(got);
}

static void
read_group(struct reader *r, const char *group, void *base, const config_setting_t *from)
{
	if (!config_setting_is_group(from)) {
		complain(
		    r, from, "%s has no settings in it, expected %s { … }", group, group);
		return;
	}
	for (int i = 0; i < config_setting_length(from); i++)
		read_setting(r, group, base, config_setting_get_elem(from, (unsigned)i));
}

/* sources and oauth: each element starts with the defaults. */
static void
read_repeated(struct reader *r, const char *group, const config_setting_t *from)
{
	bool sources = str_eq(group, "sources");
	size_t size =
	    sources ? sizeof(struct config_source) : sizeof(struct config_oauth);
	size_t n;
	char *rows;

	if (!config_setting_is_list(from)) {
		complain(r, from, "%s is not a list, expected %s = ( { … }, { … } )",
		    group, group);
		return;
	}
	n = (size_t)config_setting_length(from);
	rows = xcalloc(n ? n : 1, size);
	for (size_t i = 0; i < n; i++) {
		settings_default(rows + i * size, group);
		read_group(r, group, rows + i * size,
		    config_setting_get_elem(from, (unsigned)i));
	}
	if (sources) {
		r->c->sources = (struct config_source *)(void *)rows;
		r->c->sources_n = n;
	} else {
		r->c->oauth = (struct config_oauth *)(void *)rows;
		r->c->oauth_n = n;
	}
}

static void
read_root(struct reader *r)
{
	for (int i = 0; i < config_setting_length(r->root); i++) {
		const config_setting_t *at =
		    config_setting_get_elem(r->root, (unsigned)i);
		const char *group = config_setting_name(at);

		if (!setting_group_known(group))
			unknown(r, at, NULL, group);
		else if (setting_group_repeats(group))
			read_repeated(r, group, at);
		else
			read_group(r, group, r->c, at);
	}
}

/* --- what single values cannot tell --- */

static const config_setting_t *
group_at(const struct reader *r, const char *group)
{
	return config_setting_get_member(r->root, group);
}

static const config_setting_t *
element_at(const struct reader *r, const char *group, size_t i)
{
	const config_setting_t *list = group_at(r, group);

	return list ? config_setting_get_elem(list, (unsigned)i) : NULL;
}

/* The line of a setting, or of its group where the setting is not written. */
static const config_setting_t *
member_or(const config_setting_t *group, const char *name)
{
	const config_setting_t *at = NULL;

	if (group && config_setting_is_group(group))
		at = config_setting_get_member(group, name);
	return at ? at : group;
}

static bool
loopback(const char *host)
{
	return str_ieq(host, "localhost") || str_eq(host, "::1") ||
	       str_eq(host, "[::1]") ||
	       (str_starts(host, "127.") && !host[strspn(host, "0123456789.")]);
}

static void
check_secret(
    struct reader *r, const config_setting_t *at, const char *name, const char *file)
{
	char *problem = NULL, *secret;

	/* The command serves people who must not read the daemon's secrets. */
	if (!file || !r->for_daemon)
		return;
	secret = config_secret(r->c, file, &problem);
	if (!secret)
		complain(r, member_or(at, name), "%s: %s", name, problem);
	else
		explicit_bzero(secret, strlen(secret));
	free(secret);
	free(problem);
}

static void
check_readable(
    struct reader *r, const config_setting_t *at, const char *name, const char *file)
{
	if (file && r->for_daemon && access(file, R_OK) != 0)
		complain(r, member_or(at, name),
		    "%s \"%s\": %s, expected a readable file", name, file,
		    strerror(errno));
}

static void
check_login(struct reader *r, const config_setting_t *at, const struct config_server *s)
{
	if (s->auth == AUTH_NONE)
		return;
	if (!s->user)
		complain(r, at, "user is missing, expected the login name");
	if (s->auth == AUTH_PASSWORD && !s->password_file)
		complain(r, at,
		    "password_file is missing, expected the file that holds the "
		    "password");
	if (s->auth == AUTH_XOAUTH2 && !s->oauth)
		complain(
		    r, at, "oauth is missing, expected the name of an entry of oauth");
	if (s->auth == AUTH_XOAUTH2 && s->oauth && !config_oauth_find(r->c, s->oauth))
		complain(r, member_or(at, "oauth"),
		    "oauth \"%s\" is not known, expected the name of an entry of oauth",
		    s->oauth);
	if (s->auth == AUTH_PASSWORD)
		check_secret(r, at, "password_file", s->password_file);
}

static void
finish_server(struct config_server *s, int tls_port, int starttls_port)
{
	if ((int)s->auth == SETTING_UNSET)
		s->auth = s->oauth           ? AUTH_XOAUTH2
		          : s->password_file ? AUTH_PASSWORD
		                             : AUTH_NONE;
	if (s->port == 0)
		s->port = s->tls == TLS_MODE_TLS ? tls_port : starttls_port;
}

static void
check_server(struct reader *r, const config_setting_t *at, const struct config_server *s)
{
	if (!s->host) {
		complain(r, at, "host is missing, expected the server's name");
		return;
	}
	if (s->tls == TLS_MODE_NONE && !loopback(s->host))
		complain(r, member_or(at, "tls"),
		    "tls is \"none\" for %s, expected \"tls\" or \"starttls\" (plain "
		    "text "
		    "goes to loopback addresses only)",
		    s->host);
	if (strpbrk(s->host, " /:@") && !str_eq(s->host, "::1"))
		complain(r, member_or(at, "host"),
		    "host is \"%s\", expected a bare name without port", s->host);
	check_readable(r, at, "ca_file", s->ca_file);
	check_login(r, at, s);
}

static void
check_source_name(struct reader *r, const config_setting_t *at, size_t i)
{
	const char *name = r->c->sources[i].name;

	if (!name) {
		complain(r, at, "name is missing, expected a unique name of the source");
		return;
	}
	for (size_t k = 0; k < i; k++)
		if (str_eq(r->c->sources[k].name, name))
			complain(r, member_or(at, "name"),
			    "the source name \"%s\" is there twice, expected a unique "
			    "one",
			    name);
}

/* Letters, digits and / - _ . only: nothing that a proxy would write in another way. */
static bool
hook_path_ok(const char *path)
{
	if (*path != '/' || strstr(path, "//") || strstr(path, ".."))
		return false;
	for (const char *p = path; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr("/-_.", *p))
			return false;
	return true;
}

static void
check_hook_path(
    struct reader *r, const config_setting_t *at, const struct config_source *s)
{
	if (!hook_path_ok(s->hook))
		complain(r, member_or(at, "hook"),
		    "hook is \"%s\", expected a path such as \"/hook/slack\"", s->hook);
	for (const struct config_source *o = r->c->sources; o < s; o++)
		if (str_eq(o->hook, s->hook))
			complain(r, member_or(at, "hook"),
			    "the hook \"%s\" is there twice, expected a path of its own",
			    s->hook);
}

static void
check_hook_secret(struct reader *r, const config_setting_t *at,
    const struct config_source *s, const struct hook_format *f)
{
	struct hook_secrets secrets = {0};
	char *problem = NULL, *text;
	struct err e = {0};

	if (!s->secret_file) {
		complain(r, at,
		    "secret_file is missing, expected the file with what deliveries "
		    "are signed with");
		return;
	}
	if (!r->for_daemon)
		return;
	text = config_secret(r->c, s->secret_file, &problem);
	if (!text)
		complain(r, member_or(at, "secret_file"), "secret_file: %s", problem);
	else if (!hook_secrets_read(&secrets, text, f->base64, &e))
		complain(r, member_or(at, "secret_file"), "secret_file \"%s\": %s",
		    s->secret_file, e.text);
	hook_secrets_free(&secrets);
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
	free(problem);
}

static void
check_hook(struct reader *r, const config_setting_t *at, const struct config_source *s)
{
	const struct hook_format *f = hook_format_of(s);

	if (!s->hook) {
		if (!s->poll && chat_provider_of(s)->ask)
			complain(r, member_or(at, "poll"),
			    "poll is false and hook is not set: nothing would come");
		return;
	}
	check_hook_path(r, at, s);
	if (!f) {
		complain(r, member_or(at, "hook"),
		    "nothing is delivered for this kind of source");
		return;
	}
	if (f->knock && !chat_is_polled(s))
		complain(r, at,
		    "poll is false or token_file is missing, expected both: deliveries "
		    "of this kind of source only say that it is time to look");
	if (f->echoes && !s->own_id && chat_is_answered(s) && !chat_is_polled(s))
		complain(r, at,
		    "own_id is missing, expected the desk's own user: without poll "
		    "nobody asks for it");
	check_hook_secret(r, at, s, f);
}

static void
check_hooks(struct reader *r)
{
	const config_setting_t *at = group_at(r, "hooks");
	const struct config *c = r->c;
	bool loopback;

	if (!hook_address_ok(c->hooks.listen, &loopback))
		complain(r, member_or(at, "listen"),
		    "hooks.listen is \"%s\", expected an address and a port such as "
		    "\"127.0.0.1:8464\" or \"[::1]:8464\"",
		    c->hooks.listen ? c->hooks.listen : "");
	else if (!loopback && !c->hooks.tls_cert_file)
		complain(r, member_or(at, "listen"),
		    "hooks.listen is \"%s\" without tls_cert_file, expected a "
		    "certificate (plain HTTP is spoken on loopback addresses only)",
		    c->hooks.listen);
	if (!c->hooks.tls_cert_file != !c->hooks.tls_key_file)
		complain(r, at,
		    "hooks.tls_cert_file and tls_key_file go together, expected both");
	check_readable(r, at, "tls_cert_file", c->hooks.tls_cert_file);
	check_readable(r, at, "tls_key_file", c->hooks.tls_key_file);
}

static void
check_chat_login(
    struct reader *r, const config_setting_t *at, const struct config_source *s)
{
	const struct chat_provider *p = chat_provider_of(s);

	if (p->login == CHAT_LOGIN_OAUTH) {
		if ((s->server.oauth || !s->hook) &&
		    !config_oauth_find(r->c, s->server.oauth))
			complain(r, member_or(at, "oauth"),
			    "oauth is \"%s\", expected the name of an entry of oauth",
			    s->server.oauth ? s->server.oauth : "");
	} else if (!s->token_file && !s->hook) {
		complain(
		    r, at, "token_file is missing, expected the file with the token");
	}
	if (p->account && !s->own_id)
		complain(r, at, "own_id is missing, expected the desk's own account");
	if (s->kind == SOURCE_EJABBERD && s->own_id && !strchr(s->own_id, '@'))
		complain(r, member_or(at, "own_id"),
		    "own_id is \"%s\", expected an account such as desk@example.jp",
		    s->own_id);
	check_secret(r, at, "token_file", s->token_file);
}

/* What is delivered names its channel; what is looked at has to be named, and what one
 * secret address stands for. */
static bool
needs_rooms(const struct config_source *s, const struct chat_provider *p)
{
	return p->rooms && (!s->hook || chat_is_polled(s) ||
	                       (p->login == CHAT_LOGIN_ADDRESS && s->token_file));
}

static void
check_chat(struct reader *r, const config_setting_t *at, const struct config_source *s)
{
	const struct chat_provider *p = chat_provider_of(s);

	if (!s->url && !p->url && !(s->hook && !s->poll && !s->token_file))
		complain(r, at, "url is missing, expected the address of the interface");
	if (s->url && !http_url_ok(s->url))
		complain(r, member_or(at, "url"),
		    "url is \"%s\", expected an address that begins with https://",
		    s->url);
	if (s->url && p->login == CHAT_LOGIN_ADDRESS)
		complain(r, member_or(at, "url"),
		    "url is set, expected the address in token_file, because it is a "
		    "secret");
	if (s->kind == SOURCE_QUEUE && (s->post_url || !s->hook) &&
	    !http_url_ok(s->post_url))
		complain(r, member_or(at, "post_url"),
		    "post_url is \"%s\", expected the address that answers go to",
		    s->post_url ? s->post_url : "");
	if (needs_rooms(s, p) && !s->rooms.n && !s->private_rooms.n &&
	    !str_eq(r->c->operator_channel.source, s->name))
		complain(r, at, "rooms is empty, expected the ids of channels");
	check_chat_login(r, at, s);
	for (size_t i = 0; i < s->agency_rooms.n; i++)
		if (!strchr(s->agency_rooms.v[i], '=') || s->agency_rooms.v[i][0] == '=')
			complain(r, member_or(at, "agency_rooms"),
			    "agency_rooms holds \"%s\", expected CHANNEL=AGENCY",
			    s->agency_rooms.v[i]);
	check_readable(r, at, "ca_file", s->server.ca_file);
	check_hook(r, at, s);
}

static void
check_source(struct reader *r, size_t i)
{
	const struct config_source *s = &r->c->sources[i];
	const config_setting_t *at = element_at(r, "sources", i);

	check_source_name(r, at, i);
	if (source_is_chat(s)) {
		check_chat(r, at, s);
		return;
	}
	if (s->kind == SOURCE_MAILDIR) {
		if (!s->path)
			complain(r, at, "path is missing, expected the maildir's folder");
		return;
	}
	check_server(r, at, &s->server);
	if (s->server.host && s->server.auth == AUTH_NONE)
		complain(r, at, "no login, expected password_file or oauth");
	if (s->move_to && str_eq(s->move_to, s->mailbox))
		complain(r, member_or(at, "move_to"),
		    "move_to is the mailbox itself, expected another one");
}

static void
check_oauth(struct reader *r, size_t i)
{
	const struct config_oauth *o = &r->c->oauth[i];
	const config_setting_t *at = element_at(r, "oauth", i);
	bool refresh = str_eq(o->grant, "refresh_token"), jwt = str_eq(o->grant, "jwt");

	if (!o->name)
		complain(r, at, "name is missing, expected the entry's unique name");
	for (size_t k = 0; o->name && k < i; k++)
		if (str_eq(r->c->oauth[k].name, o->name))
			complain(r, member_or(at, "name"),
			    "the oauth name \"%s\" is there twice, expected a unique one",
			    o->name);
	if (!o->client_id)
		complain(r, at, "client_id is missing, expected the registered client");
	if (!o->token_url || (!str_istarts(o->token_url, "https://") &&
	                         !str_istarts(o->token_url, "http://localhost") &&
	                         !str_istarts(o->token_url, "http://127.0.0.1")))
		complain(r, member_or(at, "token_url"),
		    "token_url is %s, expected an address that begins with https://",
		    o->token_url ? o->token_url : "missing");
	if (refresh && !o->refresh_token_file)
		complain(r, at,
		    "refresh_token_file is missing, expected the first refresh token");
	if (!refresh && !o->client_secret_file)
		complain(
		    r, at, "client_secret_file is missing, expected the client's secret");
	check_secret(r, at, "client_secret_file", o->client_secret_file);
	check_secret(r, at, "refresh_token_file", o->refresh_token_file);
	if (jwt && (!o->subject || !o->key_file))
		complain(r, at,
		    "subject or key_file is missing, expected the service account and "
		    "its "
		    "private key");
	check_secret(r, at, "key_file", o->key_file);
	check_readable(r, at, "ca_file", o->ca_file);
}

static void
check_sink(struct reader *r)
{
	const config_setting_t *at = group_at(r, "sink");

	if (!at) {
		if (r->for_daemon)
			complain(
			    r, NULL, "no sink, expected sink { … } for mail to leave");
		return;
	}
	if (r->c->sink.kind == SINK_SMTP)
		check_server(r, at, &r->c->sink.server);
	else if (!r->c->sink.path)
		complain(r, at, "path is missing, expected the maildir's folder");
	if (r->c->sink.retry_first_sec > r->c->sink.retry_max_sec)
		complain(r, member_or(at, "retry_first_sec"),
		    "sink.retry_first_sec is greater than retry_max_sec");
}

static void
check_second(struct reader *r)
{
	const config_setting_t *at = group_at(r, "second_opinion");
	const struct config *c = r->c;
	struct err e = {0};

	if (!c->second.url)
		return;
	if (!second_url_ok(c->second.url, c->second.plain_http == PLAIN_ANYWHERE, &e))
		complain(r, member_or(at, "url"),
		    "second_opinion.url is \"%s\", expected %s", c->second.url, e.text);
	if (!c->second.model)
		complain(r, at, "model is missing, expected the model's name");
	check_secret(r, at, "api_key_file", c->second.api_key_file);
	check_readable(r, at, "ca_file", c->second.ca_file);
}

static bool
plain_address(const char *s)
{
	const char *at = strchr(s, '@');

	return at && at != s && at[1] && !strchr(at + 1, '@') && !strpbrk(s, " \t<>,;\"");
}

static void
check_desk(struct reader *r)
{
	const config_setting_t *at = group_at(r, "desk");
	const struct config *c = r->c;

	if (!c->desk.address) {
		if (r->for_daemon)
			complain(
			    r, at, "desk.address is missing, expected a mail address");
	} else if (!plain_address(c->desk.address)) {
		complain(r, member_or(at, "address"),
		    "desk.address is \"%s\", expected a bare mail address",
		    c->desk.address);
	}
	for (size_t i = 0; i < c->desk.operators.n; i++)
		if (!plain_address(c->desk.operators.v[i]))
			complain(r, member_or(at, "operators"),
			    "desk.operators holds \"%s\", expected bare mail addresses",
			    c->desk.operators.v[i]);
}

/* What is said in the operators' channel never becomes a case, so that nobody may be told
 * to ask there; and where others read along, no command is safe. */
static void
check_operator_room(
    struct reader *r, const config_setting_t *at, const struct config_source *s)
{
	const char *room = r->c->operator_channel.room;

	if (!chat_provider_of(s) || !chat_provider_of(s)->rooms)
		complain(r, member_or(at, "source"),
		    "operator_channel.source is \"%s\", expected a chat that has "
		    "channels",
		    s->name);
	else if (strlist_has(&s->rooms, room) && s->public_rooms)
		complain(r, member_or(at, "room"),
		    "operator_channel.room is \"%s\", which others read along "
		    "(sources.rooms of \"%s\"), expected a channel of the operators' own",
		    room, s->name);
	else if (strlist_has(&s->rooms, room) || strlist_has(&s->private_rooms, room))
		complain(r, member_or(at, "room"),
		    "operator_channel.room is \"%s\", in which people ask for help "
		    "(a room of \"%s\"), expected a channel of the operators' own",
		    room, s->name);
}

static void
check_operator_channel(struct reader *r)
{
	const config_setting_t *at = group_at(r, "operator_channel");
	const struct config *c = r->c;
	const struct config_source *s;

	if (str_empty(c->operator_channel.source)) {
		if (c->operator_channel.room || c->operator_channel.users.n)
			complain(r, at,
			    "operator_channel.source is missing, expected the name of a "
			    "chat of sources");
		return;
	}
	s = chat_source(c, c->operator_channel.source);
	if (!s)
		complain(r, member_or(at, "source"),
		    "operator_channel.source is \"%s\", expected the name of a chat of "
		    "sources",
		    c->operator_channel.source);
	else if (str_empty(c->operator_channel.room))
		complain(
		    r, at, "operator_channel.room is missing, expected the channel's id");
	else
		check_operator_room(r, at, s);
}

/* 12-29 for each year, or 2026-08-12. */
static bool
closed_day(const char *s)
{
	int year = 2024, month, day, used = 0;

	if (strlen(s) == 10 &&
	    sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &used) == 3)
		return used == 10 && civil_valid_date(year, month, day);
	return strlen(s) == 5 && sscanf(s, "%2d-%2d%n", &month, &day, &used) == 2 &&
	       used == 5 && civil_valid_date(year, month, day);
}

static bool
time_of_day(const char *s)
{
	int hour, minute, used = 0;

	return sscanf(s, "%2d:%2d%n", &hour, &minute, &used) == 2 && !s[used] &&
	       hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

static void
check_starts(struct reader *r)
{
	const struct strlist *starts = &r->c->visits.starts;

	if (!starts->n)
		complain(r, member_or(group_at(r, "visits"), "starts"),
		    "visits.starts is empty, expected times of day such as \"13:30\"");
	for (size_t i = 0; i < starts->n; i++)
		if (!time_of_day(starts->v[i]))
			complain(r, member_or(group_at(r, "visits"), "starts"),
			    "visits.starts holds \"%s\", expected a time of day such as "
			    "\"13:30\"",
			    starts->v[i]);
}

static void
check_order(
    struct reader *r, const char *group, const char *low, bool ok, const char *high)
{
	if (!ok)
		complain(r, member_or(group_at(r, group), low),
		    "%s.%s is not below %s.%s, expected the smaller one first", group,
		    low, group, high);
}

static void
check_days(struct reader *r)
{
	const struct config *c = r->c;

	for (size_t i = 0; i < c->calendar.closed.n; i++)
		if (!closed_day(c->calendar.closed.v[i]))
			complain(r, member_or(group_at(r, "calendar"), "closed"),
			    "calendar.closed holds \"%s\", expected a day such as "
			    "\"12-29\" or \"2026-08-12\"",
			    c->calendar.closed.v[i]);
	check_starts(r);
	check_order(r, "calendar", "open_hour",
	    c->calendar.open_hour < c->calendar.close_hour, "close_hour");
	check_order(r, "visits", "first_after_days_min",
	    c->visits.first_after_days_min <= c->visits.first_after_days_max,
	    "first_after_days_max");
	check_order(r, "visits", "gap_days_min",
	    c->visits.gap_days_min <= c->visits.gap_days_max, "gap_days_max");
	check_order(r, "decide", "review_max", c->decide.review_max <= c->decide.auto_min,
	    "auto_min");
}

/* Defaults that hang on other settings. */
static void
finish(struct config *c)
{
	if (!c->store)
		c->store = path_join(c->state_dir, "madoguchi.db");
	if (!c->data_dir)
		c->data_dir = path_data_dir();
	if (!c->templates_dir)
		c->templates_dir = path_join(c->data_dir, "templates");
	finish_server(&c->sink.server, 465, 587);
	for (size_t i = 0; i < c->sources_n; i++)
		finish_server(&c->sources[i].server, 993, 143);
}

static void
check(struct reader *r)
{
	if (r->for_daemon && r->c->sources_n == 0)
		complain(r, group_at(r, "sources"),
		    "no source, expected at least one in sources = ( { … } )");
	check_desk(r);
	for (size_t i = 0; i < r->c->sources_n; i++)
		check_source(r, i);
	for (size_t i = 0; i < r->c->oauth_n; i++)
		check_oauth(r, i);
	check_operator_channel(r);
	check_sink(r);
	check_hooks(r);
	check_second(r);
	check_days(r);
}

/* --- the file --- */

static struct config *
config_blank(void)
{
	struct config *c = xcalloc(1, sizeof(*c));

	settings_default(c, NULL);
	return c;
}

struct config *
config_default(void)
{
	struct config *c = config_blank();

	finish(c);
	return c;
}

/* libconfig takes any bytes; a file saved as Shift_JIS would give mails in mojibake. */
static bool
check_bytes(const struct buf *b, const char *file, struct strlist *problems)
{
	size_t start = 0, before = problems->n;
	int line = 1;

	for (size_t i = 0; i <= b->len; i++) {
		if (i < b->len && b->data[i] != '\n')
			continue;
		if (!utf8_valid(b->data + start, i - start) ||
		    memchr(b->data + start, '\0', i - start))
			strlist_addf(problems,
			    "%s:%d: this line is not UTF-8 text, "
			    "expected the file to be saved as UTF-8",
			    file, line);
		start = i + 1;
		line++;
	}
	return problems->n == before;
}

static bool
read_text(struct buf *b, const char *file, struct strlist *problems)
{
	if (!buf_read_file(b, file, FILE_MAX_BYTES)) {
		strlist_addf(
		    problems, "%s: %s, expected a readable file", file, strerror(errno));
		return false;
	}
	if (b->len >= 3 && memcmp(b->data, "\xef\xbb\xbf", 3) == 0)
		memset(b->data, ' ', 3);
	return check_bytes(b, file, problems);
}

static void
parse(struct reader *r, const char *text)
{
	char *dir = path_dir(r->file);
	config_t lib;

	config_init(&lib);
	config_set_include_dir(&lib, dir);
	if (config_read_string(&lib, text) == CONFIG_TRUE) {
		r->root = config_root_setting(&lib);
		read_root(r);
		finish(r->c);
		check(r);
	} else {
		const char *file = config_error_file(&lib);

		strlist_addf(r->problems,
		    "%s:%d: %s, expected name = value; or group { … } here or just above",
		    file ? file : r->file, config_error_line(&lib),
		    config_error_text(&lib));
	}
	config_destroy(&lib);
	free(dir);
}

struct config *
config_load(const char *file, bool for_daemon, struct strlist *problems)
{
	struct buf b = {0};
	size_t before = problems->n;
	struct reader r = {.file = file, .problems = problems, .for_daemon = for_daemon};

	if (!read_text(&b, file, problems)) {
		buf_free(&b);
		return NULL;
	}
	r.c = config_blank();
	r.c->file = xstrdup(file);
	parse(&r, buf_str(&b));
	buf_free(&b);
	if (problems->n == before)
		return r.c;
	config_free(r.c);
	return NULL;
}

void
config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->sources_n; i++)
		settings_free(&c->sources[i], "sources");
	for (size_t i = 0; i < c->oauth_n; i++)
		settings_free(&c->oauth[i], "oauth");
	free(c->sources);
	free(c->oauth);
	settings_free(c, NULL);
	free(c->file);
	free(c);
}
