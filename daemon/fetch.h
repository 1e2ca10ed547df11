/*
 * What the kinds of source share: the frame they run in (fetch.c) and the one way into
 * the inbox (intake.c).
 */
#ifndef MADOGUCHI_FETCH_H
#define MADOGUCHI_FETCH_H

#include "buf.h"
#include "err.h"
#include "pump.h"
#include "store_inbox.h"

enum {
	FETCH_BATCH_BYTES = 1024 * 1024,   /* of one FETCH and one transaction */
	FETCH_PIECE_BYTES = 512 * 1024,    /* a larger mail comes in such pieces */
	FETCH_BEGINNING_BYTES = 256 * 1024 /* kept of a mail over the limit */
};

/* One source while its pump runs. Borrowed by the driver. */
struct fetch {
	const struct pump_env *env;
	const struct config_source *source;
	struct store *store;
	struct source_row row;
	int64_t not_before; /* after a failure: the server asked to be left alone */
};

/* A kind of source. The state is the driver's own. */
struct fetch_driver {
	/* No input or output yet. */
	void *(*open)(struct fetch *f);
	/* One complete look: all that is new is committed, then marked at the source.
	 * Returns early but true when the pump is asked to stop. */
	bool (*round)(void *state, struct err *e);
	/* Sleeps until something may be new. Returns true when asked to stop. */
	bool (*wait)(void *state);
	void (*close)(void *state);
};

extern const struct fetch_driver source_imap, source_maildir, source_chat;

/* True when the pump is asked to stop. */
bool fetch_stopping(const struct fetch *f);
/* Failures after which a message is set aside. */
int fetch_tries(const struct fetch *f);
/* Tells the operator by another path than the source: an open event, and the log. */
void fetch_alarm(struct fetch *f, const char *what, const char *text);

/* --- intake.c --- */

/* A message on its way into the inbox. Its bytes are in raw, or in the file spool. */
struct intake {
	uint32_t uid;
	char *place;  /* owned; NULL for IMAP */
	int64_t size; /* at the source */
	bool got;     /* the bytes are here (or a quarantine says why not) */
	bool gone;    /* no longer at the source: nothing to take in */
	bool leave;   /* not to be marked at the source */
	bool truncated;
	struct buf raw;
	int spool;        /* -1: none */
	char *quarantine; /* owned; NULL: to be read */
};

void intake_init(struct intake *in, uint32_t uid, int64_t size);
void intake_free(struct intake *in);
/* True when a message of this size is too large to be kept whole. */
bool intake_too_large(const struct fetch *f, int64_t size);
/* How many bytes of a message that is too large are kept. */
size_t intake_beginning(const struct fetch *f);
/* Makes it a message of which only the beginning is kept; where: such as "the
 * mailbox", for the operator. */
void intake_cut(const struct fetch *f, struct intake *in, const char *where);
/* Makes it an empty entry in quarantine. */
void intake_give_up(struct intake *in, const char *problem);
/* A file without a name for a message that is too large for memory; -1 with e. */
int intake_spool(const struct fetch *f, struct err *e) MUST_CHECK;

/* How many of the next messages go together: at most count, about FETCH_BATCH_BYTES. A
 * large one goes alone. sizes has n > 0 entries; returns at least 1. */
size_t intake_batch_len(const int64_t *sizes, size_t n, size_t count);

/* Takes all that are got into the inbox and moves the cursor to last_uid (there
 * is none with uidvalidity 0), in one transaction; then wakes the reader. f->row follows.
 */
bool intake_commit(struct fetch *f, struct intake *ins, size_t n, uint32_t uidvalidity,
    uint32_t last_uid, struct err *e) MUST_CHECK;

#endif
