/* The table of texts and their vocabularies, see template_names.h. */
#include "template_names.h"

#include <string.h>

enum group {
	G_DESK = 1 << 0,
	G_CASE = 1 << 1,    /* what an outsider may know of a case */
	G_OWN = 1 << 2,     /* the requester's own words */
	G_COMPANY = 1 << 3, /* who asks */
	G_AGENCY = 1 << 4,
	G_EXPERT = 1 << 5,
	G_OFFER = 1 << 6,
	G_VISIT = 1 << 7,
	G_VISITS = 1 << 8,
	G_COURSE = 1 << 9,
	G_MISSING = 1 << 10,
	G_MENU = 1 << 11,
	G_ALERT = 1 << 12,
	G_RECEIVED = 1 << 13,
	G_OUTCOME = 1 << 14,
	G_ANSWER = 1 << 15,
	G_DIGEST = 1 << 24,
	G_EXPERT_NAME = 1 << 16, /* who it is, and nothing else of him */
	G_CLOSED = 1 << 18,      /* how far a case had come when it was closed */
	G_STATUS = 1 << 17,      /* how the case stands, and who is waited for */
	G_NOTICE = 1 << 19,
	G_LISTED = 1 << 20,
	G_SLOTS = 1 << 21,
	G_REPORT = 1 << 22,    /* what of a report is asked back, or thanked for */
	G_UNSETTLED = 1 << 23, /* what is open before a visit */

	/* Who reads it decides what it may say. */
	FOR_COMPANY = G_DESK | G_CASE | G_OWN | G_COMPANY | G_AGENCY | G_RECEIVED,
	FOR_AGENCY = FOR_COMPANY | G_EXPERT_NAME,
	FOR_ASKED_EXPERT = G_DESK | G_CASE | G_EXPERT | G_OFFER | G_COURSE | G_RECEIVED,
	FOR_BOTH = FOR_COMPANY | G_EXPERT
};

static const struct {
	unsigned group;
	const char *path;
} names[] = {
    {G_DESK, "desk.name"},
    {G_DESK, "desk.organisation"},
    {G_DESK, "desk.address"},
    {G_DESK, "desk.phone"},
    {G_DESK, "desk.hours"},
    {G_CASE, "case.number"},
    {G_CASE, "case.category_mark"},
    {G_CASE, "case.category_label"},
    {G_CASE, "case.submenu_label"},
    {G_CASE, "case.theme_label"},
    {G_CASE, "case.region"},
    {G_CASE, "case.industry"},
    {G_CASE, "case.employees"},
    {G_CASE, "case.budget"},
    {G_CASE, "case.format_label"},
    {G_CASE, "case.dates_text"},
    {G_CASE, "case.opened"},
    {G_CASE, "case.urgent"},
    {G_OWN, "case.need"},
    {G_OWN, "case.subject"},
    {G_COMPANY, "company.name"},
    {G_COMPANY, "company.contact"},
    {G_COMPANY, "company.email"},
    {G_COMPANY, "company.phone"},
    {G_COMPANY, "company.salutation"},
    {G_COMPANY, "company.relayed"}, /* to the agency, as its address is not known */
    {G_AGENCY, "agency.name"},
    {G_AGENCY, "agency.salutation"},
    {G_EXPERT | G_EXPERT_NAME, "expert.name"},
    {G_EXPERT, "expert.registration_no"},
    {G_EXPERT, "expert.affiliation"},
    {G_EXPERT | G_EXPERT_NAME, "expert.organisation"},
    {G_EXPERT, "expert.email"},
    {G_EXPERT, "expert.qualifications"},
    {G_EXPERT, "expert.industries"},
    {G_EXPERT, "expert.themes"},
    {G_EXPERT, "expert.forms"},
    {G_EXPERT, "expert.fee"},
    {G_EXPERT, "expert.track_record"},
    {G_EXPERT, "expert.pr"},
    {G_EXPERT, "expert.valid_until"},
    {G_OFFER, "offer.due"},
    {G_OFFER, "offer.reasons"},
    {G_VISIT, "visit.no"},
    {G_VISIT, "visit.total"},
    {G_VISIT, "visit.date"},
    {G_VISIT, "visit.end"},
    {G_VISIT, "visit.format_label"},
    {G_VISIT, "visit.online"},
    {G_VISIT, "visit.is_first"},
    {G_VISIT, "visit.is_last"},
    {G_VISITS, "to_come.no"},
    {G_VISITS, "to_come.date"},
    {G_VISITS, "to_come.end"},
    {G_VISITS, "to_come.format_label"},
    {G_VISITS, "visits.no"},
    {G_VISITS, "visits.total"},
    {G_VISITS, "visits.date"},
    {G_VISITS, "visits.end"},
    {G_VISITS, "visits.format_label"},
    {G_VISITS, "visits.online"},
    {G_VISITS, "visits.is_first"},
    {G_VISITS, "visits.is_last"},
    {G_VISITS, "visits.fixed"},
    {G_VISITS, "visits.open"},
    {G_VISITS, "visits.over"},
    {G_VISITS, "visits.asking"},
    {G_SLOTS, "slots.no"},
    {G_SLOTS, "slots.date"},
    {G_SLOTS, "slots.end"},
    {G_SLOTS, "asking.until"},
    {G_SLOTS, "asking.to_expert"},
    {G_SLOTS, "asking.offered"},
    {G_SLOTS, "asking.again"},
    {G_SLOTS, "asking.moving"},
    {G_SLOTS, "asking.outside"},
    {G_SLOTS, "asking.pending"},
    {G_SLOTS, "asking.was"},
    {G_SLOTS, "asking.slots"},
    {G_SLOTS, "wrong"},
    {G_COURSE, "preparation"},
    {G_COURSE, "content"},
    {G_COURSE, "homework"},
    {G_COURSE, "assigned"},
    {G_COURSE, "timetable"},
    {G_COURSE, "deliverables"},
    {G_MISSING, "missing.category"},
    {G_MISSING, "missing.theme"},
    {G_MISSING, "missing.prefecture"},
    {G_MISSING, "missing.industry"},
    {G_MISSING, "missing.employees"},
    {G_MISSING, "missing.budget"},
    {G_MISSING, "missing.format"},
    {G_MISSING, "missing.dates"},
    {G_MISSING, "missing.company"},
    {G_MISSING, "missing.contact"},
    {G_MISSING, "missing.phone"},
    {G_MENU, "menu.mark"},
    {G_MENU, "menu.label"},
    {G_ALERT, "alert.title"},
    {G_ALERT, "alert.lines"},
    {G_RECEIVED, "received.subject"},
    {G_RECEIVED, "received.date"},
    {G_OUTCOME, "outcome"},
    {G_ANSWER, "answer"},
    {G_UNSETTLED, "unsettled.any"},
    {G_UNSETTLED, "unsettled.company_date"},
    {G_UNSETTLED, "unsettled.expert_date"},
    {G_UNSETTLED, "unsettled.report_no"},
    {G_UNSETTLED, "unsettled.items"},
    {G_UNSETTLED, "confirmed.label"},
    {G_UNSETTLED, "confirmed.value"},
    {G_REPORT, "report.done_on"},
    {G_REPORT, "report.number"},
    {G_REPORT, "report.corrected"},
    {G_REPORT, "report.impossible"},
    {G_REPORT, "report.future"},
    {G_REPORT, "report.other_day"},
    {G_REPORT, "report.other_visit"},
    {G_REPORT, "report.goal_unclear"},
    {G_REPORT, "report.goal_missing"},
    {G_REPORT, "report.next_unclear"},
    {G_DIGEST, "digest.day"},
    {G_DIGEST, "digest.nothing"},
    {G_DIGEST, "digest.waiting.text"},
    {G_DIGEST, "digest.waiting.since"},
    {G_DIGEST, "digest.waiting.todo"},
    {G_DIGEST, "digest.waiting.urgent"},
    {G_DIGEST, "digest.late.text"},
    {G_DIGEST, "digest.late.since"},
    {G_DIGEST, "digest.late.todo"},
    {G_DIGEST, "digest.late.urgent"},
    {G_DIGEST, "digest.failed.text"},
    {G_DIGEST, "digest.failed.since"},
    {G_DIGEST, "digest.failed.todo"},
    {G_DIGEST, "digest.failed.urgent"},
    {G_DIGEST, "digest.today.text"},
    {G_DIGEST, "digest.today.since"},
    {G_DIGEST, "digest.today.todo"},
    {G_DIGEST, "digest.today.urgent"},
    {G_DIGEST, "digest.next.text"},
    {G_DIGEST, "digest.next.since"},
    {G_DIGEST, "digest.next.todo"},
    {G_DIGEST, "digest.next.urgent"},
    {G_DIGEST, "digest.others.text"},
    {G_DIGEST, "digest.others.since"},
    {G_DIGEST, "digest.others.todo"},
    {G_DIGEST, "digest.others.urgent"},
    {G_DIGEST, "digest.waiting_count"},
    {G_DIGEST, "digest.waiting_more"},
    {G_DIGEST, "digest.late_count"},
    {G_DIGEST, "digest.late_more"},
    {G_DIGEST, "digest.failed_count"},
    {G_DIGEST, "digest.failed_more"},
    {G_DIGEST, "digest.today_count"},
    {G_DIGEST, "digest.today_more"},
    {G_DIGEST, "digest.next_count"},
    {G_DIGEST, "digest.next_more"},
    {G_DIGEST, "digest.others_count"},
    {G_DIGEST, "digest.others_more"},
    {G_CLOSED, "closed.early"},
    {G_CLOSED, "closed.no_expert"},
    {G_CLOSED, "closed.with_expert"},
    {G_STATUS, "status.confirm"},
    {G_STATUS, "status.review"},
    {G_STATUS, "status.searching"},
    {G_STATUS, "status.asked"},
    {G_STATUS, "status.due"},
    {G_STATUS, "status.discussing"},
    {G_STATUS, "status.accepted"},
    {G_STATUS, "status.visiting"},
    {G_STATUS, "status.with_expert"},
    {G_STATUS, "status.next"},
    {G_STATUS, "status.as_proposed"},
    {G_STATUS, "status.waits_both"},
    {G_STATUS, "status.waits_company"},
    {G_STATUS, "status.waits_expert"},
    {G_STATUS, "status.waits_report"},
    {G_STATUS, "status.waits_nothing"},
    {G_STATUS, "status.waits_desk"},
    {G_STATUS, "status.no_expert"},
    {G_STATUS, "status.survey"},
    {G_STATUS, "status.closed"},
    {G_STATUS, "status.withdrawn"},
    {G_STATUS, "status.ended"},
    {G_STATUS, "status.more"},
    {G_STATUS, "status.for_company"},
    {G_NOTICE, "notice.again"},
    {G_LISTED, "listed.number"},
    {G_LISTED, "listed.date"},
    {G_LISTED, "listed.added"},
    {G_LISTED, "listed.changed"},
    {G_LISTED, "listed.paused"},
    {G_LISTED, "listed.resumed"},
    {G_LISTED, "listed.removed"},
    {G_LISTED, "listed.elsewhere"},
    {G_LISTED, "listed.reason"},
    {G_LISTED, "listed.entries.label"},
    {G_LISTED, "listed.entries.value"},
    {G_LISTED, "listed.lacking"},
    {G_LISTED, "listed.unclear"},
    {G_LISTED, "listed.unknown"},
    {G_LISTED, "listed.asks"},
};

static const struct template_info templates[] = {
    {"ack", FOR_COMPANY | G_MISSING},
    {"ack_agency", FOR_AGENCY | G_MISSING},
    {"ack_confirm", FOR_COMPANY | G_MISSING | G_MENU},
    {"ack_incident", FOR_COMPANY | G_MISSING},
    {"ack_place", FOR_COMPANY | G_MISSING},
    {"ack_review", FOR_COMPANY | G_MISSING},
    {"agency_status", FOR_AGENCY | G_VISITS | G_STATUS},
    {"agency_visits", FOR_AGENCY | G_VISITS},
    {"application_receipt", G_DESK | G_EXPERT | G_RECEIVED | G_LISTED},
    {"closed_agency", FOR_AGENCY | G_CLOSED},
    {"closed_company", FOR_COMPANY | G_CLOSED},
    {"closed_expert", G_DESK | G_CASE | G_EXPERT | G_RECEIVED | G_CLOSED},
    {"company_status", FOR_COMPANY | G_EXPERT_NAME | G_VISITS | G_STATUS},
    {"complaint_receipt", FOR_BOTH},
    {"course_closed_agency", FOR_AGENCY | G_VISITS},
    {"course_closed_company", FOR_BOTH | G_VISITS | G_COURSE | G_OUTCOME},
    {"course_closed_expert", FOR_BOTH | G_VISITS | G_COURSE | G_OUTCOME},
    {"course_end_ask", FOR_BOTH | G_VISIT | G_SLOTS},
    {"digest", G_DESK | G_DIGEST},
    {"expert_changed_agency", FOR_AGENCY | G_VISITS},
    {"expert_changed_company", FOR_COMPANY | G_VISITS},
    {"expert_released", FOR_ASKED_EXPERT},
    {"expert_replaced", FOR_ASKED_EXPERT},
    {"expiry_reminder", G_DESK | G_EXPERT | G_NOTICE},
    {"followup_receipt", FOR_BOTH},
    {"homework_company", FOR_BOTH | G_VISIT | G_VISITS | G_COURSE | G_REPORT},
    {"intro_agency", FOR_AGENCY | G_VISITS},
    {"intro_company", FOR_BOTH | G_VISITS | G_COURSE | G_SLOTS},
    {"intro_expert", FOR_BOTH | G_VISITS | G_COURSE | G_SLOTS},
    {"list_confirmed", G_DESK | G_EXPERT | G_LISTED},
    {"list_rejected", G_DESK | G_EXPERT | G_LISTED},
    {"no_expert_agency", FOR_AGENCY},
    {"no_expert_company", FOR_COMPANY},
    {"offer", FOR_ASKED_EXPERT},
    {"offer_answer", FOR_ASKED_EXPERT | G_ANSWER},
    {"offer_closed", FOR_ASKED_EXPERT},
    {"offer_declined", FOR_ASKED_EXPERT},
    {"offer_delegated", FOR_ASKED_EXPERT},
    {"offer_incident", FOR_ASKED_EXPERT},
    {"offer_late", FOR_ASKED_EXPERT},
    {"offer_question", FOR_ASKED_EXPERT},
    {"offer_recalled", FOR_ASKED_EXPERT},
    {"offer_reminder", FOR_ASKED_EXPERT},
    {"operator_alert", FOR_BOTH | G_ALERT | G_OUTCOME},
    {"report_question", FOR_BOTH | G_VISIT | G_COURSE | G_REPORT},
    {"report_reminder", FOR_BOTH | G_VISIT | G_COURSE},
    {"report_request", FOR_BOTH | G_VISIT | G_COURSE},
    {"report_thanks", FOR_BOTH | G_VISIT | G_VISITS | G_COURSE | G_REPORT},
    {"survey", FOR_BOTH | G_VISITS | G_COURSE | G_OUTCOME},
    {"survey_reminder", FOR_BOTH},
    {"survey_thanks", FOR_BOTH},
    {"visit_cancel", FOR_BOTH | G_VISIT},
    {"visit_entry", FOR_BOTH | G_VISIT}, /* a calendar's title and place, no mail */
    {"visit_fixed", FOR_BOTH | G_VISIT | G_COURSE | G_SLOTS},
    {"visit_invite", FOR_BOTH | G_VISIT | G_COURSE},
    {"visit_reminder_company", FOR_BOTH | G_VISIT | G_COURSE | G_UNSETTLED},
    {"visit_reminder_expert", FOR_BOTH | G_VISIT | G_COURSE | G_UNSETTLED},
    {"visit_slots", FOR_BOTH | G_VISIT | G_SLOTS},
    {"visit_slots_reminder", FOR_BOTH | G_VISIT | G_SLOTS},
    {"visit_slots_wrong", FOR_BOTH | G_VISIT | G_SLOTS},
    {"visit_update", FOR_BOTH | G_VISIT},
    {"withdraw_check", FOR_BOTH},
    {"withdrawn_agency", FOR_AGENCY},
    {"withdrawn_company", FOR_COMPANY | G_OUTCOME},
    {"withdrawn_expert",
        G_DESK | G_CASE | G_EXPERT | G_VISIT | G_VISITS | G_RECEIVED | G_CLOSED},
};

const struct template_info *
template_info_all(size_t *n)
{
	*n = ARRAY_LEN(templates);
	return templates;
}

const struct template_info *
template_info_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(templates); i++) {
		if (str_eq(templates[i].name, name))
			return &templates[i];
	}
	return NULL;
}

bool
template_name_allowed(const struct template_info *info, const char *path, bool section)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *known = names[i].path;

		if (!(names[i].group & info->groups) || strncmp(known, path, n) != 0)
			continue;
		if (known[n] == '\0' || (section && known[n] == '.'))
			return true;
	}
	return false;
}

void
check_supervised(const struct config *c, struct strlist *problems)
{
	for (size_t i = 0; i < c->supervised.templates.n; i++)
		if (!template_info_find(c->supervised.templates.v[i]))
			strlist_addf(problems,
			    "%s: supervised.templates: %s is no template, expected a "
			    "name such "
			    "as offer or intro_company",
			    c->file ? c->file : "configuration",
			    c->supervised.templates.v[i]);
}
