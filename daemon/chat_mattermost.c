/*
 * Mattermost (API v4: channels/{id}/posts, posts, users/me).
 *
 * posts?since selects by the time of the last change, so edits and deletions come again;
 * it gives at most 1,000 posts, and then the rest has to be fetched page by page. The
 * cursor is that time in milliseconds and the newest post: "1732500000000 p1". Each look
 * begins ten seconds before the last one ended, because posts of one moment need not
 * become visible in their order.
 */
#include "chat_provider.h"
#include "chat_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 200, SINCE_MAX = 1000, LOOK_BACK_MS = 10000 };

static void
who(const struct chat_conf *c, struct http_request *q)
{
	q->url = xasprintf("%s/api/v4/users/me", c->url);
}

static char *
own_id(const json_t *answer)
{
	return chat_json_id(answer, "id");
}

static int64_t
cursor_ms(const struct chat_look *l)
{
	return strtoll(l->cursor, NULL, 10);
}

/* The newest post of the last look; "" unknown. */
static const char *
cursor_post(const struct chat_look *l)
{
	const char *blank = strchr(l->cursor, ' ');

	return blank ? blank + 1 : "";
}

/* next: "3", page 3 of all posts, or "3 p1", page 3 of those after p1. */
static void
ask(const struct chat_conf *c, const struct chat_look *l, struct http_request *q)
{
	char *room = http_escape(l->room);
	const char *after = l->next ? strchr(l->next, ' ') : NULL;
	int64_t since = cursor_ms(l) - LOOK_BACK_MS;

	if (l->thread) {
		char *thread = http_escape(l->thread);

		q->url = xasprintf("%s/api/v4/posts/%s/thread", c->url, thread);
		free(thread);
	} else if (*l->cursor && !l->next) {
		q->url = xasprintf("%s/api/v4/channels/%s/posts?since=%lld", c->url, room,
		    (long long)(since > 0 ? since : 0));
	} else {
		char *id = after ? http_escape(after + 1) : NULL;

		q->url =
		    xasprintf("%s/api/v4/channels/%s/posts?page=%lld&per_page=%d%s%s",
		        c->url, room, l->next ? strtoll(l->next, NULL, 10) : 0LL, PAGE,
		        id ? "&after=" : "", id ? id : "");
		free(id);
	}
	free(room);
}

static bool
says_true(const json_t *props, const char *key)
{
	const json_t *v = json_object_get(props, key);

	return json_is_true(v) || str_eq(json_string_value(v), "true");
}

static void
read_post(
    const struct chat_conf *c, const char *room, const json_t *o, struct chat_page *p)
{
	const json_t *props = json_object_get(o, "props");
	int64_t created = json_integer_value(json_object_get(o, "create_at"));
	int64_t updated = json_integer_value(json_object_get(o, "update_at"));
	struct chat_msg *m = chat_page_add(p);

	m->id = chat_json_id(o, "id");
	if (!m->id) {
		chat_page_drop_last(p);
		return;
	}
	m->room = xstrdup(room);
	m->thread = chat_json_id(o, "root_id");
	m->author = chat_json_id(o, "user_id");
	m->author_name = chat_json_text(o, "sender_name");
	m->sent = created / 1000;
	m->order = xasprintf("%020lld", (long long)created);
	if (updated > created)
		m->version = xasprintf("%lld", (long long)updated);
	m->deleted = json_integer_value(json_object_get(o, "delete_at")) > 0;
	m->own = says_true(props, "from_webhook") || says_true(props, "from_bot") ||
	         (c->own_id && str_eq(m->author, c->own_id));
	m->ignored = *chat_json_str(o, "type") || !m->author;
	m->text = chat_json_text(o, "message");
	m->mark = chat_json_id(props, "madoguchi");
	m->raw = json_dumps(o, JSON_COMPACT);
}

/* The cursor of the look moves on to what is newest. */
static void
note_seen(struct chat_look *l, const json_t *o, const char *id)
{
	int64_t updated = json_integer_value(json_object_get(o, "update_at"));
	int64_t created = json_integer_value(json_object_get(o, "create_at"));
	const char *kept = l->seen ? l->seen : l->cursor;
	int64_t seen = strtoll(kept, NULL, 10),
	        at = updated > created ? updated : created;
	char *cursor;

	if (at <= seen && *kept)
		return;
	cursor = xasprintf("%lld %s", (long long)at, id);
	free(l->seen);
	l->seen = cursor;
}

static bool
go_on(struct chat_look *l, size_t n, struct chat_page *p)
{
	char *next = NULL;

	if (l->thread) {
		p->last = true;
	} else if (*l->cursor && !l->next) {
		p->last = n < SINCE_MAX;
		if (!p->last)
			next = *cursor_post(l) ? xasprintf("0 %s", cursor_post(l))
			                       : xstrdup("0");
	} else {
		const char *after = l->next ? strchr(l->next, ' ') : NULL;

		p->last = n < PAGE;
		if (!p->last)
			next = xasprintf("%lld%s",
			    (l->next ? strtoll(l->next, NULL, 10) : 0LL) + 1,
			    after ? after : "");
	}
	free(l->next);
	l->next = next;
	return true;
}

static bool
read(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
    const struct http_answer *a, struct chat_page *p, struct err *e)
{
	const json_t *id, *order = json_object_get(answer, "order");
	const json_t *posts = json_object_get(answer, "posts");
	size_t i;

	(void)a;
	if (!json_is_array(order) || !json_is_object(posts))
		return err_retry(e, "mattermost: the answer lists no posts");
	json_array_foreach(order, i, id)
	{
		const char *name = json_string_value(id);
		const json_t *o = name ? json_object_get(posts, name) : NULL;

		if (!json_is_object(o))
			continue;
		read_post(c, l->room, o, p);
		note_seen(l, o, name);
	}
	return go_on(l, json_array_size(order), p);
}

static char *
from_now(int64_t now)
{
	return xasprintf("%lld ", (long long)now * 1000 + LOOK_BACK_MS);
}

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *text = mattermost_escape(l->text);
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:{s:s}}", "channel_id", l->room,
	    "message", text, "root_id", l->thread, "pending_post_id", l->mark, "props",
	    "madoguchi", l->mark);

	q->url = xasprintf("%s/api/v4/posts", c->url);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(text);
}

static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)a;
	*id = chat_json_id(answer, "id");
	if (*id)
		return CHAT_POSTED;
	(void)err_retry(e, "mattermost: the answer names no post");
	return CHAT_LATER;
}

static bool
find(const struct chat_conf *c, const struct chat_letter *l, int64_t since,
    struct chat_look *look)
{
	(void)c;
	look->room = l->room;
	look->thread = *l->thread ? l->thread : NULL;
	(void)since;
	return true;
}

const struct chat_provider chat_mattermost = {
    .name = "mattermost",
    .rooms = true,
    .post_gap_ms = 200,
    .per_minute = 300,
    .text_max = 16000,
    .auth = "Authorization: Bearer ",
    .who = who,
    .own_id = own_id,
    .ask = ask,
    .read = read,
    .message = read_post,
    .from_now = from_now,
    .post = post,
    .posted = posted,
    .find = find,
};
