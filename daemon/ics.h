/* Invitations (RFC 5545, 5546): one VEVENT with Asia/Tokyo times. Wraps libical. */
#ifndef MADOGUCHI_ICS_H
#define MADOGUCHI_ICS_H

#include "mem.h"
#include "message.h"

#include <stdint.h>

struct ics_event {
	const char *uid;
	int sequence;
	int64_t starts_at, ends_at, stamp;
	const char *summary, *description, *location; /* the last two may be NULL */
	const char *organizer_name, *organizer;       /* the desk */
	const struct address *attendees;
	size_t attendees_n;
};

/* METHOD:REQUEST, or METHOD:CANCEL with STATUS:CANCELLED. Owned, CRLF lines of at most 75
 * octets that never cut a character. */
char *ics_request(const struct ics_event *e);
char *ics_cancel(const struct ics_event *e);
/* A calendar of many events without METHOD, for `madoguchi visits --ics`. */
char *ics_feed(const struct ics_event *events, size_t n, const char *name);

/* What a calendar answer says (METHOD:REPLY). False: not a reply or unreadable. */
struct ics_reply {
	char *uid, *attendee,
	    *partstat; /* partstat in upper case; attendee without mailto: */
	int sequence;
};
bool ics_parse_reply(const char *text, struct ics_reply *out) MUST_CHECK;
void ics_reply_free(struct ics_reply *r);

#endif
