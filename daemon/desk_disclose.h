/*
 * The record of who was told what of whom. Called at the one place where letters are
 * queued (desk_mail.c), it needs nothing of their writers: what a letter tells follows
 * from the names that its text may put in (templates_names), of which a table says whose
 * data they are and whose values then stand in it, and from the other addresses in its
 * header. Operators are the desk
 * itself and no third person; what somebody is told of himself is no disclosure.
 *
 * Words of the rows:
 *   fields   company name mail phone registration profile request facts words
 *            (request: the text of the request; facts: what was understood of it, which
 *            alone tells nobody's identity; words: other text of theirs)
 *   purpose  receipt offer introduction status visit report end list other
 *   basis    request (the company asked the desk), referral (who brought the case),
 *            acceptance (the expert's yes to the offer), list (the terms of being listed)
 */
#ifndef MADOGUCHI_DESK_DISCLOSE_H
#define MADOGUCHI_DESK_DISCLOSE_H

#include "compose.h"
#include "desk.h"

struct disclosed_mail {
	const struct letter *letter;
	const json_t *data; /* what its text was made from */
	const struct mail *mail;
	const char *title, *place; /* its calendar's entry; NULL: it has none */
	int64_t outbox_id;
	const char *addr; /* the envelope recipient */
};
/* Writes a row for each other person whose data the mail tells. */
void desk_disclose(struct desk *d, const struct disclosed_mail *m);

/* Why the desk writes letters of this template; NULL when the table does not say, which
 * tests/unit/test_disclose.c does not let pass. */
const char *disclosure_purpose(const char *template_name);
/* A word of a row as operators read it; the word itself when there is none. */
const char *disclosure_label(const char *word);

#endif
