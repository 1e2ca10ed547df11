/* An expert's report of a visit: figures and homework kept, the course ended after the
 * last. */
#include "course_words.h"
#include "desk_slots.h"
#include "handlers.h"

#include <stdlib.h>

/* Who has left the case may still report on the visits that were his. */
static bool
match(const struct input *in)
{
	bool expert = in->c && ((str_eq(in->route->role, "expert") && in->c->expert_id) ||
	                           str_eq(in->route->role, "asked"));

	return expert && (in->r->kind == KIND_VISIT_REPORT ||
	                     in->r->reply.kind == REPLY_VISIT_REPORT);
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

/* The visit reported: the one the mail was about, the number stated, else the earliest
 * held one without a report. Never one that somebody else has held. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	int stated = in->r->reply.report.visit_no;
	size_t n;
	int64_t id = in->route->visit_id, expert_id = writer(d, in);
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);

	for (size_t i = 0; i < n && !id && stated; i++)
		if (rows[i].no == stated && rows[i].expert_id == expert_id)
			id = rows[i].id;
	for (size_t i = 0; i < n && !id; i++)
		if (str_eq(rows[i].state, "held") && rows[i].expert_id == expert_id)
			id = rows[i].id;
	visits_free(rows, n);
	if (!id || !store_visit_get(d->store, id, v))
		return false;
	if (v->expert_id == expert_id || (!v->expert_id && expert_id))
		return true;
	visit_free(v);
	return false;
}

/* The operator need not wait for it any longer. */
static void
close_missing(struct desk *d, const struct case_row *c, int no)
{
	char *begins = xasprintf("第%d回の", no);
	size_t n;
	struct event_row *rows = store_event_list(d->store, c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (rows[i].open && str_eq(rows[i].what, "report_late") &&
		    str_starts(rows[i].text, begins))
			(void)store_event_close(d->store, rows[i].id, 0);
	event_rows_free(rows, n);
	free(begins);
}

static void
take(struct desk *d, struct input *in, struct visit *v)
{
	const struct report *report = &in->r->reply.report;

	desk_visit_held(d, in->c, v, false);
	set_str(&v->state, "reported");
	if (report->done_on)
		set_str(&v->done_on, report->done_on);
	if (report->next_homework)
		set_str(&v->homework, report->next_homework);
	if (report->goal_reached)
		set_str(&v->goal, report->goal_reached);
	v->report_inbox_id = in->inbox_id;
	store_visit_update(d->store, v);
	store_timer_cancel(d->store, in->c->id, "report_late", v->id);
	close_missing(d, in->c, v->no);
	desk_event(d, in->c, "report", false,
	    "第%d回の報告を受け取りました（目標達成: %s）", v->no,
	    report->goal_reached ? report->goal_reached : "記載なし");
}

static void
thank(struct desk *d, struct input *in, const struct visit *v)
{
	struct expert e;

	if (!desk_visit_expert(d, in->c, v, &e))
		return;
	(void)desk_write(d, &(struct letter){.template_name = "report_thanks",
	                        .c = in->c,
	                        .party = PARTY_EXPERT,
	                        .expert = &e,
	                        .visit = v});
	expert_free(&e);
}

/* The next date that the report names is put to the company. True: what it proposes is
 * that the course end here, which the company is asked first. */
static bool
go_on(struct desk *d, struct input *in)
{
	if (desk_course_ending(d, in->c) ||
	    (course_words_end(in->m->text) &&
	        desk_course_end_asked(d, in->c, 1 << SLOT_EXPERT)))
		return true;
	if (d->config->visits.propose == PROPOSE_NEXT)
		(void)desk_visit_next(d, in->c, true, &in->r->reply.dates);
	return false;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v;
	bool ended = false;

	in->case_id = in->c->id;
	if (!in->route->trusted)
		return handler_ask(d, in, "訪問報告ですが、本人からと確かめられません");
	if (in->r->decision == DECISION_REVIEW || in->r->reply.ambiguous)
		return handler_ask(d, in, "訪問報告とも読めますが、はっきりしません");
	if (!visit_meant(d, in, &v))
		return handler_ask(d, in, "どの回のものか分からない訪問報告です");
	if (str_eq(v.state, "cancelled") || str_eq(v.state, "asked") ||
	    v.starts_at > d->now + 86400) {
		visit_free(&v);
		return handler_ask(d, in, "まだ行われていない回の訪問報告です");
	}
	take(d, in, &v);
	thank(d, in, &v);
	if (in->c->expert_id == v.expert_id)
		ended = go_on(d, in);
	visit_free(&v);
	if (!ended)
		desk_course_check(d, in->c);
	return OUTCOME_DONE;
}

const struct message_handler handler_report = {"report", match, run};
