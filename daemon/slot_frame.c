/* What the choice of slots for a visit hangs on: the course, what was said of days, and
 * when the expert is taken. See desk_slots.h. */
#include "desk_slots.h"

#include "analysis.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400, BUSY_DAYS = 400, NOTICE_WORKING_DAYS = 3 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

/* On which day it was held, by its report where that is believable. */
static int64_t
held_day(const struct desk *d, const struct visit *v)
{
	int64_t t;

	if (v->done_on && civil_parse_iso(v->done_on, &t) && t <= d->now &&
	    t > v->starts_at - 30 * (int64_t)DAY_SEC)
		return day_of(t);
	return day_of(v->starts_at);
}

/* The days that the course leaves, and never sooner than people can answer and come. */
static void
stretch(
    struct desk *d, const struct case_row *c, const struct visit *v, struct slot_frame *f)
{
	const struct config *config = d->config;
	struct slot_ask *ask = &f->ask;
	int64_t from = day_of(c->accepted_at ? c->accepted_at : d->now), soon;
	int min = config->visits.first_after_days_min,
	    max = config->visits.first_after_days_max;
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++) {
		if (rows[i].no < v->no &&
		    (desk_visit_over(&rows[i]) || desk_visit_dated(&rows[i]))) {
			f->before_day = from = held_day(d, &rows[i]);
			ask->after = rows[i].ends_at;
			min = config->visits.gap_days_min;
			max = config->visits.gap_days_max;
		}
		if (rows[i].no > v->no && desk_visit_dated(&rows[i]) && !ask->before)
			ask->before = rows[i].starts_at;
	}
	visits_free(rows, n);
	soon = workday_add(&d->workdays, day_of(d->now), NOTICE_WORKING_DAYS);
	ask->first_day = from + min > soon ? from + min : soon;
	/* Where the stretch has gone by, the soonest days: the letters say so. */
	ask->last_day =
	    ask->first_day <= from + max ? from + max : ask->first_day + max - min;
	if (ask->before &&
	    ask->last_day > day_of(ask->before) - config->visits.gap_days_min)
		ask->last_day = day_of(ask->before) - config->visits.gap_days_min;
}

static void
add_wishes(struct slot_frame *f, const struct strlist *days, bool possible,
    const char *text, size_t *n)
{
	for (size_t i = 0; i < days->n; i++)
		f->wishes[(*n)++] = (struct wish){.side = SLOT_COMPANY,
		    .possible = possible,
		    .day = xstrdup(days->v[i]),
		    .half = possible ? slot_half_named(text, days->v[i]) : 0};
}

/* The request's own days come first: what was said since counts more. */
static void
gather_wishes(struct desk *d, const struct case_row *c, struct slot_frame *f)
{
	size_t said_n, n = 0;
	struct wish *said = store_wishes(d->store, c->id, c->expert_id, &said_n);
	char *text = analysis_fold(c->need ? c->need : "");

	f->wishes =
	    xcalloc(said_n + c->dates.n + c->unavailable.n + 1, sizeof(*f->wishes));
	add_wishes(f, &c->dates, true, text, &n);
	add_wishes(f, &c->unavailable, false, text, &n);
	if (said_n)
		memcpy(f->wishes + n, said, said_n * sizeof(*said));
	f->ask.wishes = f->wishes;
	f->ask.wishes_n = n + said_n;
	free(said);
	free(text);
}

void
desk_slot_frame(
    struct desk *d, const struct case_row *c, const struct visit *v, struct slot_frame *f)
{
	size_t n, kept = 0;

	*f = (struct slot_frame){
	    .ask = {.config = d->config, .workdays = &d->workdays, .now = d->now}};
	stretch(d, c, v, f);
	gather_wishes(d, c, f);
	f->taken = store_taken(d->store, c->expert_id, c->id, v->id, d->now - DAY_SEC,
	    d->now + (int64_t)BUSY_DAYS * DAY_SEC, &f->ask.taken_n);
	f->ask.taken = f->taken;
	f->refused = store_slots(d->store, v->id, 0, &n);
	for (size_t i = 0; i < n; i++)
		if (f->refused[i].round >= v->search && v->search)
			f->refused[kept++] = f->refused[i];
	f->ask.refused = f->refused;
	f->ask.refused_n = kept;
}

void
desk_slot_frame_free(struct slot_frame *f)
{
	wishes_free(f->wishes, f->ask.wishes_n);
	free(f->taken);
	free(f->refused);
	*f = (struct slot_frame){0};
}

void
desk_wishes_note(struct desk *d, const struct case_row *c, int64_t expert_id,
    const struct strlist *dates, const struct strlist *unavailable, const char *text)
{
	const struct strlist *lists[] = {unavailable, dates};
	char *folded = analysis_fold(text ? text : "");

	for (int possible = 0; possible < 2; possible++)
		for (size_t i = 0; lists[possible] && i < lists[possible]->n; i++) {
			char *day = lists[possible]->v[i];
			const struct wish w = {.possible = possible == 1,
			    .day = day,
			    .half = possible ? slot_half_named(folded, day) : 0};

			store_wish_add(d->store, c->id, expert_id, &w, d->now);
		}
	free(folded);
}
