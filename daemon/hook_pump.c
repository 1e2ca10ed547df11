/*
 * The pump that takes deliveries: what the web server (hook_server.h) has gathered is
 * checked, read, and taken into the inbox; the answer is given behind the commit. All
 * that wait at one moment share a transaction, because each commit costs a flush of the
 * disk. This thread alone uses the store, and knows the secrets.
 */
#include "pump.h"

#include "chat_take.h"
#include "clock.h"
#include "hook_format.h"
#include "hook_secret.h"
#include "hook_server.h"
#include "log.h"
#include "store_chat.h"
#include "store_inbox.h"
#include "template.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	STORE_PATIENCE_MS = 2000, /* Slack wants its answer within three seconds */
	STORE_AWAY_MS = 200,      /* what came meanwhile has waited already */
	RETRY_SEC = 5,
	SWEEP_MS = 500,
	CERT_LOOK_MS = 10000,
	TELL_AGAIN_MS = 10000,
	CHECKED_SEC = 600,
	EDIT_UNKNOWN_SEC = 3600, /* an older message that is edited is left alone */
	PEM_MAX = 256 * 1024
};

/* A source that deliveries come for. */
struct hook_source {
	const struct config_source *source;
	const struct hook_format *format;
	struct chat_conf conf;
	struct hook_secret secret;
	int64_t id;
	char *own_id;
	bool polled;
	int wake;        /* of who looks at it; -1 nobody */
	int64_t told_at; /* of a refusal, on the steady clock; 0 never */
	size_t untold;
};

struct hooks {
	const struct pump_env *env;
	struct store *store;
	struct hook_source *sources;
	struct hook_place *places; /* as sources */
	size_t n;
	struct templates *templates; /* NULL: nobody is shown an answer */
	struct hook_server *server;
	int socket;
	char *cert, *key;
	struct stat cert_mark;
	int64_t look_at; /* for another certificate */
	int64_t checked_at;
	bool away; /* the store failed the last time */
};

/* One delivery on its way. */
struct job {
	struct hook_call *call;
	struct hook_source *source;
	struct hook_heard heard;
	bool take, look;
};

/* --- what a delivery says --- */

/* Anybody can send what is refused: the log does not grow with it. */
static void
refused(struct job *j, int status, const char *why)
{
	struct hook_source *s = j->source;
	int64_t now = clock_steady_ms();

	j->call->status = status;
	if (s->told_at && now - s->told_at < TELL_AGAIN_MS) {
		s->untold++;
		return;
	}
	log_warn("%s: a delivery is refused (%d): %s (%zu more since the last word)",
	    s->source->name, status, why, s->untold);
	s->told_at = now;
	s->untold = 0;
}

static void
later(struct job *j)
{
	j->call->status = 503;
	j->call->retry_sec = RETRY_SEC;
	j->take = false;
}

/* The desk's own posts are told by its id alone, which whoever polls asks for. */
static bool
knows_itself(struct hooks *h, struct hook_source *s)
{
	if (s->conf.own_id || !s->format->echoes || !chat_is_answered(s->source))
		return true;
	s->own_id = store_chat_own_id(h->store, s->source->name);
	s->conf.own_id = s->own_id;
	return s->own_id != NULL;
}

static const char *
language(const struct chat_msg *m)
{
	for (const char *p = m->text ? m->text : ""; *p; p++)
		if ((unsigned char)*p >= 0xe3)
			return "ja";
	return "en";
}

/* What the channel sees at once; the desk's letter follows. */
static char *
said_to_people(struct hooks *h, const struct chat_msg *m)
{
	char *subject = NULL, *body = NULL, *text = NULL;
	json_t *data = json_object(), *o;
	struct err e = {0};

	if (templates_render(
	        h->templates, "chat/received", language(m), data, &subject, &body, &e)) {
		o = json_pack("{s:s, s:s}", "type", "message", "text", str_trim(body));
		text = json_dumps(o, JSON_COMPACT);
		json_decref(o);
	} else {
		log_error("chat/received: %s", e.text);
	}
	json_decref(data);
	free(subject);
	free(body);
	return text;
}

static void
accepted(struct hooks *h, struct job *j)
{
	struct hook_call *c = j->call;

	c->status = 200;
	if (j->heard.answer) {
		c->answer = j->heard.answer;
		j->heard.answer = NULL;
		return;
	}
	c->type = "application/json";
	if (j->source->format->replies && h->templates && j->heard.page.n)
		c->answer = said_to_people(h, &j->heard.page.v[0]);
	if (!c->answer)
		c->answer = xstrdup("{}");
}

static void
prepare(struct hooks *h, struct job *j)
{
	struct hook_source *s = j->source;
	struct hook_delivery d = {
	    .signature = j->call->signature,
	    .timestamp = j->call->timestamp,
	    .body = buf_str(&j->call->body),
	    .n = j->call->body.len,
	    .form = j->call->form,
	};
	struct err e = {0};

	switch (s->format->check(&d, hook_secret_now(&s->secret), clock_now())) {
	case HOOK_WRONG: refused(j, 401, "no signature, or a wrong one"); return;
	case HOOK_STALE: refused(j, 403, "its time stamp is not of now"); return;
	case HOOK_GOOD: break;
	}
	if (s->format->knock) {
		j->look = true;
		accepted(h, j);
		return;
	}
	if (!hook_hear(s->format, &s->conf, &d, &j->heard, &e)) {
		refused(j, 400, e.text);
		return;
	}
	j->look = s->format->partial && s->polled && j->heard.page.n > 0;
	j->take = j->heard.page.n > 0 && !j->look;
	if (j->take && !knows_itself(h, s))
		later(j);
	else
		accepted(h, j);
}

/* --- into the store --- */

/* What fails of one delivery is undone alone. */
static void
take_one(struct hooks *h, struct job *j, size_t *taken)
{
	struct chat_taker t = {
	    .store = h->store,
	    .source_id = j->source->id,
	    .source = j->source->source->name,
	    .now = clock_now(),
	};
	struct err e = {0};
	size_t n = 0;

	t.edits_from = t.now - EDIT_UNKNOWN_SEC;
	if (!store_begin(h->store)) {
		later(j);
		return;
	}
	for (size_t i = 0; i < j->heard.page.n; i++)
		n += chat_take(&t, &j->heard.page.v[i]) == CHAT_TAKEN_NEW;
	if (store_commit(h->store, &e)) {
		*taken += n;
	} else {
		log_error("%s: store: %s", t.source, e.text);
		later(j);
	}
}

static void
store_trouble(struct hooks *h, const char *why)
{
	if (!h->away)
		log_error("store: %s; deliveries are refused until it is back", why);
	store_patience(h->store, STORE_AWAY_MS);
	h->away = true;
}

static bool
commit(struct hooks *h, struct job *jobs, size_t n, size_t *taken)
{
	struct err e = {0};

	if (!store_begin(h->store)) {
		const char *why = store_failed(h->store);

		store_trouble(h, why ? why : "cannot begin to write");
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (jobs[i].take)
			take_one(h, &jobs[i], taken);
	crash_point("hook-before-commit");
	if (!store_commit(h->store, &e)) {
		store_trouble(h, e.text);
		return false;
	}
	crash_point("hook-after-commit");
	if (h->away) {
		log_info("the store works again");
		store_patience(h->store, STORE_PATIENCE_MS);
	}
	h->away = false;
	return true;
}

static void
take_all(struct hooks *h, struct job *jobs, size_t n)
{
	size_t taken = 0;
	bool any = false;

	for (size_t i = 0; i < n; i++)
		any = any || jobs[i].take;
	if (!any)
		return;
	if (!commit(h, jobs, n, &taken)) {
		for (size_t i = 0; i < n; i++)
			if (jobs[i].take)
				later(&jobs[i]);
		return;
	}
	if (taken) {
		log_info("%zu message(s) delivered", taken);
		pump_wake(h->env->wake_work);
	}
}

static void
deliveries(struct hooks *h)
{
	struct hook_call *first = hook_server_take(h->server);
	struct job *jobs;
	size_t n = 0, i = 0;

	for (struct hook_call *c = first; c; c = c->next)
		n++;
	jobs = xcalloc(n ? n : 1, sizeof(*jobs));
	for (struct hook_call *c = first; c; c = c->next) {
		jobs[i].call = c;
		jobs[i].source = &h->sources[c->place];
		prepare(h, &jobs[i++]);
	}
	take_all(h, jobs, n);
	for (i = 0; i < n; i++) {
		if (jobs[i].look)
			pump_wake(jobs[i].source->wake);
		hook_heard_free(&jobs[i].heard);
		hook_server_answer(h->server, jobs[i].call);
	}
	free(jobs);
}

/* --- the server, and its certificate --- */

static bool
read_pem(const char *path, char **text, struct err *e)
{
	struct buf b = {0};

	if (!buf_read_file(&b, path, PEM_MAX)) {
		buf_free(&b);
		return err_set(e, "%s: cannot be read", path);
	}
	free(*text);
	*text = buf_steal(&b);
	return true;
}

static bool
start_server(struct hooks *h, struct err *e)
{
	const struct config *c = h->env->config;
	struct hook_server_conf conf = {
	    .places = h->places,
	    .places_n = h->n,
	    .connections = c->hooks.connections,
	    .address_connections = c->hooks.address_connections,
	    .request_sec = c->hooks.request_sec,
	};
	bool loopback;

	if (hook_address_ok(c->hooks.listen, &loopback) && loopback)
		conf.address_connections = 0; /* all come from the proxy */
	if (c->hooks.tls_cert_file) {
		if (stat(c->hooks.tls_cert_file, &h->cert_mark) < 0 ||
		    !read_pem(c->hooks.tls_cert_file, &h->cert, e) ||
		    !read_pem(c->hooks.tls_key_file, &h->key, e))
			return false;
		conf.cert = h->cert;
		conf.key = h->key;
	}
	h->server = hook_server_start(&conf, h->socket, e);
	return h->server != NULL;
}

/* A renewed certificate is taken without a restart: the socket stays open meanwhile. */
static bool
follow_certificate(struct hooks *h, struct err *e)
{
	const char *path = h->env->config->hooks.tls_cert_file;
	int64_t now = clock_steady_ms();
	struct stat st;

	if (!path || now < h->look_at)
		return true;
	h->look_at = now + CERT_LOOK_MS;
	if (stat(path, &st) < 0 ||
	    (st.st_mtim.tv_sec == h->cert_mark.st_mtim.tv_sec &&
	        st.st_mtim.tv_nsec == h->cert_mark.st_mtim.tv_nsec &&
	        st.st_ino == h->cert_mark.st_ino))
		return true;
	log_info("another certificate is there");
	hook_server_stop(h->server);
	h->server = NULL;
	return start_server(h, e);
}

/* What nobody else looks at is looked after as long as this runs. */
static void
note_checked(struct hooks *h)
{
	int64_t now = clock_now();

	if (h->checked_at && now >= h->checked_at && now < h->checked_at + CHECKED_SEC)
		return;
	h->checked_at = now;
	for (size_t i = 0; i < h->n; i++)
		if (!h->sources[i].polled)
			store_source_checked(h->store, h->sources[i].id, now, NULL);
}

static enum pump_result
run(struct hooks *h)
{
	struct err e = {0};

	for (;;) {
		struct pollfd fds[] = {
		    {.fd = h->env->stop, .events = POLLIN},
		    {.fd = h->env->wake_in, .events = POLLIN},
		    {.fd = hook_server_fd(h->server), .events = POLLIN},
		};

		(void)poll(fds, ARRAY_LEN(fds), SWEEP_MS);
		if (fds[0].revents)
			return PUMP_DONE;
		if (fds[1].revents)
			pump_drain(h->env->wake_in);
		if (fds[2].revents)
			deliveries(h);
		hook_server_sweep(h->server);
		note_checked(h);
		if (fds[1].revents)
			pump_wake(h->env->alive);
		if (!follow_certificate(h, &e)) {
			log_error("%s", e.text);
			return PUMP_RETRY;
		}
	}
}

/* --- start --- */

static void
add_source(struct hooks *h, const struct config_source *s, int wake)
{
	struct hook_source *to = &h->sources[h->n];

	to->source = s;
	to->format = hook_format_of(s);
	to->conf = (struct chat_conf){.source = s, .own_id = s->own_id};
	if (str_eq(h->env->config->operator_channel.source, s->name))
		to->conf.operators = h->env->config->operator_channel.room;
	to->secret = (struct hook_secret){
	    .config = h->env->config,
	    .source = s->name,
	    .file = s->secret_file,
	    .base64 = to->format->base64,
	};
	to->polled = chat_is_polled(s);
	to->wake = wake;
	to->id = store_source(h->store, s->name).id;
	h->places[h->n++] = (struct hook_place){
	    .path = s->hook,
	    .signature = to->format->signature,
	    .timestamp = to->format->timestamp,
	    .argument = to->format->argument,
	    .xml = to->format->xml,
	    .form = to->format->form,
	};
	(void)hook_secret_now(&to->secret);
}

static bool
add_sources(struct hooks *h)
{
	const struct config *c = h->env->config;
	bool shown = false;

	h->sources = xcalloc(c->sources_n, sizeof(*h->sources));
	h->places = xcalloc(c->sources_n, sizeof(*h->places));
	for (size_t i = 0; i < c->sources_n; i++)
		if (c->sources[i].hook && hook_format_of(&c->sources[i])) {
			add_source(h, &c->sources[i],
			    h->env->wake_fetch ? h->env->wake_fetch[i] : -1);
			shown = shown || h->sources[h->n - 1].format->replies;
			if (!h->sources[h->n - 1].id)
				return false;
		}
	if (shown) {
		struct strlist problems = {0};

		h->templates = templates_load(c->templates_dir, &problems);
		strlist_free(&problems);
	}
	return true;
}

static void
release(struct hooks *h)
{
	if (h->server)
		hook_server_stop(h->server);
	for (size_t i = 0; i < h->n; i++) {
		hook_secret_free(&h->sources[i].secret);
		free(h->sources[i].own_id);
	}
	if (h->templates)
		templates_free(h->templates);
	if (h->socket >= 0)
		(void)close(h->socket);
	if (h->key)
		explicit_bzero(h->key, strlen(h->key));
	free(h->key);
	free(h->cert);
	free(h->sources);
	free(h->places);
}

enum pump_result
hook_pump(const struct pump_env *env)
{
	struct hooks h = {.env = env, .socket = -1};
	enum pump_result result = PUMP_RETRY;
	struct err e = {0};

	(void)signal(SIGPIPE, SIG_IGN);
	h.store = store_open(env->config->store, &e);
	if (!h.store) {
		log_error("deliveries: %s", e.text);
		return e.retry ? PUMP_RETRY : PUMP_FATAL;
	}
	if (!add_sources(&h)) {
		log_error("deliveries: store: no source could be made");
	} else if ((h.socket = hook_listen(env->config->hooks.listen, &e)) < 0 ||
	           !start_server(&h, &e)) {
		log_error("%s", e.text);
		result = e.retry ? PUMP_RETRY : PUMP_FATAL;
	} else {
		store_patience(h.store, STORE_PATIENCE_MS);
		log_info("deliveries for %zu source(s) come to %s", h.n,
		    env->config->hooks.listen);
		result = run(&h);
	}
	release(&h);
	store_close(h.store);
	return result;
}
