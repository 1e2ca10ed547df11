/*
 * A mail as bytes. The header block is written here, word by word, because every rule
 * that matters about it is about cutting: encoded words end at character borders, lines
 * stay within 76 columns, and no value smuggles in a line of its own. GMime writes the
 * MIME entity below it.
 */
#include "compose.h"

#include "buf.h"
#include "clock.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_MAX_COLUMNS = 76,
	WORD_FRAME = 12, /* =?UTF-8?B? and ?= */
	REFERENCES_MAX = 20,
	ADDR_MAX = 254,
	LOCAL_MAX = 64,
	ID_MAX = 250
};

/* --- what may stand in a header --- */

static bool
is_control(gunichar c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
}

static bool
check_value(const char *what, const char *s, struct err *e)
{
	if (!s)
		return true;
	if (!g_utf8_validate(s, -1, NULL))
		return err_set(e, "%s is not UTF-8", what);
	for (; *s; s = g_utf8_next_char(s))
		if (is_control(g_utf8_get_char(s)))
			return err_set(
			    e, "%s holds a line break or control character", what);
	return true;
}

static bool
is_atom(const char *s, size_t n)
{
	static const char marks[] = "!#$%&'*+-/=?^_`{|}~";

	for (size_t i = 0; i < n; i++)
		if (!g_ascii_isalnum(s[i]) && !strchr(marks, s[i]))
			return false;
	return n > 0;
}

static bool
is_dot_atom(const char *s, size_t n)
{
	size_t start = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && s[i] != '.')
			continue;
		if (!is_atom(s + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

static bool
is_host(const char *s)
{
	if (*s == '[' && str_ends(s, "]") && strlen(s) > 2)
		return strspn(s + 1, "0123456789abcdefABCDEFIPv:.") == strlen(s) - 2;
	for (const char *p = s; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("-._", *p))
			return false;
	return *s && *s != '.' && *s != '-' && !strstr(s, "..");
}

/* The inside of a quoted local part, of which only harmless characters are taken. */
static bool
is_quotable(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] >= 0x7f || strchr("<>\"\\", s[i]))
			return false;
	return n > 0;
}

char *
compose_addr_spec(const char *addr)
{
	const char *at = addr ? strrchr(addr, '@') : NULL;
	size_t n;

	if (!at || strlen(addr) > ADDR_MAX || !is_host(at + 1))
		return NULL;
	n = (size_t)(at - addr);
	if (n > LOCAL_MAX)
		return NULL;
	if (is_dot_atom(addr, n))
		return xstrdup(addr);
	if (n > 2 && addr[0] == '"' && at[-1] == '"' && is_quotable(addr + 1, n - 2))
		return xstrdup(addr);
	/* Japanese carriers gave out local parts such as "taro..y" and "taro.". */
	if (is_quotable(addr, n) && !memchr(addr, '@', n))
		return xasprintf("\"%.*s\"%s", (int)n, addr, at);
	return NULL;
}

/* Ids are only hints for threading: one that is none is left out. */
static bool
is_id(const char *id)
{
	size_t n = id ? strlen(id) : 0;

	if (n == 0 || n > ID_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (id[i] <= ' ' || id[i] >= 0x7f || id[i] == '<' || id[i] == '>')
			return false;
	return true;
}

/* --- writing a header --- */

struct header {
	struct buf *out;
	size_t column;
};

static struct header
header_begin(struct buf *out, const char *name)
{
	struct header h = {.out = out, .column = strlen(name) + 1};

	buf_addf(out, "%s:", name);
	return h;
}

/* A run of ASCII that is not cut; a new line is begun when it would not fit. */
static void
header_token(struct header *h, const char *token, size_t n)
{
	bool fits = h->column + 1 + n <= LINE_MAX_COLUMNS;

	buf_adds(h->out, fits ? " " : "\r\n ");
	buf_add(h->out, token, n);
	h->column = (fits ? h->column : 0) + 1 + n;
}

static void
header_end(struct header *h)
{
	buf_adds(h->out, "\r\n");
}

/* How many bytes of whole characters go into a word of at most max bytes. A multiple of
 * three is preferred: its base64 needs no padding, over which readers stumble that join
 * words before they decode them. */
static size_t
whole_chars(const char *s, size_t max)
{
	size_t n = 0, unpadded = 0;

	while (s[n]) {
		size_t step = (size_t)(g_utf8_next_char(s + n) - (s + n));

		if (n + step > max)
			break;
		n += step;
		if (n % 3 == 0)
			unpadded = n;
	}
	return s[n] && unpadded > 0 ? unpadded : n;
}

static void
header_encoded(struct header *h, const char *text)
{
	while (*text) {
		size_t used = h->column + 1 + WORD_FRAME;
		size_t room =
		    used < LINE_MAX_COLUMNS ? (LINE_MAX_COLUMNS - used) / 4 * 3 : 0;
		size_t n = whole_chars(text, room);
		char *b64, *word;

		if (n == 0) /* the line is full: the next has room for 45 bytes */
			n = whole_chars(
			    text, (LINE_MAX_COLUMNS - 1 - WORD_FRAME) / 4 * 3);
		b64 = g_base64_encode((const guchar *)text, n);
		word = xasprintf("=?UTF-8?B?%s?=", b64);
		header_token(h, word, strlen(word));
		free(word);
		g_free(b64);
		text += n;
	}
}

static bool
is_plain(const char *s)
{
	return g_str_is_ascii(s) && !strstr(s, "=?") && *s != ' ' && !str_ends(s, " ");
}

static void
header_text(struct buf *out, const char *name, const char *text)
{
	struct header h = header_begin(out, name);

	if (is_plain(text) && strlen(name) + 2 + strlen(text) <= LINE_MAX_COLUMNS)
		header_token(&h, text, strlen(text));
	else
		header_encoded(&h, text);
	header_end(&h);
}

static bool
is_phrase(const char *s)
{
	for (; *s; s++)
		if (!g_ascii_isalnum(*s) && !strchr("!#$%&'*+-/=?^_`{|}~ ", *s))
			return false;
	return true;
}

static void
header_name(struct header *h, const char *name)
{
	if (is_plain(name) && strlen(name) < LINE_MAX_COLUMNS - 2 && is_phrase(name)) {
		header_token(h, name, strlen(name));
	} else if (is_plain(name) && strlen(name) < LINE_MAX_COLUMNS - 4 &&
	           !strpbrk(name, "\"\\")) {
		char *quoted = xasprintf("\"%s\"", name);

		header_token(h, quoted, strlen(quoted));
		free(quoted);
	} else {
		header_encoded(h, name);
	}
}

static bool
header_address(
    struct header *h, const char *what, const struct address *a, bool last, struct err *e)
{
	char *spec = compose_addr_spec(a->addr), *token;

	if (!spec)
		return err_set(e, "%s is no address that mail can be sent to", what);
	if (!check_value(what, a->name, e)) {
		free(spec);
		return false;
	}
	if (!str_empty(a->name)) {
		header_name(h, a->name);
		token = xasprintf("<%s>%s", spec, last ? "" : ",");
	} else {
		token = xasprintf("%s%s", spec, last ? "" : ",");
	}
	header_token(h, token, strlen(token));
	free(token);
	free(spec);
	return true;
}

static bool
header_addresses(
    struct buf *out, const char *name, const struct address *v, size_t n, struct err *e)
{
	struct header h = header_begin(out, name);

	for (size_t i = 0; i < n; i++)
		if (!header_address(&h, name, &v[i], i + 1 == n, e))
			return false;
	header_end(&h);
	return true;
}

static void
header_id(struct header *h, const char *id)
{
	char *token = xasprintf("<%s>", id);

	header_token(h, token, strlen(token));
	free(token);
}

/* The first id, which names the thread, and the newest ones. */
static void
header_references(struct buf *out, const struct strlist *list)
{
	struct header h = {0};
	size_t valid = 0, seen = 0;

	for (size_t i = 0; i < list->n; i++)
		valid += is_id(list->v[i]);
	if (valid == 0)
		return;
	h = header_begin(out, "References");
	for (size_t i = 0; i < list->n; i++) {
		if (!is_id(list->v[i]))
			continue;
		if (seen == 0 || seen + REFERENCES_MAX > valid)
			header_id(&h, list->v[i]);
		seen++;
	}
	header_end(&h);
}

static void
header_date(struct buf *out, int64_t t)
{
	struct civil c = civil_from_time(t);

	buf_addf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0900\r\n",
	    weekday_en(c.weekday), c.day, month_en(c.month), c.year, c.hour, c.minute,
	    c.second);
}

static void
header_ids(struct buf *out, const struct mail *m)
{
	struct header h = header_begin(out, "Message-ID");

	header_id(&h, m->message_id);
	header_end(&h);
	if (is_id(m->in_reply_to)) {
		h = header_begin(out, "In-Reply-To");
		header_id(&h, m->in_reply_to);
		header_end(&h);
	}
	header_references(out, &m->references);
}

static bool
is_language(const char *s)
{
	return *s && strlen(s) <= 35 &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                 "0123456789-") == strlen(s);
}

static bool
write_headers(struct buf *out, const struct mail *m, struct err *e)
{
	const char *subject = m->subject ? m->subject : "";

	if (!is_id(m->message_id))
		return err_set(e, "Message-ID cannot be sent");
	if (!check_value("Subject", subject, e))
		return false;
	if (m->lang && !is_language(m->lang))
		return err_set(e, "Content-Language is no language tag");
	header_date(out, m->date);
	if (!header_addresses(out, "From", &m->from, 1, e) ||
	    !header_addresses(out, "To", &m->to, 1, e))
		return false;
	if (m->cc.n > 0 && !header_addresses(out, "Cc", m->cc.v, m->cc.n, e))
		return false;
	if (m->reply_to.addr && !header_addresses(out, "Reply-To", &m->reply_to, 1, e))
		return false;
	header_text(out, "Subject", subject);
	header_ids(out, m);
	buf_addf(
	    out, "Auto-Submitted: %s\r\n", m->reply ? "auto-replied" : "auto-generated");
	/* The first mark silences Exchange's automatic answers, the second another desk.
	 */
	buf_adds(out, "X-Auto-Response-Suppress: All\r\nX-Madoguchi: 1\r\n");
	if (m->lang)
		buf_addf(out, "Content-Language: %s\r\n", m->lang);
	buf_adds(out, "MIME-Version: 1.0\r\n");
	return true;
}

/* --- the MIME entity --- */

static GMimeObject *
make_part(const char *type, const char *bytes, size_t n)
{
	GMimePart *part = g_mime_part_new();
	GMimeContentType *ct = g_mime_content_type_parse(NULL, type);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, n);
	GMimeDataWrapper *content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_object_set_content_type(GMIME_OBJECT(part), ct);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_object_unref(content);
	g_object_unref(stream);
	g_object_unref(ct);
	return GMIME_OBJECT(part);
}

/* Text is CRLF below its transfer encoding (RFC 2046, 4.1.1). */
static GMimeObject *
make_text(const char *body)
{
	struct buf text = {0};
	GMimeObject *part;

	for (const char *p = body; *p; p++) {
		if (*p == '\n' && (p == body || p[-1] != '\r'))
			buf_addc(&text, '\r');
		buf_addc(&text, *p);
	}
	part = make_part("text/plain; charset=UTF-8", buf_str(&text), text.len);
	buf_free(&text);
	return part;
}

/* Every part is base64, which holds no line that begins with dashes, so any boundary
 * does. */
static GMimeMultipart *
make_multipart(const char *subtype, const char *message_id)
{
	GMimeMultipart *multi = g_mime_multipart_new_with_subtype(subtype);
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, message_id, -1);
	char *boundary = xasprintf("madoguchi-%.24s-%.3s", hash, subtype);

	g_mime_multipart_set_boundary(multi, boundary);
	free(boundary);
	g_free(hash);
	return multi;
}

static void
add_part(GMimeMultipart *multi, GMimeObject *part)
{
	g_mime_multipart_add(multi, part);
	g_object_unref(part);
}

/* The calendar stands twice: last among the alternatives for clients that show buttons,
 * and as a file for those that only open files. */
static GMimeObject *
make_invitation(const struct mail *m)
{
	GMimeMultipart *mixed = make_multipart("mixed", m->message_id);
	GMimeMultipart *alternative = make_multipart("alternative", m->message_id);
	size_t n = strlen(m->calendar);
	char *type =
	    xasprintf("text/calendar; method=%s; charset=UTF-8; component=VEVENT",
	        m->calendar_method);
	GMimeObject *file = make_part("application/ics; name=invite.ics", m->calendar, n);

	add_part(alternative, make_text(m->body));
	add_part(alternative, make_part(type, m->calendar, n));
	add_part(mixed, GMIME_OBJECT(alternative));
	g_mime_object_set_disposition(file, GMIME_DISPOSITION_ATTACHMENT);
	g_mime_object_set_content_disposition_parameter(file, "filename", "invite.ics");
	add_part(mixed, file);
	free(type);
	return GMIME_OBJECT(mixed);
}

static void
write_entity(struct buf *out, GMimeObject *entity)
{
	GMimeFormatOptions *options = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(entity, options, stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	buf_add(out, bytes->data, bytes->len);
	if (out->len < 2 || memcmp(out->data + out->len - 2, "\r\n", 2) != 0)
		buf_adds(out, "\r\n");
	g_object_unref(stream);
	g_mime_format_options_free(options);
}

static bool
check_content(const struct mail *m, struct err *e)
{
	if (!m->body || !g_utf8_validate(m->body, -1, NULL))
		return err_set(e, "the mail's text is not UTF-8");
	if (!m->calendar)
		return true;
	if (!g_utf8_validate(m->calendar, -1, NULL))
		return err_set(e, "the mail's calendar is not UTF-8");
	if (!str_eq(m->calendar_method, "REQUEST") &&
	    !str_eq(m->calendar_method, "CANCEL"))
		return err_set(e, "the calendar's method is neither REQUEST nor CANCEL");
	return true;
}

bool
compose(const struct mail *m, char **wire, size_t *n, struct err *e)
{
	static bool ready;
	struct buf out = {0};
	GMimeObject *entity;

	if (!ready) {
		g_mime_init();
		ready = true;
	}
	if (!check_content(m, e) || !write_headers(&out, m, e)) {
		buf_free(&out);
		return false;
	}
	entity = m->calendar ? make_invitation(m) : make_text(m->body);
	write_entity(&out, entity);
	g_object_unref(entity);
	*n = out.len;
	*wire = buf_steal(&out);
	return true;
}
