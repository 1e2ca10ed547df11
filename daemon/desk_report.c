/* See desk_report.h. */
#include "desk_report.h"

#include "clock.h"
#include "desk_settle.h"
#include "desk_slots.h"

#include <stdlib.h>

enum { DAY_SEC = 86400 };

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static bool
is_last(const struct desk *d, const struct visit *v)
{
	return v->no >= d->config->visits.count;
}

/* --- the chase --- */

/* So many working days behind t, at its time of the day. */
static int64_t
working_days_on(const struct desk *d, int64_t t, int n)
{
	return t + (workday_add(&d->workdays, day_of(t), n) - day_of(t)) * DAY_SEC;
}

void
desk_report_chase(struct desk *d, const struct visit *v, const char *timer)
{
	store_timer_set(d->store, v->case_id, timer, v->id,
	    working_days_on(d, d->now, d->config->visits.report_again_working_days));
}

void
desk_report_off(struct desk *d, const struct visit *v)
{
	static const char *const timers[] = {
	    TIMER_REPORT_LATE, TIMER_REPORT_AGAIN, TIMER_REPORT_MISSING};

	for (size_t i = 0; i < ARRAY_LEN(timers); i++)
		store_timer_cancel(d->store, v->case_id, timers[i], v->id);
}

static bool
is_chase(const char *kind)
{
	return str_eq(kind, TIMER_REPORT_LATE) || str_eq(kind, TIMER_REPORT_AGAIN) ||
	       str_eq(kind, TIMER_REPORT_MISSING);
}

void
desk_reports_chased_alone(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct timer *rows = store_timer_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (!is_chase(rows[i].kind))
			store_timer_cancel(d->store, c->id, rows[i].kind, rows[i].ref_id);
	timers_free(rows, n);
}

/* The operator knows already that the visit's report is missing. */
static bool
missing_told(struct desk *d, const struct case_row *c, const struct visit *v)
{
	char *begins = xasprintf("第%d回の", v->no);
	size_t n;
	bool told = false;
	struct event_row *rows = store_event_list(d->store, c->id, &n);

	for (size_t i = 0; i < n && !told; i++)
		told = rows[i].open && str_eq(rows[i].what, "report_late") &&
		       str_starts(rows[i].text, begins);
	event_rows_free(rows, n);
	free(begins);
	return told;
}

static bool
course_goes_on(struct desk *d, const struct visit *v)
{
	struct case_row c;
	bool on;

	if (!store_case_get(d->store, v->case_id, &c))
		return false;
	on = case_next_state(c.state, TRIGGER_COURSE_DONE) != NULL;
	case_row_free(&c);
	return on;
}

/* The next visit waits for its report, and for nothing else. */
static bool
holds_up(struct desk *d, const struct visit *v)
{
	struct visit next;

	if (d->config->visits.propose != PROPOSE_NEXT || is_last(d, v) ||
	    !course_goes_on(d, v))
		return false;
	if (!store_visit_find(d->store, v->case_id, v->no + 1, &next))
		return true;
	visit_free(&next);
	return false;
}

char *
desk_report_todo(
    struct desk *d, const char *number, const struct visit *v, const char *lang)
{
	bool ja = !str_eq(lang, "en");
	char *day = civil_iso_date(v->starts_at);
	char *enter =
	    xasprintf("madoguchi case report %s %d --done %s --goal yes|partly|no",
	        number, v->no, day);
	char *todo =
	    holds_up(d, v)
	        ? xasprintf(ja ? "担当者による入力: %s / 報告を待たずに次の回へ: "
	                         "madoguchi case ask %s"
	                       : "%s, or go on without it: madoguchi case ask %s",
	              enter, number)
	        : xasprintf(ja ? "担当者による入力: %s" : "%s", enter);

	free(enter);
	free(day);
	return todo;
}

void
desk_report_missing(struct desk *d, const struct case_row *c, const struct visit *v)
{
	struct expert e;
	char *todo;

	if (missing_told(d, c, v) || !desk_visit_expert(d, c, v, &e))
		return;
	todo = desk_report_todo(d, c->number, v, "ja");
	desk_event(d, c, "report_late", true, "第%d回の報告がまだありません（%s氏）。%s",
	    v->no, e.name, todo);
	free(todo);
	expert_free(&e);
}

void
desk_reports_missing(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "held"))
			desk_report_missing(d, c, &rows[i]);
	visits_free(rows, n);
}

void
desk_report_waive(struct desk *d, const struct case_row *c)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].state, "held") && missing_told(d, c, &rows[i])) {
			desk_settle(d, c, SETTLES_WAIVED, NULL, rows[i].no);
			desk_event(d, c, "report", false,
			    "第%d回の報告を待たずに、次の回へ進みます", rows[i].no);
		}
	visits_free(rows, n);
}

void
desk_report_due(struct desk *d, struct case_row *c, const struct visit *v, bool ask)
{
	store_timer_set(d->store, c->id, TIMER_REPORT_LATE, v->id,
	    working_days_on(d, v->ends_at,
	        is_last(d, v) ? d->config->visits.report_final_working_days
	                      : d->config->visits.report_working_days));
	if (ask)
		desk_report_letter(d, c, v, "report_request", NULL);
}

/* --- letters --- */

static void
put_flag(json_t *o, const char *key, bool value)
{
	if (value)
		(void)json_object_set_new(o, key, json_true());
}

/* The visit behind it has been held. */
static bool
next_is_over(struct desk *d, const struct visit *v)
{
	struct visit next;
	bool over;

	if (!store_visit_find(d->store, v->case_id, v->no + 1, &next))
		return false;
	over = desk_visit_over(&next);
	visit_free(&next);
	return over;
}

/* What is to be said of a report, for the vocabulary of the letters. */
static json_t *
report_object(struct desk *d, const struct case_row *c, const struct visit *v,
    const struct report_said *said)
{
	json_t *o = json_object();

	if (said->done_day) {
		struct civil day = civil_from_day(said->done_day);
		char *text = civil_ja_date(civil_to_time(&day));

		(void)json_object_set_new(o, "done_on", json_string(text));
		free(text);
	}
	if (report_goal_label(said->goal))
		(void)json_object_set_new(
		    o, "goal", json_string(report_goal_label(said->goal)));
	if (said->other_visit)
		(void)json_object_set_new(o, "number", json_integer(said->number));
	put_flag(o, "corrected", said->corrects);
	put_flag(o, "entered", said->entered);
	put_flag(o, "past", !desk_report_own(c, v) || next_is_over(d, v));
	put_flag(o, "impossible", said->impossible);
	put_flag(o, "future", said->future);
	put_flag(o, "other_day", said->other_day);
	put_flag(o, "other_visit", said->other_visit);
	put_flag(o, "goal_unclear", said->goal_unclear);
	put_flag(o, "goal_missing", is_last(d, v) && !v->goal && !said->goal_unclear);
	put_flag(o, "next_unclear", said->next_unclear);
	if (said->next_wrong)
		(void)json_object_set_new(o, "next_wrong", json_string(said->next_wrong));
	return json_pack("{s:o}", "report", o);
}

void
desk_report_letter(struct desk *d, struct case_row *c, const struct visit *v,
    const char *template_name, const struct report_said *said)
{
	struct expert e;

	if (!desk_visit_expert(d, c, v, &e))
		return;
	(void)desk_write(d, &(struct letter){.template_name = template_name,
	                        .c = c,
	                        .party = PARTY_EXPERT,
	                        .expert = &e,
	                        .visit = v,
	                        .extra = said ? report_object(d, c, v, said) : NULL});
	expert_free(&e);
}

void
desk_report_homework(struct desk *d, struct case_row *c, const struct visit *v,
    const struct report_said *said)
{
	json_t *planned = programme_homework(d->programme, c->theme, v->no, "ja");
	bool none = !v->homework && json_array_size(planned) == 0;
	struct expert e;

	json_decref(planned);
	if (none || is_last(d, v) || str_eq(v->homework, "") || next_is_over(d, v) ||
	    !case_next_state(c->state, TRIGGER_COURSE_DONE) ||
	    !desk_visit_expert(d, c, v, &e))
		return;
	(void)desk_write(d, &(struct letter){.template_name = "homework_company",
	                        .c = c,
	                        .party = PARTY_REQUESTER,
	                        .expert = &e,
	                        .visit = v,
	                        .extra = report_object(d, c, v, said)});
	expert_free(&e);
}

/* --- taking in --- */

static void
inherit(char **to, char **from)
{
	if (*to)
		return;
	*to = *from;
	*from = NULL;
}

/* What the new one does not speak of stays as the one before had it. */
static void
merge(struct desk *d, struct report_row *row, struct report_row *before)
{
	inherit(&row->done_on, &before->done_on);
	inherit(&row->done, &before->done);
	inherit(&row->homework, &before->homework);
	inherit(&row->goal, &before->goal);
	inherit(&row->remarks, &before->remarks);
	if (!row->next.n) {
		strlist_free(&row->next);
		row->next = before->next;
		before->next = (struct strlist){0};
	}
	store_report_state(d->store, before->id, "corrected");
}

static void
say_change(struct strlist *changes, const char *what, const char *from, const char *to)
{
	if (to && !str_eq(from, to))
		strlist_addf(changes, "%s %s → %s", what,
		    str_empty(from) ? "記載なし" : from, *to ? to : "なし");
}

/* How the new report differs from what the visit has; NULL when it does not. Owned. */
static char *
changes_text(const struct visit *v, const struct report_row *row)
{
	struct strlist changes = {0};
	char *text = NULL;

	say_change(&changes, "実施日", v->done_on, row->done_on);
	say_change(&changes, "宿題", v->homework, row->homework);
	say_change(&changes, "目標達成", report_goal_label(v->goal),
	    report_goal_label(row->goal));
	for (size_t i = 0; i < changes.n; i++) {
		char *more =
		    xasprintf("%s%s%s", text ? text : "", text ? "、" : "", changes.v[i]);

		free(text);
		text = more;
	}
	strlist_free(&changes);
	return text;
}

static void
say_taken(struct desk *d, const struct case_row *c, const struct visit *v,
    const struct report_row *row, bool corrects)
{
	char *changes = corrects ? changes_text(v, row) : NULL;

	if (!corrects)
		desk_event(d, c, "report", false,
		    "第%d回の報告を受け取りました（目標達成: %s）", v->no,
		    row->goal ? report_goal_label(row->goal) : "記載なし");
	else if (changes)
		desk_event(
		    d, c, "report", false, "第%d回の報告の訂正: %s", v->no, changes);
	else
		desk_event(d, c, "report", false,
		    "第%d回の報告が改めて届きました（日付・宿題・達成度は同じです）",
		    v->no);
	free(changes);
}

/* The dates that the report names for the next visit. Where it was proposed long ago
 * (visits.propose = "all") they are wishes, the first ones; else they are put to the
 * company when the next visit is asked for. */
static void
wish_for(struct desk *d, struct case_row *c, const struct visit *v,
    const struct report_row *row)
{
	struct strlist wishes = {0};

	if (is_last(d, v))
		return;
	for (size_t i = 0; i < row->next.n; i++)
		if (!strlist_has(&c->dates, row->next.v[i])) {
			strlist_add(&wishes, row->next.v[i]);
			desk_event(d, c, "visit", false,
			    "第%d回の報告にある次回の希望: %s", v->no, row->next.v[i]);
		}
	if (wishes.n && d->config->visits.propose == PROPOSE_ALL) {
		for (size_t i = 0; i < c->dates.n; i++)
			strlist_add(&wishes, c->dates.v[i]);
		strlist_free(&c->dates);
		c->dates = wishes;
		c->updated_at = d->now;
		store_case_update(d->store, c);
		return;
	}
	strlist_free(&wishes);
}

static void
note_on_visit(struct desk *d, struct visit *v, const struct report_row *row)
{
	set_str(&v->state, "reported");
	if (row->done_on)
		set_str(&v->done_on, row->done_on);
	if (row->homework)
		set_str(&v->homework, row->homework);
	if (row->goal)
		set_str(&v->goal, row->goal);
	v->report_inbox_id = row->inbox_id;
	store_visit_update(d->store, v);
}

/* The row joins what was kept before; true when the visit had a report already. */
static bool
keep(struct desk *d, const struct visit *v, struct report_row *row, const char *state)
{
	struct report_row before;
	bool corrects = str_eq(v->state, "reported"), more = true;

	while (more && store_report_last(d->store, v->id, &before)) {
		/* What holds is not given up for what is only asked about. */
		more = str_eq(state, "taken") || str_eq(before.state, "asked");
		corrects = corrects || str_eq(before.state, "taken");
		if (more)
			merge(d, row, &before);
		report_row_free(&before);
	}
	set_str(&row->state, state);
	row->id = store_report_add(d->store, row);
	return corrects;
}

void
desk_report_question(struct desk *d, struct case_row *c, const struct visit *v,
    struct report_row *row, const struct report_said *said)
{
	(void)keep(d, v, row, "asked");
	desk_event(d, c, "report", false,
	    "第%d回の報告に確認が必要な点があり、専門家に尋ねました", v->no);
	/* Nobody is chased once the case is over. */
	if (str_eq(v->state, "held") && case_state_open(c->state)) {
		desk_report_off(d, v);
		desk_report_chase(d, v, TIMER_REPORT_AGAIN);
	}
	desk_report_letter(d, c, v, "report_question", said);
}

bool
desk_report_take(struct desk *d, struct case_row *c, struct visit *v,
    struct report_row *row, struct report_said *said)
{
	char *homework = xstrdup_null(v->homework);
	bool news;

	said->corrects = keep(d, v, row, "taken");
	desk_visit_held(d, c, v, false);
	say_taken(d, c, v, row, said->corrects);
	note_on_visit(d, v, row);
	desk_report_off(d, v);
	desk_settle(d, c, SETTLES_REPORTED, NULL, v->no);
	wish_for(d, c, v, row);
	free(said->next_wrong);
	said->next_wrong = desk_report_next_wrong(d, c, v, &row->next);
	desk_report_letter(d, c, v, "report_thanks", said);
	news = !said->corrects || !str_eq(homework, v->homework);
	free(homework);
	return news;
}

/* --- what follows --- */

bool
desk_report_own(const struct case_row *c, const struct visit *v)
{
	return (!v->expert_id || c->expert_id == v->expert_id) &&
	       case_next_state(c->state, TRIGGER_COURSE_DONE);
}

/* A correction's next dates are wishes, since the next visit is asked for already. */
static void
go_on(struct desk *d, struct case_row *c, const struct report_row *row, bool corrects)
{
	if (d->config->visits.propose != PROPOSE_NEXT)
		return;
	if (corrects)
		desk_wishes_note(d, c, c->expert_id, &row->next, NULL, row->text);
	(void)desk_visit_next(d, c, true, &row->next);
}

/* A course that is over, or another's by now, goes on without it. */
void
desk_report_follow(struct desk *d, struct case_row *c, const struct visit *v,
    const struct report_row *row, const struct report_said *said, bool homework)
{
	if (homework)
		desk_report_homework(d, c, v, said);
	if (desk_report_own(c, v))
		go_on(d, c, row, said->corrects);
	desk_course_check(d, c);
}
