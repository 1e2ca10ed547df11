/*
 * Slack (docs.slack.dev: web API conversations.history, conversations.replies,
 * chat.postMessage, auth.test; rate limits of tier 3, one post a second and channel).
 *
 * A message's id is its ts, a string that sorts by time within a channel. Replies are not
 * in the channel's history: threads are looked at one by one. Edits and deletions do not
 * come again, so each look begins an hour before the last one ended; a message of that
 * hour that is gone was deleted.
 */
#include "chat_provider.h"
#include "chat_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 200, LOOK_BACK_SEC = 3600, TS_MAX = 32 };

static bool
is_ts(const char *s)
{
	size_t n = strspn(s, "0123456789");

	return n > 0 && n < TS_MAX && s[n] == '.' &&
	       strspn(s + n + 1, "0123456789") == strlen(s + n + 1) && strlen(s) < TS_MAX;
}

static void
who(const struct chat_conf *c, struct http_request *q)
{
	q->url = xasprintf("%s/auth.test", c->url);
}

static char *
own_id(const json_t *answer)
{
	return chat_json_id(answer, "user_id");
}

/* The look begins there; "" at the beginning. Owned. */
static char *
oldest(const struct chat_look *l)
{
	long long sec = strtoll(l->cursor, NULL, 10);

	if (!*l->cursor)
		return xstrdup("0");
	return xasprintf("%lld.000000", sec > LOOK_BACK_SEC ? sec - LOOK_BACK_SEC : 0);
}

static void
ask(const struct chat_conf *c, const struct chat_look *l, struct http_request *q)
{
	struct buf b = {0};
	char *room = http_escape(l->room), *from = oldest(l);

	buf_addf(&b, "%s/conversations.%s?channel=%s&oldest=%s&limit=%d", c->url,
	    l->thread ? "replies" : "history", room, from, c->page ? c->page : PAGE);
	free(room);
	free(from);
	if (l->thread) {
		char *ts = http_escape(l->thread);

		buf_addf(&b, "&ts=%s&include_all_metadata=true", ts);
		free(ts);
	}
	if (l->next) {
		char *next = http_escape(l->next);

		buf_addf(&b, "&cursor=%s", next);
		free(next);
	}
	q->url = buf_steal(&b);
}

/* Errors come with status 200. */
static bool
is_error(const json_t *answer, struct err *e)
{
	static const char *const passing[] = {"internal_error", "fatal_error",
	    "ratelimited", "rate_limited", "service_unavailable", "request_timeout",
	    "team_added_to_org"};
	const char *word = chat_json_str(answer, "error");

	if (!json_is_object(answer)) {
		(void)err_retry(e, "slack: the answer is no object");
		return true;
	}
	if (json_is_true(json_object_get(answer, "ok")))
		return false;
	(void)err_set(e, "slack: %.100s", *word ? word : "not ok");
	for (size_t i = 0; e && i < ARRAY_LEN(passing); i++)
		if (str_eq(word, passing[i]))
			e->retry = true;
	return true;
}

static bool
calls_desk(const struct chat_conf *c, const char *text)
{
	char *mention = c->own_id && text ? xasprintf("<@%s", c->own_id) : NULL;
	bool called = mention && strstr(text, mention);

	free(mention);
	return called;
}

/* What people write with a subtype of its own. */
static bool
is_written(const char *subtype)
{
	return !*subtype || str_eq(subtype, "file_share") ||
	       str_eq(subtype, "thread_broadcast") || str_eq(subtype, "me_message");
}

static void
read_kind(const struct chat_conf *c, const json_t *o, struct chat_msg *m)
{
	const char *subtype = chat_json_str(o, "subtype");

	m->own = json_object_get(o, "bot_id") != NULL || str_eq(subtype, "bot_message") ||
	         (c->own_id && str_eq(m->author, c->own_id));
	m->deleted = str_eq(subtype, "tombstone");
	m->ignored = !is_written(subtype) || !m->author;
	m->has_replies = json_integer_value(json_object_get(o, "reply_count")) > 0;
}

static void
read_message(
    const struct chat_conf *c, const char *room, const json_t *o, struct chat_page *p)
{
	struct chat_msg *m = chat_page_add(p);
	char *text = chat_json_text(o, "text");
	const json_t *payload =
	    json_object_get(json_object_get(o, "metadata"), "event_payload");

	m->id = chat_json_id(o, "ts");
	if (!m->id || !is_ts(m->id)) {
		free(text);
		chat_page_drop_last(p);
		return;
	}
	m->room = xstrdup(room);
	m->thread = chat_json_id(o, "thread_ts");
	if (m->thread && (str_eq(m->thread, m->id) || !is_ts(m->thread)))
		set_str(&m->thread, NULL);
	m->author = chat_json_id(o, "user");
	m->author_name = chat_json_text(json_object_get(o, "user_profile"), "real_name");
	m->sent = strtoll(m->id, NULL, 10);
	m->order = xstrdup(m->id);
	m->version = chat_json_id(json_object_get(o, "edited"), "ts");
	m->text = slack_plain_to(text ? text : "", c->own_id);
	m->mark = chat_json_id(payload, "madoguchi");
	m->raw = json_dumps(o, JSON_COMPACT);
	m->called = calls_desk(c, text);
	read_kind(c, o, m);
	free(text);
}

static bool
read(const struct chat_conf *c, struct chat_look *l, const json_t *answer,
    const struct http_answer *a, struct chat_page *p, struct err *e)
{
	const json_t *o, *list = json_object_get(answer, "messages");
	const char *next =
	    chat_json_str(json_object_get(answer, "response_metadata"), "next_cursor");
	size_t i;

	(void)a;
	if (l->thread && str_eq(chat_json_str(answer, "error"), "thread_not_found")) {
		p->last = true;
		return true;
	}
	if (is_error(answer, e))
		return false;
	json_array_foreach(list, i, o)
	{
		read_message(c, l->room, o, p);
	}
	for (i = 0; i < p->n; i++)
		if (!l->seen || strcmp(p->v[i].id, l->seen) > 0)
			set_str(&l->seen, p->v[i].id);
	p->last = !*next || !json_is_true(json_object_get(answer, "has_more"));
	if (!p->last && str_eq(l->next, next))
		return err_retry(e, "slack: the same page comes again and again");
	set_str(&l->next, p->last ? NULL : next);
	if (*l->cursor && !l->thread)
		p->complete_from = strtoll(l->cursor, NULL, 10) - LOOK_BACK_SEC + 1;
	return true;
}

static char *
from_now(int64_t now)
{
	return xasprintf("%lld.000000", (long long)now);
}

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *text = slack_escape(l->text);
	json_t *o = json_pack("{s:s, s:s, s:b, s:b, s:{s:s, s:{s:s}}}", "channel",
	    l->room, "text", text, "unfurl_links", 0, "unfurl_media", 0, "metadata",
	    "event_type", "madoguchi_letter", "event_payload", "madoguchi", l->mark);

	if (o && *l->thread)
		(void)json_object_set_new(o, "thread_ts", json_string(l->thread));
	q->url = xasprintf("%s/chat.postMessage", c->url);
	q->type = "application/json; charset=utf-8";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(text);
}

static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	static const char *const account[] = {"invalid_auth", "not_authed",
	    "token_revoked", "token_expired", "account_inactive", "missing_scope",
	    "no_permission", "org_login_required", "ekm_access_denied"};
	const char *word = chat_json_str(answer, "error");

	(void)a;
	*id = chat_json_id(answer, "ts");
	if (!is_error(answer, e))
		return CHAT_POSTED;
	if (!e || e->retry)
		return CHAT_LATER;
	for (size_t i = 0; i < ARRAY_LEN(account); i++)
		if (str_eq(word, account[i]))
			return CHAT_ACCOUNT;
	return CHAT_NEVER;
}

static bool
find(const struct chat_conf *c, const struct chat_letter *l, int64_t since,
    struct chat_look *look)
{
	(void)c;
	look->room = l->room;
	look->thread = *l->thread ? l->thread : NULL;
	look->seen = NULL;
	look->next = NULL;
	(void)since;
	return true;
}

const struct chat_provider chat_slack = {
    .name = "slack",
    .url = "https://slack.com/api",
    .rooms = true,
    .threads = true,
    .page_usual = PAGE,
    .post_gap_ms = 1100,
    .per_minute = 50, /* tier 3 */
    .text_max = 4000,
    .auth = "Authorization: Bearer ",
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
