/* Ends that a person brings about, and the operator's approval. See desk.h. */
#include "desk.h"

#include "desk_agency.h"
#include "desk_overtaken.h"
#include "desk_report.h"
#include "desk_survey.h"

#include <stdlib.h>

enum { RENEW_AFTER_SEC = 3600 };

/* What each end is called in the letters about it. An end that is silent has no row. */
struct end_letters {
	const char *company, *expert, *agency;
};

static const struct end_letters withdrawn = {
    "withdrawn_company", "withdrawn_expert", "withdrawn_agency"};
static const struct end_letters closed = {
    "closed_company", "closed_expert", "closed_agency"};

/* Nobody needs to hear the end of what he never heard of, such as one whose address
 * somebody else gave; but who writes himself is answered. */
static bool
has_heard(struct desk *d, const struct case_row *c, int64_t person_id)
{
	struct person p;
	bool heard;

	if (d->answering)
		return true;
	if (!person_id || !store_person_get(d->store, person_id, &p))
		return false;
	heard = store_outbox_count(d->store, p.email, NULL, c->id, 0) > 0;
	person_free(&p);
	return heard;
}

static void
tell_expert(struct desk *d, struct case_row *c, const char *template_name)
{
	struct expert e;

	if (!desk_case_expert(d, c, &e))
		return;
	(void)desk_write(
	    d, &(struct letter){.template_name = template_name,
	           .c = c,
	           .party = PARTY_EXPERT,
	           .expert = &e,
	           .extra = json_pack("{s:{s:b}}", "closed", "with_expert", 1)});
	expert_free(&e);
}

/* How far the case had come: flags for the letters. */
static json_t *
ended_at(const struct case_row *c, const char *state)
{
	const char *stage = str_eq(state, "no_expert") ? "no_expert"
	                    : c->expert_id             ? "with_expert"
	                                               : "early";

	return json_pack("{s:{s:b}}", "closed", stage, 1);
}

static void
tell_all(struct desk *d, struct case_row *c, const struct end_letters *letters,
    const char *state)
{
	tell_expert(d, c, letters->expert);
	if (has_heard(d, c, c->requester_id ? c->requester_id : c->referrer_id))
		(void)desk_write(d, &(struct letter){.template_name = letters->company,
		                        .c = c,
		                        .party = PARTY_REQUESTER,
		                        .extra = ended_at(c, state)});
	if (has_heard(d, c, c->referrer_id))
		desk_agency_tell(d, c, letters->agency, NULL, ended_at(c, state));
}

/* letters NULL: only what was announced is called off, since somebody would travel. */
static void
end_case(struct desk *d, struct case_row *c, enum trigger t, const char *why,
    const struct end_letters *letters)
{
	char *state;

	/* Everybody was told that the course is over, or is about to be. */
	if (str_eq(c->state, "survey") && t == TRIGGER_CLOSED) {
		desk_survey_call_off(d, c, why);
		return;
	}
	if (!case_next_state(c->state, t)) {
		(void)desk_move(d, c, t, why);
		return;
	}
	state = xstrdup(c->state);
	/* What has not left yet, an introduction above all, must not leave any more. */
	(void)store_outbox_cancel(d->store, c->id, 0, 0, why, d->now);
	/* Whoever was asked is told that no answer is needed any more. */
	desk_offers_end(d, c, 0, why, letters ? letters->expert : NULL);
	desk_visits_cancel(d, c, why);
	desk_reports_missing(d, c);
	store_timer_cancel(d->store, c->id, NULL, 0);
	(void)desk_move(d, c, t, why);
	if (t == TRIGGER_CLOSED)
		desk_record_course(d, c);
	desk_experts_changed(d);
	if (letters)
		tell_all(d, c, letters, state);
	else
		desk_event(
		    d, c, "silent", false, "終了の知らせは送りません（担当者の指定）");
	free(state);
}

void
desk_withdraw(struct desk *d, struct case_row *c, const char *why)
{
	end_case(d, c, TRIGGER_WITHDRAWN, why, &withdrawn);
}

void
desk_close_case(struct desk *d, struct case_row *c, const char *why)
{
	end_case(d, c, TRIGGER_CLOSED, why, &closed);
}

void
desk_end_silently(struct desk *d, struct case_row *c, enum trigger t, const char *why)
{
	end_case(d, c, t, why, NULL);
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
	struct outbox_row *rows;

	(void)desk_drop_overtaken(d, c);
	rows = store_outbox_list(d->store, c->id, "held", &n);
	for (size_t i = 0; i < n; i++)
		if (waited_long(d, &rows[i]))
			renew_offer(d, c, &rows[i]);
	outbox_rows_free(rows, n);
	return store_outbox_approve(d->store, c->id, 0, d->now);
}
