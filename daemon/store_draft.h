/* Applications for the list, and wishes about an entry, until the operator has decided.
 */
#ifndef MADOGUCHI_STORE_DRAFT_H
#define MADOGUCHI_STORE_DRAFT_H

#include "store.h"

struct draft {
	int64_t id, at, inbox_id, event_id; /* 0 none */
	char *state, *wish, *sender, *sender_name, *lang;
	bool forged;
	char *registration_no;   /* NULL: not known */
	char *fields;            /* JSON of expert_form.h */
	struct strlist troubles; /* in words */
	char *text;              /* gone once it is decided */
	int64_t done_at;
	char *reason;
};

/* Returns the id. */
int64_t store_draft_add(struct store *s, const struct draft *d);
/* Notes the open event that was written because of the message. */
void store_draft_of_event(struct store *s, int64_t id, int64_t inbox_id);
bool store_draft_get(struct store *s, int64_t id, struct draft *out) MUST_CHECK;
/* The newest open one of this sender, believed or not as given. */
bool store_draft_open_of(
    struct store *s, const char *sender, bool forged, struct draft *out) MUST_CHECK;
/* Open ones, or all; oldest first. */
struct draft *store_draft_list(struct store *s, bool all, size_t *n);
/* Decides it: verified, rejected or replaced; closes its event. */
void store_draft_done(struct store *s, const struct draft *d, const char *state,
    const char *reason, int64_t now);
void draft_free(struct draft *d);
void drafts_free(struct draft *rows, size_t n);

#endif
