/*
 * The send pump: takes mails out of the outbox one by one and hands them to the sink.
 *
 * That a mail is on its way is committed before the server hears of it, and what became
 * of it right after. A process that dies between the two leaves it uncertain; an
 * uncertain mail goes out once more with the same bytes and Message-ID, and then waits
 * for the operator rather than being sent a third time. Trouble with the server itself
 * holds the whole pump back and costs the waiting mails no tries.
 */
#include "buf.h"
#include "clock.h"
#include "log.h"
#include "maildir_sink.h"
#include "pump.h"
#include "sink.h"
#include "smtp.h"
#include "store_case.h"
#include "store_work.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	PAUSE_FIRST_SEC = 30,
	PAUSE_MAX_SEC = 15 * 60,
	TELL_AFTER_SEC = 600, /* a server that is merely away is reported then */
	BURST_SEC = 10,       /* the rate's bucket holds so much of it */
	COMMIT_TRIES = 5,
	COMMIT_PAUSE_SEC = 2
};

/* Begins the problem of a mail that may be out already; it is how the next try, perhaps
 * of another process, knows. */
static const char uncertain_mark[] = "uncertain: ";
/* The id of the open event about the server, while there is one. */
static const char trouble_key[] = "send.trouble_event";

struct sender {
	const struct pump_env *env;
	const struct config *config;
	struct store *store;
	struct smtp *smtp; /* NULL: the sink is a Maildir */
	/* trouble that affects every mail */
	int pause_sec;  /* 0: none */
	bool probation; /* the server answers again; the next mail shows whether it is
	                   over */
	int64_t pause_until, trouble_since;
	/* rate limit */
	double tokens;
	struct timespec filled;
};

static void
report_alive(const struct pump_env *env)
{
	if (env->alive >= 0 && write(env->alive, "s", 1) < 0) {
		/* Full: the watchdog has not looked for a while. */
	}
}

/* --- rate --- */

static double
seconds_since(const struct timespec *then, const struct timespec *now)
{
	return (double)(now->tv_sec - then->tv_sec) +
	       (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

/* After an outage the backlog leaves at this pace as well. The machine's own clock counts
 * here, not the one that tests move. */
static bool
rate_allows(struct sender *s)
{
	double per_sec = s->config->sink.rate_per_minute / 60.0;
	double most = per_sec * BURST_SEC > 1 ? per_sec * BURST_SEC : 1;
	struct timespec now;

	if (per_sec <= 0)
		return true;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	s->tokens += seconds_since(&s->filled, &now) * per_sec;
	if (s->tokens > most)
		s->tokens = most;
	s->filled = now;
	return s->tokens >= 1;
}

static void
rate_count(struct sender *s)
{
	if (s->config->sink.rate_per_minute > 0)
		s->tokens -= 1;
}

/* --- trouble with the server --- */

/* One open event for as long as the trouble lasts, across restarts too. */
static void
tell_operator(struct sender *s, const struct sink_answer *a, int64_t now)
{
	char *known = store_meta_get(s->store, trouble_key);
	char *text, *id;

	if (str_empty(known)) {
		text =
		    xasprintf("メールを送信できません: %s。直り次第、待っているメールを"
		              "送ります",
		        a->text);
		id = xasprintf("%lld", (long long)store_event(s->store, 0, now, "desk",
		                           "send_trouble", text, 0, true));
		store_meta_set(s->store, trouble_key, id);
		pump_wake(s->env->wake_work); /* it tells the operators */
		free(text);
		free(id);
	}
	free(known);
}

static void
hold_back(struct sender *s, const struct sink_answer *a)
{
	int64_t now = clock_now();

	if (s->pause_sec == 0)
		s->trouble_since = now;
	s->pause_sec = s->pause_sec ? s->pause_sec * 2 : PAUSE_FIRST_SEC;
	if (s->pause_sec > PAUSE_MAX_SEC)
		s->pause_sec = PAUSE_MAX_SEC;
	s->pause_until = now + s->pause_sec;
	s->probation = false;
	log_error("sink result=%s pause_sec=%d problem=\"%s\"",
	    sink_result_name(a->result), s->pause_sec, a->text);
	if (a->result == SINK_ACCOUNT || now - s->trouble_since >= TELL_AFTER_SEC)
		tell_operator(s, a, now);
}

static void
trouble_over(struct sender *s)
{
	char *known;

	if (s->pause_sec > 0)
		log_info("sink result=ok after_sec=%lld",
		    (long long)(clock_now() - s->trouble_since));
	s->pause_sec = 0;
	s->probation = false;
	known = store_meta_get(s->store, trouble_key);
	if (!str_empty(known)) {
		(void)store_event_close(s->store, strtoll(known, NULL, 10), 0);
		store_meta_set(s->store, trouble_key, "");
	}
	free(known);
}

static struct sink_answer
check_sink(struct sender *s)
{
	struct sink_answer a = {.result = SINK_SENT};
	struct err e = {0};

	if (s->smtp)
		return smtp_check(s->smtp);
	if (!maildir_sink_prepare(s->config->sink.path, &e)) {
		a.result = SINK_DOWN;
		memcpy(a.text, e.text, sizeof(a.text));
	}
	return a;
}

static bool
is_trouble(const struct sink_answer *a)
{
	return a->result == SINK_DOWN || a->result == SINK_ACCOUNT;
}

/* --- one mail --- */

/* What became of a mail, to be written down in one transaction. */
struct outcome {
	enum { OUTCOME_SENT, OUTCOME_RETRY, OUTCOME_FAILED } kind;
	int64_t next_at;
	char *problem;
	bool dead;
};

static int64_t
retry_delay(const struct config *c, int tries)
{
	int64_t delay = c->sink.retry_first_sec;

	for (int i = 1; i < tries && delay < c->sink.retry_max_sec; i++)
		delay *= 2;
	return delay < c->sink.retry_max_sec ? delay : c->sink.retry_max_sec;
}

static void
decide_temporary(struct outcome *o, const struct config *c,
    const struct outbox_mail *mail, const struct sink_answer *a, const char *mark)
{
	if (mail->tries >= c->sink.max_tries) {
		o->kind = OUTCOME_FAILED;
		o->problem =
		    xasprintf("%d回試しても送れませんでした: %s", mail->tries, a->text);
		return;
	}
	o->kind = OUTCOME_RETRY;
	o->next_at = clock_now() + retry_delay(c, mail->tries);
	o->problem = xasprintf("%s%s", mark, a->text);
}

static char *
uncertain_note(const char *text)
{
	return xasprintf(
	    "届いたかどうか分からないメールです（%s）。2回渡して返事がなかったため、"
	    "自動では再送しません",
	    text);
}

/* marked: it may be out already, from an earlier try. */
static struct outcome
decide_outcome(const struct config *c, const struct outbox_mail *mail,
    const struct sink_answer *a, bool marked)
{
	struct outcome o = {.kind = OUTCOME_SENT};
	const char *mark = marked ? uncertain_mark : "";

	switch (a->result) {
	case SINK_SENT: break;
	case SINK_PERMANENT:
		o.kind = OUTCOME_FAILED;
		o.problem = xasprintf("相手のサーバーに断られました: %s", a->text);
		o.dead = a->dead;
		break;
	case SINK_UNCERTAIN:
		o.kind = marked ? OUTCOME_FAILED : OUTCOME_RETRY;
		o.next_at = clock_now() + c->sink.retry_first_sec;
		o.problem = marked ? uncertain_note(a->text)
		                   : xasprintf("%s%s", uncertain_mark, a->text);
		break;
	case SINK_DOWN:
	case SINK_ACCOUNT:
		/* Said in answer to this mail it may be about this mail alone, and is
		 * counted; a server that is away or refuses the login is not. */
		if (a->code == 421) {
			decide_temporary(&o, c, mail, a, mark);
			break;
		}
		o.kind = OUTCOME_RETRY;
		o.next_at = clock_now();
		o.problem = xasprintf("%s%s", mark, a->text);
		break;
	case SINK_TEMPORARY: decide_temporary(&o, c, mail, a, mark); break;
	}
	return o;
}

static bool
write_outcome(struct sender *s, const struct outbox_mail *mail,
    const struct outbox_row *row, const struct outcome *o, struct err *e)
{
	int64_t now = clock_now();

	if (!store_begin(s->store))
		return err_retry(e, "the store is busy");
	switch (o->kind) {
	case OUTCOME_SENT: store_outbox_sent(s->store, mail->id, now); break;
	case OUTCOME_RETRY:
		store_outbox_retry(s->store, mail->id, o->next_at, o->problem);
		break;
	case OUTCOME_FAILED:
		store_outbox_failed(s->store, mail->id, o->problem, now);
		break;
	}
	if (o->dead) {
		store_person_dead(s->store, mail->recipient, now);
		if (row->offer_id > 0)
			store_timer_set(
			    s->store, mail->case_id, "offer_bounced", row->offer_id, now);
	}
	return store_commit(s->store, e);
}

/* The mail is out: whether that can be written down now decides if it goes out twice. So
 * a full disk or a long lock is waited for a little. */
static bool
record(struct sender *s, const struct outbox_mail *mail, const struct outbox_row *row,
    const struct outcome *o)
{
	struct err e = {0};

	for (int i = 0; i < COMMIT_TRIES; i++) {
		if (write_outcome(s, mail, row, o, &e))
			return true;
		log_error(
		    "mail id=%lld outcome not written: %s", (long long)mail->id, e.text);
		(void)sleep(COMMIT_PAUSE_SEC);
	}
	return false;
}

static void
log_outcome(
    const struct outbox_mail *mail, const struct sink_answer *a, const struct outcome *o)
{
	static const char *const kinds[] = {
	    [OUTCOME_SENT] = "sent",
	    [OUTCOME_RETRY] = "retry",
	    [OUTCOME_FAILED] = "failed",
	};
	const char *at = strrchr(mail->recipient, '@');

	log_info(
	    "mail id=%lld template=%s case=%lld domain=%s state=%s answer=%s code=%d "
	    "tries=%d%s",
	    (long long)mail->id, mail->template_name, (long long)mail->case_id,
	    at ? at + 1 : "-", kinds[o->kind], sink_result_name(a->result), a->code,
	    mail->tries, o->dead ? " address=dead" : "");
}

static struct sink_answer
deliver(struct sender *s, const struct outbox_mail *mail)
{
	struct sink_mail m = {
	    .sender = s->config->desk.address,
	    .recipient = mail->recipient,
	    .message_id = mail->message_id,
	    .wire = mail->wire,
	    .wire_bytes = mail->wire_bytes,
	};

	if (!mail->wire)
		return (struct sink_answer){.result = SINK_PERMANENT,
		    .text = "its bytes in the store are damaged"};
	return s->smtp ? smtp_send(s->smtp, &m)
	               : maildir_sink_put(s->config->sink.path, &m);
}

/* A mail that was on its way when a process died. The first time it gets the mark and is
 * taken anew; with the mark it is left to the operator. */
static bool
handle_leftover(struct sender *s, const struct outbox_mail *mail,
    const struct outbox_row *row, bool marked)
{
	static const char why[] = "送信の途中で窓口のプログラムが終わりました";
	struct outcome o = {.kind = marked ? OUTCOME_FAILED : OUTCOME_RETRY};
	struct sink_answer a = {.result = SINK_UNCERTAIN};
	bool ok;

	o.next_at = clock_now();
	o.problem = marked ? uncertain_note(why) : xasprintf("%s%s", uncertain_mark, why);
	ok = record(s, mail, row, &o);
	log_outcome(mail, &a, &o);
	free(o.problem);
	return ok;
}

static bool
handle_mail(struct sender *s, const struct outbox_mail *mail)
{
	struct outbox_row row = {0};
	struct sink_answer a;
	struct outcome o;
	bool marked, ok;

	if (!store_outbox_get(s->store, mail->id, &row))
		return false;
	marked = row.problem && str_starts(row.problem, uncertain_mark);
	/* A Maildir knows no doubles, so nothing there is uncertain. */
	if (mail->uncertain && s->smtp) {
		ok = handle_leftover(s, mail, &row, marked);
		outbox_row_free(&row);
		return ok;
	}
	a = deliver(s, mail);
	crash_point("send-before-commit");
	o = decide_outcome(s->config, mail, &a, marked);
	ok = record(s, mail, &row, &o);
	crash_point("send-after-commit");
	rate_count(s);
	log_outcome(mail, &a, &o);
	if (o.dead)
		pump_wake(s->env->wake_work);
	if (is_trouble(&a))
		hold_back(s, &a);
	else
		trouble_over(s);
	free(o.problem);
	outbox_row_free(&row);
	return ok;
}

/* --- the loop --- */

enum round { ROUND_AGAIN, ROUND_STOP, ROUND_IDLE, ROUND_BROKEN };

/* Sleeps; a moved clock or a waker may end it early, the next round looks again. */
static enum round
wait_until(struct sender *s, int64_t until)
{
	return pump_sleep(s->env, -1, 0, until) ? ROUND_STOP : ROUND_AGAIN;
}

/* The pause is over: nothing is taken before the server is well again, so that an outage
 * costs no mail a try. */
static enum round
try_sink(struct sender *s)
{
	struct sink_answer a;

	if (clock_now() < s->pause_until)
		return s->env->once ? ROUND_BROKEN : wait_until(s, s->pause_until);
	a = check_sink(s);
	if (a.result == SINK_SENT)
		s->probation = true;
	else
		hold_back(s, &a);
	return ROUND_AGAIN;
}

static enum round
sleep_until_next(struct sender *s)
{
	int64_t next = store_outbox_next(s->store), soon = clock_now() + 1;

	if (s->env->once)
		return ROUND_IDLE;
	return wait_until(s, next >= 0 && next < soon ? soon : next);
}

static enum round
one_round(struct sender *s)
{
	struct outbox_mail mail = {0};
	bool ok;

	if (s->pause_sec > 0 && !s->probation)
		return try_sink(s);
	if (!rate_allows(s))
		return wait_until(s, clock_now() + 1);
	if (!store_outbox_take(s->store, clock_now(), &mail)) {
		if (store_failed(s->store)) {
			log_error("outbox: %s", store_failed(s->store));
			return ROUND_BROKEN;
		}
		return sleep_until_next(s);
	}
	crash_point("send-after-take");
	ok = handle_mail(s, &mail);
	outbox_mail_free(&mail);
	return ok ? ROUND_AGAIN : ROUND_BROKEN;
}

static enum pump_result
run(struct sender *s)
{
	for (;;) {
		report_alive(s->env);
		/* A look at the stop pipe also between two mails of a long queue. */
		if (pump_sleep(s->env, -1, 0, 0))
			return PUMP_DONE;
		switch (one_round(s)) {
		case ROUND_AGAIN: break;
		case ROUND_STOP:
		case ROUND_IDLE: return PUMP_DONE;
		case ROUND_BROKEN: return PUMP_RETRY;
		}
	}
}

static bool
open_sink(struct sender *s, struct err *e)
{
	if (s->config->sink.kind == SINK_MAILDIR)
		return maildir_sink_prepare(s->config->sink.path, e);
	s->smtp = smtp_new(s->config, e);
	return s->smtp != NULL;
}

enum pump_result
send_pump(const struct pump_env *env)
{
	struct sender s = {.env = env, .config = env->config};
	enum pump_result result = PUMP_RETRY;
	struct err e = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &s.filled);
	s.tokens = 1;
	s.store = store_open(env->config->store, &e);
	if (s.store && open_sink(&s, &e)) {
		result = run(&s);
	} else {
		log_error("send cannot start: %s", e.text);
		result = e.retry ? PUMP_RETRY : PUMP_FATAL;
	}
	smtp_free(s.smtp);
	if (s.store)
		store_close(s.store);
	return result;
}
