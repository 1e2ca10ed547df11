/* The course of visits: proposed, agreed, moved, held, reported, ended. See desk.h. */
#include "desk.h"

#include "desk_agency.h"

#include "clock.h"
#include "desk_report.h"
#include "desk_settle.h"
#include "desk_slots.h"
#include "desk_survey.h"
#include "token.h"
#include "visit_plan.h"

#include <stdlib.h>
#include <string.h>

enum { SIDE_COMPANY = 1, SIDE_EXPERT = 2, SIDES = 3, DAY_SEC = 86400 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

char *
desk_visit_uid(const struct desk *d, const struct case_row *c, int no)
{
	char *random = random_text(16), *uid;

	uid = xasprintf("case-%s-%d-%s%s", c->number, no, random,
	    strrchr(d->config->desk.address, '@'));
	free(random);
	return uid;
}

/* Visit 1 is on site unless the company asked for online; the others follow its wish. */
static const char *
visit_format(const struct case_row *c)
{
	return str_eq(c->format, "online") ? "online" : "visit";
}

/* A course that starts again with another expert keeps its visits' identity: one UID for
 * life, SEQUENCE rises. */
static void
put_visit(struct desk *d, const struct case_row *c, int no, int64_t starts_at)
{
	struct visit v = {0};

	if (store_visit_find(d->store, c->id, no, &v)) {
		v.sequence += desk_visit_invited(d, &v);
		v.confirmed = 0;
	} else {
		v = (struct visit){.case_id = c->id, .no = no};
		v.uid = desk_visit_uid(d, c, no);
	}
	set_str(&v.state, "proposed");
	set_str(&v.format, visit_format(c));
	v.expert_id = c->expert_id;
	v.starts_at = starts_at;
	v.ends_at = starts_at + (int64_t)d->config->visits.length_minutes * 60;
	if (v.id)
		store_visit_update(d->store, &v);
	else
		(void)store_visit_add(d->store, &v);
	visit_free(&v);
}

/* What has taken place stays as it was, also when another expert goes on. *day: on which
 * it did. */
static bool
is_over(struct desk *d, const struct case_row *c, int no, int64_t *day)
{
	struct visit v;
	bool over;

	if (!store_visit_find(d->store, c->id, no, &v))
		return false;
	over = desk_visit_over(&v);
	if (over)
		*day = day_of(v.starts_at);
	visit_free(&v);
	return over;
}

/* In so many days from `from` the next one is planned. */
struct window {
	int64_t from;
	int min, max;
};

static struct window
window_after(const struct desk *d, int64_t day)
{
	return (struct window){
	    day, d->config->visits.gap_days_min, d->config->visits.gap_days_max};
}

/* The first one planned counts from the acceptance, and keeps its gap from the last one
 * that was held. */
static struct window
first_window(const struct desk *d, int64_t held)
{
	int64_t today = day_of(d->now);
	struct window w = {today, d->config->visits.first_after_days_min,
	    d->config->visits.first_after_days_max};
	int after = held ? (int)(held - today) : 0;

	if (held && after + d->config->visits.gap_days_min > w.min)
		w.min = after + d->config->visits.gap_days_min;
	if (held && after + d->config->visits.gap_days_max < w.max)
		w.max = after + d->config->visits.gap_days_max;
	if (w.max < w.min)
		w.max = w.min;
	return w;
}

void
desk_visits_plan(struct desk *d, struct case_row *c, const struct expert *e)
{
	const struct config *config = d->config;
	struct window w = {0};
	int64_t held = 0;
	bool first = true;
	size_t busy_n;
	struct taken *busy = store_taken(
	    d->store, e->id, c->id, 0, d->now, d->now + (int64_t)366 * DAY_SEC, &busy_n);
	struct visit_wishes wishes = {.wanted = &c->dates,
	    .unavailable = &c->unavailable,
	    .busy = busy,
	    .busy_n = busy_n};

	for (int no = 1; no <= config->visits.count; no++) {
		int64_t at;
		char *when;

		if (is_over(d, c, no, &held))
			continue;
		if (first)
			w = first_window(d, held);
		at = visit_plan(config, &d->workdays, &wishes, w.from, w.min, w.max);
		when = civil_ja_datetime(at);
		first = false;
		put_visit(d, c, no, at);
		desk_event(d, c, "visit", false, "第%d回の候補日: %s", no, when);
		free(when);
		w = window_after(d, day_of(at));
	}
	free(busy);
}

/* sides: SIDE_COMPANY, SIDE_EXPERT or both. */
static void
invite(struct desk *d, struct case_row *c, const struct visit *v, const struct expert *e,
    int sides, const char *template_name, const char *method)
{
	struct letter letter = {
	    .template_name = template_name,
	    .c = c,
	    .party = PARTY_REQUESTER,
	    .expert = e,
	    .visit = v,
	    .calendar_method = method,
	};

	if (sides & SIDE_COMPANY)
		(void)desk_write(d, &letter);
	letter.party = PARTY_EXPERT;
	if (sides & SIDE_EXPERT)
		(void)desk_write(d, &letter);
}

void
desk_visit_timers(struct desk *d, const struct visit *v)
{
	int64_t day = workday_add(
	    &d->workdays, day_of(v->starts_at), -d->config->visits.remind_working_days);
	struct civil morning = civil_from_day(day);

	morning.hour = d->config->calendar.open_hour;
	store_timer_set(
	    d->store, v->case_id, "visit_reminder", v->id, civil_to_time(&morning));
	store_timer_set(d->store, v->case_id, "visit_over", v->id, v->ends_at);
}

void
desk_visits_invite(struct desk *d, struct case_row *c, const struct expert *e)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(rows[i].state, "proposed"))
			continue;
		invite(d, c, &rows[i], e, SIDES, "visit_invite", "REQUEST");
		desk_visit_timers(d, &rows[i]);
	}
	visits_free(rows, n);
}

void
desk_visit_move(struct desk *d, struct case_row *c, struct visit *v, int64_t starts_at)
{
	bool asked = str_eq(v->state, "asked");
	char *old = asked ? xstrdup("未定") : civil_ja_datetime(v->starts_at),
	     *fresh = civil_ja_datetime(starts_at);
	struct expert e;

	v->expert_id = c->expert_id;
	v->starts_at = starts_at;
	v->ends_at = starts_at + (int64_t)d->config->visits.length_minutes * 60;
	v->sequence += desk_visit_invited(d, v);
	v->confirmed = 0;
	set_str(&v->state, "proposed");
	desk_slots_end(d, v);
	/* An invitation that has not left yet would be stale now. */
	(void)store_outbox_cancel(
	    d->store, c->id, 0, v->id, "訪問日が変わったため", d->now);
	desk_visit_timers(d, v);
	desk_event(d, c, "visit", false, "第%d回を%sから%sに変更", v->no, old, fresh);
	if (desk_case_expert(d, c, &e)) {
		invite(d, c, v, &e, SIDES, asked ? "visit_invite" : "visit_update",
		    "REQUEST");
		expert_free(&e);
	}
	desk_agency_visit(d, c, v);
	desk_slots_redated(d, c, v);
	free(old);
	free(fresh);
}

/* A calendar letter that tells of the date. */
static bool
is_invitation(const struct outbox_row *row)
{
	return str_eq(row->template_name, "visit_invite") ||
	       str_eq(row->template_name, "visit_update") ||
	       str_eq(row->template_name, "visit_fixed");
}

static bool
calls_off(const struct outbox_row *row)
{
	return str_eq(row->template_name, "visit_cancel") ||
	       str_eq(row->template_name, "visit_off") ||
	       str_eq(row->template_name, "visit_slots_off");
}

static bool
may_arrive(const struct outbox_row *row)
{
	return str_eq(row->state, "sent") || str_eq(row->state, "sending");
}

/* The list may name another address of the expert by now than the letter went to. */
static int
side_of_reader(struct desk *d, const struct outbox_row *row, const struct expert *e)
{
	char *role = NULL;
	bool expert =
	    str_ieq(row->recipient, e->email) ||
	    (store_case_has_person(d->store, row->case_id, row->recipient, &role) &&
	        str_eq(role, "expert"));

	free(role);
	return expert ? SIDE_EXPERT : SIDE_COMPANY;
}

int
desk_visit_told(struct desk *d, const struct visit *v, const struct expert *e)
{
	size_t n;
	int sides = 0;
	struct outbox_row *rows = store_outbox_list(d->store, v->case_id, NULL, &n);

	for (size_t i = 0; i < n; i++) {
		int side;

		if (rows[i].visit_id != v->id)
			continue;
		side = side_of_reader(d, &rows[i], e);
		if (is_invitation(&rows[i]) && may_arrive(&rows[i]))
			sides |= side;
		/* What was written for it will leave (store_outbox_cancel). */
		if (calls_off(&rows[i]) && !str_eq(rows[i].state, "cancelled") &&
		    !str_eq(rows[i].state, "failed"))
			sides &= ~side;
	}
	outbox_rows_free(rows, n);
	return sides;
}

/* Takes the date out of the calendars that have it. */
static void
call_off(struct desk *d, struct case_row *c, struct visit *v)
{
	struct expert e;
	int sides;

	if (!desk_visit_expert(d, c, v, &e))
		return;
	sides = desk_visit_told(d, v, &e);
	if (sides)
		v->sequence++;
	invite(d, c, v, &e, sides, "visit_cancel", "CANCEL");
	expert_free(&e);
}

void
desk_visits_cancel(struct desk *d, struct case_row *c, const char *why)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++) {
		struct visit *v = &rows[i];

		if (!desk_visit_dated(v) && !str_eq(v->state, "asked"))
			continue;
		store_timer_cancel(d->store, c->id, "visit_reminder", v->id);
		store_timer_cancel(d->store, c->id, "visit_over", v->id);
		store_timer_cancel(d->store, c->id, AGENCY_TIMER, v->id);
		(void)store_outbox_cancel(d->store, c->id, 0, v->id, why, d->now);
		desk_event(
		    d, c, "visit", false, "第%d回を取り消しました: %s", v->no, why);
		if (desk_visit_dated(v))
			call_off(d, c, v);
		set_str(&v->state, "cancelled");
		desk_slots_end(d, v);
	}
	visits_free(rows, n);
}

void
desk_visit_agree(struct desk *d, struct case_row *c, struct visit *v, int side)
{
	if ((v->confirmed & side) == side)
		return;
	v->confirmed |= side;
	desk_event(d, c, "visit", false, "第%d回の日程に%sが同意しました", v->no,
	    side == SIDE_EXPERT ? "専門家" : "相談者");
	if (v->confirmed == SIDES && str_eq(v->state, "proposed")) {
		set_str(&v->state, "fixed");
		desk_event(d, c, "visit", false, "第%d回の日程が確定しました", v->no);
		desk_settle(d, c, SETTLES_DATED, NULL, v->no);
		desk_agency_visit(d, c, v);
	}
	store_visit_update(d->store, v);
}

void
desk_visit_held(struct desk *d, struct case_row *c, struct visit *v, bool ask_for_report)
{
	char *reason;

	if (!str_eq(v->state, "proposed") && !str_eq(v->state, "fixed"))
		return;
	set_str(&v->state, "held");
	/* Another date that was being asked for comes too late. */
	desk_slots_end(d, v);
	store_timer_cancel(d->store, c->id, "visit_reminder", v->id);
	store_timer_cancel(d->store, c->id, "visit_over", v->id);
	desk_agency_visit(d, c, v);
	reason = xasprintf("第%d回の訪問が終わりました", v->no);
	(void)desk_move(d, c, TRIGGER_VISIT_HELD, reason);
	free(reason);
	if (v->no == d->config->visits.count)
		store_timer_set(d->store, c->id, "course_close", 0,
		    v->ends_at + (int64_t)d->config->visits.close_after_days * DAY_SEC);
	desk_report_due(d, c, v, ask_for_report);
}

bool
desk_visit_expert(
    struct desk *d, const struct case_row *c, const struct visit *v, struct expert *out)
{
	return v->expert_id ? store_expert_get(d->store, v->expert_id, d->now, out)
	                    : desk_case_expert(d, c, out);
}

void
desk_course_check(struct desk *d, struct case_row *c)
{
	size_t n, left = 0;
	struct visit *rows;

	/* A report may come after the course was closed without it. */
	if (!case_next_state(c->state, TRIGGER_COURSE_DONE))
		return;
	if (d->config->visits.propose == PROPOSE_NEXT &&
	    desk_visit_next(d, c, true, NULL))
		return;
	rows = store_visit_list(d->store, c->id, &n);
	for (size_t i = 0; i < n; i++)
		if (!str_eq(rows[i].state, "reported") &&
		    !str_eq(rows[i].state, "cancelled"))
			left++;
	visits_free(rows, n);
	if (n && !left)
		desk_course_close(d, c, "全ての訪問と報告が終わりました");
}

void
desk_course_close(struct desk *d, struct case_row *c, const char *outcome)
{
	struct expert e = {0};
	bool known = desk_case_expert(d, c, &e);
	struct letter letter = {.template_name = "course_closed_expert",
	    .c = c,
	    .party = PARTY_EXPERT,
	    .expert = known ? &e : NULL};

	desk_visits_cancel(d, c, outcome);
	desk_reports_chased_alone(d, c);
	if (desk_move(d, c, TRIGGER_COURSE_DONE, outcome)) {
		desk_record_course(d, c);
		if (known)
			(void)desk_write(d, &letter);
		desk_agency_tell(d, c, "course_closed_agency", NULL, NULL);
		desk_experts_changed(d);
		desk_survey_begin(d, c, known ? &e : NULL);
	}
	if (known)
		expert_free(&e);
}
