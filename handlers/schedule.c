/*
 * Answers about dates. Slots that are on the table are chosen or refused, days named
 * instead are put to the other side, a fixed date is moved or dropped; a day that cannot
 * be is asked back. Where one date was proposed for each visit (visits.propose = "all"),
 * one exact new time by a participant is put to the other side as an update. What is not
 * clear is the operator's.
 */
#include "schedule.h"

#include "analysis.h"
#include "clock.h"
#include "date_trouble.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_SEC = 86400 };

static bool
match(const struct input *in)
{
	return in->c && in->route->role && !str_eq(in->route->role, "asked") &&
	       in->c->expert_id &&
	       (in->r->kind == KIND_SCHEDULE_REPLY || schedule_names_slots(in) ||
	           in->r->reply.kind == REPLY_SCHEDULE_ACCEPT ||
	           in->r->reply.kind == REPLY_SCHEDULE_COUNTER ||
	           in->r->reply.kind == REPLY_SCHEDULE_CANCEL);
}

static enum slot_side
side_of(const struct input *in)
{
	return str_eq(in->route->role, "expert") ? SLOT_EXPERT : SLOT_COMPANY;
}

static const char *
side_name(const struct input *in)
{
	return side_of(in) == SLOT_EXPERT ? "専門家" : "相談者側";
}

/* The visit that is meant: the one the mail was about, one for which slots are on the
 * table, else the next one to come. */
static bool
visit_meant(struct desk *d, const struct input *in, struct visit *v)
{
	size_t n;
	struct visit *rows;
	int64_t id = 0;

	if (in->route->visit_id)
		return store_visit_get(d->store, in->route->visit_id, v);
	if (store_visit_searched(d->store, in->c->id, v))
		return true;
	rows = store_visit_list(d->store, in->c->id, &n);
	for (size_t i = 0; i < n && !id; i++)
		if (desk_visit_dated(&rows[i]) || str_eq(rows[i].state, "asked"))
			id = rows[i].id;
	visits_free(rows, n);
	return id && store_visit_get(d->store, id, v);
}

static enum outcome
ask_operator(struct desk *d, struct input *in, const struct visit *v)
{
	char *view = v->round ? desk_slots_view(d, in->c, v) : xstrdup("");
	enum outcome outcome = handler_ask(d, in,
	    "第%d回の日程について、%sから連絡がありました。調整してください%s%s", v->no,
	    side_name(in), *view ? "。" : "", view);

	free(view);
	return outcome;
}

/* --- days that were named --- */

static void
note_wishes(struct desk *d, const struct input *in)
{
	const struct reply *reply = &in->r->reply;

	desk_wishes_note(d, in->c, side_of(in) == SLOT_EXPERT ? in->c->expert_id : 0,
	    &reply->dates, &reply->unavailable, in->m->text);
}

/* Writes back what is wrong with the days; takes the list. */
static enum outcome
ask_back(struct desk *d, struct input *in, const struct visit *v, json_t *wrong)
{
	desk_slots_ask_back(d, in->c, v, side_of(in), wrong, &in->m->from);
	return OUTCOME_DONE;
}

static const char *
lang_of(const struct input *in)
{
	return side_of(in) == SLOT_EXPERT ? "ja" : in->c->lang;
}

/* Days of the text that no reading can use, each with what is wrong with it. */
static json_t *
impossible_days(struct desk *d, const struct input *in)
{
	struct date_trouble found[DATE_TROUBLES_MAX];
	size_t n =
	    date_troubles(in->m->text ? in->m->text : "", in->route->context.sent, found);
	json_t *wrong = json_array();

	for (size_t i = 0; i < n; i++) {
		char *text, *iso = civil_iso_date(found[i].day * DAY_SEC);

		text = found[i].past ? desk_day_trouble(d, DAY_PAST, iso, lang_of(in))
		                     : desk_day_mismatch(d, found[i].phrase, lang_of(in));
		(void)json_array_append_new(wrong, json_string(text));
		free(text);
		free(iso);
	}
	date_troubles_free(found, n);
	return wrong;
}

/* What of the days named can be put to the other side, and what is wrong with the rest.
 * *far: a person has to look at one. */
static json_t *
judge_days(struct desk *d, const struct input *in, const struct visit *v,
    struct slot_offer *offer, bool *far)
{
	const struct strlist *dates = &in->r->reply.dates;
	char *text = analysis_fold(in->m->text ? in->m->text : "");
	struct slot_frame f;
	json_t *wrong = json_array();

	*offer = (struct slot_offer){.side = side_of(in)};
	*far = false;
	desk_slot_frame(d, in->c, v, &f);
	for (size_t i = 0; i < dates->n; i++) {
		const struct wish w = {.side = offer->side,
		    .possible = true,
		    .day = dates->v[i],
		    .half = slot_half_named(text, dates->v[i])};
		enum day_trouble t = slot_of_wish(&f.ask, &w, offer->span, &offer->n);
		char *why;

		if (t == DAY_FAR)
			*far = true;
		if (t == DAY_FITS || t == DAY_FAR ||
		    json_array_size(wrong) >= SLOTS_A_ROUND)
			continue;
		why = desk_day_trouble(d, t, dates->v[i], lang_of(in));
		(void)json_array_append_new(wrong, json_string(why));
		free(why);
	}
	desk_slot_frame_free(&f);
	free(text);
	return wrong;
}

/* --- slots on the table --- */

static bool
is_chosen(const struct reply *reply, const struct slot *k, size_t all, int *rank)
{
	*rank = 1;
	if (!reply->choice.n)
		return all == 1; /* agreed to the only one */
	for (size_t i = 0; i < reply->choice.n; i++)
		if (atoi(reply->choice.v[i]) == k->no) {
			*rank = (int)i + 1;
			return true;
		}
	return false;
}

/* An answer to slots that are no longer on the table still counts for those of the same
 * time that are. */
static void
mark(struct desk *d, const struct input *in, const struct visit *v, bool refused)
{
	size_t n, now_n;
	struct slot *told = store_slots(d->store, v->id, in->route->slot_round, &n);
	struct slot *now = store_slots(d->store, v->id, v->round, &now_n);
	bool current = in->route->slot_round == v->round;

	for (size_t i = 0; i < n; i++) {
		int rank = 1;
		bool yes = !refused && is_chosen(&in->r->reply, &told[i], n, &rank);

		for (size_t k = 0; k < now_n; k++)
			if (now[k].starts_at == told[i].starts_at && (yes || current))
				store_slot_answer(d->store, &now[k], side_of(in),
				    yes ? rank : SLOT_NO, d->now);
	}
	free(told);
	free(now);
}

/* The company's word on the format counts; the expert's where the company left it open.
 */
static void
take_format(struct desk *d, struct input *in, struct visit *v)
{
	const char *format = in->r->reply.format;

	if (!format || str_eq(format, v->format) ||
	    (!str_eq(format, "visit") && !str_eq(format, "online")))
		return;
	if (desk_visit_dated(v) && desk_visit_invited(d, v)) {
		desk_format_ask(d, in->c, v, side_of(in));
	} else if (side_of(in) == SLOT_COMPANY || str_eq(in->c->format, "any")) {
		set_str(&v->format, format);
		store_visit_update(d->store, v);
		desk_event(d, in->c, "visit", false, "第%d回は%sの希望により%s", v->no,
		    side_name(in), str_eq(format, "online") ? "オンライン" : "訪問");
	} else {
		desk_event(d, in->c, "visit", true,
		    "第%d回について、専門家が%"
		    "sを希望しています。相談者に確認してください",
		    v->no, str_eq(format, "online") ? "オンライン" : "訪問");
	}
}

static bool
chose_the_date(struct desk *d, const struct input *in, const struct visit *v)
{
	size_t n;
	struct slot *told = store_slots(d->store, v->id, in->route->slot_round, &n);
	bool same = false;
	int rank;

	for (size_t i = 0; i < n; i++)
		same |= told[i].starts_at == v->starts_at &&
		        is_chosen(&in->r->reply, &told[i], n, &rank);
	free(told);
	return same && str_eq(v->state, "fixed");
}

/* It says which slots: by their numbers, or by agreeing to a letter with a single one. */
static bool
names_one(struct desk *d, const struct input *in, const struct visit *v)
{
	size_t n;

	if (in->r->reply.choice.n)
		return true;
	free(store_slots(d->store, v->id, in->route->slot_round, &n));
	return n == 1 && in->route->visit_id;
}

/* A yes to the introduction chooses none of the slots that were sent beside it. */
static enum outcome
said_nothing(struct desk *d, const struct input *in, const struct visit *v)
{
	desk_event(d, in->c, "visit", false,
	    "%sからご紹介への返信がありました。第%d回の候補日への回答を待ちます",
	    side_name(in), v->no);
	return OUTCOME_DONE;
}

static enum outcome
choose(struct desk *d, struct input *in, struct visit *v)
{
	if (!v->round && chose_the_date(d, in, v)) {
		desk_event(d, in->c, "visit", false, "第%d回の日程に%sが同意しました",
		    v->no, side_name(in));
		return OUTCOME_DONE;
	}
	if (!v->round)
		return ask_operator(d, in, v);
	if (!names_one(d, in, v))
		return in->route->visit_id ? ask_operator(d, in, v)
		                           : said_nothing(d, in, v);
	note_wishes(d, in);
	take_format(d, in, v);
	desk_event(d, in->c, "visit", false, "第%d回の候補日に%sが回答しました", v->no,
	    side_name(in));
	mark(d, in, v, false);
	desk_slots_settle(d, in->c, v, NULL);
	return OUTCOME_DONE;
}

/* What was named in other words than the letter's number is chosen, not offered anew. */
static bool
on_the_table(struct desk *d, const struct visit *v, const struct slot_offer *offer)
{
	size_t n;
	struct slot *now = store_slots(d->store, v->id, v->round, &n);
	bool found = false;

	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < offer->n; i++)
			if (now[k].starts_at == offer->span[i].starts_at) {
				store_slot_answer(
				    d->store, &now[k], offer->side, (int)i + 1, d->now);
				found = true;
			}
	free(now);
	return found;
}

/* Other days, or none, instead of what was put to them, or of the date that stood. */
static enum outcome
go_elsewhere(struct desk *d, struct input *in, struct visit *v)
{
	bool drops = in->r->reply.kind == REPLY_SCHEDULE_CANCEL, far;
	struct slot_offer offer;
	json_t *wrong = judge_days(d, in, v, &offer, &far);

	if ((far && !offer.n && !drops) || (offer.n && schedule_leans_on_slots(in)) ||
	    (!offer.n && !drops && schedule_chooses_and_asks(in))) {
		json_decref(wrong);
		return ask_operator(d, in, v);
	}
	if (!offer.n && json_array_size(wrong) && !drops)
		return ask_back(d, in, v, wrong);
	json_decref(wrong);
	note_wishes(d, in);
	if (!drops)
		take_format(d, in, v);
	desk_event(d, in->c, "visit", false, "第%d回の日程について%sが%s", v->no,
	    side_name(in), offer.n ? "別の日を挙げました" : "別の日を求めました");
	if (drops && desk_visit_dated(v)) {
		desk_visit_call_off(
		    d, in->c, v, &offer, "都合がつかなくなったとの連絡のため");
		if (!in->route->slot_round)
			return far ? ask_operator(d, in, v) : OUTCOME_DONE;
	}
	if (!v->round) {
		desk_slots_begin(d, in->c, v, &offer);
		return OUTCOME_DONE;
	}
	mark(d, in, v, true);
	desk_slots_settle(d, in->c, v, on_the_table(d, v, &offer) ? NULL : &offer);
	return OUTCOME_DONE;
}

static enum outcome
about_slots(struct desk *d, struct input *in, struct visit *v)
{
	switch (in->r->reply.kind) {
	case REPLY_SCHEDULE_ACCEPT: return choose(d, in, v);
	case REPLY_SCHEDULE_COUNTER:
	case REPLY_SCHEDULE_CANCEL: return go_elsewhere(d, in, v);
	default: return ask_operator(d, in, v);
	}
}

/* --- a date that stands --- */

/* Nobody has to hear twice of a date that is gone: other days may be named at any time.
 */
static bool
names_days(const struct input *in, const struct visit *v)
{
	return !v->round && !desk_visit_dated(v) && in->r->reply.dates.n &&
	       in->r->reply.kind == REPLY_SCHEDULE_COUNTER;
}

/* The letter that is answered named another date than the visit has now: the writer was,
 * or will be, told of that one. The introduction names the dates beside their first
 * invitations. */
static bool
date_has_changed(struct desk *d, const struct input *in, const struct visit *v)
{
	static const char *const names[] = {"visit_invite", "visit_update", "visit_fixed",
	    "visit_cancel", "visit_off", "visit_slots_off"};
	int newer = in->route->visit_id ? 0 : -1;
	struct outbox_row *rows;
	size_t n;

	if (!in->route->outbox_id)
		return false;
	rows = store_outbox_list(d->store, in->c->id, NULL, &n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ARRAY_LEN(names); k++)
			newer += rows[i].visit_id == v->id &&
			         rows[i].id > in->route->outbox_id &&
			         str_ieq(rows[i].recipient, in->m->from.addr) &&
			         str_eq(rows[i].template_name, names[k]);
	outbox_rows_free(rows, n);
	return newer > 0;
}

static enum outcome
about_date(struct desk *d, struct input *in, struct visit *v)
{
	struct reply *reply = &in->r->reply;

	if (reply->kind == REPLY_SCHEDULE_ACCEPT && date_has_changed(d, in, v))
		return handler_ask(d, in, "変更前の日程（第%d回）への同意です", v->no);
	if (reply->kind == REPLY_SCHEDULE_ACCEPT) {
		desk_visit_agree(d, in->c, v, 1 << side_of(in));
		return OUTCOME_DONE;
	}
	if (schedule_moves_at_once(d, in, v, 1 << side_of(in)))
		return OUTCOME_DONE;
	if (reply->kind != REPLY_SCHEDULE_COUNTER && reply->kind != REPLY_SCHEDULE_CANCEL)
		return ask_operator(d, in, v);
	if (schedule_gives_up(in, v))
		reply->kind = REPLY_SCHEDULE_CANCEL;
	return go_elsewhere(d, in, v);
}

static enum outcome
act(struct desk *d, struct input *in, struct visit *v)
{
	if (str_eq(v->state, "cancelled") || str_eq(v->state, "held") ||
	    str_eq(v->state, "reported"))
		return handler_ask(
		    d, in, "終わった回（第%d回）の日程への返信です", v->no);
	if (in->route->slot_round)
		return about_slots(d, in, v);
	if (schedule_drops_while_asked(in, v)) {
		in->r->reply.kind = REPLY_SCHEDULE_CANCEL;
		return go_elsewhere(d, in, v);
	}
	if (names_days(in, v))
		return go_elsewhere(d, in, v);
	/* Something is asked already, or the operator has it. */
	if (v->round || !desk_visit_dated(v))
		return ask_operator(d, in, v);
	return about_date(d, in, v);
}

/* An agreement to the introduction is one to all the dates that it named. */
static void
agree_to_all(struct desk *d, struct input *in)
{
	size_t n;
	struct visit *rows = store_visit_list(d->store, in->c->id, &n);

	for (size_t i = 0; i < n; i++)
		if (desk_visit_dated(&rows[i]) && !date_has_changed(d, in, &rows[i]))
			desk_visit_agree(d, in->c, &rows[i], 1 << side_of(in));
	visits_free(rows, n);
}

static bool
is_about_days(const struct input *in)
{
	return in->route->proved && (in->r->reply.kind == REPLY_SCHEDULE_ACCEPT ||
	                                in->r->reply.kind == REPLY_SCHEDULE_COUNTER ||
	                                in->r->reply.kind == REPLY_SCHEDULE_QUESTION);
}

/* The date stands, and is to be held otherwise: only a question to the other side, so no
 * doubt of the rest keeps it back. */
static bool
asks_format(struct desk *d, const struct input *in, struct visit *v)
{
	const struct reply *reply = &in->r->reply;

	if (in->route->slot_round || !in->route->trusted || !desk_visit_dated(v) ||
	    v->starts_at <= d->now || reply->dates.n ||
	    reply->kind == REPLY_SCHEDULE_CANCEL || schedule_gives_up(in, v) ||
	    !schedule_format_wish(in, v) || !desk_visit_invited(d, v))
		return false;
	if (reply->kind == REPLY_SCHEDULE_ACCEPT)
		desk_visit_agree(d, in->c, v, 1 << side_of(in));
	desk_format_ask(d, in->c, v, side_of(in));
	return true;
}

/* How, and not yet when: the slots are waited for. */
static bool
wishes_format(struct desk *d, struct input *in, struct visit *v)
{
	const char *wish;

	if (!v->round || !in->route->slot_round || !in->route->trusted ||
	    (in->r->reply.kind == REPLY_SCHEDULE_ACCEPT && names_one(d, in, v)))
		return false;
	wish = schedule_format_alone(in, v);
	if (!wish)
		return false;
	set_str(&in->r->reply.format, wish);
	take_format(d, in, v);
	return true;
}

static enum outcome
decide_on(struct desk *d, struct input *in, struct visit *v, bool found)
{
	/* From is easily forged, and a case's number known to many. */
	if (!in->route->proved)
		return handler_ask(d, in, "日程の返信ですが、本人からと確かめられません");
	if (found && (asks_format(d, in, v) || wishes_format(d, in, v)))
		return OUTCOME_DONE;
	if (!handler_may_act(in, NULL) || in->r->reply.ambiguous)
		return found && v->round && in->route->trusted
		           ? ask_operator(d, in, v)
		           : handler_ask(
		                 d, in, "日程の返信ですが、そのまま反映できません");
	if (!in->route->visit_id && !in->route->slot_round &&
	    in->r->reply.kind == REPLY_SCHEDULE_ACCEPT) {
		agree_to_all(d, in);
		return OUTCOME_DONE;
	}
	return found ? act(d, in, v)
	             : handler_ask(d, in, "どの回の日程か分からない返信です");
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct visit v = {0};
	json_t *wrong = NULL;
	enum outcome outcome;
	bool found;

	in->case_id = in->c->id;
	found = visit_meant(d, in, &v);
	if (found && is_about_days(in) && (v.round || desk_visit_dated(&v)))
		wrong = impossible_days(d, in);
	if (wrong && json_array_size(wrong)) {
		outcome = ask_back(d, in, &v, wrong);
	} else {
		json_decref(wrong);
		if (found && in->route->trusted && in->route->slot_round)
			schedule_settle_reading(d, in, &v);
		outcome = decide_on(d, in, &v, found);
	}
	if (found && outcome == OUTCOME_PERSON)
		schedule_tell_if_near(d, in, &v);
	visit_free(&v);
	return outcome;
}

const struct message_handler handler_schedule = {"schedule", match, run};
