/*
 * The second opinion: what is asked of another model about a message that the desk is
 * unsure of, which answers count, and what an answer may change. Pure; the asking itself
 * is second_ask.h.
 *
 * A message is data and may be hostile, and so may what comes back. So an answer is only
 * taken from a closed set, and all that it can do is to hand the message to the operator,
 * or, where the operator has configured it, to spare him or the sender the question when
 * both opinions are the same. It never changes what was understood.
 */
#ifndef MADOGUCHI_SECOND_H
#define MADOGUCHI_SECOND_H

#include "message.h"
#include "reading.h"

enum opinion_state {
	OPINION_GIVEN,   /* kind, category and urgent are filled */
	OPINION_INVALID, /* an answer outside of the closed set */
	OPINION_LATE,    /* none within the time limit */
	OPINION_FAILED,  /* no connection, a refusal, an unreadable reply */
	OPINION_PAUSED,  /* not asked: too many failures shortly before */
	OPINION_BUSY,    /* not asked: other mail would have waited too long */
	OPINION_STATES
};

struct mask_lists;

struct opinion {
	enum opinion_state state;
	enum kind kind;
	char category; /* 'a'-'e'; 0 for kinds that have none */
	bool urgent;
	char detail[80]; /* why it failed, for the log; our own words only */
};

/* True when a second opinion on the reading of a message without a case could matter: a
 * consultation, or what looks like one, that would wait for the sender or the operator.
 * Never for automatic mail. */
bool second_wanted(const struct reading *r, const struct message *m);

/* What the other model is told, and the question about one message: masked (mask.h), and
 * wrapped as JSON so that no text of it can end the wrapping. The question is owned; NULL
 * when something personal would be left in it. */
const char *second_instruction(void);
char *second_question(
    const struct message *m, const struct reading *r, const struct mask_lists *lists);

/* Reads an answer: one JSON object, bare or in a code fence. Fills o; its state is
 * OPINION_GIVEN or OPINION_INVALID. */
void second_parse(const char *text, size_t n, struct opinion *o);

/* Applies an opinion to the reading: adds it to why; disagreement leads to review;
 * agreement changes nothing, or with agree_auto makes the decision auto. */
void second_settle(struct reading *r, const struct opinion *o, bool agree_auto);

/* Some words for the log. */
const char *opinion_state_name(enum opinion_state s);

#endif
