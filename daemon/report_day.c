/* See report_day.h. */
#include "report_day.h"

#include "clock.h"
#include "date_text.h"
#include "jdate.h"
#include "norm.h"

#include <stdlib.h>

enum { HALF_YEAR_DAYS = 182, GROUPS_MAX = 100 };

/* The group that begins at p, its days counted from some day before the writing, so that
 * "the next such day" is the one that is meant. */
static bool
read_group(struct date_group *g, const char *text, const char *p, int64_t written)
{
	struct date_context context = {.sent = written - HALF_YEAR_DAYS};
	struct civil c = civil_from_day(written);

	if (!date_group_read(g, text, p, &context))
		return false;
	context.sent = g->near ? written : civil_day(c.year, c.month - 1, c.day);
	if (g->near || g->bare)
		return date_group_read(g, text, p, &context);
	return true;
}

size_t
report_days(const char *text, int64_t written, struct report_day out[REPORT_DAYS_MAX])
{
	char *plain = date_text_plain(text);
	struct date_group g;
	size_t n = 0;
	int groups = 0;

	for (const char *p = plain; *p && n < REPORT_DAYS_MAX && groups < GROUPS_MAX;) {
		uint32_t cp;

		if (!date_notations(p) || !read_group(&g, plain, p, written)) {
			p += utf8_next(p, &cp);
			continue;
		}
		for (size_t i = 0; i < g.n && n < REPORT_DAYS_MAX; i++)
			if (g.item[i].from == g.item[i].to || g.item[i].conflict)
				out[n++] = (struct report_day){
				    g.item[i].from, g.item[i].conflict};
		groups++;
		p = g.end > p ? g.end : p + 1;
	}
	free(plain);
	return n;
}
