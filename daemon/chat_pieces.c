/* What one person writes in a row. See chat_pieces.h. */
#include "chat_pieces.h"

#include "chat.h"
#include "chat_provider.h"
#include "store_inbox.h"

#include <stdlib.h>

enum { RAW_STEP = 65536 };

/* A row while it is being gathered. */
struct growing {
	struct chat_row *row;
	const struct piece *first, *last;
	int quiet;
	bool threads; /* the provider keeps replies apart */
	bool polled;  /* pieces may be there that are not listed yet */
};

int
chat_quiet_sec(const struct config *c, const struct config_source *s)
{
	return s->quiet_sec >= 0 ? s->quiet_sec : c->chat.quiet_sec;
}

static bool
same_place(const struct piece *a, const struct piece *b)
{
	return str_eq(a->source, b->source) && str_eq(a->room, b->room) &&
	       str_eq(a->author, b->author);
}

/* Where a provider has no threads, whoever has answered something goes on below it. */
static bool
same_talk(const struct growing *g, const struct piece *p)
{
	if (str_eq(g->first->thread, p->thread) || str_eq(g->last->thread, p->thread))
		return true;
	return !p->reply && !str_empty(p->author) && (!g->first->reply || !g->threads);
}

static bool
goes_on(const struct growing *g, const struct piece *p)
{
	return g->quiet && g->row->n < ROW_PIECES_MAX && same_place(g->first, p) &&
	       same_talk(g, p) && p->sent_at - g->last->sent_at <= g->quiet &&
	       p->sent_at - g->first->sent_at <= ROW_SEC_MAX;
}

/* By the desk's clock; what came in late enough was quiet before. */
static int64_t
begins_at(const struct piece *p)
{
	bool late = p->received_at - p->sent_at > ROW_SEC_MAX;

	return late ? p->sent_at : p->received_at;
}

static void
settle(struct growing *g, int64_t now)
{
	struct chat_row *row = g->row;
	int64_t longest = begins_at(g->first) + ROW_SEC_MAX;
	int64_t checked = g->last->source_checked;

	row->due = begins_at(g->last) + g->quiet;
	if (row->n == ROW_PIECES_MAX)
		row->due = now;
	if (row->due > longest)
		row->due = longest;
	row->settled = !g->polled || !checked || checked >= row->due ||
	               now >= row->due + ROW_LOOK_SEC;
	row->ready = row->ready || !g->quiet || (now >= row->due && row->settled);
}

static void
add(struct growing *g, const struct piece *p)
{
	g->row->ids[g->row->n++] = p->inbox_id;
	g->row->looked = g->row->looked && p->looked != PIECE_UNSEEN;
	g->row->ready = g->row->ready || p->looked == PIECE_URGENT;
	g->last = p;
}

static void
begin(const struct config *c, struct growing *g, const struct piece *p)
{
	const struct config_source *s = chat_source(c, p->source);
	const struct chat_provider *provider = s ? chat_provider_of(s) : NULL;

	*g->row = (struct chat_row){.looked = true};
	g->first = p;
	/* Operators give one command in one message. */
	g->quiet = s && !chat_room_of_operators(c, p->source, p->room)
	               ? chat_quiet_sec(c, s)
	               : 0;
	g->threads = provider && provider->threads;
	g->polled = s && chat_is_polled(s);
	add(g, p);
}

/* What no reading begins with: rows that wait, and pieces behind the first. */
static char *
held_of(const struct chat_rows *rows)
{
	struct buf b = {0};

	buf_addc(&b, '[');
	for (size_t i = 0; i < rows->n; i++)
		for (size_t k = rows->v[i].ready ? 1 : 0; k < rows->v[i].n; k++)
			buf_addf(&b, "%s%lld", b.len > 1 ? "," : "",
			    (long long)rows->v[i].ids[k]);
	buf_addc(&b, ']');
	return buf_steal(&b);
}

static int64_t
next_of(const struct chat_rows *rows, int64_t now)
{
	int64_t next = -1;

	for (size_t i = 0; i < rows->n; i++) {
		const struct chat_row *row = &rows->v[i];
		int64_t at = row->due > now ? row->due : now + 1;

		if (!row->ready && (next < 0 || at < next))
			next = at;
	}
	return next;
}

void
chat_rows_find(const struct config *c, const struct piece *v, size_t n, int64_t now,
    struct chat_rows *out)
{
	struct growing *open = xcalloc(n ? n : 1, sizeof(*open));
	size_t block = 0; /* rows before it are another's */

	*out = (struct chat_rows){.v = xcalloc(n ? n : 1, sizeof(*out->v))};
	for (size_t i = 0; i < n; i++) {
		size_t k = out->n;

		if (i && !same_place(&v[i - 1], &v[i]))
			block = out->n;
		while (k > block && !goes_on(&open[k - 1], &v[i]))
			k--;
		if (k > block) {
			add(&open[k - 1], &v[i]);
			continue;
		}
		open[out->n].row = &out->v[out->n];
		begin(c, &open[out->n++], &v[i]);
	}
	for (size_t i = 0; i < out->n; i++)
		settle(&open[i], now);
	out->held = held_of(out);
	out->next = next_of(out, now);
	free(open);
}

void
chat_rows_load(
    const struct config *c, struct store *s, int64_t now, struct chat_rows *out)
{
	size_t n = 0, chats = 0;
	struct piece *v = NULL;

	for (size_t i = 0; i < c->sources_n; i++)
		chats += source_is_chat(&c->sources[i]);
	if (chats) /* a backlog of mail is not looked through for each batch */
		v = store_pieces(s, &n);
	chat_rows_find(c, v, n, now, out);
	pieces_free(v, n);
}

void
chat_rows_free(struct chat_rows *rows)
{
	free(rows->v);
	free(rows->held);
	*rows = (struct chat_rows){0};
}

const struct chat_row *
chat_row_of(const struct chat_rows *rows, int64_t inbox_id)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].ids[0] == inbox_id)
			return &rows->v[i];
	return NULL;
}

static void
add_raw(struct store *s, int64_t id, struct buf *out)
{
	size_t offset = 0, n;

	while ((n = store_inbox_raw_read(
	            s, id, offset, buf_room(out, RAW_STEP), RAW_STEP)) > 0) {
		out->len += n;
		offset += n;
	}
}

void
chat_row_raw(struct store *s, const int64_t *ids, size_t n, struct buf *out)
{
	buf_addc(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(out, ',');
		add_raw(s, ids[i], out);
	}
	buf_addc(out, ']');
}
