/* The company's answer to the closing survey: kept, and the case is closed. */
#include "handlers.h"

#include "desk_survey.h"
#include "report_read.h"
#include "store_report.h"
#include "survey_read.h"

#include <stdlib.h>

enum { FORM_LINES = 2, GOOD = 3 };

static bool
has_form(const struct input *in)
{
	return in->route->context.context == CONTEXT_SURVEY_SENT &&
	       survey_filled(in->m) >= FORM_LINES;
}

/* Thanks and remarks that answer it all the same. */
static bool
tells(const struct input *in)
{
	enum reply_kind k = in->r->reply.kind;

	return in->route->context.context == CONTEXT_SURVEY_SENT &&
	       (k == REPLY_THANKS_ONLY || k == REPLY_FOLLOWUP || k == REPLY_OTHER ||
	           k == REPLY_SURVEY_ANSWER) &&
	       survey_told(in->m);
}

static bool
match(const struct input *in)
{
	return in->c && in->route->role && !str_eq(in->route->role, "expert") &&
	       !str_eq(in->route->role, "asked") &&
	       (in->r->reply.kind == REPLY_SURVEY_ANSWER || has_form(in) || tells(in));
}

static void
keep(struct desk *d, const struct input *in, const struct survey_said *said)
{
	struct survey_row row = {.case_id = in->c->id,
	    .inbox_id = in->inbox_id,
	    .at = d->now,
	    .goal = (char *)said->goal,
	    .satisfaction = said->satisfaction,
	    .wishes = said->wishes,
	    .comment = said->comment  ? said->comment
	               : said->filled ? NULL
	                              : in->m->text,
	    .text = in->m->text};

	store_survey_put(d->store, &row);
}

/* A bad mark is for a person to read, and a wish for more as well. */
static bool
for_a_person(const struct survey_said *said)
{
	return str_eq(said->goal, "no") ||
	       (said->satisfaction && said->satisfaction < GOOD);
}

static void
tell(struct desk *d, const struct input *in, const struct survey_said *said)
{
	char grade[16] = "記載なし";

	if (said->satisfaction)
		(void)snprintf(grade, sizeof(grade), "%d/5", said->satisfaction);
	desk_event(d, in->c, "survey", for_a_person(said),
	    "アンケートの回答（目標達成: %s、満足度: %s）",
	    said->goal ? report_goal_label(said->goal) : "記載なし", grade);
}

static enum outcome
take(struct desk *d, struct input *in, const struct survey_said *said)
{
	keep(d, in, said);
	tell(d, in, said);
	if (!str_eq(in->c->state, "survey"))
		return OUTCOME_DONE;
	(void)desk_write(d, &(struct letter){.template_name = "survey_thanks",
	                        .c = in->c,
	                        .party = handler_writer(d, in),
	                        .to = in->m->from.addr,
	                        .to_name = in->m->from.name});
	desk_survey_end(d, in->c, "アンケートの回答を受け取りました");
	return OUTCOME_DONE;
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct survey_said said;
	enum outcome outcome;

	in->case_id = in->c->id;
	if (!in->route->proved)
		return handler_ask(
		    d, in, "アンケートの回答ですが、本人からと確かめられません");
	if (!str_eq(in->c->state, "survey") && !str_eq(in->c->state, "closed"))
		return handler_ask(
		    d, in, "アンケートの回答のようですが、支援がまだ終わっていません");
	survey_read(&said, in->m, &in->r->reply);
	if (said.filled >= FORM_LINES || tells(in) ||
	    (!in->r->reply.ambiguous && in->r->decision != DECISION_REVIEW)) {
		outcome = take(d, in, &said);
	} else {
		keep(d, in, &said);
		outcome = handler_ask(
		    d, in, "お礼やアンケートとも読めますが、はっきりしません");
	}
	survey_said_free(&said);
	return outcome;
}

const struct message_handler handler_survey = {"survey", match, run};
