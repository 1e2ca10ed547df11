/* Chat messages that wait for what their writers add, in the store. What they mean:
 * chat_pieces.h. */
#ifndef MADOGUCHI_STORE_PIECES_H
#define MADOGUCHI_STORE_PIECES_H

#include "store.h"

enum piece_looked { PIECE_UNSEEN, PIECE_CALM, PIECE_URGENT };

/* One chat message that has not been read. */
struct piece {
	int64_t inbox_id, sent_at, received_at;
	int64_t source_checked; /* when the source was last read to its end; 0 never */
	char *source, *room, *thread, *author;
	bool reply; /* in a thread that another message began */
	enum piece_looked looked;
};
/* All of them: by source, channel and writer, in the order in which they were written. */
struct piece *store_pieces(struct store *s, size_t *n);
void pieces_free(struct piece *v, size_t n);
/* What has been found in messages that go on waiting, or that they are read at once.
 * Committed by itself outside a transaction. */
void store_pieces_looked(
    struct store *s, const int64_t *ids, size_t n, enum piece_looked looked);
/* Changes when one of them is edited, taken away or read; owned. */
char *store_pieces_stamp(struct store *s, const int64_t *ids, size_t n);
/* Those behind the first were read with it: done as that one is. */
void store_pieces_done(struct store *s, const int64_t *ids, size_t n);
/* Those that were read with a message, it first, in their order: owned array. n is 1
 * where it was read by itself. */
int64_t *store_pieces_of(struct store *s, int64_t inbox_id, size_t *n);
/* The text of one that was edited before it was read; false: it is too late. */
bool store_pieces_rewrite(
    struct store *s, int64_t inbox_id, const char *raw, size_t bytes) MUST_CHECK;
/* True while one waits in a thread of the case. */
bool store_pieces_wait(struct store *s, int64_t case_id);

#endif
