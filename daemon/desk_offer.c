/* Offers: whom the desk asks, in which order, and what a yes brings about. See desk.h. */
#include "desk.h"

#include "desk_agency.h"

#include "buf.h"
#include "clock.h"
#include "desk_settle.h"
#include "desk_slots.h"

#include <stdlib.h>
#include <string.h>

char *
desk_reasons_json(const struct strlist *reasons)
{
	json_t *list = json_array();
	char *text;

	for (size_t i = 0; i < reasons->n; i++)
		(void)json_array_append_new(list, json_string(reasons->v[i]));
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text ? text : xstrdup("[]");
}

static char *
in_words(const struct strlist *reasons)
{
	struct buf out = {0};

	for (size_t i = 0; i < reasons->n; i++)
		buf_addf(&out, "%s%s", i ? "、" : "", reasons->v[i]);
	return buf_steal(&out);
}

static void
count_load(struct desk *d, int64_t expert_id, int by)
{
	for (size_t i = 0; i < d->experts_n; i++)
		if (d->experts[i].id == expert_id) {
			d->experts[i].load += by;
			if (d->experts_index)
				match_index_load(
				    d->experts_index, expert_id, d->experts[i].load);
		}
}

int64_t
desk_offer_deadline(const struct desk *d, const struct case_row *c)
{
	int hours = c->incident ? d->config->match.incident_reply_business_hours
	                        : d->config->match.reply_business_hours;
	int64_t due = business_hours_after(&d->workdays, d->now, hours);

	return (due + 3599) / 3600 * 3600;
}

int64_t
desk_offer_token_until(const struct desk *d, const struct offer *o)
{
	return o->due_at + (int64_t)d->config->match.token_days * 86400;
}

/* The list in memory lacks what only a letter shows. */
static bool
write_offer(struct desk *d, struct case_row *c, const struct offer *offer)
{
	struct expert e;
	bool written;

	if (!store_expert_get(d->store, offer->expert_id, d->now, &e))
		return false;
	written =
	    desk_write(d, &(struct letter){
	                      .template_name = c->incident ? "offer_incident" : "offer",
	                      .c = c,
	                      .party = PARTY_EXPERT,
	                      .expert = &e,
	                      .offer = offer,
	                  });
	expert_free(&e);
	return written;
}

bool
desk_offer_to(struct desk *d, struct case_row *c, const struct expert *e, double score,
    const struct strlist *reasons)
{
	struct offer offer = {
	    .case_id = c->id,
	    .expert_id = e->id,
	    .state = xstrdup("open"),
	    .score = score,
	    .reasons = desk_reasons_json(reasons),
	    .made_at = d->now,
	    .due_at = desk_offer_deadline(d, c),
	};
	char *words = in_words(reasons);
	bool ok;

	offer.id = store_offer_add(d->store, &offer);
	ok = offer.id != 0;
	if (!ok) {
		desk_event(d, c, "offer", true,
		    "登録番号%sの%s氏にはこの案件を打診済みです", e->registration_no,
		    e->name);
	} else if (desk_move(d, c, TRIGGER_OFFER_MADE, "専門家に打診")) {
		desk_offer_remind(d, c, &offer);
		desk_event(d, c, "offer", false, "%s氏（登録番号%s）に打診: %.1f点（%s）",
		    e->name, e->registration_no, score, words);
		count_load(d, e->id, 1);
		store_timer_set(d->store, c->id, "offer_due", offer.id, offer.due_at);
		if (!write_offer(d, c, &offer))
			/* Nobody can answer what was not written: ask the next one. */
			store_timer_set(
			    d->store, c->id, "offer_bounced", offer.id, d->now);
	}
	free(words);
	offer_free(&offer);
	return ok;
}

/* The list is looked at again each working morning, without bothering anybody twice. */
static void
look_again_later(struct desk *d, const struct case_row *c)
{
	struct civil today = civil_from_time(d->now), morning;
	int64_t day =
	    workday_add(&d->workdays, civil_day(today.year, today.month, today.day), 1);

	morning = civil_from_day(day);
	morning.hour = d->config->calendar.open_hour;
	store_timer_set(d->store, c->id, "match", 0, civil_to_time(&morning));
}

bool
desk_nobody(struct desk *d, struct case_row *c, const char *why, bool alert)
{
	if (!desk_move(d, c, TRIGGER_NOBODY, why))
		return false;
	desk_event(d, c, "nobody", true, "打診できる専門家がいません: %s", why);
	if (alert)
		desk_alert(d, c, "該当する専門家が見つかりません", "%s（%s、テーマ%d）",
		    why, c->prefecture ? c->prefecture : "地域不明", c->theme);
	look_again_later(d, c);
	(void)desk_write(d,
	    &(struct letter){
	        .template_name = "no_expert_company", .c = c, .party = PARTY_REQUESTER});
	desk_agency_tell(d, c, "no_expert_agency", NULL, NULL);
	return true;
}

/* What the case asks of whom it may still be put to; false: nobody, since enough were
 * asked. *asked is owned by the caller. */
static bool
need_of_next(struct desk *d, const struct case_row *c, struct need *need, int64_t **asked,
    size_t *asked_n)
{
	*asked = store_offer_asked(d->store, c->id, asked_n);
	desk_need(d, c, *asked, *asked_n, need);
	return *asked_n < (size_t)d->config->match.max_offers;
}

bool
desk_somebody(struct desk *d, const struct case_row *c)
{
	struct candidate *best = NULL;
	int64_t *asked;
	size_t asked_n, n = 0;
	struct need need;

	if (need_of_next(d, c, &need, &asked, &asked_n))
		best = match_index_best(d->config, desk_index(d), &need, 1, &n);
	candidates_free(best, n);
	free(asked);
	if (!n)
		look_again_later(d, c);
	return n > 0;
}

/* Asks the best expert who was not asked yet. Where there is none, only a case that
 * nobody else is asked about ends in no_expert. */
static bool
ask_one(struct desk *d, struct case_row *c, bool only)
{
	struct match_report found = {0};
	int64_t *asked;
	size_t asked_n;
	struct need need;
	const char *why = "打診の上限に達しました";
	bool made = false;

	if (need_of_next(d, c, &need, &asked, &asked_n)) {
		desk_match(d, c, &need, &found);
		made = found.best_n && desk_offer_to(d, c, found.best[0].expert,
		                           found.best[0].score, &found.best[0].reasons);
		why = asked_n ? "打診できる専門家がほかにいません"
		              : "条件に合う専門家が登録されていません";
	}
	if (only && !found.best_n)
		(void)desk_nobody(d, c, why, true);
	match_report_free(&found);
	free(asked);
	return made;
}

void
desk_offer_fill(struct desk *d, struct case_row *c)
{
	size_t most = (size_t)(c->incident ? d->config->match.incident_offers_at_once
	                                   : d->config->match.offers_at_once);
	bool made = true;

	while (made && str_eq(c->state, "offered") && desk_offers_live(d, c) < most)
		made = ask_one(d, c, false);
}

void
desk_offer_next(struct desk *d, struct case_row *c)
{
	if (ask_one(d, c, true))
		desk_offer_fill(d, c);
}

void
desk_offer_end(struct desk *d, struct offer *o, const char *state, const char *answer)
{
	store_offer_answer(d->store, o->id, state, answer, d->now);
	store_timer_cancel(d->store, o->case_id, "offer_due", o->id);
	store_timer_cancel(d->store, o->case_id, "offer_remind", o->id);
	set_str(&o->state, state);
	desk_settle_offer(d, o, state);
	if (!str_eq(state, "conditional"))
		(void)store_outbox_cancel(
		    d->store, o->case_id, o->id, 0, "打診が終わったため", d->now);
	if (!str_eq(state, "accepted") && !str_eq(state, "conditional"))
		count_load(d, o->expert_id, -1);
	/* How soon the expert answers has changed, and counts in the next match. */
	d->experts_stale = true;
}

/* Where dates are asked one visit at a time, a letter of its own does that. */
static json_t *
asks_later(const struct desk *d)
{
	return d->config->visits.propose == PROPOSE_NEXT
	           ? json_pack("{s:{s:b}}", "asking", "slots", 1)
	           : NULL;
}

static void
introduce(struct desk *d, struct case_row *c, const struct expert *e)
{
	(void)desk_write(d, &(struct letter){.template_name = "intro_company",
	                        .c = c,
	                        .party = PARTY_REQUESTER,
	                        .expert = e,
	                        .extra = asks_later(d)});
	(void)desk_write(d, &(struct letter){.template_name = "intro_expert",
	                        .c = c,
	                        .party = PARTY_EXPERT,
	                        .expert = e,
	                        .extra = asks_later(d)});
	desk_agency_tell(d, c, "intro_agency", e, NULL);
}

void
desk_accepted(struct desk *d, struct case_row *c, struct offer *o, const struct expert *e)
{
	int64_t person_id;

	desk_offer_end(d, o, "accepted", NULL);
	c->expert_id = e->id;
	c->accepted_at = d->now;
	if (!desk_move(d, c, TRIGGER_ACCEPTED, "専門家が引き受けました"))
		return;
	person_id =
	    store_person(d->store, e->email, e->name, e->organisation, NULL, d->now);
	store_case_person(d->store, c->id, person_id, "expert");
	store_timer_cancel(d->store, c->id, "offer_bounced", 0);
	if (d->config->visits.propose == PROPOSE_ALL) {
		/* The introduction names the dates, and comes before their invitations.
		 */
		desk_visits_plan(d, c, e);
		introduce(d, c, e);
		desk_visits_invite(d, c, e);
	} else {
		introduce(d, c, e);
		(void)desk_visit_next(d, c, false, NULL);
	}
	desk_offers_end(d, c, o->id, "ほかの専門家が引き受けたため", "offer_closed");
	d->experts_stale = true;
}

bool
desk_case_expert(struct desk *d, const struct case_row *c, struct expert *out)
{
	return c->expert_id && store_expert_get(d->store, c->expert_id, d->now, out);
}

void
desk_expert_release(
    struct desk *d, struct case_row *c, const struct expert *e, const char *why)
{
	struct offer o;

	desk_record_part(d, c, e);
	if (store_offer_of_email(d->store, c->id, e->email, &o)) {
		store_offer_answer(d->store, o.id, "cancelled", why, d->now);
		offer_free(&o);
	}
	/* Of all his addresses: the list may have named another since he accepted. */
	store_case_role_remove(d->store, c->id, "expert");
	c->expert_id = 0;
	c->accepted_at = 0;
	d->experts_stale = true;
}

/* Nobody is told that an expert goes of whom he never heard. */
static bool
was_introduced(struct desk *d, const struct case_row *c, int64_t person_id,
    const char *template_name)
{
	struct person p;
	bool heard;

	if (!person_id || !store_person_get(d->store, person_id, &p))
		return false;
	heard = store_outbox_count(
	            d->store, p.email, template_name, c->id, c->accepted_at) > 0;
	person_free(&p);
	return heard;
}

void
desk_expert_gone(struct desk *d, struct case_row *c, const char *why)
{
	struct expert e;
	json_t *off;
	bool company, agency;

	if (!desk_case_expert(d, c, &e)) {
		desk_event(d, c, "expert", true, "担当の専門家が分かりません: %s", why);
		return;
	}
	/* An introduction that has not left must not reach who is out of the case. */
	(void)store_outbox_cancel(d->store, c->id, 0, 0, why, d->now);
	company = was_introduced(
	    d, c, c->requester_id ? c->requester_id : c->referrer_id, "intro_company");
	agency = was_introduced(d, c, c->referrer_id, "intro_agency");
	off = desk_visits_to_come(d, c);
	desk_visits_cancel(d, c, why);
	desk_expert_release(d, c, &e, why);
	expert_free(&e);
	if (!desk_move(d, c, TRIGGER_EXPERT_GONE, why)) {
		json_decref(off);
		return;
	}
	if (company)
		(void)desk_write(
		    d, &(struct letter){.template_name = "expert_changed_company",
		           .c = c,
		           .party = PARTY_REQUESTER});
	if (agency)
		desk_agency_tell(d, c, "expert_changed_agency", NULL,
		    json_pack("{s:O}", "visits", off));
	json_decref(off);
	desk_alert(d, c, "担当の専門家が替わります", "%s", why);
	desk_offer_next(d, c);
}
