/* The reader of chat: an envelope (chat.h), or a line for `madoguchi read --chat`, as a
 * struct message. Runs in the sandbox for what comes in. */
#ifndef MADOGUCHI_CHAT_READ_H
#define MADOGUCHI_CHAT_READ_H

#include "message.h"

/* One chat message: no headers, no MIME; quotations only if the writer pasted them. m is
 * initialised here. */
void chat_read_json(const json_t *o, struct message *m);
/* The same from the bytes: an envelope, or a list of them that are pieces of one message
 * (chat_pieces.h). What is neither gives an empty message with a defect. */
void chat_read(const char *raw, size_t n, struct message *m);

#endif
