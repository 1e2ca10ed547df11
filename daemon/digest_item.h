/* How the items of the morning's mail are made; for the files that make them. */
#ifndef MADOGUCHI_DIGEST_ITEM_H
#define MADOGUCHI_DIGEST_ITEM_H

#include "desk_digest.h"

bool digest_english(const struct digest *g);
/* One of two texts, by the reader's language. */
const char *digest_say(const struct digest *g, const char *ja, const char *en);
/* The same with values; both take the same ones in the same order. Owned. */
#define DIGEST_WORDS(g, ja, en, ...)                                                     \
	(digest_english(g) ? xasprintf(en, __VA_ARGS__) : xasprintf(ja, __VA_ARGS__))

/* The day of a time, as in civil_day(). */
int64_t digest_day_of(int64_t t);
/* Working days that have gone by since, up to a number that is many. */
int digest_working_days(const struct digest *g, int64_t since);
/* text and todo become the item's. since 0: not said. */
struct digest_item *digest_add(
    struct digest *g, enum digest_section section, char *text, char *todo, int64_t since);
/* "案件 2026-0001 株式会社○○". Owned. */
char *digest_case_words(const struct digest *g, const char *number, const char *company);

/* Visits of today and the next days, reports, slots and surveys that are waited for
 * (digest_course.c). */
void digest_collect_course(struct digest *g);

#endif
