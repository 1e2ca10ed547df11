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

static bool
unclear(const struct input *in)
{
	return in->r->decision != DECISION_AUTO || in->r->reply.ambiguous;
}

/* Visits are near: nobody should find this by chance. */
static enum outcome
ask(struct desk *d, struct input *in, const char *what)
{
	enum outcome outcome = handler_ask(d, in, "%s", what);

	expert_alert(d, in, what);
	return outcome;
}

/* As an acceptance has to; or as an answer to a letter of his about the case itself. */
static bool
proves(struct desk *d, struct input *in, const struct offer *o)
{
	const struct route *r = in->route;

	return (r->proved && !r->offer_id && !expert_case_over(in)) ||
	       expert_proves(d, in, o);
}

enum outcome
expert_leave(
    struct desk *d, struct input *in, const struct offer *o, const struct expert *e)
{
	const char *reason = in->r->reply.reason ? in->r->reply.reason : "理由の記載なし";
	char *why;

	if (!is_his(in, o))
		return handler_ask(d, in, "引受後の辞退とも読めるため、確認してください");
	if (unclear(in))
		return ask(d, in, "引受後の辞退とも読めるため、確認してください");
	if (in->route->visit_id)
		return ask(d, in,
		    "引受後の辞退と読めますが、訪問の日程だけのことかもしれません");
	if (!proves(d, in, o))
		return OUTCOME_PERSON;
	why = xasprintf("%s氏からの申し出: %s", e->name, reason);
	desk_expert_gone(d, in->c, why);
	free(why);
	expert_letter(d, in, e, NULL, "expert_released");
	return OUTCOME_DONE;
}
