/* A chat that cannot be posted to. See chat_trouble.h. */
#include "chat_trouble.h"

#include "store_case.h"

#include <stdlib.h>

enum { HOLD_MAX_SEC = 86400 };

bool
chat_trouble_failed(struct chat_trouble *t, int64_t now, int64_t retry_sec, bool person)
{
	if (t->pause_sec == 0)
		t->since = now;
	t->pause_sec = t->pause_sec ? t->pause_sec * 2 : CHAT_PAUSE_FIRST_SEC;
	if (t->pause_sec > CHAT_PAUSE_MAX_SEC)
		t->pause_sec = CHAT_PAUSE_MAX_SEC;
	t->until = now + (retry_sec > t->pause_sec ? retry_sec : t->pause_sec);
	return person || now - t->since >= CHAT_TELL_AFTER_SEC;
}

bool
chat_trouble_pauses(const struct chat_trouble *t, int64_t now)
{
	return t->pause_sec > 0 && now < t->until;
}

/* --- across restarts --- */

void
chat_trouble_hold(const struct chat_trouble *t, struct store *s, const char *source)
{
	char *key = xasprintf("chat.hold.%s", source);
	char *until = xasprintf("%lld", (long long)t->until);

	store_meta_set(s, key, until);
	free(until);
	free(key);
}

void
chat_trouble_resume(
    struct chat_trouble *t, struct store *s, const char *source, int64_t now)
{
	char *key = xasprintf("chat.hold.%s", source), *text = store_meta_get(s, key);
	int64_t until = text ? strtoll(text, NULL, 10) : 0;

	if (until > now && until <= now + HOLD_MAX_SEC)
		*t = (struct chat_trouble){
		    .pause_sec = CHAT_PAUSE_FIRST_SEC, .until = until, .since = now};
	free(text);
	free(key);
}

/* --- what the operators are told --- */

static char *
key_of(const char *source)
{
	return xasprintf("chat.trouble.%s", source);
}

bool
chat_trouble_known(struct store *s, const char *source)
{
	char *key = key_of(source), *known = store_meta_get(s, key);
	bool told = !str_empty(known);

	free(known);
	free(key);
	return told;
}

bool
chat_trouble_tell(struct store *s, const char *source, const char *problem, int64_t now)
{
	char *key, *text, *id;

	if (chat_trouble_known(s, source))
		return false;
	text = xasprintf(
	    "チャット%sに投稿できません: %s。直り次第、待っている返信を送ります", source,
	    problem);
	id = xasprintf("%lld",
	    (long long)store_event(s, 0, now, "desk", "chat_trouble", text, 0, true));
	key = key_of(source);
	store_meta_set(s, key, id);
	free(key);
	free(text);
	free(id);
	return true;
}

void
chat_trouble_over(struct chat_trouble *t, struct store *s, const char *source)
{
	char *key = key_of(source), *known = store_meta_get(s, key);

	t->pause_sec = 0;
	if (!str_empty(known)) {
		(void)store_event_close(s, strtoll(known, NULL, 10), 0);
		store_meta_set(s, key, "");
	}
	free(known);
	free(key);
}
