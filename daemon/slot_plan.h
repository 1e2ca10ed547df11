/*
 * Which slots are put to both sides for a visit: half days on working days of the desk,
 * in the stretch that the course leaves, best where somebody wished for them, never where
 * one side cannot or the expert is taken. And what becomes of a day that somebody names.
 * Pure: no store, no clock but `now`.
 */
#ifndef MADOGUCHI_SLOT_PLAN_H
#define MADOGUCHI_SLOT_PLAN_H

#include "config.h"
#include "store_slots.h"
#include "workday.h"

enum { SLOTS_A_ROUND = 3 };

struct slot_ask {
	const struct config *config;
	const struct workdays *workdays;
	int64_t now;
	int64_t first_day, last_day; /* civil_day; both may be taken */
	int64_t after, before;       /* the visits beside it in the course; 0: none */
	const struct wish *wishes;   /* of both sides, oldest first */
	size_t wishes_n;
	const struct taken *taken; /* of the expert */
	size_t taken_n;
	const struct slot *refused; /* what this search has asked already */
	size_t refused_n;
};

struct span {
	int64_t starts_at, ends_at;
};

/* Up to SLOTS_A_ROUND slots, those wished for first, else in the order of time; how many.
 * A day outside the stretch is only taken where somebody wished for it (up to two months
 * on). */
size_t slot_plan(const struct slot_ask *ask, struct span out[SLOTS_A_ROUND]);

/* Why a day that somebody named cannot be. */
enum day_trouble {
	DAY_FITS,
	DAY_PAST,
	DAY_CLOSED, /* weekend, holiday, closed by the desk */
	DAY_HOURS,  /* it would begin or end outside business hours */
	DAY_TAKEN,  /* the expert has another visit */
	DAY_ORDER,  /* not between the visits before and behind */
	DAY_FAR     /* more than two months behind the stretch */
};

/* The times at which a visit could be on a wish that is possible: its own, the configured
 * ones of its day (half), or those of some days of its interval. Adds to out, of which *n
 * are filled, what is not in it yet. What it finds against it otherwise. */
enum day_trouble slot_of_wish(const struct slot_ask *ask, const struct wish *w,
    struct span out[SLOTS_A_ROUND], size_t *n);

/* The part of a day that the text names beside an ISO date of its own, or at all when it
 * names only one part: 1 the morning, 2 the afternoon, 0 neither. text: folded
 * (analysis_fold). */
int slot_half_named(const char *text, const char *iso);

#endif
