/*
 * What kind of reply the model takes a text for, in its context. The set words of
 * reply.c and its parts find the fields; the model has seen more ways to say it.
 */
#include "reply.h"

#define BIT(kind) (1U << REPLY_CLASS(REPLY_##kind))
/* In any context. */
#define ANYWHERE                                                                         \
	(BIT(FOLLOWUP) | BIT(WITHDRAW) | BIT(COMPLAINT) | BIT(THANKS_ONLY) |             \
	    BIT(AUTO_REPLY) | BIT(DELEGATE) | BIT(UNRELATED) | BIT(OTHER))
#define ABOUT_DATES                                                                      \
	(BIT(SCHEDULE_ACCEPT) | BIT(SCHEDULE_COUNTER) | BIT(SCHEDULE_CANCEL) |           \
	    BIT(SCHEDULE_QUESTION))

/* What can be said in each context. */
static const unsigned sayable[CONTEXT_COUNT] = {
    [CONTEXT_OFFER_SENT] = ANYWHERE | BIT(EXPERT_ACCEPT),
    [CONTEXT_CONFIRM_MENU] = ANYWHERE | BIT(MENU_CHOICE),
    [CONTEXT_INTRO_SENT] = ANYWHERE | ABOUT_DATES,
    [CONTEXT_VISIT_PROPOSED] = ANYWHERE | ABOUT_DATES,
    [CONTEXT_VISIT_FIXED] = ANYWHERE | ABOUT_DATES | BIT(VISIT_REPORT),
    [CONTEXT_REPORT_DUE] = ANYWHERE | BIT(VISIT_REPORT) | BIT(SCHEDULE_COUNTER),
    [CONTEXT_SURVEY_SENT] = ANYWHERE | BIT(SURVEY_ANSWER),
};

bool
reply_guess(const struct reply_input *in, struct reply_guess *g)
{
	unsigned can = sayable[in->context->context];
	struct features f;
	struct answer a;
	double sum = 0;
	int best = -1;

	*g = (struct reply_guess){.chance = {0}};
	if (in->model == NULL || can == 0)
		return false;
	features_make(in->maker, VIEW_REPLY, &f);
	model_ask(in->model, HEAD_REPLY, &f, &a);
	features_free(&f);
	for (int k = 0; k < REPLY_CLASSES; k++)
		sum += can & 1U << k ? a.p[k] : 0;
	for (int k = 0; k < REPLY_CLASSES; k++) {
		g->chance[k] = can & 1U << k ? a.p[k] / sum : 0;
		if (best < 0 || g->chance[k] > g->chance[best])
			best = k;
	}
	g->best = best;
	return true;
}
