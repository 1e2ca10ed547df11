/*
 * What the words around a date phrase say of it: whether the writer wants something to
 * take place then, cannot on that day, or only tells of it (an event, a deadline, the
 * past). Rules of the language, no list of messages.
 */
#ifndef MADOGUCHI_DATE_JUDGE_H
#define MADOGUCHI_DATE_JUDGE_H

#include "jdate.h"

enum date_verdict {
	DATE_OPEN, /* nothing said */
	DATE_TOLD, /* an event, a deadline, something past */
	DATE_WISH,
	DATE_RULED_OUT,
	DATE_BUSY_UNTIL, /* from now to that day: 年度末まで手一杯です */
	DATE_FREE_FROM   /* from that day on, open to the end: 12日以降でしたら */
};

/* text: as date_text_plain (date_text.h) makes it; g was read there. */
enum date_verdict date_judge(const struct date_group *g, const char *text);

/* What is said of a time that ends at p: its own clause, then the rest of the sentence.
 * Never looks further than some 240 bytes. */
enum date_verdict date_said_after(const char *p);
/* The end of the sentence that p stands in. */
const char *date_sentence_end(const char *p);

#endif
