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

static bool
is_of(const struct visit *v, int64_t expert_id)
{
	return v->expert_id == expert_id || (!v->expert_id && expert_id);
}

/* Letters get answered that are about another visit: the one that he names by its number
 * and its day (or by its number alone, where the letter's own has been reported) is
 * meant, if its report is missing. */
static int64_t
visit_named(struct desk *d, const struct input *in, const struct visit *asked)
{
	struct report_said said;
	struct visit v;
	int64_t id = 0;

	read_as(d, in, asked, &said);
	if (said.other_visit && store_visit_find(d->store, in->c->id, said.number, &v)) {
		if (str_eq(v.state, "held") &&
		    (said.done_day ? said.done_day == day_of(v.starts_at)
		                   : str_eq(asked->state, "reported")))
			id = v.id;
		visit_free(&v);
	}
	report_said_free(&said);
	return id;
}

/* Never a visit that somebody else has held. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	int64_t expert_id = writer(d, in);
	int64_t id =
	    in->route->visit_id ? in->route->visit_id : visit_by_words(d, in, expert_id);
	int64_t named;

	if (!id || !store_visit_get(d->store, id, v))
		return false;
	named = in->route->visit_id ? visit_named(d, in, v) : 0;
	if (named) {
		visit_free(v);
		if (!store_visit_get(d->store, named, v))
			return false;
	}
	if (is_of(v, expert_id))
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

/* What the report proposes is that the course end here: the company is asked first,
 * unless it was the one to propose it, and the report agrees. */
static bool
ends_here(struct desk *d, const struct input *in)
{
	if (in->route->end_asked && desk_course_ending(d, in->c) == 1 << SLOT_COMPANY &&
	    course_words_agree(in->m->text) > 0)
		return desk_course_end_asked(d, in->c, 1 << SLOT_EXPERT);
	return desk_course_ending(d, in->c) ||
	       (course_words_end(in->m->text) &&
	           desk_course_end_asked(d, in->c, 1 << SLOT_EXPERT));
}

/* What he asks or tells besides is no part of what goes to the company, and is not to be
 * lost. */
static void
show_rest(struct desk *d, const struct input *in, const struct visit *v,
    const struct report_said *said)
{
	char *asks = report_asks(in->m->text);

	if (asks)
		desk_event(d, in->c, "review", true,
		    "第%d回の報告に、質問や相談が添えられています: 「%s」", v->no, asks);
	if (said->also)
		desk_event(d, in->c, "review", true,
		    "第%d回の報告のメールに、第%d回のことも書かれています（第%d回だけを"
		    "記録しました）",
		    v->no, said->also, v->no);
	free(asks);
}

static void
take(struct desk *d, struct input *in, struct visit *v, struct report_row *row,
    struct report_said *said)
{
	bool homework = desk_report_take(d, in->c, v, row, said);

	show_rest(d, in, v, said);

	if (!desk_report_own(in->c, v) || !ends_here(d, in))
		desk_report_follow(d, in->c, v, row, said, homework);
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
	if (!in->route->proved)
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
	if (course_words_put_off(in->m->text) && !has_form(in)) {
		outcome =
		    handler_ask(d, in, "第%d回の報告とも、延期や中止とも読めます", v.no);
		visit_free(&v);
		return outcome;
	}
	read_as(d, in, &v, &said);
	outcome = judge(d, in, &v, &said);
	report_said_free(&said);
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_report = {"report", match, run};
