/*
 * What an expert's report of a visit says, field by field: from the desk's form where it
 * was filled in, else from his words as they were read (reading.h, struct report). What
 * contradicts itself or the visit is said to be unclear, and is no value.
 */
#ifndef MADOGUCHI_REPORT_READ_H
#define MADOGUCHI_REPORT_READ_H

#include "message.h"
#include "reading.h"

/* What is known beforehand. Days as in civil_day(). */
struct report_asked {
	int visits;      /* of a course */
	int no;          /* the visit that the mail is about; 0 unknown */
	int64_t planned; /* its day; with no */
	int64_t written; /* the day of the mail */
};

struct report_said {
	int number;       /* the visit that it names as reported; 0 none */
	int64_t done_day; /* 0 not said */
	bool impossible; /* the day of the visit has another weekday, or does not exist */
	bool future;     /* it is still to come */
	bool other_day;  /* it is not the planned one, and nothing says why */
	int also;        /* another visit that it reports besides; 0 none */
	bool other_visit; /* number is not that of the visit asked about */
	char *done;       /* what was done, from the form; NULL not said */
	char *homework;   /* NULL not said, "" none */
	const char *goal; /* yes, partly, no; NULL not said. Static. */
	bool goal_unclear;
	char *remarks;       /* NULL not said */
	struct strlist next; /* dates of the next visit as they are said: ISO */
	bool next_unclear;   /* among them one that cannot be */
	char *next_wrong;    /* the desk's: what is wrong with them; NULL nothing */
	bool corrects;       /* the desk's: the visit had a report before this one */
	bool entered;        /* the operator's, who has it from the expert otherwise */
	size_t filled;       /* lines of the form with a value */
};

void report_read(struct report_said *s, const struct message *m, const struct reply *r,
    const struct report_asked *asked);
void report_said_free(struct report_said *s);
/* The first sentence that asks for something, worries, or would end the course; the next
 * visit's date apart. Owned; NULL none. */
char *report_asks(const char *text);
/* yes, partly or no by the words of a form's value (folded); NULL when they say none of
 * them, with *unclear when they say two. Static. */
const char *report_goal(const char *value, bool *unclear);
/* The line as it was sent: what he says of the goal, he says elsewhere. */
bool report_goal_as_sent(const char *value);
/* The same three words as static ones; NULL for any other. */
const char *report_known_goal(const char *goal);
/* 達成, 一部達成 or 未達成; NULL for any other word. Static. */
const char *report_goal_label(const char *goal);
/* How many lines of a report's form the message has filled in. */
size_t report_filled(const struct message *m);

#endif
