/* Letters that waited for approval while things went on. See desk_overtaken.h. */
#include "desk_overtaken.h"

#include "case_state.h"

/* Each test: true when the letter is not true any more. */

static bool
has_ended(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	(void)d;
	(void)row;
	return str_eq(c->state, "closed") || str_eq(c->state, "withdrawn");
}

/* The question has been answered, or decided without an answer. */
static bool
is_understood(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	(void)d;
	(void)row;
	return !str_eq(c->state, "confirm");
}

static bool
is_reviewed(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	(void)d;
	(void)row;
	return !str_eq(c->state, "review");
}

static bool
is_looked_for(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	(void)d;
	(void)row;
	return !str_eq(c->state, "no_expert");
}

static bool
offer_over(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct offer o;
	bool over = true;

	(void)c;
	if (row->offer_id && store_offer_get(d->store, row->offer_id, &o)) {
		over = !str_eq(o.state, "open") && !str_eq(o.state, "conditional");
		offer_free(&o);
	}
	return row->offer_id && over;
}

/* That an answer will come says nothing beside the answer. */
static bool
question_answered(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct offer o;
	bool waits = true;

	(void)c;
	if (row->offer_id && store_offer_get(d->store, row->offer_id, &o)) {
		waits = str_eq(o.state, "conditional");
		offer_free(&o);
	}
	return !waits;
}

static bool
offer_late(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct offer o;
	bool late = false;

	if (offer_over(d, c, row))
		return true;
	if (row->offer_id && store_offer_get(d->store, row->offer_id, &o)) {
		late = o.due_at < d->now;
		offer_free(&o);
	}
	return late;
}

static bool
nobody_engaged(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct expert e;
	bool same = true;

	if (str_eq(row->template_name, "intro_expert") && desk_case_expert(d, c, &e)) {
		same = str_ieq(e.email, row->recipient);
		expert_free(&e);
	}
	return !c->expert_id || !same;
}

/* A date that has gone by, or was called off. */
static bool
visit_past(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct visit v;
	bool past = false;

	(void)c;
	if (row->visit_id && store_visit_get(d->store, row->visit_id, &v)) {
		past = str_eq(v.state, "cancelled") || str_eq(v.state, "held") ||
		       (!str_eq(v.state, "asked") && v.starts_at < d->now);
		visit_free(&v);
	}
	return past;
}

/* The date has been found, or the search has begun anew. */
static bool
visit_agreed(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct visit v;
	bool agreed = false;

	if (row->visit_id && store_visit_get(d->store, row->visit_id, &v)) {
		agreed = str_eq(v.state, "fixed");
		visit_free(&v);
	}
	return agreed || visit_past(d, c, row);
}

static bool
report_in(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	struct visit v;
	bool in = false;

	(void)c;
	if (row->visit_id && store_visit_get(d->store, row->visit_id, &v)) {
		in = v.report_inbox_id != 0;
		visit_free(&v);
	}
	return in;
}

static const char ended[] = "案件がすでに終わっています",
                  understood[] = "内容の確認がすでに済んでいます",
                  reviewed[] = "担当者の確認がすでに済んでいます",
                  looked_for[] = "その後、専門家への打診が進んでいます",
                  offer_ended[] = "打診がすでに終わっています",
                  answered[] = "質問・条件にすでに答えているか、打診が終わっています",
                  deadline[] = "打診が終わったか、回答期限を過ぎています",
                  disengaged[] = "紹介する専門家がすでに替わっています",
                  past[] = "訪問の日時を過ぎたか、取りやめになっています",
                  agreed[] = "訪問の日時がすでに決まっています",
                  reported[] = "報告をすでに受け取っています";

static const struct {
	const char *template_name;
	bool (*overtaken)(
	    struct desk *d, const struct case_row *c, const struct outbox_row *row);
	const char *why;
} table[] = {
    {"ack", has_ended, ended},
    {"ack_agency", has_ended, ended},
    {"ack_incident", has_ended, ended},
    {"ack_confirm", is_understood, understood},
    {"ack_place", is_understood, understood},
    {"ack_review", is_reviewed, reviewed},
    {"followup_receipt", has_ended, ended},
    {"company_status", has_ended, ended},
    {"agency_status", has_ended, ended},
    {"withdraw_check", has_ended, ended},
    {"no_expert_company", is_looked_for, looked_for},
    {"no_expert_agency", is_looked_for, looked_for},
    {"offer", offer_over, offer_ended},
    {"offer_incident", offer_over, offer_ended},
    {"offer_answer", offer_over, offer_ended},
    {"offer_question", question_answered, answered},
    {"offer_delegated", question_answered, answered},
    {"offer_reminder", offer_late, deadline},
    {"intro_company", nobody_engaged, disengaged},
    {"intro_expert", nobody_engaged, disengaged},
    {"intro_agency", nobody_engaged, disengaged},
    {"visit_slots", visit_agreed, agreed},
    {"visit_slots_reminder", visit_agreed, agreed},
    {"visit_slots_wrong", visit_agreed, agreed},
    {"visit_fixed", visit_past, past},
    {"visit_invite", visit_past, past},
    {"visit_update", visit_past, past},
    {"visit_reminder_company", visit_past, past},
    {"visit_reminder_expert", visit_past, past},
    {"report_request", report_in, reported},
    {"report_reminder", report_in, reported},
};

const char *
desk_overtaken(struct desk *d, const struct case_row *c, const struct outbox_row *row)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_eq(table[i].template_name, row->template_name))
			return table[i].overtaken(d, c, row) ? table[i].why : NULL;
	return NULL;
}

int64_t
desk_drop_overtaken(struct desk *d, const struct case_row *c)
{
	size_t n;
	int64_t dropped = 0;
	struct outbox_row *rows = store_outbox_list(d->store, c->id, "held", &n);

	for (size_t i = 0; i < n; i++) {
		const char *why = desk_overtaken(d, c, &rows[i]);

		if (!why)
			continue;
		store_outbox_drop(d->store, rows[i].id, why, d->now);
		dropped++;
	}
	outbox_rows_free(rows, n);
	return dropped;
}
