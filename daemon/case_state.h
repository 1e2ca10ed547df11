/*
 * The life of a case as one table: in which state what may happen, and where that leads.
 * The same table checks every move, lists the states for the command line and prints the
 * diagram of madoguchi(7) and the README, so that code and documentation cannot differ.
 */
#ifndef MADOGUCHI_CASE_STATE_H
#define MADOGUCHI_CASE_STATE_H

#include "mem.h"

/* What can happen to a case. */
enum trigger {
	TRIGGER_UNDERSTOOD, /* the reading is sure enough to go on */
	TRIGGER_UNSURE,     /* the sender is asked with the menu */
	TRIGGER_UNCLEAR,    /* the operator must look */
	TRIGGER_INCIDENT,   /* an incident is under way */
	TRIGGER_OFFER_MADE, /* the case was put to an expert */
	TRIGGER_OFFER_OVER, /* declined, lapsed or bounced: the next one */
	TRIGGER_NOBODY,     /* no expert is left to ask */
	TRIGGER_ACCEPTED,   /* an expert said yes */
	TRIGGER_VISIT_HELD,
	TRIGGER_COURSE_DONE,  /* the last visit is over and reported */
	TRIGGER_SURVEY_DONE,  /* the company has said how it went, or did not */
	TRIGGER_EXPERT_GONE,  /* the expert cannot go on */
	TRIGGER_SEARCH_AGAIN, /* new experts, or the operator's word */
	TRIGGER_WITHDRAWN,    /* the company does not want it any more */
	TRIGGER_CLOSED,       /* by the operator */
	TRIGGER_REOPENED,     /* by the operator */
	TRIGGER_COUNT
};

struct case_step {
	const char *from;
	enum trigger trigger;
	const char *to;
};

/* The table, *n rows. */
const struct case_step *case_steps(size_t *n);
/* The state that follows; NULL when this cannot happen in that state. */
const char *case_next_state(const char *from, enum trigger t);
/* The name of a state given by its name or by its label (打診中); NULL: none. */
const char *case_state_find(const char *word);
/* True for a name of the table. */
bool case_state_known(const char *state);
/* True while something may still happen by itself: not closed, withdrawn or no_expert. */
bool case_state_open(const char *state);
/* Operator's words for a state (Japanese); the name itself when unknown. */
const char *case_state_label(const char *state);
const char *trigger_name(enum trigger t);
/* All states in the order of a case's life. */
const char *const *case_states(size_t *n);
/* The diagram as a Mermaid state diagram; owned. */
char *case_diagram(void);

#endif
