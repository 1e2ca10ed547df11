/*
 * Delivery failures: noted on the mail they concern, never answered, never a case. A
 * permanent one marks the address dead, and an offer that could not be delivered goes to
 * the next expert.
 */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_BOUNCE || in->m->dsn.present || in->m->report;
}

static bool
permanent(const struct dsn *dsn)
{
	if (str_eq(dsn->action, "delayed") || str_eq(dsn->action, "delivered") ||
	    str_eq(dsn->action, "relayed") || str_eq(dsn->action, "expanded"))
		return false;
	return !str_starts(dsn->status, "4.");
}

/* The offer is lost only when it was the expert's address that failed. */
static void
lose_offer(struct desk *d, const struct outbox_row *row)
{
	struct offer o;

	if (!row->offer_id || !store_offer_get(d->store, row->offer_id, &o))
		return;
	if (str_eq(o.state, "open"))
		store_timer_set(d->store, row->case_id, "offer_bounced", o.id, d->now);
	offer_free(&o);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	const struct dsn *dsn = &in->m->dsn;
	struct outbox_row row;
	bool lost = permanent(dsn);
	const char *why = dsn->diagnostic ? dsn->diagnostic
	                  : dsn->status   ? dsn->status
	                                  : "理由の記載なし";

	if (!in->route->outbox_id ||
	    !store_outbox_get(d->store, in->route->outbox_id, &row)) {
		desk_event(d, NULL, "bounce", false,
		    "どのメールのものか分からない配信不能通知: %s",
		    in->m->subject ? in->m->subject : "");
		return OUTCOME_IGNORED;
	}
	in->case_id = row.case_id;
	if (lost) {
		store_person_dead(d->store, row.recipient, d->now);
		lose_offer(d, &row);
	} else {
		store_person_soft_bounce(d->store, row.recipient, d->now);
	}
	desk_event(d, in->c, "bounce", lost && !row.offer_id, "%s宛「%s」が%s: %s",
	    row.recipient, row.subject,
	    lost ? "届きませんでした" : "一時的に届いていません", why);
	outbox_row_free(&row);
	return OUTCOME_DONE;
}

const struct message_handler handler_bounce = {"bounce", match, run};
