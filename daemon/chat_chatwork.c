/*
 * Chatwork (API v2: rooms/{id}/messages, me).
 *
 * With force=0 the server itself remembers what was fetched, and a crash between fetch
 * and commit loses messages; so the latest hundred are asked for each time (force=1), and
 * known ones are dropped by their id. Of more than a hundred messages between two looks
 * the oldest are lost, which is told. There are no threads: a reply names the message
 * that it answers in [rp …], and so do the desk's.
 */
#include "chat_provider.h"
#include "chat_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW = 100 };

static void
who(const struct chat_conf *c, struct http_request *q)
{
	q->url = xasprintf("%s/me", c->url);
}

static char *
own_id(const json_t *answer)
{
	return chat_json_id(answer, "account_id");
}

static void
ask(const struct chat_conf *c, const struct chat_look *l, struct http_request *q)
{
	char *room = http_escape(l->room);

	q->url = xasprintf("%s/rooms/%s/messages?force=1", c->url, room);
	free(room);
}

static bool
is_number(const char *s)
{
	return s && *s && !s[strspn(s, "0123456789")];
}

/* Ids are numbers of any length. */
static int
compare_ids(const char *a, const char *b)
{
	size_t x, y;

	a += strspn(a, "0");
	b += strspn(b, "0");
	x = strlen(a);
	y = strlen(b);
	return x != y ? (x < y ? -1 : 1) : strcmp(a, b);
}

/* Sorts as a text as it does as a number. */
static char *
padded(const char *id)
{
	static const char zeros[] = "0000000000000000000000000000000000000000";
	size_t n = strlen(id);

	return xasprintf("%s%s", n < sizeof(zeros) ? zeros + n : "", id);
}

static void
read_message(
    const struct chat_conf *c, const char *room, const json_t *o, struct chat_page *p)
{
	const json_t *account = json_object_get(o, "account");
	int64_t updated = json_integer_value(json_object_get(o, "update_time"));
	struct chat_msg *m = chat_page_add(p);
	char *body = chat_json_text(o, "body");

	m->id = chat_json_id(o, "message_id");
	if (!is_number(m->id)) {
		free(body);
		chat_page_drop_last(p);
		return;
	}
	m->room = xstrdup(room);
	m->thread = body ? chatwork_replied(body) : NULL;
	m->author = chat_json_id(account, "account_id");
	m->author_name = chat_json_text(account, "name");
	m->sent = json_integer_value(json_object_get(o, "send_time"));
	m->order = padded(m->id);
	if (updated > 0)
		m->version = xasprintf("%lld", (long long)updated);
	m->deleted = str_eq(body, "[deleted]");
	m->own = c->own_id && str_eq(m->author, c->own_id);
	m->ignored = !m->author;
	m->text = chatwork_plain(body ? body : "");
	m->raw = json_dumps(o, JSON_COMPACT);
	free(body);
}

static bool
read(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
    const struct http_answer *a, struct chat_page *p, struct err *e)
{
	const char *oldest = NULL;
	const json_t *o;
	size_t i;

	p->last = true;
	set_str(&l->seen, l->cursor);
	if (!answer && (a->status == 204 || a->body.len == 0))
		return true;
	if (!json_is_array(answer))
		return err_retry(e, "chatwork: the answer is no list of messages");
	json_array_foreach(answer, i, o)
	{
		read_message(c, l->room, o, p);
	}
	for (i = 0; i < p->n; i++) {
		const struct chat_msg *m = &p->v[i];

		if (!oldest || compare_ids(m->id, oldest) < 0) {
			oldest = m->id;
			p->complete_from = m->sent + 1;
		}
		if (compare_ids(m->id, l->seen) > 0)
			set_str(&l->seen, m->id);
	}
	p->gap = p->n >= WINDOW && *l->cursor && compare_ids(oldest, l->cursor) > 0;
	return true;
}

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *room = http_escape(l->room), *text = chatwork_escape(l->text), *body, *form;

	if (*l->thread && is_number(l->author) && is_number(l->room))
		body = xasprintf(
		    "[rp aid=%s to=%s-%s]\n%s", l->author, l->room, l->thread, text);
	else
		body = xstrdup(text);
	form = http_escape(body);
	q->url = xasprintf("%s/rooms/%s/messages", c->url, room);
	q->type = "application/x-www-form-urlencoded";
	q->body = xasprintf("body=%s&self_unread=0", form);
	free(form);
	free(body);
	free(text);
	free(room);
}

static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)a;
	*id = chat_json_id(answer, "message_id");
	if (*id)
		return CHAT_POSTED;
	(void)err_retry(e, "chatwork: the answer names no message");
	return CHAT_LATER;
}

static bool
find(const struct chat_conf *c, const struct chat_letter *l, int64_t since,
    struct chat_look *look)
{
	(void)c;
	look->room = l->room;
	look->thread = NULL;
	(void)since;
	return true;
}

/* An empty cursor of the window: what is in it now is old, see source_chat.c. */
static char *
from_now(int64_t now)
{
	(void)now;
	return NULL;
}

const struct chat_provider chat_chatwork = {
    .name = "chatwork",
    .url = "https://api.chatwork.com/v2",
    .rooms = true,
    .window = true,
    .post_gap_ms = 1100,
    .per_minute = 40, /* of 300 in 5 minutes; posts count as well */
    .text_max = 10000,
    .auth = "X-ChatWorkToken: ",
    .who = who,
    .own_id = own_id,
    .ask = ask,
    .read = read,
    .message = read_message,
    .from_now = from_now,
    .post = post,
    .posted = posted,
    .find = find,
};
