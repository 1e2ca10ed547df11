/*
 * Whose address is it? Who states a mail address by chat proves who writes there, and not
 * whose the address is; who writes by mail with the number of a case that came by chat
 * proves his address, and not that the case is his. Names prove nothing.
 *
 * An address that nobody has used with the desk is believed: what is sent there is what
 * the person himself has said. One that takes part in other cases, an expert's or an
 * operator's is asked first, by a letter to that address with its signed token
 * (address_check): the case is joined when its owner answers with yes. Until then the
 * case is the chat identity's, nothing of the address's person is read, told or changed,
 * and what is said in the thread is the same for a known and an unknown address.
 *
 * The number of a chat case in a mail from elsewhere is answered with a code
 * (address_code) that its person writes in his thread: then both are one, and the mail is
 * read again as his. Others who write the code there change nothing.
 */
#ifndef MADOGUCHI_DESK_CLAIM_H
#define MADOGUCHI_DESK_CLAIM_H

#include "handler.h"

enum { CLAIM_SEC = 14 * 86400 }; /* so long an answer counts */

/* The address that a message by chat states has to be asked first. */
bool desk_claim_needed(struct desk *d, const struct message *m, const char *addr);
/* Asks it. tell: a line in the thread says to look into the mailbox. Nothing when it has
 * to be asked no more (desk_claim_needed), or when too many are asked already. */
void desk_claim_check(struct desk *d, const struct message *m, struct case_row *c,
    const char *addr, bool tell);
/* A message by chat names the number of a case and the address of its requester: asked
 * likewise, and the conversation is the case's when the answer is yes. True: asked. */
bool desk_claim_conversation(struct desk *d, const struct input *in);
/* The requester of a case by chat writes a code that was mailed: joined. */
bool desk_claim_code(struct desk *d, const struct message *m, struct case_row *c);
/* A mail names a case that came by chat and whose person has no address: gets a code.
 * True: written. */
bool desk_claim_mail(struct desk *d, const struct input *in);
/* The owner of the address has said yes, or no. */
void desk_claim_join(struct desk *d, struct case_row *c, const char *addr);
void desk_claim_refuse(struct desk *d, struct case_row *c, const char *addr);

#endif
