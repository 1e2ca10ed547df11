/*
 * Reading Authentication-Results. See auth_results.h.
 *
 * A field is a name, then statements, each behind a semicolon: method=result, a reason,
 * properties such as header.d=example.jp, and comments anywhere. Nothing is kept of a
 * statement but the few properties that say which domain it is about.
 */
#include "auth_results.h"

#include <string.h>
#include <strings.h>

enum { KEY_MAX = 40, VALUE_MAX = 400 }; /* longer than an address may be */

struct reader {
	const char *p;
	bool bad; /* something never ends */
};

/* --- words --- */

static bool
in_keyword(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* One comment, with those inside it; p is behind "(". No server writes on directly behind
 * one; a name in HELO, which can hold no blank, would have to. */
static void
skip_comment(struct reader *r)
{
	size_t depth = 1;

	for (; *r->p && depth; r->p++) {
		if (*r->p == '\\' && r->p[1])
			r->p++;
		else if (*r->p == '(')
			depth++;
		else if (*r->p == ')')
			depth--;
	}
	r->bad = r->bad || depth > 0 || in_keyword(*r->p);
}

static void
skip_blank(struct reader *r)
{
	for (;;) {
		r->p += strspn(r->p, " \t\r\n");
		if (*r->p != '(')
			return;
		r->p++;
		skip_comment(r);
	}
}

/* A word of which only so much is kept as fits; what is longer is nothing we look for. */
struct word {
	char *text;
	size_t n, max;
};

static void
word_add(struct word *w, char c)
{
	if (w->n < w->max)
		w->text[w->n] = c;
	w->n++;
}

static void
word_end(struct word *w)
{
	if (w->n > w->max)
		w->n = 0;
	w->text[w->n] = '\0';
}

static void
read_quoted(struct reader *r, struct word *w)
{
	for (r->p++; *r->p && *r->p != '"'; r->p++) {
		if (*r->p == '\\' && r->p[1])
			r->p++;
		word_add(w, *r->p);
	}
	if (*r->p)
		r->p++;
	else
		r->bad = true;
}

/* token, "quoted string", or an address whose local part is quoted. A ")" belongs to a
 * comment that ended too early. */
static void
read_value(struct reader *r, char *text, size_t max)
{
	struct word w = {.text = text, .max = max};

	skip_blank(r);
	while (*r->p && !strchr(" \t\r\n;(", *r->p)) {
		r->bad = r->bad || *r->p == ')';
		if (*r->p == '"')
			read_quoted(r, &w);
		else
			word_add(&w, *r->p++);
	}
	word_end(&w);
}

/* method, method/version or ptype.property, blanks between the parts left out. True when
 * a value follows; p is at it then. */
static bool
read_key(struct reader *r, char *text, size_t max)
{
	struct word w = {.text = text, .max = max};

	for (;;) {
		skip_blank(r);
		while (in_keyword(*r->p))
			word_add(&w, *r->p++);
		skip_blank(r);
		if (*r->p != '.' && *r->p != '/')
			break;
		word_add(&w, *r->p++);
	}
	word_end(&w);
	if (*r->p != '=')
		return false;
	r->p++;
	return w.n > 0;
}

/* --- statements --- */

/* What was said of one method. */
enum said { SAID_NOTHING, SAID_PASS, SAID_OTHER };

struct tally {
	enum said dmarc, spf, dkim;
	bool fail;
};

struct statement {
	char method[KEY_MAX + 1], result[KEY_MAX + 1];
	/* The domains it is about; "" not given. */
	char header_from[VALUE_MAX + 1], mailfrom[VALUE_MAX + 1], signer[VALUE_MAX + 1],
	    identity[VALUE_MAX + 1];
	/* In the field; facts: its first property, or the end. */
	const char *text, *facts, *end;
};

static const struct {
	const char *name;
	size_t offset;
} properties[] = {
    {"header.from", offsetof(struct statement, header_from)},
    {"smtp.mailfrom", offsetof(struct statement, mailfrom)},
    {"smtp.mail", offsetof(struct statement, mailfrom)},
    {"header.d", offsetof(struct statement, signer)},
    {"header.i", offsetof(struct statement, identity)},
};

static void
keep_property(struct statement *s, const char *key, const char *value)
{
	const char *at = strrchr(value, '@');
	const char *domain = at ? at + 1 : value;
	size_t n = strcspn(domain, ">"); /* some write <address> */

	for (size_t i = 0; i < ARRAY_LEN(properties); i++) {
		char *to = (char *)s + properties[i].offset;

		if (str_ieq(key, properties[i].name) && !*to) {
			memcpy(to, domain, n);
			to[n] = '\0';
		}
	}
}

static void
read_method(struct statement *s, char *key, const char *value)
{
	key[strcspn(key, "/")] = '\0';
	memcpy(s->method, key, strlen(key) + 1);
	if (strlen(value) <= KEY_MAX)
		memcpy(s->result, value, strlen(value) + 1);
}

/* Up to the semicolon, and over it. The first key is the method. */
static void
read_statement(struct reader *r, struct statement *s)
{
	char key[KEY_MAX + 1], value[VALUE_MAX + 1];

	s->method[0] = s->result[0] = s->header_from[0] = s->mailfrom[0] = '\0';
	s->signer[0] = s->identity[0] = '\0';
	s->text = r->p;
	s->facts = NULL;
	for (skip_blank(r); *r->p && *r->p != ';'; skip_blank(r)) {
		const char *start = r->p;

		if (read_key(r, key, KEY_MAX)) {
			read_value(r, value, VALUE_MAX);
			if (s->method[0]) {
				keep_property(s, key, value);
				s->facts = s->facts ? s->facts : start;
			} else {
				read_method(s, key, value);
			}
		} else if (r->p == start) {
			read_value(r, value, VALUE_MAX); /* neither: passed over */
		}
	}
	s->end = r->p;
	s->facts = s->facts ? s->facts : r->p;
	if (*r->p)
		r->p++;
}

static bool
same_domain(const char *a, const char *b)
{
	size_t n = strlen(a), m = b ? strlen(b) : 0;

	n -= n && a[n - 1] == '.';
	m -= m && b[m - 1] == '.';
	return n && n == m && strncasecmp(a, b, n) == 0;
}

/* Two statements of one method that differ prove nothing. */
static void
agree(enum said *all, bool pass)
{
	enum said now = pass ? SAID_PASS : SAID_OTHER;

	*all = *all == SAID_NOTHING || *all == now ? now : SAID_OTHER;
}

static void
count(struct tally *t, const struct statement *s, const char *from)
{
	bool pass = str_ieq(s->result, "pass");
	const char *signer = s->signer[0] ? s->signer : s->identity;

	if (str_ieq(s->method, "dmarc")) {
		agree(&t->dmarc, pass && same_domain(s->header_from, from));
		t->fail = t->fail || str_ieq(s->result, "fail");
	} else if (str_ieq(s->method, "spf") && s->mailfrom[0]) {
		/* Of the name in HELO alone nothing follows for From. */
		agree(&t->spf, pass && same_domain(s->mailfrom, from));
	} else if (str_ieq(s->method, "dkim") && t->dkim != SAID_PASS) {
		/* A mail may bear several signatures; one of its own is enough. */
		t->dkim = pass && same_domain(signer, from) ? SAID_PASS : SAID_OTHER;
	}
}

/* --- what the server copied from the envelope --- */

/*
 * A sender chooses the local part of his address in the envelope, and some servers copy
 * it as it is: a ";" or ")" in it ends what the server writes, and the sender goes on.
 * But
 * "@" and his own domain follow behind all that he wrote. So, of the first statement with
 * something of the envelope and all behind it: two domains behind "@" prove nothing, and
 * with an "@" behind that statement only its own spf counts.
 */
struct copies {
	bool begun;         /* the statement was met */
	bool vouched;       /* a comment ahead of its properties has the address, too */
	bool mixed, behind; /* two domains; an "@" behind the statement */
	char domain[VALUE_MAX + 1]; /* of the statement's address; "" none yet */
};

static size_t
domain_len(const char *p)
{
	size_t n = 0;

	while (in_keyword(p[n]) || p[n] == '.')
		n++;
	return n;
}

static void
see_domain(struct copies *k, const char *domain)
{
	size_t n = domain_len(domain);

	if (!k->domain[0] && n <= VALUE_MAX)
		memcpy(k->domain, domain, n);
	else if (strlen(k->domain) != n || strncasecmp(domain, k->domain, n) != 0)
		k->mixed = true;
}

static size_t
count_at(const char *p, const char *end)
{
	size_t n = 0;

	while ((p = memchr(p, '@', (size_t)(end - p)))) {
		n++;
		p++;
	}
	return n;
}

/* Gmail writes dara=pass header.i=@… behind the envelope. Where the address stands in a
 * comment as well it cannot have been broken there, since the comment would have the "@"
 * twice. */
static bool
is_servers_own(const struct copies *k, const struct statement *s, const char *at)
{
	static const char key[] = " header.i=";
	size_t n = sizeof key - 1;

	return k->vouched && (size_t)(at - s->text) >= n &&
	       strncasecmp(at - n, key, n) == 0;
}

static void
see_copies(struct copies *k, const struct statement *s)
{
	size_t ahead = count_at(s->text, s->facts);
	bool first = !k->begun;

	if (first && !str_ieq(s->method, "spf") && !s->mailfrom[0] && ahead == 0)
		return;
	k->begun = true;
	if (first) {
		k->vouched = ahead == 1;
		memcpy(k->domain, s->mailfrom, strlen(s->mailfrom) + 1);
	}
	for (const char *at = s->text; (at = memchr(at, '@', (size_t)(s->end - at)));
	     at++) {
		if (!first && is_servers_own(k, s, at))
			continue;
		k->behind = k->behind || !first;
		see_domain(k, at + 1);
	}
}

static void
weigh_copies(struct tally *t, const struct copies *k)
{
	if (k->mixed || k->behind)
		t->dmarc = t->dkim = SAID_OTHER;
	if (k->mixed)
		t->spf = SAID_OTHER;
}

/* --- fields --- */

/* Moves behind the name; false when the field is not of the server that is believed. */
static bool
is_ours(struct reader *r, const char *authserv_id)
{
	const char *start;
	char name[VALUE_MAX + 1];
	bool named;

	skip_blank(r);
	start = r->p;
	read_value(r, name, VALUE_MAX);
	named = !memchr(start, '=', (size_t)(r->p - start));
	skip_blank(r);
	if (*r->p == '=' || !named) {
		r->p = start;
		return str_eq(authserv_id, AUTHSERV_UNNAMED);
	}
	return str_ieq(name, authserv_id);
}

/* The field's own tally. False when another server wrote it. */
static bool
read_field(const char *text, const char *authserv_id, const char *from, struct tally *t)
{
	struct reader r = {.p = text};
	struct statement s;
	struct copies k = {0};

	*t = (struct tally){0};
	if (!is_ours(&r, authserv_id))
		return false;
	while (*r.p) {
		read_statement(&r, &s);
		see_copies(&k, &s);
		count(t, &s, from);
	}
	weigh_copies(t, &k);
	if (r.bad)
		t->dmarc = t->spf = t->dkim = SAID_OTHER;
	return true;
}

static void
add(enum said *all, enum said now)
{
	if (*all == SAID_NOTHING)
		*all = now;
}

enum auth_verdict
auth_results_verdict(
    const struct strlist *fields, const char *authserv_id, const char *from)
{
	const char *at = from ? strrchr(from, '@') : NULL;
	struct tally all = {0}, one;
	size_t n = str_empty(authserv_id) ? 0 : fields->n;

	if (n > 1 && str_eq(authserv_id, AUTHSERV_UNNAMED))
		n = 1;
	for (size_t i = 0; i < n; i++) {
		if (!read_field(fields->v[i], authserv_id, at ? at + 1 : NULL, &one))
			continue;
		add(&all.dmarc, one.dmarc);
		add(&all.spf, one.spf);
		add(&all.dkim, one.dkim);
		all.fail = all.fail || one.fail;
	}
	if (all.fail)
		return VERDICT_FAIL;
	return all.dmarc == SAID_PASS || all.spf == SAID_PASS || all.dkim == SAID_PASS
	           ? VERDICT_PASS
	           : VERDICT_NONE;
}
