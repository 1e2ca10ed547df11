/* The one way of a chat message into the store, polled or pushed. See chat.h. */
#ifndef MADOGUCHI_CHAT_TAKE_H
#define MADOGUCHI_CHAT_TAKE_H

#include "chat.h"
#include "store.h"

enum chat_taken {
	CHAT_TAKEN_NEW,     /* a row of the inbox */
	CHAT_TAKEN_KNOWN,   /* there already, and the same */
	CHAT_TAKEN_CHANGED, /* edited or deleted since */
	CHAT_TAKEN_NONE     /* the desk's own, a notice, or gone before it was seen */
};

struct chat_taker {
	struct store *store;
	int64_t source_id, now;
	const char *source; /* its name */
	/* Delivered, so perhaps late: an edit of what is not known and was written
	 * earlier is left alone, and so is one that is older than the edit that is known.
	 * 0: all is as it stands at the provider's now. */
	int64_t edits_from;
	bool skip; /* it was there before the desk: known, and never read */
};

/* Inside the caller's transaction. */
enum chat_taken chat_take(const struct chat_taker *t, const struct chat_msg *m);
/* A known message is gone at the provider's. */
void chat_take_deleted(const struct chat_taker *t, int64_t inbox_id, int64_t case_id);

#endif
