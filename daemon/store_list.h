/* What the desk knows of experts beside the list: what they told it. */
#ifndef MADOGUCHI_STORE_LIST_H
#define MADOGUCHI_STORE_LIST_H

#include "store.h"

/* --- what an expert told the desk, and the operator verified --- */

/* In field, beside the names of expert_field.h: that the whole entry came by mail, and
 * that the status is his own wish. */
#define TOLD_ENTRY  "entry"
#define TOLD_STATUS "status"

struct told {
	int64_t expert_id;
	char *field, *listed; /* listed: what the list said then, in words; or NULL */
	int64_t told_at;
};

/* In order of expert. */
struct told *store_told_list(struct store *s, size_t *n);
void tolds_free(struct told *rows, size_t n);
/* Told again: what the list said stays as it was. */
void store_told_set(struct store *s, const struct told *t);
/* field NULL: all of the expert. */
void store_told_forget(struct store *s, int64_t expert_id, const char *field);

/* --- what hangs on an expert --- */

/* Numbers of his running cases and of those with an open offer to him, added to out. */
void store_expert_cases(struct store *s, int64_t expert_id, struct strlist *out);

#endif
