/*
 * Answers about dates. An agreement is noted on the visit; one exact new time for one
 * visit, by a participant, on a working day at a possible hour, is put to the other side
 * as an update; everything else is the operator's.
 */
#include "handlers.h"

#include "clock.h"

#include <stdlib.h>
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

enum { MOVE_DAYS_MAX = 21, DAY_SEC = 86400 };

/* The visits keep their order, and the date stays near the one that was proposed. */
static bool
keeps_the_course(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);
	bool ok = at - v->starts_at <= MOVE_DAYS_MAX * DAY_SEC &&
	          v->starts_at - at <= MOVE_DAYS_MAX * DAY_SEC;

	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].state, "cancelled") || rows[i].id == v->id)
			continue;
		if (rows[i].no < v->no ? rows[i].ends_at > at : rows[i].starts_at <= at)
			ok = false;
	}
	visits_free(rows, n);
	return ok;
}

/* The expert has no other visit on that day. */
static bool
expert_is_free(
    struct desk *d, const struct case_row *c, const struct visit *v, int64_t at)
{
	size_t n;
	int64_t *busy =
	    store_visit_busy(d->store, c->expert_id, at - DAY_SEC, at + DAY_SEC, &n);
	struct civil day = civil_from_time(at);
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct civil other = civil_from_time(busy[i]);

		if (busy[i] != v->starts_at && other.month == day.month &&
		    other.day == day.day)
			ok = false;
	}
	free(busy);
	return ok;
}

/* A new time that needs no person to judge: exactly one, to come, in business hours. */
static bool
plain_counter(const struct desk *d, const struct input *in, int64_t *at)
{
	const struct reply *reply = &in->r->reply;
	struct civil c;

	if (reply->kind != REPLY_SCHEDULE_COUNTER || reply->dates.n != 1 ||
	    !strchr(reply->dates.v[0], 'T') || strchr(reply->dates.v[0], '/') ||
	    !civil_parse_iso(reply->dates.v[0], at) || *at <= d->now)
		return false;
	c = civil_from_time(*at);
	return workday(&d->workdays, civil_day(c.year, c.month, c.day)) &&
	       c.hour >= d->config->calendar.open_hour &&
	       c.hour < d->config->calendar.close_hour;
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
	if (in->route->visit_id && plain_counter(d, in, &at) &&
	    keeps_the_course(d, in->c, v, at) && expert_is_free(d, in->c, v, at)) {
		desk_visit_move(d, in->c, v, at);
		desk_visit_agree(d, in->c, v, side_of(in));
		return OUTCOME_DONE;
	}
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
