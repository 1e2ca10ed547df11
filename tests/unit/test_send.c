/*
 * The send pump over a store and a server that exist in this file only: what is written
 * down for each answer, what is sent again, and what holds the whole pump back. The
 * functions below take the place of the store's and of smtp.c's at link time.
 */
#include "clock.h"
#include "log.h"
#include "pump.h"
#include "smtp.h"
#include "store_case.h"
#include "store_work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROWS = 8, ANSWERS = 16 };

enum row_state { PENDING, SENDING, RETRY, SENT, FAILED };

struct store {
	int unused;
};

static struct {
	struct row {
		enum row_state state;
		int tries;
		int64_t next_at, offer_id;
		char *problem;
	} rows[ROWS];
	size_t n;
	int open_events, events, dead, timers;
	char *meta;
} db;

static struct {
	struct sink_answer answers[ANSWERS];
	size_t next, n;
	int sends, checks;
	struct sink_answer check;
} server;

static struct store the_store;

/* --- the store --- */

struct store *
store_open(const char *path, struct err *e)
{
	(void)path;
	(void)e;
	return &the_store;
}

void
store_close(struct store *s)
{
	(void)s;
}

bool
store_begin(struct store *s)
{
	(void)s;
	return true;
}

bool
store_commit(struct store *s, struct err *e)
{
	(void)s;
	(void)e;
	return true;
}

const char *
store_failed(const struct store *s)
{
	(void)s;
	return NULL;
}

char *
store_meta_get(struct store *s, const char *key)
{
	(void)s;
	(void)key;
	return xstrdup_null(db.meta);
}

void
store_meta_set(struct store *s, const char *key, const char *value)
{
	(void)s;
	(void)key;
	set_str(&db.meta, value);
}

int64_t
store_event(struct store *s, int64_t case_id, int64_t at, const char *actor,
    const char *what, const char *text, int64_t inbox_id, bool open)
{
	(void)s, (void)case_id, (void)at, (void)actor, (void)what, (void)text;
	(void)inbox_id;
	db.open_events += open;
	return ++db.events;
}

int64_t
store_event_close(struct store *s, int64_t id, int64_t case_id)
{
	(void)s, (void)case_id;
	assert_int_equal(id, db.events);
	db.open_events--;
	return 1;
}

void
store_person_dead(struct store *s, const char *email, int64_t now)
{
	(void)s, (void)now;
	assert_string_equal(email, "a@sme.example.jp");
	db.dead++;
}

void
store_timer_set(
    struct store *s, int64_t case_id, const char *kind, int64_t ref_id, int64_t due_at)
{
	(void)s, (void)case_id, (void)due_at;
	assert_string_equal(kind, "offer_bounced");
	assert_int_equal(ref_id, 7);
	db.timers++;
}

bool
store_outbox_take(struct store *s, int64_t now, struct outbox_mail *out)
{
	(void)s;
	for (size_t i = 0; i < db.n; i++) {
		struct row *r = &db.rows[i];

		if (r->state > RETRY || r->next_at > now)
			continue;
		*out = (struct outbox_mail){.id = (int64_t)i + 1,
		    .case_id = 42,
		    .template_name = xstrdup("ack"),
		    .recipient = xstrdup("a@sme.example.jp"),
		    .subject = xstrdup("s"),
		    .message_id = xasprintf("%zu@desk.example.jp", i),
		    .wire = xstrdup("A: b\r\n\r\n"),
		    .wire_bytes = 8,
		    .tries = ++r->tries,
		    .uncertain = r->state == SENDING};
		r->state = SENDING;
		return true;
	}
	return false;
}

void
outbox_mail_free(struct outbox_mail *m)
{
	free(m->template_name);
	free(m->recipient);
	free(m->subject);
	free(m->message_id);
	free(m->wire);
}

int64_t
store_outbox_next(struct store *s)
{
	int64_t next = -1;

	(void)s;
	for (size_t i = 0; i < db.n; i++)
		if (db.rows[i].state <= RETRY && (next < 0 || db.rows[i].next_at < next))
			next = db.rows[i].next_at;
	return next;
}

static void
finish(int64_t id, enum row_state state, const char *problem)
{
	struct row *r = &db.rows[id - 1];

	assert_int_equal(r->state, SENDING);
	r->state = state;
	set_str(&r->problem, problem);
}

void
store_outbox_sent(struct store *s, int64_t id, int64_t now)
{
	(void)s, (void)now;
	finish(id, SENT, NULL);
}

void
store_outbox_retry(struct store *s, int64_t id, int64_t next_at, const char *problem)
{
	(void)s;
	finish(id, RETRY, problem);
	db.rows[id - 1].next_at = next_at;
}

void
store_outbox_failed(struct store *s, int64_t id, const char *problem, int64_t now)
{
	(void)s, (void)now;
	finish(id, FAILED, problem);
}

bool
store_outbox_get(struct store *s, int64_t id, struct outbox_row *out)
{
	(void)s;
	*out = (struct outbox_row){.id = id, .case_id = 42};
	out->offer_id = db.rows[id - 1].offer_id;
	out->problem = xstrdup_null(db.rows[id - 1].problem);
	return true;
}

void
outbox_row_free(struct outbox_row *row)
{
	free(row->problem);
}

/* --- the server --- */

struct smtp {
	int unused;
};

static struct smtp the_smtp;

struct smtp *
smtp_new(const struct config *c, struct err *e)
{
	(void)c, (void)e;
	return &the_smtp;
}

void
smtp_free(struct smtp *s)
{
	(void)s;
}

struct sink_answer
smtp_send(struct smtp *s, const struct sink_mail *mail)
{
	(void)s;
	assert_string_equal(mail->sender, "desk@example.jp");
	assert_int_equal(mail->wire_bytes, 8);
	server.sends++;
	if (server.next < server.n)
		return server.answers[server.next++];
	return (struct sink_answer){.result = SINK_SENT, .code = 250};
}

struct sink_answer
smtp_check(struct smtp *s)
{
	(void)s;
	server.checks++;
	return server.check;
}

/* --- the tests --- */

static char address[] = "desk@example.jp";
static char store_path[] = "unused";
static struct config config;
static char clock_path[] = "/tmp/madoguchi-clock-XXXXXX";
static int64_t moved;

static void
move_clock(int64_t sec)
{
	FILE *f = fopen(clock_path, "w");

	moved += sec;
	assert_non_null(f);
	(void)fprintf(f, "%lld", (long long)moved);
	(void)fclose(f);
}

static int
reset(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS; i++)
		free(db.rows[i].problem);
	free(db.meta);
	memset(&db, 0, sizeof(db));
	memset(&server, 0, sizeof(server));
	db.n = 1;
	memset(&config, 0, sizeof(config));
	config.store = store_path;
	config.desk.address = address;
	config.sink.kind = SINK_SMTP;
	config.sink.max_tries = 3;
	config.sink.retry_first_sec = 60;
	config.sink.retry_max_sec = 100;
	return 0;
}

static void
script(enum sink_result result, int code, bool dead)
{
	server.answers[server.n++] = (struct sink_answer){
	    .result = result, .code = code, .dead = dead, .text = "x"};
}

static enum pump_result
pump_once(void)
{
	struct pump_env env = {.config = &config,
	    .wake_in = -1,
	    .wake_work = -1,
	    .wake_send = -1,
	    .stop = -1,
	    .alive = -1,
	    .once = true};

	return send_pump(&env);
}

static void
test_sent(void **state)
{
	(void)state;
	db.n = 3;
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(server.sends, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(db.rows[i].state, SENT);
}

/* 60, then twice that but at most 100 seconds; the third failure is the last. */
static void
test_backing_off(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		script(SINK_TEMPORARY, 451, false);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, RETRY);
	assert_in_range(db.rows[0].next_at, clock_now() + 58, clock_now() + 60);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(server.sends, 1);
	move_clock(61);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_in_range(db.rows[0].next_at, clock_now() + 98, clock_now() + 100);
	move_clock(101);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, FAILED);
	assert_int_equal(server.sends, 3);
	assert_int_equal(db.dead, 0);
}

static void
test_refused(void **state)
{
	(void)state;
	db.n = 2;
	db.rows[0].offer_id = 7;
	script(SINK_PERMANENT, 550, true);
	script(SINK_PERMANENT, 554, false);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, FAILED);
	assert_int_equal(db.rows[1].state, FAILED);
	assert_int_equal(db.dead, 1);
	assert_int_equal(db.timers, 1);
}

static void
test_uncertain(void **state)
{
	(void)state;
	script(SINK_UNCERTAIN, 0, false);
	script(SINK_TEMPORARY, 451, false);
	script(SINK_UNCERTAIN, 0, false);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, RETRY);
	move_clock(101);
	/* a passing refusal in between does not make it certain */
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, RETRY);
	move_clock(101);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, FAILED);
	assert_non_null(strstr(db.rows[0].problem, "届いたかどうか"));
	assert_int_equal(server.sends, 3);
}

static void
test_leftover(void **state)
{
	(void)state;
	db.rows[0].state = SENDING;
	db.rows[0].tries = 1;
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, SENT);
	assert_int_equal(server.sends, 1);
	/* died again while sending the second time */
	db.rows[0].state = SENDING;
	set_str(&db.rows[0].problem, "uncertain: the process ended");
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.rows[0].state, FAILED);
	assert_int_equal(server.sends, 1);
}

/* One mail meets the refused login; the others are not even taken. */
static void
test_account(void **state)
{
	(void)state;
	db.n = 3;
	script(SINK_ACCOUNT, 535, false);
	assert_int_equal(pump_once(), PUMP_RETRY);
	assert_int_equal(server.sends, 1);
	assert_int_equal(db.rows[0].state, RETRY);
	assert_int_equal(db.rows[1].state, PENDING);
	assert_int_equal(db.rows[1].tries, 0);
	assert_int_equal(db.open_events, 1);
	script(SINK_ACCOUNT, 535, false);
	assert_int_equal(pump_once(), PUMP_RETRY);
	assert_int_equal(db.open_events, 1);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.open_events, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(db.rows[i].state, SENT);
}

/* Many rounds of a dead server: the pump sleeps, checks, and spends no tries. */
static void
test_outage(void **state)
{
	struct pump_env env = {.config = &config,
	    .wake_in = -1,
	    .wake_work = -1,
	    .wake_send = -1,
	    .alive = -1};
	int stop[2];

	(void)state;
	assert_int_equal(pipe(stop), 0);
	env.stop = stop[0];
	script(SINK_DOWN, 0, false);
	assert_int_equal(write(stop[1], "x", 1), 1);
	assert_int_equal(send_pump(&env), PUMP_DONE);
	assert_int_equal(server.sends, 0);
	(void)close(stop[0]);
	(void)close(stop[1]);
	assert_int_equal(pump_once(), PUMP_RETRY);
	assert_int_equal(server.sends, 1);
	assert_int_equal(db.rows[0].state, RETRY);
	assert_int_equal(db.open_events, 0);
}

/* A 421 meant for one recipient: the others go, and this one ends. */
static void
test_one_throttled(void **state)
{
	(void)state;
	db.n = 2;
	for (int i = 0; i < 3; i++) {
		script(SINK_DOWN, 421, false);
		assert_int_equal(pump_once(), PUMP_RETRY);
		assert_int_equal(pump_once(), PUMP_DONE);
		assert_int_equal(db.rows[1].state, SENT);
		assert_int_equal(db.rows[0].state, i < 2 ? RETRY : FAILED);
		move_clock(101);
	}
	assert_int_equal(server.sends, 4);
}

/* A login that works and a sender that is refused: told once, not each time. */
static void
test_sender_refused(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		script(SINK_ACCOUNT, 553, false);
		assert_int_equal(pump_once(), PUMP_RETRY);
	}
	assert_int_equal(db.events, 1);
	assert_int_equal(db.open_events, 1);
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(db.open_events, 0);
}

static void
test_rate(void **state)
{
	int64_t before;

	(void)state;
	db.n = 3;
	config.sink.rate_per_minute = 60;
	before = clock_now();
	assert_int_equal(pump_once(), PUMP_DONE);
	assert_int_equal(server.sends, 3);
	assert_in_range(clock_now() - before, 1, 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_sent, reset),
	    cmocka_unit_test_setup(test_backing_off, reset),
	    cmocka_unit_test_setup(test_refused, reset),
	    cmocka_unit_test_setup(test_uncertain, reset),
	    cmocka_unit_test_setup(test_leftover, reset),
	    cmocka_unit_test_setup(test_account, reset),
	    cmocka_unit_test_setup(test_outage, reset),
	    cmocka_unit_test_setup(test_one_throttled, reset),
	    cmocka_unit_test_setup(test_sender_refused, reset),
	    cmocka_unit_test_setup(test_rate, reset),
	};
	int fd = mkstemp(clock_path);
	int failed;

	if (fd < 0)
		return 1;
	(void)close(fd);
	move_clock(0);
	clock_use_file(clock_path);
	log_init("test", LOG_LEVEL_ERROR);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)reset(NULL);
	clock_use_file(NULL);
	(void)unlink(clock_path);
	return failed;
}
