/* Addresses that wait to be confirmed, in the store. What they mean: desk_claim.h. */
#ifndef MADOGUCHI_STORE_CLAIMS_H
#define MADOGUCHI_STORE_CLAIMS_H

#include "store_chat.h"

struct claim {
	int64_t case_id, inbox_id; /* the mail that waits for it; 0 none */
	int64_t source_id, person_id;
	char *address, *code; /* code NULL: its owner answers a mail */
	char *room, *thread;  /* of a conversation that is not the case's yet; NULL */
};
/* o, person_id: that conversation and its writer; NULL, 0: the case's own. The newest of
 * a case and an address stays. */
void store_claim_set(struct store *s, const struct claim *c, int64_t now);
/* address NULL: the one with that code. One that was asked before that time is over. */
bool store_claim_get(struct store *s, int64_t case_id, const char *address,
    const char *code, int64_t since, struct claim *out) MUST_CHECK;
void store_claim_remove(struct store *s, int64_t case_id, const char *address);
size_t store_claim_count(struct store *s, int64_t case_id);
void claim_free(struct claim *c);
/* The address is an expert's, or takes part in a case, or has written in one, in which
 * the person does not take part. */
bool store_claim_foreign(struct store *s, const char *address, int64_t person_id);
/* What waited is read once more, with its pieces. */
void store_claim_reread(struct store *s, int64_t inbox_id);

#endif
