/*
 * Calendar answers as the great clients write them, through libical. What it gets has
 * gone through ics_filter.h, so neither the number of components nor a rule can cost more
 * than the text is long.
 */
#include "ics.h"

#include "clock.h"
#include "ics_filter.h"
#include "ics_zone.h"
#include "zone.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

enum { JAPAN_SEC = 9 * 3600, LENGTH_MAX_SEC = 366 * 86400 };

static void
ascii_upper(char *s)
{
	for (; *s; s++)
		if (*s >= 'a' && *s <= 'z')
			*s = (char)(*s - 'a' + 'A');
}

/* NULL for what is no mailto:. Owned. */
static char *
address_of_uri(const char *uri)
{
	while (*uri == ' ' || *uri == '"')
		uri++;
	if (!str_istarts(uri, "mailto:"))
		return NULL;
	uri += strlen("mailto:");
	return str_trim(xstrndup(uri, strcspn(uri, "\"?")));
}

/* Some servers name the person in EMAIL= and put a local URI in the value. */
static char *
attendee_address(icalproperty *p)
{
	const char *uri = icalproperty_get_attendee(p);
	icalparameter *email = icalproperty_get_first_parameter(p, ICAL_EMAIL_PARAMETER);
	char *address = uri ? address_of_uri(uri) : NULL;

	if (address)
		return address;
	if (email && icalparameter_get_email(email))
		return xstrdup(icalparameter_get_email(email));
	return uri && strchr(uri, '@') ? str_trim(xstrdup(uri)) : NULL;
}

static char *
attendee_partstat(icalproperty *p)
{
	char *raw = icalproperty_get_parameter_as_string_r(p, "PARTSTAT");
	char *s = xstrdup(str_empty(raw) ? "NEEDS-ACTION" : raw);

	if (raw)
		icalmemory_free_buffer(raw);
	ascii_upper(s);
	return s;
}

/* The one who answers: he whose address is from, else the first that has one. */
static bool
read_attendee(icalcomponent *event, const char *from, struct ics_reply *out)
{
	icalproperty *meant = NULL, *p;
	icalparameter *delegate;

	for (p = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); p;
	     p = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
		char *address = attendee_address(p);
		bool his = address && str_ieq(address, from);

		if (address && (!meant || his)) {
			meant = p;
			free(out->attendee);
			out->attendee = address;
			address = NULL;
		}
		free(address);
		if (his)
			break;
	}
	if (!meant)
		return false;
	out->partstat = attendee_partstat(meant);
	delegate = icalproperty_get_first_parameter(meant, ICAL_DELEGATEDTO_PARAMETER);
	if (delegate && icalparameter_get_delegatedto(delegate))
		out->delegated_to =
		    address_of_uri(icalparameter_get_delegatedto(delegate));
	return true;
}

/* libical takes the first byte behind a stray backslash for a whole character. Owned. */
static char *
text_of(const char *given)
{
	char *valid = g_utf8_make_valid(given, -1), *text = str_trim(xstrdup(valid));

	g_free(valid);
	return text;
}

static void
read_comment(icalcomponent *event, struct ics_reply *out)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
	const char *text = p ? icalproperty_get_comment(p) : NULL;

	out->comment = text ? text_of(text) : NULL;
	if (str_empty(out->comment))
		set_str(&out->comment, NULL);
}

/* --- times --- */

static icalcomponent *
find_zone(icalcomponent *calendar, const char *name)
{
	icalcomponent *c =
	    icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT);

	for (; c;
	     c = icalcomponent_get_next_component(calendar, ICAL_VTIMEZONE_COMPONENT)) {
		icalproperty *p = icalcomponent_get_first_property(c, ICAL_TZID_PROPERTY);

		if (p && str_eq(icalproperty_get_tzid(p), name))
			return c;
	}
	return NULL;
}

/* By its name where that is known; else by the rules that the calendar brings itself. A
 * zone with a single difference to UTC cannot be misunderstood. */
static bool
time_in_zone(
    icalcomponent *calendar, const char *name, const struct civil *local, int64_t *t)
{
	icalcomponent *zone = find_zone(calendar, name);
	int offset = 0;

	if (!zone || !ics_zone_single(zone, &offset)) {
		if (zone_time(name, local, t))
			return true;
		if (!zone || !ics_zone_offset(zone, local, &offset))
			return false;
	}
	*t = zone_fixed(local, offset);
	return true;
}

/* 0: see struct ics_reply. */
static int64_t
time_of(icalcomponent *calendar, icalproperty *p, struct icaltimetype when)
{
	const struct civil local = {
	    when.year, when.month, when.day, when.hour, when.minute, when.second, 0};
	icalparameter *zone = icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
	int64_t t = 0;

	if (icaltime_is_null_time(when) || when.is_date || when.year < 2000 ||
	    when.year > 2099 || !civil_valid_date(when.year, when.month, when.day) ||
	    when.hour < 0 || when.hour > 23 || when.minute < 0 || when.minute > 59 ||
	    when.second < 0 || when.second > 60)
		return 0;
	if (icaltime_is_utc(when))
		return zone_fixed(&local, 0);
	if (!zone)
		return zone_fixed(&local, JAPAN_SEC);
	return time_in_zone(calendar, icalparameter_get_tzid(zone), &local, &t) ? t : 0;
}

/* What tells which of several dates is meant, where SEQUENCE is missing. */
static void
read_origin(icalcomponent *calendar, icalcomponent *event, struct ics_reply *out)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_DTSTAMP_PROPERTY);

	if (p)
		out->stamp = time_of(calendar, p, icalproperty_get_dtstamp(p));
	for (p = icalcomponent_get_first_property(event, ICAL_X_PROPERTY); p;
	     p = icalcomponent_get_next_property(event, ICAL_X_PROPERTY))
		if (str_ieq(icalproperty_get_x_name(p), "X-MS-OLK-ORIGINALSTART") &&
		    icalproperty_get_x(p))
			out->original = time_of(
			    calendar, p, icaltime_from_string(icalproperty_get_x(p)));
}

static void
read_times(icalcomponent *calendar, icalcomponent *event, struct ics_reply *out)
{
	icalproperty *start =
	    icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
	icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
	icalproperty *length =
	    icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
	int64_t seconds;

	if (start)
		out->starts_at =
		    time_of(calendar, start, icalproperty_get_dtstart(start));
	if (!out->starts_at)
		return;
	if (end) {
		out->ends_at = time_of(calendar, end, icalproperty_get_dtend(end));
	} else if (length) {
		seconds = icaldurationtype_as_int(icalproperty_get_duration(length));
		out->ends_at = out->starts_at + seconds;
	}
	if (out->ends_at <= out->starts_at ||
	    out->ends_at - out->starts_at > LENGTH_MAX_SEC)
		out->ends_at = 0;
}

/* --- the answer --- */

static const char *
answer_method(icalcomponent *calendar)
{
	switch (icalcomponent_get_method(calendar)) {
	case ICAL_METHOD_REPLY: return "REPLY";
	case ICAL_METHOD_COUNTER: return "COUNTER";
	case ICAL_METHOD_REFRESH: return "REFRESH";
	case ICAL_METHOD_DECLINECOUNTER: return "DECLINECOUNTER";
	default: return NULL;
	}
}

static int
read_sequence(icalcomponent *event)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_SEQUENCE_PROPERTY);
	int sequence = p ? icalproperty_get_sequence(p) : -1;

	return sequence < 0 ? -1 : sequence;
}

/* outlook.com leaves ORGANIZER out of its answers: it is not asked for. */
static bool
read_event(icalcomponent *calendar, icalcomponent *event, const char *from,
    struct ics_reply *out)
{
	const char *uid = icalcomponent_get_uid(event);

	if (str_empty(uid) || !read_attendee(event, from, out))
		return false;
	out->uid = text_of(uid);
	out->sequence = read_sequence(event);
	read_comment(event, out);
	read_times(calendar, event, out);
	read_origin(calendar, event, out);
	return true;
}

static bool
read_calendar(icalcomponent *calendar, const char *from, struct ics_reply *out)
{
	const char *method = icalcomponent_isa(calendar) == ICAL_VCALENDAR_COMPONENT
	                         ? answer_method(calendar)
	                         : NULL;
	icalcomponent *event =
	    icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	for (; method && event;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
		if (read_event(calendar, event, from, out)) {
			out->method = xstrdup(method);
			return true;
		}
	return false;
}

bool
ics_parse_reply(const char *text, const char *from, struct ics_reply *out)
{
	icalcomponent *calendar = NULL;
	char *clean = text ? ics_filter(text) : NULL;
	bool ok;

	*out = (struct ics_reply){0};
	icalerror_set_errors_are_fatal(false);
	if (clean)
		calendar = icalparser_parse_string(clean);
	free(clean);
	if (!calendar)
		return false;
	ok = read_calendar(calendar, from, out);
	icalcomponent_free(calendar);
	if (!ok)
		ics_reply_free(out);
	return ok;
}

void
ics_reply_free(struct ics_reply *r)
{
	free(r->method);
	free(r->uid);
	free(r->attendee);
	free(r->partstat);
	free(r->delegated_to);
	free(r->comment);
	*r = (struct ics_reply){0};
}
