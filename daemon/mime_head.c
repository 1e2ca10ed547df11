/* Header fields of a mail to struct message. See mime_head.h. */
#include "mime_head.h"

#include "addr_read.h"
#include "clock.h"
#include "header_text.h"
#include "header_words.h"

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	HEADER_MAX = 1024 * 1024,
	AUTH_RESULTS_MAX = 20,
	DELIVERED_MAX = 50,
	BAD_LINES_MAX = 20,
	OPEN_WORDS_MAX = 50,
	DEFECTS_MAX = 50
};

typedef void field_reader(struct message *m, const char *raw);

static void
read_subject(struct message *m, const char *raw)
{
	if (!m->subject)
		m->subject = header_decode(raw, "Subject", &m->defects);
}

static void
read_from(struct message *m, const char *raw)
{
	address_read(raw, "From", &m->from, &m->defects);
}

static void
read_reply_to(struct message *m, const char *raw)
{
	address_read(raw, "Reply-To", &m->reply_to, &m->defects);
}

static void
read_sender(struct message *m, const char *raw)
{
	address_read(raw, "Sender", &m->sender, &m->defects);
}

static void
read_to(struct message *m, const char *raw)
{
	addresses_read(raw, "To", &m->to, &m->defects);
}

static void
read_cc(struct message *m, const char *raw)
{
	addresses_read(raw, "Cc", &m->cc, &m->defects);
}

static void
read_message_id(struct message *m, const char *raw)
{
	if (!m->message_id)
		m->message_id = header_id(raw);
}

static void
read_in_reply_to(struct message *m, const char *raw)
{
	if (!m->in_reply_to)
		m->in_reply_to = header_id(raw);
}

static void
read_references(struct message *m, const char *raw)
{
	header_ids(raw, &m->references);
}

static void
read_date(struct message *m, const char *raw)
{
	if (!m->date)
		m->date = head_date(raw);
	if (!m->date)
		strlist_add(&m->defects, "Date: unreadable");
}

static void
read_delivered(struct message *m, const char *raw)
{
	struct addresses list = {0};

	addresses_read(raw, "Delivered-To", &list, NULL);
	for (size_t i = 0; i < list.n && m->delivered_to.n < DELIVERED_MAX; i++)
		if (!strlist_has(&m->delivered_to, list.v[i].addr))
			strlist_add(&m->delivered_to, list.v[i].addr);
	addresses_free(&list);
}

static void
read_return_path(struct message *m, const char *raw)
{
	struct address a = {0};

	if (m->return_path)
		return;
	address_read(raw, "Return-Path", &a, NULL);
	if (a.addr)
		m->return_path = xstrdup(a.addr);
	else if (strstr(raw, "<>"))
		m->return_path = xstrdup("");
	address_free(&a);
}

/* The first word in lower case, up to a semicolon: "auto-replied; owner-email=…". */
static char *
keyword(const char *raw)
{
	char *text = header_type(raw);

	if (*text)
		return text;
	free(text);
	return NULL;
}

static void
read_auto_submitted(struct message *m, const char *raw)
{
	if (!m->auto_submitted)
		m->auto_submitted = keyword(raw);
}

static void
read_precedence(struct message *m, const char *raw)
{
	if (!m->precedence)
		m->precedence = keyword(raw);
}

static void
read_suppress(struct message *m, const char *raw)
{
	static const char *const words[] = {"all", "oof", "autoreply"};
	struct strlist given = {0};

	strlist_split(&given, raw, ", \t\r\n;");
	for (size_t i = 0; i < given.n; i++)
		for (size_t k = 0; k < ARRAY_LEN(words); k++)
			m->suppress = m->suppress || str_ieq(given.v[i], words[k]);
	strlist_free(&given);
}

/* Nothing is decoded: an address in the envelope, which the server copies here, could
 * bring marks of its own as an encoded word. */
static void
read_auth_results(struct message *m, const char *raw)
{
	char *text;

	if (m->auth_results.n >= AUTH_RESULTS_MAX)
		return;
	text = text_unfold(raw);
	for (char *p = text; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	strlist_take(&m->auth_results, text);
}

static void
read_desk_mark(struct message *m, const char *raw)
{
	(void)raw;
	m->desk_mark = true;
}

/* Other programs' ways of saying what Auto-Submitted says. */
static void
read_autoreply(struct message *m, const char *raw)
{
	char *word = keyword(raw);

	if (!m->auto_submitted && word && !str_eq(word, "no"))
		m->auto_submitted = xstrdup("auto-replied");
	free(word);
}

/* Exim names the failed address in a field of its own. */
static void
read_failed_recipients(struct message *m, const char *raw)
{
	struct address a = {0};

	address_read(raw, "X-Failed-Recipients", &a, NULL);
	if (a.addr && !m->dsn.recipient) {
		m->dsn.present = true;
		m->dsn.recipient = xstrdup(a.addr);
	}
	address_free(&a);
}

static const struct {
	const char *name;
	field_reader *read;
} fields[] = {
    {"Subject", read_subject},
    {"From", read_from},
    {"Reply-To", read_reply_to},
    {"Sender", read_sender},
    {"To", read_to},
    {"Cc", read_cc},
    {"Message-ID", read_message_id},
    {"In-Reply-To", read_in_reply_to},
    {"References", read_references},
    {"Date", read_date},
    {"Delivered-To", read_delivered},
    {"X-Original-To", read_delivered},
    {"Envelope-To", read_delivered},
    {"X-Envelope-To", read_delivered},
    {"Return-Path", read_return_path},
    {"Auto-Submitted", read_auto_submitted},
    {"X-Autoreply", read_autoreply},
    {"X-Autorespond", read_autoreply},
    {"X-Auto-Reply", read_autoreply},
    {"Precedence", read_precedence},
    {"X-Auto-Response-Suppress", read_suppress},
    {"Authentication-Results", read_auth_results},
    {"X-Madoguchi", read_desk_mark},
    {"X-Failed-Recipients", read_failed_recipients},
};

void
head_field(struct message *m, const char *name, const char *raw)
{
	if (!name || !raw)
		return;
	if (str_istarts(name, "List-"))
		m->list = true;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (str_ieq(fields[i].name, name)) {
			fields[i].read(m, raw);
			break;
		}
	/* Ten thousand bad fields are worth no more words than fifty. */
	while (m->defects.n > DEFECTS_MAX)
		free(m->defects.v[--m->defects.n]);
}

void
head_finish(struct message *m)
{
	if (!m->from.addr)
		strlist_add(&m->defects, "From: no address");
	if (!m->message_id)
		strlist_add(&m->defects, "Message-ID: missing");
}

static int
month_number(const char *s)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12; i++) {
		char name[4] = {names[i * 3], names[i * 3 + 1], names[i * 3 + 2], '\0'};

		if (str_istarts(s, name))
			return i + 1;
	}
	return 0;
}

/* Minutes east of UTC; names other than these are read as UTC (RFC 5322 4.3). */
static int
zone_minutes(const char *s)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"JST", 9}, {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
	    {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	int value;

	for (size_t i = 0; i < ARRAY_LEN(zones); i++)
		if (str_istarts(s, zones[i].name))
			return zones[i].hours * 60;
	if ((*s != '+' && *s != '-') || strspn(s + 1, "0123456789") < 4)
		return 0;
	value = (s[1] - '0') * 600 + (s[2] - '0') * 60 + (s[3] - '0') * 10 + (s[4] - '0');
	return *s == '-' ? -value : value;
}

static bool
read_clock(const char *s, struct civil *c)
{
	char *end;

	c->hour = (int)strtol(s, &end, 10);
	if (*end != ':' || c->hour < 0 || c->hour > 24)
		return false;
	c->minute = (int)strtol(end + 1, &end, 10);
	c->second = *end == ':' ? (int)strtol(end + 1, &end, 10) : 0;
	return c->minute >= 0 && c->minute < 60 && c->second >= 0 && c->second <= 60;
}

static int
full_year(const char *s)
{
	long year = strspn(s, "0123456789") <= 4 ? strtol(s, NULL, 10) : 0;

	if (year < 50)
		year += 2000;
	else if (year < 1000)
		year += 1900;
	return (int)year;
}

int64_t
head_date(const char *raw)
{
	struct strlist words = {0};
	struct civil c = {0};
	int64_t t = 0;
	size_t i = 0;

	strlist_split(&words, raw, " \t\r\n,");
	if (words.n && !(words.v[0][0] >= '0' && words.v[0][0] <= '9'))
		i = 1;
	if (i + 3 < words.n && strlen(words.v[i]) <= 2) {
		c.day = atoi(words.v[i]);
		c.month = month_number(words.v[i + 1]);
		c.year = full_year(words.v[i + 2]);
		if (c.month && civil_valid_date(c.year, c.month, c.day) &&
		    read_clock(words.v[i + 3], &c)) {
			/* civil_to_time reads Japanese time. */
			t = civil_to_time(&c) + 9 * 3600;
			if (i + 4 < words.n)
				t -= (int64_t)zone_minutes(words.v[i + 4]) * 60;
		}
	}
	strlist_free(&words);
	return t;
}

/* Length of the line at s without its end; *next is where the next begins. */
static size_t
line_at(const char *s, size_t n, size_t *next)
{
	const char *end = memchr(s, '\n', n);
	size_t len = end ? (size_t)(end - s) : n;

	*next = end ? len + 1 : n;
	return len && s[len - 1] == '\r' ? len - 1 : len;
}

static bool
is_field(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] > ' ' && s[i] < 0x7F && s[i] != ':')
		i++;
	if (!i)
		return false;
	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	return i < n && s[i] == ':';
}

/* A field that only a mail's header has stands before the next empty line. */
static bool
header_goes_on(const char *s, size_t n)
{
	static const char *const known[] = {"Subject:", "From:", "To:", "Date:",
	    "Message-ID:", "MIME-Version:", "Content-Type:", "Received:"};

	for (size_t at = 0, next; at < n && at < HEADER_MAX; at += next) {
		if (!line_at(s + at, n - at, &next))
			return false;
		for (size_t i = 0; i < ARRAY_LEN(known); i++)
			if (n - at > strlen(known[i]) &&
			    strncasecmp(s + at, known[i], strlen(known[i])) == 0)
				return true;
	}
	return false;
}

static bool
starts(const char *s, size_t n, const char *prefix)
{
	return n >= strlen(prefix) && memcmp(s, prefix, strlen(prefix)) == 0;
}

static size_t
skip_front(const char *raw, size_t n)
{
	size_t at = 0;

	while (at < n) {
		size_t next, len = line_at(raw + at, n - at, &next);

		if (len && !starts(raw + at, len, "From ") &&
		    !starts(raw + at, len, ">From "))
			break;
		at += next;
	}
	return at < n ? at : 0;
}

struct cleaner {
	const char *raw;
	size_t n;
	struct buf *clean;
	struct strlist *defects;
	bool changed;
	bool cut;
	bool open;       /* an encoded word of this field was not ended yet */
	unsigned opened; /* words of this field that were never ended */
};

/* A NUL would end the field for every program in C. */
static void
add_without_nul(struct cleaner *c, const char *s, size_t n)
{
	const char *nul;

	while ((nul = memchr(s, '\0', n)) != NULL) {
		buf_add(c->clean, s, (size_t)(nul - s));
		n -= (size_t)(nul + 1 - s);
		s = nul + 1;
		c->changed = true;
	}
	buf_add(c->clean, s, n);
}

/* How much of a line may stay: words that begin and never end cost the parser the square
 * of their number, and nobody writes dozens of them. */
static size_t
sane_length(struct cleaner *c, const char *s, size_t n, bool folded)
{
	if (!folded) {
		c->open = false;
		c->opened = 0;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		if (s[i] == '=' && s[i + 1] == '?') {
			c->opened += c->open;
			c->open = true;
		} else if (s[i] == '?' && s[i + 1] == '=') {
			c->open = false;
		}
		if (c->opened > OPEN_WORDS_MAX)
			return i;
	}
	return n;
}

/* Copies the line at `at` if it may stay; returns false where the header ends. */
static bool
clean_line(struct cleaner *c, size_t at, size_t len, size_t next, bool first)
{
	const char *s = c->raw + at;
	bool folded = !first && (*s == ' ' || *s == '\t');

	if (len == 0)
		return false;
	if (c->clean->len + next > HEADER_MAX) {
		if (!c->cut)
			strlist_add(c->defects, "the header is longer than 1 MiB: cut");
		c->cut = c->changed = true;
		return true;
	}
	if (folded || is_field(s, len)) {
		size_t sane = sane_length(c, s, len, folded);

		if (sane == len) {
			add_without_nul(c, s, next);
			return true;
		}
		if (c->opened == OPEN_WORDS_MAX + 1)
			strlist_add(c->defects, "a header field with broken words: cut");
		add_without_nul(c, s, sane);
		buf_addc(c->clean, '\n');
		c->changed = true;
		return true;
	}
	c->changed = true;
	if (!header_goes_on(s + next, c->n - at - next))
		return false;
	strlist_add(c->defects, "a line in the header is no field: left out");
	return true;
}

bool
head_clean(const char *raw, size_t n, struct buf *clean, struct strlist *defects)
{
	struct cleaner c = {.raw = raw, .n = n, .clean = clean, .defects = defects};
	size_t at = skip_front(raw, n), start = at, next = 0;

	c.changed = at > 0;
	for (; at < n; at += next) {
		size_t len = line_at(raw + at, n - at, &next);

		if (!clean_line(&c, at, len, next, at == start))
			break;
		/* So many bad lines are no header worth searching. */
		if (defects->n > BAD_LINES_MAX)
			break;
	}
	if (!c.changed) {
		buf_free(clean);
		return false;
	}
	if (at >= n || raw[at] != '\r')
		buf_addc(clean, '\n');
	if (at < n && raw[at] == '\n')
		at++;
	buf_add(clean, raw + at, n - at);
	return true;
}
