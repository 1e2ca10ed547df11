/*
 * The hard rules of the match a second time, plainly and on facts of the test's own, for
 * tests that play the desk: nothing here is taken from the match. Dates are compared as
 * ISO texts, conflicts as numbers of organisations.
 */
#ifndef MADOGUCHI_HARD_RULES_H
#define MADOGUCHI_HARD_RULES_H

#include "clock.h"
#include "store_expert.h"

#include <stdlib.h>
#include <string.h>

enum { ORGANISATIONS = 8 };

/* An expert as the test knows him. */
struct listed {
	int64_t id;
	const char *email, *valid_until; /* ISO date; NULL unknown */
	unsigned themes, forms;
	uint64_t prefectures;
	int capacity;
	int mail_of, works_at; /* organisation; -1 none */
	unsigned declared;     /* organisations, as bits */
	bool suspended, dead;
};

/* What a case asks for, as the test knows it. */
struct asked_for {
	int theme, prefecture; /* 0 any, unknown */
	char category;
	const char *format; /* visit, online, any; NULL: a visit */
	bool incident, products;
	int organisation; /* whose case it is */
	int referrer;     /* who brought it; -1 nobody */
};

static inline bool
serves_there(const struct listed *e, const struct asked_for *a)
{
	const char *format = a->incident && !a->prefecture ? "any" : a->format;
	bool remote = format && (!strcmp(format, "online") || !strcmp(format, "any"));
	bool only_remote = format && !strcmp(format, "online");
	bool here = a->prefecture ? (e->prefectures >> (a->prefecture - 1)) & 1
	                          : e->prefectures == ((uint64_t)1 << 47) - 1;

	if (remote && (e->forms & FORM_ONLINE))
		return true;
	if (only_remote || !here)
		return false;
	if (a->category == 'c')
		return e->forms & FORM_TRAINING;
	return (e->forms & FORM_VISIT) || (a->products && (e->forms & FORM_PRODUCT));
}

/* The last visit of a course accepted today is at most 14 + 21 + 21 days off. */
static inline bool
registered_to_the_end(const struct listed *e, int64_t now)
{
	char *last = civil_iso_date(now + (int64_t)(14 + 21 + 21) * 86400);
	bool ok = e->valid_until && strcmp(e->valid_until, last) >= 0;

	free(last);
	return ok;
}

static inline bool
is_of(int organisation, const struct listed *e)
{
	return organisation >= 0 &&
	       (e->mail_of == organisation || e->works_at == organisation ||
	           (e->declared >> organisation & 1));
}

/* Which rule keeps the expert out, besides capacity; NULL: none. */
static inline const char *
kept_out(const struct listed *e, const struct asked_for *a, int64_t now)
{
	if (a->theme && !(e->themes >> a->theme & 1))
		return "theme";
	if (a->category == 'c' && !(e->forms & FORM_TRAINING))
		return "no training";
	if (a->products && !(e->forms & FORM_PRODUCT))
		return "no products";
	if (!serves_there(e, a))
		return "place or form";
	if (!registered_to_the_end(e, now))
		return "registration";
	if (e->suspended)
		return "suspended";
	if (e->dead)
		return "dead address";
	if (is_of(a->organisation, e) || is_of(a->referrer, e))
		return "conflict";
	return NULL;
}

#endif
