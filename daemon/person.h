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

/* All return owned strings, NULL where there is none. */
char *person_copy(const char *start, const char *end);
/* 担当: 山田 様, 差出人: 山田 <…> */
char *person_labelled(const char *text);
/* A name alone in the last line or sentence. */
char *person_closing(const char *text);
/* Replaces a surname by surname and given name where the text has both. */
void person_complete(const char *text, char **name);

#endif
