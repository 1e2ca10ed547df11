/*
 * Names of people in a normalised text; party.h finds out whose they are.
 */
#ifndef MADOGUCHI_PERSON_H
#define MADOGUCHI_PERSON_H

#include "mem.h"

/* Somebody presents himself between from and limit (…の山田と申します): his name. direct:
 * the end of his company's name, NULL when none was found. */
bool person_presented(const char *text, const char *from, const char *direct,
    const char *limit, const char **start, const char **end);
/* A third person who is named behind from: の山田様, 社長の山田さん. */
bool person_honoured(const char *from, const char **start, const char **end);

#endif
