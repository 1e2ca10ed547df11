/* Calendars: an answer, which is read outside of the box, and what is written of any
 * words. */
#include "fuzz.h"
#include "ics.h"
#include "ics_filter.h"

#include <glib.h>

enum { FILTERED_MAX = 64 * 1024, LINE_OCTETS = 75 };

static void
read_answer(const char *text)
{
	struct ics_reply r;
	char *clean = ics_filter(text);

	if (clean) {
		char *again = ics_filter(clean);

		FUZZ_MUST(strlen(clean) <= FILTERED_MAX);
		FUZZ_MUST(str_eq(again, clean));
		free(again);
	}
	free(clean);
	if (!ics_parse_reply(text, "y@sme.example.jp", &r))
		return;
	FUZZ_MUST(r.method && r.partstat && r.attendee && !str_empty(r.uid));
	FUZZ_MUST(r.sequence >= -1 && r.starts_at >= 0);
	FUZZ_MUST(!r.ends_at || (r.starts_at && r.ends_at > r.starts_at));
	FUZZ_MUST(!r.comment || g_utf8_validate(r.comment, -1, NULL));
	ics_reply_free(&r);
}

static size_t
count(const char *text, const char *piece)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, piece)); p += strlen(piece))
		n++;
	return n;
}

/* One event of whole lines, whatever the words hold. */
static void
write_words(char *text)
{
	struct address who = {text, "y@sme.example.jp"};
	struct ics_event e = {.uid = "case-1@desk.example.jp",
	    .starts_at = 1796086800,
	    .ends_at = 1796097600,
	    .stamp = 1796000400,
	    .summary = text,
	    .description = text,
	    .location = text,
	    .organizer_name = text,
	    .organizer = "desk@example.jp",
	    .attendees = &who,
	    .attendees_n = 1};
	char *out = ics_request(&e);

	for (const char *line = out; *line;) {
		const char *end = strstr(line, "\r\n");

		FUZZ_MUST(end && end - line <= LINE_OCTETS);
		FUZZ_MUST(!memchr(line, '\n', (size_t)(end - line)));
		FUZZ_MUST(g_utf8_validate(line, end - line, NULL));
		line = end + 2;
	}
	FUZZ_MUST(count(out, "\r\nBEGIN:VEVENT\r\n") == 1);
	FUZZ_MUST(count(out, "\r\nATTENDEE;") == 1 && count(out, "\r\nDTSTART;") == 1);
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);

	read_answer(text);
	write_words(text);
	free(text);
	return 0;
}
