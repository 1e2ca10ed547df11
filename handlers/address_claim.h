/* Whose an address is: address_claim.c. */
#ifndef MADOGUCHI_ADDRESS_CLAIM_H
#define MADOGUCHI_ADDRESS_CLAIM_H

#include "handler.h"

/* The mail answers whether its address belongs to a case that came by chat: dealt with.
 */
bool address_claim_noted(struct desk *d, struct input *in);
/* It names a case that came another way, and its writer was asked to prove that it is
 * his: nothing else is done about it until then. */
bool address_code_sent(struct desk *d, struct input *in);

#endif
