/* A message that has been taken in, read once more. See inbox_message.h. */
#include "inbox_message.h"

#include "ahead.h"
#include "buf.h"
#include "chat.h"
#include "store_chat.h"

#include <stdlib.h>

enum { PIECE = 65536 };

void
inbox_origin(struct store *s, int64_t id, struct message *m)
{
	struct chat_origin o;

	if (!store_chat_origin(s, id, &o))
		return;
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
	size_t n;
	bool ok;

	if (!store_inbox_get(s, id, &row))
		return err_set(e, "no message m%lld", (long long)id);
	while (
	    (n = store_inbox_raw_read(s, id, raw.len, buf_room(&raw, PIECE), PIECE)) > 0)
		raw.len += n;
	ok = raw.len > 0 || row.size == 0;
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
		inbox_origin(s, id, m);
	buf_free(&raw);
	store_inbox_row_free(&row);
	return ok;
}
