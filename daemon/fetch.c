/*
 * The pump that takes mail in: one process a source. It looks, waits and looks again;
 * after a failure it pauses, longer each time, and when failures go on the operator
 * hears of it through the store, since the failing account may be the one that is read.
 */
#include "fetch.h"

#include "clock.h"
#include "log.h"
#include "store_case.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

enum {
	PAUSE_MAX_SEC = 300,
	PAUSE_PERSON_SEC = 60, /* at least, where only a person can mend it */
	ALARM_AFTER = 3        /* failures in a row */
};

/* By enum source_kind. */
static const struct fetch_driver *const drivers[] = {
    [SOURCE_IMAP] = &source_imap,
    [SOURCE_MAILDIR] = &source_maildir,
    [SOURCE_SLACK] = &source_chat,
    [SOURCE_MATTERMOST] = &source_chat,
    [SOURCE_CHATWORK] = &source_chat,
    [SOURCE_QUEUE] = &source_chat,
    [SOURCE_LINEWORKS] = &source_chat,
    [SOURCE_TEAMS] = &source_chat,
    [SOURCE_INCOMING] = &source_chat,
    [SOURCE_EJABBERD] = &source_chat,
};

/* How the last looks went. */
struct health {
	int failures; /* in a row */
	bool alarmed;
};

bool
fetch_stopping(const struct fetch *f)
{
	struct pollfd p = {.fd = f->env->stop, .events = POLLIN};

	return f->env->stop >= 0 && poll(&p, 1, 0) > 0;
}

int
fetch_tries(const struct fetch *f)
{
	return f->env->config->limits.tries > 0 ? f->env->config->limits.tries : 1;
}

void
fetch_alarm(struct fetch *f, const char *what, const char *text)
{
	log_warn("%s: %s", f->source->name, text);
	(void)store_event(f->store, 0, clock_now(), "fetch", what, text, 0, true);
	pump_wake(f->env->wake_work); /* it tells the operators' channel */
}

static void
note_success(struct fetch *f, struct health *h)
{
	store_source_checked(f->store, f->row.id, clock_now(), NULL);
	if (h->failures > 0)
		log_info("%s: works again", f->source->name);
	*h = (struct health){0};
}

static void
note_failure(struct fetch *f, struct health *h, const struct err *e)
{
	h->failures++;
	store_source_checked(f->store, f->row.id, clock_now(), e->text);
	if (!h->alarmed && (h->failures >= ALARM_AFTER || !e->retry)) {
		char *text = xasprintf("受信元%sを読めません（%d回連続）: %s",
		    f->source->name, h->failures, e->text);

		h->alarmed = true;
		fetch_alarm(f, "source_failing", text);
		free(text);
	} else {
		log_warn("%s: %s", f->source->name, e->text);
	}
}

/* Doubled each time, and spread, so that many desks do not come back at once. */
static int
pause_sec(const struct health *h, const struct err *e)
{
	int shift = h->failures - 1;
	int sec = shift > 8 ? PAUSE_MAX_SEC : 1 << shift;

	if (!e->retry && sec < PAUSE_PERSON_SEC)
		sec = PAUSE_PERSON_SEC;
	if (sec > PAUSE_MAX_SEC)
		sec = PAUSE_MAX_SEC;
	sec = sec / 2 + (int)arc4random_uniform((unsigned)sec / 2 + 1);
	return sec > 0 ? sec : 1;
}

/* Returns true when asked to stop. */
static bool
look(struct fetch *f, const struct fetch_driver *driver, void *state, struct health *h)
{
	struct err e = {0};
	bool ok = driver->round(state, &e);
	int64_t again;

	if (ok)
		note_success(f, h);
	else
		note_failure(f, h, &e);
	pump_wake(f->env->alive);
	if (f->env->once || fetch_stopping(f))
		return true;
	if (ok)
		return driver->wait(state);
	again = clock_now() + pause_sec(h, &e);
	return pump_sleep(f->env, -1, 0, again > f->not_before ? again : f->not_before);
}

enum pump_result
fetch_pump(const struct pump_env *env, const struct config_source *source)
{
	struct fetch f = {.env = env, .source = source};
	struct health h = {0};
	struct err e = {0};
	const struct fetch_driver *driver = drivers[source->kind];
	void *state;

	(void)signal(SIGPIPE, SIG_IGN);
	f.store = store_open(env->config->store, &e);
	if (!f.store) {
		log_error("%s: %s", source->name, e.text);
		return e.retry ? PUMP_RETRY : PUMP_FATAL;
	}
	f.row = store_source(f.store, source->name);
	if (f.row.id == 0) {
		const char *why = store_failed(f.store);

		log_error("%s: store: %s", source->name, why ? why : "no such source");
		store_close(f.store);
		return PUMP_RETRY;
	}
	state = driver->open(&f);
	while (!look(&f, driver, state, &h))
		;
	driver->close(state);
	store_close(f.store);
	return env->once && h.failures > 0 ? PUMP_RETRY : PUMP_DONE;
}
