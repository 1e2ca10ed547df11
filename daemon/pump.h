/*
 * The processes of the daemon and how they wake each other.
 *
 * Each pump runs in its own process, forked by the supervisor (supervise.c), opens its
 * own store connection, works until nothing is due, and sleeps in poll(2) until its wake
 * pipe, its stop pipe, its source or its next due time calls. No busy waking.
 */
#ifndef MADOGUCHI_PUMP_H
#define MADOGUCHI_PUMP_H

#include "config.h"

#include <stdint.h>

struct pump_env {
	const struct config *config;
	int wake_in;           /* readable: somebody has work for this pump; -1 none */
	int wake_work;         /* write a byte here: there are new inbox rows; -1 none */
	int wake_send;         /* write a byte here: there is new mail to send; -1 none */
	const int *wake_fetch; /* of who looks at config's sources, in their order; -1
	                          nobody; NULL none */
	const int *wake_chat; /* likewise for letters by chat: one for each such source */
	size_t wake_chat_n;
	int stop;  /* readable or closed: finish what is begun and return; -1 none */
	int alive; /* a byte here after each round, for the watchdog; -1 none */
	bool once; /* work until nothing is due, then return */
};

enum pump_result {
	PUMP_DONE,  /* asked to stop, or once and nothing is left */
	PUMP_RETRY, /* broke; start again after a pause */
	PUMP_FATAL  /* configuration or store cannot be used: a person must act */
};

enum pump_result fetch_pump(
    const struct pump_env *env, const struct config_source *source);
enum pump_result work_pump(const struct pump_env *env);
enum pump_result send_pump(const struct pump_env *env);
/* Posts what goes out by one chat. */
enum pump_result chat_pump(
    const struct pump_env *env, const struct config_source *source);

/* Takes what is delivered (webhooks). */
enum pump_result hook_pump(const struct pump_env *env);

/* Writes one byte; a full pipe is fine, the sleeper is woken anyway. */
void pump_wake(int fd);
/* Wakes all who send. */
void pump_wake_senders(const struct pump_env *env);
/* Empties a wake pipe. */
void pump_drain(int fd);
/* Sleeps until a descriptor calls or the time (a moment of clock_now(); -1 never) has
 * come. With a replaceable clock set, looks at it a hundred times a second. extra may be
 * -1. Returns true when stop called. */
bool pump_sleep(const struct pump_env *env, int extra, short extra_events, int64_t until);

/* True when stop calls; does not wait. */
bool pump_stopping(const struct pump_env *env);

/* Reached test points end the process with SIGKILL when MADOGUCHI_KILL_AT=name:n says so
 * (the n-th time the point is reached); nothing otherwise. For the crash tests. */
void crash_point(const char *name);

#endif
