/* What the morning's mail says of courses under way. See desk_digest.h. */
#include "digest_item.h"

#include "clock.h"
#include "desk_report.h"
#include "store_digest.h"
#include "store_report.h"

#include <stdlib.h>

/* Owned. */
static char *
report_todo(const struct digest *g, const struct digest_visit *row)
{
	struct visit v;
	char *todo;

	if (!store_visit_get(g->d->store, row->id, &v))
		return NULL;
	todo = desk_report_todo(g->d, row->number, &v, g->lang);
	visit_free(&v);
	return todo;
}

static void
add_report(struct digest *g, const struct digest_visit *v, const char *words)
{
	int days = digest_working_days(g, v->ends_at);
	bool late = days >= g->d->config->visits.report_working_days;

	(void)digest_add(g, late ? DIGEST_LATE : DIGEST_OTHERS,
	    DIGEST_WORDS(g, "%s: 第%d回の実施報告待ち（%s氏）",
	        "%s: report on visit %d (%s)", words, v->no, v->expert ? v->expert : "?"),
	    late ? report_todo(g, v) : NULL, v->ends_at);
}

/* How many items the programme wants confirmed before the visit and nobody has. */
static size_t
unconfirmed(const struct digest *g, const struct digest_visit *v)
{
	const json_t *item;
	size_t i, n = 0;

	json_array_foreach(programme_confirm(g->d->programme, v->no), i, item)
	{
		char *value = store_confirmed(
		    g->d->store, v->id, json_string_value(json_object_get(item, "key")));

		n += !value;
		free(value);
	}
	return n;
}

/* Owned. */
static char *
open_text(const struct digest *g, const struct digest_visit *v)
{
	size_t n = unconfirmed(g, v);

	return n ? DIGEST_WORDS(g, "、未確認%zu件", ", not confirmed: %zu", n)
	         : xstrdup("");
}

static void
add_visit(struct digest *g, const struct digest_visit *v, const char *words)
{
	struct civil c = civil_from_time(v->starts_at);
	bool agreed = v->confirmed == 3;
	char *open = open_text(g, v);
	enum digest_section section = v->ends_at < g->d->now ? DIGEST_LATE
	                              : digest_day_of(v->starts_at) <= g->today
	                                  ? DIGEST_TODAY
	                                  : DIGEST_NEXT;

	(void)digest_add(g, section,
	    DIGEST_WORDS(g, "%d/%d %d:%02d %s 第%d回（%s、%s氏%s%s）",
	        "%d/%d %d:%02d %s visit %d (%s, %s%s%s)", c.month, c.day, c.hour,
	        c.minute, words, v->no,
	        v->online ? digest_say(g, "オンライン", "online")
	                  : digest_say(g, "訪問", "on site"),
	        v->expert ? v->expert : "?",
	        agreed ? "" : digest_say(g, "、双方の同意はまだ", ", not agreed by both"),
	        open),
	    section == DIGEST_LATE || !agreed
	        ? xasprintf("madoguchi case show %s", v->number)
	        : NULL,
	    0);
	g->items[section][g->n[section] - 1].at = v->starts_at;
	free(open);
}

static void
collect_visits(struct digest *g)
{
	size_t n;
	struct civil end = civil_from_day(g->next + 1);
	struct digest_visit *rows =
	    store_digest_visits(g->d->store, civil_to_time(&end), &n);

	for (size_t i = 0; i < n; i++) {
		char *words = digest_case_words(g, rows[i].number, rows[i].company);

		if (rows[i].held)
			add_report(g, &rows[i], words);
		else
			add_visit(g, &rows[i], words);
		free(words);
	}
	digest_visits_free(rows, n);
}

static void
collect_slots(struct digest *g)
{
	size_t n;
	struct digest_slots *rows = store_digest_slots(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		char *words = digest_case_words(g, rows[i].number, rows[i].company);
		const char *who = rows[i].company_open && rows[i].expert_open
		                      ? digest_say(g, "双方", "both sides")
		                  : rows[i].company_open
		                      ? digest_say(g, "相談者側", "the company's side")
		                      : digest_say(g, "専門家", "the expert");

		(void)digest_add(g, DIGEST_OTHERS,
		    DIGEST_WORDS(g, "%s: 第%d回の候補日への返信待ち（%s）",
		        "%s: answer about the dates of visit %d (%s)", words, rows[i].no,
		        who),
		    NULL, rows[i].since);
		free(words);
	}
	digest_slots_free(rows, n);
}

static void
collect_surveys(struct digest *g)
{
	size_t n;
	struct digest_case *rows = store_digest_surveys(g->d->store, &n);

	for (size_t i = 0; i < n; i++) {
		char *words = digest_case_words(g, rows[i].number, rows[i].company);

		(void)digest_add(g, DIGEST_OTHERS,
		    xasprintf("%s: %s", words,
		        digest_say(g, "アンケートの回答待ち", "answer to the survey")),
		    NULL, rows[i].since);
		free(words);
	}
	digest_cases_free(rows, n);
}

void
digest_collect_course(struct digest *g)
{
	collect_visits(g);
	collect_slots(g);
	collect_surveys(g);
}
