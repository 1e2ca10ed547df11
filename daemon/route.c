/* Which case a message belongs to. See route.h. */
#include "route.h"

#include "auth_results.h"
#include "clock.h"
#include "ics.h"
#include "route_chat.h"
#include "store_inbox.h"
#include "store_slots.h"
#include "token.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What the desk had said last decides what an answer means. */
static const struct {
	const char *template_name;
	enum context context;
} contexts[] = {
    {"offer", CONTEXT_OFFER_SENT},
    {"offer_incident", CONTEXT_OFFER_SENT},
    {"offer_question", CONTEXT_OFFER_SENT},
    {"offer_delegated", CONTEXT_OFFER_SENT},
    {"offer_reminder", CONTEXT_OFFER_SENT},
    {"offer_answer", CONTEXT_OFFER_SENT},
    {"ack_confirm", CONTEXT_CONFIRM_MENU},
    {"ack_place", CONTEXT_CONFIRM_MENU},
    /* The introduction names the dates; they hold unless somebody objects. */
    {"intro_company", CONTEXT_VISIT_FIXED},
    {"intro_expert", CONTEXT_VISIT_FIXED},
    {"visit_invite", CONTEXT_VISIT_PROPOSED},
    {"visit_update", CONTEXT_VISIT_PROPOSED},
    {"visit_slots", CONTEXT_VISIT_PROPOSED},
    {"visit_slots_off", CONTEXT_VISIT_PROPOSED},
    {"visit_slots_reminder", CONTEXT_VISIT_PROPOSED},
    {"visit_slots_wrong", CONTEXT_VISIT_PROPOSED},
    {"visit_fixed", CONTEXT_VISIT_FIXED},
    {"visit_format", CONTEXT_VISIT_FIXED},
    {"visit_format_ask", CONTEXT_VISIT_FIXED},
    {"visit_off", CONTEXT_INTRO_SENT},
    {"visit_reminder_company", CONTEXT_VISIT_FIXED},
    {"visit_reminder_expert", CONTEXT_VISIT_FIXED},
    {"report_request", CONTEXT_REPORT_DUE},
    {"report_reminder", CONTEXT_REPORT_DUE},
    {"report_question", CONTEXT_REPORT_DUE},
    {"report_thanks", CONTEXT_REPORT_DUE},
    {"homework_company", CONTEXT_VISIT_FIXED},
    /* About a visit whose report may be missing; a yes to it reports nothing. */
    {"course_end_ask", CONTEXT_INTRO_SENT},
    {"survey", CONTEXT_SURVEY_SENT},
    {"survey_reminder", CONTEXT_SURVEY_SENT},
};

static enum context
context_of_template(const char *template_name)
{
	for (size_t i = 0; i < ARRAY_LEN(contexts); i++)
		if (str_eq(contexts[i].template_name, template_name))
			return contexts[i].context;
	return CONTEXT_NONE;
}

static void
found(struct route *r, int64_t case_id, const char *how)
{
	r->case_id = case_id;
	set_str(&r->how, how);
}

/* --- our token --- */

static bool
token_of_message(
    struct desk *d, const struct message *m, struct token *t, struct secret *key)
{
	const char *desk = d->config->desk.address;
	const struct addresses *lists[] = {&m->to, &m->cc};
	struct token candidate;

	for (size_t l = 0; l < ARRAY_LEN(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (token_parse(lists[l]->v[i].addr, desk, &candidate) &&
			    store_secret_get(d->store, candidate.key, key)) {
				*t = candidate;
				return true;
			}
	for (size_t i = 0; i < m->delivered_to.n; i++)
		if (token_parse(m->delivered_to.v[i], desk, &candidate) &&
		    store_secret_get(d->store, candidate.key, key)) {
			*t = candidate;
			return true;
		}
	return false;
}

static void
case_of_token(struct desk *d, const struct token *t, struct route *r)
{
	struct offer o;
	struct visit v;

	if (t->kind == 'c') {
		r->case_id = t->id;
	} else if (t->kind == 'o' && store_offer_get(d->store, t->id, &o)) {
		r->case_id = o.case_id;
		r->offer_id = o.id;
		offer_free(&o);
	} else if (t->kind == 'v' && store_visit_get(d->store, t->id, &v)) {
		r->case_id = v.case_id;
		r->visit_id = v.id;
		visit_free(&v);
	}
}

/* A token that was made for somebody else, shown by a stranger, still says which case;
 * but nothing is done on his word. One that was made for nobody we know says nothing. */
static bool
good_for_participant(
    struct desk *d, const struct token *t, const struct secret *key, int64_t case_id)
{
	size_t n;
	bool good = false;
	struct outbox_row *rows = store_outbox_list(d->store, case_id, NULL, &n);

	for (size_t i = 0; i < n && !good; i++)
		good = token_good(t, key, rows[i].recipient);
	outbox_rows_free(rows, n);
	return good;
}

static void
by_token(struct desk *d, const struct message *m, struct route *r)
{
	struct token t;
	struct secret key;

	if (!token_of_message(d, m, &t, &key))
		return;
	case_of_token(d, &t, r);
	if (!r->case_id)
		return;
	if (m->from.addr && token_good(&t, &key, m->from.addr)) {
		r->trusted = r->proved = true;
		r->bears = r->offer_id;
		r->bears_until = t.until;
		set_str(&r->how, "返信用アドレスの照合");
	} else if (good_for_participant(d, &t, &key, r->case_id)) {
		set_str(&r->how, "返信用アドレスは正しいが、送信者が別のアドレス");
	} else {
		r->case_id = r->offer_id = r->visit_id = 0;
	}
}

/* --- threads and numbers --- */

static bool
by_our_message_id(struct desk *d, const char *id, struct route *r)
{
	struct outbox_row row;

	if (!id || !store_outbox_by_message_id(d->store, id, &row))
		return false;
	/* A thread that leads into another case than the token is not followed. */
	if (r->case_id && row.case_id != r->case_id) {
		outbox_row_free(&row);
		return false;
	}
	r->outbox_id = row.id;
	if (!r->case_id)
		found(r, row.case_id, "返信元のメール");
	r->threaded = true;
	if (!r->offer_id)
		r->offer_id = row.offer_id;
	if (!r->visit_id)
		r->visit_id = row.visit_id;
	r->context.context = context_of_template(row.template_name);
	r->format_asked = str_eq(row.template_name, "visit_format_ask");
	r->end_asked = str_eq(row.template_name, "course_end_ask");
	if (str_starts(row.template_name, "visit_slots"))
		r->slot_round = store_slots_round_of(d->store, row.visit_id, row.id);
	outbox_row_free(&row);
	return true;
}

/* A colleague answering the company's own mail, with the desk in copy. */
static void
by_others_message_id(struct desk *d, const char *id, struct route *r)
{
	int64_t case_id =
	    id && !r->case_id ? store_inbox_case_of_message_id(d->store, id) : 0;

	if (!case_id)
		return;
	found(r, case_id, "同じスレッドのメール");
	r->threaded = true;
}

static void
by_thread(struct desk *d, const struct message *m, struct route *r)
{
	if (by_our_message_id(d, m->in_reply_to, r))
		return;
	for (size_t i = m->references.n; i-- > 0;)
		if (by_our_message_id(d, m->references.v[i], r))
			return;
	if (r->case_id)
		return;
	by_others_message_id(d, m->in_reply_to, r);
	for (size_t i = m->references.n; i-- > 0;)
		by_others_message_id(d, m->references.v[i], r);
}

static bool
answers(const struct message *m, const char *id)
{
	return str_eq(m->in_reply_to, id) || strlist_has(&m->references, id);
}

/* What it answers is a letter of ours that asks nothing about an offer: one that says the
 * case is another's, or over. */
static bool
answers_other_letter(struct desk *d, const struct route *r)
{
	struct outbox_row row;
	bool other;

	if (!r->outbox_id || !store_outbox_get(d->store, r->outbox_id, &row))
		return false;
	other = !row.offer_id;
	outbox_row_free(&row);
	return other;
}

/* A letter about an offer goes to its expert alone, and its Message-ID holds 80 random
 * bits (desk_mail.c): who names it from that address has got the letter, as one has who
 * bears its token. Other letters' Message-IDs prove nothing of the offer. */
static void
by_offer_letter(struct desk *d, const struct message *m, struct route *r)
{
	size_t n;
	struct outbox_row *rows;

	if (r->bears || (!str_eq(r->role, "asked") && !str_eq(r->role, "expert")) ||
	    answers_other_letter(d, r))
		return;
	rows = store_outbox_list(d->store, r->case_id, NULL, &n);
	for (size_t i = 0; i < n && !r->bears; i++)
		if (rows[i].offer_id && str_ieq(rows[i].recipient, m->from.addr) &&
		    answers(m, rows[i].message_id))
			r->bears = rows[i].offer_id;
	outbox_rows_free(rows, n);
}

/* Any letter of the case, likewise: who names it from the address that it went to has got
 * it. */
static void
by_own_letter(struct desk *d, const struct message *m, struct route *r)
{
	size_t n;
	struct outbox_row *rows;

	if (r->proved || !r->role)
		return;
	rows = store_outbox_list(d->store, r->case_id, NULL, &n);
	for (size_t i = 0; i < n && !r->proved; i++)
		r->proved = str_ieq(rows[i].recipient, m->from.addr) &&
		            answers(m, rows[i].message_id);
	outbox_rows_free(rows, n);
}

/* The number inside [案件 2026-0123], brackets of either width. */
static char *
subject_number(const char *subject)
{
	const char *p = subject ? strstr(subject, "案件") : NULL;
	char number[24];
	size_t n = 0;

	if (!p && subject)
		p = str_ifind(subject, "[case");
	if (!p)
		return NULL;
	while (*p && !isdigit((unsigned char)*p))
		p++;
	while (n + 1 < sizeof(number) && (isdigit((unsigned char)p[n]) || p[n] == '-')) {
		number[n] = p[n];
		n++;
	}
	number[n] = '\0';
	return n >= 6 && strchr(number, '-') ? xstrdup(number) : NULL;
}

static void
by_subject(struct desk *d, const struct message *m, struct route *r)
{
	char *number = subject_number(m->subject);
	struct case_row c;

	if (number && store_case_find(d->store, number, &c)) {
		found(r, c.id, "件名の案件番号");
		case_row_free(&c);
	}
	free(number);
}

static void
by_calendar(struct desk *d, const struct message *m, struct route *r)
{
	struct ics_reply reply;
	struct visit v;

	for (size_t i = 0; i < m->calendars.n && !r->case_id; i++) {
		if (!ics_parse_reply(m->calendars.v[i], m->from.addr, &reply))
			continue;
		if (store_visit_by_uid(d->store, reply.uid, &v)) {
			found(r, v.case_id, "カレンダーの返信");
			r->visit_id = v.id;
			visit_free(&v);
		}
		ics_reply_free(&reply);
	}
}

/* --- who writes, and in which part of the conversation --- */

/* An expert who was asked is not yet a participant, but known for this one case. */
static bool
is_asked_expert(struct desk *d, const struct message *m, struct route *r)
{
	struct offer o;

	if (!m->from.addr ||
	    !store_offer_of_email(d->store, r->case_id, m->from.addr, &o))
		return false;
	r->offer_id = o.id;
	set_str(&r->role, "asked");
	offer_free(&o);
	return true;
}

static void
find_role(struct desk *d, const struct message *m, struct route *r)
{
	char *role = NULL;

	if (m->from.addr &&
	    store_case_has_person(d->store, r->case_id, m->from.addr, &role)) {
		free(r->role);
		r->role = role;
		return;
	}
	(void)is_asked_expert(d, m, r);
}

/* Where the provider's checks are believed, trust needs that they passed. */
static void
settle_trust(struct route *r)
{
	if (!r->unchecked)
		return;
	r->trusted = false;
	set_str(&r->how, r->forged ? "送信元の認証（DMARC）に失敗"
	                           : "送信元の認証（DMARC・SPF・DKIM）を確かめられない");
}

/* Without a mail of ours to go by, the state of the case tells what was said last. */
static enum context
context_of_state(struct desk *d, const struct case_row *c, const struct route *r)
{
	struct visit v;
	bool held = false;

	/* A letter that ended his offer asks nothing: "yes" to it is no acceptance. */
	if (str_eq(r->role, "asked"))
		return answers_other_letter(d, r) ? CONTEXT_NONE : CONTEXT_OFFER_SENT;
	if (str_eq(c->state, "confirm"))
		return CONTEXT_CONFIRM_MENU;
	if (r->visit_id && store_visit_get(d->store, r->visit_id, &v)) {
		held = str_eq(v.state, "held");
		visit_free(&v);
		return held && str_eq(r->role, "expert") ? CONTEXT_REPORT_DUE
		                                         : CONTEXT_VISIT_PROPOSED;
	}
	if (str_eq(c->state, "survey") && !str_eq(r->role, "expert"))
		return CONTEXT_SURVEY_SENT;
	if (str_eq(c->state, "accepted"))
		return CONTEXT_INTRO_SENT;
	return CONTEXT_NONE;
}

/* The introduction is answered while slots for a visit's date are on the table; nothing
 * is fixed where no visit has a date yet. */
static void
settle_introduction(struct desk *d, struct route *r, struct visit *v)
{
	size_t n, dated = 0;
	struct visit *rows;

	if (r->context.context != CONTEXT_VISIT_FIXED)
		return;
	if (store_visit_searched(d->store, r->case_id, v)) {
		r->context.context = CONTEXT_VISIT_PROPOSED;
		r->slot_round = v->round;
		return;
	}
	rows = store_visit_list(d->store, r->case_id, &n);
	for (size_t i = 0; i < n; i++)
		dated +=
		    str_eq(rows[i].state, "proposed") || str_eq(rows[i].state, "fixed");
	visits_free(rows, n);
	if (!dated)
		r->context.context = CONTEXT_INTRO_SENT;
}

/* The dates of the introduction are no alternatives to choose from, so only the slots, or
 * the date, of one visit are given to the reader. */
static void
add_slots(struct desk *d, struct route *r)
{
	struct visit v = {0};
	size_t n;
	struct slot *slots;

	if (!r->visit_id)
		settle_introduction(d, r, &v);
	else if (!store_visit_get(d->store, r->visit_id, &v))
		return;
	/* A new mail to the reply address of a visit: what is on the table is meant. */
	if (!r->slot_round && !r->outbox_id &&
	    r->context.context == CONTEXT_VISIT_PROPOSED)
		r->slot_round = v.round;
	if (v.id && r->slot_round) {
		slots = store_slots(d->store, v.id, r->slot_round, &n);
		for (size_t i = 0; i < n; i++)
			strlist_take(
			    &r->context.proposed, civil_iso_minute(slots[i].starts_at));
		free(slots);
	} else if (v.id) {
		strlist_take(&r->context.proposed, civil_iso_minute(v.starts_at));
	}
	if (v.id && !str_eq(v.state, "asked")) {
		free(r->context.fixed);
		r->context.fixed = civil_iso_minute(v.starts_at);
	}
	visit_free(&v);
}

static const char *
context_role(const char *role)
{
	return str_eq(role, "expert") || str_eq(role, "asked") ? "expert"
	       : str_eq(role, "referrer")                      ? "agency"
	       : str_eq(role, "requester")                     ? "sme"
	                                                       : "unknown";
}

static void
fill_context(struct desk *d, const struct message *m, struct route *r)
{
	struct case_row c;

	r->context.engaged = str_eq(r->role, "expert");
	r->context.sent = m->date > 0 ? m->date : d->now;
	if (!r->case_id || !store_case_get(d->store, r->case_id, &c))
		return;
	if (r->context.context == CONTEXT_NONE)
		r->context.context = context_of_state(d, &c, r);
	set_str(&r->context.from_role, context_role(r->role));
	add_slots(d, r);
	case_row_free(&c);
}

void
route_message(
    struct desk *d, const struct message *m, const char *authserv_id, struct route *r)
{
	enum auth_verdict verdict =
	    auth_results_verdict(&m->auth_results, authserv_id, m->from.addr);
	const struct route unknown = {.forged = verdict == VERDICT_FAIL,
	    .unchecked = !str_empty(authserv_id) && verdict != VERDICT_PASS};
	bool token;

	*r = unknown;
	if (m->chat) {
		*r = (struct route){0};
		route_chat(d, m, r);
		fill_context(d, m, r);
		return;
	}
	if (m->dsn.present && by_our_message_id(d, m->dsn.original_message_id, r)) {
		fill_context(d, m, r);
		return;
	}
	by_token(d, m, r);
	r->threaded = token = r->case_id != 0;
	by_thread(d, m, r);
	if (!r->case_id)
		by_calendar(d, m, r);
	if (!r->case_id)
		by_subject(d, m, r);
	if (!r->case_id) {
		fill_context(d, m, r);
		return;
	}
	find_role(d, m, r);
	if (!r->role && !token) {
		/* A stranger: he learns nothing of the case and is not put into it. */
		route_free(r);
		*r = unknown;
	} else if (!token) {
		r->trusted = r->role != NULL;
	} else if (!r->role) {
		/* A token only proves that its mail was seen. */
		r->trusted = false;
		set_str(&r->how, "返信用アドレスは正しいが、案件の関係者ではない");
	}
	by_offer_letter(d, m, r);
	by_own_letter(d, m, r);
	settle_trust(r);
	fill_context(d, m, r);
}

static bool
answers_something(enum kind kind)
{
	static const enum kind kinds[] = {KIND_EXPERT_ACCEPT, KIND_EXPERT_DECLINE,
	    KIND_EXPERT_CONDITIONAL, KIND_SCHEDULE_REPLY, KIND_VISIT_REPORT,
	    KIND_FOLLOWUP, KIND_WITHDRAW, KIND_COMPLAINT};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

void
route_by_sender(struct desk *d, const struct message *m, enum kind kind, struct route *r)
{
	int64_t ids[2];
	size_t n;

	if (r->case_id || !m->from.addr || !answers_something(kind))
		return;
	n = store_case_open_of(d->store, m->from.addr, ids, ARRAY_LEN(ids));
	if (n == 0)
		n = store_offer_open_of(d->store, m->from.addr, ids, ARRAY_LEN(ids));
	if (n != 1)
		return;
	found(r, ids[0], "送信者の進行中の案件（返信元なし）");
	find_role(d, m, r);
	fill_context(d, m, r);
	r->trusted = false;
}

void
route_vouched(struct desk *d, const struct message *m, int64_t case_id, struct route *r)
{
	struct offer o;

	/* Which visit or slots it answers is worth keeping. */
	route_message(d, m, NULL, r);
	if (r->case_id != case_id) {
		route_free(r);
		if (case_id) {
			found(r, case_id, "担当者の指定");
			find_role(d, m, r);
		}
		fill_context(d, m, r);
	}
	r->trusted = r->proved = true;
	r->threaded = case_id != 0;
	r->forged = r->unchecked = false;
	if (case_id && !r->bears && m->from.addr &&
	    store_offer_of_email(d->store, case_id, m->from.addr, &o)) {
		r->bears = o.id;
		offer_free(&o);
	}
}

void
route_free(struct route *r)
{
	free(r->role);
	free(r->how);
	read_context_free(&r->context);
	*r = (struct route){0};
}
