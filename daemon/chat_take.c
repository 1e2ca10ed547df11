/* The one way of a chat message into the store. See chat_take.h. */
#include "chat_take.h"

#include "dedup.h"
#include "store_case.h"
#include "store_chat.h"
#include "store_inbox.h"
#include "store_pieces.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

enum { RAW_MAX = 256 * 1024 };

/* By the place where it stands alone: what is polled and pushed, or edited, is one
 * message. No line of this text can be taken for a header (dedup.h). */
static void
key_of(const struct chat_taker *t, const struct chat_msg *m, unsigned char *key)
{
	char *text =
	    xasprintf("chat\nsource=%s\nroom=%s\nevent=%s", t->source, m->room, m->id);

	dedup_key(text, strlen(text), key);
	free(text);
}

static void
hash_of(const char *text, unsigned char hash[CHAT_HASH_BYTES])
{
	if (EVP_Digest(text, strlen(text), hash, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

/* Where there are no threads a reply may name any message of a conversation. */
static char *
thread_of(const struct chat_taker *t, const struct chat_msg *m)
{
	char *root;

	if (!m->thread || str_eq(m->thread, m->id))
		return xstrdup(m->id);
	root = store_chat_root(t->store, t->source_id, m->room, m->thread);
	return root ? root : xstrdup(m->thread);
}

static void
add_chat_row(const struct chat_taker *t, const struct chat_msg *m, int64_t inbox_id)
{
	char *thread = thread_of(t, m);
	struct chat_new row = {
	    .inbox_id = inbox_id,
	    .source_id = t->source_id,
	    .sent_at = m->sent > 0 ? m->sent : t->now,
	    .room = m->room,
	    .event = m->id,
	    .thread = thread,
	    .author = m->author,
	    .author_name = m->author_name,
	    .author_addr = m->author_addr,
	    .version = m->version,
	    .reply = !str_eq(thread, m->id),
	};

	hash_of(m->text ? m->text : "", row.body);
	store_chat_add(t->store, &row);
	free(thread);
}

/* What is kept of it; owned. */
static char *
raw_of(const struct chat_msg *m)
{
	struct chat_msg slim = *m;

	if (slim.raw && strlen(slim.raw) > RAW_MAX)
		slim.raw = NULL;
	return chat_envelope(&slim);
}

static enum chat_taken
add(const struct chat_taker *t, const struct chat_msg *m)
{
	struct inbox_new row = {
	    .source_id = t->source_id,
	    .place = m->id,
	    .chat = true,
	    .received_at = t->now,
	};
	char *raw = raw_of(m);
	int64_t id;

	row.raw = raw;
	row.raw_bytes = strlen(raw);
	row.size = (int64_t)row.raw_bytes;
	key_of(t, m, row.dedup);
	id = store_inbox_add(t->store, &row);
	free(raw);
	if (!id)
		return CHAT_TAKEN_KNOWN;
	store_inbox_marked(t->store, id);
	add_chat_row(t, m, id);
	if (t->skip)
		store_chat_skip(t->store, id, t->now);
	return CHAT_TAKEN_NEW;
}

static void
tell_case(const struct chat_taker *t, int64_t case_id, int64_t inbox_id, const char *text)
{
	if (case_id)
		(void)store_event(
		    t->store, case_id, t->now, "fetch", "chat", text, inbox_id, true);
}

void
chat_take_deleted(const struct chat_taker *t, int64_t inbox_id, int64_t case_id)
{
	store_chat_deleted(t->store, inbox_id, t->now);
	tell_case(t, case_id, inbox_id,
	    "この案件のチャットの発言が、投稿者により削除されました");
}

/* Before it is read an edit counts. */
static bool
rewrite(const struct chat_taker *t, const struct chat_msg *m, int64_t inbox_id)
{
	char *raw = raw_of(m);
	bool done = store_pieces_rewrite(t->store, inbox_id, raw, strlen(raw));

	free(raw);
	return done;
}

/* Where versions are times or numbers: deliveries overtake each other. */
static bool
is_older(const char *version, const char *known)
{
	static const char digits[] = "0123456789.";

	return known && strlen(version) == strlen(known) &&
	       !version[strspn(version, digits)] && !known[strspn(known, digits)] &&
	       strcmp(version, known) < 0;
}

static enum chat_taken
compare(
    const struct chat_taker *t, const struct chat_msg *m, const struct chat_known *known)
{
	unsigned char body[CHAT_HASH_BYTES];
	bool same;

	if (known->deleted)
		return CHAT_TAKEN_KNOWN;
	if (m->deleted) {
		chat_take_deleted(t, known->inbox_id, known->case_id);
		return CHAT_TAKEN_CHANGED;
	}
	if (!m->version || str_eq(m->version, known->version) ||
	    (t->edits_from && is_older(m->version, known->version)))
		return CHAT_TAKEN_KNOWN;
	hash_of(m->text ? m->text : "", body);
	same = memcmp(body, known->body, sizeof(body)) == 0;
	/* A reaction changes the version, and not a word. */
	store_chat_edited(t->store, known->inbox_id, m->version, body,
	    same ? NULL : (m->text ? m->text : ""), t->now);
	if (same)
		return CHAT_TAKEN_KNOWN;
	if (!rewrite(t, m, known->inbox_id))
		tell_case(t, known->case_id, known->inbox_id,
		    "この案件のチャットの発言が、投稿者により書き換えられました。窓口は書"
		    "き換え前"
		    "の内容で進めています");
	return CHAT_TAKEN_CHANGED;
}

enum chat_taken
chat_take(const struct chat_taker *t, const struct chat_msg *m)
{
	struct chat_known known;
	enum chat_taken taken;

	if (store_chat_known(t->store, t->source_id, m->room, m->id, &known)) {
		taken = compare(t, m, &known);
		free(known.version);
		return taken;
	}
	if (m->version && m->sent > 0 && m->sent < t->edits_from)
		return CHAT_TAKEN_NONE;
	if (m->own || m->ignored || m->deleted ||
	    store_chat_is_own(t->store, t->source_id, m->room, m->id))
		return CHAT_TAKEN_NONE;
	return add(t, m);
}
