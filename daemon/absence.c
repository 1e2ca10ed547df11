/* Reads absence notes. See absence.h. */
#include "absence.h"

#include "clock.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

/* "2026-06-01/2026-06-12", or one day; false for anything else. */
static bool
read_days(const char *iso, int64_t *from, int64_t *to)
{
	char *first = xstrdup(iso), *slash = strchr(first, '/');
	int64_t a, b;
	bool ok;

	if (slash)
		*slash = '\0';
	ok = civil_parse_iso(first, &a) && civil_parse_iso(slash ? slash + 1 : first, &b);
	if (ok) {
		*from = day_of(a);
		*to = day_of(b);
	}
	free(first);
	return ok;
}

/* The earliest end among the days that today is one of. */
static int64_t
first_end(const struct strlist *days, int64_t today, bool ranges_only, int64_t found)
{
	for (size_t i = 0; i < days->n; i++) {
		int64_t from, to;

		if ((ranges_only && !strchr(days->v[i], '/')) ||
		    !read_days(days->v[i], &from, &to) || from > today || to < today)
			continue;
		if (!found || to < found)
			found = to;
	}
	return found;
}

/* Days under a heading (休業期間) are not ruled out in words; but nobody wishes for a
 * visit in a text of this kind. */
static bool
tells_of_absence(const char *text)
{
	static const char *const words[] = {"不在", "休業", "休暇", "休み", "休職",
	    "休診", "出張", "留守", "out of office", "out of the office", "on leave",
	    "vacation", "holiday", "away"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_ifind(text, words[i]))
			return true;
	return false;
}

int64_t
absence_until(const char *text, int64_t sent)
{
	struct date_findings f = {0};
	int64_t today = day_of(sent), until;

	if (!text || !tells_of_absence(text))
		return 0;
	dates_find(text, sent, &f);
	until = first_end(&f.unavailable, today, false, 0);
	until = first_end(&f.wanted, today, true, until);
	date_findings_free(&f);
	return until;
}
