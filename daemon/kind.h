/* Rules on the kind of a message: what headers prove, and words that hint at one. */
#ifndef MADOGUCHI_KIND_H
#define MADOGUCHI_KIND_H

#include "analysis.h"

/* Fills a->hints and a->hint_word; the model weighs them with everything else. */
void kind_find_hints(struct analysis *a);
/* True when rules alone settle that it is a bounce, or an automatic answer. why gets an
 * owned text. */
bool kind_is_bounce(const struct analysis *a, char **why);
bool kind_is_auto_reply(const struct analysis *a, char **why);
/* An address that only programs have, such as noreply@ or mailer-daemon@; NULL: none. */
bool kind_address_is_program(const char *addr);
/* True when nothing but an address such as noreply@ shows that a program sent it: a form
 * of the web passes people's requests on in that way. */
bool kind_only_sender_is_program(const struct message *m);
/* The same, or a header says that a program made it without being asked (auto-generated,
 * no answer wanted), which forms of the web set as well as machines do. */
bool kind_may_relay(const struct message *m);

#endif
