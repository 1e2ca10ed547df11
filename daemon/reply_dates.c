/*
 * The days of a reply: those that suit the writer and those that do not, read in the
 * context of what the desk had proposed or fixed.
 */
#include "reply.h"

#include "clock.h"
#include "date_judge.h"
#include "phrase.h"
#include "workday.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATE_LEN 10 /* of 2026-12-01 */
#define DAY_SEC  86400

/* Texts are folded. The proposed days as a whole; those of the second list name them only
 * where what follows rules them out. */
static const char *const all_words[] = {"どれも", "いずれも", "3日とも", "三日とも",
    "三つとも", "3つとも", "みっつとも", "候補の3日", "候補の三日", "ご提示の三日",
    "ご提示の3日", "none of"};
static const char *const maybe_all_words[] = {"いずれの", "全部", "すべて", "全て",
    "候補日は", "候補は", "候補日が", "候補が", "ご提示の日", "提示いただいた",
    "ご提案の日", "あいにく"};

static bool
any_at(const char *p, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(p, words[i]))
			return true;
	return false;
}

static bool
is_day_off(int64_t t)
{
	struct civil c = civil_from_time(t);

	return c.weekday == 0 || c.weekday == 6 ||
	       holiday_name(c.year, c.month, c.day) != NULL;
}

/* A week that anyone may choose from is its working days. */
static void
add_week(struct strlist *to, const char *week, bool any_day)
{
	char *monday = xstrndup(week, DATE_LEN);
	int64_t first, last;

	if (!any_day)
		strlist_add(to, monday);
	else if (civil_parse_iso(monday, &first) &&
	         civil_parse_iso(week + DATE_LEN + 1, &last))
		for (int64_t t = first; t <= last; t += DAY_SEC)
			if (!is_day_off(t))
				strlist_take(to, civil_iso_date(t));
	free(monday);
}

void
reply_add_wanted(const struct reply_input *in, struct strlist *to)
{
	const struct date_findings *f = in->dates;
	bool any_day =
	    phrase_has(in->a->text, "いつでも|どの日でも|何曜でも|anyday|any day");

	for (size_t i = 0; i < f->wanted.n; i++) {
		const char *day = f->wanted.v[i];

		/* A month is too wide to be a day that was named. */
		if (strlist_has(&f->vague, day))
			continue;
		if (strlist_has(&f->weeks, day))
			add_week(to, day, any_day);
		else if (strlist_has(&f->remains, day))
			add_week(to, day, true);
		else
			strlist_add(to, day);
	}
}

static void
add_day_once(struct strlist *to, const char *iso)
{
	char *day = xstrndup(iso, DATE_LEN);

	if (strlist_has(to, day))
		free(day);
	else
		strlist_take(to, day);
}

/* "候補はどれも埋まっております": none of the proposed days. */
static bool
rejects_all(const struct reply_input *in, enum reply_kind kind)
{
	bool other = kind == REPLY_SCHEDULE_COUNTER;

	for (const char *p = in->a->text; *p; p++) {
		enum date_verdict v;

		if (any_at(p, all_words, ARRAY_LEN(all_words))) {
			v = date_said_after(p);
			if (v == DATE_RULED_OUT ||
			    (other && (v != DATE_WISH || str_starts(p, "none"))))
				return true;
		} else if (any_at(p, maybe_all_words, ARRAY_LEN(maybe_all_words)) &&
		           date_said_after(p) == DATE_RULED_OUT) {
			return true;
		}
	}
	return false;
}

/* "第2は歯医者の予約が", "3は避けたい": the slot is named only to be set aside. silent:
 * also where the words give no reason. */
static bool
rejects_slot(const struct reply_input *in, int slot, bool silent)
{
	static const char *const forms[] = {"第%d希望は", "第%d候補は", "第%dは",
	    "%d番目は", "%d番は", "%dつ目は", "候補%dは", "%d)は", "%dは"};
	const char *text = in->a->text;

	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		const char *digit = strchr(forms[i], '%');
		char *name = xasprintf("%.*s%d%s", (int)(digit - forms[i]), forms[i],
		    slot, digit + strlen("%d"));
		const char *p = strstr(text, name);
		size_t n = strlen(name);
		bool part = p && p > text && p[-1] >= '0' && p[-1] <= '9';
		enum date_verdict v = p ? date_said_after(p + n) : DATE_WISH;

		free(name);
		if (p && !part)
			return v == DATE_RULED_OUT || (silent && v != DATE_WISH);
	}
	return false;
}

/* "7月15日で確定してください。他の二つは埋めてしまいました" */
static bool
rejects_others(const struct reply_input *in)
{
	static const char *const others[] = {"他の二", "他の2", "ほかの二", "ほかの2",
	    "残りの二", "残りの2", "あとの二", "あとの2", "他の候補", "ほかの候補",
	    "それ以外の候補", "他の日は", "ほかの日は"};

	for (const char *p = in->a->text; *p; p++) {
		if (any_at(p, others, ARRAY_LEN(others)))
			return date_said_after(p) == DATE_RULED_OUT;
	}
	return false;
}

static void
set_aside_proposed(const struct reply_input *in, struct reply *p)
{
	const struct strlist *proposed = &in->context->proposed;
	bool all = p->choice.n == 0 && rejects_all(in, p->kind);
	bool others = p->choice.n > 0 && rejects_others(in);
	char number[12];

	for (size_t i = 0; i < proposed->n && i < 9; i++) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		if (all || (others && !strlist_has(&p->choice, number)) ||
		    rejects_slot(in, (int)i + 1,
		        p->choice.n > 0 && !strlist_has(&p->choice, number)))
			add_day_once(&p->unavailable, proposed->v[i]);
	}
}

/* Takes the days out that begin with this one's date. */
static void
remove_day(struct strlist *list, const char *iso)
{
	struct strlist kept = {0};

	for (size_t i = 0; i < list->n; i++)
		if (strncmp(list->v[i], iso, DATE_LEN) != 0)
			strlist_add(&kept, list->v[i]);
	strlist_free(list);
	*list = kept;
}

/* True when one of the days or spans holds this day. */
static bool
covered(const struct strlist *list, const char *iso)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *slash = strchr(list->v[i], '/');
		const char *last = slash ? slash + 1 : list->v[i];

		if (strncmp(list->v[i], iso, DATE_LEN) <= 0 &&
		    strncmp(last, iso, DATE_LEN) >= 0)
			return true;
	}
	return false;
}

/* The fixed day falls away; a new one "at the same time" keeps its hour. */
static void
cancel_fixed(const struct reply_input *in, struct reply *p)
{
	const char *fixed = in->context->fixed;

	if (p->kind == REPLY_SCHEDULE_CANCEL) {
		remove_day(&p->dates, fixed);
		if (!covered(&p->unavailable, fixed))
			add_day_once(&p->unavailable, fixed);
	}
	if (p->dates.n == 1 && strlen(p->dates.v[0]) == DATE_LEN &&
	    strlen(fixed) > DATE_LEN &&
	    phrase_has(in->a->text, "同じ時間|同じ時刻|同時刻|同時間")) {
		char *timed = xasprintf("%s%s", p->dates.v[0], fixed + DATE_LEN);

		strlist_free(&p->dates);
		strlist_take(&p->dates, timed);
	}
}

/* An answering machine tells when nobody is there. */
static void
away_only(const struct reply_input *in, struct reply *p)
{
	for (size_t i = 0; i < in->dates->wanted.n; i++)
		if (strchr(in->dates->wanted.v[i], '/'))
			strlist_add(&p->unavailable, in->dates->wanted.v[i]);
}

void
reply_dates(const struct reply_input *in, struct reply *p)
{
	const struct date_findings *f = in->dates;

	switch (p->kind) {
	case REPLY_WITHDRAW:
	case REPLY_COMPLAINT:
	case REPLY_SURVEY_ANSWER:
	case REPLY_THANKS_ONLY:
	case REPLY_FOLLOWUP:
	case REPLY_UNRELATED: return; /* their days are those of another matter */
	default: break;
	}
	for (size_t i = 0; i < f->unavailable.n; i++)
		strlist_add(&p->unavailable, f->unavailable.v[i]);
	if (f->conflicts.n > 0)
		p->ambiguous = true;
	if (p->kind == REPLY_AUTO_REPLY) {
		away_only(in, p);
		return;
	}
	/* Those of a report are in it: see reply_report. */
	if (p->kind != REPLY_VISIT_REPORT)
		reply_add_wanted(in, &p->dates);
	if (in->context->context == CONTEXT_VISIT_PROPOSED)
		set_aside_proposed(in, p);
	if (in->context->context == CONTEXT_VISIT_FIXED && in->context->fixed)
		cancel_fixed(in, p);
}
