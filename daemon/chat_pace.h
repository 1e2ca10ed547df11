/*
 * A pace for questions to a provider: so many a minute at most in any sixty seconds. Half
 * of them may come at once, so that a usual look does not wait; the rest is spread. A
 * backlog is read slowly rather than refused: who is refused half way has to begin anew.
 */
#ifndef MADOGUCHI_CHAT_PACE_H
#define MADOGUCHI_CHAT_PACE_H

#include "chat_provider.h"
#include "pump.h"

struct chat_pace {
	int per_minute; /* 0: no limit */
	int64_t credit; /* in parts of a question; see chat_pace.c */
	int64_t at_ms;  /* when that was counted */
};

void chat_pace_init(struct chat_pace *p, int per_minute, int64_t now_ms);
/* 0: go, and it is counted. Else the milliseconds (clock_steady_ms) until it may. */
int64_t chat_pace_wait(struct chat_pace *p, int64_t now_ms);

/* The pace of a source, by its settings and its provider: of its questions most are for
 * reading, some are left to the process that posts, which at times has to look whether a
 * letter is there. */
void chat_pace_reader(struct chat_pace *p, const struct config_source *source);
void chat_pace_poster(struct chat_pace *p, const struct config_source *source);
/* Waits until the next question may be asked. In real time, whatever the desk's clock
 * says: it is the provider's that counts. False: asked to stop. */
bool chat_pace_keep(struct chat_pace *p, const struct pump_env *env) MUST_CHECK;
/* Rests for so many milliseconds of real time. False: asked to stop. */
bool chat_pace_nap(const struct pump_env *env, int64_t ms) MUST_CHECK;

#endif
