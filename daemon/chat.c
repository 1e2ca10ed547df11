/* What all parts of chat share. See chat.h. */
#include "chat.h"

#include "addr_read.h"
#include "clock.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A domain that is never delegated (RFC 2606). */
static const char suffix[] = "@chat.invalid";

void
chat_msg_free(struct chat_msg *m)
{
	free(m->room);
	free(m->id);
	free(m->thread);
	free(m->author);
	free(m->author_name);
	free(m->author_addr);
	free(m->order);
	free(m->version);
	free(m->text);
	free(m->mark);
	free(m->raw);
	*m = (struct chat_msg){0};
}

void
chat_msgs_free(struct chat_msg *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		chat_msg_free(&v[i]);
	free(v);
}

bool
source_is_chat(const struct config_source *s)
{
	return s->kind >= SOURCE_SLACK;
}

bool
chat_room_private(const struct config_source *s, const char *room)
{
	if (!s->public_rooms || strlist_has(&s->private_rooms, room))
		return true;
	/* Talks between two. */
	switch (s->kind) {
	case SOURCE_SLACK: return room[0] == 'D';
	case SOURCE_LINEWORKS: return str_starts(room, "user:");
	case SOURCE_EJABBERD: return !strlist_has(&s->rooms, room);
	default: return false;
	}
}

/* "NAME" or "NAME <ADDRESS>". */
static void
read_agency(const char *text, char **name, char **addr)
{
	const char *open = strrchr(text, '<'), *end = open ? strchr(open, '>') : NULL;

	*addr = end ? address_clean(open + 1, (size_t)(end - open - 1)) : NULL;
	*name = *addr ? xstrndup(text, (size_t)(open - text)) : xstrdup(text);
	str_trim(*name);
}

bool
chat_agency(const struct config_source *s, const char *room, char **name, char **addr)
{
	size_t n = strlen(room);
	const char *text = s->agency;

	for (size_t i = 0; i < s->agency_rooms.n; i++) {
		const char *entry = s->agency_rooms.v[i];

		if (n && strncmp(entry, room, n) == 0 && entry[n] == '=')
			text = entry + n + 1;
	}
	*name = *addr = NULL;
	if (str_empty(text))
		return false;
	read_agency(text, name, addr);
	return true;
}

bool
chat_room_of_operators(const struct config *c, const char *source, const char *room)
{
	return c->operator_channel.room && str_eq(source, c->operator_channel.source) &&
	       str_eq(room, c->operator_channel.room);
}

const struct config_source *
chat_source(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->sources_n; i++)
		if (source_is_chat(&c->sources[i]) && str_eq(c->sources[i].name, name))
			return &c->sources[i];
	return NULL;
}

static void
put(json_t *o, const char *key, const char *value)
{
	if (value)
		(void)json_object_set_new(o, key, json_string(value));
}

char *
chat_envelope(const struct chat_msg *m)
{
	json_t *o = json_object();
	char *sent = m->sent > 0 ? civil_iso_datetime(m->sent) : NULL, *text;
	json_t *raw = m->raw ? json_loads(m->raw, JSON_DECODE_ANY, NULL) : NULL;

	put(o, "id", m->id);
	put(o, "sent", sent);
	put(o, "from_name", m->author_name);
	put(o, "from_addr", m->author_addr);
	put(o, "body", m->text ? m->text : "");
	put(o, "room", m->room);
	put(o, "thread", m->thread);
	put(o, "author", m->author);
	if (raw)
		(void)json_object_set_new(o, "raw", raw);
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	free(sent);
	return text ? text : xstrdup("{}");
}

/* --- addresses that stand for a chat identity --- */

static bool
has_lower(const char *s)
{
	while (*s && !islower((unsigned char)*s))
		s++;
	return *s != '\0';
}

/* Addresses are compared without regard to case: where an id uses both, the capital
 * letters are written out. */
static void
add_escaped(struct buf *b, const char *s)
{
	bool both = has_lower(s);

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (isdigit(c) || islower(c) || c == '-' || c == '_' || c == '.')
			buf_addc(b, (char)c);
		else if (isupper(c) && !both)
			buf_addc(b, (char)tolower(c));
		else
			buf_addf(b, "%%%02x", c);
	}
}

char *
chat_person_address(const char *source, const char *author, const char *thread)
{
	struct buf b = {0};

	add_escaped(&b, source);
	buf_adds(&b, str_empty(author) ? ":thread." : ":");
	add_escaped(&b, str_empty(author) ? thread : author);
	buf_adds(&b, suffix);
	return buf_steal(&b);
}

bool
chat_is_person_address(const char *addr)
{
	size_t n = addr ? strlen(addr) : 0;

	return n >= sizeof(suffix) - 1 &&
	       str_ieq(addr + n - (sizeof(suffix) - 1), suffix);
}

/* --- a mail address in a text --- */

static bool
in_address(unsigned char c)
{
	return isalnum(c) || (c && strchr("@.!#$%&'*+-/=?^_`{|}~", c));
}

/* Sentences end in a full stop, and brackets stand around. */
static char *
clean(const char *s, size_t n)
{
	char *addr;

	while (n && strchr(".'*_~`/|", s[n - 1]))
		n--;
	while (n && strchr(".'*_~`/|=", *s)) {
		s++;
		n--;
	}
	if (n > 7 && strncmp(s, "mailto:", 7) == 0) {
		s += 7;
		n -= 7;
	}
	addr = n && memchr(s, '@', n) ? address_clean(s, n) : NULL;
	if (addr && chat_is_person_address(addr)) {
		free(addr);
		addr = NULL;
	}
	return addr;
}

char *
chat_stated_address(const char *text)
{
	char *found = NULL;

	while (text && *text && !found) {
		size_t n = 0;

		while (in_address((unsigned char)text[n]))
			n++;
		found = n > 3 ? clean(text, n) : NULL;
		text += n ? n : 1;
	}
	return found;
}
