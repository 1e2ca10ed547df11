/* Ends that a person brings about, and the operator's approval. See desk.h. */
#include "desk.h"

#include <stdlib.h>

enum { RENEW_AFTER_SEC = 3600 };

static void
tell_expert(struct desk *d, struct case_row *c)
{
	struct expert e;

	if (!desk_case_expert(d, c, &e))
		return;
	(void)desk_write(d, &(struct letter){.template_name = "withdrawn_expert",
	                        .c = c,
	                        .party = PARTY_EXPERT,
	                        .expert = &e});
	expert_free(&e);
}

static bool
end_case(struct desk *d, struct case_row *c, enum trigger t, const char *why)
{
	if (!case_next_state(c->state, t)) {
		(void)desk_move(d, c, t, why);
		return false;
	}
	/* What has not left yet, an introduction above all, must not leave any more. */
	(void)store_outbox_cancel(d->store, c->id, 0, 0, why, d->now);
	/* Whoever was asked is told that no answer is needed any more. */
	desk_offers_end(d, c, 0, why, "withdrawn_expert");
	desk_visits_cancel(d, c, why);
	store_timer_cancel(d->store, c->id, NULL, 0);
	(void)desk_move(d, c, t, why);
	desk_experts_changed(d);
	return true;
}

void
desk_withdraw(struct desk *d, struct case_row *c, const char *why)
{
	if (!end_case(d, c, TRIGGER_WITHDRAWN, why))
		return;
	tell_expert(d, c);
	(void)desk_write(d,
	    &(struct letter){
	        .template_name = "withdrawn_company", .c = c, .party = PARTY_REQUESTER});
	if (c->referrer_id && c->requester_id)
		(void)desk_write(d, &(struct letter){.template_name = "withdrawn_agency",
		                        .c = c,
		                        .party = PARTY_REFERRER});
}

void
desk_close_case(struct desk *d, struct case_row *c, const char *why)
{
	if (end_case(d, c, TRIGGER_CLOSED, why))
		desk_record_course(d, c);
}

/* An offer that waited for approval is written anew, so that its deadline is the full
 * time from now and its text says so. */
static void
renew_offer(struct desk *d, struct case_row *c, const struct outbox_row *row)
{
	struct offer o;
	struct expert e;

	if (!store_offer_get(d->store, row->offer_id, &o))
		return;
	o.due_at = desk_offer_deadline(d, c);
	store_offer_due(d->store, o.id, o.due_at);
	store_timer_set(d->store, c->id, "offer_due", o.id, o.due_at);
	desk_offer_remind(d, c, &o);
	(void)store_outbox_cancel(
	    d->store, c->id, o.id, 0, "承認に合わせて回答期限を改めたため", d->now);
	if (store_expert_get(d->store, o.expert_id, d->now, &e)) {
		(void)desk_write(d, &(struct letter){.template_name = row->template_name,
		                        .c = c,
		                        .party = PARTY_EXPERT,
		                        .expert = &e,
		                        .offer = &o});
		expert_free(&e);
	}
	offer_free(&o);
}

static bool
waited_long(const struct desk *d, const struct outbox_row *row)
{
	return (str_eq(row->template_name, "offer") ||
	           str_eq(row->template_name, "offer_incident")) &&
	       d->now - row->created > RENEW_AFTER_SEC;
}

int64_t
desk_approve_mail(struct desk *d, int64_t id)
{
	struct outbox_row row;
	struct case_row c;
	int64_t offer_id, n = 0;
	size_t rows_n;
	struct outbox_row *rows;

	if (!store_outbox_get(d->store, id, &row))
		return 0;
	store_person_alive(d->store, row.recipient);
	offer_id = str_eq(row.state, "held") && waited_long(d, &row) ? row.offer_id : 0;
	if (offer_id && store_case_get(d->store, row.case_id, &c)) {
		renew_offer(d, &c, &row);
		case_row_free(&c);
		rows = store_outbox_list(d->store, row.case_id, "held", &rows_n);
		for (size_t i = 0; i < rows_n; i++)
			if (rows[i].offer_id == offer_id)
				n +=
				    store_outbox_approve(d->store, 0, rows[i].id, d->now);
		outbox_rows_free(rows, rows_n);
	} else if (str_eq(row.state, "held")) {
		n = store_outbox_approve(d->store, 0, id, d->now);
	} else {
		n = store_outbox_again(d->store, id, d->now);
	}
	outbox_row_free(&row);
	return n;
}

int64_t
desk_approve(struct desk *d, struct case_row *c)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(d->store, c->id, "held", &n);

	for (size_t i = 0; i < n; i++)
		if (waited_long(d, &rows[i]))
			renew_offer(d, c, &rows[i]);
	outbox_rows_free(rows, n);
	return store_outbox_approve(d->store, c->id, 0, d->now);
}
