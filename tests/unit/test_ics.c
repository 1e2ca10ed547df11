/* Invitations as bytes. */
#include "buf.h"
#include "clock.h"
#include "ics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <glib.h>
#include <libical/ical.h>

enum { STARTS = 1796086800 }; /* 2026-12-01 10:00 JST, 01:00Z */

static struct address people[] = {
    {"山田, 太郎", "yamada@sme.example.jp"},
    {"佐藤 \"花子\"", "sato@sme.example.jp"},
    {NULL, "suzuki@expert.example.jp"},
};

static struct ics_event
sample(void)
{
	return (struct ics_event){
	    .uid = "case-42-1@desk.example.jp",
	    .sequence = 2,
	    .starts_at = STARTS,
	    .ends_at = STARTS + 3 * 3600,
	    .stamp = STARTS - 86400,
	    .summary = "第1回訪問; 情報セキュリティ相談, 支援",
	    .description = "持ち物:\nなし",
	    .location = "東京都千代田区",
	    .organizer_name = "相談窓口",
	    .organizer = "desk@example.jp",
	    .attendees = people,
	    .attendees_n = ARRAY_LEN(people),
	};
}

static size_t
count(const char *text, const char *piece)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, piece)); p += strlen(piece))
		n++;
	return n;
}

static void
assert_lines(const char *text)
{
	assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *line = text; *line;) {
		const char *end = strstr(line, "\r\n");

		assert_non_null(end);
		assert_true(end - line <= 75);
		assert_null(memchr(line, '\n', (size_t)(end - line)));
		assert_true(g_utf8_validate(line, end - line, NULL));
		line = end + 2;
	}
}

/* The text with its folds undone. Owned. */
static char *
unfold(const char *text)
{
	char *out = xstrdup(text), *w = out;

	for (const char *r = text; *r;) {
		if (str_starts(r, "\r\n "))
			r += 3;
		else
			*w++ = *r++;
	}
	*w = '\0';
	return out;
}

static void
test_request(void **state)
{
	struct ics_event e = sample();
	char *raw = ics_request(&e), *text = unfold(raw);

	(void)state;
	assert_lines(raw);
	assert_int_equal(count(text, "METHOD:"), 1);
	assert_true(strstr(text, "METHOD:REQUEST\r\n") < strstr(text, "BEGIN:VTIMEZONE"));
	assert_non_null(strstr(text, "PRODID:-//madoguchi//JA\r\n"));
	assert_non_null(strstr(text, "UID:case-42-1@desk.example.jp\r\n"));
	assert_non_null(strstr(text, "SEQUENCE:2\r\n"));
	assert_non_null(strstr(text, "STATUS:CONFIRMED\r\n"));
	assert_non_null(strstr(text, "DTSTART;TZID=Asia/Tokyo:20261201T100000\r\n"));
	assert_non_null(strstr(text, "DTEND;TZID=Asia/Tokyo:20261201T130000\r\n"));
	assert_non_null(strstr(text, "DTSTAMP:20261130T010000Z\r\n"));
	assert_non_null(strstr(text, "TZOFFSETTO:+0900\r\n"));
	assert_non_null(strstr(text, "ORGANIZER;CN=相談窓口:mailto:desk@example.jp\r\n"));
	assert_non_null(strstr(text, "CN=\"山田, 太郎\""));
	assert_non_null(strstr(text, "CN=佐藤 '花子'"));
	assert_int_equal(count(text, "PARTSTAT=NEEDS-ACTION"), 3);
	assert_int_equal(count(text, "RSVP=TRUE"), 3);
	assert_int_equal(count(text, "ROLE=REQ-PARTICIPANT"), 3);
	assert_int_equal(count(text, "ATTENDEE"), 3);
	assert_non_null(strstr(text, "第1回訪問\\; 情報セキュリティ相談\\, 支援"));
	assert_non_null(strstr(text, "DESCRIPTION:持ち物:\\nなし\r\n"));
	free(raw);
	free(text);
}

static void
test_cancel(void **state)
{
	struct ics_event e = sample();
	char *text = ics_cancel(&e);

	(void)state;
	assert_lines(text);
	assert_non_null(strstr(text, "METHOD:CANCEL\r\n"));
	assert_non_null(strstr(text, "STATUS:CANCELLED\r\n"));
	assert_non_null(strstr(text, "SEQUENCE:2\r\n"));
	free(text);
}

/* By libical's own tables of what each method asks for and forbids (RFC 5546). */
static void
test_restrictions(void **state)
{
	struct ics_event e = sample();
	char *texts[] = {ics_request(&e), ics_cancel(&e)};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		icalcomponent *calendar = icalparser_parse_string(texts[i]);

		assert_non_null(calendar);
		assert_int_equal(icalrestriction_check(calendar), 1);
		assert_int_equal(icalcomponent_count_errors(calendar), 0);
		/* It does find what is missing. */
		icalcomponent_set_method(calendar, ICAL_METHOD_REFRESH);
		assert_int_equal(icalrestriction_check(calendar), 0);
		icalcomponent_free(calendar);
		free(texts[i]);
	}
}

static void
test_host_zone(void **state)
{
	static const char *const zones[] = {"UTC", "Asia/Tokyo", "America/New_York"};
	struct ics_event e = sample();
	char *first = ics_request(&e);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		char *text;

		assert_int_equal(setenv("TZ", zones[i], 1), 0);
		tzset();
		text = ics_request(&e);
		assert_string_equal(text, first);
		free(text);
	}
	assert_int_equal(unsetenv("TZ"), 0);
	tzset();
	free(first);
}

static void
test_hostile_values(void **state)
{
	struct address bad[] = {
	    {"a\r\nATTENDEE:mailto:x@example.jp", "ok@example.jp"},
	    {"x", "no\r\nBEGIN:VEVENT@example.jp"},
	    {"\xff\xfe", "bytes@example.jp"},
	};
	struct ics_event e = sample();
	char *raw, *text;

	(void)state;
	e.attendees = bad;
	e.attendees_n = ARRAY_LEN(bad);
	e.summary = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\x01\xff"
	            "あ";
	e.location =
	    "長い長い長い長い長い長い長い長い長い長い長い長い😀長い長い長い長い長い"
	    "長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い長い";
	raw = ics_request(&e);
	text = unfold(raw);
	assert_lines(raw);
	assert_int_equal(count(text, "\r\nBEGIN:VEVENT"), 1);
	assert_int_equal(count(text, "\r\nATTENDEE"), 2);
	assert_non_null(strstr(text, "SUMMARY:x\\nEND:VEVENT\\nBEGIN:VEVENT\xef\xbf\xbd"
	                             "あ\r\n"));
	free(raw);
	free(text);
}

/* Lines of every length, ended by every kind of character: no fold falls into the line's
 * own end. */
static void
test_lengths(void **state)
{
	static const char *const pieces[] = {"a", "é", "あ", "😀", "\n", ","};

	(void)state;
	for (size_t n = 0; n < 200; n++)
		for (size_t i = 0; i < ARRAY_LEN(pieces) * ARRAY_LEN(pieces); i++) {
			struct ics_event e = sample();
			struct buf value = {0}, want = {0};
			char *raw, *text;

			for (size_t k = 0; k < n; k++)
				buf_adds(&value, pieces[i / ARRAY_LEN(pieces)]);
			buf_adds(&value, pieces[i % ARRAY_LEN(pieces)]);
			e.description = buf_str(&value);
			raw = ics_request(&e);
			assert_lines(raw);
			text = unfold(raw);
			for (const char *p = buf_str(&value); *p; p++) {
				if (*p == '\n' || *p == ',')
					buf_addc(&want, '\\');
				buf_addc(&want, (char)(*p == '\n' ? 'n' : *p));
			}
			buf_adds(&want, "\r\n");
			assert_int_equal(strncmp(strstr(text, "DESCRIPTION:") + 12,
			                     buf_str(&want), want.len),
			    0);
			free(raw);
			free(text);
			buf_free(&value);
			buf_free(&want);
		}
}

static void
test_feed(void **state)
{
	struct ics_event e[2] = {sample(), sample()};
	char *text;

	(void)state;
	e[1].uid = "case-42-2@desk.example.jp";
	text = ics_feed(e, 2, "訪問予定");
	assert_lines(text);
	assert_int_equal(count(text, "BEGIN:VEVENT"), 2);
	assert_int_equal(count(text, "BEGIN:VTIMEZONE"), 1);
	assert_null(strstr(text, "METHOD"));
	assert_non_null(strstr(text, "X-WR-CALNAME:訪問予定\r\n"));
	free(text);
	text = ics_feed(NULL, 0, NULL);
	assert_non_null(strstr(text, "END:VCALENDAR\r\n"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_request),
	    cmocka_unit_test(test_cancel),
	    cmocka_unit_test(test_restrictions),
	    cmocka_unit_test(test_host_zone),
	    cmocka_unit_test(test_hostile_values),
	    cmocka_unit_test(test_lengths),
	    cmocka_unit_test(test_feed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
