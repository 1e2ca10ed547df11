/*
 * Days that somebody would like and that cannot be: there is no such day, it is another
 * day of the week, or it has gone by. What dates_find (slots.h) leaves out, since nobody
 * can be asked for it, but which its writer has to be told.
 */
#ifndef MADOGUCHI_DATE_TROUBLE_H
#define MADOGUCHI_DATE_TROUBLE_H

#include "mem.h"

#include <stdint.h>

enum { DATE_TROUBLES_MAX = 3 };

struct date_trouble {
	char *phrase; /* as written, without blanks */
	bool past;   /* lately; else day or weekday do not exist or do not fit: the reader
	                of dates takes another year in which they would */
	int64_t day; /* the day, if past */
};

/* How many were found in the writer's own text. */
size_t date_troubles(
    const char *text, int64_t sent, struct date_trouble out[DATE_TROUBLES_MAX]);
void date_troubles_free(struct date_trouble *troubles, size_t n);

#endif
