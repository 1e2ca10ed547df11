/*
 * What the two halves of the IMAP source share: the session, cursor and marking
 * (source_imap.c), and the taking of messages (source_imap_take.c).
 */
#ifndef MADOGUCHI_SOURCE_IMAP_H
#define MADOGUCHI_SOURCE_IMAP_H

#include "fetch.h"
#include "imap.h"

/* A growing list of UIDs, ascending. */
struct uids {
	uint32_t *v; /* owned */
	size_t n, cap;
};

void uids_add(struct uids *u, uint32_t uid);
bool uids_has(const struct uids *u, uint32_t uid);

struct imap_source {
	struct fetch *f;
	struct imap *im; /* NULL: no session */
	struct imap_folder folder;
	bool lively;  /* the session has just proved to work */
	bool careful; /* the process ended in the middle of a round: one message at a time
	               */
	bool more;    /* the list was cut */
	bool moved;   /* this look took messages out of the folder */
	struct imap_item *items; /* owned; what is new, ascending */
	size_t items_n, items_cap;
	struct uids taken; /* in this round, to be marked at the server */
	struct uids leave; /* in this round, not to be touched there */
	uint32_t exists;   /* messages in the folder when the list was made */
	int idle_failures, idle_skips;
	int64_t since;        /* older mail is not the desk's; 0: all is */
	uint32_t rescan_last; /* up to here since is looked at; 0: nowhere */
};

void source_imap_drop(struct imap_source *s);
/* Connects again if need be, to the same folder as the list was made from. */
bool source_imap_session(struct imap_source *s, struct err *e) MUST_CHECK;
/* Takes in the listed messages from items on, batch by batch. */
bool source_imap_take(struct imap_source *s, struct err *e) MUST_CHECK;

#endif
