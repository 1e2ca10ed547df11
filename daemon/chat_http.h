/*
 * One HTTP exchange of chat. The only file of chat that knows libcurl.
 *
 * Certificates are checked; plain http goes to this machine only; no redirects, no proxy;
 * bounded headers, body and time. The token goes out in one header and nowhere else, no
 * error text and no log holds it.
 */
#ifndef MADOGUCHI_CHAT_HTTP_H
#define MADOGUCHI_CHAT_HTTP_H

#include "buf.h"
#include "err.h"

#include <stdint.h>

/* Everything owned. */
struct http_request {
	char *url;
	char *body;             /* NULL: a GET, else a POST */
	const char *type;       /* of the body; borrowed */
	struct strlist headers; /* further ones */
};

struct http_answer {
	long status;
	struct buf body;
	int64_t retry_sec; /* how long the server wants to be left alone; 0 says nothing
	                    */
	char *next;        /* the address that a Link header calls next; NULL */
	bool reached;      /* all of the request may have arrived */
	bool too_large;    /* given up because of the body's size */
};

struct http_client {
	const char *auth;    /* the whole header with the token; NULL none */
	const char *ca_file; /* NULL: the system's certificates */
	int timeout_sec;     /* of the whole exchange */
	size_t body_max;
	int stop; /* readable: give up; -1 none */
};

void http_request_free(struct http_request *q);
void http_answer_free(struct http_answer *a);
/* True for an address that chat may be spoken to: https, or http to this machine. */
bool http_url_ok(const char *url) MUST_CHECK;
/* The same scheme, host and port. */
bool http_same_origin(const char *a, const char *b) MUST_CHECK;
/* value as one part of an address or form, escaped; owned. */
char *http_escape(const char *value);
/* False with e when no whole answer came; any status is an answer. a is initialised here.
 */
bool http_exchange(const struct http_client *c, const struct http_request *q,
    struct http_answer *a, struct err *e) MUST_CHECK;
/* What a status that is no success means; false. who: for people. A refused login and
 * whatever only a person can mend are not for trying again. */
bool http_refused(const struct http_answer *a, const char *who, struct err *e);

#endif
