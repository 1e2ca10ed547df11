/*
 * Chat: how a message that somebody writes in a channel becomes a message of the desk,
 * and how the desk answers there. This page is the contract between the parts.
 *
 * In. A provider's page (chat_provider.h) or delivery (hook_format.h) is parsed into
 * struct chat_msg; chat_take (chat_take.h) writes it as one row of `inbox` with its row
 * of `chat_message`, inside the caller's transaction. Its dedup key is made of source,
 * channel and the provider's message id, so whatever is polled twice, or polled and
 * pushed, is one message. What is kept as its raw bytes is an envelope (chat_envelope),
 * one JSON object
 *
 *     {"id","sent","from_name","from_addr","body","room","thread","author","raw"}
 *
 * the first five as `madoguchi read --chat` reads them, "raw" the provider's own object.
 * It is read in the sandbox like a mail (chat_read.h). Edits and deletions become rows of
 * `chat_change`; one that was deleted before it was read is dropped. The desk's own posts
 * are dropped at the provider's parser (bot, own user id) and by the id of what the desk
 * posted (chat_post.event).
 *
 * When. What one person writes in a row is one message (chat_pieces.h): it waits in the
 * inbox until nothing has been added for a while, but for an incident.
 *
 * Who. A chat identity is a row of `people` under an address that no mail can reach or
 * come from (chat_person_address), so cases, roles and limits work as they do for mail.
 * The provider vouches for the author's id, so it proves who writes. A name never does. A
 * mail address that the person states in a message of his own, or that the provider
 * vouches for, joins both, unless it is
 * somebody's already (desk_claim.h): the case's requester becomes the person of that
 * address, and the chat identity stays a participant (desk_chat.h).
 *
 * Out. Handlers write letters (desk_write) and know nothing of chat. desk_chat.h decides
 * by the case and the template: in the thread, by mail, or by mail with a line in the
 * thread; where the address is not known yet, the letter is owed until it is. A letter by
 * chat is a row of `outbox` (channel chat, wire the text alone) with its target in
 * `chat_post`; chat_send.c posts it. Its text is templates/LANG/chat/NAME.txt.
 *
 * Privacy. A channel is public unless the configuration says otherwise
 * (chat_room_private): more people read it than the one who asks. There a letter's text
 * gets nothing but the desk's own data and the case's number, whatever the template says.
 */
#ifndef MADOGUCHI_CHAT_H
#define MADOGUCHI_CHAT_H

#include "buf.h"
#include "config.h"

#include <stdint.h>

enum {
	CHAT_TEXT_MAX = 64 * 1024, /* bytes of one message that are kept */
	CHAT_ID_MAX = 256          /* bytes of a provider's id; a longer one is none */
};

/* One message as a provider's parser hands it on. Every pointer is owned; texts are valid
 * UTF-8. */
struct chat_msg {
	char *room, *id;   /* as the provider names them; room "" where there are none */
	char *thread;      /* the message that its thread begins with; NULL: itself */
	char *author;      /* the provider's id of who wrote it; NULL unknown */
	char *author_name; /* as shown; NULL unknown */
	char *author_addr; /* a mail address that the provider vouches for; NULL */
	int64_t sent;      /* seconds; 0 unknown */
	char *order;       /* sorts like the time it was sent, finer than sent; NULL */
	char *version;     /* of its newest edit; NULL: never edited */
	bool deleted, own; /* own: the desk's, or another program's */
	bool ignored;      /* a notice of the provider's, such as "has joined" */
	bool called;       /* it mentions the desk, which text does not show */
	bool has_replies;  /* others have answered in its thread */
	char *text;        /* what the person wrote, the provider's notation resolved */
	char *mark;        /* what the desk marked its own post with; NULL */
	char *raw;         /* the provider's own object, JSON */
};

void chat_msg_free(struct chat_msg *m);
void chat_msgs_free(struct chat_msg *v, size_t n);

/* True for a source that is a chat. */
bool source_is_chat(const struct config_source *s);
/* True when nobody reads the channel but the desk and the one who asks, as configured. */
bool chat_room_private(const struct config_source *s, const char *room);
/* The agency whose channel it is, as configured: name gets its name, addr its mail
 * address, or NULL (both owned). False: nobody's. */
bool chat_agency(
    const struct config_source *s, const char *room, char **name, char **addr);
/* True for the channel in which the operators give commands. */
bool chat_room_of_operators(const struct config *c, const char *source, const char *room);
const struct config_source *chat_source(const struct config *c, const char *name);

/* The envelope; owned. */
char *chat_envelope(const struct chat_msg *m);
/* What stands for a chat identity where mail has an address: SOURCE:AUTHOR@chat.invalid,
 * lower case. Without an author the thread stands for him. Owned. */
char *chat_person_address(const char *source, const char *author, const char *thread);
/* True for such an address: no mail is ever sent there, and none comes from there. */
bool chat_is_person_address(const char *addr);
/* The first mail address that a text states on its own, checked; NULL none. Owned. */
char *chat_stated_address(const char *text);

#endif
