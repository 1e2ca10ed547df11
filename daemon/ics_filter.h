/*
 * What of a foreign calendar is worth reading: the lines that an answer consists of, in
 * components that are closed, few and small. Calendars come from anybody, and the library
 * that reads them does not limit what it takes in; this does, in one pass.
 */
#ifndef MADOGUCHI_ICS_FILTER_H
#define MADOGUCHI_ICS_FILTER_H

#include "mem.h"

/* One VCALENDAR with METHOD, its first VEVENTs (UID, SEQUENCE, ATTENDEE, DTSTART, DTEND,
 * DURATION, COMMENT) and VTIMEZONEs (with plain yearly rules only), unfolded, CRLF, every
 * component ended, at most 64 KiB. text is UTF-8 with any line ends, folded or not. NULL
 * when there is no VCALENDAR. Owned. */
char *ics_filter(const char *text);

#endif
