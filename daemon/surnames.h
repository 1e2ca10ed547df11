/*
 * The family names of conf/surnames.txt: what tells 木下です from 写真館です.
 */
#ifndef MADOGUCHI_SURNAMES_H
#define MADOGUCHI_SURNAMES_H

#include "err.h"

#include <stddef.h>

struct surnames;

/* Reads one name a line; '#' starts a comment. */
struct surnames *surnames_load(const char *path, struct err *e) MUST_CHECK;
void surnames_free(struct surnames *s);

bool surnames_have(const struct surnames *s, const char *name, size_t len);
/* Length in bytes of the longest family name that [p, end) starts with; 0: none. */
size_t surnames_prefix(const struct surnames *s, const char *p, const char *end);

#endif
