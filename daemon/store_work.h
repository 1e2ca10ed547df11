/* Visits, mail on its way out, and timers. */
#ifndef MADOGUCHI_STORE_WORK_H
#define MADOGUCHI_STORE_WORK_H

#include "store.h"

/* --- visits --- */

struct visit {
	int64_t id, case_id;
	int no;
	char *state;
	int64_t starts_at, ends_at;
	char *format; /* visit or online */
	char *uid;
	int sequence, confirmed;
	char *done_on, *homework, *goal;
	int64_t report_inbox_id;
	int64_t expert_id; /* who holds it, or held it; 0 nobody yet */
	int search, round; /* of slots: the search's first, the one on the table (0) */
	int ending;        /* bit 0 the company, 1 the expert would end with it */
};
int64_t store_visit_add(struct store *s, const struct visit *v);
/* Writes every column but id, case_id, no, uid. */
void store_visit_update(struct store *s, const struct visit *v);
bool store_visit_get(struct store *s, int64_t id, struct visit *out) MUST_CHECK;
bool store_visit_find(
    struct store *s, int64_t case_id, int no, struct visit *out) MUST_CHECK;
bool store_visit_by_uid(struct store *s, const char *uid, struct visit *out) MUST_CHECK;
/* Of one case by number; case_id 0: of all cases by time. */
struct visit *store_visit_list(struct store *s, int64_t case_id, size_t *n);
void visit_free(struct visit *v);
void visits_free(struct visit *rows, size_t n);

/* --- outbox --- */

struct outbox_new {
	int64_t case_id, offer_id, visit_id; /* 0 none */
	const char *template_name, *lang, *recipient, *subject, *message_id;
	const void *wire;
	size_t wire_bytes;
	bool held, chat; /* chat: needs its chat_post (store_chat.h) */
	int64_t now;
};
int64_t store_outbox_add(struct store *s, const struct outbox_new *m);
/* The next mail to hand to the server: due, and not overtaken (an offer mail whose offer
 * is no longer open, an answer about one that is over, a letter about a visit that is not
 * true any more, or a mail to an address marked dead, becomes cancelled here, with the
 * reason). Marks it sending and counts the try in
 * one committed transaction. */
struct outbox_mail {
	int64_t id, case_id;
	char *template_name, *recipient, *subject, *message_id;
	char *wire; /* NULL: its bytes are damaged */
	size_t wire_bytes;
	int tries;
	bool uncertain; /* it was `sending` when a process died: may be out already */
};
bool store_outbox_take(struct store *s, int64_t now, struct outbox_mail *out) MUST_CHECK;
void outbox_mail_free(struct outbox_mail *m);
/* When the next mail is due; -1 none. */
int64_t store_outbox_next(struct store *s);
void store_outbox_sent(struct store *s, int64_t id, int64_t now);
void store_outbox_retry(
    struct store *s, int64_t id, int64_t next_at, const char *problem);
/* For good; writes an open event for the operator. */
void store_outbox_failed(struct store *s, int64_t id, const char *problem, int64_t now);
/* It left, and came back: it stays sent, with the reason. */
void store_outbox_returned(struct store *s, int64_t id, const char *problem);
/* Lets held mails of a case go, or with case_id 0 one mail by id; returns how many. */
int64_t store_outbox_approve(struct store *s, int64_t case_id, int64_t id, int64_t now);
/* Cancels what has not left: of a case, with offer_id or visit_id given only theirs; but
 * never what takes a visit out of a calendar. What
 * is being sent just now is not tried again. Returns how many were cancelled. */
int64_t store_outbox_cancel(struct store *s, int64_t case_id, int64_t offer_id,
    int64_t visit_id, const char *why, int64_t now);
/* One mail that has not left is not sent after all, and why. */
void store_outbox_drop(struct store *s, int64_t id, const char *why, int64_t now);
/* Puts a failed mail back to pending; that it failed waits for nobody any more. False: no
 * such failed mail. */
bool store_outbox_again(struct store *s, int64_t id, int64_t now);

struct outbox_row {
	int64_t id, case_id, offer_id, visit_id, created, next_at, done_at;
	char *template_name, *lang, *recipient, *subject, *message_id, *state, *problem;
	int tries;
};
/* case_id 0: all; state NULL: any. */
struct outbox_row *store_outbox_list(
    struct store *s, int64_t case_id, const char *state, size_t *n);
/* The newest id, 0 for none; and the rows behind one, oldest first. */
int64_t store_outbox_last(struct store *s);
struct outbox_row *store_outbox_after(struct store *s, int64_t id, size_t *n);
void outbox_rows_free(struct outbox_row *rows, size_t n);
bool store_outbox_get(struct store *s, int64_t id, struct outbox_row *out) MUST_CHECK;
/* The wire bytes; owned, NUL-ended; NULL when there is no such row, or it is damaged. */
char *store_outbox_wire(struct store *s, int64_t id, size_t *n);
void outbox_row_free(struct outbox_row *row);
/* The row with this Message-ID; for replies and bounces. */
bool store_outbox_by_message_id(
    struct store *s, const char *message_id, struct outbox_row *out) MUST_CHECK;
/* Mails to an address since a time; template NULL: any; case_id 0: any. */
int64_t store_outbox_count(struct store *s, const char *recipient,
    const char *template_name, int64_t case_id, int64_t since);
/* Held, and failed ones: what waits for the operator. */
int64_t store_outbox_waiting(struct store *s);

/* --- timers --- */

struct timer {
	int64_t id, case_id, ref_id, due_at;
	char *kind;
};
/* Sets or moves the timer (case_id, kind, ref_id). */
void store_timer_set(
    struct store *s, int64_t case_id, const char *kind, int64_t ref_id, int64_t due_at);
/* Sets it only where there is none of that kind for the desk. */
void store_timer_ensure(struct store *s, const char *kind, int64_t due_at);
/* kind NULL: all timers of the case; ref_id 0: all of that kind. */
void store_timer_cancel(
    struct store *s, int64_t case_id, const char *kind, int64_t ref_id);
/* The earliest due timer, not removed. */
bool store_timer_due(struct store *s, int64_t now, struct timer *out) MUST_CHECK;
void store_timer_remove(struct store *s, int64_t id);
/* When the next one is due; -1 none. */
int64_t store_timer_next(struct store *s);
struct timer *store_timer_list(struct store *s, int64_t case_id, size_t *n);
void timer_free(struct timer *t);
void timers_free(struct timer *rows, size_t n);

#endif
