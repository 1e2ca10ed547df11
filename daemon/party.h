/*
 * Who a text speaks of: companies, people, telephone numbers and addresses of mail. Texts
 * are normalised (norm_text).
 */
#ifndef MADOGUCHI_PARTY_H
#define MADOGUCHI_PARTY_H

#include "mem.h"
#include "place.h"
#include "surnames.h"

struct party {
	char *company; /* owned; NULL none */
};

void party_free(struct party *p);

/* speaker: the writer's own company is wanted (a request, or the text that an agency
 * forwards); otherwise that of a third party whom the writer introduces. person: the
 * writer's name, where it is known; NULL. shown: what the mail shows as its sender, which
 * may name a writer's company, and tells an agency from the one it writes for; NULL. */
void party_find(const struct surnames *names, const struct places *places,
    const char *text, bool speaker, const char *person, const char *shown,
    struct party *found);

/* The company that an English text names by its legal form (K.K., Co., Ltd.) or as the
 * writer's own ("I run Kusatsu Trails"); owned, NULL none. */
char *party_english(const char *text);

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
