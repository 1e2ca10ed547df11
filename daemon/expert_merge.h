/*
 * What a new list does to the present one: a plan that is shown before it is applied. A
 * pure function of the present entries, of what experts told the desk, and of the rows.
 *
 * The list leads where it says something; columns that a file does not have say nothing.
 * One exception: what an expert told the desk, and the operator verified, stays against a
 * list that still says what it said then. Once the list says a third thing, it has been
 * edited since, and leads again; the plan names both.
 *
 * Who is missing is named, not more: lists are published by region and in pieces. With
 * retire the missing are set aside (status gone), except who is suspended (that says
 * more), whose row cannot be read, and who was entered by mail and has never been listed.
 */
#ifndef MADOGUCHI_EXPERT_MERGE_H
#define MADOGUCHI_EXPERT_MERGE_H

#include "expert_csv.h"
#include "expert_field.h"
#include "store_list.h"

enum merge_decision {
	MERGE_LIST,      /* the list's value is taken */
	MERGE_KEEP,      /* the list says what it said before the expert told the desk */
	MERGE_LIST_NEWER /* the list was changed after that, and is taken */
};

struct merge_change {
	enum expert_field field;
	char *old, *fresh; /* in words */
	enum merge_decision decision;
	int64_t told_at; /* 0: nobody told */
};

struct merge_row {
	const struct expert *now; /* NULL: new */
	const struct expert *row; /* of the list */
	int line;
	struct merge_change *v;
	size_t n, taken;   /* changes; those that are made */
	bool returns;      /* was gone, and is active again */
	bool stays_away;   /* wished to be taken off the list */
	unsigned forget;   /* bit: a field about which the list and the expert agree now,
	                      or the list leads again */
	bool forget_entry; /* entered by mail, and listed now */
};

struct merge_missing {
	const struct expert *now;
	bool retired;
	struct strlist
	    cases; /* his running cases and open offers; filled by the caller */
};

struct merge_plan {
	struct merge_row *v;
	size_t n, fresh, changed, same, returned;
	struct merge_missing *missing;
	size_t missing_n, retired;
	size_t active; /* on the present list */
};

/* present: in order of registration number; told: in order of expert. Borrows both and
 * list until expert_merge_free. */
void expert_merge_plan(const struct expert *present, size_t present_n,
    const struct told *told, size_t told_n, const struct expert_list *list, bool retire,
    struct merge_plan *out);
void expert_merge_free(struct merge_plan *p);
/* The row as it is to be stored: what is kept, or not in the file, is the present
 * entry's. e: a row of the list, that m was made of; unpacked. */
void expert_merge_settle(
    const struct merge_row *m, const struct expert_list *list, struct expert *e);
/* Of what the plan does and shows: the same for the same plan of one file, and another
 * for another, but for one chance in 2^64. */
uint64_t expert_merge_digest(const struct merge_plan *p);
/* Why the missing must not be retired without somebody's insisting; NULL when they may.
 * Owned. */
char *expert_merge_doubt(const struct merge_plan *p, const struct expert_list *list);

#endif
