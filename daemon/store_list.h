/* What the desk knows of experts beside the list: what they told it, what it wrote them.
 */
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

/* --- letters about the end of a registration --- */

#define NOTICE_FIRST  "first"
#define NOTICE_SECOND "second"
/* Active experts whose address works, whose registration ends between two days (ISO, both
 * included), and who have had neither this letter nor the last one about it; the soonest
 * first. Owned array of ids. */
int64_t *store_notice_wanted(struct store *s, const char *kind, const char *from,
    const char *until, size_t limit, size_t *n);
/* Notes it with the newest such mail to the address; to NULL: none was written. */
void store_notice_add(struct store *s, int64_t expert_id, const char *valid_until,
    const char *kind, const char *to, int64_t now);
/* When it was written; 0 never. */
int64_t store_notice_at(
    struct store *s, int64_t expert_id, const char *valid_until, const char *kind);

/* --- the desk's own record of an expert --- */

struct expert_record {
	int64_t expert_id;
	char *case_number;
	int theme; /* 0 none */
	char *industry, *prefecture;
	int visits;        /* that he held */
	char *finished_on; /* ISO date; NULL: it does not count yet */
};

/* Once for an expert and a case: again, only the number of visits changes. */
void store_record_add(struct store *s, const struct expert_record *r);
/* All parts of the case count from now on. */
void store_record_finish(struct store *s, const char *case_number, const char *day);
int store_record_visits_of_others(
    struct store *s, const char *case_number, int64_t expert_id);
/* What counts of this expert, oldest first. */
struct expert_record *store_record_list(struct store *s, int64_t expert_id, size_t *n);
void expert_records_free(struct expert_record *rows, size_t n);

/* --- what hangs on an expert --- */

/* The registration number behind a mail address, whatever the status; NULL: none, or more
 * than one. Owned. */
char *store_expert_number_of(struct store *s, const char *email);

/* Numbers of his running cases and of those with an open offer to him, added to out. */
void store_expert_cases(struct store *s, int64_t expert_id, struct strlist *out);

#endif
