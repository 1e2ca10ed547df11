/*
 * What a reply says in the context it arrived in: only the writer's own new words count,
 * never the desk's that he quoted.
 */
#ifndef MADOGUCHI_REPLY_H
#define MADOGUCHI_REPLY_H

#include "analysis.h"
#include "model.h"
#include "reading.h"
#include "slots.h"

/* Of a longer text (bytes) not every word is looked at by all: it commits nobody before a
 * person has seen it. */
#define REPLY_SURE_BYTES 3000

/* The answer that was filled into an offer's form, into a copy of it, or that refers to
 * its options; kind is REPLY_NONE when none does. w may be NULL. */
struct form_answer {
	enum reply_kind kind;
	bool copied; /* the writer typed the form anew */
	bool unsure; /* something about it is not clear; of REPLY_NONE: marks that say
	                nothing were found */
	bool only;   /* beside it nothing is said but courtesies */
};

/* What the parts of the reply reader share. All borrowed. */
struct reply_input {
	const struct analysis *a;
	const struct read_context *context;
	const struct text_model *model; /* NULL: rules alone */
	struct feature_maker *maker;    /* has looked at the message; NULL with model */
	const struct date_findings *dates; /* of the new text */
	int64_t sent;
	enum kind kind;     /* as read without context */
	double kind_chance; /* its probability */
	/* What the model makes of it as an answer to an offer; reply_read fills it in. */
	const struct answer *stance;
	struct form_answer form; /* likewise */
};

/* Fills p (empty) and adds reasons to why. */
void reply_read(const struct reply_input *in, struct reply *p, struct strlist *why);

/* What the model makes of an expert's answer: the first three classes share 1, beside the
 * last's probability; all alike without a model. */
void reply_ask_stance(const struct reply_input *in, struct answer *a);
/* True when the model rather takes it for one of the three answers than for none. */
bool reply_is_answer(const struct reply_input *in);
/* The likeliness of each REPLY_CLASS in the context; those that make no sense in it have
 * none. false without model or context. */
struct reply_guess {
	double chance[REPLY_CLASSES];
	int best;
};
bool reply_guess(const struct reply_input *in, struct reply_guess *g);
/* Which set words of an expert's answer a folded text holds: bits of enum stance_word. */
unsigned stance_words(const char *text);

/* See struct form_answer. */
struct form_answer reply_offer_form(const struct analysis *a, struct words *w);
/* A quoted line without its marks and white space at the front, folded. Owned. */
char *reply_bare_line(const char *line, size_t len);
/* The slots that were marked in the quoted list, added to p's choice; false when none. */
bool reply_form_slots(const struct reply_input *in, struct reply *p);
/* What was filled into the quoted menu, folded: the value behind the colon, or the marked
 * line. Owned; NULL when nothing was. */
char *reply_form_menu(const struct reply_input *in);
/* yes, partly or no, as filled in behind the quoted Q1; NULL when nothing was. Static. */
const char *reply_form_survey(const struct reply_input *in);

/* The parts, by context. Each returns false when the text is no such answer. */
bool reply_stance(const struct reply_input *in, struct reply *p, struct strlist *why);
/* What was filled into the offer's form; where the writer's own words say another thing,
 * they count, and a person looks at it. */
bool reply_in_form(const struct reply_input *in, struct reply *p, struct strlist *why);
bool reply_menu(const struct reply_input *in, struct reply *p, struct strlist *why);
/* An expert who has accepted gives the case up, whatever letter he answers: p, as read
 * before, becomes a withdrawal, ambiguous where a person has to look. */
void reply_leave(const struct reply_input *in, struct reply *p, struct strlist *why);
/* True when a letter, number or place of the menu is named. */
bool reply_menu_named(const struct reply_input *in);
/* An answer to slots that says which of them suit, or that none does, and nothing else:
 * it needs no second look (slot_choice.h). */
bool reply_slots_alone(
    const struct reply_input *in, struct reply *p, struct strlist *why);
bool reply_visit(const struct reply_input *in, struct reply *p, struct strlist *why);
bool reply_report(const struct reply_input *in, struct reply *p, struct strlist *why);
bool reply_survey(const struct reply_input *in, struct reply *p, struct strlist *why);

/* Adds the days that suit to p->dates and those that do not to p->unavailable; p->kind
 * and p->choice are settled. A report's next visit is added by reply_report. */
void reply_dates(const struct reply_input *in, struct reply *p);
/* The days that the text wishes for, as replies give them: a week by its Monday (by its
 * working days when any will do), a month not at all. */
void reply_add_wanted(const struct reply_input *in, struct strlist *to);

#endif
