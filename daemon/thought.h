/*
 * One decision under way, and what its parts do in turn. For decide.c and the files that
 * belong to it alone; everybody else uses decide.h.
 */
#ifndef MADOGUCHI_THOUGHT_H
#define MADOGUCHI_THOUGHT_H

#include "analysis.h"
#include "decide.h"
#include "model.h"
#include "slots.h"

struct brain {
	struct text_model *model;
	struct words *words;
	struct feature_maker *maker;
	struct gazetteer *gazetteer;
	double auto_min, review_max;
};

/* One decision under way. */
struct thought {
	const struct brain *brain;
	struct analysis a;
	const struct read_context *context;
	struct reading *r;
	int64_t sent;
	bool automatic;
	bool relayed; /* automatic, but holds a person's request: the operator sees it */
	bool unreadable; /* there are no words in it: the operator sees it */
	bool wish_only;  /* taken for a request for its wish alone: the sender is asked */
	double kind_chance, category_chance;
	double case_chance; /* that it is a request or a forwarded one */
	double urgent_chance;
	double junk_chance; /* that it is spam or automatic */
};

/* decide_kind.c: what the message is; kind_chance, relayed and the like are filled. */
void thought_kind(struct thought *t);
bool thought_is_case(enum kind k);
/* decide_reply.c: what it says in its context, which is given. */
void thought_reply(struct thought *t);
/* decide_act.c: what the desk may do about it by itself. */
enum decision thought_decision(const struct thought *t);

/* decide_why.c: adds "label: 「語」「語」という語" to why, from what spoke for a class of
 * a head; the same for the kind, which a rule may have told. */
void thought_why(const struct thought *t, const char *label, enum head h, int class);
void thought_why_kind(const struct thought *t);

#endif
