/* Raw mail to GMime's tree. See mime_mend.h. */
#include "mime_mend.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BOUNDARY_MAX = 200, LOOK_MAX = 4096 };

static GMimeParser *
parser_of(const void *raw, size_t n)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw, n);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_object_unref(stream);
	return parser;
}

GMimeMessage *
mime_parse(const void *raw, size_t n)
{
	GMimeParser *parser = parser_of(raw, n);
	GMimeMessage *mail = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	return mail;
}

bool
mime_line_ends(const char *raw, size_t n, struct buf *out)
{
	size_t look = n < LOOK_MAX ? n : LOOK_MAX, from = 0;
	const char *lf = memchr(raw, '\n', look), *cr = memchr(raw, '\r', look);
	bool bare = cr && !lf;

	if (!bare && !(lf && lf - raw >= 2 && lf[-1] == '\r' && lf[-2] == '\r'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (raw[i] != '\r')
			continue;
		buf_add(out, raw + from, i - from);
		while (!bare && i + 1 < n && raw[i + 1] == '\r')
			i++;
		if (i + 1 >= n || raw[i + 1] != '\n')
			buf_addc(out, '\n');
		from = i + 1;
	}
	buf_add(out, raw + from, n - from);
	return true;
}

/* A boundary may hold no quotation mark, and this one must fit into a quoted string. */
static bool
boundary_ok(const char *s, size_t n)
{
	if (n == 0 || n > BOUNDARY_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\')
			return false;
	return true;
}

/* A line of two dashes and more, with a part's header below. Owned. */
static char *
boundary_in(const char *text)
{
	while (*text) {
		size_t line = strcspn(text, "\r\n"), n = line;
		const char *next = text + line;

		next += *next == '\r';
		next += *next == '\n';
		while (n && strchr(" \t", text[n - 1]))
			n--;
		if (n > 2 && text[0] == '-' && text[1] == '-' &&
		    strncasecmp(next, "content-", 8) == 0 && boundary_ok(text + 2, n - 2))
			return xstrndup(text + 2, n - 2);
		text = next;
	}
	return NULL;
}

GMimeObject *
mime_find_parts(GMimeMultipart *multi, const char *type)
{
	const char *text = g_mime_multipart_get_prologue(multi);
	char *boundary = text ? boundary_in(text) : NULL;
	struct buf raw = {0};
	GMimeParser *parser;
	GMimeObject *found;

	if (!boundary)
		return NULL;
	buf_addf(&raw, "Content-Type: %s; boundary=\"%s\"\n\n%s", type, boundary, text);
	free(boundary);
	parser = parser_of(buf_str(&raw), raw.len);
	found = g_mime_parser_construct_part(parser, NULL);
	g_object_unref(parser);
	buf_free(&raw);
	if (found && GMIME_IS_MULTIPART(found) &&
	    g_mime_multipart_get_count(GMIME_MULTIPART(found)) > 0)
		return found;
	g_clear_object(&found);
	return NULL;
}
