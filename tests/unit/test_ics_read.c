/* Calendar answers of the great clients, and of those who mean harm. */
#include "buf.h"
#include "clock.h"
#include "ics.h"
#include "ics_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

enum { STARTS = 1796086800 }; /* 2026-12-01 10:00 JST, 01:00Z */

#define REPLY(attendee)                                                                  \
	"BEGIN:VCALENDAR\r\nPRODID:-//x//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"          \
	"BEGIN:VEVENT\r\nUID:case-42-1@desk.example.jp\r\nSEQUENCE:3\r\n" attendee       \
	"DTSTAMP:20261120T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

static void
test_replies(void **state)
{
	static const struct {
		const char *text, *attendee, *partstat;
	} rows[] = {
	    {REPLY("ATTENDEE;PARTSTAT=ACCEPTED;CN=x:mailto:yamada@sme.example.jp\r\n"),
	        "yamada@sme.example.jp", "ACCEPTED"},
	    {REPLY("ATTENDEE;PARTSTAT=Declined:MAILTO:Yamada@SME.example.jp\r\n"),
	        "Yamada@SME.example.jp", "DECLINED"},
	    {REPLY("ORGANIZER:mailto:desk@example.jp\r\n"
	           "ATTENDEE;CN=山;PARTSTAT=TENTA\r\n TIVE:mailto:y@sme.example.jp\r\n"),
	        "y@sme.example.jp", "TENTATIVE"},
	    /* folded inside 山 */
	    {REPLY("ATTENDEE;CN=\xe5\r\n \xb1\xb1;PARTSTAT=ACCEPTED:mailto:y@sme.example."
	           "jp\r\n"),
	        "y@sme.example.jp", "ACCEPTED"},
	    {REPLY(
	         "ATTENDEE;PARTSTAT=ACCEPTED;EMAIL=y@sme.example.jp:/principals/y/\r\n"),
	        "y@sme.example.jp", "ACCEPTED"},
	    {REPLY("ATTENDEE:mailto:y@sme.example.jp\r\n"), "y@sme.example.jp",
	        "NEEDS-ACTION"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ics_reply r;

		assert_true(ics_parse_reply(rows[i].text, NULL, &r));
		assert_string_equal(r.uid, "case-42-1@desk.example.jp");
		assert_string_equal(r.attendee, rows[i].attendee);
		assert_string_equal(r.partstat, rows[i].partstat);
		assert_int_equal(r.sequence, 3);
		ics_reply_free(&r);
	}
}

#define ANSWER(method, lines)                                                            \
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:" method "\r\n" lines                  \
	"END:VCALENDAR\r\n"
#define EVENT(lines)                                                                     \
	"BEGIN:VEVENT\r\nUID:u1@desk.example.jp\r\n"                                     \
	"ATTENDEE;PARTSTAT=TENTATIVE:mailto:y@sme.example.jp\r\n" lines "END:VEVENT\r\n"
#define COUNTER(zones, times) ANSWER("COUNTER", zones EVENT("SEQUENCE:1\r\n" times))
#define ZONE(name, to, rule)                                                             \
	"BEGIN:VTIMEZONE\r\nTZID:" name                                                  \
	"\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:" to              \
	"\r\nTZOFFSETTO:" to "\r\n" rule "END:STANDARD\r\nEND:VTIMEZONE\r\n"
/* A summer time like that of New York, under a name that nobody knows. */
#define SUMMER_ZONE                                                                      \
	"BEGIN:VTIMEZONE\r\nTZID:Customized\r\n"                                         \
	"BEGIN:STANDARD\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0400\r\n"            \
	"TZOFFSETTO:-0500\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=1SU;BYMONTH=11\r\n"      \
	"END:STANDARD\r\n"                                                               \
	"BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:-0500\r\n"            \
	"TZOFFSETTO:-0400\r\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3\r\n"       \
	"END:DAYLIGHT\r\nEND:VTIMEZONE\r\n"

/* 2026-12-01 10:00 in Japan, as clients write it. */
static void
test_times(void **state)
{
	static const struct {
		const char *text;
		int64_t starts_at, length;
	} rows[] = {
	    {COUNTER("", "DTSTART:20261201T010000Z\r\nDTEND:20261201T040000Z\r\n"),
	        STARTS, 3 * 3600},
	    {COUNTER("", "DTSTART:20261201T100000\r\n"), STARTS, 0},
	    {COUNTER("", "DTSTART;TZID=Asia/Tokyo:20261201T100000\r\nDURATION:PT2H\r\n"),
	        STARTS, 7200},
	    {COUNTER("", "DTSTART;TZID=Tokyo Standard Time:20261201T100000\r\n"), STARTS,
	        0},
	    {COUNTER(ZONE("Tokyo Standard Time", "+0900", ""),
	         "DTSTART;TZID=Tokyo Standard Time:20261201T100000\r\n"
	         "DTEND;TZID=Tokyo Standard Time:20261201T120000\r\n"),
	        STARTS, 7200},
	    {COUNTER("", "DTSTART;TZID=\"(UTC+09:00) Osaka, Sapporo, Tokyo\":"
	                 "20261201T100000\r\n"),
	        STARTS, 0},
	    {COUNTER("", "DTSTART;TZID=東京 (標準時):20261201T100000\r\n"), STARTS, 0},
	    {COUNTER("", "DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Tokyo:"
	                 "20261201T100000\r\n"),
	        STARTS, 0},
	    {COUNTER("", "DTSTART;TZID=Singapore Standard Time:20261201T090000\r\n"),
	        STARTS, 0},
	    {COUNTER("", "DTSTART;TZID=America/New_York:20261130T200000\r\n"), STARTS, 0},
	    /* The rules that came with it count where the name means nothing. */
	    {COUNTER(ZONE("x", "+0800", ""), "DTSTART;TZID=x:20261201T090000\r\n"),
	        STARTS, 0},
	    {COUNTER(SUMMER_ZONE, "DTSTART;TZID=Customized:20261130T200000\r\n"), STARTS,
	        0},
	    {COUNTER(SUMMER_ZONE, "DTSTART;TZID=Customized:20260701T200000\r\n"),
	        1782950400, 0},
	    /* Nothing is guessed. */
	    {COUNTER("", "DTSTART;TZID=Customized:20261201T100000\r\n"), 0, 0},
	    {COUNTER("", "DTSTART;VALUE=DATE:20261201\r\n"), 0, 0},
	    {COUNTER("", "DTSTART:20260431T100000\r\n"), 0, 0},
	    {COUNTER("", "DTSTART:20261201T250000\r\n"), 0, 0},
	    {COUNTER("", "DTSTART:soon\r\n"), 0, 0},
	    {COUNTER("", "DTSTART:20261201T010000Z\r\nDTEND:20261201T000000Z\r\n"),
	        STARTS, 0},
	    {COUNTER("", ""), 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ics_reply r;

		assert_true(ics_parse_reply(rows[i].text, NULL, &r));
		assert_string_equal(r.method, "COUNTER");
		assert_int_equal(r.starts_at, rows[i].starts_at);
		assert_int_equal(
		    r.ends_at, rows[i].length ? rows[i].starts_at + rows[i].length : 0);
		ics_reply_free(&r);
	}
}

static void
test_answers(void **state)
{
	static const struct {
		const char *text, *method, *attendee, *partstat, *delegated_to, *comment;
		int sequence;
	} rows[] = {
	    {ANSWER("REPLY", EVENT("SEQUENCE:4\r\n")), "REPLY", "y@sme.example.jp",
	        "TENTATIVE", NULL, NULL, 4},
	    {ANSWER("refresh", EVENT("")), "REFRESH", "y@sme.example.jp", "TENTATIVE",
	        NULL, NULL, -1},
	    {ANSWER("DECLINECOUNTER", EVENT("SEQUENCE:-3\r\n")), "DECLINECOUNTER",
	        "y@sme.example.jp", "TENTATIVE", NULL, NULL, -1},
	    /* the writer among many, in other letters; Exchange's comment with a blank
	       end */
	    {ANSWER("REPLY",
	         "BEGIN:VEVENT\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a@x.jp\r\n"
	         "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE:MailTo:Me@X.jp\r\n"
	         "ATTENDEE;PARTSTAT=DECLINED:mailto:b@x.jp\r\n"
	         "COMMENT;LANGUAGE=ja-JP:14時から\\, でお願い\\nします \\n\r\n"
	         "UID: u1@desk.example.jp \r\nEND:VEVENT\r\n"),
	        "REPLY", "Me@X.jp", "ACCEPTED", NULL, "14時から, でお願い\nします", -1},
	    {ANSWER("REPLY", "BEGIN:VEVENT\r\nUID:u1@desk.example.jp\r\n"
	                     "ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:d@x.jp\":"
	                     "mailto:y@sme.example.jp\r\nCOMMENT:\\n\r\nEND:VEVENT\r\n"),
	        "REPLY", "y@sme.example.jp", "DELEGATED", "d@x.jp", NULL, -1},
	    /* an event without UID before it, an alarm inside, END forgotten */
	    {ANSWER("REPLY", "BEGIN:VEVENT\r\nATTENDEE:mailto:z@x.jp\r\n"
	                     "BEGIN:VEVENT\r\nUID:u1@desk.example.jp\r\nBEGIN:VALARM\r\n"
	                     "ATTENDEE:mailto:z@x.jp\r\nEND:VEVENT\r\n"
	                     "BEGIN:VEVENT\r\nUID:u1@desk.example.jp\r\nBEGIN:VALARM\r\n"
	                     "ATTENDEE:mailto:z@x.jp\r\nEND:VALARM\r\nSEQUENCE:2\r\n"
	                     "ATTENDEE;PARTSTAT=ACCEPTED:mailto:y@sme.example.jp\r\n"),
	        "REPLY", "y@sme.example.jp", "ACCEPTED", NULL, NULL, 2},
	    {"\xef\xbb\xbf" ANSWER("REPLY", EVENT("SEQUENCE:4\r\n")), "REPLY",
	        "y@sme.example.jp", "TENTATIVE", NULL, NULL, 4},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ics_reply r;

		assert_true(ics_parse_reply(rows[i].text, "me@x.jp", &r));
		assert_string_equal(r.uid, "u1@desk.example.jp");
		assert_string_equal(r.method, rows[i].method);
		assert_string_equal(r.attendee, rows[i].attendee);
		assert_string_equal(r.partstat, rows[i].partstat);
		assert_int_equal(cmp_str(r.delegated_to, rows[i].delegated_to), 0);
		assert_int_equal(cmp_str(r.comment, rows[i].comment), 0);
		assert_int_equal(r.sequence, rows[i].sequence);
		ics_reply_free(&r);
	}
}

/* What libical makes of a backslash that escapes nothing is no character. */
static void
test_stray_backslash(void **state)
{
	struct ics_reply r;

	(void)state;
	assert_true(
	    ics_parse_reply(ANSWER("REPLY", EVENT("COMMENT:\\あい\\\r\n")), NULL, &r));
	assert_true(g_utf8_validate(r.comment, -1, NULL));
	assert_non_null(strstr(r.comment, "い"));
	ics_reply_free(&r);
}

/* n times a piece between a head and an answer's event. Owned. */
static char *
bomb(const char *head, const char *piece, size_t n, const char *tail)
{
	struct buf out = {0};

	buf_adds(&out, head);
	for (size_t i = 0; i < n; i++)
		buf_adds(&out, piece);
	buf_adds(&out, tail);
	return buf_steal(&out);
}

/* Whatever somebody sends costs what its length costs, and no more. */
static void
test_bombs(void **state)
{
	static const struct {
		const char *head, *piece, *tail;
		size_t n;
		bool readable;
	} rows[] = {
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", "BEGIN:VEVENT\r\nEND:VEVENT\r\n",
	        EVENT("") "END:VCALENDAR\r\n", 100000, false},
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", "BEGIN:VEVENT\r\n",
	        EVENT("") "END:VCALENDAR\r\n", 200000, false},
	    {"", "BEGIN:VCALENDAR\r\n", EVENT("") "END:VCALENDAR\r\n", 200000, false},
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" EVENT(""), "BEGIN:X-DEEP\r\n", "",
	        200000, true},
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u\r\n",
	        "ATTENDEE:mailto:a@x.jp\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n", 200000,
	        true},
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" EVENT("COMMENT:"), "長い", "\r\n",
	        900000, true},
	    {"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" EVENT("COMMENT:"), "\r\n 長い", "\r\n",
	        500000, true},
	    {"BEGIN:VCALENDAR\r\nMETHOD:COUNTER\r\nBEGIN:VTIMEZONE\r\nTZID:z\r\n",
	        "BEGIN:STANDARD\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0900\r\n"
	        "TZOFFSETTO:+0800\r\nRRULE:FREQ=SECONDLY\r\nRRULE:FREQ=YEARLY;BYMONTH=1,"
	        "2,3,"
	        "4,5,6,7,8,9,10,11,12;BYDAY=MO,TU,WE,TH,FR,SA,SU\r\nEND:STANDARD\r\n"
	        "BEGIN:DAYLIGHT\r\nDTSTART:00010101T000000\r\nTZOFFSETFROM:+0900\r\n"
	        "TZOFFSETTO:+0900\r\nRRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7,8,9,10,"
	        "11,12;"
	        "INTERVAL=1\r\nEND:DAYLIGHT\r\n",
	        "END:VTIMEZONE\r\n" EVENT("DTSTART;TZID=z:20261201T100000\r\n"), 20,
	        true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text = bomb(rows[i].head, rows[i].piece, rows[i].n, rows[i].tail);
		char *clean = ics_filter(text);
		struct ics_reply r;

		assert_int_equal(ics_parse_reply(text, NULL, &r), rows[i].readable);
		assert_non_null(clean);
		assert_true(strlen(clean) <= (size_t)64 * 1024);
		free(clean);
		ics_reply_free(&r);
		free(text);
	}
}

static void
test_no_replies(void **state)
{
	static const char *const rows[] = {"", "garbage", "BEGIN:VCALENDAR",
	    "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", REPLY(""),
	    REPLY("ATTENDEE;PARTSTAT=ACCEPTED:/principals/y/\r\n"),
	    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u\r\n"
	    "ATTENDEE:mailto:y@example.jp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
	    "ATTENDEE:mailto:y@example.jp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
	    "\xff\xfe\x01", "BEGIN:VEVENT\r\nEND:VEVENT\r\n"};
	struct ics_reply r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_false(ics_parse_reply(rows[i], NULL, &r));
	assert_false(ics_parse_reply(NULL, NULL, &r));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_replies),
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_stray_backslash),
	    cmocka_unit_test(test_bombs),
	    cmocka_unit_test(test_no_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
