/*
 * Reading the name of a person backwards from where it ends, in normalised text: 山田,
 * 古畑 ゆり, グエン ティ ラン; roles and departments in front of it are left off.
 */
#ifndef MADOGUCHI_CONTACT_NAME_H
#define MADOGUCHI_CONTACT_NAME_H

#include "surnames.h"

struct contact_text {
	const struct surnames *names;
	const char *text;
};

struct found {
	const char *start, *end;
	bool known; /* its surname is of the list */
	bool whole; /* surname and perhaps given name run into one: 山田太郎, 宮原建設 */
	int tokens;
};

/* False: what ends there is no name. */
bool contact_read_name(const struct contact_text *s, const char *end, struct found *f);
/* Length of the role or department that ends, or starts, there; 0: none. */
size_t contact_role_ends(const char *start, const char *end);
size_t contact_role_starts(const char *p);
/* A word that stands where names do and is none. */
bool contact_never(const char *start, const char *end);

#endif
