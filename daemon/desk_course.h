/*
 * What letters say of the course: the programme's texts for a visit, the homework as it
 * was reported, and what is not settled yet when the letter is written.
 */
#ifndef MADOGUCHI_DESK_COURSE_H
#define MADOGUCHI_DESK_COURSE_H

#include "desk.h"

/* Adds preparation, content, homework, assigned, timetable, deliverables, and with a
 * visit unsettled and confirmed (template_names.c). */
void desk_course_data(
    struct desk *d, json_t *data, const struct letter *letter, const char *lang);

#endif
