/* Domains of mail addresses. See mail_domain.h. */
#include "mail_domain.h"

#include <stdlib.h>
#include <string.h>

/* The one list of mailboxes for everybody: free mail, access providers, telephones. */
static const char *const shared[] = {"gmail.com", "googlemail.com", "yahoo.co.jp",
    "yahoo.com", "ymail.ne.jp", "outlook.jp", "outlook.com", "hotmail.com",
    "hotmail.co.jp", "live.jp", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
    "aol.com", "proton.me", "protonmail.com", "gmx.com", "nifty.com", "biglobe.ne.jp",
    "so-net.ne.jp", "ocn.ne.jp", "plala.or.jp", "dion.ne.jp", "docomo.ne.jp",
    "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ybb.ne.jp",
    "asahi-net.or.jp", "infoweb.ne.jp", "excite.co.jp", "eonet.ne.jp", "jcom.home.ne.jp",
    "hi-ho.ne.jp", "wakwak.com", "tiki.ne.jp", "mopera.net"};

/* Each name right below one of these is somebody else's: tenants of a provider, and the
 * names set apart for examples and tests (RFC 6761), which belong to nobody. */
static const char *const parted[] = {"onmicrosoft.com", "xsrv.jp", "lolipop.jp",
    "heteml.net", "sakura.ne.jp", "example.com", "example.net", "example.org",
    "example.jp", "example.co.jp", "example.or.jp", "example.ne.jp", "example.ac.jp",
    "example.go.jp", "example.ed.jp", "example.lg.jp", "example.gr.jp", "example.ad.jp"};

/* The same at any depth: what stands below is taken as it is. */
static const char *const unknown[] = {"test", "example", "invalid", "localhost"};

static const char *const jp_types[] = {
    "co", "or", "ne", "ac", "ad", "ed", "go", "gr", "lg"};

/* Second level of a prefecture type or of the older place types, below which rules differ
 * from name to name: nothing is put together there. */
static const char *const jp_places[] = {"hokkaido", "aomori", "iwate", "miyagi", "akita",
    "yamagata", "fukushima", "ibaraki", "tochigi", "gunma", "saitama", "chiba", "tokyo",
    "kanagawa", "niigata", "toyama", "ishikawa", "fukui", "yamanashi", "nagano", "gifu",
    "shizuoka", "aichi", "mie", "shiga", "kyoto", "osaka", "hyogo", "nara", "wakayama",
    "tottori", "shimane", "okayama", "hiroshima", "yamaguchi", "tokushima", "kagawa",
    "ehime", "kochi", "fukuoka", "saga", "nagasaki", "kumamoto", "oita", "miyazaki",
    "kagoshima", "okinawa", "sapporo", "sendai", "yokohama", "kawasaki", "nagoya", "kobe",
    "kitakyushu"};

enum { DOMAIN_MAX = 253, SHORT_SECOND_LEVEL = 3 };

static bool
is_one_of(const char *s, size_t n, const char *const *list, size_t list_n)
{
	for (size_t i = 0; i < list_n; i++)
		if (strlen(list[i]) == n && strncasecmp(s, list[i], n) == 0)
			return true;
	return false;
}

/* The end of domain that is one of the list, or NULL. */
static const char *
ends_in(const char *domain, const char *const *list, size_t list_n)
{
	size_t len = strlen(domain);

	for (size_t i = 0; i < list_n; i++) {
		size_t n = strlen(list[i]);
		const char *at = len >= n ? domain + len - n : NULL;

		if (at && str_ieq(at, list[i]) && (at == domain || at[-1] == '.'))
			return at;
	}
	return NULL;
}

bool
mail_domain_shared(const char *domain)
{
	return ends_in(domain, shared, ARRAY_LEN(shared)) != NULL;
}

/* Where the label before at begins; domain itself when there is none further. */
static const char *
label_before(const char *domain, const char *at)
{
	if (at == domain)
		return domain;
	for (at--; at > domain && at[-1] != '.'; at--)
		;
	return at;
}

/* Where the name of the organisation begins. */
static const char *
organisation_at(const char *domain)
{
	const char *end = domain + strlen(domain);
	const char *top = label_before(domain, end), *second = label_before(domain, top);
	const char *below = ends_in(domain, parted, ARRAY_LEN(parted));
	size_t second_n = second < top ? (size_t)(top - second) - 1 : 0;

	if (below)
		return label_before(domain, below);
	if (is_one_of(top, (size_t)(end - top), unknown, ARRAY_LEN(unknown)))
		return domain;
	if (str_ieq(top, "jp")) {
		if (is_one_of(second, second_n, jp_places, ARRAY_LEN(jp_places)))
			return domain;
		return is_one_of(second, second_n, jp_types, ARRAY_LEN(jp_types))
		           ? label_before(domain, second)
		           : second;
	}
	if (end - top == 2 && second_n <= SHORT_SECOND_LEVEL)
		return label_before(domain, second);
	return second;
}

char *
mail_organisation(const char *text)
{
	const char *at = text ? strrchr(text, '@') : NULL;
	const char *domain = at ? at + 1 : text;
	size_t n = domain ? strlen(domain) : 0;
	char *own, *out;

	while (n > 0 && domain[n - 1] == '.')
		n--;
	if (n == 0 || n > DOMAIN_MAX)
		return NULL;
	own = xstrndup(domain, n);
	out = mail_domain_shared(own) ? NULL : xstrdup(organisation_at(own));
	free(own);
	for (char *p = out; p && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
	return out;
}
