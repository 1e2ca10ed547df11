/* What the desk may do about a message by itself. See thought.h. */
#include "thought.h"

#include <stdlib.h>
#include <string.h>

/* A request that may as well be spam or a program's is not answered but shown to the
 * operator. An incident is answered in more doubt, since waiting does harm, and so is a
 * stated wish to consult the desk. */
#define JUNK_MAX        0.10
#define JUNK_MAX_URGENT 0.15
#define JUNK_MAX_WISH   0.35
#define SPAM_SURE       0.7
#define AUTO_SURE       0.85

static enum decision
decide_case(const struct thought *t)
{
	double most = t->wish_only   ? JUNK_MAX_WISH
	              : t->r->urgent ? JUNK_MAX_URGENT
	                             : JUNK_MAX;

	if (t->junk_chance > most)
		return DECISION_REVIEW;
	if (t->r->urgent || t->r->confidence >= t->brain->auto_min)
		return DECISION_AUTO;
	/* What it is about can be asked of the sender; whether it is a request cannot. */
	return t->wish_only || t->kind_chance >= t->brain->review_max ? DECISION_CONFIRM
	                                                              : DECISION_REVIEW;
}

/* A reply in a known context is clear unless its reader said otherwise. */
static enum decision
decide_answer(const struct thought *t)
{
	const struct reply *p = &t->r->reply;

	if (p->kind == REPLY_MENU_CHOICE && p->ambiguous)
		return DECISION_CONFIRM;
	if (p->ambiguous || p->kind == REPLY_UNRELATED)
		return DECISION_REVIEW;
	if (p->kind != REPLY_NONE && t->context->context != CONTEXT_NONE)
		return DECISION_AUTO;
	/* An acceptance commits people: set words of it alone, and none of another
	 * answer. */
	if (t->r->kind == KIND_EXPERT_ACCEPT && t->a.stance != WORD_ACCEPT)
		return DECISION_REVIEW;
	return t->r->confidence >= t->brain->auto_min && t->junk_chance <= JUNK_MAX
	           ? DECISION_AUTO
	           : DECISION_REVIEW;
}

/* No header proves it, so words alone speak: a person who tells of an incident, or of
 * automatic mail, uses the same ones. Nobody answers either way. */
static enum decision
decide_junk(const struct thought *t)
{
	static const unsigned signs = 1U << INCIDENT_NAMED | 1U << INCIDENT_HELP;
	bool spam = t->r->kind == KIND_SPAM;

	if (t->kind_chance < (spam ? SPAM_SURE : AUTO_SURE))
		return DECISION_REVIEW;
	return !spam && (t->a.incident_signs & signs) ? DECISION_REVIEW : DECISION_IGNORE;
}

enum decision
thought_decision(const struct thought *t)
{
	if (t->relayed)
		return DECISION_REVIEW;
	if (t->automatic)
		return DECISION_IGNORE;
	switch (t->r->kind) {
	case KIND_AUTO_REPLY:
	case KIND_BOUNCE:
	case KIND_SPAM: return decide_junk(t);
	case KIND_REQUEST:
	case KIND_AGENCY_FORWARD: return decide_case(t);
	case KIND_COMPLAINT: return DECISION_REVIEW;
	case KIND_OTHER:
		/* Thanks in a known context need nobody. */
		return t->r->reply.kind == REPLY_THANKS_ONLY && !t->r->reply.ambiguous
		           ? DECISION_AUTO
		           : DECISION_REVIEW;
	default: return decide_answer(t);
	}
}
