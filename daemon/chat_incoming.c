/*
 * Addresses that take posts and nothing else: Teams (a workflow "post to a channel when a
 * webhook request is received", learn.microsoft.com) and the incoming webhooks of Slack,
 * Mattermost and those like them (docs.slack.dev, docs.mattermost.com).
 *
 * Such an address is all the proof that its caller needs, so it is the secret: token_file
 * holds it, alone, or for several channels a line "CHANNEL ADDRESS" each. A letter goes
 * to the address of its own channel or nowhere. There are no threads, a post gets no id,
 * and one of unknown fate waits for a person. What people write is pushed.
 */
#include "chat_provider.h"
#include "chat_text.h"

#include <stdlib.h>
#include <string.h>

/* The channel of a Teams conversation is named up to ";messageid=". */
static bool
same_room(const char *name, size_t n, const char *room)
{
	size_t len = strcspn(room, ";");

	return n == len && strncmp(name, room, n) == 0;
}

static bool
is_only_room(const struct config_source *s, const char *room)
{
	const char *only = s->rooms.n ? s->rooms.v[0] : s->private_rooms.v[0];

	return same_room(only, strcspn(only, ";"), room);
}

/* Owned; NULL: there is none for this channel. */
static char *
address_of(const struct chat_conf *c, const char *room)
{
	bool one = c->source->rooms.n + c->source->private_rooms.n == 1;

	for (const char *line = c->secret; line && *line;) {
		size_t n = strcspn(line, "\r\n"), name = strcspn(line, " \t\r\n");
		size_t from = name + strspn(line + name, " \t");

		if (name == n && n && one && is_only_room(c->source, room))
			return xstrndup(line, n);
		if (from < n && same_room(line, name, room))
			return xstrndup(line + from, n - from);
		line += n + strspn(line + n, "\r\n");
	}
	return NULL;
}

static bool
can_post(const struct chat_conf *c, const struct chat_letter *l, struct err *e)
{
	char *url = address_of(c, l->room);
	bool known = url != NULL, ok = http_url_ok(url);

	free(url);
	if (!known)
		return err_set(e, "token_file names no address for channel %s", l->room);
	return ok ||
	       err_set(e, "token_file holds no https address for channel %s", l->room);
}

/* --- Teams --- */

/* A block a line: line breaks within one are not kept everywhere. */
static json_t *
blocks_of(const char *text)
{
	json_t *blocks = json_array();

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (n)
			(void)json_array_append_new(
			    blocks, json_pack("{s:s, s:s%, s:b}", "type", "TextBlock",
			                "text", text, n, "wrap", 1));
		text += n + (text[n] == '\n');
	}
	return blocks;
}

static void
post_card(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *text = teams_escape(l->text);
	json_t *o = json_pack("{s:s, s:[{s:s, s:{s:s, s:s, s:o}}]}", "type", "message",
	    "attachments", "contentType", "application/vnd.microsoft.card.adaptive",
	    "content", "type", "AdaptiveCard", "version", "1.4", "body", blocks_of(text));

	q->url = address_of(c, l->room);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(text);
}

/* 202: accepted. That it stands in the channel is never said. */
static enum chat_verdict
posted_card(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	(void)answer;
	(void)a;
	(void)e;
	*id = NULL;
	return CHAT_POSTED;
}

/* --- Slack, Mattermost and those like them --- */

static void
post_text(const struct chat_conf *c, const struct chat_letter *l, struct http_request *q)
{
	char *slack = slack_escape(l->text), *text = mattermost_escape(slack);
	json_t *o = json_pack("{s:s}", "text", text);

	q->url = address_of(c, l->room);
	q->type = "application/json";
	q->body = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(text);
	free(slack);
}

/* The answer is the word "ok"; anything else comes from something that stands between. */
static enum chat_verdict
posted_text(const json_t *answer, const struct http_answer *a, char **id, struct err *e)
{
	const char *word = buf_str(&a->body);

	(void)answer;
	*id = NULL;
	if (str_starts(word, "ok") && strspn(word + 2, "\r\n") == strlen(word + 2))
		return CHAT_POSTED;
	(void)err_set(e,
	    "incoming: the answer is not \"ok\": whether it stands there is not "
	    "known");
	return CHAT_NEVER;
}

static char *
from_now(int64_t now)
{
	(void)now;
	return NULL;
}

const struct chat_provider chat_teams = {
    .name = "teams",
    .url = "",
    .rooms = true,
    .post_gap_ms = 300,
    .text_max = 6000, /* 28 KB of card, three bytes a character and its frame */
    .login = CHAT_LOGIN_ADDRESS,
    .plain = true,
    .from_now = from_now,
    .post = post_card,
    .posted = posted_card,
    .can_post = can_post,
};

const struct chat_provider chat_incoming = {
    .name = "incoming",
    .url = "",
    .rooms = true,
    .post_gap_ms = 1100,
    .text_max = 4000,
    .login = CHAT_LOGIN_ADDRESS,
    .plain = true,
    .from_now = from_now,
    .post = post_text,
    .posted = posted_text,
    .can_post = can_post,
};
