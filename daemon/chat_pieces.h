/*
 * People write in pieces: what one person writes in a row in a chat is one message. A row
 * ends with a quiet time (chat.quiet_sec, or the source's own); then its pieces are read
 * together, in their order, as one text of one person in the first piece's thread.
 *
 * A row is nothing that is stored. It is found anew from the messages that are not read
 * yet (store_pieces), their times and the clock, so that a restart loses and doubles
 * nothing, and what is edited or taken away before it is read counts as it stands then.
 *
 * Gaps between pieces are measured by the provider's clock; when a row has ended, by the
 * desk's own, which knows when it took the last piece in, and which waits until the
 * source has been looked at once more. A row that goes on and on is read when its first
 * piece is ten minutes old, or at twenty pieces; what follows goes on from there
 * (route_chat.h). One that tells of an incident does not wait (work.c looks at each piece
 * once when it comes).
 *
 * Pieces of a row stand in one thread, or in the channel itself. A writer of whom the
 * provider gives no id is known by the thread alone, so nothing of his in another thread
 * is joined.
 */
#ifndef MADOGUCHI_CHAT_PIECES_H
#define MADOGUCHI_CHAT_PIECES_H

#include "buf.h"
#include "config.h"
#include "store_pieces.h"

enum {
	ROW_PIECES_MAX = 20,
	ROW_SEC_MAX = 600,
	ROW_LOOK_SEC = 90 /* so long behind its end a row waits for its source */
};

/* One row. */
struct chat_row {
	int64_t ids[ROW_PIECES_MAX]; /* of the inbox, in their order */
	size_t n;
	int64_t due;  /* when it has ended, as far as is known */
	bool ready;   /* to be read now */
	bool looked;  /* nothing in it is unseen */
	bool settled; /* else: ended, but its source was not looked at since */
};

struct chat_rows {
	struct chat_row *v;
	size_t n;
	char *held;   /* JSON list of the inbox ids that no reading begins with now */
	int64_t next; /* when the next row may be ready; -1 none */
};

/* The quiet time of a source in seconds. */
int chat_quiet_sec(const struct config *c, const struct config_source *s);
/* From pieces in the order of store_pieces. */
void chat_rows_find(const struct config *c, const struct piece *v, size_t n, int64_t now,
    struct chat_rows *out);
/* The same from the store. */
void chat_rows_load(
    const struct config *c, struct store *s, int64_t now, struct chat_rows *out);
void chat_rows_free(struct chat_rows *rows);
/* The row that begins with the message; NULL: it waits for nothing and nobody. */
const struct chat_row *chat_row_of(const struct chat_rows *rows, int64_t inbox_id);
/* The envelopes of several messages as one JSON list, for chat_read.h. */
void chat_row_raw(struct store *s, const int64_t *ids, size_t n, struct buf *out);

#endif
