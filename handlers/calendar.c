/* Answers that a calendar program sends for an invitation (RFC 5546, METHOD:REPLY). */
#include "handlers.h"

#include "ics.h"

static bool
match(const struct input *in)
{
	return in->m->calendars.n > 0 && in->c && in->route->visit_id;
}

/* The side a participant stands on; 0 when he was not invited. */
static int
side_of(const struct input *in)
{
	if (str_eq(in->route->role, "expert"))
		return 2;
	return str_eq(in->route->role, "requester") ? 1 : 0;
}

static enum outcome
answer(struct desk *d, struct input *in, const struct ics_reply *reply, struct visit *v)
{
	int side = side_of(in);

	if (!side || !in->route->trusted || !str_ieq(reply->attendee, in->m->from.addr))
		return handler_ask(
		    d, in, "招待していないアドレスからカレンダーの返信がありました");
	if (reply->sequence < v->sequence) {
		desk_event(d, in->c, "calendar", false,
		    "変更前の日程への返信のため、何もしていません（第%d回）", v->no);
		return OUTCOME_DONE;
	}
	if (str_eq(reply->partstat, "ACCEPTED")) {
		desk_visit_agree(d, in->c, v, side);
		return OUTCOME_DONE;
	}
	return handler_ask(d, in, "第%d回の日程に、カレンダーで「%s」の返信がありました",
	    v->no, reply->partstat);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct ics_reply reply;
	struct visit v;
	enum outcome outcome;

	if (!ics_parse_reply(in->m->calendars.v[0], &reply))
		return handler_ask(d, in, "読み取れないカレンダーの返信がありました");
	if (!store_visit_by_uid(d->store, reply.uid, &v)) {
		ics_reply_free(&reply);
		return handler_ask(d, in, "知らない予定へのカレンダーの返信がありました");
	}
	outcome =
	    v.case_id == in->c->id
	        ? answer(d, in, &reply, &v)
	        : handler_ask(d, in, "別の案件の予定へのカレンダーの返信がありました");
	visit_free(&v);
	ics_reply_free(&reply);
	return outcome;
}

const struct message_handler handler_calendar = {"calendar", match, run};
