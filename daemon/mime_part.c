/* One part of a mail. See mime_part.h. */
#include "mime_part.h"

#include "charset.h"
#include "flowed.h"
#include "header_words.h"
#include "html_text.h"
#include "transfer.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 2 * 1024 * 1024, DEFECTS_MAX = 50, META_MAX = 4096, HEAD_BYTES = 128 };

void
part_defect(struct strlist *defects, const char *text)
{
	if (defects->n < DEFECTS_MAX && !strlist_has(defects, text))
		strlist_add(defects, text);
}

const char *
part_header(GMimeObject *object, const char *name)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	GMimeHeader *header = list ? g_mime_header_list_get_header(list, name) : NULL;
	const char *raw = header ? g_mime_header_get_raw_value(header) : NULL;

	return raw ? raw : "";
}

/* What is of no known kind ("plain/text", "text plain", nothing at all) was written by
 * hand or by a script, and is text. */
static bool
is_known_kind(const char *type)
{
	static const char *const kinds[] = {"text/", "image/", "audio/", "video/",
	    "application/", "message/", "multipart/", "model/", "font/", "chemical/",
	    "x-"};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (str_starts(type, kinds[i]))
			return true;
	return false;
}

char *
part_type(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *media = type ? g_mime_content_type_get_media_type(type) : NULL;
	const char *sub = type ? g_mime_content_type_get_media_subtype(type) : NULL;
	char *text = xasprintf("%s/%s", media ? media : "text", sub ? sub : "plain");
	char *clean = header_type(text), *written;

	free(text);
	written = header_type(part_header(object, "Content-Type"));
	if (*part_header(object, "Content-Type") &&
	    (!is_known_kind(written) || !strchr(written, '/')) &&
	    !GMIME_IS_MULTIPART(object) && !GMIME_IS_MESSAGE_PART(object) &&
	    !strstr(written, "name="))
		set_str(&clean, "text/plain");
	free(written);
	return clean;
}

static char *
param(GMimeObject *object, const char *name, struct strlist *defects)
{
	return header_param(part_header(object, "Content-Type"), name, defects);
}

char *
part_file_name(GMimeObject *object, struct strlist *defects)
{
	char *name =
	    header_param(part_header(object, "Content-Disposition"), "filename", defects);

	if (str_empty(name)) {
		free(name);
		name = param(object, "name", defects);
	}
	return file_name_clean(name);
}

bool
part_is_attached(GMimeObject *object)
{
	char *disposition = header_type(part_header(object, "Content-Disposition"));
	bool attached = str_eq(disposition, "attachment");

	free(disposition);
	return attached;
}

/* The bytes as received: the parser reads from memory, and leaves them there. */
static const char *
received(GMimeObject *object, size_t *n)
{
	GMimeDataWrapper *content =
	    GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : NULL;
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	const GByteArray *bytes;
	gint64 from, to;

	*n = 0;
	if (!stream || !GMIME_IS_STREAM_MEM(stream))
		return "";
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	from = stream->bound_start;
	to = stream->bound_end < 0 ? (gint64)bytes->len : stream->bound_end;
	if (from < 0 || to > (gint64)bytes->len || from >= to)
		return "";
	*n = (size_t)(to - from);
	return (const char *)bytes->data + from;
}

static enum transfer
transfer_of_part(GMimeObject *object)
{
	return transfer_of(part_header(object, "Content-Transfer-Encoding"));
}

size_t
part_size(GMimeObject *object)
{
	size_t n;
	const char *s = received(object, &n);

	return transfer_decode(transfer_of_part(object), s, n, NULL);
}

void
part_bytes(GMimeObject *object, struct buf *out, struct strlist *defects)
{
	size_t n;
	const char *s = received(object, &n);

	/* No encoding takes more than three bytes for one, but for its line ends. */
	if (n > 4 * (size_t)TEXT_MAX)
		n = 4 * (size_t)TEXT_MAX;
	(void)transfer_decode(transfer_of_part(object), s, n, out);
	if (out->len > TEXT_MAX) {
		part_defect(defects, "a text of more than 2 MiB was cut");
		out->len = TEXT_MAX;
		out->data[out->len] = '\0';
	}
}

void
part_tidy(char *text)
{
	char *to = text;

	for (const char *s = text; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\r')
			*to++ = '\n';
		else if (c >= 0x20 || c == '\n' || c == '\t')
			*to++ = (char)c;
		if (c == '\r' && s[1] == '\n')
			s++;
	}
	*to = '\0';
}

/* What <meta charset=…> or <meta http-equiv… content="…charset=…"> says. Owned. */
static char *
meta_charset(const struct buf *html)
{
	char *start =
	    xstrndup(buf_str(html), html->len < META_MAX ? html->len : META_MAX);
	const char *meta = start, *at, *end;
	char *charset = NULL;

	while (!charset && (meta = str_ifind(meta, "<meta")) != NULL) {
		end = strchrnul(meta, '>');
		at = str_ifind(meta, "charset");
		meta = end;
		if (!at || at > end)
			continue;
		at += strlen("charset");
		at += strspn(at, " =\"'");
		charset = xstrndup(at, strcspn(at, " \"'>;/"));
	}
	free(start);
	return charset;
}

static void
note_charset(const char *label, const struct charset_note *note, struct strlist *defects)
{
	if (note->substitutions && defects->n < DEFECTS_MAX)
		strlist_addf(defects, "text: %zu places could not be read as %s",
		    note->substitutions, note->used);
	if (note->relabelled && defects->n < DEFECTS_MAX)
		strlist_addf(
		    defects, "text: labelled %.40s, but it is %s", label, note->used);
}

/* A calendar's lines are folded between bytes, also inside of a character (RFC
 * 5545, 3.1): they are joined before the bytes are taken for characters. */
static void
unfold(struct buf *bytes)
{
	size_t to = 0;

	for (size_t i = 0; i < bytes->len; i++) {
		const char *s = bytes->data + i;
		size_t end = s[0] == '\r' && s[1] == '\n' ? 2 : s[0] == '\n' ? 1 : 0;

		if (end && (s[end] == ' ' || s[end] == '\t'))
			i += end;
		else
			bytes->data[to++] = *s;
	}
	bytes->len = to;
	if (bytes->data)
		bytes->data[to] = '\0';
}

static char *
decode(GMimeObject *object, bool html, bool folded, struct strlist *defects)
{
	struct buf bytes = {0};
	struct charset_note note;
	char *charset = param(object, "charset", defects), *text;

	part_bytes(object, &bytes, defects);
	if (folded)
		unfold(&bytes);
	if (html && !charset_known(charset)) {
		free(charset);
		charset = meta_charset(&bytes);
	}
	text = charset_decode_str(charset, buf_str(&bytes), bytes.len, &note);
	buf_free(&bytes);
	note_charset(charset, &note, defects);
	free(charset);
	part_tidy(text);
	return text;
}

char *
part_decode(GMimeObject *object, bool html, struct strlist *defects)
{
	return decode(object, html, false, defects);
}

char *
part_calendar(GMimeObject *object, struct strlist *defects)
{
	return decode(object, false, true, defects);
}

/* The beginning of the content, white space and byte order mark aside. */
static bool
begins_with(GMimeObject *object, const char *word)
{
	struct buf head = {0};
	size_t n;
	const char *raw = received(object, &n), *s;
	bool ok;

	(void)transfer_decode(
	    transfer_of_part(object), raw, n < HEAD_BYTES ? n : HEAD_BYTES, &head);
	s = buf_str(&head);
	if (str_starts(s, "\xef\xbb\xbf"))
		s += 3;
	ok = str_istarts(s + strspn(s, " \t\r\n"), word);
	buf_free(&head);
	return ok;
}

bool
part_is_calendar(GMimeObject *object, const char *type, const char *name)
{
	size_t n = name ? strlen(name) : 0;

	if (str_eq(type, "text/calendar") || str_eq(type, "application/ics"))
		return true;
	if (!str_eq(type, "text/plain") && !str_eq(type, "text/x-vcalendar") &&
	    !(n > 4 && str_ieq(name + n - 4, ".ics")))
		return false;
	return begins_with(object, "BEGIN:VCALENDAR");
}

static char *
plain_text(GMimeObject *object, struct strlist *defects)
{
	char *text = part_decode(object, false, defects);
	char *format = param(object, "format", defects);
	char *delsp = param(object, "delsp", defects);

	if (str_ieq(format, "flowed")) {
		char *joined = flowed_join(text, str_ieq(delsp, "yes"));

		free(text);
		text = joined;
	}
	free(format);
	free(delsp);
	return text;
}

static char *
html_part_text(GMimeObject *object, struct strlist *defects)
{
	char *html = part_decode(object, true, defects), *text;
	bool cut = false;

	text = html_text(html, strlen(html), &cut);
	if (cut)
		part_defect(defects, "HTML too long or too deep: cut");
	free(html);
	return text;
}

char *
part_text(GMimeObject *object, bool html, struct strlist *defects)
{
	return html ? html_part_text(object, defects) : plain_text(object, defects);
}
