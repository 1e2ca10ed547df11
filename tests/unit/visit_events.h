/*
 * What may happen in a random world of visits: answers of either side in words or by its
 * calendar, reports, letters of people who were not asked, the operator's commands, time,
 * mail that leaves or does not, restarts.
 */
#ifndef MADOGUCHI_VISIT_EVENTS_H
#define MADOGUCHI_VISIT_EVENTS_H

#include "visit_rules.h"

#include "buf.h"

static void step_done(struct visit_world *w);

/* --- what somebody writes --- */

enum { DATES_MOST = 3 };

struct words {
	enum kind kind;
	enum reply_kind reply;
	const char *text, *goal;
	char dates[DATES_MOST][48], cannot[48], done_on[16], choice[4];
	size_t dates_n, choice_n;
	char *calendar, *subject;
	int no; /* the visit that is reported; 0 not said */
};

static inline void
words_in(const void *said, struct message *m, struct reading *r)
{
	const struct words *s = said;

	for (size_t i = 0; i < s->dates_n; i++)
		strlist_add(&r->reply.dates, s->dates[i]);
	for (size_t i = 0; i < s->choice_n; i++)
		strlist_addf(&r->reply.choice, "%d", s->choice[i]);
	if (*s->cannot)
		strlist_add(&r->reply.unavailable, s->cannot);
	if (*s->done_on)
		set_str(&r->reply.report.done_on, s->done_on);
	set_str(&r->reply.report.goal_reached, s->goal);
	r->reply.report.visit_no = s->no;
	if (s->calendar)
		strlist_add(&m->calendars, s->calendar);
	if (s->subject)
		set_str(&m->subject, s->subject);
}

/* Rows of everything that an answer may change. Owned. */
static inline char *
state_of_all(struct visit_world *w)
{
	struct buf out = {0};

	/* A stranger's letter may open a case of its own. */
	PLAY_ADD_ROWS(&out, w->p.d.store,
	    "SELECT 'c' || id || state || ifnull(expert_id, 0) || '; ' FROM cases"
	    " WHERE id IN (SELECT case_id FROM offers)");
	PLAY_ADD_ROWS(&out, w->p.d.store,
	    "SELECT 'v' || id || state || starts_at || format || sequence || confirmed ||"
	    " ' ' || round || ending || ifnull(done_on, '') || ifnull(goal, '') || '; '"
	    " FROM visits");
	PLAY_ADD_ROWS(&out, w->p.d.store,
	    "SELECT 's' || visit_id || round || no || ifnull(company, '-') ||"
	    " ifnull(expert, '-') || '; ' FROM visit_slots");
	PLAY_ADD_ROWS(&out, w->p.d.store,
	    "SELECT 't' || kind || ref_id || due_at || '; ' FROM timers"
	    " WHERE case_id IN (SELECT case_id FROM offers)");
	return buf_steal(&out);
}

/* What the newest letters are, and to whom. Owned. */
static inline char *
letters_since(struct visit_world *w, int64_t last)
{
	struct buf out = {0};
	struct sql q = sql_query(w->p.d.store,
	    "SELECT recipient || ' ' || template || '; ' FROM outbox WHERE id > ?1",
	    INT(last));

	while (sql_row(&q)) {
		char *text = col_text(&q);

		buf_adds(&out, text);
		free(text);
	}
	return buf_steal(&out);
}

/* The transaction fails at its end, and the message is taken again: nothing of the first
 * time is left, and the second does the same. */
static inline void
fails_once(struct visit_world *w, const struct play_letter *l)
{
	int64_t last = w->letters_n ? w->letters[w->letters_n - 1].id : 0;
	char *before = state_of_all(w), *after, *first, *again;

	play_begin(&w->p);
	w->p.at_once = true;
	play_deliver(&w->p, l);
	w->p.at_once = false;
	first = letters_since(w, last);
	store_rollback(w->p.d.store);
	w->p.d.experts_stale = true;
	w->p.letters--;
	after = state_of_all(w);
	HOLDS(w, str_eq(before, after), "something of a failed transaction is left");
	play_deliver(&w->p, l);
	again = letters_since(w, last);
	HOLDS(
	    w, str_eq(first, again), "taken again it wrote %s, before %s", again, first);
	w->tally[TWICE]++;
	free(before);
	free(after);
	free(first);
	free(again);
}

/* How a letter comes in. proved: nothing about its sender is in doubt. */
struct sender {
	const char *from;
	bool proved, no_token;
};

static inline struct sender
draw_sender(struct visit_world *w, const struct outbox_row *to, bool by_calendar)
{
	struct sender s = {.from = to->recipient, .proved = true};

	if (once_in(w, 14))
		return (struct sender){.from = "stranger@elsewhere.example.jp"};
	/* The other side has its own letters; this one's token is not for it. */
	if (once_in(w, 30) && str_eq(to->recipient, w->email[2]))
		return (struct sender){.from = w->email[1]};
	/* A calendar's answer names the UID, which only the invited know. */
	if (once_in(w, 14)) {
		s.no_token = true;
		s.proved = by_calendar;
	}
	return s;
}

/* Lets it in. What proves nothing changes nothing. */
static inline void
deliver(struct visit_world *w, struct play_letter *l, const struct sender *s)
{
	char *before = s->proved ? NULL : state_of_all(w), *after;

	l->from = s->from;
	l->no_token = s->no_token;
	l->more = words_in;
	if (once_in(w, 8))
		fails_once(w, l);
	else
		play_deliver(&w->p, l);
	if (!before)
		return;
	after = state_of_all(w);
	HOLDS(w, str_eq(before, after),
	    "a letter that proves nothing has changed\n%s\nto\n%s", before, after);
	w->tally[UNPROVED]++;
	free(before);
	free(after);
}

/* --- which letter is answered --- */

static inline bool
any_letter(const struct written *l)
{
	return l->case_id != 0;
}

static inline bool
about_visit(const struct written *l)
{
	return l->visit_id != 0;
}

static inline bool
with_slots(const struct written *l)
{
	return str_starts(l->template_name, "visit_slots") && l->round;
}

static inline bool
with_calendar(const struct written *l)
{
	return l->calendar;
}

static inline bool
to_expert(const struct written *l)
{
	return l->person > 0;
}

static inline bool
to_company(const struct written *l)
{
	return l->person == 0;
}

static inline bool
asks_for_report(const struct written *l)
{
	return str_starts(l->template_name, "report_re");
}

/* One of the newest such letters that have arrived; NULL: none. */
static inline struct written *
some_letter(struct visit_world *w, bool (*fits)(const struct written *l))
{
	unsigned seen = 0, most = once_in(w, 5) ? 20 : 3;
	struct written *found = NULL;

	for (size_t i = w->letters_n; i-- > 0 && seen < most;) {
		struct written *l = &w->letters[i];

		if (l->left && l->person >= 0 && fits(l) && once_in(w, ++seen))
			found = l;
	}
	return found;
}

/* --- days --- */

static inline void
put_day(char *out, size_t n, int64_t t)
{
	char *iso = civil_iso_date(t);

	(void)snprintf(out, n, "%s", iso);
	free(iso);
}

/* The time of a visit that is known, of any case, or one beside it: where it may clash.
 */
static inline int64_t
near_visit(struct visit_world *w)
{
	static const int64_t beside[] = {0, 0, HOUR, -HOUR, DAY, -DAY};

	return w->visits[dice(w, (unsigned)w->visits_n)].starts_at +
	       beside[dice(w, (unsigned)ARRAY_LEN(beside))];
}

/* A time, a day or some days, good or not; noted as what the side has said. */
static inline void
draw_date(struct visit_world *w, struct words *s, struct consent *c)
{
	static const char *const times[] = {
	    "09:30", "13:30", "10:00", "14:00", "16:00", "08:00", "11:15"};
	char *out = s->dates[s->dates_n++];
	int64_t day = (day_number(w->p.now) + (int64_t)dice(w, once_in(w, 3) ? 75 : 30) -
	                  once_in(w, 6) * 5) *
	                  DAY -
	              9 * HOUR;
	int64_t from = day, until = day + DAY;

	if (once_in(w, 3) && w->visits_n) {
		char *iso;

		from = near_visit(w);
		iso = civil_iso_minute(from);
		(void)snprintf(out, sizeof(s->dates[0]), "%s", iso);
		free(iso);
		can(c, from, from + 1, true);
		return;
	}
	put_day(out, sizeof(s->dates[0]), day + 9 * HOUR);
	if (once_in(w, 2)) {
		const char *time = times[dice(w, (unsigned)ARRAY_LEN(times))];

		(void)snprintf(out + 10, sizeof(s->dates[0]) - 10, "T%s", time);
		from += atoi(time) * HOUR + atoi(time + 3) * 60;
		until = from + 1;
	} else if (once_in(w, 4)) {
		until += (int64_t)dice(w, 8) * DAY;
		out[10] = '/';
		put_day(out + 11, sizeof(s->dates[0]) - 11, until - DAY + 9 * HOUR);
	}
	can(c, from, until, true);
}

/* --- answers about dates --- */

static inline enum slot_side
side_of_letter(const struct written *l)
{
	return l->person == 0 ? SLOT_COMPANY : SLOT_EXPERT;
}

static inline char *
subject_of(struct visit_world *w, int64_t case_id)
{
	struct case_row c;
	char *subject;

	assert_true(store_case_get(w->p.d.store, case_id, &c));
	subject = xasprintf("Re: [案件 %s]", c.number);
	case_row_free(&c);
	return subject;
}

/* False: nothing of it counts. */
static inline bool
answers(struct visit_world *w, struct written *l, struct words *s, bool in_doubt)
{
	struct outbox_row to;
	struct play_letter letter = {.to = &to,
	    .kind = s->kind,
	    .reply = s->reply,
	    .text = s->text,
	    .review = in_doubt,
	    .said = s};
	struct sender from;

	assert_true(store_outbox_get(w->p.d.store, l->id, &to));
	l->answered = true;
	from = draw_sender(w, &to, s->calendar != NULL);
	/* A case's number is known to many, and From is easily forged. */
	s->subject = from.no_token ? subject_of(w, l->case_id) : NULL;
	deliver(w, &letter, &from);
	free(s->subject);
	outbox_row_free(&to);
	return from.proved;
}

static inline void
chooses(struct visit_world *w)
{
	struct written *l = some_letter(w, with_slots);
	struct words s = {.kind = KIND_SCHEDULE_REPLY, .reply = REPLY_SCHEDULE_ACCEPT};
	bool in_doubt = once_in(w, 25);
	struct place at = {0};
	struct slot *slots;
	struct consent *c;
	size_t n;

	if (!l)
		return;
	at = place_of(w, l->visit_id);
	if (!at.k)
		return;
	c = &at.k->consent[at.no][side_of_letter(l)];
	slots = store_slots(w->p.d.store, l->visit_id, l->round, &n);
	for (size_t i = 0; i < n; i++)
		if (!once_in(w, 3) || (i + 1 == n && !s.choice_n))
			s.choice[s.choice_n++] = (char)slots[i].no;
	if (answers(w, l, &s, in_doubt)) {
		/* The last word on the slots that are on the table counts. */
		if (at.round == l->round && !in_doubt)
			c->n = 0;
		for (size_t i = 0; i < s.choice_n; i++)
			can_at(c, slots[s.choice[i] - 1].starts_at);
	}
	free(slots);
}

static inline void
names_days(struct visit_world *w)
{
	struct written *l = some_letter(w, once_in(w, 3) ? about_visit : with_slots);
	struct words s = {.kind = KIND_SCHEDULE_REPLY, .reply = REPLY_SCHEDULE_COUNTER};
	struct place at;

	at = place_of(w, l ? l->visit_id : 0);
	if (!at.k)
		return;
	if (once_in(w, 8))
		s.reply = REPLY_SCHEDULE_CANCEL;
	for (unsigned n = 1 + dice(w, DATES_MOST); n > 0; n--)
		draw_date(w, &s, &at.k->consent[at.no][side_of_letter(l)]);
	if (once_in(w, 3) && at.starts_at)
		put_day(s.cannot, sizeof(s.cannot), at.starts_at);
	(void)answers(w, l, &s, once_in(w, 25));
}

static inline void
refuses(struct visit_world *w)
{
	struct written *l = some_letter(w, once_in(w, 3) ? about_visit : with_slots);
	struct words s = {.kind = KIND_SCHEDULE_REPLY, .reply = REPLY_SCHEDULE_COUNTER};
	struct place at = place_of(w, l ? l->visit_id : 0);

	if (!at.k)
		return;
	if (once_in(w, 3))
		s.reply = REPLY_SCHEDULE_CANCEL;
	if (once_in(w, 2))
		put_day(s.cannot, sizeof(s.cannot), at.starts_at);
	(void)answers(w, l, &s, once_in(w, 25));
}

/* Days that are none, as they stand in the text: no reader takes them. */
static inline void
names_no_day(struct visit_world *w)
{
	static const char *const texts[] = {"4月31日(木)はいかがでしょうか。",
	    "2月30日の午後でお願いします。", "11月31日でお願いいたします。"};
	struct written *l = some_letter(w, about_visit);
	struct words s = {.kind = KIND_SCHEDULE_REPLY,
	    .reply = once_in(w, 2) ? REPLY_SCHEDULE_COUNTER : REPLY_SCHEDULE_ACCEPT,
	    .text = texts[dice(w, (unsigned)ARRAY_LEN(texts))]};

	if (l)
		(void)answers(w, l, &s, false);
}

/* "Fine" to a letter with a date is a yes to that date, and to one with a single slot to
 * that. */
static inline int64_t
date_of_letter(struct visit_world *w, const struct written *l)
{
	size_t n = 0;
	struct slot *slots =
	    with_slots(l) ? store_slots(w->p.d.store, l->visit_id, l->round, &n) : NULL;
	int64_t at = n == 1 ? slots[0].starts_at : l->starts_at;

	free(slots);
	return at;
}

static inline void
agrees(struct visit_world *w)
{
	struct written *l = some_letter(w, any_letter);
	struct words s = {.kind = KIND_SCHEDULE_REPLY, .reply = REPLY_SCHEDULE_ACCEPT};
	struct agreed_case *k = l ? case_of(w, l->case_id) : NULL;
	struct visit *rows;
	size_t n;

	if (!k)
		return;
	rows = store_visit_list(w->p.d.store, k->id, &n);
	for (size_t i = 0; i < n; i++) {
		struct consent *c = &k->consent[rows[i].no][side_of_letter(l)];

		if (rows[i].id == l->visit_id)
			can_at(c, date_of_letter(w, l));
		else if (!l->visit_id && is_dated(rows[i].state))
			can_at(c, rows[i].starts_at);
	}
	visits_free(rows, n);
	(void)answers(w, l, &s, once_in(w, 25));
}

/* --- calendars --- */

static inline void
calendar_stamp(char out[24], int64_t t)
{
	time_t utc = (time_t)t;
	struct tm tm;

	assert_non_null(gmtime_r(&utc, &tm));
	(void)strftime(out, 24, "%Y%m%dT%H%M%SZ", &tm);
}

static inline char *
calendar_answer(struct visit_world *w, const struct written *l, const char *method,
    const char *partstat, int64_t starts_at, const char *attendee)
{
	struct known *v = known_visit(w, l->visit_id);
	char start[24], sequence[32] = "";

	calendar_stamp(start, starts_at);
	if (!once_in(w, 6))
		(void)snprintf(
		    sequence, sizeof(sequence), "SEQUENCE:%d\r\n", l->sequence);
	return xasprintf(
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:%s\r\n"
	    "BEGIN:VEVENT\r\nUID:%s\r\n%sDTSTAMP:20251201T000000Z\r\nDTSTART:%s\r\n"
	    "ORGANIZER:mailto:" DESK "\r\nATTENDEE;PARTSTAT=%s:mailto:%s\r\n"
	    "END:VEVENT\r\nEND:VCALENDAR\r\n",
	    method, v->uid, sequence, start, partstat, attendee);
}

static inline void
answers_by_calendar(struct visit_world *w)
{
	static const char *const stands[] = {
	    "ACCEPTED", "ACCEPTED", "ACCEPTED", "DECLINED", "TENTATIVE"};
	struct written *l = some_letter(w, with_calendar);
	struct words s = {.kind = KIND_OTHER, .reply = REPLY_OTHER};
	struct place at = place_of(w, l ? l->visit_id : 0);
	const char *stand = stands[dice(w, (unsigned)ARRAY_LEN(stands))];
	bool counters = once_in(w, 4);
	int64_t when = l ? l->starts_at : 0;
	const char *email;

	if (!at.k)
		return;
	if (counters)
		when +=
		    (int64_t)(dice(w, 9) - 4) * DAY + (int64_t)(dice(w, 5) - 2) * HOUR;
	if (counters || str_eq(stand, "ACCEPTED"))
		can(&at.k->consent[at.no][side_of_letter(l)], when, when + 1, counters);
	email = l->person == 0 ? at.k->company : w->email[l->person - 1];
	s.calendar =
	    calendar_answer(w, l, counters ? "COUNTER" : "REPLY", stand, when, email);
	(void)answers(w, l, &s, false);
	free(s.calendar);
}

/* --- the course --- */

static inline void
reports(struct visit_world *w)
{
	struct written *l = some_letter(w, once_in(w, 8) ? to_expert : asks_for_report);
	struct words s = {.kind = KIND_VISIT_REPORT,
	    .reply = REPLY_VISIT_REPORT,
	    .goal = once_in(w, 3) ? "partly" : "yes",
	    .text = "訪問を実施しました。"};
	struct place at = place_of(w, l ? l->visit_id : 0);

	if (!l)
		return;
	if (at.k && !once_in(w, 4)) {
		int64_t day = at.starts_at + (once_in(w, 6) ? DAY : 0);

		s.no = at.no;
		put_day(s.done_on, sizeof(s.done_on), day);
	}
	if (at.k && at.no < NUMBERS_MOST && once_in(w, 3))
		draw_date(w, &s, &at.k->consent[at.no + 1][SLOT_EXPERT]);
	(void)answers(w, l, &s, once_in(w, 25));
}

static inline void
did_not_meet(struct visit_world *w)
{
	struct written *l = some_letter(w, about_visit);
	struct words s = {.kind = KIND_FOLLOWUP,
	    .reply = REPLY_FOLLOWUP,
	    .text = "本日の訪問は行われませんでした。"};

	if (l)
		(void)answers(w, l, &s, false);
}

static inline void
would_end(struct visit_world *w)
{
	static const char *const texts[] = {"第2回で終了とさせてください。",
	    "了承いたしました。", "いいえ、続けたいと思います。"};
	struct written *l = some_letter(w, any_letter);
	struct words s = {.kind = KIND_FOLLOWUP,
	    .reply = REPLY_FOLLOWUP,
	    .text = texts[dice(w, (unsigned)ARRAY_LEN(texts))]};

	if (l)
		(void)answers(w, l, &s, false);
}

static inline void
gives_up(struct visit_world *w)
{
	struct written *l = some_letter(w, once_in(w, 3) ? to_company : to_expert);
	struct words s = {.kind = KIND_WITHDRAW, .reply = REPLY_WITHDRAW};

	if (l)
		(void)answers(w, l, &s, once_in(w, 10));
}

/* The next expert, where one has left. */
static inline void
takes_over(struct visit_world *w)
{
	struct words s = {.kind = KIND_EXPERT_ACCEPT, .reply = REPLY_EXPERT_ACCEPT};

	for (size_t i = w->letters_n; i-- > 0;)
		if (w->letters[i].left && str_eq(w->letters[i].template_name, "offer")) {
			(void)answers(w, &w->letters[i], &s, false);
			w->tally[REPLACED]++;
			return;
		}
}

static inline void
answers_survey(struct visit_world *w)
{
	struct written *l = some_letter(w, to_company);
	struct words s = {
	    .kind = KIND_OTHER, .reply = REPLY_SURVEY_ANSWER, .text = "満足しています。"};

	if (l)
		(void)answers(w, l, &s, once_in(w, 10));
}

static inline void
is_away(struct visit_world *w)
{
	struct written *l = some_letter(w, any_letter);
	struct words s = {.kind = KIND_AUTO_REPLY,
	    .reply = REPLY_AUTO_REPLY,
	    .text = "本日は不在にしております。"};

	if (l)
		(void)answers(w, l, &s, false);
}

#endif
