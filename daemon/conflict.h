/*
 * Declared conflicts of interest: an expert and somebody he must not be brought together
 * with. Pure; the rows are store_match.h's.
 */
#ifndef MADOGUCHI_CONFLICT_H
#define MADOGUCHI_CONFLICT_H

#include "mem.h"

#include <stdint.h>

struct conflict {
	int64_t id, expert_id;
	char *kind;      /* domain, company, person */
	char *value;     /* as declared; of a person an address or a name */
	bool contractor; /* one works for the other under contract */
	char *said_by;
	int64_t said_at;
};

/* Who takes part in a case besides the expert: the company and who brought it. Borrowed,
 * NULL where not known. */
enum { PARTIES = 2 };
struct parties {
	const char *emails[PARTIES], *companies[PARTIES], *names[PARTIES];
};

/* Whether what was declared is about one of the parties. Domains by organisation,
 * companies without their legal form, names without white space. */
bool conflict_touches(const struct conflict *k, const struct parties *p);
/* NULL when a value is fit for its kind; else why not, in Japanese. */
const char *conflict_unfit(const char *kind, const char *value);

#endif
