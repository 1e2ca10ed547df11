/* What a delivery status notification says. See dsn_read.h. */
#include "dsn_read.h"

#include "addr_read.h"
#include "buf.h"
#include "charset.h"
#include "header_words.h"

#include <stdlib.h>
#include <string.h>

enum { DIAGNOSTIC_MAX = 500, LOOK_LINES_MAX = 400 };

/* A field's value, folded lines joined, from text at s; NULL when the block has none.
 * The block ends at an empty line. */
static char *
field_value(const char *s, const char *name)
{
	while (*s && *s != '\n' && !(s[0] == '\r' && s[1] == '\n')) {
		size_t n = strlen(name);
		struct buf value = {0};
		char *text;

		if (str_istarts(s, name) && s[n] == ':') {
			s += n + 1;
			do {
				size_t len = strcspn(s, "\n");

				buf_add(&value, s, len);
				s += len;
				s += *s == '\n';
			} while (*s == ' ' || *s == '\t');
			text = header_decode(buf_str(&value), name, NULL);
			buf_free(&value);
			return text;
		}
		s += strcspn(s, "\n");
		s += *s == '\n';
	}
	return NULL;
}

static const char *
next_block(const char *s)
{
	while (*s) {
		size_t n = strcspn(s, "\n");
		bool empty = n == 0 || (n == 1 && *s == '\r');

		s += n;
		s += *s == '\n';
		if (empty)
			return s;
	}
	return s;
}

/* "rfc822; taro@example.jp" and "smtp; 550 …": the type before the semicolon goes. */
static char *
without_type(char *value)
{
	char *semicolon = value ? strchr(value, ';') : NULL;
	size_t type = value ? strcspn(value, "; ") : 0;

	if (semicolon && semicolon == value + type) {
		memmove(value, semicolon + 1, strlen(semicolon + 1) + 1);
		str_trim(value);
	}
	return value;
}

static char *
recipient_of(const char *block)
{
	static const char *const names[] = {
	    "Final-Recipient", "Original-Recipient", "X-Actual-Recipient"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct address a = {0};
		char *value = without_type(field_value(block, names[i]));

		if (value)
			address_read(value, names[i], &a, NULL);
		free(value);
		free(a.name);
		if (a.addr)
			return a.addr;
	}
	return NULL;
}

static void
lower(char *s)
{
	for (; s && *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 32);
}

/* Puts value in *slot, which it replaces. */
static void
take(char **slot, char *value)
{
	if (!value)
		return;
	free(*slot);
	*slot = value;
}

static void
read_recipient_block(const char *block, struct dsn *dsn)
{
	char *action = field_value(block, "Action"), *recipient;

	lower(action);
	if (dsn->action && (str_eq(dsn->action, "failed") || !str_eq(action, "failed"))) {
		free(action);
		return;
	}
	recipient = recipient_of(block);
	if (!action && !recipient)
		return;
	take(&dsn->action, action);
	take(&dsn->status, field_value(block, "Status"));
	take(&dsn->recipient, recipient);
	take(&dsn->diagnostic, without_type(field_value(block, "Diagnostic-Code")));
}

void
dsn_read_status(const char *text, struct dsn *dsn)
{
	dsn->present = true;
	for (const char *s = text; *s; s = next_block(s))
		read_recipient_block(s, dsn);
}

void
dsn_read_original(const char *text, struct dsn *dsn)
{
	char *value = field_value(text, "Message-ID");

	if (value && !dsn->original_message_id)
		dsn->original_message_id = header_id(value);
	free(value);
}

static const struct {
	const char *text;
	const char *action;
} phrases[] = {
    {"This is the qmail-send program", "failed"},
    {"I wasn't able to deliver your message", "failed"},
    {"This is a permanent error", "failed"},
    {"A message that you sent could not be delivered", "failed"},
    {"This message was created automatically by mail delivery software", "failed"},
    {"had permanent fatal errors", "failed"},
    {"could not be delivered to one or more recipients", "failed"},
    {"Your message did not reach some or all of the intended recipients", "failed"},
    {"The following message could not be delivered", "failed"},
    {"Delivery to the following recipient failed permanently", "failed"},
    {"Delivery to the following recipients failed", "failed"},
    {"Undelivered Mail Returned to Sender", "failed"},
    {"Your message wasn't delivered", "failed"},
    {"User unknown", "failed"},
    {"mailbox unavailable", "failed"},
    {"メールを配信できませんでした", "failed"},
    {"メールは送信できませんでした", "failed"},
    {"送信できませんでした", "failed"},
    {"配信できませんでした", "failed"},
    {"配送できませんでした", "failed"},
    {"宛先が見つかりません", "failed"},
    {"宛先不明", "failed"},
    {"could not be delivered for", "delayed"},
    {"THIS IS A WARNING MESSAGE ONLY", "delayed"},
    {"will continue to try", "delayed"},
    {"has not yet been delivered", "delayed"},
    {"Delivery to the following recipient has been delayed", "delayed"},
    {"配信が遅れています", "delayed"},
    {"遅延しています", "delayed"},
};

static const char *const mailers[] = {
    "mailer-daemon@", "postmaster@", "mail-daemon@", "mailerdaemon@", "mdaemon@"};

static bool
from_mailer(const struct message *m)
{
	for (size_t i = 0; i < ARRAY_LEN(mailers); i++)
		if (str_istarts(m->from.addr, mailers[i]))
			return true;
	return str_eq(m->return_path, "") && m->from.addr == NULL;
}

/* A warning about a delay holds phrases of failure too: it wins. */
static const char *
action_of(const char *body)
{
	const char *action = NULL;

	for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
		if ((!action || str_eq(phrases[i].action, "delayed")) &&
		    str_ifind(body, phrases[i].text))
			action = phrases[i].action;
	return action;
}

/* "5.1.1" standing alone; owned. */
static char *
status_in(const char *s)
{
	for (; *s; s++) {
		size_t b, c;

		if ((*s != '4' && *s != '5') || s[1] != '.')
			continue;
		b = strspn(s + 2, "0123456789");
		if (b < 1 || b > 3 || s[2 + b] != '.')
			continue;
		c = strspn(s + 3 + b, "0123456789");
		if (c >= 1 && c <= 3 && s[3 + b + c] != '.')
			return xstrndup(s, 3 + b + c);
	}
	return NULL;
}

static bool
is_own(const struct message *m, const char *addr)
{
	for (size_t i = 0; i < m->to.n; i++)
		if (str_ieq(m->to.v[i].addr, addr))
			return true;
	return str_ieq(m->from.addr, addr);
}

/* The address of the first line that begins or ends with one, and the line after it. */
static void
find_recipient(const char *body, struct message *m)
{
	size_t lines = 0;

	for (const char *s = body; *s && lines < LOOK_LINES_MAX; lines++) {
		size_t n = strcspn(s, "\n"), lead = strspn(s, " \t<\"'"), word;
		const char *at = s + (lead < n ? lead : n), *rest;
		char *addr;

		word = strcspn(at, " \t\r\n>:;,\"'(");
		addr = memchr(at, '@', word) ? address_clean(at, word) : NULL;
		s += n;
		s += *s == '\n';
		if (!addr || is_own(m, addr)) {
			free(addr);
			continue;
		}
		m->dsn.recipient = addr;
		rest = s + strspn(s, " \t\r\n");
		n = strcspn(rest, "\n");
		if (n && !m->dsn.diagnostic)
			m->dsn.diagnostic =
			    str_trim(xstrndup(rest, utf8_fit(rest, n, DIAGNOSTIC_MAX)));
		return;
	}
}

/* The mail that came back is below: its Message-ID begins a line, perhaps quoted. */
static void
find_original(const char *body, struct dsn *dsn)
{
	const char *at = body;

	while ((at = str_ifind(at, "Message-ID:")) != NULL && !dsn->original_message_id) {
		char *line = xstrndup(at + 11, strcspn(at + 11, "\n"));

		/* The id may be folded to the next line. */
		if (!strchr(line, '<')) {
			free(line);
			line = xstrndup(at + 11, strnlen(at + 11, 300));
		}
		dsn->original_message_id = header_id(line);
		free(line);
		at += 11;
	}
}

void
dsn_read_plain(const char *body, struct message *m)
{
	const char *action;

	if (!m->dsn.present && !from_mailer(m))
		return;
	action = m->dsn.action ? NULL : action_of(body);
	if (!m->dsn.present && !action)
		return;
	m->dsn.present = true;
	if (!m->dsn.action)
		m->dsn.action = xstrdup(action ? action : "failed");
	if (!m->dsn.status)
		m->dsn.status = status_in(body);
	if (!m->dsn.recipient)
		find_recipient(body, m);
	if (!m->dsn.original_message_id)
		find_original(body, &m->dsn);
	if (!m->dsn.original_message_id && m->in_reply_to)
		m->dsn.original_message_id = xstrdup(m->in_reply_to);
	if (!m->dsn.original_message_id && m->references.n)
		m->dsn.original_message_id =
		    xstrdup(m->references.v[m->references.n - 1]);
}
