/* One message goes through the desk. See take.h. */
#include "take.h"

#include "store_inbox.h"
#include "store_pieces.h"

#include <stdlib.h>

/* Its pieces are done as it is, also when the operator has it handled once more. */
static void
note_done(struct desk *d, const struct take *t)
{
	size_t n;
	int64_t *ids;

	if (t->pieces_n) {
		if (t->pieces_n > 1)
			store_pieces_done(d->store, t->pieces, t->pieces_n);
		return;
	}
	ids = store_pieces_of(d->store, t->inbox_id, &n);
	store_pieces_done(d->store, ids, n);
	free(ids);
}

static void
note(struct desk *d, const struct take *t)
{
	json_t *summary = reading_summary_json(t->r);
	char *text = json_dumps(summary, JSON_COMPACT);
	struct inbox_done row = {
	    .message_id = t->m->message_id,
	    .from_addr = t->m->from.addr,
	    .subject = t->m->subject,
	    .kind = kind_name(t->r->kind),
	    .decision = decision_name(t->r->decision),
	    .reading = text,
	    .case_id = t->case_id,
	    .now = d->now,
	};

	store_inbox_done(d->store, t->inbox_id, &row);
	if (t->m->origin)
		note_done(d, t);
	free(text);
	json_decref(summary);
}

static void
find_case(struct desk *d, const struct take *t, struct route *route)
{
	if (t->verdict)
		route_vouched(d, t->m, t->case_id, route);
	else
		route_message(d, t->m, t->authserv_id, route);
}

/* Another message of the batch may have opened its case meanwhile. */
static void
understand(const struct brain *brain, struct take *t, const struct route *route)
{
	if (route->case_id || !t->read) {
		if (t->read)
			reading_free(t->r);
		decide(brain, t->m, route->case_id ? &route->context : NULL, t->r);
		t->read = true;
	}
	if (t->verdict)
		verdict_apply(t->verdict, t->r);
}

/* What the case was told in several messages counts as one. */
static void
note_pieces(struct desk *d, const struct take *t, const struct input *in)
{
	if (t->pieces_n > 1 && in->case_id)
		(void)store_event(d->store, in->case_id, d->now, "desk", "chat",
		    "続けて書かれた発言を、一つのご連絡として読みました", t->inbox_id,
		    false);
}

static void
act(struct desk *d, struct take *t, struct input *in)
{
	const char *actor = d->actor;

	d->inbox_id = t->inbox_id;
	d->answering = t->m;
	d->answering_forged = in->route->forged;
	d->answering_program = t->r->relayed;
	if (!t->verdict)
		d->actor = in->route->role ? in->route->role : "sender";
	t->outcome = handle_message(d, in, &t->handler);
	note_pieces(d, t, in);
	d->inbox_id = 0;
	d->answering = NULL;
	d->answering_forged = false;
	d->answering_program = false;
	d->actor = actor;
}

void
take_message(struct desk *d, const struct brain *brain, struct take *t)
{
	struct route route;
	struct case_row c;
	struct input in = {
	    .inbox_id = t->inbox_id, .m = t->m, .r = t->r, .route = &route};

	find_case(d, t, &route);
	understand(brain, t, &route);
	if (!t->verdict)
		route_by_sender(d, t->m, t->r->kind, &route);
	if (route.case_id && store_case_get(d->store, route.case_id, &c)) {
		in.c = &c;
		in.case_id = c.id;
	}
	if (t->m->from.addr && !route.forged && !decide_automatic(t->m, NULL))
		store_person_alive(d->store, t->m->from.addr);
	act(d, t, &in);
	t->case_id = in.case_id;
	note(d, t);
	if (in.c)
		case_row_free(&c);
	route_free(&route);
}
