/*
 * Delivery failures: noted on the mail they concern, never answered, never a case. A
 * permanent one marks the address dead, and an offer that could not be delivered goes to
 * the next expert.
 */
#include "handlers.h"

#include "norm.h"
#include "utf8.h"

#include <stdlib.h>

enum { REASON_MAX = 200 };

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_BOUNCE || in->m->dsn.present || in->m->report;
}

/* Only a report that says so: a read receipt is a report as well. */
static bool
permanent(const struct dsn *dsn)
{
	if (!dsn->present || (dsn->action && !str_eq(dsn->action, "failed")))
		return false;
	return dsn->status ? str_starts(dsn->status, "5.")
	                   : dsn->action || str_ifind(dsn->diagnostic, " 5.") ||
	                         str_starts(dsn->diagnostic, "5");
}

/* A full mailbox or a refused text says nothing against the address (RFC 3463, 3.2). */
static bool
address_gone(const struct dsn *dsn)
{
	static const char *const codes[] = {"5.1.", "5.2.1", "5.4.4", "5.4.310"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (str_starts(dsn->status, codes[i]))
			return true;
	return false;
}

/* The mail whose delivery failed. To and Cc share a Message-ID: the report says which of
 * them it is about. False: it cannot be told. */
static bool
failed_mail(struct desk *d, const struct input *in, struct outbox_row *row)
{
	const struct dsn *dsn = &in->m->dsn;
	size_t n, same = 0;
	struct outbox_row *rows, first;
	int64_t id = 0;

	if (!in->route->outbox_id ||
	    !store_outbox_get(d->store, in->route->outbox_id, &first))
		return false;
	rows = store_outbox_list(d->store, first.case_id, NULL, &n);
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(rows[i].message_id, first.message_id))
			continue;
		same++;
		if (str_ieq(rows[i].recipient, dsn->recipient))
			id = rows[i].id;
	}
	if (!id && same == 1)
		id = first.id; /* forwarded on: the report names where to */
	outbox_rows_free(rows, n);
	outbox_row_free(&first);
	return id && store_outbox_get(d->store, id, row);
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

/* Who was told what is asked of the mail: one that came back told nobody. */
static void
note_return(struct desk *d, const struct outbox_row *row, const char *why)
{
	char *text = xasprintf("配信不能: %s", why);

	utf8_cut(utf8_drop_unsafe(text), REASON_MAX);
	store_outbox_returned(d->store, row->id, text);
	free(text);
}

/* A report that is no delivery failure, such as a read receipt; or none at all, when only
 * words made it one. */
static enum outcome
receipt(struct desk *d, struct input *in)
{
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "不達通知とも読めるメールです");
	if (in->c)
		desk_event(d, in->c, "auto_reply", false, "開封通知などの報告を受信: %s",
		    in->m->subject ? in->m->subject : "");
	return OUTCOME_IGNORED;
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

	if (!dsn->present)
		return receipt(d, in);
	if (!failed_mail(d, in, &row)) {
		desk_event(d, in->c, "bounce", in->c != NULL,
		    "どのメールのものか分からない配信不能通知: %s",
		    in->m->subject ? in->m->subject : "");
		return OUTCOME_IGNORED;
	}
	in->case_id = row.case_id;
	if (lost && address_gone(dsn))
		store_person_dead(d->store, row.recipient, d->now);
	else
		store_person_soft_bounce(d->store, row.recipient, d->now);
	if (lost) {
		lose_offer(d, &row);
		note_return(d, &row, why);
	}
	desk_event(d, in->c, "bounce", lost && !row.offer_id, "%s宛「%s」が%s: %s",
	    row.recipient, row.subject,
	    lost ? "届きませんでした" : "一時的に届いていません", why);
	outbox_row_free(&row);
	return OUTCOME_DONE;
}

const struct message_handler handler_bounce = {"bounce", match, run};
