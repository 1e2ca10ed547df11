/*
 * A chat that cannot be posted to: how long it is left alone, and when its operators hear
 * of it. Each failure doubles the pause, up to a quarter of an hour; a provider that asks
 * for more gets it. Success ends it at once.
 */
#ifndef MADOGUCHI_CHAT_TROUBLE_H
#define MADOGUCHI_CHAT_TROUBLE_H

#include "store.h"

enum {
	CHAT_PAUSE_FIRST_SEC = 15,
	CHAT_PAUSE_MAX_SEC = 15 * 60,
	CHAT_TELL_AFTER_SEC = 600
};

struct chat_trouble {
	int pause_sec; /* 0: none */
	int64_t until, since;
};

/* One more failure. retry_sec: as the provider asks; 0 it does not. True: it is to be
 * told now, because only a person can mend it, or because it has lasted. */
bool chat_trouble_failed(
    struct chat_trouble *t, int64_t now, int64_t retry_sec, bool person) MUST_CHECK;
/* True while it is to be left alone. */
bool chat_trouble_pauses(const struct chat_trouble *t, int64_t now);

/* A pause that the provider asked for holds across restarts: noted here, taken up again
 * there. One that lies more than a day ahead is no pause but a clock that was wrong. */
void chat_trouble_hold(const struct chat_trouble *t, struct store *s, const char *source);
void chat_trouble_resume(
    struct chat_trouble *t, struct store *s, const char *source, int64_t now);

/* One open event for as long as the trouble lasts, across restarts too. True: it is a new
 * one. */
bool chat_trouble_tell(
    struct store *s, const char *source, const char *problem, int64_t now);
/* It works again: the event waits for nobody any more. */
void chat_trouble_over(struct chat_trouble *t, struct store *s, const char *source);
/* Told, and not over. */
bool chat_trouble_known(struct store *s, const char *source);

#endif
