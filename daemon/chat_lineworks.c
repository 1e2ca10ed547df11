/*
 * LINE WORKS (developers.worksmobile.com: bot messages, rate limits, service accounts).
 *
 * Nothing can be listed: what people write is pushed. A room is a channel's id, or
 * "user:ID" for a talk between two, where the delivery names no channel. There are no
 * threads, and a post gets no id, so one of unknown fate waits for a person. 240 requests
 * a minute, 60 with the free plan: one post a second keeps within both.
 */
#include "chat_provider.h"
#include "chat_text.h"

#include <stdlib.h>
#include <string.h>

static const char user_prefix[] = "user:";

static void
post(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	size_t n = str_prefix(l->room, user_prefix);
	char *bot = http_escape(c->own_id ? c->own_id : "");
	char *room = http_escape(l->room + n), *text = lineworks_escape(l->text);
	json_t *o = json_pack("{s:{s:s, s:s}}", "content", "type", "text", "text", text);

	q->url = xasprintf(
	    "%s/bots/%s/%s/%s/messages", c->url, bot, n ? "users" : "channels", room);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(text);
	free(room);
	free(bot);
}

static enum chat_verdict
posted(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)answer;
	*id = NULL;
	if (a->status == 201 || a->status == 200)
		return CHAT_POSTED;
	(void)err_set(e, "lineworks: HTTP status %ld", a->status);
	return CHAT_NEVER;
}

static char *
from_now(int64_t now)
{
	(void)now;
	return NULL;
}

const struct chat_provider chat_lineworks = {
    .name = "lineworks",
    .url = "https://www.worksapis.com/v1.0",
    .post_gap_ms = 1000,
    .text_max = 2000,
    .auth = "Authorization: Bearer ",
    .login = CHAT_LOGIN_OAUTH,
    .account = true,
    .plain = true,
    .from_now = from_now,
    .post = post,
    .posted = posted,
};
