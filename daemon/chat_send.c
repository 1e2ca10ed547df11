/*
 * The pump that posts: one process a chat source, so that a provider that is away holds
 * up no other. The rules are those of mail (send.c): that a letter is on its way is
 * committed before the provider hears of it, and what became of it right after.
 *
 * A letter of unknown fate (the process died, no answer came, the server broke) carries a
 * mark of its own. Where the provider can be asked, the next try first looks whether the
 * letter is there. Where it cannot, and the provider takes two posts with one key for one
 * (the queue's Idempotency-Key), it is posted once more, and again for as long as nothing
 * else is heard of the provider either. Else it waits for the operator.
 *
 * While the provider is away letters wait in the order in which they were written, for as
 * long as it takes. A server error counts against the letter only while the same account
 * is read well: then it may be the letter that the provider cannot take, and the others
 * go on.
 */
#include "chat_login.h"
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
	struct chat_login login;
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

	if (f->retry_sec > 0)
		chat_trouble_hold(&s->trouble, s->store, s->source->name);
	log_warn("%s: posting pauses until +%lld s: %s", s->source->name,
	    (long long)(s->trouble.until - now), f->problem);
	if (tell && chat_trouble_tell(s->store, s->source->name, f->problem, now))
		pump_wake(s->env->wake_work); /* it tells the operators' channel */
}

/* --- one exchange --- */

/* True when there is something to log in with. */
static bool
load_token(struct poster *s, struct err *e)
{
	bool ok = chat_login_load(&s->login, s->env->config, s->source, e);

	s->conf.secret = s->login.secret;
	return ok;
}

static void
forget_token(struct poster *s, bool refused)
{
	s->conf.secret = NULL;
	chat_login_forget(&s->login, refused);
}

static bool
exchange(struct poster *s, struct http_request *q, size_t body_max, struct http_answer *a,
    struct err *e)
{
	struct http_client client = {
	    .auth = s->login.header,
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
	if (ok && a.body.len && !s->p->plain) {
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
	if (!s->p->find || !s->p->find(&s->conf, letter, mail->created, &l))
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

/* True when a post of unknown fate must not be posted once more: it cannot be looked for,
 * and the provider would show it twice. marked: it has been tried once more before. */
static bool
is_blind(const struct poster *s, const struct chat_letter *letter, bool marked)
{
	struct chat_look l = {.cursor = ""};
	bool seen = s->p->find && s->p->find(&s->conf, letter, 0, &l);

	free(l.next);
	return !seen && (marked || !s->p->keyed);
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

static void
unclear(struct fate *f, const char *why)
{
	f->kind = FATE_FAILED;
	f->problem = xasprintf(
	    "届いたかどうか分からない投稿です（%s）。自動では再送しません", why);
}

/* No answer. What may have arrived is uncertain. */
static void
no_answer(const struct poster *s, const struct http_answer *a, const struct err *e,
    const struct chat_letter *letter, bool marked, struct fate *f)
{
	f->kind = FATE_RETRY;
	f->trouble = true;
	f->person = !e->retry;
	if (a->reached && is_blind(s, letter, marked) &&
	    (!s->p->keyed || reads_well(s))) {
		unclear(f, e->text);
		return;
	}
	f->problem =
	    xasprintf("%s%s", a->reached || marked ? uncertain_mark : "", e->text);
}

static void
by_status(const struct poster *s, const struct chat_mail *mail,
    const struct http_answer *a, bool gone, bool marked, struct fate *f)
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
	} else if (gone && (a->status == 502 || a->status == 504)) {
		f->trouble = true; /* what stands between does not know either */
		unclear(f, e.text);
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
	json_t *json = a->body.len && !s->p->plain
	                   ? chat_json(buf_str(&a->body), a->body.len, &e)
	                   : NULL;
	enum chat_verdict v = s->p->posted(json, a, &f->event, &e);

	json_decref(json);
	switch (v) {
	case CHAT_POSTED: f->kind = FATE_SENT; break;
	case CHAT_TAKEN:
		retry_or_fail(s, mail, f, uncertain_mark, e.text);
		if (f->kind == FATE_RETRY && mail->tries == 1)
			f->next_at = clock_now();
		break;
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

/* The token may have ended early: oauth gives out another once. */
static bool
renewed(struct poster *s)
{
	struct err ignored = {0};

	if (s->p->login != CHAT_LOGIN_OAUTH)
		return false;
	forget_token(s, true);
	return load_token(s, &ignored);
}

static bool
post_once(struct poster *s, const struct chat_letter *letter, struct http_answer *a,
    struct err *e)
{
	struct http_request q = {0};
	bool ok;

	s->p->post(&s->conf, letter, &q);
	ok = exchange(s, &q, ANSWER_MAX, a, e);
	s->next_ms = clock_steady_ms() + s->p->post_gap_ms;
	return ok;
}

static void
post(struct poster *s, const struct chat_mail *mail, const struct chat_letter *letter,
    bool marked, struct fate *f)
{
	struct http_answer a = {0};
	struct err e = {0};
	bool ok = post_once(s, letter, &a, &e);

	if (ok && a.status == 401 && renewed(s)) {
		http_answer_free(&a);
		ok = post_once(s, letter, &a, &e);
	}
	if (!ok)
		no_answer(s, &a, &e, letter, marked, f);
	else if (a.status < 200 || a.status >= 300)
		by_status(s, mail, &a, is_blind(s, letter, marked), marked, f);
	else
		by_verdict(s, mail, &a, marked, f);
	http_answer_free(&a);
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
must_wait_for_person(const struct poster *s, const struct chat_mail *mail,
    const struct chat_letter *letter, bool marked, struct fate *f)
{
	if (!mail->uncertain || !is_blind(s, letter, marked))
		return false;
	unclear(f, "送信の途中で窓口のプログラムが終わりました");
	return true;
}

/* The provider is not asked for what it cannot do. */
static bool
is_impossible(const struct poster *s, const struct chat_letter *letter, struct fate *f)
{
	struct err e = {0};

	if (!s->p->can_post || s->p->can_post(&s->conf, letter, &e))
		return false;
	f->kind = FATE_FAILED;
	f->problem = xasprintf("チャットに投稿できません: %s", e.text);
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

	if (is_impossible(s, &letter, f) ||
	    must_wait_for_person(s, mail, &letter, marked, f))
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

	chat_text_cut(mail->text, s->p->text_max);
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
		forget_token(s, true);
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
still_waits(struct poster *s)
{
	return store_chat_next(s->store, s->source_id) >= 0 ? TURN_BROKEN : TURN_IDLE;
}

static enum turn
one_turn(struct poster *s)
{
	struct chat_mail mail;
	int64_t next;
	bool ok;

	if (chat_trouble_pauses(&s->trouble, clock_now()))
		return s->env->once ? still_waits(s) : wait_until(s, s->trouble.until);
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
		chat_trouble_resume(&s.trouble, s.store, source->name, clock_now());
		result = s.source_id ? run(&s) : PUMP_RETRY;
		store_close(s.store);
	} else {
		log_error("chat cannot start: %s", e.text);
		result = e.retry ? PUMP_RETRY : PUMP_FATAL;
	}
	forget_token(&s, false);
	return result;
}
