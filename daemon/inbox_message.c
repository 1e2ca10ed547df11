/* A message that has been taken in, read once more. See inbox_message.h. */
#include "inbox_message.h"

#include "ahead.h"
#include "buf.h"
#include "chat.h"
#include "chat_pieces.h"
#include "store_chat.h"

#include <stdlib.h>

enum { PIECE = 65536 };

static void
add_threads(struct store *s, const int64_t *ids, size_t n, struct chat_origin *o)
{
	struct chat_origin piece;

	for (size_t i = 0; i < n; i++) {
		if (!store_chat_origin(s, ids[i], &piece))
			continue;
		if (!str_eq(piece.thread, o->thread) &&
		    !strlist_has(&o->threads, piece.thread))
			strlist_add(&o->threads, piece.thread);
		chat_origin_free(&piece);
	}
}

void
inbox_origin(struct store *s, const int64_t *ids, size_t n, struct message *m)
{
	struct chat_origin o;

	if (!store_chat_origin(s, ids[0], &o))
		return;
	add_threads(s, ids + 1, n - 1, &o);
	m->origin = xcalloc(1, sizeof(*m->origin));
	*m->origin = o;
	set_str(&m->message_id, NULL); /* no mail can refer to it */
	set_str(&m->from.name, o.author_name);
	free(m->from.addr);
	m->from.addr = o.author_addr ? xstrdup(o.author_addr)
	                             : chat_person_address(o.source, o.author, o.thread);
}

bool
inbox_message(struct store *s, const struct config *c, struct box *b, int64_t id,
    struct message *m, struct err *e)
{
	struct inbox_row row;
	struct buf raw = {0};
	int64_t *pieces;
	size_t n, pieces_n;
	bool ok;

	if (!store_inbox_get(s, id, &row))
		return err_set(e, "no message m%lld", (long long)id);
	while (
	    (n = store_inbox_raw_read(s, id, raw.len, buf_room(&raw, PIECE), PIECE)) > 0)
		raw.len += n;
	ok = raw.len > 0 || row.size == 0;
	pieces = store_pieces_of(s, id, &pieces_n);
	if (ok && pieces_n > 1) {
		buf_clear(&raw);
		chat_row_raw(s, pieces, pieces_n, &raw);
	}
	if (!ok)
		(void)err_set(
		    e, "the text of message m%lld is not kept any more", (long long)id);
	else
		ok = box_read_bytes(b, raw.data ? raw.data : "", raw.len,
		         (row.truncated ? BOX_CUT : 0) | (row.chat ? BOX_CHAT : 0), m,
		         e) == BOX_OK;
	if (ok)
		ahead_settle(m, row.received_at, c->desk.address);
	if (ok && row.chat)
		inbox_origin(s, pieces, pieces_n, m);
	free(pieces);
	buf_free(&raw);
	store_inbox_row_free(&row);
	return ok;
}
