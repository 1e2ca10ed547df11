/*
 * The expert who accepted cannot go on after all. A plain word of his own, which proves
 * itself as an acceptance has to, ends the engagement as `case replace` does: the company
 * and who brought it are told, the next candidate is asked. Anything less is the
 * operator's to decide.
 */
#include "expert.h"

#include <stdlib.h>

static bool
is_his(const struct input *in, const struct offer *o)
{
	return str_eq(o->state, "accepted") && in->c->expert_id == o->expert_id;
}

/* As an acceptance has to; or as an answer to a letter of his about the case itself. One
 * about a visit may give up no more than its date. */
static bool
proves(struct desk *d, struct input *in, const struct offer *o)
{
	const struct route *r = in->route;

	return (r->proved && !r->offer_id && !r->visit_id && !expert_case_over(in)) ||
	       expert_proves(d, in, o);
}

enum outcome
expert_leave(
    struct desk *d, struct input *in, const struct offer *o, const struct expert *e)
{
	const char *reason = in->r->reply.reason ? in->r->reply.reason : "理由の記載なし";
	char *why;

	if (in->r->decision != DECISION_AUTO || in->r->reply.ambiguous || !is_his(in, o))
		return handler_ask(d, in, "引受後に辞退の意向が届きました");
	if (!proves(d, in, o))
		return OUTCOME_PERSON;
	why = xasprintf("%s氏からの申し出: %s", e->name, reason);
	desk_expert_gone(d, in->c, why);
	free(why);
	expert_letter(d, in, e, NULL, "expert_released");
	return OUTCOME_DONE;
}
