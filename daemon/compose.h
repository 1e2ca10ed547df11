/*
 * A mail of the desk as bytes (RFC 5322, 2045-2049): UTF-8, base64, CRLF, own Message-ID,
 * Auto-Submitted, our mark. Wraps GMime's writing side.
 */
#ifndef MADOGUCHI_COMPOSE_H
#define MADOGUCHI_COMPOSE_H

#include "err.h"
#include "message.h"

struct mail {
	struct address from, to, reply_to; /* reply_to.addr NULL: no such header */
	struct addresses cc;
	const char *subject;
	const char *message_id;  /* without angle brackets */
	const char *in_reply_to; /* NULL none */
	struct strlist references;
	int64_t date;
	bool reply;           /* Auto-Submitted: auto-replied, else auto-generated */
	const char *lang;     /* Content-Language */
	const char *body;     /* LF lines */
	const char *calendar; /* iCalendar text with CRLF; NULL none */
	const char *calendar_method; /* REQUEST or CANCEL */
};

/* The wire form with CRLF. False: an address or header value that cannot be sent (line
 * break, control character, no '@'). */
bool compose(const struct mail *m, char **wire, size_t *n, struct err *e) MUST_CHECK;

#endif
