/*
 * Who a text speaks of: companies, people, telephone numbers and addresses of mail. Texts
 * are normalised (norm_text).
 */
#ifndef MADOGUCHI_PARTY_H
#define MADOGUCHI_PARTY_H

#include "mem.h"

struct party {
	char *company; /* owned; NULL none */
	char *contact; /* likewise */
};

void party_free(struct party *p);

/* speaker: the writer's own company and name are wanted (a request, or the text that an
 * agency forwards); otherwise those of a third party that the writer introduces. */
void party_find(const char *text, bool speaker, struct party *found);

/* The first telephone number that is no fax; owned, NULL none. */
char *party_phone(const char *text);
/* The first address that is not `not_this` nor of its host; owned, NULL none. */
char *party_email(const char *text, const char *not_this);
/* The address at which a writer wants to be answered: the last one that he asks to write
 * to, else the last one of his own host; owned, NULL none. */
char *party_own_email(const char *text, const char *sender);
/* The last address that ends a line, as in a signature, not of the host of `not_this`;
 * owned, NULL none. */
char *party_signed_email(const char *text, const char *not_this);

#endif
