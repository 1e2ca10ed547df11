/*
 * The desk: what handlers and the operator's command act through. It ties the store, the
 * templates, the programme and the match together and performs the desk's deeds: open a
 * case, move it, put it to an expert, introduce, plan visits, write mail into the outbox.
 *
 * Nothing here touches the network; all of it happens inside one transaction of the
 * store. `now` is set by whoever begins the transaction, and is the only clock.
 */
#ifndef MADOGUCHI_DESK_H
#define MADOGUCHI_DESK_H

#include "case_state.h"
#include "config.h"
#include "match.h"
#include "message.h"
#include "programme.h"
#include "reading.h"
#include "store.h"
#include "store_case.h"
#include "store_expert.h"
#include "store_work.h"
#include "template.h"
#include "workday.h"

struct desk {
	const struct config *config;
	struct store *store;
	struct templates *templates;
	struct programme *programme;
	struct workdays workdays;
	int64_t now;
	const char *actor; /* who acts: desk, operator, requester, …; for events */
	int64_t inbox_id;  /* the message being handled; 0 none */
	const struct message *answering; /* the message a mail answers; NULL none */
	bool answering_forged; /* not from whom it names: only operators are written to */
	bool answering_program; /* a program wrote it, whatever its headers say */
	/* The expert list as it was last loaded; reloaded when marked stale. */
	struct expert *experts;
	size_t experts_n;
	bool experts_stale;
	char *experts_version;
	int64_t experts_day; /* on which it was loaded: the last year moves on */
	struct match_index *experts_index; /* of that list; NULL: not made yet */
	struct desk_kept *kept;            /* what needs borrow (desk_match.c) */
};

/* Loads templates and programme. False: problems holds one line each. */
bool desk_open(struct desk *d, const struct config *config, struct store *store,
    struct strlist *problems) MUST_CHECK;
void desk_close(struct desk *d);
/* Begins a unit of work: sets now and looks whether the expert list was changed by
 * others. */
void desk_begin(struct desk *d);

/* --- events and states (desk.c) --- */

/* Writes an event on the case (NULL: on the desk). open: the operator must act. */
void desk_event(struct desk *d, const struct case_row *c, const char *what, bool open,
    const char *fmt, ...) PRINTF(5, 6);
/* Moves the case along the table, saves it and writes the event with the reason. An
 * impossible move changes nothing, becomes an open event and returns false. */
bool desk_move(struct desk *d, struct case_row *c, enum trigger t, const char *reason);
/* Marks what everybody's cached expert list hangs on as changed. */
void desk_experts_changed(struct desk *d);

/* --- mail (desk_mail.c) --- */

/* Who a mail goes to, as seen from a case. */
enum party { PARTY_REQUESTER, PARTY_REFERRER, PARTY_EXPERT, PARTY_OPERATOR };

struct letter {
	const char *template_name;
	struct case_row *c; /* NULL: about no case */
	enum party party;
	const struct expert
	    *expert;               /* for PARTY_EXPERT, and for facts about the expert */
	const struct offer *offer; /* the mail is void once the offer is over */
	const struct visit *visit; /* facts and token of one visit */
	const char *calendar_method; /* REQUEST or CANCEL with visit; NULL none */
	json_t *extra;               /* owned by the letter: further data, or NULL */
	const char *to;              /* an address that is no party; NULL */
	const char *to_name;
	const char *lang; /* about no case: the reader's; NULL: Japanese */
};

/* Writes a letter into the outbox. False when it was not written: nobody to write to, an
 * automatic or dead address, or over a limit; an event then says so. Releases extra. */
bool desk_write(struct desk *d, const struct letter *letter);
/* Tells the operators, without waiting for anybody's approval. Over limits.alerts_per_day
 * an open event keeps it until the summary, which is due within the hour
 * (desk_alert.c). */
void desk_alert(struct desk *d, struct case_row *c, const char *title, const char *fmt,
    ...) PRINTF(4, 5);
/* The same of an incident that the case is not about, or that belongs to none. */
void desk_alert_incident(
    struct desk *d, struct case_row *c, const char *title, const char *text);
/* About the desk itself, and by mail alone: the operators' channel cannot be reached. */
void desk_alert_by_mail(struct desk *d, const char *title, const char *text);
/* The summary of what was kept; nothing when there is nothing. */
void desk_alert_summary(struct desk *d);
/* Data for templates (desk_data.c). expert facts and company facts are put in only where
 * the letter may show them. New object. */
json_t *desk_data(struct desk *d, const struct letter *letter);
/* From when to when, on one day, with its weekday; owned. */
char *desk_span_text(int64_t starts_at, int64_t ends_at, const char *lang);
/* One visit, as one of the list `visits` of the data; new object. */
json_t *desk_visit_data(const struct desk *d, const struct visit *v, const char *lang);

/* --- the match (desk_match.c) --- */

/* The list, loaded when needed (store_expert_list_brief), and the same made ready for the
 * match. */
const struct expert *desk_experts(struct desk *d, size_t *n);
const struct match_index *desk_index(struct desk *d);
/* What the case asks of an expert, with every conflict that is known. Borrowed from c,
 * from asked (the caller's) and from the desk, until desk_begin, desk_forget or
 * desk_close. */
void desk_need(struct desk *d, const struct case_row *c, const int64_t *asked,
    size_t asked_n, struct need *need);
void desk_forget(struct desk *d);
/* Looks for candidates and keeps them with their reasons, taken or not: the best ten, the
 * thirty best of those whom one rule alone kept out, and how many each rule kept out.
 * match_report_free. */
void desk_match(struct desk *d, const struct case_row *c, const struct need *need,
    struct match_report *out);

/* --- offers (desk_offer.c) --- */

/* Reasons as offers and candidates keep them: a JSON list; owned. */
char *desk_reasons_json(const struct strlist *reasons);
/* Puts the case to the best expert who was not asked yet, or moves it to no_expert; then
 * to as many more as are asked at once (match.offers_at_once). */
void desk_offer_next(struct desk *d, struct case_row *c);
/* Puts it to a certain expert: the operator's choice, or one of the list. */
bool desk_offer_to(struct desk *d, struct case_row *c, const struct expert *e,
    double score, const struct strlist *reasons);
/* Moves the case to no_expert and tells the company, and with alert the operators; false
 * when it cannot go there. */
bool desk_nobody(struct desk *d, struct case_row *c, const char *why, bool alert);
/* Leaves a case in matching until the next batch (desk_batch.h) instead of offering it:
 * an open event until it goes on (desk_wait.c). */
void desk_wait_for_batch(struct desk *d, struct case_row *c);
/* The hard rules that the expert breaks for the case now, in words ("× 受入件数: …"),
 * added to broken (desk_rules.c). own: his offer of this case, which is no load of its
 * own, and whose reasons name what the operator chose to pass over; NULL none. */
void desk_broken_rules(struct desk *d, const struct case_row *c, const struct expert *e,
    const struct offer *own, struct strlist *broken);
/* Until when an offer made now may be answered: on a full hour. */
int64_t desk_offer_deadline(const struct desk *d, const struct case_row *c);
/* Sets the timer of the reminder before that deadline, counted from now; none where the
 * time is too short for one (desk_remind.c). */
void desk_offer_remind(struct desk *d, const struct case_row *c, const struct offer *o);
/* Until when an answer to it may change anything (match.token_days behind its deadline).
 */
int64_t desk_offer_token_until(const struct desk *d, const struct offer *o);
/* What of the identities of a case (company, contact, agency, who else writes or reads
 * along: names, phone, mail) a text holds, in words, added to found (desk_answer.c). */
void desk_identities(
    struct desk *d, const struct case_row *c, const char *text, struct strlist *found);
/* The operator's answer to what the expert asks about an open offer: its time begins
 * anew. False: it was not written, as desk_write. The text names nobody. */
bool desk_answer(struct desk *d, struct case_row *c, struct offer *o,
    const struct expert *e, const char *text);
/* Asks more experts while fewer offers are open than are made at once; nobody left to ask
 * changes nothing. */
void desk_offer_fill(struct desk *d, struct case_row *c);
/* An offer of the case has ended without an acceptance: others are asked, or the case
 * moves on, when no other offer of it is open (desk_offers.c). */
void desk_offer_over(struct desk *d, struct case_row *c, const char *why);
/* How many offers of the case are open or conditional. */
size_t desk_offers_live(struct desk *d, const struct case_row *c);
/* Ends those but one (keep; 0: all). Whom the offer has reached, or may have while it is
 * being sent, gets the letter; template_name NULL: nobody. */
void desk_offers_end(struct desk *d, struct case_row *c, int64_t keep, const char *why,
    const char *template_name);
/* Ends an offer: cancels its mail and timer. */
void desk_offer_end(
    struct desk *d, struct offer *o, const char *state, const char *answer);
/* The expert said yes: introduction, visits. */
void desk_accepted(
    struct desk *d, struct case_row *c, struct offer *o, const struct expert *e);
/* The accepted expert cannot go on: visits off, everybody told, next candidate. */
void desk_expert_gone(struct desk *d, struct case_row *c, const char *why);

/* --- visits (desk_visit.c) --- */

/* Finds dates for the visits of the course and notes them as proposed. */
void desk_visits_plan(struct desk *d, struct case_row *c, const struct expert *e);
/* Writes the invitations to both sides, and sets the visits' timers. */
void desk_visits_invite(struct desk *d, struct case_row *c, const struct expert *e);
/* Moves one visit: new time, SEQUENCE + 1, updated invitations and timers. */
void desk_visit_move(
    struct desk *d, struct case_row *c, struct visit *v, int64_t starts_at);
/* Calls off what has not been held, with CANCEL to both sides. */
void desk_visits_cancel(struct desk *d, struct case_row *c, const char *why);
/* Notes that a side (bit 0 company, bit 1 expert) agreed; fixed when both did. */
void desk_visit_agree(struct desk *d, struct case_row *c, struct visit *v, int side);
/* A side says, in words or by its calendar, that the visit's date does not suit it, or
 * proposes another (ends_at 0: as long as it was). why: its own words; NULL.
 * instead: what it proposes while it refuses, which the other side is asked about unless
 * words say more; 0. False: nothing was arranged, the caller asks the operator
 * (desk_dates.c). */
bool desk_visit_refused(struct desk *d, struct case_row *c, struct visit *v, int side,
    const char *why, int64_t instead);
bool desk_visit_countered(struct desk *d, struct case_row *c, struct visit *v, int side,
    int64_t starts_at, int64_t ends_at);
/* A date that was merely proposed is moved to another that needs no person to judge: to
 * come, in business hours, near, the visits in their order, the expert free. */
bool desk_visit_moves_at_once(
    struct desk *d, struct case_row *c, struct visit *v, int side, int64_t starts_at);
/* The visit took place: by its time, so that the report is asked for, or by its report.
 */
void desk_visit_held(
    struct desk *d, struct case_row *c, struct visit *v, bool ask_for_report);
/* After a report: ends the course when nothing is left. */
void desk_course_check(struct desk *d, struct case_row *c);
void desk_course_close(struct desk *d, struct case_row *c, const char *outcome);
/* Who holds the visit, or held it: not always the case's expert of now. */
bool desk_visit_expert(struct desk *d, const struct case_row *c, const struct visit *v,
    struct expert *out) MUST_CHECK;
/* The iCalendar UID of a new visit. A calendar's answer often bears neither token nor
 * thread: that it names this shows that its sender has got the invitation, so nobody can
 * guess it. Owned. */
char *desk_visit_uid(const struct desk *d, const struct case_row *c, int no);
/* Sets or moves the visit's timers. */
void desk_visit_timers(struct desk *d, const struct visit *v);

/* Dates agreed by slots: desk_slots.h. */

/* --- the record (desk_record.c) --- */

/* The expert leaves the case: what he held. */
void desk_record_part(struct desk *d, const struct case_row *c, const struct expert *e);
/* The course has ended properly: it counts now, once for each who held a visit of it. */
void desk_record_course(struct desk *d, const struct case_row *c);

/* --- the list (desk_expiry.c) --- */

/* When the desk starts: sees to it that the registrations are looked at each working
 * morning. */
void desk_expiry_watch(struct desk *d, int64_t now);
/* Reminds experts whose registration ends soon, each at most twice, and sets the timer of
 * the next look. */
void desk_expiry_look(struct desk *d);

/* --- ends (desk_end.c) --- */

/* The company, whoever was asked or has accepted, and who brought the case are told, as
 * far as they had heard of it; why is for the case's history alone. */
void desk_withdraw(struct desk *d, struct case_row *c, const char *why);
void desk_close_case(struct desk *d, struct case_row *c, const char *why);
/* Either of them (TRIGGER_WITHDRAWN, TRIGGER_CLOSED) without these letters; visits that
 * were announced are called off all the same. */
void desk_end_silently(
    struct desk *d, struct case_row *c, enum trigger t, const char *why);
/* Lets held mail of a case go, but for what is not true any more (desk_overtaken.h);
 * offers get their full time from now. Returns how many. */
int64_t desk_approve(struct desk *d, struct case_row *c);

/* The same for one mail by its outbox id; one that failed is tried again. */
int64_t desk_approve_mail(struct desk *d, int64_t id);
/* Takes the accepted expert out of a case: offer, participation, load. */
void desk_expert_release(
    struct desk *d, struct case_row *c, const struct expert *e, const char *why);
/* True when somebody could be asked for the case now. */
bool desk_somebody(struct desk *d, const struct case_row *c);

/* The expert row behind a case or an offer; false when there is none. */
bool desk_case_expert(
    struct desk *d, const struct case_row *c, struct expert *out) MUST_CHECK;

#endif
