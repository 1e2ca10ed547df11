/* Signatures of deliveries. See hook_sign.h. */
#include "hook_sign.h"

#include "buf.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST = 32, HEX_TEXT = 64, BASE64_TEXT = 44, TIME_DIGITS_MAX = 12 };

/* Without a look at where they differ. The length of what we expect is no secret. */
static bool
same(const char *given, const char *expected)
{
	size_t n = strlen(expected);

	return strlen(given) == n && CRYPTO_memcmp(given, expected, n) == 0;
}

static void
hmac(const void *key, size_t key_n, const void *bytes, size_t n,
    unsigned char digest[DIGEST])
{
	unsigned len = 0;

	if (!HMAC(EVP_sha256(), key, (int)key_n, bytes, n, digest, &len) || len != DIGEST)
		abort();
}

/* --- hexadecimal, over a time and the body --- */

static void
hex_text(const unsigned char digest[DIGEST], char text[HEX_TEXT + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[HEX_TEXT] = '\0';
}

static bool
is_time(const char *s)
{
	size_t n = s ? strspn(s, "0123456789") : 0;

	return n > 0 && n <= TIME_DIGITS_MAX && !s[n];
}

static enum hook_check
check_timed(const struct hook_delivery *d, const struct hook_secrets *s, int64_t now,
    const char *version)
{
	unsigned char digest[DIGEST];
	char expected[4 + HEX_TEXT], hex[HEX_TEXT + 1];
	struct buf base = {0};
	bool good = false;
	int64_t at;

	if (!d->signature || !is_time(d->timestamp))
		return HOOK_WRONG;
	buf_addf(&base, "%s:%s:", version, d->timestamp);
	buf_add(&base, d->body, d->n);
	for (size_t i = 0; i < s->n; i++) {
		hmac(s->v[i], strlen(s->v[i]), base.data, base.len, digest);
		hex_text(digest, hex);
		memcpy(expected, version, 2);
		expected[2] = '=';
		memcpy(expected + 3, hex, sizeof(hex));
		good |= same(d->signature, expected);
	}
	buf_free(&base);
	if (!good)
		return HOOK_WRONG;
	at = strtoll(d->timestamp, NULL, 10);
	return at < now - HOOK_WINDOW_SEC || at > now + HOOK_WINDOW_SEC ? HOOK_STALE
	                                                                : HOOK_GOOD;
}

enum hook_check
hook_check_slack(const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	return check_timed(d, s, now, "v0");
}

enum hook_check
hook_check_generic(
    const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	return check_timed(d, s, now, "v1");
}

/* --- base64, over the body --- */

/* Bytes of a key that is written in base64; 0: it is none. */
static size_t
decode(const char *text, unsigned char *key, size_t room)
{
	size_t n = strlen(text), pad = 0;
	int got;

	if (!n || n % 4 || n / 4 * 3 > room)
		return 0;
	while (pad < 2 && text[n - 1 - pad] == '=')
		pad++;
	got = EVP_DecodeBlock(key, (const unsigned char *)text, (int)n);
	return got > (int)pad ? (size_t)got - pad : 0;
}

static enum hook_check
check_body(const struct hook_delivery *d, const struct hook_secrets *s, bool encoded_key,
    const char *given)
{
	bool good = false;

	if (!given)
		return HOOK_WRONG;
	for (size_t i = 0; i < s->n; i++) {
		unsigned char key[512], digest[DIGEST], text[BASE64_TEXT + 1];
		size_t n =
		    encoded_key ? decode(s->v[i], key, sizeof(key)) : strlen(s->v[i]);

		if (!n)
			continue;
		hmac(encoded_key ? (const void *)key : s->v[i], n, d->body, d->n, digest);
		(void)EVP_EncodeBlock(text, digest, DIGEST);
		good |= same(given, (const char *)text);
		OPENSSL_cleanse(key, sizeof(key));
	}
	return good ? HOOK_GOOD : HOOK_WRONG;
}

enum hook_check
hook_check_chatwork(
    const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	(void)now;
	return check_body(d, s, true, d->signature);
}

enum hook_check
hook_check_lineworks(
    const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	(void)now;
	return check_body(d, s, false, d->signature);
}

enum hook_check
hook_check_teams(const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	static const char scheme[] = "HMAC ";

	(void)now;
	if (!d->signature || !str_istarts(d->signature, scheme))
		return HOOK_WRONG;
	return check_body(d, s, true, d->signature + sizeof(scheme) - 1);
}

enum hook_check
hook_check_token(const char *token, const struct hook_secrets *s)
{
	bool good = false;

	for (size_t i = 0; token && i < s->n; i++)
		good |= same(token, s->v[i]);
	return good ? HOOK_GOOD : HOOK_WRONG;
}

/* --- secrets --- */

void
hook_secrets_free(struct hook_secrets *s)
{
	for (size_t i = 0; i < s->n; i++) {
		OPENSSL_cleanse(s->v[i], strlen(s->v[i]));
		free(s->v[i]);
	}
	*s = (struct hook_secrets){0};
}

static bool
is_base64(const char *text)
{
	unsigned char key[512];
	size_t n = decode(text, key, sizeof(key));

	OPENSSL_cleanse(key, sizeof(key));
	return n > 0;
}

static bool
add_secret(struct hook_secrets *s, const char *line, size_t n, bool base64, struct err *e)
{
	while (n && (line[n - 1] == ' ' || line[n - 1] == '\t' || line[n - 1] == '\r'))
		n--;
	while (n && (*line == ' ' || *line == '\t')) {
		line++;
		n--;
	}
	if (!n)
		return true;
	if (s->n == HOOK_SECRETS_MAX)
		return err_set(e, "more than two lines, expected one secret or two");
	if (n < HOOK_SECRET_MIN)
		return err_set(e, "a secret of less than 16 characters");
	s->v[s->n++] = xstrndup(line, n);
	if (base64 && !is_base64(s->v[s->n - 1]))
		return err_set(e, "a secret that is not base64, as the provider's are");
	return true;
}

bool
hook_secrets_read(struct hook_secrets *out, const char *text, bool base64, struct err *e)
{
	hook_secrets_free(out);
	while (*text) {
		size_t n = strcspn(text, "\n");

		if (!add_secret(out, text, n, base64, e)) {
			hook_secrets_free(out);
			return false;
		}
		text += n + (text[n] == '\n');
	}
	return out->n > 0 || err_set(e, "no secret in it");
}
