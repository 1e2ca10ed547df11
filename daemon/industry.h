/*
 * The industry that a text speaks of, from a list of weighed words.
 */
#ifndef MADOGUCHI_INDUSTRY_H
#define MADOGUCHI_INDUSTRY_H

#include "err.h"

struct industries;

/* Reads word<TAB>industry[<TAB>weight], one a line; '#' starts a comment. */
struct industries *industries_load(const char *path, struct err *e) MUST_CHECK;
void industries_free(struct industries *list);

/* The industry with most weight in a normalised text; 0 when no word of the list is in
 * it. head: the company's name or its description, whose words count three times; may be
 * NULL. */
unsigned industries_find(
    const struct industries *list, const char *text, const char *head);

#endif
