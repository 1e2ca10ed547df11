/* The expert list, offers and load. */
#ifndef MADOGUCHI_STORE_EXPERT_H
#define MADOGUCHI_STORE_EXPERT_H

#include "store.h"

enum expert_form { FORM_VISIT = 1, FORM_ONLINE = 2, FORM_TRAINING = 4, FORM_PRODUCT = 8 };

struct expert {
	int64_t id;
	char *registration_no, *name, *affiliation, *organisation, *residence, *email;
	unsigned themes; /* bit n: theme n (theme.h) */
	char *qualifications, *industries;
	unsigned industry_bits; /* industry.h */
	char *track_record;
	char areas[9];  /* eight of '-', 'o', 'O' */
	unsigned forms; /* enum expert_form */
	char *fee;
	int64_t fee_min, fee_max; /* -1 unknown or open */
	char *periods;
	uint64_t prefectures; /* bit n-1: JIS prefecture n */
	int capacity;
	char *valid_until; /* ISO date */
	char *pr, *status;
	int64_t verified_at;
	/* not columns: computed by store_expert_list and _get */
	int load;         /* cases accepted and not over, plus offers open */
	int recent;       /* cases accepted in the last 365 days, whole days of Japan */
	int answers;      /* offers that were answered, or lapsed unanswered */
	int response_sec; /* how long those took on average; lapsed: the time given */
	int finished;     /* courses, or parts of one, that he brought to an end for the
	                     desk */
	unsigned finished_themes; /* bit n: one of theme n */
	bool unreachable;         /* mail to email bounced for good */
	char *block; /* owns all texts, which must not be changed then; NULL: each is
	                owned */
};

void expert_init(struct expert *e);
void expert_free(struct expert *e);
/* All texts into one block, for a long list; and each owned again, to change it. */
void expert_pack(struct expert *e);
void expert_unpack(struct expert *e);
/* Inserts, or updates the row with the same registration_no; keeps id, status,
 * verified_at, offers. *changed (may be NULL): 0 same, 1 new, 2 changed. */
int64_t store_expert_put(
    struct store *s, const struct expert *e, int64_t now, int *changed);
bool store_expert_get(
    struct store *s, int64_t id, int64_t now, struct expert *out) MUST_CHECK;
bool store_expert_find(struct store *s, const char *registration_no, int64_t now,
    struct expert *out) MUST_CHECK;
/* By address; the first active one. */
bool store_expert_by_email(
    struct store *s, const char *email, int64_t now, struct expert *out) MUST_CHECK;
/* In order of registration_no; the texts of each in one block. */
struct expert *store_expert_list(struct store *s, int64_t now, size_t *n);
/* The same for keeping in memory: without what only letters and sheets show (affiliation,
 * industries, fee, periods, pr are NULL). */
struct expert *store_expert_list_brief(struct store *s, int64_t now, size_t *n);
void experts_free(struct expert *rows, size_t n);
void store_expert_status(struct store *s, int64_t id, const char *status);
void store_expert_verified(struct store *s, int64_t id, int64_t now);

/* --- offers --- */

struct offer {
	int64_t id, case_id, expert_id;
	char *state;
	double score;
	char *reasons; /* JSON list */
	int64_t made_at, due_at, answered_at;
	char *answer;
};
/* Returns the id; 0 when this expert was asked for this case before. */
int64_t store_offer_add(struct store *s, const struct offer *o);
bool store_offer_get(struct store *s, int64_t id, struct offer *out) MUST_CHECK;
/* The open or conditional offer of a case; false when there is none. */
bool store_offer_current(struct store *s, int64_t case_id, struct offer *out) MUST_CHECK;
/* The newest offer of the case to the expert with this address. */
bool store_offer_of_email(
    struct store *s, int64_t case_id, const char *email, struct offer *out) MUST_CHECK;
struct offer *store_offer_list(struct store *s, int64_t case_id, size_t *n);
void store_offer_answer(
    struct store *s, int64_t id, const char *state, const char *answer, int64_t now);
/* Case ids of the open or conditional offers to the expert with this address, newest
 * first. */
size_t store_offer_open_of(
    struct store *s, const char *email, int64_t *case_ids, size_t limit);
/* Moves the deadline of an offer. */
void store_offer_due(struct store *s, int64_t id, int64_t due_at);
void offer_free(struct offer *o);
void offers_free(struct offer *rows, size_t n);
/* Who was asked for this case, whatever came of it: ids of experts; owned array. */
int64_t *store_offer_asked(struct store *s, int64_t case_id, size_t *n);

#endif
