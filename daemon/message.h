/*
 * One message as the reader hands it on: plain data, all text valid UTF-8, no library
 * type.
 *
 * It is made by the sandboxed reader (mail: mime_read.h; chat: chat_read.h), crosses the
 * pipe as JSON and is all that decide and the handlers see of a message. Every pointer is
 * owned by the struct; a text that was not there is NULL.
 */
#ifndef MADOGUCHI_MESSAGE_H
#define MADOGUCHI_MESSAGE_H

#include "mem.h"

#include <jansson.h>
#include <stdint.h>

struct address {
	char *name; /* display name, decoded; NULL when none */
	char *addr; /* mailbox@host, always holds an '@'; host in lower case */
};

struct addresses {
	struct address *v;
	size_t n;
};

struct attachment {
	char *name; /* decoded, path and control characters neutralised; NULL when none */
	char *type; /* lower case, such as application/pdf */
	size_t bytes;
};

/* What a delivery status notification says (RFC 3464), or a plain-text bounce. */
struct dsn {
	bool present;
	char *action;              /* failed, delayed, delivered, relayed, expanded */
	char *status;              /* 5.1.1 */
	char *recipient;           /* the address that failed */
	char *diagnostic;          /* what the remote server said */
	char *original_message_id; /* of our mail, without angle brackets */
};

struct chat_origin;

struct message {
	bool chat;         /* came by chat: no headers but From, no quotation marks */
	char *message_id;  /* without angle brackets */
	char *in_reply_to; /* likewise, the first one */
	struct strlist references; /* likewise, oldest first */
	struct address from, reply_to, sender;
	struct addresses to, cc;
	struct strlist delivered_to; /* Delivered-To, X-Original-To, Envelope-To */
	char *return_path;           /* NULL unknown; "" is the empty path <> */
	char *subject;
	int64_t date; /* of the Date header; 0 when missing or unreadable */
	/* Automatic mail (RFC 3834, and the habits of real programs) */
	char *auto_submitted;        /* the keyword in lower case */
	char *precedence;            /* lower case */
	bool list;                   /* any List-* header */
	bool suppress;               /* X-Auto-Response-Suppress: All, OOF or AutoReply */
	bool report;                 /* multipart/report */
	bool desk_mark;              /* ours: the X-Madoguchi header, or our address */
	struct strlist auth_results; /* Authentication-Results, topmost first, unfolded,
	                                not decoded, printable ASCII */
	/* Text */
	char *text;        /* the sender's own newest text */
	bool text_guessed; /* some of it was picked from among another's words */
	char *quoted;      /* what was quoted or forwarded below or between */
	char *signature;
	struct address fwd_from; /* innermost original sender of a forwarded mail */
	char *fwd_subject;
	char *fwd_text; /* innermost forwarded text, without its header block */
	size_t attachments_n;
	struct attachment *attachments;
	struct strlist calendars; /* text/calendar parts, UTF-8 */
	struct dsn dsn;
	bool truncated;             /* only the beginning of the message was there */
	struct chat_origin *origin; /* by chat: where it was written and by whom, as the
	                               store knows it; not from the sandbox; NULL */
	struct strlist defects;     /* what had to be guessed or replaced, in words */
};

void message_init(struct message *m);
void message_free(struct message *m);
/* A new JSON object with every field that is set. */
json_t *message_to_json(const struct message *m);
/* Fills m (initialised here). Input comes from the sandbox and is not trusted: wrong
 * types, invalid UTF-8 and unknown keys are refused or ignored, never followed. */
bool message_from_json(struct message *m, const json_t *json) MUST_CHECK;

void addresses_add(struct addresses *list, const char *name, const char *addr);
void addresses_free(struct addresses *list);
void address_free(struct address *a);

#endif
