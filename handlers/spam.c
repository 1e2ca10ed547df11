/* Spam and sales pitches to the desk: recorded in the inbox, never answered. */
#include "handlers.h"

static bool
match(const struct input *in)
{
	return in->r->kind == KIND_SPAM;
}

/* A participant's mail that only looks like spam must not vanish. */
static enum outcome
run(struct desk *d, struct input *in)
{
	if (in->c && in->route->trusted)
		return handler_ask(
		    d, in, "案件の関係者からのメールが広告と判定されました");
	if (in->r->decision == DECISION_REVIEW)
		return handler_ask(d, in, "広告とも読めるメールです");
	return OUTCOME_IGNORED;
}

const struct message_handler handler_spam = {"spam", match, run};
