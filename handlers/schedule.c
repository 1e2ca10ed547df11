/*
 * Answers about dates. An agreement is noted on the visit; one exact new time for one
 * visit, by a participant, on a working day at a possible hour, is put to the other side
 * as an update; everything else is the operator's.
 */
#include "handlers.h"

#include "clock.h"

#include <string.h>

static bool
match(const struct input *in)
{
	return in->c && in->route->role && !str_eq(in->route->role, "asked") &&
	       in->c->expert_id &&
	       (in->r->kind == KIND_SCHEDULE_REPLY ||
	           in->r->reply.kind == REPLY_SCHEDULE_ACCEPT ||
	           in->r->reply.kind == REPLY_SCHEDULE_COUNTER);
}

static int
side_of(const struct input *in)
{
	return str_eq(in->route->role, "expert") ? 2 : 1;
}

/* The visit that is meant: the one the mail was about, else the next one to come. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	size_t n;
	struct visit *rows;
	int64_t id = 0;

	if (in->route->visit_id)
		return store_visit_get(d->store, in->route->visit_id, v);
	rows = store_visit_list(d->store, in->c->id, &n);
	for (size_t i = 0; i < n && !id; i++)
		if (str_eq(rows[i].state, "proposed") || str_eq(rows[i].state, "fixed"))
			id = rows[i].id;
	visits_free(rows, n);
	return id && store_visit_get(d->store, id, v);
}

/* Exactly one new time, to the hour: the only thing that needs no person to judge. */
static bool
plain_counter(const struct input *in, int64_t *at)
{
	const struct reply *reply = &in->r->reply;

	return reply->kind == REPLY_SCHEDULE_COUNTER && reply->dates.n == 1 &&
	       strchr(reply->dates.v[0], 'T') && !strchr(reply->dates.v[0], '/') &&
	       civil_parse_iso(reply->dates.v[0], at);
}

/* An agreement to the introduction is one to all the dates that it named. */
static void
agree_to_all(struct desk *d, struct input *in)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "proposed") || str_eq(rows[i].state, "fixed"))
			desk_visit_agree(d, in->c, &rows[i], side_of(in));
	visits_free(rows, n);
}

static enum outcome
act(struct desk *d, struct input *in, struct visit *v)
{
	int64_t at;

	if (!str_eq(v->state, "proposed") && !str_eq(v->state, "fixed"))
		return handler_ask(
		    d, in, "終わった回（第%d回）の日程への返信です", v->no);
	if (in->r->reply.kind == REPLY_SCHEDULE_ACCEPT) {
		desk_visit_agree(d, in->c, v, side_of(in));
		return OUTCOME_DONE;
	}
	if (in->route->visit_id && plain_counter(in, &at) &&
	    desk_visit_countered(d, in->c, v, side_of(in), at, 0))
		return OUTCOME_DONE;
	if (in->route->visit_id && in->r->reply.kind == REPLY_SCHEDULE_COUNTER &&
	    !in->r->reply.dates.n && desk_visit_refused(d, in->c, v, side_of(in), NULL))
		return OUTCOME_DONE;
	return handler_ask(d, in,
	    "第%d回の日程について、%sから連絡がありました。調整してください", v->no,
	    side_of(in) == 2 ? "専門家" : "相談者側");
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v;
	enum outcome outcome;

	in->case_id = in->c->id;
	if (!handler_may_act(in, NULL) || in->r->reply.ambiguous)
		return handler_ask(d, in, "日程の返信ですが、そのまま反映できません");
	if (!in->route->visit_id && in->r->reply.kind == REPLY_SCHEDULE_ACCEPT) {
		agree_to_all(d, in);
		return OUTCOME_DONE;
	}
	if (!visit_meant(d, in, &v))
		return handler_ask(d, in, "どの回の日程か分からない返信です");
	outcome = act(d, in, &v);
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_schedule = {"schedule", match, run};
