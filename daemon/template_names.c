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
	G_REPORT = 1 << 16,
	G_UNSETTLED = 1 << 17,

	/* Who reads it decides what it may say. */
	FOR_COMPANY = G_DESK | G_CASE | G_OWN | G_COMPANY | G_AGENCY | G_RECEIVED,
	FOR_AGENCY = FOR_COMPANY,
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
    {G_AGENCY, "agency.name"},
    {G_AGENCY, "agency.salutation"},
    {G_EXPERT, "expert.name"},
    {G_EXPERT, "expert.registration_no"},
    {G_EXPERT, "expert.affiliation"},
    {G_EXPERT, "expert.organisation"},
    {G_EXPERT, "expert.email"},
    {G_EXPERT, "expert.qualifications"},
    {G_EXPERT, "expert.industries"},
    {G_EXPERT, "expert.themes"},
    {G_EXPERT, "expert.forms"},
    {G_EXPERT, "expert.fee"},
    {G_EXPERT, "expert.track_record"},
    {G_EXPERT, "expert.pr"},
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
};

static const struct template_info templates[] = {
    {"ack", FOR_COMPANY | G_MISSING},
    {"ack_agency", FOR_AGENCY | G_MISSING},
    {"ack_confirm", FOR_COMPANY | G_MISSING | G_MENU},
    {"ack_incident", FOR_COMPANY | G_MISSING},
    {"ack_place", FOR_COMPANY | G_MISSING},
    {"ack_review", FOR_COMPANY | G_MISSING},
    {"agency_status", FOR_AGENCY | G_EXPERT | G_VISIT | G_VISITS | G_OUTCOME},
    {"application_receipt", G_DESK | G_EXPERT | G_RECEIVED},
    {"complaint_receipt", FOR_BOTH},
    {"course_closed_agency", FOR_AGENCY | G_EXPERT | G_VISITS | G_COURSE | G_OUTCOME},
    {"course_closed_company", FOR_BOTH | G_VISITS | G_COURSE | G_OUTCOME},
    {"course_closed_expert", FOR_BOTH | G_VISITS | G_COURSE | G_OUTCOME},
    {"expert_changed_company", FOR_COMPANY | G_VISITS},
    {"expert_released", FOR_ASKED_EXPERT},
    {"followup_receipt", FOR_BOTH},
    {"homework_company", FOR_BOTH | G_VISIT | G_VISITS | G_COURSE | G_REPORT},
    {"intro_agency", FOR_BOTH | G_VISITS | G_COURSE},
    {"intro_company", FOR_BOTH | G_VISITS | G_COURSE},
    {"intro_expert", FOR_BOTH | G_VISITS | G_COURSE},
    {"no_expert_company", FOR_COMPANY},
    {"offer", FOR_ASKED_EXPERT},
    {"offer_answer", FOR_ASKED_EXPERT | G_ANSWER},
    {"offer_closed", FOR_ASKED_EXPERT},
    {"offer_declined", FOR_ASKED_EXPERT},
    {"offer_delegated", FOR_ASKED_EXPERT},
    {"offer_incident", FOR_ASKED_EXPERT},
    {"offer_late", FOR_ASKED_EXPERT},
    {"offer_question", FOR_ASKED_EXPERT},
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
    {"visit_invite", FOR_BOTH | G_VISIT | G_COURSE},
    {"visit_reminder_company", FOR_BOTH | G_VISIT | G_COURSE | G_UNSETTLED},
    {"visit_reminder_expert", FOR_BOTH | G_VISIT | G_COURSE | G_UNSETTLED},
    {"visit_update", FOR_BOTH | G_VISIT},
    {"withdrawn_agency", FOR_AGENCY | G_OUTCOME},
    {"withdrawn_company", FOR_COMPANY | G_OUTCOME},
    {"withdrawn_expert", G_DESK | G_CASE | G_EXPERT | G_VISIT | G_VISITS | G_RECEIVED},
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
