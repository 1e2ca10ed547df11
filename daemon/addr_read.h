/*
 * Address fields (From, To, …) as they really come: unquoted commas in names, dots where
 * none may be, full-width marks, raw bytes. An address that cannot be one is dropped.
 */
#ifndef MADOGUCHI_ADDR_READ_H
#define MADOGUCHI_ADDR_READ_H

#include "message.h"

/* Adds the mailboxes of a raw field value to list, up to a limit of 1,000. */
void addresses_read(
    const char *raw, const char *what, struct addresses *list, struct strlist *defects);
/* The first mailbox of a field, moved into *a when there is one and *a is empty. */
void address_read(
    const char *raw, const char *what, struct address *a, struct strlist *defects);
/* The address alone, checked, host in lower case; NULL when it is none. Owned. */
char *address_clean(const char *s, size_t n);

#endif
