/*
 * Asking for second opinions from the work process: which messages, for how long, and
 * when not at all.
 *
 * The questions of a batch are put by a process that is forked for them: it alone reads
 * the key and speaks to the network, closes the store's files first, and ends with the
 * last answer. Work waits for it no longer than the gate allows (second_gate.h), and not
 * at all once it is told to stop.
 */
#ifndef MADOGUCHI_SECOND_ASK_H
#define MADOGUCHI_SECOND_ASK_H

#include "config.h"
#include "message.h"
#include "reading.h"

struct second;
struct brain;

/* NULL when the configuration names no server, or when a list of names that masking needs
 * cannot be read (logged). Both are borrowed. */
struct second *second_new(const struct config *c, const struct brain *brain);
void second_free(struct second *s);

struct second_item {
	const struct message *m;
	struct reading *r;
};
/* Settles up to SECOND_ITEMS_MAX readings (second.h), for all of which second_wanted()
 * holds. stop: a descriptor that ends the waiting when it is readable; -1 none. */
enum { SECOND_ITEMS_MAX = 64 };
void second_ask(struct second *s, const struct second_item *items, size_t n, int stop);

#endif
