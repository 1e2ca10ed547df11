/* Chat in the store: messages beside their inbox rows, cursors, the conversations of a
 * case, and letters that go there. What they mean: chat.h. */
#ifndef MADOGUCHI_STORE_CHAT_H
#define MADOGUCHI_STORE_CHAT_H

#include "store.h"

enum { CHAT_HASH_BYTES = 32 };

/* --- messages --- */

/* Where a message was written, and by whom. */
struct chat_origin {
	int64_t source_id;
	char *source, *room, *thread, *event, *author, *author_name, *author_addr;
	bool reply; /* in a thread that another message began */
	int64_t sent_at;
	/* Further threads in which pieces of it stand (chat_pieces.h). */
	struct strlist threads;
};
void chat_origin_free(struct chat_origin *o);

struct chat_new {
	int64_t inbox_id, source_id, sent_at;
	const char *room, *event, *thread, *author, *author_name, *author_addr, *version;
	bool reply;
	unsigned char body[CHAT_HASH_BYTES];
};
void store_chat_add(struct store *s, const struct chat_new *m);
bool store_chat_origin(
    struct store *s, int64_t inbox_id, struct chat_origin *out) MUST_CHECK;

/* What is known of a message already. */
struct chat_known {
	int64_t inbox_id, case_id;
	char *version; /* owned; NULL never edited */
	unsigned char body[CHAT_HASH_BYTES];
	bool deleted;
};
bool store_chat_known(struct store *s, int64_t source_id, const char *room,
    const char *event, struct chat_known *out) MUST_CHECK;
/* The desk posted it. */
bool store_chat_is_own(
    struct store *s, int64_t source_id, const char *room, const char *event);
/* The beginning of the thread that a message or a post of the desk stands in; owned; NULL
 * unknown. */
char *store_chat_root(
    struct store *s, int64_t source_id, const char *room, const char *event);
void store_chat_edited(struct store *s, int64_t inbox_id, const char *version,
    const unsigned char body[CHAT_HASH_BYTES], const char *text, int64_t now);
/* One that was not read yet is dropped. */
void store_chat_deleted(struct store *s, int64_t inbox_id, int64_t now);
/* Of before the first start: known, and never read. */
void store_chat_skip(struct store *s, int64_t inbox_id, int64_t now);
/* The texts of edits go when the raw messages do; how many. */
int64_t store_chat_drop_texts(struct store *s);
/* Messages of the channel, no replies, sent at that time or later and not known as
 * deleted, in the inbox since received_by at the latest, that are not among the ids (a
 * JSON list): their inbox ids; owned array. */
int64_t *store_chat_missing(struct store *s, int64_t source_id, const char *room,
    int64_t from, int64_t received_by, const char *ids, size_t *n);

/* The desk's own user as the provider named it, for those who do not ask; owned; NULL
 * unknown. */
char *store_chat_own_id(struct store *s, const char *source);
void store_chat_own_id_set(struct store *s, const char *source, const char *id);

/* --- cursors --- */

/* Owned; NULL: never looked. thread "": the channel. */
char *store_chat_cursor(
    struct store *s, int64_t source_id, const char *room, const char *thread);
void store_chat_cursor_set(struct store *s, int64_t source_id, const char *room,
    const char *thread, const char *cursor, int64_t now);
/* Threads of the channel in which a case is open, or was until lately (closed_after), or
 * of which a message is not read yet; those first that were not looked at for longest. */
void store_chat_threads(struct store *s, int64_t source_id, const char *room,
    int64_t closed_after, size_t limit, struct strlist *out);

/* --- conversations --- */

struct chat_talk {
	int64_t case_id, source_id, person_id;
	char *source, *room, *thread;
	char *author; /* the provider's id of who began the thread; "" unknown */
};
void chat_talks_free(struct chat_talk *v, size_t n);
/* Joins a case and a thread, or notes that the person has written there again. */
void store_chat_join(struct store *s, int64_t case_id, const struct chat_origin *o,
    int64_t person_id, int64_t now);
/* Those of a case, the one last written in first. */
struct chat_talk *store_chat_talks(struct store *s, int64_t case_id, size_t *n);
/* The newest case of a thread; false: none. */
bool store_chat_case(struct store *s, int64_t source_id, const char *room,
    const char *thread, struct chat_talk *out) MUST_CHECK;
/* The case of what the same person wrote in the channel last, at that time or later and
 * before it; top: in the channel itself, not in a thread. 0 none. */
int64_t store_chat_recent(
    struct store *s, const struct chat_origin *o, int64_t since, bool top);
/* Open cases of which the person has a conversation in the channel; at most limit. */
size_t store_chat_open_of(struct store *s, int64_t source_id, const char *room,
    int64_t person_id, int64_t *ids, size_t limit);

/* --- letters --- */

void store_chat_post(struct store *s, int64_t outbox_id, const struct chat_talk *to);

struct chat_mail {
	int64_t id, case_id, created;
	char *template_name, *mark, *text, *room, *thread, *author;
	int tries;
	bool uncertain; /* it was being posted when a process died */
	bool called_off;
};
/* The oldest letter of a source that is due; marks it sending and counts the try in one
 * committed transaction. */
bool store_chat_take(
    struct store *s, int64_t source_id, int64_t now, struct chat_mail *out) MUST_CHECK;
void chat_mail_free(struct chat_mail *m);
/* It could not be posted by no fault of its own: it keeps its place, and the try does not
 * count. Beside store_outbox_retry. */
void store_chat_wait(struct store *s, int64_t id, int64_t now, const char *problem);
/* The last look at the source went well, and ended after that time. */
bool store_source_reads(struct store *s, int64_t source_id, int64_t since);
/* When the next one is due; -1 none. */
int64_t store_chat_next(struct store *s, int64_t source_id);
/* Beside store_outbox_sent: the provider's id of what was posted; NULL unknown. */
void store_chat_posted(struct store *s, int64_t id, const char *event);
/* Posts about the case since a time. */
int64_t store_chat_count(
    struct store *s, int64_t case_id, const char *template_name, int64_t since);

/* --- letters that wait for an address --- */

struct chat_owed {
	char *template_name, *calendar, *extra; /* the last two may be NULL */
	int64_t offer_id, visit_id, expert_id;
};
void store_chat_owe(
    struct store *s, int64_t case_id, const struct chat_owed *o, int64_t now);
struct chat_owed *store_chat_owed(struct store *s, int64_t case_id, size_t *n);
void store_chat_owed_clear(struct store *s, int64_t case_id);
void chat_owed_free(struct chat_owed *v, size_t n);

#endif
