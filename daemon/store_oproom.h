/* What the operators' channel asks of the store; see oproom.h. */
#ifndef MADOGUCHI_STORE_OPROOM_H
#define MADOGUCHI_STORE_OPROOM_H

#include "store.h"

/* Ids of the cases whose number ends in that number ("123": 2026-0123, and 2025-0123),
 * the newest first; owned array. */
int64_t *store_cases_numbered(struct store *s, int64_t short_number, size_t *n);
/* Of those opened since a time, oldest first; owned array. */
int64_t *store_cases_since(struct store *s, int64_t since, size_t *n);
/* The newest of the open events; 0 none. */
int64_t store_event_open_last(struct store *s);
/* When the source's newest message was taken in; 0 never. */
int64_t store_source_heard(struct store *s, int64_t source_id);
/* Letters to this recipient that are on their way, as "subject"; how many there are, of
 * which at most limit are added. */
size_t store_outbox_on_way(
    struct store *s, const char *recipient, size_t limit, struct strlist *subjects);
/* Threads in the channel that the desk or somebody began since a time, those first that
 * were not looked at for longest. */
void store_oproom_threads(struct store *s, int64_t source_id, const char *room,
    int64_t since, size_t limit, struct strlist *out);

#endif
