/*
 * Reports of visits: asked for, chased, asked back about, taken in, corrected. What a
 * mail says is report_read.h's; which mail may say it, the handler's.
 */
#ifndef MADOGUCHI_DESK_REPORT_H
#define MADOGUCHI_DESK_REPORT_H

#include "desk.h"
#include "report_read.h"
#include "store_report.h"

/* Timers of the chase, in their order: a reminder, a second one, the operator. */
#define TIMER_REPORT_LATE    "report_late"
#define TIMER_REPORT_AGAIN   "report_again"
#define TIMER_REPORT_MISSING "report_missing"

/* The visit took place: its report is due so many working days on; with ask the expert is
 * asked for it now. */
void desk_report_due(struct desk *d, struct case_row *c, const struct visit *v, bool ask);
/* The next timer of the chase, so many working days from now. */
void desk_report_chase(struct desk *d, const struct visit *v, const char *timer);
/* Nobody is asked for it any more. */
void desk_report_off(struct desk *d, const struct visit *v);
/* The operator is told that it never came, once. */
void desk_report_missing(struct desk *d, const struct case_row *c, const struct visit *v);
/* The same of every visit whose report has not come. */
void desk_reports_missing(struct desk *d, const struct case_row *c);
/* Of the case's timers only those of the chase go on: a course that ends by agreement
 * does not excuse the report of its last visit. */
void desk_reports_chased_alone(struct desk *d, const struct case_row *c);
/* What the operator may do about it: the commands, in one line. lang: ja or en. Owned. */
char *desk_report_todo(
    struct desk *d, const char *number, const struct visit *v, const char *lang);
/* A letter about the visit to the expert whose it was. said: what of it is not clear;
 * NULL. */
void desk_report_letter(struct desk *d, struct case_row *c, const struct visit *v,
    const char *template_name, const struct report_said *said);

/* Keeps the report as asked about and asks the expert what is meant. row: what it says so
 * far. */
void desk_report_question(struct desk *d, struct case_row *c, const struct visit *v,
    struct report_row *row, const struct report_said *said);
/* Takes it in: the visit is reported (a report before it becomes history) and the expert
 * thanked. Sets said->corrects. True: its homework is new to the company. What follows
 * from it, homework, next date or end, is the caller's to go on to. */
bool desk_report_take(struct desk *d, struct case_row *c, struct visit *v,
    struct report_row *row, struct report_said *said);

/* The visit was held by whoever has the course, and the course goes on. */
bool desk_report_own(const struct case_row *c, const struct visit *v);
/* What follows from a report that was taken: its homework, if it is news, goes to the
 * company, the next visit is asked for, or the course is over. */
void desk_report_follow(struct desk *d, struct case_row *c, const struct visit *v,
    const struct report_row *row, const struct report_said *said, bool homework);
/* What is wrong with the days that the report names for the next visit, where its date is
 * looked for, in Japanese as the letters to experts are. Owned; NULL nothing. */
char *desk_report_next_wrong(struct desk *d, const struct case_row *c,
    const struct visit *v, const struct strlist *named);
/* Visits whose missing report was told to the operator, who goes on without it: they wait
 * for nobody any more. */
void desk_report_waive(struct desk *d, const struct case_row *c);

/* The homework goes to the company while there is a visit to come for it. */
void desk_report_homework(struct desk *d, struct case_row *c, const struct visit *v,
    const struct report_said *said);

#endif
