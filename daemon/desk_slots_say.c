/* What is written about slots: letters, the operator's view, why a day cannot be. See
 * desk_slots.h. */
#include "desk_slots.h"

#include "buf.h"
#include "clock.h"
#include "norm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
english(const char *lang)
{
	return str_eq(lang, "en");
}

static int64_t
day_of(int64_t t)
{
	struct civil c = civil_from_time(t);

	return civil_day(c.year, c.month, c.day);
}

static char *
date_in(int64_t t, const char *lang)
{
	return english(lang) ? civil_en_date(t) : civil_ja_date(t);
}

static char *
datetime_in(int64_t t, const char *lang)
{
	return english(lang) ? civil_en_datetime(t) : civil_ja_datetime(t);
}

/* --- letters --- */

char *
desk_span_text(int64_t starts_at, int64_t ends_at, const char *lang)
{
	struct civil end = civil_from_time(ends_at);
	char *from = english(lang) ? civil_en_datetime(starts_at)
	                           : civil_ja_datetime(starts_at),
	     *zone = strstr(from, " JST"), *text;

	if (zone)
		*zone = '\0';
	text = xasprintf(english(lang) ? "%s to %d:%02d JST" : "%s～%d:%02d", from,
	    end.hour, end.minute);
	free(from);
	return text;
}

static json_t *
slots_json(const struct slot *slots, size_t n, const char *lang)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		struct civil end = civil_from_time(slots[i].ends_at);
		char *when = datetime_in(slots[i].starts_at, lang);
		char *span = desk_span_text(slots[i].starts_at, slots[i].ends_at, lang);
		json_t *o = json_pack("{s:i, s:s}", "no", slots[i].no, "date", when);

		(void)json_object_set_new(
		    o, "end", json_sprintf("%d:%02d", end.hour, end.minute));
		(void)json_object_set_new(o, "span", json_string(span));
		(void)json_array_append_new(list, o);
		free(when);
		free(span);
	}
	return list;
}

void
desk_slots_ask_side(struct desk *d, struct case_row *c, const struct expert *e,
    const struct visit *v, enum slot_side side, const char *template_name,
    const struct slot *slots, size_t n, json_t *asking)
{
	const char *lang = side == SLOT_COMPANY ? c->lang : "ja";
	int64_t until = workday_add(
	    &d->workdays, day_of(d->now), d->config->visits.answer_working_days);
	struct civil civil = civil_from_day(until);
	char *text = date_in(civil_to_time(&civil), lang);

	(void)json_object_set_new(asking, "until", json_string(text));
	if (side == SLOT_EXPERT)
		(void)json_object_set_new(asking, "to_expert", json_true());
	(void)desk_write(
	    d, &(struct letter){.template_name = template_name,
	           .c = c,
	           .party = side == SLOT_COMPANY ? PARTY_REQUESTER : PARTY_EXPERT,
	           .expert = e,
	           .visit = v,
	           .calendar_method =
	               str_eq(template_name, "visit_slots_off") ? "CANCEL" : NULL,
	           .extra = json_pack("{s:o, s:o}", "slots", slots_json(slots, n, lang),
	               "asking", asking)});
	free(text);
}

void
desk_slots_tell_off(struct desk *d, struct case_row *c, const struct expert *e,
    const struct slot_offer *gone, enum slot_side side)
{
	json_t *asking = json_pack("{s:b}", "to_expert", side == SLOT_EXPERT);

	if (side == gone->side)
		(void)json_object_set_new(asking, "own", json_true());
	if (gone->n && side == gone->side)
		(void)json_object_set_new(asking, "offered", json_true());
	if (gone->off->round)
		(void)json_object_set_new(asking, "pending", json_true());
	(void)desk_write(
	    d, &(struct letter){.template_name = "visit_off",
	           .c = c,
	           .party = side == SLOT_COMPANY ? PARTY_REQUESTER : PARTY_EXPERT,
	           .expert = e,
	           .visit = gone->off,
	           .calendar_method = "CANCEL",
	           .extra = json_pack("{s:o}", "asking", asking)});
}

void
desk_slots_ask_back(struct desk *d, struct case_row *c, const struct visit *v,
    enum slot_side side, json_t *wrong, const struct address *to)
{
	bool expert = side == SLOT_EXPERT;
	struct expert e = {0};
	bool known = desk_case_expert(d, c, &e);
	json_t *asking = json_object();

	if (expert)
		(void)json_object_set_new(asking, "to_expert", json_true());
	if (v->round)
		(void)json_object_set_new(asking, "pending", json_true());
	desk_event(d, c, "visit", false,
	    "第%d回の日程: %sの挙げた日が成り立たないため、聞き返しました（%s）", v->no,
	    expert ? "専門家" : "相談者側", json_string_value(json_array_get(wrong, 0)));
	(void)desk_write(
	    d, &(struct letter){.template_name = "visit_slots_wrong",
	           .c = c,
	           .party = expert ? PARTY_EXPERT : PARTY_REQUESTER,
	           .expert = known ? &e : NULL,
	           .visit = v,
	           .to = to->addr,
	           .to_name = to->name,
	           .extra = json_pack("{s:o, s:o}", "wrong", wrong, "asking", asking)});
	if (known)
		expert_free(&e);
}

void
desk_slots_tell_fixed(struct desk *d, struct case_row *c, const struct expert *e,
    const struct visit *v, int64_t was)
{
	static const enum party parties[] = {PARTY_REQUESTER, PARTY_EXPERT};

	for (size_t i = 0; i < ARRAY_LEN(parties); i++) {
		bool expert = parties[i] == PARTY_EXPERT;
		char *old = was ? datetime_in(was, expert ? "ja" : c->lang) : NULL;
		json_t *asking = json_object();

		if (old)
			(void)json_object_set_new(asking, "was", json_string(old));
		if (expert)
			(void)json_object_set_new(asking, "to_expert", json_true());
		(void)desk_write(
		    d, &(struct letter){.template_name = "visit_fixed",
		           .c = c,
		           .party = parties[i],
		           .expert = e,
		           .visit = v,
		           .calendar_method = "REQUEST",
		           .extra = json_object_size(asking)
		                        ? json_pack("{s:O}", "asking", asking)
		                        : NULL});
		json_decref(asking);
		free(old);
	}
}

/* --- the operator's view --- */

static const char *
answer_sign(int answer)
{
	return answer == SLOT_OPEN ? "未回答" : answer == SLOT_NO ? "×" : "○";
}

static void
view_wishes(struct buf *out, const struct slot_frame *f, enum slot_side side)
{
	static const char *const names[] = {"相談者側", "専門家"};

	for (int possible = 1; possible >= 0; possible--) {
		const char *lead = possible ? "希望" : "不可";
		size_t found = 0;

		for (size_t i = 0; i < f->ask.wishes_n; i++) {
			const struct wish *w = &f->wishes[i];

			if (w->side != side || w->possible != (possible == 1))
				continue;
			if (!found++)
				buf_addf(out, " %sの%s: ", names[side], lead);
			else
				buf_adds(out, "、");
			buf_addf(out, "%s%s", w->day,
			    w->half == 1   ? "午前"
			    : w->half == 2 ? "午後"
			                   : "");
		}
		if (found)
			buf_adds(out, "。");
	}
}

char *
desk_slots_view(struct desk *d, const struct case_row *c, const struct visit *v)
{
	struct buf out = {0};
	struct slot_frame f;
	size_t n;
	int round = 0;
	struct slot *slots = store_slots(d->store, v->id, 0, &n);

	for (size_t i = 0; i < n; i++) {
		char *when;

		if (slots[i].round < v->search)
			continue;
		if (slots[i].round != round)
			buf_addf(&out, "%s%d回目: ", round ? "。" : "",
			    slots[i].round - v->search + 1);
		else
			buf_adds(&out, "、");
		round = slots[i].round;
		when = civil_ja_datetime(slots[i].starts_at);
		buf_addf(&out, "(%d) %s 相談者側%s・専門家%s", slots[i].no, when,
		    answer_sign(slots[i].answer[SLOT_COMPANY]),
		    answer_sign(slots[i].answer[SLOT_EXPERT]));
		free(when);
	}
	if (round)
		buf_adds(&out, "。");
	desk_slot_frame(d, c, v, &f);
	for (int side = 0; side < SLOT_SIDES; side++)
		view_wishes(&out, &f, (enum slot_side)side);
	desk_slot_frame_free(&f);
	free(slots);
	return buf_steal(&out);
}

/* --- why a day cannot be --- */

static char *
closed_text(const char *when, const struct civil *day, const char *lang)
{
	const char *holiday = holiday_name(day->year, day->month, day->day);
	bool weekend = day->weekday == 0 || day->weekday == 6;

	if (english(lang))
		return holiday   ? xasprintf("%s is a public holiday (%s)", when,
                                     holiday_name_en(holiday) ? holiday_name_en(holiday)
		                                                : holiday)
		       : weekend ? xasprintf("%s is on a weekend", when)
		                 : xasprintf("the desk is closed on %s", when);
	return holiday   ? xasprintf("%sは祝日（%s）です", when, holiday)
	       : weekend ? xasprintf("%sは%s曜日です", when, weekday_ja(day->weekday))
	                 : xasprintf("%sは窓口の休業日です", when);
}

char *
desk_day_trouble(
    const struct desk *d, enum day_trouble t, const char *iso, const char *lang)
{
	bool en = english(lang), moment = strchr(iso, 'T') != NULL;
	char *first = xstrdup(iso), *slash = strchr(first, '/'), *when, *text;
	struct civil day;
	int64_t at;

	if (slash)
		*slash = '\0';
	if (!civil_parse_iso(first, &at))
		at = d->now;
	day = civil_from_time(at);
	when = moment && !slash && t != DAY_CLOSED ? datetime_in(at, lang)
	                                           : date_in(at, lang);
	if (t == DAY_PAST)
		text =
		    xasprintf(en ? "%s has gone by" : "%sは、すでに過ぎています", when);
	else if (t == DAY_CLOSED)
		text = closed_text(when, &day, lang);
	else if (t == DAY_HOURS)
		text = xasprintf(en ? "%s is not within the hours of visits (%d:00 to "
		                      "%d:00, two hours at least)"
		                    : "%sからでは、訪問の時間帯（%d:00～%d:00、2時間"
		                      "以上）に収まりません",
		    when, d->config->calendar.open_hour, d->config->calendar.close_hour);
	else if (t == DAY_TAKEN)
		text = xasprintf(en ? "the specialist has another engagement at %s"
		                    : "%sは、専門家のほかの予定と重なります",
		    when);
	else
		text =
		    xasprintf(en ? "%s does not lie between the visits before and after"
		                 : "%sは、前後の回の日程と順序が合いません",
		        when);
	free(when);
	free(first);
	return text;
}

/* Month and day of "6月31日(水)" or "6/31"; false when it is written otherwise. */
static bool
month_and_day(const char *phrase, int *month, int *day)
{
	char *plain = norm_squeeze(phrase);
	bool ok = false;

	for (const char *p = plain; *p && !ok; p++) {
		bool inside = p > plain && p[-1] >= '0' && p[-1] <= '9';

		if (!inside)
			ok = sscanf(p, "%2d月%2d日", month, day) == 2 ||
			     sscanf(p, "%2d/%2d", month, day) == 2;
	}
	free(plain);
	return ok && *month >= 1 && *month <= 12;
}

char *
desk_day_mismatch(const struct desk *d, const char *phrase, const char *lang)
{
	struct civil today = civil_from_time(d->now), it;
	bool en = english(lang);
	int month, day, year;

	if (!month_and_day(phrase, &month, &day))
		return xasprintf(en ? "date and day of the week of \"%s\" do not fit"
		                    : "「%s」の日付と曜日が合いません",
		    phrase);
	/* the next one to come */
	year = today.year +
	       (month < today.month || (month == today.month && day < today.day));
	if (!civil_valid_date(year, month, day))
		return xasprintf(
		    en ? "there is no such day as \"%s\"" : "「%s」は暦にない日付です",
		    phrase);
	it = civil_from_day(civil_day(year, month, day));
	if (en)
		return xasprintf("\"%s\": %d %s %d is a %s", phrase, day, month_en(month),
		    it.year, weekday_en(it.weekday));
	return xasprintf("「%s」: %d年%d月%d日は%s曜日です", phrase, it.year, month, day,
	    weekday_ja(it.weekday));
}
