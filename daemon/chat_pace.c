/*
 * A pace for questions. See chat_pace.h. A bucket of half of a minute's questions fills
 * with the other half in a minute, so no sixty seconds hold more than all of them.
 */
#include "chat_pace.h"

#include "clock.h"

#include <poll.h>

enum {
	MINUTE_MS = 60000, /* of credit, too: what one question costs */
	PER_MINUTE_USUAL = 60,
	POSTER_PART = 4, /* one in so many */
	NAP_MS = 5000
};

static int64_t
burst(const struct chat_pace *p)
{
	return p->per_minute > 1 ? p->per_minute / 2 : 1;
}

/* A minute's worth besides the burst. */
static int64_t
refill(const struct chat_pace *p)
{
	return p->per_minute > 1 ? p->per_minute - burst(p) : 1;
}

void
chat_pace_init(struct chat_pace *p, int per_minute, int64_t now_ms)
{
	*p = (struct chat_pace){.per_minute = per_minute, .at_ms = now_ms};
	p->credit = burst(p) * MINUTE_MS;
}

int64_t
chat_pace_wait(struct chat_pace *p, int64_t now_ms)
{
	int64_t full = burst(p) * MINUTE_MS, gone = now_ms - p->at_ms;

	if (p->per_minute <= 0)
		return 0;
	if (gone > MINUTE_MS)
		gone = MINUTE_MS;
	p->at_ms = now_ms;
	p->credit += gone > 0 ? gone * refill(p) : 0;
	if (p->credit > full)
		p->credit = full;
	if (p->credit >= MINUTE_MS) {
		p->credit -= MINUTE_MS;
		return 0;
	}
	return (MINUTE_MS - p->credit + refill(p) - 1) / refill(p);
}

static int
per_minute_of(const struct config_source *source)
{
	int known = chat_provider_of(source)->per_minute;

	if (source->requests_per_minute)
		return source->requests_per_minute;
	return known ? known : PER_MINUTE_USUAL;
}

static int
poster_share(const struct config_source *source)
{
	int n = per_minute_of(source) / POSTER_PART;

	return n > 0 ? n : 1;
}

void
chat_pace_reader(struct chat_pace *p, const struct config_source *source)
{
	int n = per_minute_of(source) - poster_share(source);

	chat_pace_init(p, n > 0 ? n : 1, clock_steady_ms());
}

void
chat_pace_poster(struct chat_pace *p, const struct config_source *source)
{
	chat_pace_init(p, poster_share(source), clock_steady_ms());
}

bool
chat_pace_nap(const struct pump_env *env, int64_t ms)
{
	while (ms > 0) {
		int64_t piece = ms < NAP_MS ? ms : NAP_MS;
		struct pollfd stop = {.fd = env->stop, .events = POLLIN};

		(void)poll(&stop, env->stop >= 0, (int)piece);
		pump_wake(env->alive);
		if (pump_stopping(env))
			return false;
		ms -= piece;
	}
	return true;
}

bool
chat_pace_keep(struct chat_pace *p, const struct pump_env *env)
{
	int64_t ms;

	while ((ms = chat_pace_wait(p, clock_steady_ms())) > 0)
		if (!chat_pace_nap(env, ms))
			return false;
	return true;
}
