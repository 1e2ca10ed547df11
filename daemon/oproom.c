/* Posts to the operators' channel. See oproom.h. */
#include "oproom.h"

#include "chat.h"
#include "chat_provider.h"
#include "chat_text.h"
#include "chat_trouble.h"
#include "excerpt.h"
#include "store_inbox.h"
#include "token.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_CHARS = 200, TEXT_CHARS = 3500 };

const struct config_source *
oproom_source(const struct config *c)
{
	return c->operator_channel.source ? chat_source(c, c->operator_channel.source)
	                                  : NULL;
}

bool
oproom_is_of(const struct config *c, const struct config_source *s)
{
	return c->operator_channel.room && str_eq(s->name, c->operator_channel.source);
}

bool
oproom_is_from(const struct config *c, const struct message *m)
{
	return m->origin && chat_room_of_operators(c, m->origin->source, m->origin->room);
}

bool
oproom_english(const struct desk *d)
{
	return str_eq(d->config->reports.lang, "en");
}

char *
oproom_recipient(const struct config *c)
{
	return chat_person_address(
	    c->operator_channel.source, NULL, c->operator_channel.room);
}

bool
oproom_broken(struct desk *d)
{
	return chat_trouble_known(d->store, d->config->operator_channel.source);
}

/* --- posts --- */

static void
queue(struct desk *d, const struct case_row *c, const char *name,
    const struct chat_origin *to, const char *subject, char *text)
{
	const struct config_source *source = oproom_source(d->config);
	char room[] = "", *recipient = oproom_recipient(d->config);
	char *random = random_text(16), *id;
	struct chat_talk talk = {
	    .source_id = store_source(d->store, source->name).id,
	    .room = d->config->operator_channel.room,
	    .thread = to && to->thread ? to->thread : room,
	    .author = to && to->author ? to->author : room,
	};
	struct outbox_new row;

	id = xasprintf("operators.%llx.%s", (unsigned long long)d->now, random);
	chat_text_cut(text, TEXT_CHARS);
	row = (struct outbox_new){
	    .case_id = c ? c->id : 0,
	    .template_name = name,
	    .lang = oproom_english(d) ? "en" : "ja",
	    .recipient = recipient,
	    .subject = subject,
	    .message_id = id,
	    .wire = text,
	    .wire_bytes = strlen(text),
	    .chat = true,
	    .now = d->now,
	};
	store_chat_post(d->store, store_outbox_add(d->store, &row), &talk);
	free(id);
	free(random);
	free(recipient);
}

static void
post(struct desk *d, const struct case_row *c, const char *name,
    const struct chat_origin *to, json_t *data)
{
	char *subject = NULL, *text = NULL;
	struct err e = {0};

	if (c)
		(void)json_object_set_new(
		    data, "case", json_pack("{s:s}", "number", c->number));
	if (templates_render(d->templates, name, oproom_english(d) ? "en" : "ja", data,
	        &subject, &text, &e))
		queue(d, c, name, to, subject, text);
	else
		desk_event(
		    d, c, "chat", true, "文面「%s」を作れませんでした: %s", name, e.text);
	free(subject);
	free(text);
}

static void
add_lines(json_t *to, const json_t *lines)
{
	const json_t *line;
	size_t i;

	json_array_foreach(lines, i, line)
	{
		char *text = excerpt_first(json_string_value(line), LINE_CHARS);

		(void)json_array_append_new(to, json_string(text));
		free(text);
	}
}

/* What settles it: here where a command does, else at the desk. */
static json_t *
commands(const struct desk *d, const struct case_row *c)
{
	bool english = oproom_english(d);
	json_t *list = json_array();

	if (c && (str_eq(c->state, "review") || d->config->supervised.all))
		(void)json_array_append_new(
		    list, json_sprintf(english ? "approve %s" : "承認 %s", c->number));
	if (c)
		(void)json_array_append_new(
		    list, json_sprintf(english ? "status %s" : "状況 %s", c->number));
	if (d->inbox_id)
		(void)json_array_append_new(list,
		    json_sprintf("madoguchi review show m%lld", (long long)d->inbox_id));
	else if (c)
		(void)json_array_append_new(
		    list, json_sprintf("madoguchi case show %s", c->number));
	else
		(void)json_array_append_new(
		    list, json_string(english ? "review" : "確認待ち"));
	return list;
}

void
oproom_alert(struct desk *d, const struct case_row *c, const char *title,
    const json_t *lines, const json_t *facts)
{
	json_t *told, *data;

	if (!oproom_source(d->config) || oproom_broken(d))
		return;
	told = json_array();
	add_lines(told, facts);
	if (d->config->operator_channel.members_only)
		add_lines(told, lines);
	data = json_pack("{s:{s:s, s:o, s:o}}", "alert", "title", title, "lines", told,
	    "commands", commands(d, c));
	post(d, c, "chat/operator_alert", NULL, data);
	json_decref(data);
}

int64_t
oproom_posted(struct desk *d, int64_t since)
{
	char *recipient;
	int64_t n;

	if (!oproom_source(d->config))
		return 0;
	recipient = oproom_recipient(d->config);
	n = store_outbox_count(d->store, recipient, "chat/operator_alert", 0, since);
	free(recipient);
	return n;
}

void
oproom_answer(struct desk *d, const struct chat_origin *to, const struct case_row *c,
    const char *text)
{
	json_t *data;

	if (!oproom_source(d->config))
		return;
	data = json_pack("{s:s}", "answer", text);
	post(d, c, "chat/operator_answer", to, data);
	json_decref(data);
}
