/* What all pumps share: waking, sleeping, and the points where crash tests stop. See
 * pump.h. */
#include "pump.h"

#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SLEEP_MAX_MS = 3600 * 1000,
	MOVED_CLOCK_MS = 10 /* how soon a replaceable clock's jump is seen */
};

void
pump_wake(int fd)
{
	if (fd >= 0 && write(fd, "w", 1) < 0) {
		/* Full: the reader has a byte waiting already. */
	}
}

void
pump_wake_senders(const struct pump_env *env)
{
	pump_wake(env->wake_send);
	for (size_t i = 0; i < env->wake_chat_n; i++)
		pump_wake(env->wake_chat[i]);
}

void
pump_drain(int fd)
{
	char bytes[256];

	while (fd >= 0 && read(fd, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes))
		;
}

static int
sleep_ms(const struct pump_env *env, int64_t until)
{
	int64_t left;

	if (until < 0)
		return env->config->clock_file ? MOVED_CLOCK_MS : -1;
	left = (until - clock_now()) * 1000;
	if (left < 0)
		left = 0;
	if (env->config->clock_file && left > MOVED_CLOCK_MS)
		return MOVED_CLOCK_MS;
	return left > SLEEP_MAX_MS ? SLEEP_MAX_MS : (int)left;
}

bool
pump_sleep(const struct pump_env *env, int extra, short extra_events, int64_t until)
{
	struct pollfd fds[3] = {
	    {.fd = env->stop, .events = POLLIN},
	    {.fd = env->wake_in, .events = POLLIN},
	    {.fd = extra, .events = extra_events},
	};

	for (;;) {
		int ms = sleep_ms(env, until);
		int n = poll(fds, ARRAY_LEN(fds), ms);

		if (n < 0 && errno != EINTR)
			return true;
		if (n > 0 && fds[0].revents)
			return true;
		if (n > 0 && fds[1].revents)
			pump_drain(env->wake_in);
		/* Only a moved clock makes poll end before anything is due. */
		if (n != 0 || !env->config->clock_file ||
		    (until >= 0 && clock_now() >= until))
			return false;
	}
}

bool
pump_stopping(const struct pump_env *env)
{
	struct pollfd fd = {.fd = env->stop, .events = POLLIN};

	return env->stop >= 0 && poll(&fd, 1, 0) > 0;
}

void
crash_point(const char *name)
{
	static int left = -1;
	static char wanted[64];

	if (left < 0) {
		const char *spec = getenv("MADOGUCHI_KILL_AT");
		const char *colon = spec ? strrchr(spec, ':') : NULL;

		left = colon ? atoi(colon + 1) : 0;
		if (colon && (size_t)(colon - spec) < sizeof(wanted))
			memcpy(wanted, spec, (size_t)(colon - spec));
	}
	if (left > 0 && strcmp(name, wanted) == 0 && --left == 0)
		(void)kill(getpid(), SIGKILL);
}
