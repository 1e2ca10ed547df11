/*
 * The match's hard rules, asked about one expert and one case: before the operator's own
 * choice is offered, and again when an offer is accepted, because days lie between. See
 * desk.h.
 */
#include "desk.h"

/* What stood broken when the operator chose the expert all the same. */
static bool
was_known(const json_t *reasons, const char *line)
{
	const json_t *known;
	size_t i;

	json_array_foreach(reasons, i, known)
	{
		if (str_eq(json_string_value(known), line))
			return true;
	}
	return false;
}

/* An offer that waits for its answer is a part of its expert's load. */
static bool
is_counted(const struct offer *o)
{
	return o && (str_eq(o->state, "open") || str_eq(o->state, "conditional"));
}

void
desk_broken_rules(struct desk *d, const struct case_row *c, const struct expert *e,
    const struct offer *own, struct strlist *broken)
{
	struct expert as_free = *e;
	struct match_explanation x;
	struct need need;
	json_t *reasons = own && own->reasons ? json_loads(own->reasons, 0, NULL) : NULL;

	desk_need(d, c, NULL, 0, &need);
	if (is_counted(own))
		as_free.load--;
	match_explain(d->config, &as_free, &need, &x);
	for (size_t i = 0; i < x.rules.n; i++)
		if (str_starts(x.rules.v[i], "×") && !was_known(reasons, x.rules.v[i]))
			strlist_add(broken, x.rules.v[i]);
	match_explanation_free(&x);
	json_decref(reasons);
}
