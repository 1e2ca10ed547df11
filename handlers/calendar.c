/*
 * Answers that a calendar program sends for an invitation (RFC 5546): REPLY, COUNTER,
 * REFRESH. They change what the same words in a mail would change, through the same deeds
 * of the desk; what a mail program writes around them is not read.
 */
#include "handlers.h"

#include "clock.h"
#include "desk_slots.h"
#include "ics.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

/* The answer that is meant: of several calendars the one about a visit that the desk
 * knows, else the first that can be read. */
static bool
find_answer(struct desk *d, const struct message *m, struct ics_reply *out)
{
	bool found = false;
	struct ics_reply r;
	struct visit v;

	*out = (struct ics_reply){0};
	for (size_t i = 0; i < m->calendars.n; i++) {
		bool known;

		if (!ics_parse_reply(m->calendars.v[i], m->from.addr, &r))
			continue;
		known = d && store_visit_by_uid(d->store, r.uid, &v);
		if (known)
			visit_free(&v);
		if (!found || known) {
			ics_reply_free(out);
			*out = r;
			found = true;
		} else {
			ics_reply_free(&r);
		}
		if (known)
			break;
	}
	return found;
}

/* Some services mark the answers of people as automatic: they are answers all the same.
 */
static bool
match(const struct input *in)
{
	struct ics_reply r;
	bool answer;

	if (!in->m->calendars.n)
		return false;
	answer = find_answer(NULL, in->m, &r);
	if (answer)
		ics_reply_free(&r);
	return answer || (in->c && in->route->visit_id);
}

/* The side a participant stands on; 0 when he was not invited. Where nobody gave the
 * company's address, who brought the case is invited for it. */
static int
side_of(const struct input *in)
{
	if (str_eq(in->route->role, "expert"))
		return 2;
	if (str_eq(in->route->role, "referrer") && !in->c->requester_id)
		return 1;
	return str_eq(in->route->role, "requester") ? 1 : 0;
}

enum { WORDS_MAX = 600 };

/* The writer's words on one line. Owned. */
static char *
one_line(const char *words)
{
	char *s = xstrndup(words, utf8_fit(words, strlen(words), WORDS_MAX));

	for (char *p = s; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	return str_trim(s);
}

/* The operator has been asked the same, by the same sender, and has not dealt with it. */
static bool
is_asked(struct desk *d, const struct input *in, const char *text)
{
	char *start = xasprintf(
	    "%s（差出人 %s、", text, in->m->from.addr ? in->m->from.addr : "不明");
	bool asked = false;
	struct event_row *rows;
	size_t n;

	rows = store_event_list(d->store, in->c->id, &n);
	for (size_t i = 0; i < n && !asked; i++)
		asked = rows[i].open && str_starts(rows[i].text, start);
	event_rows_free(rows, n);
	free(start);
	return asked;
}

/* Asks once, however often the same answer arrives. words: the writer's own; NULL. */
static enum outcome
ask(struct desk *d, struct input *in, const char *what, const char *words)
{
	char *line = words ? one_line(words) : NULL;
	char *text = line ? xasprintf("%s。添え書き「%s」", what, line) : xstrdup(what);
	enum outcome outcome = OUTCOME_DONE;

	if (is_asked(d, in, text))
		desk_event(d, in->c, "calendar", false,
		    "同じカレンダーの返信がもう一度届きました");
	else
		outcome = handler_ask(d, in, "%s", text);
	free(line);
	free(text);
	return outcome;
}

static enum outcome
accepted(struct desk *d, struct input *in, const struct ics_reply *reply, struct visit *v,
    int side)
{
	char *text;
	enum outcome outcome = OUTCOME_DONE;

	/* A yes to another time than the visit's is none. */
	if (reply->starts_at && reply->starts_at != v->starts_at) {
		text = xasprintf(
		    "第%d回の日程とは違う日時への「ACCEPTED」の返信がありました", v->no);
		outcome = ask(d, in, text, reply->comment);
		free(text);
		return outcome;
	}
	desk_visit_agree(d, in->c, v, side);
	if (!reply->comment)
		return OUTCOME_DONE;
	text = xasprintf("第%d回の日程への同意に添え書きがあります", v->no);
	outcome = ask(d, in, text, reply->comment);
	free(text);
	return outcome;
}

static enum outcome
unclear(struct desk *d, struct input *in, const struct ics_reply *reply,
    const struct visit *v)
{
	char *text = xasprintf("第%d回の日程に、カレンダーで「%s」の返信がありました%s%s",
	    v->no, reply->partstat, reply->delegated_to ? "。代理: " : "",
	    reply->delegated_to ? reply->delegated_to : "");
	enum outcome outcome = ask(d, in, text, reply->comment);

	free(text);
	return outcome;
}

static enum outcome
answered(struct desk *d, struct input *in, const struct ics_reply *reply, struct visit *v,
    int side)
{
	if (str_eq(reply->partstat, "ACCEPTED"))
		return accepted(d, in, reply, v, side);
	if (str_eq(reply->partstat, "NEEDS-ACTION") && !reply->comment) {
		desk_event(d, in->c, "calendar", false,
		    "第%d回の日程への、まだ決まっていないという返信です", v->no);
		return OUTCOME_DONE;
	}
	if (str_eq(reply->partstat, "DECLINED") &&
	    desk_visit_refused(d, in->c, v, side, reply->comment, 0))
		return reply->comment ? unclear(d, in, reply, v) : OUTCOME_DONE;
	return unclear(d, in, reply, v);
}

static enum outcome
countered(struct desk *d, struct input *in, const struct ics_reply *reply,
    struct visit *v, int side)
{
	bool declines = str_eq(reply->partstat, "DECLINED");
	char *from, *to, *text;
	enum outcome outcome;

	if (reply->starts_at && !reply->comment && !declines &&
	    (desk_visit_countered(d, in->c, v, side, reply->starts_at, reply->ends_at) ||
	        desk_visit_counter_fails(
	            d, in->c, v, side, reply->starts_at, &in->m->from)))
		return OUTCOME_DONE;
	/* "Decline and propose": what was agreed to does not stand, whatever comes of it.
	 */
	if (declines &&
	    desk_visit_refused(d, in->c, v, side, reply->comment, reply->starts_at) &&
	    !reply->comment)
		return OUTCOME_DONE;
	from = reply->starts_at ? civil_ja_datetime(reply->starts_at)
	                        : xstrdup("読み取れない日時");
	to = reply->ends_at ? civil_ja_datetime(reply->ends_at) : xstrdup("");
	text =
	    xasprintf("第%d回の日程に、カレンダーで別の日時の提案がありました%s: %s%s%s",
	        v->no, declines ? "（今の日程は欠席）" : "", from, *to ? "～" : "", to);
	outcome = ask(d, in, text, reply->comment);
	free(text);
	free(from);
	free(to);
	return outcome;
}

enum { INVITED_A_DAY = 2, DAY_SEC = 86400 };

/* The sender has had the date of this visit often enough today. */
static bool
has_enough(struct desk *d, const struct input *in, const struct visit *v)
{
	size_t n, had = 0;
	struct outbox_row *rows = store_outbox_list(d->store, v->case_id, NULL, &n);

	for (size_t i = 0; i < n; i++)
		had += rows[i].visit_id == v->id && rows[i].created > d->now - DAY_SEC &&
		       str_ieq(rows[i].recipient, in->m->from.addr);
	outbox_rows_free(rows, n);
	return had >= INVITED_A_DAY;
}

/* A calendar that has lost the invitation asks for it again; one that asks without end
 * must not use up what the desk may write about the case in a day. */
static enum outcome
refresh(struct desk *d, struct input *in, const struct visit *v, int side)
{
	struct expert e = {0};

	if (has_enough(d, in, v)) {
		desk_event(d, in->c, "calendar", false,
		    "第%d回の予定が何度も求められたため、今日はもう送りません", v->no);
		return OUTCOME_DONE;
	}
	desk_event(d, in->c, "calendar", false,
	    "第%d回の予定がもう一度求められたため、送り直します", v->no);
	if (!desk_case_expert(d, in->c, &e))
		return OUTCOME_DONE;
	(void)desk_write(d, &(struct letter){.template_name = "visit_invite",
	                        .c = in->c,
	                        .party = side == 2 ? PARTY_EXPERT : PARTY_REQUESTER,
	                        .expert = &e,
	                        .visit = v,
	                        .calendar_method = "REQUEST"});
	expert_free(&e);
	return OUTCOME_DONE;
}

/* Clocks differ, and a mail takes its time. */
enum { STAMP_AHEAD_SEC = 3600, ARRIVES_SEC = 60 };

/* When the sender's newest invitation was written and, with it, sent (0 not yet). */
static void
newest_invitation(struct desk *d, const struct input *in, const struct visit *v,
    int64_t *written, int64_t *sent)
{
	size_t n;
	struct outbox_row *rows = store_outbox_list(d->store, v->case_id, NULL, &n);

	*written = *sent = 0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].visit_id == v->id && rows[i].created > *written &&
		    str_ieq(rows[i].recipient, in->m->from.addr) &&
		    (str_eq(rows[i].template_name, "visit_invite") ||
		        str_eq(rows[i].template_name, "visit_update") ||
		        str_eq(rows[i].template_name, "visit_fixed"))) {
			*written = rows[i].created;
			*sent = str_eq(rows[i].state, "sent") ? rows[i].done_at : 0;
		}
	outbox_rows_free(rows, n);
}

/* A counter without SEQUENCE (Google writes such) is about the date that it says it would
 * change; else, made before the newest invitation, about an older one, and made behind
 * its arrival about this. */
static int
counters_current(struct desk *d, const struct input *in, const struct ics_reply *reply,
    const struct visit *v)
{
	int64_t written, sent;

	if (reply->original)
		return reply->original == v->starts_at;
	newest_invitation(d, in, v, &written, &sent);
	if (!reply->stamp || !written || reply->stamp > d->now + STAMP_AHEAD_SEC)
		return -1;
	if (reply->stamp < written)
		return 0;
	return sent && reply->stamp > sent + ARRIVES_SEC ? 1 : -1;
}

/* 0: said and done with; 1: goes on; -1: nobody can tell which date it is about. */
static int
is_current(struct desk *d, const struct input *in, const struct ics_reply *reply,
    const struct visit *v)
{
	if (reply->sequence >= 0)
		return reply->sequence >= v->sequence;
	if (v->sequence == 0)
		return 1;
	/* Without SEQUENCE an answer is known by the time that it repeats. */
	if (str_eq(reply->method, "COUNTER"))
		return counters_current(d, in, reply, v);
	if (!reply->starts_at)
		return -1;
	return reply->starts_at == v->starts_at;
}

/* The operator sees what stands, and what is proposed. */
static enum outcome
ask_which(struct desk *d, struct input *in, const struct ics_reply *reply,
    const struct visit *v)
{
	char *now = civil_ja_datetime(v->starts_at);
	char *wish = reply->starts_at ? civil_ja_datetime(reply->starts_at)
	                              : xstrdup("読み取れない日時");
	bool counter = str_eq(reply->method, "COUNTER");
	char *text = xasprintf("第%d回の、変更前と変更後（%s）のどちらの日程への"
	                       "ものか分からないカレンダーの%sです%s%s。差出人に確認し、"
	                       "case moveで日程を決めてください",
	    v->no, now, counter ? "提案" : "返信", counter ? ": " : "",
	    counter ? wish : "");
	enum outcome outcome = ask(d, in, text, reply->comment);

	free(text);
	free(wish);
	free(now);
	return outcome;
}

static enum outcome
act(struct desk *d, struct input *in, const struct ics_reply *reply, struct visit *v,
    int side)
{
	int current = is_current(d, in, reply, v);

	if (str_eq(reply->method, "REFRESH") &&
	    (str_eq(v->state, "proposed") || str_eq(v->state, "fixed")))
		return refresh(d, in, v, side);
	if (current < 0)
		return ask_which(d, in, reply, v);
	if (!current) {
		desk_event(d, in->c, "calendar", false,
		    "変更前の日程への返信のため、何もしていません（第%d回）", v->no);
		return reply->comment
		           ? ask(d, in, "変更前の日程への返信です", reply->comment)
		           : OUTCOME_DONE;
	}
	if (!str_eq(v->state, "proposed") && !str_eq(v->state, "fixed")) {
		if (str_eq(reply->method, "COUNTER") || reply->comment)
			return ask(d, in,
			    "終わった回、または日程のない回へのカレンダーの返信です",
			    reply->comment);
		desk_event(d, in->c, "calendar", false,
		    "終わった回、または日程のない回への返信のため、何もしていません（第%"
		    "d回）",
		    v->no);
		return OUTCOME_DONE;
	}
	if (str_eq(reply->method, "COUNTER"))
		return countered(d, in, reply, v, side);
	if (str_eq(reply->method, "REPLY"))
		return answered(d, in, reply, v, side);
	desk_event(d, in->c, "calendar", false,
	    "%sというカレンダーの知らせのため、何もしていません（第%d回）", reply->method,
	    v->no);
	return OUTCOME_DONE;
}

/* Who pressed the button is a person, whatever his service marks its mail as: a letter
 * that follows is a letter of its own, no answer to a program. */
static enum outcome
act_for_person(struct desk *d, struct input *in, const struct ics_reply *reply,
    struct visit *v, int side)
{
	const struct message *answering = d->answering;
	enum outcome outcome;

	d->answering = NULL;
	outcome = act(d, in, reply, v, side);
	d->answering = answering;
	return outcome;
}

static enum outcome
answer(struct desk *d, struct input *in, const struct ics_reply *reply)
{
	int side = side_of(in);
	enum outcome outcome;
	struct visit v;

	if (!store_visit_by_uid(d->store, reply->uid, &v))
		return ask(d, in, "知らない予定へのカレンダーの返信がありました",
		    reply->comment);
	if (v.case_id != in->c->id)
		outcome = ask(d, in, "別の案件の予定へのカレンダーの返信がありました",
		    reply->comment);
	else if (!side || !in->route->trusted ||
	         !str_ieq(reply->attendee, in->m->from.addr))
		outcome =
		    ask(d, in, "招待していないアドレスからカレンダーの返信がありました",
		        reply->comment);
	else
		outcome = act_for_person(d, in, reply, &v, side);
	visit_free(&v);
	return outcome;
}

/* From somebody who takes part in no case. Only what is about a visit of ours is more
 * than any other mail of a program, or spam. */
static enum outcome
from_stranger(struct desk *d, struct input *in, const struct ics_reply *reply)
{
	struct visit v;
	bool known = store_visit_by_uid(d->store, reply->uid, &v);

	if (known)
		visit_free(&v);
	if (!known && in->r->kind == KIND_SPAM)
		return handler_spam.run(d, in);
	if (!known && in->r->decision == DECISION_IGNORE)
		return handler_auto_reply.run(d, in);
	return handler_ask(
	    d, in, "招待していないアドレスからカレンダーの返信がありました");
}

static enum outcome
run(struct desk *d, struct input *in)
{
	struct ics_reply reply;
	enum outcome outcome;

	if (!find_answer(d, in->m, &reply))
		return handler_ask(d, in, "読み取れないカレンダーの返信がありました");
	outcome = in->c ? answer(d, in, &reply) : from_stranger(d, in, &reply);
	ics_reply_free(&reply);
	return outcome;
}

const struct message_handler handler_calendar = {"calendar", match, run};
