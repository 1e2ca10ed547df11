/*
 * Who a text would give away: whether a company's name, people, phone or addresses stand
 * in it, also without legal form or title, in full width, or with other separators.
 *
 * Errs on the side of finding too much: what is found is named to a person, who writes it
 * otherwise. For what is known of one case; masking (mask.h) searches for what is not.
 */
#ifndef MADOGUCHI_IDENTITY_H
#define MADOGUCHI_IDENTITY_H

#include "mem.h"

enum identity_sort {
	IDENTITY_COMPANY,
	IDENTITY_PERSON,
	IDENTITY_PHONE,
	IDENTITY_MAIL /* and its domain */
};

/* Adds what of value the text holds to found, in words (会社名「…」), once each. value
 * NULL or empty: nothing. */
void identity_find(
    const char *text, enum identity_sort sort, const char *value, struct strlist *found);

#endif
