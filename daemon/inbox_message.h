/* A message that has been taken in, read once more from the bytes that were kept. */
#ifndef MADOGUCHI_INBOX_MESSAGE_H
#define MADOGUCHI_INBOX_MESSAGE_H

#include "box.h"
#include "config.h"
#include "store_inbox.h"

/* As the daemon read it (ahead_settle included). False with e: nothing is kept of it any
 * more (retention), or it cannot be read. m is the caller's to free on true. */
bool inbox_message(struct store *s, const struct config *c, struct box *b, int64_t id,
    struct message *m, struct err *e) MUST_CHECK;
/* Who writes by chat is what the provider said when the message was taken in, whatever
 * its text makes of it: m's sender becomes that one. m was read from the messages ids,
 * several where they are pieces of one (chat_pieces.h). */
void inbox_origin(struct store *s, const int64_t *ids, size_t n, struct message *m);

#endif
