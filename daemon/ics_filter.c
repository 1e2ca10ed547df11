/* The lines of a foreign calendar that count. See ics_filter.h. */
#include "ics_filter.h"

#include "buf.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
	OUT_MAX = 64 * 1024,
	LINE_MAX_BYTES = 4096,
	COMPONENTS_MAX = 60, /* events, zones and their halves */
	LEVELS = 3
};

/* Components stand at one level each; a line counts in its component alone. */
static const struct {
	const char *name;
	int level;
	const char *const properties[9];
} kinds[] = {
    {"VCALENDAR", 1, {"METHOD"}},
    {"VEVENT", 2,
        {"UID", "SEQUENCE", "ATTENDEE", "DTSTART", "DTEND", "DURATION", "COMMENT",
            "DTSTAMP", "X-MS-OLK-ORIGINALSTART"}},
    {"VTIMEZONE", 2, {"TZID"}},
    {"STANDARD", 3, {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"}},
    {"DAYLIGHT", 3, {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"}},
};

struct filter {
	struct buf out;
	size_t open[LEVELS + 1]; /* kind of the component at each level */
	int level;               /* of the innermost one that is open */
	size_t foreign;          /* others that are open inside of it */
	int components;
	bool over; /* nothing more is read */
};

/* The next line in line, unfolded and cut; returns where the one after it begins. */
static const char *
next_line(const char *s, struct buf *line)
{
	buf_clear(line);
	for (;;) {
		size_t n = strcspn(s, "\r\n");
		size_t room = LINE_MAX_BYTES - line->len;

		buf_add(line, s, utf8_fit(s, n, n < room ? n : room));
		s += n;
		s += *s == '\r';
		s += *s == '\n';
		if (*s != ' ' && *s != '\t')
			return s;
		s++;
	}
}

static size_t
kind_of(const char *name)
{
	size_t i = 0;

	while (i < ARRAY_LEN(kinds) && !str_ieq(kinds[i].name, name))
		i++;
	return i;
}

static void
close_to(struct filter *f, int level)
{
	for (; f->level > level; f->level--)
		buf_addf(&f->out, "END:%s\r\n", kinds[f->open[f->level]].name);
	f->foreign = 0;
}

static void
begin(struct filter *f, const char *name)
{
	size_t kind = kind_of(name);
	int level = kind < ARRAY_LEN(kinds) ? kinds[kind].level : 0;

	if (level == 1 && f->level > 0) {
		f->over = true; /* another calendar */
		return;
	}
	/* One that was not ended is ended by its next sister. */
	if (level > 0 && !f->foreign && f->level >= level)
		close_to(f, level - 1);
	if (level == 0 || f->foreign || f->level != level - 1) {
		f->foreign += f->level > 0;
		return;
	}
	if (++f->components > COMPONENTS_MAX) {
		f->over = true;
		return;
	}
	f->level = level;
	f->open[level] = kind;
	buf_addf(&f->out, "BEGIN:%s\r\n", kinds[kind].name);
}

static void
end(struct filter *f, const char *name)
{
	size_t kind = kind_of(name);
	int level = kind < ARRAY_LEN(kinds) ? kinds[kind].level : 0;

	if (level > 0 && f->level >= level && f->open[level] == kind) {
		close_to(f, level - 1);
		f->over = level == 1;
	} else if (f->foreign > 0) {
		f->foreign--;
	}
}

/* Each year on a certain day: what real zones do. Others may cost any time to follow. */
static bool
is_plain_rule(const char *line)
{
	return str_ifind(line, "FREQ=YEARLY") && !str_ifind(line, "BYSETPOS") &&
	       !str_ifind(line, "BYHOUR") && !str_ifind(line, "BYMINUTE") &&
	       !str_ifind(line, "BYSECOND") && !str_ifind(line, "BYYEARDAY") &&
	       !str_ifind(line, "BYWEEKNO");
}

static bool
counts(const struct filter *f, const char *line)
{
	const char *const *properties = kinds[f->open[f->level]].properties;
	size_t n = strcspn(line, ":;");

	for (size_t i = 0; i < ARRAY_LEN(kinds[0].properties) && properties[i]; i++)
		if (strlen(properties[i]) == n && str_istarts(line, properties[i]))
			return !str_eq(properties[i], "RRULE") || is_plain_rule(line);
	return false;
}

static void
take(struct filter *f, char *line)
{
	if (str_istarts(line, "BEGIN:"))
		begin(f, str_trim(line + strlen("BEGIN:")));
	else if (str_istarts(line, "END:"))
		end(f, str_trim(line + strlen("END:")));
	else if (f->level > 0 && !f->foreign && counts(f, line))
		buf_addf(&f->out, "%s\r\n", line);
	if (f->out.len > OUT_MAX - LINE_MAX_BYTES)
		f->over = true;
}

char *
ics_filter(const char *text)
{
	struct filter f = {0};
	struct buf line = {0};

	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	while (*text && !f.over) {
		text = next_line(text, &line);
		if (line.len)
			take(&f, line.data);
	}
	close_to(&f, 0);
	buf_free(&line);
	if (!f.out.len) {
		buf_free(&f.out);
		return NULL;
	}
	return buf_steal(&f.out);
}
