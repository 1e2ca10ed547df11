/*
 * Invitations through libical. Times are written with TZID=Asia/Tokyo and a VTIMEZONE
 * made by hand, because libical's own carries the rules of 1948-1951 and a private name;
 * local times come from clock.h, so the host's zone never matters.
 */
#include "ics.h"

#include "buf.h"
#include "clock.h"
#include "utf8.h"

#include <glib.h>
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_OCTETS = 75 };

static const char zone_text[] = "BEGIN:VTIMEZONE\r\n"
                                "TZID:Asia/Tokyo\r\n"
                                "BEGIN:STANDARD\r\n"
                                "DTSTART:19700101T000000\r\n"
                                "TZOFFSETFROM:+0900\r\n"
                                "TZOFFSETTO:+0900\r\n"
                                "TZNAME:JST\r\n"
                                "END:STANDARD\r\n"
                                "END:VTIMEZONE\r\n";

/* Valid UTF-8 without control characters but line feeds where lines are allowed; a
 * parameter value may hold no double quote either (RFC 5545, 3.1). Owned. */
static char *
clean(const char *s, bool parameter)
{
	struct buf out = {0};

	while (*s) {
		gunichar c = g_utf8_get_char_validated(s, -1);
		bool valid = c < 0x110000;
		size_t n = valid ? (size_t)(g_utf8_next_char(s) - s) : 1;

		if (!valid)
			buf_adds(&out, "\xef\xbf\xbd");
		else if (c == '"' && parameter)
			buf_addc(&out, '\'');
		else if ((c >= 0x20 && c != 0x7f) || (c == '\n' && !parameter))
			buf_add(&out, s, n);
		s += n;
	}
	return buf_steal(&out);
}

static void
add_text(icalcomponent *c, icalproperty *(*make)(const char *), const char *text)
{
	char *s;

	if (str_empty(text))
		return;
	s = clean(text, false);
	icalcomponent_add_property(c, make(s));
	free(s);
}

static void
add_local_time(icalcomponent *c, icalproperty *(*make)(struct icaltimetype), int64_t t)
{
	struct civil v = civil_from_time(t);
	struct icaltimetype when = icaltime_null_time();
	icalproperty *p;

	when.year = v.year;
	when.month = v.month;
	when.day = v.day;
	when.hour = v.hour;
	when.minute = v.minute;
	when.second = v.second;
	p = make(when);
	icalproperty_add_parameter(p, icalparameter_new_tzid("Asia/Tokyo"));
	icalcomponent_add_property(c, p);
}

static void
add_stamp(icalcomponent *c, icalproperty *(*make)(struct icaltimetype), int64_t t)
{
	icaltimezone *utc = icaltimezone_get_utc_timezone();
	struct icaltimetype when = icaltime_from_timet_with_zone((time_t)t, 0, utc);

	icalcomponent_add_property(c, make(when));
}

/* NULL for what is no address: a calendar line cannot carry it. */
static char *
mailto(const char *addr)
{
	if (!addr || !strchr(addr, '@') || strpbrk(addr, " \t\r\n\"<>"))
		return NULL;
	return xasprintf("mailto:%s", addr);
}

static void
add_name(icalproperty *p, const char *name)
{
	char *cn;

	if (str_empty(name))
		return;
	cn = clean(name, true);
	if (*cn)
		icalproperty_add_parameter(p, icalparameter_new_cn(cn));
	free(cn);
}

static void
add_organizer(icalcomponent *c, const struct ics_event *e)
{
	char *uri = mailto(e->organizer);
	icalproperty *p;

	if (!uri)
		return;
	p = icalproperty_new_organizer(uri);
	add_name(p, e->organizer_name);
	icalcomponent_add_property(c, p);
	free(uri);
}

static void
add_attendee(icalcomponent *c, const struct address *a)
{
	char *uri = mailto(a->addr);
	icalproperty *p;

	if (!uri)
		return;
	p = icalproperty_new_attendee(uri);
	add_name(p, a->name);
	/* Mail clients show their buttons only when these three are there. */
	icalproperty_add_parameter(p, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	icalproperty_add_parameter(
	    p, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
	icalproperty_add_parameter(p, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	icalcomponent_add_property(c, p);
	free(uri);
}

static icalcomponent *
make_event(const struct ics_event *e, enum icalproperty_status status)
{
	icalcomponent *c = icalcomponent_new_vevent();

	add_text(c, icalproperty_new_uid, e->uid);
	icalcomponent_add_property(c, icalproperty_new_sequence(e->sequence));
	add_stamp(c, icalproperty_new_dtstamp, e->stamp);
	if (e->changed_at)
		add_stamp(c, icalproperty_new_lastmodified, e->changed_at);
	add_local_time(c, icalproperty_new_dtstart, e->starts_at);
	add_local_time(c, icalproperty_new_dtend, e->ends_at);
	add_text(c, icalproperty_new_summary, e->summary);
	add_text(c, icalproperty_new_description, e->description);
	add_text(c, icalproperty_new_location, e->location);
	add_organizer(c, e);
	for (size_t i = 0; i < e->attendees_n; i++)
		add_attendee(c, &e->attendees[i]);
	icalcomponent_add_property(c, icalproperty_new_status(status));
	icalcomponent_add_property(
	    c, icalproperty_new_transp(status == ICAL_STATUS_CANCELLED
	                                   ? ICAL_TRANSP_TRANSPARENT
	                                   : ICAL_TRANSP_OPAQUE));
	return c;
}

static icalcomponent *
make_calendar(enum icalproperty_method method)
{
	icalcomponent *c = icalcomponent_new_vcalendar();

	icalcomponent_add_property(c, icalproperty_new_version("2.0"));
	icalcomponent_add_property(c, icalproperty_new_prodid("-//madoguchi//JA"));
	if (method != ICAL_METHOD_NONE)
		icalcomponent_add_property(c, icalproperty_new_method(method));
	icalcomponent_add_component(c, icalcomponent_new_from_string(zone_text));
	return c;
}

/* One line, folded between characters. */
static void
fold(struct buf *out, const char *line, size_t n)
{
	size_t room = LINE_OCTETS;

	while (n > room) {
		size_t piece = utf8_fit(line, n, room);

		buf_add(out, line, piece);
		buf_adds(out, "\r\n ");
		line += piece;
		n -= piece;
		room = LINE_OCTETS - 1;
	}
	buf_add(out, line, n);
	buf_adds(out, "\r\n");
}

/* libical folds some lines between their CR and their LF, so its folds are undone and
 * made anew. */
static char *
refold(const char *text)
{
	struct buf whole = {0}, out = {0};

	for (const char *s = text; *s; s++) {
		if (str_starts(s, "\r\n "))
			s += 2;
		else
			buf_addc(&whole, *s);
	}
	for (const char *s = buf_str(&whole), *end; (end = strstr(s, "\r\n"));
	     s = end + 2)
		fold(&out, s, (size_t)(end - s));
	buf_free(&whole);
	return buf_steal(&out);
}

static char *
finish(icalcomponent *calendar)
{
	char *text = icalcomponent_as_ical_string_r(calendar);
	char *owned = refold(text ? text : "");

	if (text)
		icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return owned;
}

static char *
one_event(const struct ics_event *e, enum icalproperty_method method,
    enum icalproperty_status status)
{
	icalcomponent *calendar = make_calendar(method);

	icalcomponent_add_component(calendar, make_event(e, status));
	return finish(calendar);
}

char *
ics_request(const struct ics_event *e)
{
	return one_event(e, ICAL_METHOD_REQUEST, ICAL_STATUS_CONFIRMED);
}

char *
ics_cancel(const struct ics_event *e)
{
	return one_event(e, ICAL_METHOD_CANCEL, ICAL_STATUS_CANCELLED);
}

/* Calendar programs know some properties by names that no standard has. */
static void
add_x(icalcomponent *calendar, const char *name, const char *value)
{
	char *s = clean(value, false);
	icalproperty *p = icalproperty_new_x(s);

	icalproperty_set_x_name(p, name);
	icalcomponent_add_property(calendar, p);
	free(s);
}

static enum icalproperty_status
status_of(const struct ics_event *e)
{
	if (str_eq(e->status, "CANCELLED"))
		return ICAL_STATUS_CANCELLED;
	return str_eq(e->status, "TENTATIVE") ? ICAL_STATUS_TENTATIVE
	                                      : ICAL_STATUS_CONFIRMED;
}

char *
ics_feed(const struct ics_event *events, size_t n, const char *name)
{
	icalcomponent *calendar = make_calendar(ICAL_METHOD_NONE);

	if (!str_empty(name))
		add_x(calendar, "X-WR-CALNAME", name);
	add_x(calendar, "X-WR-TIMEZONE", "Asia/Tokyo");
	add_x(calendar, "X-PUBLISHED-TTL", "PT1H");
	for (size_t i = 0; i < n; i++)
		icalcomponent_add_component(
		    calendar, make_event(&events[i], status_of(&events[i])));
	return finish(calendar);
}
