/*
 * Deliveries of LINE WORKS (bot callback) and Microsoft Teams (outgoing webhook), which
 * cannot be polled. See hook_format.h.
 */
#include "hook_format.h"

#include "clock.h"
#include "html_text.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

char *
hook_id_of(const struct hook_delivery *d)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buf b = {0};
	unsigned n = 0;

	if (EVP_Digest(d->body, d->n, digest, &n, EVP_sha256(), NULL) != 1)
		abort();
	for (unsigned i = 0; i < n; i++)
		buf_addf(&b, "%02x", digest[i]);
	return buf_steal(&b);
}

/* 2026-01-04T05:16:05.716Z; 0 when it is none. */
static int64_t
utc_time(const char *s)
{
	size_t n = strlen(s);
	int64_t t = 0;
	char *text;

	if (n < 20 || n > 40 || s[n - 1] != 'Z')
		return 0;
	text = xasprintf("%.19s+00:00", s);
	if (!civil_parse_iso(text, &t))
		t = 0;
	free(text);
	return t;
}

/* --- LINE WORKS --- */

/* Every message is different by its time, which goes to the millisecond. In a talk
 * between two there is no channel: its place is the person. */
bool
hook_hear_lineworks(const struct chat_conf *c, const struct hook_delivery *d,
    const json_t *o, struct hook_heard *h, struct err *e)
{
	const json_t *source = json_object_get(o, "source");
	const json_t *content = json_object_get(o, "content");
	const char *type = json_string_value(json_object_get(o, "type"));
	struct chat_msg *m;

	(void)c;
	if (!type)
		return err_set(e, "type is missing");
	if (!str_eq(type, "message") || !str_eq(chat_json_str(content, "type"), "text"))
		return true; /* joined, left, a sticker, a file */
	m = chat_page_add(&h->page);
	m->room = chat_json_id(source, "channelId");
	m->author = chat_json_id(source, "userId");
	if (!m->room && m->author)
		m->room = xasprintf("user:%s", m->author);
	m->text = chat_json_text(content, "text");
	m->sent = utc_time(chat_json_str(o, "issuedTime"));
	m->id = hook_id_of(d);
	m->raw = json_dumps(o, JSON_COMPACT);
	return (m->room && m->text) || err_set(e, "source or text is missing");
}

/* --- Teams --- */

/* Mentions say nothing; line breaks are kept. */
static char *
marked_up(const char *text)
{
	struct buf b = {0};
	bool ends = true; /* looked for once where there is none */

	while (*text) {
		const char *end = NULL;

		if (ends && str_istarts(text, "<at") &&
		    (text[3] == '>' || text[3] == ' ')) {
			end = str_ifind(text, "</at>");
			ends = end != NULL;
		}
		if (end) {
			text = end + 5;
		} else if (*text == '\n') {
			buf_adds(&b, "<br>");
			text++;
		} else {
			buf_addc(&b, *text++);
		}
	}
	return buf_steal(&b);
}

static char *
teams_plain(const char *text)
{
	char *html = marked_up(text), *plain = html_text(html, strlen(html), NULL);

	free(html);
	return str_trim(plain);
}

/* 19:abc@thread.tacv2;messageid=1732500000000: the channel, and what its thread begins
 * with. */
static void
read_place(struct chat_msg *m, const char *conversation)
{
	static const char word[] = ";messageid=";
	const char *at = strstr(conversation, word);

	m->room = at ? xstrndup(conversation, (size_t)(at - conversation))
	             : xstrdup(conversation);
	if (at && !str_eq(at + sizeof(word) - 1, m->id))
		m->thread = xstrdup(at + sizeof(word) - 1);
}

bool
hook_hear_teams(const struct chat_conf *c, const struct hook_delivery *d, const json_t *o,
    struct hook_heard *h, struct err *e)
{
	const json_t *from = json_object_get(o, "from");
	const char *type = json_string_value(json_object_get(o, "type"));
	char *text, *place;
	struct chat_msg *m;

	(void)c;
	(void)d;
	if (!type)
		return err_set(e, "type is missing");
	if (!str_eq(type, "message"))
		return true;
	text = chat_json_text(o, "text");
	place = chat_json_id(json_object_get(o, "conversation"), "id");
	m = chat_page_add(&h->page);
	m->id = chat_json_id(o, "id");
	if (m->id && text && place) {
		read_place(m, place);
		m->author = chat_json_id(from, "id");
		m->author_name = chat_json_text(from, "name");
		m->text = teams_plain(text);
		m->sent = utc_time(chat_json_str(o, "timestamp"));
		m->raw = json_dumps(o, JSON_COMPACT);
	}
	free(text);
	free(place);
	return m->raw || err_set(e, "id, conversation or text is missing");
}
