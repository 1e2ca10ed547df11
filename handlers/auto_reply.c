/*
 * Automatic replies, absence notes, list mail: recorded, on the case they answer where
 * there is one, and never answered.
 */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_AUTO_REPLY ||
	       (in->r->decision == DECISION_IGNORE && in->r->kind != KIND_SPAM);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	/* Only its words say so, and others that a person would use. */
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "自動応答とも読めるメールです");
	if (in->c)
		desk_event(d, in->c, "auto_reply", false, "自動応答を受信: %s",
		    in->m->subject ? in->m->subject : "");
	return OUTCOME_IGNORED;
}

const struct message_handler handler_auto_reply = {"auto_reply", match, run};
