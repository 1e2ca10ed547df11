/*
 * Which case a message belongs to, by how much that can be trusted, and in which part of
 * the conversation it arrived. In this order: our signed token, In-Reply-To and
 * References with a known participant, the case number in the subject with a known
 * participant. A stranger who quotes a number or a thread is not attached.
 */
#ifndef MADOGUCHI_ROUTE_H
#define MADOGUCHI_ROUTE_H

#include "config.h"
#include "desk.h"

struct route {
	int64_t case_id;   /* 0: no case */
	int64_t offer_id;  /* the offer it answers; 0 none */
	int64_t visit_id;  /* the visit it is about; 0 none */
	int64_t outbox_id; /* our mail it answers, or whose delivery failed; 0 none */
	bool trusted;      /* the sender is a participant; where the provider's checks are
	                      believed, they passed */
	bool threaded;  /* a token or a Message-ID led to the case, not a mere number */
	bool forged;    /* the provider says that it is not from whom it names */
	bool proved;    /* a token of the case that was made for the sender's address, or
	                   the Message-ID of a letter that was sent there, came back */
	bool unchecked; /* the provider's checks are believed, and did not pass */
	int64_t bears;  /* the offer whose own token, or the Message-ID of whose own
	                   letter, came back from the address it was sent to; 0 none */
	int64_t bears_until; /* the time in that token; 0: none in it, or no token */
	char *role;        /* requester, referrer, copy, expert (who accepted), asked (was
	                           offered the case); NULL: nobody known */
	char *how;         /* how it was found, in words; NULL */
	bool end_asked;    /* answers whether the course may end before its last visit */
	bool format_asked; /* answers whether a visit may be held online, or on site */
	int slot_round; /* the round of slots (store_slots.h) that it answers; 0 none */
	struct read_context context;
};

/* authserv_id: whose Authentication-Results count for this source (auth_results.h); NULL
 * none. Reads the store only. r is initialised here. */
void route_message(
    struct desk *d, const struct message *m, const char *authserv_id, struct route *r);
/* A mail that hangs on nothing, but is of a kind that answers something: attached,
 * untrusted, to the one open case (or open offer) of its sender, where there is exactly
 * one. */
void route_by_sender(
    struct desk *d, const struct message *m, enum kind kind, struct route *r);
/* The operator has said which case it belongs to (0: none), and vouches for the sender,
 * whose part in it is looked up. */
void route_vouched(
    struct desk *d, const struct message *m, int64_t case_id, struct route *r);
void route_free(struct route *r);

#endif
