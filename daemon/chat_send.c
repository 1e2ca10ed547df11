/*
 * The pump that posts: one process a chat source, so that a provider that is away holds
 * up no other. The rules are those of mail (send.c): that a letter is on its way is
 * committed before the provider hears of it, and what became of it right after.
 *
 * A letter of unknown fate (the process died, no answer came, the server broke) carries a
 * mark of its own. Where the provider can be asked, the next try first looks whether the
 * letter is there. Where it cannot, the provider keeps two posts with one key apart (the
 * queue's Idempotency-Key), and it is posted once more; then it waits for the operator,
 * unless nothing else is heard of the provider either.
 *
 * While the provider is away letters wait in the order in which they were written, for as
 * long as it takes. A server error counts against the letter only while the same account
 * is read well: then it may be the letter that the provider cannot take, and the others
 * go on.
 */
#include "chat_pace.h"
#include "chat_provider.h"
#include "chat_text.h"
#include "chat_trouble.h"
#include "clock.h"
#include "log.h"
#include "pump.h"
#include "store_chat.h"
#include "store_inbox.h"
#include "store_work.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ANSWER_MAX = 256 * 1024,
	RECENT_SEC = 60, /* a look is that while nothing has failed since */
	FIND_PAGES = 20,
	COMMIT_TRIES = 5,
	COMMIT_PAUSE_SEC = 2
};

static const char uncertain_mark[] = "uncertain: ";

struct poster {
	const struct pump_env *env;
	const struct config_source *source;
	const struct chat_provider *p;
	struct chat_conf conf;
	struct store *store;
	int64_t source_id;
	char *auth;
	struct chat_trouble trouble;
	int64_t next_ms;       /* steady: not before */
	struct chat_pace pace; /* of questions; posts have theirs */
};

/* What became of a letter, to be written down in one transaction. */
struct fate {
	enum { FATE_SENT, FATE_RETRY, FATE_FAILED } kind;
	int64_t next_at; /* where the try counts; else it is due at once */
	char *problem, *event;
	bool trouble; /* with the provider, not with the letter */
	bool counts;  /* the try does, against the letter */
	bool person;  /* that only a person can mend */
	int64_t retry_sec;
};

/* --- trouble with the provider --- */

static void
hold_back(struct poster *s, const struct fate *f)
{
	int64_t now = clock_now();
	bool tell = chat_trouble_failed(&s->trouble, now, f->retry_sec, f->person);

	log_warn("%s: posting pauses until +%lld s: %s", s->source->name,
	    (long long)(s->trouble.until - now), f->problem);
	if (tell && chat_trouble_tell(s->store, s->source->name, f->problem, now))
		pump_wake(s->env->wake_work); /* it tells the operators' channel */
}

/* --- one exchange --- */

static void
forget_token(struct poster *s)
{
	if (s->auth)
		explicit_bzero(s->auth, strlen(s->auth));
	free(s->auth);
	s->auth = NULL;
}

/* Read again after a refusal, so that a new token needs no restart. */
static bool
load_token(struct poster *s, struct err *e)
{
	char *problem = NULL, *token;

	if (s->auth)
		return true;
	token = config_secret(s->env->config, s->source->token_file, &problem);

	if (!token) {
		(void)err_set(e, "%s", problem ? problem : "there is no token");
		free(problem);
		return false;
	}
	s->auth = chat_auth(s->p, token);
	explicit_bzero(token, strlen(token));
	free(token);
	return s->auth || err_set(e, "the token holds characters that no token has");
}

static bool
exchange(struct poster *s, struct http_request *q, size_t body_max, struct http_answer *a,
    struct err *e)
{
	struct http_client client = {
	    .auth = s->auth,
	    .ca_file = s->source->server.ca_file,
	    .timeout_sec = s->source->server.timeout_sec,
	    .body_max = body_max,
	    .stop = s->env->stop,
	};
	bool ok = http_exchange(&client, q, a, e);

	http_request_free(q);
	pump_wake(s->env->alive);
	return ok;
}

/* --- is it there already? --- */

static bool
is_it(const struct chat_msg *m, const struct chat_mail *mail)
{
	if (m->deleted || (m->sent > 0 && m->sent + 300 < mail->created))
		return false;
	if (m->mark)
		return str_eq(m->mark, mail->mark);
	return chat_text_same(m->text ? m->text : "", mail->text);
}

static bool
find_on_page(const struct chat_page *p, const struct chat_mail *mail, char **event)
{
	for (size_t i = 0; i < p->n; i++)
		if (is_it(&p->v[i], mail)) {
			*event = xstrdup(p->v[i].id);
			return true;
		}
	return false;
}

static bool
ask_page(struct poster *s, struct chat_look *l, struct chat_page *p, struct fate *f,
    struct err *e)
{
	struct http_request q = {0};
	struct http_answer a = {0};
	json_t *json = NULL;
	bool ok;

	if (!chat_pace_keep(&s->pace, s->env))
		return err_retry(e, "interrupted");
	s->p->ask(&s->conf, l, &q);
	ok = exchange(s, &q, (size_t)s->source->page_kib * 1024, &a, e);
	if (ok && (a.status < 200 || a.status >= 300))
		ok = http_refused(&a, s->p->name, e);
	f->retry_sec = a.retry_sec;
	if (ok && a.body.len) {
		json = chat_json(buf_str(&a.body), a.body.len, e);
		ok = json != NULL;
	}
	ok = ok && s->p->read(&s->conf, l, json, &a, p, e);
	json_decref(json);
	http_answer_free(&a);
	return ok;
}

/* False: that could not be found out; f says why. *found otherwise. */
static bool
look_for(struct poster *s, const struct chat_mail *mail, const struct chat_letter *letter,
    bool *found, struct fate *f)
{
	struct chat_look l = {.cursor = ""};
	struct err e = {0};
	bool ok = true, last = false;

	*found = false;
	if (!s->p->find || !s->p->find(letter, mail->created, &l))
		return true;
	for (int i = 0; ok && !last && !*found && i < FIND_PAGES; i++) {
		struct chat_page page = {0};

		ok = ask_page(s, &l, &page, f, &e);
		last = page.last;
		*found = ok && find_on_page(&page, mail, &f->event);
		chat_page_free(&page);
	}
	free(l.next);
	free(l.seen);
	if (!ok) {
		f->kind = FATE_RETRY;
		f->trouble = true;
		f->person = !e.retry;
		f->problem = xasprintf("%s%s", uncertain_mark, e.text);
	}
	return ok;
}

/* --- posting --- */

static int64_t
retry_delay(const struct config *c, int tries)
{
	int64_t delay = c->sink.retry_first_sec;

	for (int i = 1; i < tries && delay < c->sink.retry_max_sec; i++)
		delay *= 2;
	return delay < c->sink.retry_max_sec ? delay : c->sink.retry_max_sec;
}

/* The provider works, as the process that reads it has found since the trouble began:
 * what fails is the letter. */
static bool
reads_well(const struct poster *s)
{
	int64_t since =
	    s->trouble.pause_sec ? s->trouble.since : clock_now() - RECENT_SEC;

	return store_source_reads(s->store, s->source_id, since);
}

static void
retry_or_fail(const struct poster *s, const struct chat_mail *mail, struct fate *f,
    const char *mark, const char *text)
{
	const struct config *c = s->env->config;

	f->counts = reads_well(s);
	if (!f->counts) {
		f->kind = FATE_RETRY;
		f->problem = xasprintf("%s%s", mark, text);
		return;
	}
	f->kind = mail->tries < c->sink.max_tries ? FATE_RETRY : FATE_FAILED;
	f->next_at = clock_now() + retry_delay(c, mail->tries);
	f->problem =
	    f->kind == FATE_RETRY
	        ? xasprintf("%s%s", mark, text)
	        : xasprintf("%d回試しても投稿できませんでした: %s", mail->tries, text);
}

/* No answer. What may have arrived is uncertain. */
static void
no_answer(const struct poster *s, const struct http_answer *a, const struct err *e,
    bool marked, struct fate *f)
{
	f->kind = FATE_RETRY;
	f->trouble = true;
	f->person = !e->retry;
	if (a->reached && marked && !s->p->find && reads_well(s)) {
		f->kind = FATE_FAILED;
		f->problem = xasprintf(
		    "届いたかどうか分からない投稿です（%s）。自動では再送しません",
		    e->text);
		return;
	}
	f->problem =
	    xasprintf("%s%s", a->reached || marked ? uncertain_mark : "", e->text);
}

static void
by_status(const struct poster *s, const struct chat_mail *mail,
    const struct http_answer *a, bool marked, struct fate *f)
{
	struct err e = {0};

	(void)http_refused(a, s->p->name, &e);
	f->retry_sec = a->retry_sec;
	if (a->status == 401 || a->status == 403) {
		f->kind = FATE_RETRY;
		f->trouble = f->person = true;
		f->problem = xasprintf("%s%s", marked ? uncertain_mark : "", e.text);
	} else if (a->status == 429) {
		f->kind = FATE_RETRY;
		f->trouble = true;
		f->problem = xasprintf("%s%s", marked ? uncertain_mark : "", e.text);
	} else if (e.retry) {
		f->trouble = true;
		retry_or_fail(s, mail, f, uncertain_mark, e.text);
	} else {
		f->kind = FATE_FAILED;
		f->problem = xasprintf("チャットに断られました: %s", e.text);
	}
}

static void
by_verdict(const struct poster *s, const struct chat_mail *mail,
    const struct http_answer *a, bool marked, struct fate *f)
{
	struct err e = {0};
	json_t *json = a->body.len ? chat_json(buf_str(&a->body), a->body.len, &e) : NULL;
	enum chat_verdict v = s->p->posted(json, &f->event, &e);

	json_decref(json);
	switch (v) {
	case CHAT_POSTED: f->kind = FATE_SENT; break;
	case CHAT_NEVER:
		f->kind = FATE_FAILED;
		f->problem = xasprintf("チャットに断られました: %s", e.text);
		break;
	case CHAT_ACCOUNT:
		f->kind = FATE_RETRY;
		f->trouble = f->person = true;
		f->problem = xasprintf("%s%s", marked ? uncertain_mark : "", e.text);
		break;
	case CHAT_LATER:
		f->trouble = true;
		retry_or_fail(s, mail, f, uncertain_mark, e.text);
		break;
	}
}

static void
post(struct poster *s, const struct chat_mail *mail, const struct chat_letter *letter,
    bool marked, struct fate *f)
{
	struct http_request q = {0};
	struct http_answer a = {0};
	struct err e = {0};

	s->p->post(&s->conf, letter, &q);
	if (!exchange(s, &q, ANSWER_MAX, &a, &e))
		no_answer(s, &a, &e, marked, f);
	else if (a.status < 200 || a.status >= 300)
		by_status(s, mail, &a, marked, f);
	else
		by_verdict(s, mail, &a, marked, f);
	http_answer_free(&a);
	s->next_ms = clock_steady_ms() + s->p->post_gap_ms;
}

/* --- one letter --- */

static bool
write_fate(
    struct poster *s, const struct chat_mail *mail, const struct fate *f, struct err *e)
{
	int64_t now = clock_now();

	if (!store_begin(s->store))
		return err_retry(e, "the store is busy");
	switch (f->kind) {
	case FATE_SENT:
		store_outbox_sent(s->store, mail->id, now);
		store_chat_posted(s->store, mail->id, f->event);
		break;
	case FATE_RETRY:
		if (f->counts)
			store_outbox_retry(s->store, mail->id, f->next_at, f->problem);
		else
			store_chat_wait(s->store, mail->id, now, f->problem);
		break;
	case FATE_FAILED: store_outbox_failed(s->store, mail->id, f->problem, now); break;
	}
	return store_commit(s->store, e);
}

static bool
record(struct poster *s, const struct chat_mail *mail, const struct fate *f)
{
	static const char *const kinds[] = {"sent", "retry", "failed"};
	struct err e = {0};

	for (int i = 0; i < COMMIT_TRIES; i++) {
		if (write_fate(s, mail, f, &e)) {
			log_info("post id=%lld template=%s case=%lld state=%s tries=%d",
			    (long long)mail->id, mail->template_name,
			    (long long)mail->case_id, kinds[f->kind], mail->tries);
			return true;
		}
		log_error(
		    "post id=%lld outcome not written: %s", (long long)mail->id, e.text);
		(void)sleep(COMMIT_PAUSE_SEC);
	}
	return false;
}

static bool
is_marked(struct poster *s, int64_t id)
{
	struct outbox_row row;
	bool marked = store_outbox_get(s->store, id, &row) && row.problem &&
	              str_starts(row.problem, uncertain_mark);

	outbox_row_free(&row);
	return marked;
}

/* Left behind by a process that died: what is known of it now is that nothing is. */
static bool
must_wait_for_person(
    const struct poster *s, const struct chat_mail *mail, bool marked, struct fate *f)
{
	if (!mail->uncertain || s->p->find || !marked)
		return false;
	f->kind = FATE_FAILED;
	f->problem =
	    xstrdup("届いたかどうか分からない投稿です（送信の途中で窓口のプログラムが"
	            "終わりました）。自動では再送しません");
	return true;
}

static void
settle(struct poster *s, const struct chat_mail *mail, struct fate *f)
{
	struct chat_letter letter = {
	    .room = mail->room,
	    .thread = mail->thread,
	    .author = mail->author,
	    .text = mail->text,
	    .mark = mail->mark,
	};
	bool marked = is_marked(s, mail->id), unknown = marked || mail->uncertain;
	bool found = false;

	if (must_wait_for_person(s, mail, marked, f))
		return;
	if (unknown && !look_for(s, mail, &letter, &found, f))
		return;
	if (found) {
		f->kind = FATE_SENT;
	} else if (mail->called_off) {
		f->kind = FATE_RETRY; /* becomes cancelled */
	} else {
		post(s, mail, &letter, unknown, f);
	}
}

static bool
handle(struct poster *s, const struct chat_mail *mail)
{
	struct fate f = {0};
	struct err e = {0};
	bool ok;

	if (load_token(s, &e)) {
		settle(s, mail, &f);
	} else {
		f.kind = FATE_RETRY;
		f.trouble = f.person = true;
		f.problem = xstrdup(e.text);
	}
	crash_point("post-before-commit");
	ok = record(s, mail, &f);
	crash_point("post-after-commit");
	if (f.person)
		forget_token(s);
	if (f.trouble)
		hold_back(s, &f);
	else
		chat_trouble_over(&s->trouble, s->store, s->source->name);
	free(f.problem);
	free(f.event);
	return ok;
}

/* --- the loop --- */

enum turn { TURN_AGAIN, TURN_STOP, TURN_IDLE, TURN_BROKEN };

static enum turn
wait_until(struct poster *s, int64_t until)
{
	return pump_sleep(s->env, -1, 0, until) ? TURN_STOP : TURN_AGAIN;
}

/* The provider's pace. */
static void
keep_pace(const struct poster *s)
{
	int64_t left = s->next_ms - clock_steady_ms();

	if (left > 0)
		(void)usleep((useconds_t)left * 1000);
}

static enum turn
one_turn(struct poster *s)
{
	struct chat_mail mail;
	int64_t next;
	bool ok;

	if (chat_trouble_pauses(&s->trouble, clock_now()))
		return s->env->once ? TURN_BROKEN : wait_until(s, s->trouble.until);
	keep_pace(s);
	if (!store_chat_take(s->store, s->source_id, clock_now(), &mail)) {
		if (store_failed(s->store)) {
			log_error("outbox: %s", store_failed(s->store));
			return TURN_BROKEN;
		}
		next = store_chat_next(s->store, s->source_id);
		if (s->env->once)
			return TURN_IDLE;
		return wait_until(
		    s, next >= 0 && next <= clock_now() ? clock_now() + 1 : next);
	}
	crash_point("post-after-take");
	ok = handle(s, &mail);
	chat_mail_free(&mail);
	return ok ? TURN_AGAIN : TURN_BROKEN;
}

static enum pump_result
run(struct poster *s)
{
	for (;;) {
		pump_wake(s->env->alive);
		if (pump_sleep(s->env, -1, 0, 0))
			return PUMP_DONE;
		switch (one_turn(s)) {
		case TURN_AGAIN: break;
		case TURN_STOP:
		case TURN_IDLE: return PUMP_DONE;
		case TURN_BROKEN: return PUMP_RETRY;
		}
	}
}

enum pump_result
chat_pump(const struct pump_env *env, const struct config_source *source)
{
	struct poster s = {.env = env, .source = source};
	enum pump_result result = PUMP_RETRY;
	struct err e = {0};

	s.p = chat_provider_of(source);
	chat_pace_poster(&s.pace, source);
	s.conf.source = source;
	s.conf.url = source->url ? source->url : s.p->url;
	s.conf.own_id = source->own_id;
	s.store = store_open(env->config->store, &e);
	if (s.store) {
		s.source_id = store_source(s.store, source->name).id;
		result = s.source_id ? run(&s) : PUMP_RETRY;
		store_close(s.store);
	} else {
		log_error("chat cannot start: %s", e.text);
		result = e.retry ? PUMP_RETRY : PUMP_FATAL;
	}
	forget_token(&s);
	return result;
}
