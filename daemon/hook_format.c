/* Deliveries of what can be polled as well, and the table. See hook_format.h. */
#include "hook_format.h"

#include "http_form.h"

#include <stdlib.h>
#include <string.h>

enum { CHALLENGE_MAX = 512 };

/* --- Slack: Events API --- */

static bool
challenge(const json_t *o, struct hook_heard *h, struct err *e)
{
	const char *s = chat_json_str(o, "challenge");
	size_t n = strlen(s);

	if (!n || n > CHALLENGE_MAX)
		return err_set(e, "challenge is missing, or too long");
	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~')
			return err_set(e, "challenge is no plain text");
	h->answer = xstrdup(s);
	return true;
}

/* A deletion names what is gone, an edit holds the message as it is now. */
static void
slack_event(const struct chat_conf *c, const char *room, const json_t *event,
    struct hook_heard *h)
{
	const char *subtype = chat_json_str(event, "subtype");
	struct chat_msg *m;

	if (str_eq(subtype, "message_deleted")) {
		m = chat_page_add(&h->page);
		m->id = chat_json_id(event, "deleted_ts");
		m->room = xstrdup(room);
		m->deleted = true;
		if (!m->id)
			chat_page_drop_last(&h->page);
		return;
	}
	if (str_eq(subtype, "message_changed"))
		event = json_object_get(event, "message");
	if (json_is_object(event))
		chat_slack.message(c, room, event, &h->page);
}

static bool
hear_slack(const struct chat_conf *c, const struct hook_delivery *d, const json_t *o,
    struct hook_heard *h, struct err *e)
{
	const json_t *event = json_object_get(o, "event");
	const char *type = chat_json_str(o, "type");
	const char *what = chat_json_str(event, "type");
	char *room;

	(void)d;
	if (str_eq(type, "url_verification"))
		return challenge(o, h, e);
	if (!*type)
		return err_set(e, "type is missing");
	if (!str_eq(type, "event_callback") ||
	    (!str_eq(what, "message") && !str_eq(what, "app_mention")))
		return true; /* nothing that is of interest */
	room = chat_json_id(event, "channel");
	if (!room)
		return err_set(e, "event.channel is missing");
	slack_event(c, room, event, h);
	free(room);
	return true;
}

/* --- Mattermost: outgoing webhook --- */

/* Milliseconds in JSON, seconds in a form. */
static int64_t
mattermost_ms(const json_t *o)
{
	const json_t *v = json_object_get(o, "timestamp");
	const char *s = json_string_value(v);
	long long t = s ? strtoll(s, NULL, 10) : json_integer_value(v);

	return t > 0 && t < 100000000000LL ? t * 1000 : t;
}

static bool
hear_mattermost(const struct chat_conf *c, const struct hook_delivery *d, const json_t *o,
    struct hook_heard *h, struct err *e)
{
	char *id = chat_json_id(o, "post_id"), *room = chat_json_id(o, "channel_id");
	json_t *post;

	(void)d;
	post = json_pack("{s:s*, s:I, s:s*, s:s*, s:s*}", "id", id, "create_at",
	    (json_int_t)mattermost_ms(o), "user_id",
	    json_string_value(json_object_get(o, "user_id")), "sender_name",
	    json_string_value(json_object_get(o, "user_name")), "message",
	    json_string_value(json_object_get(o, "text")));
	if (id && room && post)
		chat_mattermost.message(c, room, post, &h->page);
	json_decref(post);
	free(id);
	free(room);
	return h->page.n || err_set(e, "post_id or channel_id is missing");
}

/* --- Chatwork --- */

static bool
hear_chatwork(const struct chat_conf *c, const struct hook_delivery *d, const json_t *o,
    struct hook_heard *h, struct err *e)
{
	const json_t *event = json_object_get(o, "webhook_event");
	const json_t *author = json_object_get(event, "account_id");
	char *room = chat_json_id(event, "room_id");
	json_t *message;

	(void)d;
	if (!room)
		return err_set(e, "webhook_event.room_id is missing");
	if (!author) /* a mention */
		author = json_object_get(event, "from_account_id");
	message = json_pack("{s:O*, s:{s:O*}, s:O*, s:O*, s:O*}", "message_id",
	    json_object_get(event, "message_id"), "account", "account_id", author, "body",
	    json_object_get(event, "body"), "send_time",
	    json_object_get(event, "send_time"), "update_time",
	    json_object_get(event, "update_time"));
	if (message)
		chat_chatwork.message(c, room, message, &h->page);
	json_decref(message);
	free(room);
	return h->page.n || err_set(e, "webhook_event.message_id is missing");
}

/* --- the queue, and any program that signs as the desk says --- */

static bool
hear_queue(const struct chat_conf *c, const struct hook_delivery *d, const json_t *o,
    struct hook_heard *h, struct err *e)
{
	json_t *copy = json_copy((json_t *)o);

	/* The same bytes are the same message. */
	if (copy && !json_object_get(copy, "id")) {
		char *id = hook_id_of(d);

		(void)json_object_set_new(copy, "id", json_string(id));
		free(id);
	}
	if (copy)
		chat_queue.message(c, "", copy, &h->page);
	json_decref(copy);
	return h->page.n ||
	       err_set(e, "body is missing, or id is no text of at most %d bytes",
	           CHAT_ID_MAX);
}

/* --- the table --- */

static json_t *
object_of(const struct hook_delivery *d, struct err *e)
{
	json_t *o = d->form ? http_form_read(d->body, d->n) : chat_json(d->body, d->n, e);

	if (json_is_object(o))
		return o;
	if (o || d->form)
		(void)err_set(e, "this is no JSON object");
	json_decref(o);
	return NULL;
}

/* The token stands in the delivery: there is no signature. */
static enum hook_check
check_mattermost(const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	struct err e = {0};
	json_t *o = object_of(d, &e);
	enum hook_check result =
	    hook_check_token(json_string_value(json_object_get(o, "token")), s);

	(void)now;
	json_decref(o);
	return result;
}

/* The token stands in the address. */
static enum hook_check
check_argument(const struct hook_delivery *d, const struct hook_secrets *s, int64_t now)
{
	(void)now;
	return hook_check_token(d->signature, s);
}

static const struct hook_format formats[] = {
    {
        .name = "slack",
        .signature = "X-Slack-Signature",
        .timestamp = "X-Slack-Request-Timestamp",
        .check = hook_check_slack,
        .hear = hear_slack,
    },
    {
        .name = "mattermost",
        .form = true,
        .echoes = true,
        .partial = true,
        .check = check_mattermost,
        .hear = hear_mattermost,
    },
    {
        .name = "chatwork",
        .signature = "X-ChatWorkWebhookSignature",
        .base64 = true,
        .echoes = true,
        .check = hook_check_chatwork,
        .hear = hear_chatwork,
    },
    {
        .name = "lineworks",
        .signature = "X-WORKS-Signature",
        .check = hook_check_lineworks,
        .hear = hook_hear_lineworks,
    },
    {
        .name = "teams",
        .signature = "Authorization",
        .base64 = true,
        .replies = true,
        .check = hook_check_teams,
        .hear = hook_hear_teams,
    },
    {
        .name = "ejabberd", /* mod_post_log: before delivery, and unsigned */
        .argument = "token",
        .xml = true,
        .knock = true,
        .check = check_argument,
    },
    {
        .name = "queue",
        .signature = "X-Madoguchi-Signature",
        .timestamp = "X-Madoguchi-Timestamp",
        .check = hook_check_generic,
        .hear = hear_queue,
    },
};

const struct hook_format *
hook_format_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (str_eq(formats[i].name, name))
			return &formats[i];
	return NULL;
}

const struct hook_format *
hook_format_of(const struct config_source *s)
{
	const struct chat_provider *p = chat_provider_of(s);

	return p ? hook_format_named(p->name) : NULL;
}

void
hook_heard_free(struct hook_heard *h)
{
	chat_page_free(&h->page);
	free(h->answer);
	*h = (struct hook_heard){0};
}

/* As for what is polled; and who writes to the desk alone need not be foreseen. */
static bool
is_room(const struct chat_conf *c, const char *room)
{
	const struct config_source *s = c->source;

	if (str_eq(room, c->operators))
		return true;
	if (!s->rooms.n && !s->private_rooms.n)
		return true;
	return strlist_has(&s->rooms, room) || strlist_has(&s->private_rooms, room) ||
	       (s->kind == SOURCE_SLACK && room[0] == 'D') || str_starts(room, "user:");
}

static void
keep_rooms(const struct chat_conf *c, struct chat_page *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++)
		if (is_room(c, p->v[i].room))
			p->v[kept++] = p->v[i];
		else
			chat_msg_free(&p->v[i]);
	p->n = kept;
}

bool
hook_hear(const struct hook_format *f, const struct chat_conf *c,
    const struct hook_delivery *d, struct hook_heard *h, struct err *e)
{
	json_t *o = object_of(d, e);
	bool ok;

	*h = (struct hook_heard){0};
	ok = o && f->hear(c, d, o, h, e);
	json_decref(o);
	if (!ok)
		hook_heard_free(h);
	else
		keep_rooms(c, &h->page);
	return ok;
}
