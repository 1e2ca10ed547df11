/* The providers' notations. See chat_text.h. */
#include "chat_text.h"

#include "buf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- Slack --- */

static const struct {
	const char *entity;
	char c;
} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};

static size_t
entity_at(const char *s, char *c)
{
	for (size_t i = 0; i < ARRAY_LEN(entities); i++)
		if (str_prefix(s, entities[i].entity)) {
			*c = entities[i].c;
			return strlen(entities[i].entity);
		}
	return 0;
}

static void
add_unescaped(struct buf *b, const char *s, size_t n)
{
	const char *end = s + n;
	char c = 0;

	while (s < end) {
		size_t len = *s == '&' ? entity_at(s, &c) : 0;

		if (len && s + len <= end) {
			buf_addc(b, c);
			s += len;
		} else {
			buf_addc(b, *s++);
		}
	}
}

/* What stands between < and >. Mentions of the desk say nothing, nor do those of
 * anybody where nobody asks for them (others false). */
static void
add_link(struct buf *b, const char *s, size_t n, bool others, const char *own)
{
	const char *bar = memchr(s, '|', n);
	size_t head = bar ? (size_t)(bar - s) : n;

	if (*s == '@' && others &&
	    !(own && strlen(own) == head - 1 && strncmp(s + 1, own, head - 1) == 0))
		add_unescaped(b, s, head);
	if (*s == '@' || *s == '!')
		return;
	if (str_starts(s, "mailto:") && head > 7) {
		add_unescaped(b, s + 7, head - 7);
	} else if (*s == '#') {
		buf_addc(b, '#');
		if (bar)
			add_unescaped(b, bar + 1, n - head - 1);
	} else {
		if (bar) {
			add_unescaped(b, bar + 1, n - head - 1);
			buf_addc(b, ' ');
		}
		add_unescaped(b, s, head);
	}
}

static char *
plain(const char *text, bool others, const char *own)
{
	struct buf b = {0};

	while (*text) {
		size_t n = strcspn(text, "<");
		const char *close;

		add_unescaped(&b, text, n);
		text += n;
		if (!*text)
			break;
		n = strcspn(text + 1, "<>");
		close = text + 1 + n;
		if (*close == '>' && n)
			add_link(&b, text + 1, n, others, own);
		else
			buf_addc(&b, '<');
		text = *close == '>' && n ? close + 1 : text + 1;
	}
	return buf_steal(&b);
}

char *
slack_plain(const char *text)
{
	return plain(text, false, NULL);
}

char *
slack_plain_to(const char *text, const char *own_id)
{
	return plain(text, true, own_id);
}

char *
slack_escape(const char *text)
{
	struct buf b = {0};

	for (; *text; text++) {
		size_t i = 0;

		while (i < ARRAY_LEN(entities) && entities[i].c != *text)
			i++;
		if (i < ARRAY_LEN(entities))
			buf_adds(&b, entities[i].entity);
		else
			buf_addc(&b, *text);
	}
	return buf_steal(&b);
}

/* --- Mattermost --- */

static bool
calls_everybody(const char *s)
{
	static const char *const words[] = {"@all", "@channel", "@here"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_istarts(s, words[i]) &&
		    !isalnum((unsigned char)s[strlen(words[i])]))
			return true;
	return false;
}

char *
mattermost_escape(const char *text)
{
	struct buf b = {0};

	for (; *text; text++)
		if (*text == '@' && calls_everybody(text))
			buf_adds(&b, "＠");
		else
			buf_addc(&b, *text);
	return buf_steal(&b);
}

/* --- Chatwork --- */

static const char *const chatwork_tags[] = {"To:", "toall", "rp ", "rp]", "info]",
    "/info]", "title]", "/title]", "code]", "/code]", "hr]", "qt]", "/qt]", "qtmeta ",
    "picon:", "piconname:", "dtext:", "preview ", "download:", "/download]", "task ",
    "/task]", "deleted]"};

enum { TAG_MAX = 200 };

/* Length of the tag at '['; 0: none of Chatwork's. */
static size_t
tag_at(const char *s)
{
	size_t n;

	for (size_t i = 0; i < ARRAY_LEN(chatwork_tags); i++) {
		if (!str_istarts(s + 1, chatwork_tags[i]))
			continue;
		n = strcspn(s, "]\n");
		return n < TAG_MAX && s[n] == ']' ? n + 1 : 0;
	}
	return 0;
}

char *
chatwork_plain(const char *text)
{
	struct buf b = {0};
	bool quoted = false;

	while (*text) {
		size_t n = *text == '[' ? tag_at(text) : 0;

		if (n) {
			if (str_istarts(text, "[qt]"))
				quoted = true;
			else if (str_istarts(text, "[/qt]"))
				quoted = false;
			else if (str_istarts(text, "[hr]") ||
			         str_istarts(text, "[/title]"))
				buf_addc(&b, '\n');
			text += n;
		} else {
			if (!quoted)
				buf_addc(&b, *text);
			text++;
		}
	}
	return buf_steal(&b);
}

char *
chatwork_escape(const char *text)
{
	struct buf b = {0};

	for (; *text; text++)
		if (*text == '[')
			buf_adds(&b, "［");
		else if (*text == ']')
			buf_adds(&b, "］");
		else
			buf_addc(&b, *text);
	return buf_steal(&b);
}

char *
chatwork_replied(const char *text)
{
	const char *tag = str_ifind(text, "[rp "), *to, *dash;
	size_t n;

	if (!tag || !tag_at(tag))
		return NULL;
	n = strcspn(tag, "]");
	to = str_ifind(tag, " to=");
	if (!to || to > tag + n)
		return NULL;
	dash = memchr(to, '-', (size_t)(tag + n - to));
	if (!dash)
		return NULL;
	n = strspn(dash + 1, "0123456789");
	return n && n < 32 ? xstrndup(dash + 1, n) : NULL;
}

/* --- LINE WORKS and Teams --- */

struct stand_in {
	char c;
	const char *text; /* looks the same and does nothing */
};

static char *
replaced(const char *text, const struct stand_in *table, size_t n)
{
	struct buf b = {0};

	for (; *text; text++) {
		size_t i = 0;

		while (i < n && table[i].c != *text)
			i++;
		if (i < n)
			buf_adds(&b, table[i].text);
		else
			buf_addc(&b, *text);
	}
	return buf_steal(&b);
}

char *
lineworks_escape(const char *text)
{
	static const struct stand_in table[] = {{'<', "＜"}, {'>', "＞"}};

	return replaced(text, table, ARRAY_LEN(table));
}

char *
teams_escape(const char *text)
{
	static const struct stand_in table[] = {{'<', "＜"}, {'>', "＞"}, {'[', "［"},
	    {']', "］"}, {'*', "＊"}, {'`', "｀"}, {'{', "｛"}, {'}', "｝"},
	    {'\\', "＼"}};

	return replaced(text, table, ARRAY_LEN(table));
}

/* --- both ways --- */

void
chat_text_cut(char *text, size_t characters)
{
	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80 && characters-- == 0) {
			*text = '\0';
			return;
		}
}

static const char *
next_word_byte(const char *s)
{
	static const char *const skipped[] = {"［", "］", "＠", "　"};
	size_t i = 0;

	while (*s && i < ARRAY_LEN(skipped)) {
		size_t n = str_prefix(s, skipped[i]);

		if (n || strchr(" \t\r\n[]@", *s)) {
			s += n ? n : 1;
			i = 0;
		} else {
			i++;
		}
	}
	return s;
}

bool
chat_text_same(const char *a, const char *b)
{
	for (;;) {
		a = next_word_byte(a);
		b = next_word_byte(b);
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}
