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

/* One comment, with those inside it; p is behind "(". */
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
	r->bad = r->bad || depth > 0;
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

/* token, "quoted string", or an address whose local part is quoted. */
static void
read_value(struct reader *r, char *text, size_t max)
{
	struct word w = {.text = text, .max = max};

	skip_blank(r);
	while (*r->p && !strchr(" \t\r\n;(", *r->p)) {
		if (*r->p == '"')
			read_quoted(r, &w);
		else
			word_add(&w, *r->p++);
	}
	word_end(&w);
}

static bool
in_keyword(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
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
	for (skip_blank(r); *r->p && *r->p != ';'; skip_blank(r)) {
		const char *start = r->p;

		if (read_key(r, key, KEY_MAX)) {
			read_value(r, value, VALUE_MAX);
			if (!s->method[0])
				read_method(s, key, value);
			else
				keep_property(s, key, value);
		} else if (r->p == start) {
			read_value(r, value, VALUE_MAX); /* neither: passed over */
		}
	}
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
		agree(&t->dmarc,
		    pass && from &&
		        (!s->header_from[0] || same_domain(s->header_from, from)));
		t->fail = t->fail || str_ieq(s->result, "fail");
	} else if (str_ieq(s->method, "spf") && s->mailfrom[0]) {
		/* Of the name in HELO alone nothing follows for From. */
		agree(&t->spf, pass && same_domain(s->mailfrom, from));
	} else if (str_ieq(s->method, "dkim") && t->dkim != SAID_PASS) {
		/* A mail may bear several signatures; one of its own is enough. */
		t->dkim = pass && same_domain(signer, from) ? SAID_PASS : SAID_OTHER;
	}
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

	*t = (struct tally){0};
	if (!is_ours(&r, authserv_id))
		return false;
	while (*r.p) {
		read_statement(&r, &s);
		count(t, &s, from);
	}
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

	for (size_t i = 0; !str_empty(authserv_id) && i < fields->n; i++) {
		if (!read_field(fields->v[i], authserv_id, at ? at + 1 : NULL, &one))
			continue;
		add(&all.dmarc, one.dmarc);
		add(&all.spf, one.spf);
		add(&all.dkim, one.dkim);
		all.fail = all.fail || one.fail;
		if (str_eq(authserv_id, AUTHSERV_UNNAMED))
			break;
	}
	if (all.fail)
		return VERDICT_FAIL;
	return all.dmarc == SAID_PASS || all.spf == SAID_PASS || all.dkim == SAID_PASS
	           ? VERDICT_PASS
	           : VERDICT_NONE;
}
