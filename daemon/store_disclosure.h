/*
 * Disclosures: which mail told what of one person to another, why, and on which consent.
 * A row is written with its mail (desk_disclose.c) and is never changed; whether and when
 * it left is read from the mail.
 */
#ifndef MADOGUCHI_STORE_DISCLOSURE_H
#define MADOGUCHI_STORE_DISCLOSURE_H

#include "store.h"

struct disclosure {
	int64_t id, case_id, outbox_id;
	char *subject; /* company, expert, referrer */
	char *subject_name, *subject_addr;
	struct strlist fields; /* words of desk_disclose.h */
	char *recipient;       /* company, expert, referrer, copy */
	char *recipient_name;
	char *purpose, *basis;          /* words of desk_disclose.h */
	int64_t consent_id, consent_at; /* 0 unknown */
	int64_t queued_at;
	/* not columns of the row: of the case and the mail */
	char *case_number, *recipient_addr, *template_name, *message_id;
	char *mail_state, *problem; /* as the outbox has them */
	int64_t sent_at;            /* 0: it has not left, and may never */
};

void store_disclosure_add(struct store *s, const struct disclosure *d);
/* Those queued in [from, to) (0: without that bound), of one case (0: of all), oldest
 * first. */
struct disclosure *store_disclosure_list(
    struct store *s, int64_t case_id, int64_t from, int64_t to, size_t *n);
void disclosure_free(struct disclosure *d);
void disclosures_free(struct disclosure *rows, size_t n);

/* A message that carries a consent. */
struct consent {
	int64_t inbox_id, at; /* 0: there is none */
};
/* The message by its id. */
struct consent store_consent(struct store *s, int64_t inbox_id);
/* The first message of a case. */
struct consent store_consent_first(struct store *s, int64_t case_id);
/* The last acceptance of the case from an address, handled no later than at. */
struct consent store_consent_accepted(
    struct store *s, int64_t case_id, const char *addr, int64_t at);

#endif
