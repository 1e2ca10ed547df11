/* What the morning's mail tells of cases, offers, visits and the list; see desk_digest.h.
 * Texts are owned by the rows. */
#ifndef MADOGUCHI_STORE_DIGEST_H
#define MADOGUCHI_STORE_DIGEST_H

#include "store.h"

/* A case that stands still: in review, no_expert or confirm. */
struct digest_case {
	char *number, *company, *state;
	bool incident;
	bool told;     /* an open event says so, too */
	int64_t since; /* of the state */
};
struct digest_case *store_digest_cases(struct store *s, size_t *n);
void digest_cases_free(struct digest_case *rows, size_t n);

/* An open offer; its mail has left. */
struct digest_offer {
	char *number, *expert;
	bool incident;
	int64_t made_at, due_at;
};
struct digest_offer *store_digest_offers(struct store *s, size_t *n);
void digest_offers_free(struct digest_offer *rows, size_t n);

/* A visit of an open case that is to come before a time, or was held and not reported;
 * in order of its beginning. */
struct digest_visit {
	int64_t id;
	char *number, *company, *expert;
	int no, confirmed;
	bool held, online;
	int64_t starts_at, ends_at;
};
struct digest_visit *store_digest_visits(struct store *s, int64_t before, size_t *n);
void digest_visits_free(struct digest_visit *rows, size_t n);

/* A visit whose date is being asked for, with who has not answered. */
struct digest_slots {
	char *number, *company;
	int no;
	bool company_open, expert_open;
	int64_t since; /* the letters of this round */
};
struct digest_slots *store_digest_slots(struct store *s, size_t *n);
void digest_slots_free(struct digest_slots *rows, size_t n);

/* A case whose survey has been answered in no way. Only number, company and since. */
struct digest_case *store_digest_surveys(struct store *s, size_t *n);

/* Mails of a case that wait for approval; number NULL: of none, then id is one mail's. */
struct digest_held {
	char *number, *company;
	bool incident;
	int64_t id, count, since;
};
struct digest_held *store_digest_held(struct store *s, size_t *n);
void digest_held_free(struct digest_held *rows, size_t n);

struct digest_list {
	int64_t active, unreachable, drafts;
	int64_t drafts_since; /* the oldest of them */
};
struct digest_list store_digest_list(struct store *s);
/* Mails written before a time that should have left and have not; *since the oldest. */
int64_t store_digest_stuck(struct store *s, int64_t before, int64_t *since);
/* Digests that have not left are not sent any more. */
void store_digest_replace(struct store *s, int64_t now);

#endif
