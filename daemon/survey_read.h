/*
 * What a company answers to the closing survey: four lines filled in, or free words.
 */
#ifndef MADOGUCHI_SURVEY_READ_H
#define MADOGUCHI_SURVEY_READ_H

#include "message.h"
#include "reading.h"

struct survey_said {
	const char *goal; /* yes, partly, no; NULL not said. Static. */
	int satisfaction; /* 1-5, 5 the best; 0 not said */
	char *wishes;     /* NULL not said */
	char *comment;    /* likewise */
	size_t filled;    /* lines of the form with an answer */
};

/* r: what was read of it as a reply. */
void survey_read(struct survey_said *s, const struct message *m, const struct reply *r);
void survey_said_free(struct survey_said *s);
/* Free words that say, in set phrases, whether the goal was reached or how satisfied one
 * is. */
bool survey_told(const struct message *m);
/* How many lines of the survey's form the message has filled in. */
size_t survey_filled(const struct message *m);

#endif
