/* The ordered list of handlers: the order is the precedence, loop guards first. */
#include "address_claim.h"
#include "confirm.h"
#include "desk_chat.h"
#include "handlers.h"
#include "operator.h"
#include "thanks.h"

#include <stdlib.h>

static const struct message_handler *const messages[] = {
    &handler_chat_aside,
    &handler_bounce,
    &handler_calendar,
    &handler_auto_reply,
    &handler_spam,
    &handler_status,
    &handler_no_show,
    &handler_course_end,
    &handler_format,
    &handler_menu_choice,
    &handler_menu_change,
    &handler_expert_accept,
    &handler_expert_decline,
    &handler_expert_conditional,
    &handler_report,
    &handler_survey,
    &handler_schedule,
    &handler_withdraw,
    &handler_complaint,
    &handler_application,
    &handler_status_more,
    &handler_thanks,
    &handler_followup,
    &handler_request,
    &handler_other,
};

static const struct timer_handler *const timers[] = {
    &timer_offer_due,
    &timer_offer_remind,
    &timer_offer_bounced,
    &timer_visit_reminder,
    &timer_visit_over,
    &timer_report_late,
    &timer_report_again,
    &timer_report_missing,
    &timer_slots_remind,
    &timer_slots_silent,
    &timer_course_end_silent,
    &timer_format_silent,
    &timer_course_close,
    &timer_survey_remind,
    &timer_survey_close,
    &timer_confirm_silent,
    &timer_match,
    &timer_digest,
    &timer_alert_summary,
    &timer_agency_visits,
    &timer_expiry,
};

/* Whatever else a message is taken for, and whoever wrote it: an incident that it tells
 * of is the operator's at once. That of a case of its own has been told. */
static void
tell_incident(struct desk *d, struct input *in)
{
	struct case_row *c = in->case_id ? in->c : NULL;

	if (!in->r->urgent || in->r->decision == DECISION_IGNORE)
		return;
	if (in->case_id && (!c || c->id != in->case_id || c->incident))
		return;
	desk_alert_incident(d, c,
	    c ? "進行中の案件でインシデントの連絡です"
	      : "案件にならないメールがインシデントを伝えています",
	    "本文を読み、急ぐものか確かめてください");
}

enum outcome
handle_message(struct desk *d, struct input *in, const char **name)
{
	enum outcome outcome;
	size_t i = 0;

	if (operator_heard(d, in)) {
		if (name)
			*name = "operator";
		return OUTCOME_IGNORED;
	}
	desk_chat_heard(d, in);
	if (address_claim_noted(d, in) || address_code_sent(d, in)) {
		if (name)
			*name = "address_claim";
		tell_incident(d, in);
		return in->r->decision == DECISION_REVIEW ? OUTCOME_PERSON : OUTCOME_DONE;
	}
	if (confirm_noted(d, in)) {
		in->case_id = in->c->id;
		if (name)
			*name = "confirm";
		tell_incident(d, in);
		return OUTCOME_DONE;
	}
	if (thanks_noted(d, in)) {
		if (name)
			*name = "thanks";
		return OUTCOME_DONE;
	}
	while (i + 1 < ARRAY_LEN(messages) && !messages[i]->match(in))
		i++;
	if (name)
		*name = messages[i]->name;
	outcome = messages[i]->run(d, in);
	tell_incident(d, in);
	return outcome;
}

bool
handle_timer(struct desk *d, struct case_row *c, const struct timer *due)
{
	for (size_t i = 0; i < ARRAY_LEN(timers); i++)
		if (str_eq(timers[i]->kind, due->kind) && timers[i]->of_desk == !c) {
			timers[i]->run(d, c, due);
			return true;
		}
	return false;
}

enum outcome
handler_ask(struct desk *d, struct input *in, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = xvasprintf(fmt, ap);
	va_end(ap);
	in->r->decision = DECISION_REVIEW;
	desk_event(d, in->c, "review", true, "%s（差出人 %s、件名「%s」）", text,
	    in->m->from.addr ? in->m->from.addr : "不明",
	    in->m->subject ? in->m->subject : "");
	free(text);
	return OUTCOME_PERSON;
}

bool
handler_may_act(const struct input *in, const char *role)
{
	return in->c && in->route->trusted && in->r->decision != DECISION_REVIEW &&
	       (!role || str_eq(in->route->role, role));
}

enum party
handler_writer(struct desk *d, const struct input *in)
{
	struct person p;
	bool contact = false;

	if (in->c && in->c->requester_id &&
	    store_person_get(d->store, in->c->requester_id, &p)) {
		contact = str_ieq(p.email, in->m->from.addr);
		person_free(&p);
	}
	return contact ? PARTY_REQUESTER : PARTY_REFERRER;
}
