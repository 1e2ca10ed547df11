/* Days that cannot be. See date_trouble.h. */
#include "date_trouble.h"

#include "clock.h"
#include "date_judge.h"
#include "date_text.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 60, YEAR_DAYS = 366, LATELY_DAYS = 90 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static bool
is_named(const char *from, const char *to)
{
	bool month = false, day = false;

	for (const char *p = from; p < to; p++) {
		month |= str_starts(p, "月") || *p == '/';
		day |= *p >= '0' && *p <= '9';
	}
	return month && day;
}

/* Only what is plainly meant as a time to meet; a day told of is none. */
static void
look_at(const struct date_group *g, const char *plain, int64_t today,
    struct date_trouble out[DATE_TROUBLES_MAX], size_t *n)
{
	enum date_verdict v = date_judge(g, plain);

	if (v != DATE_WISH && v != DATE_OPEN)
		return;
	for (size_t i = 0; i < g->n && *n < DATE_TROUBLES_MAX; i++) {
		const struct date_item *item = &g->item[i];
		bool past = !item->conflict && v == DATE_WISH && !g->near &&
		            !item->vague && !item->week && item->to < today &&
		            item->to > today - YEAR_DAYS && is_named(g->start, g->end);

		if (item->conflict || past) {
			out[(*n)++] = (struct date_trouble){
			    .phrase = xstrndup(g->start, (size_t)(g->end - g->start)),
			    .past = past && item->to >= today - LATELY_DAYS,
			    .day = item->from};
			return;
		}
	}
}

size_t
date_troubles(const char *text, int64_t sent, struct date_trouble out[DATE_TROUBLES_MAX])
{
	char *plain = date_text_plain(text);
	struct date_context context = {.sent = day_of(sent)};
	struct date_group g;
	size_t n = 0;
	int groups = 0;

	for (const char *p = plain; *p && groups < GROUPS_MAX;) {
		unsigned may = date_notations(p) & ~(1U << DATE_OPEN_END);

		if (may && date_group_read(&g, plain, p, &context)) {
			look_at(&g, plain, context.sent, out, &n);
			if (!g.item[g.n - 1].conflict)
				context.recent = g.item[g.n - 1].from;
			context.monday = g.monday;
			p = g.end > p ? g.end : p + 1;
			groups++;
		} else {
			uint32_t cp;

			p += utf8_next(p, &cp);
		}
	}
	free(plain);
	return n;
}

void
date_troubles_free(struct date_trouble *troubles, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(troubles[i].phrase);
}
