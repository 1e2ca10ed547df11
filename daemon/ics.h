/* Invitations and their answers (RFC 5545, 5546): VEVENTs with Asia/Tokyo times. Wraps
 * libical: ics.c writes, ics_read.c reads. */
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
	const char *organizer_name, *organizer;       /* the desk; NULL in a feed */
	const struct address *attendees;
	size_t attendees_n;
	/* Of a feed only. */
	const char *status; /* TENTATIVE, CONFIRMED or CANCELLED; NULL is CONFIRMED */
	int64_t changed_at; /* LAST-MODIFIED; 0 none */
};

/* METHOD:REQUEST, or METHOD:CANCEL with STATUS:CANCELLED. Owned, CRLF lines of at most 75
 * octets that never cut a character. */
char *ics_request(const struct ics_event *e);
char *ics_cancel(const struct ics_event *e);
/* A calendar of many events to subscribe to, for `madoguchi visits --ics`: without
 * METHOD, which would make it a message to somebody (RFC 5545, 3.7.2). */
char *ics_feed(const struct ics_event *events, size_t n, const char *name);

/* What a calendar program answers. */
struct ics_reply {
	char *method; /* REPLY, COUNTER, REFRESH or DECLINECOUNTER */
	char *uid;
	char *attendee;     /* who answers, without mailto: */
	char *partstat;     /* in upper case; NEEDS-ACTION where it is not told */
	char *delegated_to; /* without mailto:; NULL */
	char *comment;      /* the writer's own words; NULL */
	int sequence;       /* -1: not told */
	/* 0: not told, a whole day, no such time, or in a zone that nobody knows. A time
	 * without any zone is one of Japan. */
	int64_t starts_at, ends_at;
	/* When the answer was made (DTSTAMP), and which time it would change (Outlook
	 * writes X-MS-OLK-ORIGINALSTART); 0: not told. */
	int64_t stamp, original;
};

/* Of several attendees the one whose address is from (NULL allowed) is meant, else the
 * first. False: no answer, or unreadable. The text may be anybody's: the cost is bounded
 * by its length. */
bool ics_parse_reply(
    const char *text, const char *from, struct ics_reply *out) MUST_CHECK;
void ics_reply_free(struct ics_reply *r);

#endif
