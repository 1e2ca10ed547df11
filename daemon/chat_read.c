/* The reader of chat. See chat_read.h. */
#include "chat_read.h"

#include "buf.h"
#include "chat.h"
#include "clock.h"
#include "split.h"
#include "utf8.h"

#include <string.h>

static const char *
text_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return str_empty(s) ? NULL : s;
}

void
chat_read_json(const json_t *o, struct message *m)
{
	const char *body = text_of(o, "body");
	const char *addr = text_of(o, "from_addr");

	message_init(m);
	m->chat = true;
	m->message_id = xstrdup_null(text_of(o, "id"));
	m->from.name = xstrdup_null(text_of(o, "from_name"));
	if (addr && strchr(addr, '@'))
		m->from.addr = xstrdup(addr);
	m->subject = xstrdup_null(text_of(o, "subject"));
	if (!civil_parse_iso(text_of(o, "sent"), &m->date))
		m->date = 0;
	split_body(m->subject, body ? body : "", m);
}

/* What was written in pieces, as one: the first piece with everybody's words, cut like a
 * single message. */
static json_t *
joined(json_t *list)
{
	json_t *o = json_incref(json_array_get(list, 0)), *piece;
	struct buf text = {0};
	size_t i;

	json_array_foreach(list, i, piece)
	{
		const char *body = text_of(piece, "body");

		if (body)
			buf_addf(&text, "%s%s", text.len ? "\n" : "", body);
	}
	if (json_is_object(o))
		(void)json_object_set_new(o, "body",
		    json_stringn(buf_str(&text),
		        utf8_fit(buf_str(&text), text.len, CHAT_TEXT_MAX)));
	buf_free(&text);
	json_decref(list);
	return o;
}

void
chat_read(const char *raw, size_t n, struct message *m)
{
	json_t *o = json_loadb(raw, n, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_array(o))
		o = joined(o);

	if (json_is_object(o)) {
		chat_read_json(o, m);
		/* A name stands beside an address; whose this one is, the store knows. */
		if (!m->from.addr)
			address_free(&m->from);
	} else {
		message_init(m);
		m->chat = true;
		strlist_add(&m->defects, "チャットの記録を読み取れません");
	}
	json_decref(o);
}
