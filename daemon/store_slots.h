/* Slots that were put to both sides for a visit's date, and what was said of days. */
#ifndef MADOGUCHI_STORE_SLOTS_H
#define MADOGUCHI_STORE_SLOTS_H

#include "store_work.h"

enum slot_side { SLOT_COMPANY, SLOT_EXPERT, SLOT_SIDES };

/* An answer about a slot: none yet, no, or from 1 the n-th choice of those that suit. */
enum { SLOT_OPEN = -1, SLOT_NO = 0 };

struct slot {
	int64_t visit_id;
	int round, no; /* both from 1 */
	int64_t starts_at, ends_at;
	int answer[SLOT_SIDES];
	int64_t answered_at[SLOT_SIDES]; /* 0 not yet */
};

/* Adds them as one round: sets visit_id, round and no. The mails written from now on are
 * taken for those of this round. */
void store_slots_add(struct store *s, struct slot *slots, size_t n, int64_t visit_id,
    int round, int64_t now);
void store_slot_answer(struct store *s, const struct slot *slot, enum slot_side side,
    int answer, int64_t now);
/* Of one round, or with round 0 of all, in their order; owned array. */
struct slot *store_slots(struct store *s, int64_t visit_id, int round, size_t *n);
/* The last round that there was; 0 none. */
int store_slots_last(struct store *s, int64_t visit_id);
/* The round that was on the table when this mail of the outbox was written; 0 none. */
int store_slots_round_of(struct store *s, int64_t visit_id, int64_t outbox_id);
/* The visit of the case about whose date both sides are being asked. */
bool store_visit_searched(struct store *s, int64_t case_id, struct visit *out) MUST_CHECK;

/* When the expert, or the company of the case, is not free: visits with a date, and slots
 * of other visits that are on the table and that neither side has refused. */
struct taken {
	int64_t starts_at, ends_at;
	bool fixed; /* a visit; else a slot that may become one */
};
/* Of any case, but of the visit `but`; owned array. */
struct taken *store_taken(struct store *s, int64_t expert_id, int64_t case_id,
    int64_t but, int64_t from, int64_t to, size_t *n);

/* --- what was said of days --- */

struct wish {
	enum slot_side side;
	bool possible;
	char *day; /* ISO date, date-time or interval a/b */
	int half;  /* 0 all day, 1 the morning, 2 the afternoon alone */
};
/* expert_id 0: the company's side said it. */
void store_wish_add(struct store *s, int64_t case_id, int64_t expert_id,
    const struct wish *w, int64_t now);
/* The company's and this expert's, oldest first; owned array. */
struct wish *store_wishes(struct store *s, int64_t case_id, int64_t expert_id, size_t *n);
void wishes_free(struct wish *rows, size_t n);

#endif
