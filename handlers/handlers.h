/* Every handler, for the table; and what they share. */
#ifndef MADOGUCHI_HANDLERS_H
#define MADOGUCHI_HANDLERS_H

#include "handler.h"

extern const struct message_handler handler_bounce, handler_auto_reply, handler_spam,
    handler_calendar, handler_status, handler_status_more, handler_no_show,
    handler_course_end, handler_format, handler_menu_choice, handler_menu_change,
    handler_expert_accept, handler_expert_decline, handler_expert_conditional,
    handler_schedule, handler_report, handler_survey, handler_withdraw, handler_complaint,
    handler_application, handler_thanks, handler_followup, handler_request, handler_other,
    handler_chat_aside;

extern const struct timer_handler timer_offer_due, timer_offer_remind,
    timer_offer_bounced, timer_visit_reminder, timer_visit_over, timer_report_late,
    timer_report_again, timer_report_missing, timer_survey_remind, timer_survey_close,
    timer_slots_remind, timer_slots_silent, timer_course_end_silent, timer_format_silent,
    timer_course_close, timer_confirm_silent, timer_match, timer_alert_summary,
    timer_agency_visits, timer_expiry, timer_digest;

#endif
