/*
 * The generic queue: any program that lists messages under an address and takes answers
 * under another (README, "Chat"). An array of {"id","sent","from_name","from_addr",
 * "thread","body"}; id and body are needed. "edited" (any text that changes with each
 * edit) and "deleted": true are understood as well.
 *
 * Further pages are named by a Link header (rel="next", the same host). With {after} in
 * the address, the id of the last message known stands there, and pages follow until one
 * holds nothing new; the list is then expected oldest first.
 */
#include "chat_provider.h"

#include "addr_read.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

static const char placeholder[] = "{after}";

static void
ask(const struct chat_conf *c, const struct chat_look *l, struct http_request *q)
{
	const char *url = c->source->url, *at = strstr(url, placeholder);
	char *id;

	if (!at) {
		q->url = xstrdup(l->next ? l->next : url);
		return;
	}
	id = http_escape(l->next ? l->next : l->cursor);
	q->url =
	    xasprintf("%.*s%s%s", (int)(at - url), url, id, at + sizeof(placeholder) - 1);
	free(id);
}

static char *
vouched_address(const json_t *o)
{
	const char *addr = chat_json_str(o, "from_addr");
	char *clean = *addr ? address_clean(addr, strlen(addr)) : NULL;

	if (clean && chat_is_person_address(clean))
		set_str(&clean, NULL);
	return clean;
}

static void
read_message(
    const struct chat_conf *c, const char *room, const json_t *o, struct chat_page *p)
{
	struct chat_msg *m = chat_page_add(p);

	(void)c;
	m->id = chat_json_id(o, "id");
	m->text = chat_json_text(o, "body");
	m->deleted = json_is_true(json_object_get(o, "deleted"));
	if (!m->id || (!m->text && !m->deleted)) {
		chat_page_drop_last(p);
		return;
	}
	m->room = xstrdup(room);
	m->thread = chat_json_id(o, "thread");
	m->author_name = chat_json_text(o, "from_name");
	m->author_addr = vouched_address(o);
	m->author = xstrdup_null(m->author_addr);
	if (!civil_parse_iso(chat_json_str(o, "sent"), &m->sent))
		m->sent = 0;
	m->version = chat_json_id(o, "edited");
	m->mark = chat_json_id(o, "mark");
	m->own = m->mark != NULL;
	m->raw = json_dumps(o, JSON_COMPACT);
}

/* False: it leads round in circles, or elsewhere. */
static bool
go_on(const struct chat_conf *c, struct chat_look *l, const struct http_answer *a,
    struct chat_page *p, struct err *e)
{
	char *last = p->n ? xstrdup(p->v[p->n - 1].id) : NULL;
	bool after = strstr(c->source->url, placeholder) != NULL;

	p->last = true;
	if (last)
		set_str(&l->seen, last);
	if (after && last && !str_eq(last, l->next ? l->next : l->cursor)) {
		p->last = false;
		set_str(&l->next, last);
	} else if (!after && a->next) {
		if (!http_same_origin(a->next, c->source->url) ||
		    str_eq(a->next, l->next)) {
			free(last);
			return err_set(e, "queue: the next page is not another of it");
		}
		p->last = false;
		set_str(&l->next, a->next);
	}
	free(last);
	return true;
}

static bool
read(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
    const struct http_answer *a, struct chat_page *p, struct err *e)
{
	const json_t *o;
	size_t i;

	if (!answer && (a->status == 204 || a->body.len == 0)) {
		p->last = true;
		return true;
	}
	if (!json_is_array(answer))
		return err_retry(e, "queue: the answer is no list of messages");
	json_array_foreach(answer, i, o)
	{
		read_message(c, "", o, p);
	}
	return go_on(c, l, a, p, e);
}

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	json_t *o = json_pack(
	    "{s:s, s:s, s:s}", "id", l->mark, "thread", l->thread, "body", l->text);

	q->url = xstrdup(c->source->post_url);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	strlist_addf(&q->headers, "Idempotency-Key: %s", l->mark);
	json_decref(o);
}

static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)e;
	(void)a;
	*id = chat_json_id(answer, "id");
	return CHAT_POSTED;
}

static char *
from_now(int64_t now)
{
	(void)now;
	return NULL;
}

const struct chat_provider chat_queue = {
    .name = "queue",
    .post_gap_ms = 100,
    .per_minute = 300,
    .text_max = 10000,
    .keyed = true,
    .auth = "Authorization: Bearer ",
    .ask = ask,
    .read = read,
    .message = read_message,
    .from_now = from_now,
    .post = post,
    .posted = posted,
};
