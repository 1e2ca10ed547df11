/* Which case a chat message belongs to: its thread's, one whose number it names, or the
 * only one that waits for its writer's answer in that channel. The provider vouches for
 * who writes; a message of somebody else in the thread hangs on the case, and does
 * nothing. */
#ifndef MADOGUCHI_ROUTE_CHAT_H
#define MADOGUCHI_ROUTE_CHAT_H

#include "route.h"

/* The number of a case in a text (2026-0123, behind 案件 or "case"); owned; NULL none. */
char *chat_case_number(const char *text);
/* r is zeroed by the caller, and its context is his to fill. */
void route_chat(struct desk *d, const struct message *m, struct route *r);

#endif
