/* Sources with their cursors, and the inbox: every message that ever came in. */
#ifndef MADOGUCHI_STORE_INBOX_H
#define MADOGUCHI_STORE_INBOX_H

#include "store.h"

/* --- sources --- */

struct source_row {
	int64_t id;
	uint32_t uidvalidity, last_uid;
	int64_t checked_at;
};

/* Finds the source or makes it. */
struct source_row store_source(struct store *s, const char *name);
void store_source_cursor(
    struct store *s, int64_t source_id, uint32_t uidvalidity, uint32_t last_uid);
/* A complete look succeeded (problem NULL) or failed. */
void store_source_checked(
    struct store *s, int64_t source_id, int64_t now, const char *problem);
/* Counts a failed fetch of one message; returns the failures so far. */
int store_fetch_trouble(struct store *s, int64_t source_id, uint32_t uidvalidity,
    uint32_t uid, const char *problem);
void store_fetch_trouble_clear(
    struct store *s, int64_t source_id, uint32_t uidvalidity, uint32_t uid);

struct source_status {
	char *name;
	int64_t checked_at;
	char *problem;
};
/* All sources; *n rows, release each string and the array with store_source_status_free.
 */
struct source_status *store_source_status(struct store *s, size_t *n);
void store_source_status_free(struct source_status *rows, size_t n);

/* --- taking in --- */

struct inbox_new {
	int64_t source_id;
	uint32_t uidvalidity, uid;
	const char *place; /* NULL for IMAP */
	bool chat;
	int64_t size; /* bytes at the source */
	bool truncated;
	int64_t received_at;
	const void
	    *raw; /* NULL: reserved by raw_bytes, written by store_inbox_raw_write */
	size_t raw_bytes;
	unsigned char dedup[32];
	const char *quarantine; /* NULL: to be read; else why it is set aside at once */
};

/* Adds a message. Returns its id, or 0 when a message with this dedup key is there
 * already; such a copy gets its (source, uidvalidity, uid, place) noted beside the
 * existing row as not yet marked, so that it is marked at the source like the first.
 * The same place again changes nothing. */
int64_t store_inbox_add(struct store *s, const struct inbox_new *m);
/* Writes bytes at offset into the raw blob that store_inbox_add reserved. */
void store_inbox_raw_write(
    struct store *s, int64_t id, size_t offset, const void *bytes, size_t n);

/* id: of the message, or below 0 for a further copy of one; for store_inbox_marked. */
struct inbox_place {
	int64_t id;
	uint32_t uid;
	char *place;
};
/* Up to limit messages of a source that are not yet marked there, oldest UID first; with
 * uidvalidity 0, rows of any. Release with store_inbox_places_free. */
struct inbox_place *store_inbox_unmarked(
    struct store *s, int64_t source_id, uint32_t uidvalidity, size_t limit, size_t *n);
void store_inbox_places_free(struct inbox_place *rows, size_t n);
void store_inbox_marked(struct store *s, int64_t id);

/* --- reading --- */

struct inbox_item {
	int64_t id, source_id;
	bool chat, truncated;
	int64_t size, received_at, raw_bytes;
	int tries;
	char *source; /* name of the source */
};
/* The oldest messages in state new with id > after, at most limit, but those of a JSON
 * list of ids (held; NULL: none). */
struct inbox_item *store_inbox_due(
    struct store *s, int64_t after, const char *held, size_t limit, size_t *n);
void store_inbox_items_free(struct inbox_item *rows, size_t n);
/* Reads up to n bytes of the raw message at offset; returns how many. */
size_t store_inbox_raw_read(
    struct store *s, int64_t id, size_t offset, void *bytes, size_t n);
/* Counts one more attempt; returns the attempts so far. */
int store_inbox_try(struct store *s, int64_t id);
/* Takes back an attempt that failed for a reason outside the message. */
void store_inbox_untry(struct store *s, int64_t id);

struct inbox_done {
	const char *message_id, *from_addr, *subject, *kind, *decision, *reading;
	int64_t case_id; /* 0 none */
	int64_t now;
};
void store_inbox_done(struct store *s, int64_t id, const struct inbox_done *d);
void store_inbox_quarantine(
    struct store *s, int64_t id, const char *problem, int64_t now);
/* The operator's: back to new with tries 0, or dropped. False when there is no such row
 * in quarantine. */
bool store_inbox_retry(struct store *s, int64_t id);
bool store_inbox_drop(struct store *s, int64_t id, int64_t now);

struct inbox_row {
	int64_t id, size, received_at, case_id;
	bool truncated, chat;
	int tries;
	char *source, *state, *problem, *message_id, *from_addr, *subject, *kind,
	    *decision, *reading;
};
bool store_inbox_get(struct store *s, int64_t id, struct inbox_row *out) MUST_CHECK;
/* Whether anything but automatic mail came from this address since a time, on the case or
 * on none. */
bool store_inbox_heard(struct store *s, const char *addr, int64_t case_id, int64_t since);
/* state NULL: all; case_id 0: any. */
struct inbox_row *store_inbox_list(
    struct store *s, const char *state, int64_t case_id, size_t limit, size_t *n);
void store_inbox_row_free(struct inbox_row *row);
void store_inbox_rows_free(struct inbox_row *rows, size_t n);
int64_t store_inbox_count(struct store *s, const char *state);
/* The case of the message with this Message-ID; 0 none. */
int64_t store_inbox_case_of_message_id(struct store *s, const char *message_id);
/* Deletes raw bytes of messages whose case closed before the time, and of those without a
 * case that were done with before it; returns how many. */
int64_t store_inbox_drop_raw(struct store *s, int64_t closed_before);

#endif
