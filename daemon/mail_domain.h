/*
 * What the domain of a mail address says about who works where. Mailboxes that thousands
 * share say nothing; of a company's domain its sub-domains are the same company. No
 * list of public suffixes: the few rules of the names in use here (JPRS: attribute types
 * such as co.jp, prefecture types such as osaka.jp; elsewhere a short second level below
 * a country, such as co.uk) do, and in doubt two names are two organisations.
 */
#ifndef MADOGUCHI_MAIL_DOMAIN_H
#define MADOGUCHI_MAIL_DOMAIN_H

#include "mem.h"

/* A host where anybody may have a mailbox, or a name below one. */
bool mail_domain_shared(const char *domain);
/* The part of a domain, or of the domain of an address, that stands for one organisation,
 * in lower case: mail.example-works.co.jp → example-works.co.jp. Owned; NULL where it
 * says nothing: shared, or no domain. */
char *mail_organisation(const char *domain_or_address);

#endif
