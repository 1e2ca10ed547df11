/* What the ways out (smtp.h, maildir_sink.h) take and answer. */
#ifndef MADOGUCHI_SINK_H
#define MADOGUCHI_SINK_H

#include "mem.h"

struct sink_mail {
	const char *sender;    /* envelope sender */
	const char *recipient; /* the one envelope recipient */
	const char *message_id;
	const char *wire;
	size_t wire_bytes;
};

enum sink_result {
	SINK_SENT,
	SINK_TEMPORARY, /* this mail, later: 4xx, or cut before all of it was there */
	SINK_PERMANENT, /* this mail, never: 5xx */
	SINK_UNCERTAIN, /* all of it was handed over, but no answer came */
	SINK_DOWN,      /* no mail goes now: no connection, 421, disk full */
	SINK_ACCOUNT    /* no mail goes until a person acts: login or certificate refused
	                 */
};

struct sink_answer {
	enum sink_result result;
	int code;       /* of the server's reply; 0 none */
	bool dead;      /* permanent because there is no such mailbox */
	char text[512]; /* what went wrong, in the server's words where it said any */
};

/* sent, temporary, … for the log. */
const char *sink_result_name(enum sink_result r);

#endif
