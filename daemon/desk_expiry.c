/*
 * Registrations that end: each working morning the desk looks for experts whose
 * registration ends soon and asks them whether it has been renewed. Decided by what the
 * list says at that time, and once more when the mail leaves (store_outbox.c). See
 * desk.h.
 */
#include "desk.h"

#include "clock.h"
#include "store_list.h"

#include <stdlib.h>

enum { DAY_SEC = 86400, LETTERS_PER_LOOK = 100, PAUSE_SEC = 60 };

static const char timer[] = "expiry_check";

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static int64_t
morning_of(const struct desk *d, int64_t day)
{
	struct civil c = civil_from_day(day);

	c.hour = d->config->calendar.open_hour;
	return civil_to_time(&c);
}

/* Now, if it is a working hour; else when the next one begins. */
static int64_t
working_hour(const struct desk *d, int64_t now)
{
	int64_t day = workday_next(&d->workdays, day_of(now)), at = morning_of(d, day);
	struct civil c = civil_from_time(now);

	if (at >= now)
		return at;
	return c.hour < d->config->calendar.close_hour
	           ? now
	           : morning_of(d, workday_add(&d->workdays, day, 1));
}

void
desk_expiry_watch(struct desk *d, int64_t now)
{
	store_timer_ensure(d->store, timer, working_hour(d, now));
}

static void
remind(struct desk *d, int64_t id, const char *kind)
{
	struct expert e;
	bool again, written;

	if (!store_expert_get(d->store, id, d->now, &e))
		return;
	again = store_notice_at(d->store, id, e.valid_until, NOTICE_FIRST) != 0;
	written = desk_write(
	    d, &(struct letter){.template_name = "expiry_reminder",
	           .party = PARTY_EXPERT,
	           .expert = &e,
	           .extra = again ? json_pack("{s:{s:b}}", "notice", "again", 1) : NULL});
	store_notice_add(
	    d->store, id, e.valid_until, kind, written ? e.email : NULL, d->now);
	expert_free(&e);
}

/* Of those whose registration ends between two days from now. How many there were. */
static size_t
remind_all(struct desk *d, const char *kind, int first, int last, size_t limit)
{
	char *from = civil_iso_date(d->now + (int64_t)first * DAY_SEC),
	     *until = civil_iso_date(d->now + (int64_t)last * DAY_SEC);
	size_t n = 0;
	int64_t *ids = store_notice_wanted(d->store, kind, from, until, limit, &n);

	for (size_t i = 0; i < n; i++)
		remind(d, ids[i], kind);
	free(ids);
	free(from);
	free(until);
	return n;
}

void
desk_expiry_look(struct desk *d)
{
	int first = d->config->list.remind_days,
	    second = d->config->list.remind_again_days;
	int64_t at = working_hour(d, d->now);
	size_t n = 0;

	/* Overdue, as after a standstill, it may come at any hour. */
	if (at > d->now) {
		store_timer_set(d->store, 0, timer, 0, at);
		return;
	}
	if (second > 0)
		n = remind_all(d, NOTICE_SECOND, 0, second, LETTERS_PER_LOOK);
	if (first > 0 && n < LETTERS_PER_LOOK)
		n += remind_all(d, NOTICE_FIRST, second > 0 ? second + 1 : 0, first,
		    LETTERS_PER_LOOK - n);
	store_timer_set(d->store, 0, timer, 0,
	    n == LETTERS_PER_LOOK
	        ? d->now + PAUSE_SEC
	        : morning_of(d, workday_add(&d->workdays, day_of(d->now), 1)));
}
