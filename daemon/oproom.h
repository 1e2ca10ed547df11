/*
 * The operators' channel: a chat room of their own, in which the desk tells what they
 * should know at once and takes commands (operator_channel in the configuration).
 *
 * What is said there never becomes a case, and belongs to none. Commands count from the
 * configured users alone, by the provider's id; of anybody else's the first in a day is
 * refused politely, so that a colleague who is missing from the list learns why nothing
 * happens, and the others are silent, so that nobody can make the desk talk. All are
 * recorded. The desk's own posts and other programs' never arrive here (chat.h).
 *
 * A message is a row of the inbox, taken in once however often it is listed, and handled
 * in one transaction; an edit changes no row. So an approval happens once.
 *
 * Who reads the channel is not the desk's to know: people are added to channels, and what
 * was posted stays. Names, addresses and words of those who ask are told only where
 * operator_channel.members_only says that operators alone read it; the number of the case
 * is enough for everybody else.
 */
#ifndef MADOGUCHI_OPROOM_H
#define MADOGUCHI_OPROOM_H

#include "desk.h"
#include "oproom_words.h"
#include "store_chat.h"

/* True for a message from the operators' channel. */
bool oproom_is_from(const struct config *c, const struct message *m);
/* The source of the channel; NULL: there is none. */
const struct config_source *oproom_source(const struct config *c);
/* True when the source has the channel, besides those in which people ask. */
bool oproom_is_of(const struct config *c, const struct config_source *s);

/* What is written to the channel has this recipient; owned. */
char *oproom_recipient(const struct config *c);
/* Nothing can be posted there until somebody mends it: alerts go by mail alone. */
bool oproom_broken(struct desk *d);
/* One post of an alert; nothing where there is no channel, or it is broken. lines: what
 * may name people, told to operators alone; facts: what names nobody, always told. Either
 * may be NULL; both are lists of texts. */
void oproom_alert(struct desk *d, const struct case_row *c, const char *title,
    const json_t *lines, const json_t *facts);
/* How many alerts were posted since a time. */
int64_t oproom_posted(struct desk *d, int64_t since);
/* An answer in the thread of what somebody wrote. c: what it is about; NULL. */
void oproom_answer(struct desk *d, const struct chat_origin *to, const struct case_row *c,
    const char *text);
/* The operator reads English. */
bool oproom_english(const struct desk *d);

/* Runs a command: what is to be said of it; owned, without a line end (oproom_do.c).
 * about gets the case it was about; case_row_free, its id 0: none. */
char *oproom_do(struct desk *d, const struct op_command *command, const char *who,
    struct case_row *about);

#endif
