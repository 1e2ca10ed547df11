/*
 * One message goes through the desk: which case it belongs to, what it says there, and
 * what its handler does. By the daemon for each message that comes in, and once more by
 * the operator's word. Inside a transaction.
 */
#ifndef MADOGUCHI_TAKE_H
#define MADOGUCHI_TAKE_H

#include "decide.h"
#include "handler.h"
#include "verdict.h"

struct take {
	int64_t inbox_id;
	/* By chat: what it was read together with, itself first (chat_pieces.h); NULL:
	 * nothing. */
	const int64_t *pieces;
	size_t pieces_n;
	const char *authserv_id; /* as for route_message */
	const struct message *m;
	struct reading *r;
	bool read; /* r is filled: read without a case; filled in any case afterwards */
	/* The operator's: what he says it is, and its case (0: a new one, or none). He
	 * vouches for the sender. NULL: as the desk finds it. */
	const struct verdict *verdict;
	int64_t case_id; /* in: with a verdict; out: the case it ended up with, 0 none */
	const char *handler;  /* out: which one ran */
	enum outcome outcome; /* out */
};

/* Handles it and writes what was understood into its inbox row. */
void take_message(struct desk *d, const struct brain *brain, struct take *t);

#endif
