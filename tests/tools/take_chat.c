/*
 * Takes one chat message into a store as a delivery does, for providers that cannot be
 * polled:
 *
 *   take_chat STORE SOURCE ROOM ID THREAD AUTHOR NOW < TEXT      THREAD "": none
 */
#include "chat_take.h"
#include "store_inbox.h"

#include <stdio.h>
#include <stdlib.h>

static char *
standard_input(void)
{
	struct buf b = {0};
	char piece[4096];
	size_t n;

	while ((n = fread(piece, 1, sizeof(piece), stdin)) > 0)
		buf_add(&b, piece, n);
	return buf_steal(&b);
}

static int
take(struct store *store, char **arg, struct err *e)
{
	struct chat_taker t = {.store = store, .source = arg[2]};
	struct chat_msg m = {.room = arg[3], .id = arg[4], .author = arg[6]};
	enum chat_taken taken;

	if (!store_begin(store))
		return 1;
	t.source_id = store_source(store, arg[2]).id;
	t.now = m.sent = strtoll(arg[7], NULL, 10);
	m.thread = *arg[5] ? arg[5] : NULL;
	m.text = standard_input();
	taken = chat_take(&t, &m);
	free(m.text);
	if (!store_commit(store, e))
		return 1;
	(void)puts(taken == CHAT_TAKEN_NEW ? "new" : "known");
	return 0;
}

int
main(int argc, char **argv)
{
	struct err e = {0};
	struct store *store;
	int rc;

	if (argc != 8)
		return 2;
	if (!(store = store_open(argv[1], &e))) {
		(void)fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	rc = take(store, argv, &e);
	if (rc)
		(void)fprintf(stderr, "%s\n", e.text);
	store_close(store);
	return rc;
}
