/* Either side says that a visit did not take place: it is asked for anew, and the
 * operator is told, who knows what to say to whom. */
#include "analysis.h"
#include "clock.h"
#include "course_words.h"
#include "desk_slots.h"
#include "handlers.h"
#include "phrase.h"
#include "report_day.h"
#include "report_read.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400, LATELY_DAYS = 14, FORM_LINES = 2, TEXT_MAX = 4000 };

/* In answer to the question for its report. */
static bool
put_off(const struct input *in)
{
	return in->route->context.context == CONTEXT_REPORT_DUE && in->route->visit_id &&
	       course_words_put_off(in->m->text) && report_filled(in->m) < FORM_LINES;
}

static bool
match(const struct input *in)
{
	return in->c && in->c->expert_id && in->route->role && in->route->trusted &&
	       !str_eq(in->route->role, "asked") &&
	       in->r->reply.kind != REPLY_AUTO_REPLY &&
	       (course_words_not_held(in->m->text) || put_off(in));
}

/* The last one whose time has come. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);
	int64_t id = 0;

	for (size_t i = 0; i < n; i++)
		if ((desk_visit_dated(&rows[i]) || desk_visit_over(&rows[i])) &&
		    rows[i].starts_at <= d->now &&
		    (!in->route->visit_id || in->route->visit_id == rows[i].id))
			id = rows[i].id;
	visits_free(rows, n);
	return id && store_visit_get(d->store, id, v);
}

/* Days to which it is said to be moved are put to both sides first. */
static void
note_days(struct strlist *days, const char *sentence, int64_t today)
{
	struct report_day found[REPORT_DAYS_MAX];
	size_t n = report_days(sentence, today, found);

	for (size_t i = 0; i < n; i++)
		if (found[i].day > today && !found[i].conflict) {
			struct civil c = civil_from_day(found[i].day);
			char *iso = civil_iso_date(civil_to_time(&c));

			strlist_add(days, iso);
			free(iso);
		}
}

static void
note_dates(struct desk *d, const struct input *in)
{
	bool expert = str_eq(in->route->role, "expert");
	struct civil now = civil_from_time(d->now);
	int64_t today = civil_day(now.year, now.month, now.day);
	struct strlist days = {0};
	char *folded = analysis_fold(in->m->text ? in->m->text : "");

	for (char *p = strlen(folded) < TEXT_MAX ? folded : NULL, *end; p; p = end) {
		end = strstr(p, "。");
		if (end) {
			*end = '\0';
			end += strlen("。");
		}
		if (phrase_has(p, "延期|順延|振替|振り替え|変更|改め|moved|postponed"))
			note_days(&days, p, today);
	}
	desk_wishes_note(
	    d, in->c, expert ? in->c->expert_id : 0, &days, NULL, in->m->text);
	free(folded);
	strlist_free(&days);
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v;
	enum outcome outcome = OUTCOME_DONE;

	in->case_id = in->c->id;
	if (!in->route->proved)
		return handler_ask(d, in,
		    "訪問が行われなかったという連絡ですが、本人からと確かめられません");
	if (!case_next_state(in->c->state, TRIGGER_COURSE_DONE) ||
	    !visit_meant(d, in, &v))
		return handler_ask(d, in, "訪問が行われなかったとも読める連絡です");
	if (!course_words_not_held(in->m->text) &&
	    course_words_other_visit(in->m->text, v.no))
		outcome = handler_ask(d, in,
		    "別の回の延期や中止とも読める、第%d回についての返信です", v.no);
	else if (str_eq(v.state, "reported") ||
	         v.starts_at < d->now - (int64_t)LATELY_DAYS * DAY_SEC)
		outcome = handler_ask(d, in,
		    "第%d回が行われなかったとも読める連絡です（記録では実施済みです）",
		    v.no);
	else {
		note_dates(d, in);
		desk_visit_not_held(d, in->c, &v,
		    str_eq(in->route->role, "expert") ? "専門家からの連絡"
		                                      : "相談者側からの連絡");
	}
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_no_show = {"no_show", match, run};
