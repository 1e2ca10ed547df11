/* Taking a request in: facts, acknowledgement, the way on. See case_intake.h. */
#include "case_intake.h"

#include "buf.h"
#include "clock.h"

#include <stdlib.h>

enum { CONFIRM_SILENT_WORKING_DAYS = 3, DAY_SEC = 86400 };

static void
take_str(char **slot, const char *value)
{
	if (!str_empty(value))
		set_str(slot, value);
}

static void
take_list(struct strlist *to, const struct strlist *from)
{
	if (!from->n)
		return;
	strlist_free(to);
	for (size_t i = 0; i < from->n; i++)
		strlist_add(to, from->v[i]);
}

/* Training and incidents are read as a theme each, whatever the words (decide.c); which
 * one that is, the programme says. A theme that it has not is none. */
static int
theme_read(const struct desk *d, const struct reading *r)
{
	if (r->category == 'c' || r->category == 'd')
		return programme_default_theme(d->programme, r->category, NULL);
	return programme_theme(d->programme, r->theme, "ja") ? r->theme : 0;
}

void
intake_apply(struct desk *d, struct case_row *c, const struct reading *r)
{
	const struct slots *s = &r->slots;

	if (r->category) {
		c->category = r->category;
		c->confidence = r->confidence;
	}
	take_str(&c->submenu, r->submenu);
	if (r->theme && theme_read(d, r))
		c->theme = theme_read(d, r);
	if (!c->theme)
		c->theme = programme_default_theme(d->programme, c->category, c->submenu);
	c->urgent = c->urgent || r->urgent;
	c->incident = c->incident || r->urgent;
	take_str(&c->company, s->company);
	take_str(&c->contact, s->contact);
	take_str(&c->phone, s->phone);
	take_str(&c->prefecture, s->prefecture);
	take_str(&c->industry, s->industry);
	take_str(&c->format, s->format);
	if (s->employees >= 0)
		c->employees = s->employees;
	if (s->budget_yen >= 0)
		c->budget_yen = s->budget_yen;
	take_list(&c->dates, &s->dates);
	take_list(&c->unavailable, &s->unavailable);
	c->updated_at = d->now;
}

char *
intake_reasons(const struct reading *r)
{
	struct buf out = {0};

	for (size_t i = 0; i < r->why.n; i++)
		buf_addf(&out, "%s%s", i ? "、" : "", r->why.v[i]);
	return buf_steal(&out);
}

/* Both the company and who brought the case hear of it. A question goes to whoever can be
 * reached. */
static void
acknowledge(struct desk *d, struct case_row *c, const char *template_name, bool question)
{
	if (c->requester_id || question)
		(void)desk_write(d, &(struct letter){.template_name = template_name,
		                        .c = c,
		                        .party = PARTY_REQUESTER});
	if (c->referrer_id && (c->requester_id || !question))
		(void)desk_write(d,
		    &(struct letter){
		        .template_name = "ack_agency", .c = c, .party = PARTY_REFERRER});
}

static void
alert_incident(struct desk *d, struct case_row *c)
{
	desk_alert(d, c, "発生中のインシデントの相談です", "%s（%s）",
	    c->company ? c->company : "会社名不明",
	    c->prefecture ? c->prefecture : "地域不明");
}

static void
go_incident(struct desk *d, struct case_row *c, const char *reason)
{
	if (!desk_move(d, c, TRIGGER_INCIDENT, reason))
		return;
	acknowledge(d, c, "ack_incident", false);
	alert_incident(d, c);
	desk_offer_next(d, c);
}

void
intake_await(struct desk *d, const struct case_row *c)
{
	struct civil today = civil_from_time(d->now);
	int64_t day = civil_day(today.year, today.month, today.day);
	int64_t until = workday_add(&d->workdays, day, CONFIRM_SILENT_WORKING_DAYS);

	store_timer_set(
	    d->store, c->id, "confirm_silent", 0, d->now + (until - day) * DAY_SEC);
}

static void
go_confirm(struct desk *d, struct case_row *c, const char *reason, const char *question)
{
	if (!desk_move(d, c, TRIGGER_UNSURE, reason))
		return;
	acknowledge(d, c, question, true);
	intake_await(d, c);
}

static void
go_review(struct desk *d, struct case_row *c, const char *reason)
{
	if (!desk_move(d, c, TRIGGER_UNCLEAR, reason))
		return;
	acknowledge(d, c, "ack_review", false);
}

/* An incident that a form of the web tells of: nobody knows who filled it in, and whose
 * the address in it is. The operator hears of it, and nobody else. */
static void
go_told(struct desk *d, struct case_row *c, const char *reason)
{
	if (desk_move(d, c, TRIGGER_UNCLEAR, reason))
		alert_incident(d, c);
}

/* It may as well be spam, or the second opinion sees it otherwise: no expert is asked for
 * it before the operator, who hears of it at once. */
static void
go_doubted(struct desk *d, struct case_row *c, const char *reason)
{
	go_review(d, c, reason);
	alert_incident(d, c);
}

/* A follow-up of a case that is not known is reviewed for that reason alone. */
static bool
is_doubted(const struct reading *r)
{
	return r->decision == DECISION_REVIEW && r->kind != KIND_FOLLOWUP;
}

bool
intake_place_known(const struct case_row *c)
{
	return c->prefecture || str_eq(c->format, "online");
}

void
intake_understood(struct desk *d, struct case_row *c, const char *reason)
{
	if (c->incident) {
		go_incident(d, c, reason);
		return;
	}
	if (!desk_move(d, c, TRIGGER_UNDERSTOOD, reason))
		return;
	acknowledge(d, c, "ack", false);
	if (d->config->match.wait_for_batch)
		desk_wait_for_batch(d, c);
	else
		desk_offer_next(d, c);
}

void
intake_set_aside(struct desk *d, struct case_row *c, const struct reading *r)
{
	char *reasons = intake_reasons(r);

	if (desk_move(d, c, TRIGGER_UNCLEAR, reasons) && c->incident)
		alert_incident(d, c);
	free(reasons);
}

void
intake_go_on(struct desk *d, struct case_row *c, const struct reading *r)
{
	char *reasons = intake_reasons(r);

	if (c->incident && r->relayed)
		go_told(d, c, reasons);
	else if (c->incident && is_doubted(r))
		go_doubted(d, c, reasons);
	else if (c->incident)
		go_incident(d, c, reasons);
	else if (r->decision == DECISION_CONFIRM)
		go_confirm(d, c, reasons, "ack_confirm");
	else if (r->decision == DECISION_AUTO && !intake_place_known(c))
		go_confirm(d, c, "支援を受ける場所が分かりません", "ack_place");
	else if (r->decision == DECISION_AUTO)
		intake_understood(d, c, reasons);
	else
		go_review(d, c, reasons);
	free(reasons);
}

int64_t
intake_approve(struct desk *d, struct case_row *c)
{
	int64_t n = desk_approve(d, c);

	if (str_eq(c->state, "review"))
		intake_understood(d, c, "担当者が内容を確認しました");
	return n;
}
