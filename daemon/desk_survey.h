/*
 * The end of a course: the company is asked four questions, its answer closes the case;
 * without one the case closes some time after a reminder.
 */
#ifndef MADOGUCHI_DESK_SURVEY_H
#define MADOGUCHI_DESK_SURVEY_H

#include "desk.h"

#define TIMER_SURVEY_REMIND "survey_remind"
#define TIMER_SURVEY_CLOSE  "survey_close"

/* The course is over, the case in the state survey: asks the company, or closes the case
 * at once where no survey is configured. e: the expert, NULL none. */
void desk_survey_begin(struct desk *d, struct case_row *c, const struct expert *e);
/* Closes the case. why: for the event; the outcome stays the course's. */
void desk_survey_end(struct desk *d, struct case_row *c, const char *why);

/* The same at the operator's word. */
void desk_survey_call_off(struct desk *d, struct case_row *c, const char *why);

#endif
