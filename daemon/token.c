/* Signed reply tokens. See token.h. */
#include "token.h"

#include "log.h"

#include <ctype.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAC_CHARS = 20, NUMBER_CHARS = 18 };

static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* n characters of five bits each from the front of bytes. */
static void
to_base32(const unsigned char *bytes, char *out, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t bit = i * 5, at = bit / 8;
		unsigned pair = (unsigned)(bytes[at] << 8 | bytes[at + 1]);

		out[i] = base32[pair >> (11 - bit % 8) & 31];
	}
	out[n] = '\0';
}

/* Without a time the text is that of the first form, which mails sent before still bear.
 */
static void
make_mac(const struct secret *key, char kind, int64_t id, int64_t until,
    const char *recipient, char *mac)
{
	unsigned char digest[EVP_MAX_MD_SIZE + 1] = {0};
	unsigned int len = 0;
	char *lower = xstrdup(recipient);
	char *text;

	for (char *p = lower; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	text = until ? xasprintf("reply|v2|%c%lld|%lld|%s", kind, (long long)id,
	                   (long long)until, lower)
	             : xasprintf("reply|v1|%c%lld|%s", kind, (long long)id, lower);
	if (!HMAC(EVP_sha256(), key->key, (int)sizeof(key->key), (unsigned char *)text,
	        strlen(text), digest, &len))
		fatal("HMAC-SHA256 is not available in libcrypto");
	to_base32(digest, mac, MAC_CHARS);
	free(text);
	free(lower);
}

char *
token_address(const struct secret *key, const char *desk_address, char kind, int64_t id,
    int64_t until, const char *recipient)
{
	const char *at = strrchr(desk_address, '@');
	char mac[MAC_CHARS + 1], time[24] = "";

	make_mac(key, kind, id, until, recipient, mac);
	if (until)
		(void)snprintf(time, sizeof(time), "e%lld.", (long long)until);
	return xasprintf("%.*s+%c%lld.k%d.%s%s%s", (int)(at - desk_address), desk_address,
	    kind, (long long)id, key->id, time, mac, at);
}

bool
token_is_desk(const char *address, const char *desk_address)
{
	const char *desk_at = strrchr(desk_address, '@');
	const char *at = address ? strrchr(address, '@') : NULL;
	size_t local = (size_t)(desk_at - desk_address);

	return at && str_ieq(at, desk_at) && (size_t)(at - address) >= local &&
	       strncasecmp(address, desk_address, local) == 0 &&
	       (address[local] == '@' || address[local] == '+');
}

/* Digits up to `end`, which is passed over; false when there is no number, or one too
 * long. */
static bool
read_number(const char **p, char end, int64_t *out)
{
	size_t n = strspn(*p, "0123456789");

	if (!n || n > NUMBER_CHARS || (*p)[n] != end)
		return false;
	*out = strtoll(*p, NULL, 10);
	*p += n + 1;
	return true;
}

/* What stands behind the "+", in lower case: o12.k1.e1780000000.MAC */
static bool
read_token(const char *p, struct token *out)
{
	int64_t key;

	*out = (struct token){.kind = *p};
	if (!*p || !strchr("cov", *p++) || !read_number(&p, '.', &out->id) ||
	    out->id <= 0 || *p++ != 'k' || !read_number(&p, '.', &key) || key > INT_MAX)
		return false;
	out->key = (int)key;
	/* A MAC holds no dot, so that only a time can be followed by one. */
	if (*p == 'e' && strchr(p, '.')) {
		p++;
		if (!read_number(&p, '.', &out->until) || out->until <= 0)
			return false;
	}
	if (strlen(p) != MAC_CHARS || strspn(p, base32) != MAC_CHARS)
		return false;
	memcpy(out->mac, p, MAC_CHARS + 1);
	return true;
}

bool
token_parse(const char *address, const char *desk_address, struct token *out)
{
	const char *desk_at = strrchr(desk_address, '@');
	const char *at = address ? strrchr(address, '@') : NULL;
	size_t local = (size_t)(desk_at - desk_address);
	char text[65] = "";

	if (!at || !str_ieq(at, desk_at) || (size_t)(at - address) <= local + 1 ||
	    strncasecmp(address, desk_address, local) != 0 || address[local] != '+' ||
	    (size_t)(at - address) - local - 1 >= sizeof(text))
		return false;
	memcpy(text, address + local + 1, (size_t)(at - address) - local - 1);
	for (char *p = text; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return read_token(text, out);
}

bool
token_good(const struct token *t, const struct secret *key, const char *recipient)
{
	char mac[MAC_CHARS + 1];

	if (!recipient || key->id != t->key)
		return false;
	make_mac(key, t->kind, t->id, t->until, recipient, mac);
	return CRYPTO_memcmp(mac, t->mac, MAC_CHARS) == 0;
}

char *
random_text(size_t n)
{
	unsigned char *bytes = xcalloc(n + 2, 1);
	char *text = xcalloc(n + 1, 1);

	if (RAND_bytes(bytes, (int)n) != 1)
		fatal("the machine gives no random numbers");
	to_base32(bytes, text, n);
	free(bytes);
	return text;
}
