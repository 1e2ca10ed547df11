/* An expert's report of a visit: which visit, whether it can be taken as it is, and who
 * is asked where it can't. */
#include "handlers.h"

#include "clock.h"
#include "course_words.h"
#include "desk_report.h"
#include "desk_slots.h"
#include "norm.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400, FORM_LINES = 2, TEXT_MAX = 4000 };

/* So many lines of the form were filled in that it is one, whatever the words around. */
static bool
has_form(const struct input *in)
{
	return report_filled(in->m) >= FORM_LINES;
}

/* Who has left the case may still report on the visits that were his. */
static bool
match(const struct input *in)
{
	bool expert = in->c && ((str_eq(in->route->role, "expert") && in->c->expert_id) ||
	                           str_eq(in->route->role, "asked"));

	return expert &&
	       (in->r->kind == KIND_VISIT_REPORT ||
	           in->r->reply.kind == REPLY_VISIT_REPORT ||
	           (in->route->context.context == CONTEXT_REPORT_DUE && has_form(in)));
}

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static int64_t
written_on(const struct desk *d, const struct input *in)
{
	int64_t sent = in->route->context.sent;

	return day_of(sent > 0 && sent < d->now ? sent : d->now);
}

static void
read_as(const struct desk *d, const struct input *in, const struct visit *v,
    struct report_said *said)
{
	struct report_asked asked = {.visits = d->config->visits.count,
	    .no = v ? v->no : 0,
	    .planned = v ? day_of(v->starts_at) : 0,
	    .written = written_on(d, in)};

	report_read(said, in->m, &in->r->reply, &asked);
}

static int64_t
writer(struct desk *d, const struct input *in)
{
	struct offer o;
	int64_t id = in->c->expert_id;

	if (str_eq(in->route->role, "expert"))
		return id;
	if (!store_offer_get(d->store, in->route->offer_id, &o))
		return 0;
	id = o.expert_id;
	offer_free(&o);
	return id;
}

/* Without a mail of ours to go by, among the visits that were his: the number that is
 * named, else the visit of that day, else the one that alone waits for a report. */
static int64_t
visit_by_words(struct desk *d, const struct input *in, int64_t expert_id)
{
	struct report_said said;
	size_t n, held = 0;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);
	int64_t by_number = 0, by_day = 0, by_state = 0;
	int number;

	read_as(d, in, NULL, &said);
	number = said.number ? said.number : in->r->reply.report.visit_no;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(rows[i].state, "cancelled") || rows[i].expert_id != expert_id)
			continue;
		if (rows[i].no == number)
			by_number = rows[i].id;
		if (!str_eq(rows[i].state, "asked") &&
		    day_of(rows[i].starts_at) == said.done_day)
			by_day = rows[i].id;
		if (str_eq(rows[i].state, "held") && !held++)
			by_state = rows[i].id;
	}
	visits_free(rows, n);
	report_said_free(&said);
	return by_number ? by_number : by_day ? by_day : held == 1 ? by_state : 0;
}

/* Never a visit that somebody else has held. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	int64_t expert_id = writer(d, in);
	int64_t id =
	    in->route->visit_id ? in->route->visit_id : visit_by_words(d, in, expert_id);

	if (!id || !store_visit_get(d->store, id, v))
		return false;
	if (v->expert_id == expert_id || (!v->expert_id && expert_id))
		return true;
	visit_free(v);
	return false;
}

static char *
iso_day(int64_t day)
{
	struct civil c = civil_from_day(day);

	return civil_iso_date(civil_to_time(&c));
}

static struct report_row
row_of(const struct desk *d, const struct input *in, const struct visit *v,
    const struct report_said *said)
{
	struct report_row row = {
	    .visit_id = v->id, .inbox_id = in->inbox_id, .at = d->now};

	if (said->done_day)
		row.done_on = iso_day(said->done_day);
	row.done = xstrdup_null(said->done);
	row.homework = xstrdup_null(said->homework);
	row.goal = xstrdup_null(said->goal);
	row.remarks = xstrdup_null(said->remarks);
	for (size_t i = 0; i < said->next.n; i++)
		strlist_add(&row.next, said->next.v[i]);
	row.text = xstrndup(in->m->text ? in->m->text : "",
	    in->m->text ? strnlen(in->m->text, (size_t)TEXT_MAX * 4) : 0);
	utf8_cut(row.text, TEXT_MAX);
	return row;
}

static bool
contradicts(const struct report_said *said)
{
	return said->impossible || said->future || said->other_day || said->other_visit;
}

/* He was asked whether it was that day, and says so again. */
static bool
confirmed(const struct report_row *before, const struct report_said *said)
{
	char *day = said->done_day ? iso_day(said->done_day) : NULL;
	bool same = day && str_eq(before->done_on, day);

	free(day);
	return same && !said->impossible && !said->future && !said->other_visit;
}

/* What the report proposes is that the course end here: the company is asked first. */
static bool
ends_here(struct desk *d, const struct input *in)
{
	return desk_course_ending(d, in->c) ||
	       (course_words_end(in->m->text) &&
	           desk_course_end_asked(d, in->c, 1 << SLOT_EXPERT));
}

/* A correction's next dates are wishes, since the next visit is asked for already. */
static void
go_on(struct desk *d, struct input *in, const struct report_row *row, bool corrects)
{
	if (d->config->visits.propose != PROPOSE_NEXT)
		return;
	if (corrects)
		desk_wishes_note(
		    d, in->c, in->c->expert_id, &row->next, NULL, in->m->text);
	(void)desk_visit_next(d, in->c, true, &row->next);
}

/* The homework, the next date that the report names, or the course's end. A course that
 * is over, or another's by now, goes on without it. */
static void
follow(struct desk *d, struct input *in, const struct visit *v,
    const struct report_row *row, const struct report_said *said, bool homework)
{
	bool own = in->c->expert_id == v->expert_id &&
	           case_next_state(in->c->state, TRIGGER_COURSE_DONE);

	if (own && ends_here(d, in))
		return;
	if (homework)
		desk_report_homework(d, in->c, v, said);
	if (own)
		go_on(d, in, row, said->corrects);
	desk_course_check(d, in->c);
}

static void
take(struct desk *d, struct input *in, struct visit *v, struct report_row *row,
    struct report_said *said)
{
	bool homework = desk_report_take(d, in->c, v, row, said);

	follow(d, in, v, row, said, homework);
}

static enum outcome
judge(struct desk *d, struct input *in, struct visit *v, struct report_said *said)
{
	struct report_row before = {0}, row = row_of(d, in, v, said);
	bool asked =
	    store_report_last(d->store, v->id, &before) && str_eq(before.state, "asked");
	enum outcome outcome = OUTCOME_DONE;

	if (!contradicts(said) || (asked && confirmed(&before, said)))
		take(d, in, v, &row, said);
	else if (!asked)
		desk_report_question(d, in->c, v, &row, said);
	else
		outcome = handler_ask(d, in,
		    "第%d回の報告について尋ねた後も、日付や回がはっきりしません", v->no);
	report_row_free(&before);
	report_row_free(&row);
	return outcome;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v;
	struct report_said said;
	enum outcome outcome;

	in->case_id = in->c->id;
	if (!in->route->trusted)
		return handler_ask(d, in, "訪問報告ですが、本人からと確かめられません");
	if ((in->r->decision == DECISION_REVIEW || in->r->reply.ambiguous) &&
	    !has_form(in))
		return handler_ask(d, in, "訪問報告とも読めますが、はっきりしません");
	if (!visit_meant(d, in, &v))
		return handler_ask(d, in, "どの回のものか分からない訪問報告です");
	if (str_eq(v.state, "cancelled") || str_eq(v.state, "asked") ||
	    v.starts_at > d->now + DAY_SEC) {
		visit_free(&v);
		return handler_ask(d, in, "まだ行われていない回の訪問報告です");
	}
	read_as(d, in, &v, &said);
	outcome = judge(d, in, &v, &said);
	report_said_free(&said);
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_report = {"report", match, run};
