/*
 * Automatic replies, absence notes, list mail: recorded, on the case they answer where
 * there is one, and never answered. Only an absence note that outlasts the offer it
 * answers changes something: the case goes to the next expert at once.
 */
#include "handlers.h"

#include "absence.h"
#include "clock.h"
#include "store_inbox.h"

#include <stdlib.h>

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_AUTO_REPLY ||
	       (in->r->decision == DECISION_IGNORE && in->r->kind != KIND_SPAM);
}

/* The offer that the note answers, as surely as an answer of the expert's own would have
 * to; and which nothing was written about yet that a person is to read. */
static bool
offer_of_note(struct desk *d, const struct input *in, struct offer *o)
{
	bool good;

	if (!in->c || !str_eq(in->c->state, "offered") || !in->route->trusted ||
	    !in->route->bears || !store_offer_get(d->store, in->route->bears, o))
		return false;
	good = o->case_id == in->c->id && str_eq(o->state, "open") && in->m->from.addr &&
	       !store_inbox_heard(d->store, in->m->from.addr, in->c->id, o->made_at);
	if (!good)
		offer_free(o);
	return good;
}

/* Nobody is back before the next opening of the desk: back by then is back in time. */
static bool
outlasts(const struct desk *d, int64_t last_day, const struct offer *o)
{
	struct civil back = civil_from_day(workday_next(&d->workdays, last_day + 1));

	back.hour = d->config->calendar.open_hour;
	return civil_to_time(&back) >= o->due_at;
}

/* True when the note was one about an absence, and was dealt with. */
static bool
note_absence(struct desk *d, const struct input *in)
{
	int64_t sent = in->m->date > 0 && in->m->date < d->now ? in->m->date : d->now;
	int64_t until = absence_until(in->m->text, sent);
	struct civil last = civil_from_day(until);
	struct offer o;
	char *day, *why;
	bool over = false;

	if (!until || !offer_of_note(d, in, &o))
		return false;
	day = civil_ja_date(civil_to_time(&last));
	why = xasprintf("不在（%sまで）のため次の候補へ", day);
	over = outlasts(d, until, &o);
	desk_event(d, in->c, "auto_reply", false, "専門家の不在通知を受信: %sまで%s", day,
	    over ? "" : "。期限はそのままです");
	if (over) {
		desk_offer_end(d, &o, "lapsed", why);
		desk_offer_over(d, in->c, why);
	}
	free(why);
	free(day);
	offer_free(&o);
	return true;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	/* Only its words say so, and others that a person would use. */
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "自動応答とも読めるメールです");
	if (in->c && (in->r->kind != KIND_AUTO_REPLY || !note_absence(d, in)))
		desk_event(d, in->c, "auto_reply", false, "自動応答を受信: %s",
		    in->m->subject ? in->m->subject : "");
	return OUTCOME_IGNORED;
}

const struct message_handler handler_auto_reply = {"auto_reply", match, run};
