/*
 * Which dates of a text the writer wants, and which are ruled out. See slots.h.
 *
 * jdate.c reads the phrases and date_judge.c the words around each; here the findings are
 * put together: a period that was told more exactly elsewhere goes, a day that was both
 * offered and taken back is what was said of it last.
 */
#include "buf.h"
#include "clock.h"
#include "date_choice.h"
#include "date_judge.h"
#include "date_text.h"
#include "norm.h"
#include "slots.h"

#include <stdlib.h>
#include <string.h>

/* A text with more dates than this is a table, and no letter. */
enum { MAX_GROUPS = 400, MAX_FOUND = 64 };

/* So far behind a week, 金曜 is one of its days. */
enum { WEEK_BYTES = 120, MONTH_BYTES = 60 };

struct found {
	struct date_item item;
	bool wanted; /* else ruled out */
	bool gone;   /* told more exactly, or otherwise, elsewhere */
};

struct finder {
	struct date_findings *f;
	const char *text;
	int64_t sent_day;
	struct found v[MAX_FOUND];
	size_t n;
	int64_t free_from; /* 12日以降でしたら; 0: none */
	bool free_vaguely; /* of a month or a part of it */
};

static char *
iso(const struct date_item *item)
{
	struct civil a = civil_from_day(item->from), b = civil_from_day(item->to);

	if (item->to > item->from)
		return xasprintf("%04d-%02d-%02d/%04d-%02d-%02d", a.year, a.month, a.day,
		    b.year, b.month, b.day);
	if (item->minute == NO_TIME)
		return xasprintf("%04d-%02d-%02d", a.year, a.month, a.day);
	return xasprintf("%04d-%02d-%02dT%02d:%02d+09:00", a.year, a.month, a.day,
	    item->minute / 60, item->minute % 60);
}

static void
add_found(struct finder *d, const struct date_item *item, bool wanted)
{
	for (size_t i = 0; i < d->n; i++) {
		struct found *old = &d->v[i];

		if (old->item.from != item->from || old->item.to != item->to)
			continue;
		if (old->wanted != wanted || old->item.minute == item->minute ||
		    old->item.minute == NO_TIME || item->minute == NO_TIME) {
			int minute = old->item.minute;

			old->wanted = wanted;
			old->gone = false;
			old->item.minute =
			    item->minute == NO_TIME ? minute : item->minute;
			return;
		}
	}
	if (d->n < MAX_FOUND)
		d->v[d->n++] = (struct found){.item = *item, .wanted = wanted};
}

static void
add_conflict(struct finder *d, const struct date_group *g)
{
	char *phrase = xstrndup(g->start, (size_t)(g->end - g->start));

	if (strlist_has(&d->f->conflicts, phrase))
		free(phrase);
	else
		strlist_take(&d->f->conflicts, phrase);
}

static void
add_days_of(
    struct finder *d, const struct date_item *stretch, unsigned weekdays, bool wanted)
{
	for (int64_t day = stretch->from; day <= stretch->to; day++) {
		struct date_item one = {.from = day, .to = day, .minute = NO_TIME};

		if (weekdays & 1U << civil_from_day(day).weekday)
			add_found(d, &one, wanted);
	}
}

/* 再来週でしたら火曜以外, 来週なら水曜か木曜, 7月下旬の金曜: days of the last stretch of
 * the phrase. True when that is dealt with. */
static bool
add_chosen_days(struct finder *d, const struct date_group *g)
{
	enum { FEW_WEEKS = 21 };
	struct date_item stretch = g->item[g->n - 1];
	struct date_choice c;

	if (stretch.to == stretch.from || stretch.to - stretch.from > FEW_WEEKS ||
	    stretch.conflict || stretch.to < d->sent_day)
		return false;
	date_choice_read(g->end, &c);
	if (c.days == 0 || (!c.but && !c.direct && !stretch.week))
		return false;
	if (!c.but) {
		add_days_of(d, &stretch, c.days, true);
		return true;
	}
	/* The others of a week are its working days. */
	if (stretch.week)
		stretch.to = stretch.from + (5 - civil_from_day(stretch.from).weekday);
	if (stretch.to <= stretch.from)
		return false;
	stretch.week = true;
	add_found(d, &stretch, true);
	add_days_of(d, &stretch, c.days, false);
	return true;
}

/* The day of writing, written out: the head of a letter, or the visit that a report is
 * about. Who wants something today says so. */
static bool
is_letter_date(const struct finder *d, const struct date_group *g)
{
	return g->n == 1 && !g->item[0].conflict && g->item[0].to == d->sent_day &&
	       !g->near && g->item[0].from == g->item[0].to;
}

static int64_t
day_named_before(const struct finder *d, const struct date_item *bare)
{
	int day = civil_from_day(bare->from).day;

	for (size_t i = d->n; i > 0; i--) {
		const struct date_item *old = &d->v[i - 1].item;

		if (old->from == old->to && civil_from_day(old->from).day == day)
			return old->from;
	}
	return bare->from;
}

static void
take_item(struct finder *d, const struct date_group *g, const struct date_item *item,
    enum date_verdict v)
{
	struct date_item it = *item;

	if (it.conflict) {
		add_conflict(d, g);
		return;
	}
	/* 1月26日は不可、1月28日は可、2月2日は午前。28日を希望: one of those named */
	if (it.ahead != 0 && it.from == it.to)
		it.from = it.to = day_named_before(d, &it);
	/* 15日 in a letter that just told of last month is still one to come. */
	if (it.to < d->sent_day && it.ahead != 0)
		it.from = it.to = it.ahead;
	if (it.to < d->sent_day)
		return;
	if (v == DATE_BUSY_UNTIL)
		it.from = d->sent_day;
	/* Ruled out, a stretch stays one. */
	if (v != DATE_WISH && d->n > 0 && !d->v[d->n - 1].wanted &&
	    d->v[d->n - 1].item.to + 1 == it.from && (it.joined || it.vague))
		d->v[d->n - 1].item.to = it.to;
	else
		add_found(d, &it, v == DATE_WISH);
}

/* 9日で結構です。開始は14時にしてください: the hour that follows, before another date
 * comes. Not the one that is replaced, nor the end of office hours. */
static int
later_time(const struct finder *d, const struct date_group *g)
{
	enum { REACH = 120 };
	static const char *const not_that[] = {
	    "ではな", "じゃな", "まで", "でなく", "間"};
	struct date_context context = {.sent = d->sent_day};
	struct date_group other;

	for (const char *p = g->end; *p != '\0' && p - g->end < REACH;) {
		const char *q = p;
		int minute = NO_TIME;
		bool skip = false;

		if (date_group_read(&other, d->text, p, &context))
			return NO_TIME;
		if (date_eat_time(&q, &minute) && minute != NO_TIME) {
			for (size_t i = 0; i < ARRAY_LEN(not_that); i++)
				skip |= str_starts(q, not_that[i]);
			if (!skip)
				return minute;
		}
		p = q > p ? q : p + 1;
		while (((unsigned char)*p & 0xC0) == 0x80)
			p++;
	}
	return NO_TIME;
}

/* Gives the hour to the days that have none. */
static void
add_later_time(const struct finder *d, struct date_group *g)
{
	int minute;

	for (size_t i = 0; i < g->n; i++) {
		const struct date_item *item = &g->item[i];

		if (item->minute != NO_TIME || item->half || item->from != item->to)
			return;
	}
	minute = later_time(d, g);
	for (size_t i = 0; i < g->n && minute >= 0 && minute < 24 * 60; i++)
		g->item[i].minute = minute;
}

static enum date_verdict
take_group(struct finder *d, struct date_group *g)
{
	enum date_verdict v = date_judge(g, d->text);
	int64_t last = g->item[g->n - 1].from;
	size_t n = g->n;

	if (v == DATE_FREE_FROM && last > d->sent_day &&
	    (d->free_from == 0 || last < d->free_from)) {
		d->free_from = last;
		d->free_vaguely = g->item[g->n - 1].vague;
	}
	if (v == DATE_OPEN || v == DATE_TOLD || v == DATE_FREE_FROM ||
	    is_letter_date(d, g))
		return v;
	if (v == DATE_WISH && !g->near)
		add_later_time(d, g);
	if (v == DATE_WISH && add_chosen_days(d, g))
		n--;
	for (size_t i = 0; i < n; i++)
		take_item(d, g, &g->item[i], v);
	return v;
}

/* 月末までに: a limit for something else. */
static bool
is_until(const char *p)
{
	return str_starts(p, "までに") || str_starts(p, "締") || str_starts(p, "に提出");
}

/* What later phrases may lean on. A month does so when the writer speaks of it as a time
 * to choose from (6月なら9日か16日), a week for the next sentence. */
static void
remember(struct date_context *context, const struct date_group *g, enum date_verdict v)
{
	const struct date_item *last = &g->item[g->n - 1];
	bool topic = str_starts(g->end, "は") || str_starts(g->end, "なら") ||
	             str_starts(g->end, "に入") || str_starts(g->end, "でしたら");

	if (!last->conflict && (!last->vague || v == DATE_WISH || topic))
		context->recent = last->from;
	context->monday = g->monday;
	/* 4月中は無理、5月の連休明け、11日から: of the month that its own phrase names.
	 */
	context->named =
	    last->vague && !last->conflict && !is_until(g->end) ? last->to : 0;
}

/* 年内は無理: from today to an end that everybody knows. */
static size_t
take_open_end(struct finder *d, const char *p)
{
	static const struct {
		const char *word;
		int month, day;
	} ends[] = {{"年内", 12, 31}, {"今年いっぱい", 12, 31}, {"年度末まで", 3, 31},
	    {"年度内", 3, 31}, {"今年度", 3, 31}};
	struct civil now = civil_from_day(d->sent_day);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		size_t n = str_prefix(p, ends[i].word);
		int year = now.year + (now.month > ends[i].month);
		struct date_item item = {.from = d->sent_day, .minute = NO_TIME};

		if (n == 0)
			continue;
		item.to = civil_day(year, ends[i].month, ends[i].day);
		if (date_said_after(p + n) == DATE_RULED_OUT)
			add_found(d, &item, false);
		return n;
	}
	return 0;
}

/* A month or week of which exact days are named, too, was only on the way to them. */
static void
drop_told_exactly(struct finder *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct found *wide = &d->v[i];

		if (!wide->item.vague && !wide->item.week)
			continue;
		for (size_t k = 0; k < d->n && !wide->gone; k++) {
			const struct date_item *in = &d->v[k].item;

			wide->gone = k != i && d->v[k].wanted == wide->wanted &&
			             !d->v[k].gone && in->from >= wide->item.from &&
			             in->to <= wide->item.to &&
			             in->to - in->from < wide->item.to - wide->item.from;
		}
	}
}

/* A bare month beside exact days is the subject's, and not one more wish. */
static void
drop_bare_months(struct finder *d)
{
	bool exact = false;

	for (size_t i = 0; i < d->n; i++)
		exact |= d->v[i].wanted && !d->v[i].item.vague;
	for (size_t i = 0; i < d->n && exact; i++)
		d->v[i].gone |= d->v[i].wanted && d->v[i].item.month;
}

/* 12日以降でしたら: not before. */
static void
close_until_free(struct finder *d)
{
	struct date_item until = {
	    .from = d->sent_day, .to = d->free_from - 1, .minute = NO_TIME};

	for (size_t i = 0; i < d->n && d->free_from != 0; i++) {
		struct date_item *item = &d->v[i].item;

		if (d->v[i].wanted || item->from != d->sent_day || d->free_vaguely)
			return;
		if (item->to < until.to)
			item->to = until.to;
	}
	if (d->free_from != 0)
		add_found(d, &until, false);
}

/* True when nothing of the day is left: it, or a stretch that holds it, is ruled out. */
static bool
is_ruled_out(const struct finder *d, int64_t day)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct found *one = &d->v[i];

		if (!one->wanted && !one->gone && one->item.from <= day &&
		    one->item.to >= day)
			return true;
	}
	return false;
}

/* A week of which days are ruled out is what remains: days, and stretches of days. */
static bool
write_remains(struct finder *d, const struct date_item *week)
{
	bool carved = false;

	for (int64_t day = week->from; day <= week->to; day++)
		carved |= is_ruled_out(d, day);
	for (int64_t day = week->from; day <= week->to && carved; day++) {
		struct date_item rest = {.from = day, .to = day, .minute = NO_TIME};

		if (is_ruled_out(d, day))
			continue;
		while (rest.to < week->to && !is_ruled_out(d, rest.to + 1))
			rest.to++;
		day = rest.to;
		strlist_take(&d->f->wanted, iso(&rest));
		if (rest.to > rest.from)
			strlist_take(&d->f->remains, iso(&rest));
	}
	return carved;
}

static void
write_findings(struct finder *d)
{
	struct date_findings *f = d->f;

	drop_told_exactly(d);
	drop_bare_months(d);
	close_until_free(d);
	for (size_t i = 0; i < d->n; i++) {
		const struct found *one = &d->v[i];

		if (one->gone ||
		    (one->wanted && one->item.week && write_remains(d, &one->item)))
			continue;
		strlist_take(one->wanted ? &f->wanted : &f->unavailable, iso(&one->item));
		if (one->wanted && one->item.vague)
			strlist_take(&f->vague, iso(&one->item));
		if (one->wanted && one->item.week)
			strlist_take(&f->weeks, iso(&one->item));
	}
}

static void
read_part(struct finder *d, const struct date_part *part, int *groups)
{
	char *plain =
	    part->normal ? date_text_of_normal(part->text) : date_text_plain(part->text);
	struct civil written = civil_from_time(part->written);
	struct date_context context = {
	    .sent = civil_day(written.year, written.month, written.day)};
	const char *week_end = plain, *month_end = plain;
	struct date_group g;

	d->text = plain;
	for (const char *p = plain; *p != '\0' && *groups < MAX_GROUPS;) {
		unsigned may = date_notations(p);
		size_t n = may & 1U << DATE_OPEN_END ? take_open_end(d, p) : 0;

		if (p > week_end)
			context.monday = 0;
		if (p > month_end || *p == '\n' || str_starts(p, "。"))
			context.named = 0;
		if (n > 0) {
			/* 年内は24日: the next one */
			context.recent = context.named = 0;
			p += n;
			(*groups)++;
		} else if (may != 0 && date_group_read(&g, plain, p, &context)) {
			remember(&context, &g, take_group(d, &g));
			(*groups)++;
			p = g.end > p ? g.end : p + 1;
			week_end = p + WEEK_BYTES;
			month_end = p + MONTH_BYTES;
		} else {
			uint32_t cp;

			p += utf8_next(p, &cp);
		}
	}
	free(plain);
	d->text = NULL;
}

void
dates_find_parts(
    const struct date_part *parts, size_t n, int64_t sent, struct date_findings *f)
{
	struct civil now = civil_from_time(sent);
	struct finder d = {.f = f, .sent_day = civil_day(now.year, now.month, now.day)};
	int groups = 0;

	*f = (struct date_findings){0};
	for (size_t i = 0; i < n; i++)
		read_part(&d, &parts[i], &groups);
	write_findings(&d);
}

void
dates_find(const char *text, int64_t sent, struct date_findings *f)
{
	dates_find_parts(&(struct date_part){text, sent, false}, 1, sent, f);
}

void
date_findings_free(struct date_findings *f)
{
	strlist_free(&f->wanted);
	strlist_free(&f->unavailable);
	strlist_free(&f->vague);
	strlist_free(&f->weeks);
	strlist_free(&f->remains);
	strlist_free(&f->conflicts);
}
