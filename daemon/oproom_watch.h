/*
 * What the operators' channel is told of the desk itself: accounts that are refused,
 * sources that cannot be read, a mail box into which nothing comes, letters that failed.
 * Other processes note these as open events (fetch.c, send.c, chat_send.c); the one that
 * changes cases passes them on. While the channel itself is broken they go by mail. Where
 * no channel is configured nothing happens.
 */
#ifndef MADOGUCHI_OPROOM_WATCH_H
#define MADOGUCHI_OPROOM_WATCH_H

#include "desk.h"

struct oproom_watch {
	int64_t silence_at; /* when to look for silent mail boxes again; 0 now */
};

/* Something may be to be told. Reads the store only. */
bool oproom_watch_due(
    const struct oproom_watch *w, struct desk *d, int64_t now) MUST_CHECK;
/* Tells it, each thing once. Inside a transaction. */
void oproom_watch(struct oproom_watch *w, struct desk *d);
/* The earlier of the two moments; -1 never. */
int64_t oproom_watch_until(const struct oproom_watch *w, int64_t until);

#endif
