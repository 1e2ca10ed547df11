/* Offers whose answer did not come, or that could not be delivered: the next expert. */
#include "timer_offer.h"

#include "clock.h"
#include "store_inbox.h"

#include <stdio.h>
#include <stdlib.h>

#define AWAY_KEY "mail_away" /* since when, and when last, mail could not be had */

static void
next(struct desk *d, struct case_row *c, struct offer *o, const char *state,
    const char *why)
{
	desk_offer_end(d, o, state, why);
	desk_offer_over(d, c, why);
}

/* Without these nobody can decide; what else is written about an offer may be late. */
static bool
is_offer(const struct outbox_row *row)
{
	return str_eq(row->template_name, "offer") ||
	       str_eq(row->template_name, "offer_incident") ||
	       str_eq(row->template_name, "offer_answer");
}

bool
offer_not_sent_yet(struct desk *d, const struct offer *o)
{
	static const char *const waiting[] = {"held", "pending", "sending", "retry"};
	bool found = false;

	for (size_t s = 0; s < ARRAY_LEN(waiting) && !found; s++) {
		size_t n;
		struct outbox_row *rows =
		    store_outbox_list(d->store, o->case_id, waiting[s], &n);

		for (size_t i = 0; i < n; i++)
			found =
			    found || (rows[i].offer_id == o->id && is_offer(&rows[i]));
		outbox_rows_free(rows, n);
	}
	return found;
}

static void
again(struct desk *d, const struct case_row *c, struct offer *o)
{
	o->due_at = desk_offer_deadline(d, c);
	store_offer_due(d->store, o->id, o->due_at);
	store_timer_set(d->store, c->id, "offer_due", o->id, o->due_at);
	desk_offer_remind(d, c, o);
}

enum { DAY_SEC = 86400, OUTAGE_WAIT_SEC = 2 * DAY_SEC };

bool
offer_sources_seen(struct desk *d, int64_t due_at)
{
	size_t n;
	struct source_status *rows = store_source_status(d->store, &n);
	bool seen = true;

	for (size_t s = 0; s < d->config->sources_n; s++)
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].name, d->config->sources[s].name) &&
			    rows[i].checked_at < due_at)
				seen = false;
	store_source_status_free(rows, n);
	return seen;
}

/* How long the desk has been looking in vain. That it was off itself, and looked at
 * nothing for a day, does not count: its sources get their time first. */
static bool
waited_long(struct desk *d)
{
	char *known = store_meta_get(d->store, AWAY_KEY), *text;
	long long since = 0, last = 0;

	if (!known || sscanf(known, "%lld %lld", &since, &last) != 2 || last > d->now ||
	    d->now - last > DAY_SEC)
		since = d->now;
	free(known);
	text = xasprintf("%lld %lld", since, (long long)d->now);
	store_meta_set(d->store, AWAY_KEY, text);
	free(text);
	return d->now - since > OUTAGE_WAIT_SEC;
}

/* An answer may lie at a server that cannot be reached: the deadline counts once every
 * source has been looked at after it, or the outage has lasted too long. */
static bool
mail_is_in(struct desk *d, int64_t due_at)
{
	if (offer_sources_seen(d, due_at)) {
		store_meta_set(d->store, AWAY_KEY, "");
		return true;
	}
	return waited_long(d);
}

static void
run_due(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct offer o;

	if (!store_offer_get(d->store, due->ref_id, &o))
		return;
	if (!mail_is_in(d, o.due_at)) {
		store_timer_set(
		    d->store, c->id, due->kind, due->ref_id, d->now + LOOK_AGAIN_SEC);
	} else if (str_eq(o.state, "open") && offer_not_sent_yet(d, &o)) {
		again(d, c, &o); /* nobody can answer what he has not got */
	} else if (str_eq(o.state, "conditional")) {
		/* The desk owes an answer: the expert gets the same time once more. */
		store_offer_answer(d->store, o.id, "open", o.answer, d->now);
		d->experts_stale = true;
		desk_event(d, c, "offer", true,
		    "専門家の条件・質問に答えないまま期限が来たため、期限を一度延ばしまし"
		    "た");
		again(d, c, &o);
	} else if (str_eq(o.state, "open")) {
		next(d, c, &o, "lapsed", "期限までに返信がないため次の候補へ");
	}
	offer_free(&o);
}

static void
run_bounced(struct desk *d, struct case_row *c, const struct timer *due)
{
	struct offer o;

	if (!store_offer_get(d->store, due->ref_id, &o))
		return;
	if (str_eq(o.state, "open"))
		next(d, c, &o, "bounced", "打診のメールが届かないため次の候補へ");
	offer_free(&o);
}

const struct timer_handler timer_offer_due = {"offer_due", run_due, false};
const struct timer_handler timer_offer_bounced = {"offer_bounced", run_bounced, false};
