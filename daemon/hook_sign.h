/*
 * Who has sent a delivery: the signatures of the providers and the desk's own, as pure
 * functions over headers and raw bytes. Computed before anything is parsed, compared in
 * constant time, with up to two secrets at once so that one can be replaced without a
 * gap. Sources: Slack "Verifying requests", Chatwork "Webhook", LINE WORKS "Bot
 * Callback", Microsoft Teams "Create an Outgoing Webhook", Mattermost "Outgoing
 * webhooks".
 */
#ifndef MADOGUCHI_HOOK_SIGN_H
#define MADOGUCHI_HOOK_SIGN_H

#include "err.h"

#include <stdint.h>

enum { HOOK_SECRETS_MAX = 2, HOOK_SECRET_MIN = 16, HOOK_WINDOW_SEC = 300 };

/* What came over the wire. Borrowed; headers NULL where they are missing. */
struct hook_delivery {
	const char *signature, *timestamp;
	const char *body; /* raw, behind it a NUL that n does not count */
	size_t n;
	bool form; /* application/x-www-form-urlencoded, else JSON */
};

/* All that are valid, as the file of the source has them. */
struct hook_secrets {
	char *v[HOOK_SECRETS_MAX]; /* owned */
	size_t n;
};

enum hook_check {
	HOOK_GOOD,
	HOOK_WRONG, /* no signature, or another's */
	HOOK_STALE  /* rightly signed, but not now */
};

typedef enum hook_check hook_check_fn(
    const struct hook_delivery *d, const struct hook_secrets *s, int64_t now);

/* v0=hex(HMAC-SHA256(secret, "v0:TIME:BODY")), five minutes. */
hook_check_fn hook_check_slack;
/* v1=hex(HMAC-SHA256(secret, "v1:TIME:BODY")), five minutes: the desk's own. */
hook_check_fn hook_check_generic;
/* base64(HMAC-SHA256(base64-decoded secret, BODY)). */
hook_check_fn hook_check_chatwork;
/* base64(HMAC-SHA256(secret, BODY)). */
hook_check_fn hook_check_lineworks;
/* "HMAC " and what Chatwork has. */
hook_check_fn hook_check_teams;
/* A token that stands in the delivery itself. */
enum hook_check hook_check_token(const char *token, const struct hook_secrets *s);

/* One or two lines, each a secret; false: e says what is wrong with them. base64: each
 * has to be such. Whatever was in out is wiped and released. */
bool hook_secrets_read(
    struct hook_secrets *out, const char *text, bool base64, struct err *e) MUST_CHECK;
void hook_secrets_free(struct hook_secrets *s);

#endif
