/* The open offers of one case together: of an incident there are several at a time. See
 * desk.h. */
#include "desk.h"

static bool
is_live(const struct offer *o)
{
	return str_eq(o->state, "open") || str_eq(o->state, "conditional");
}

size_t
desk_offers_live(struct desk *d, const struct case_row *c)
{
	size_t n, live = 0;
	struct offer *rows = store_offer_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		live += is_live(&rows[i]);
	offers_free(rows, n);
	return live;
}

void
desk_offer_over(struct desk *d, struct case_row *c, const char *why)
{
	if (!str_eq(c->state, "offered"))
		return;
	if (desk_offers_live(d, c) > 0)
		desk_offer_fill(d, c);
	else if (desk_move(d, c, TRIGGER_OFFER_OVER, why))
		desk_offer_next(d, c);
}

/* An offer that never left needs no calling off; one that is on the wire does. */
static bool
has_left(struct desk *d, const struct offer *o)
{
	static const char *const states[] = {"sent", "sending"};
	bool left = false;

	for (size_t s = 0; s < ARRAY_LEN(states) && !left; s++) {
		size_t n;
		struct outbox_row *rows =
		    store_outbox_list(d->store, o->case_id, states[s], &n);

		for (size_t i = 0; i < n; i++)
			left = left || rows[i].offer_id == o->id;
		outbox_rows_free(rows, n);
	}
	return left;
}

static void
end_one(struct desk *d, struct case_row *c, struct offer *o, const char *why,
    const char *template_name)
{
	bool told = template_name && has_left(d, o);
	struct expert e;

	desk_offer_end(d, o, "cancelled", why);
	if (!told || !store_expert_get(d->store, o->expert_id, d->now, &e))
		return;
	(void)desk_write(d, &(struct letter){.template_name = template_name,
	                        .c = c,
	                        .party = PARTY_EXPERT,
	                        .expert = &e});
	expert_free(&e);
}

void
desk_offers_end(struct desk *d, struct case_row *c, int64_t keep, const char *why,
    const char *template_name)
{
	size_t n;
	struct offer *rows = store_offer_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (is_live(&rows[i]) && rows[i].id != keep)
			end_one(d, c, &rows[i], why, template_name);
	offers_free(rows, n);
}
