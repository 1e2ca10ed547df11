/* Parameters of header fields, and the file names they hold. See header_words.h. */
#include "header_words.h"

#include "buf.h"
#include "charset.h"
#include "header_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_NAME_MAX = 200, PARAM_PIECES_MAX = 500 };

/* One parameter, or one numbered piece of one. */
struct piece {
	char *name; /* without '*' marks */
	int number; /* -1 when the value is whole */
	bool
	    extended; /* percent-encoded; the first piece starts with charset'language' */
	char *value;  /* bytes, without quotation marks */
};

static bool
is_sjis_lead(char c)
{
	unsigned char u = (unsigned char)c;

	return (u >= 0x81 && u <= 0x9F) || (u >= 0xE0 && u <= 0xFC);
}

/* Reads a quoted string; s is behind the opening mark. Raw Shift_JIS has 0x5C as a second
 * byte, raw JIS any byte: neither is a backslash or a quotation mark there. */
static size_t
read_quoted(const char *s, struct buf *value)
{
	const char *start = s;
	/* No second byte of Shift_JIS is a quotation mark. */
	bool sjis = !utf8_ok(s, strcspn(s, "\""));

	while (*s && *s != '"') {
		size_t run = text_jis_run(s);

		if (run) {
			buf_add(value, s, run);
			s += run;
			continue;
		}
		if (sjis && is_sjis_lead(*s) && (unsigned char)s[1] >= 0x40)
			buf_addc(value, *s++);
		else if (*s == '\\' && s[1] && strchr("\"\\", s[1]))
			s++;
		buf_addc(value, *s++);
	}
	return (size_t)(s - start) + (*s == '"');
}

static void
split_name(struct piece *p)
{
	char *star = strchr(p->name, '*');
	char *digits;

	p->number = -1;
	if (!star)
		return;
	*star = '\0';
	digits = star + 1;
	if (!*digits) {
		p->extended = true;
		return;
	}
	p->number = atoi(digits) & 0xFFFF;
	p->extended = strchr(digits, '*') != NULL;
}

/* Reads the next parameter at *at; false at the end. */
static bool
next_piece(const char **at, struct piece *p)
{
	const char *s = *at;
	struct buf value = {0};
	size_t n;

	s += strspn(s, "; \t");
	if (!*s)
		return false;
	n = strcspn(s, "=;");
	*p = (struct piece){.name = str_trim(xstrndup(s, n))};
	s += n;
	split_name(p);
	if (*s == '=') {
		s++;
		s += strspn(s, " \t");
		if (*s == '"') {
			s += 1 + read_quoted(s + 1, &value);
			s += strcspn(s, ";");
		} else {
			n = strcspn(s, ";");
			buf_add(&value, s, n);
			s += n;
		}
	}
	p->value = buf_steal(&value);
	if (!p->extended)
		str_trim(p->value);
	*at = s;
	return true;
}

struct pieces {
	struct piece *v;
	size_t n;
};

static void
read_pieces(const char *flat, const char *name, struct pieces *list)
{
	const char *at = strchr(flat, ';');
	struct piece p;

	while (at && list->n < PARAM_PIECES_MAX && next_piece(&at, &p)) {
		if (!str_ieq(p.name, name)) {
			free(p.name);
			free(p.value);
			continue;
		}
		list->v = xreallocarray(list->v, list->n + 1, sizeof(*list->v));
		list->v[list->n++] = p;
	}
}

static void
free_pieces(struct pieces *list)
{
	for (size_t i = 0; i < list->n; i++) {
		free(list->v[i].name);
		free(list->v[i].value);
	}
	free(list->v);
}

static const struct piece *
numbered(const struct pieces *list, int number)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].number == number)
			return &list->v[i];
	return NULL;
}

/* Takes charset'language' off the first piece; returns the rest. */
static const char *
take_charset(const char *value, char *charset, size_t room)
{
	const char *q1 = strchr(value, '\''), *q2 = q1 ? strchr(q1 + 1, '\'') : NULL;

	charset[0] = '\0';
	if (!q2)
		return value;
	(void)snprintf(
	    charset, room, "%.*s", (int)(q1 - value < 40 ? q1 - value : 40), value);
	return q2 + 1;
}

static char *
finish_extended(const char *charset, struct buf *bytes, struct strlist *defects)
{
	struct charset_note note;
	char *text = charset_decode_str(charset, buf_str(bytes), bytes->len, &note);

	if (note.substitutions && defects)
		strlist_addf(defects, "a file name: %zu places could not be decoded",
		    note.substitutions);
	buf_free(bytes);
	text_drop_controls(text);
	return text;
}

static char *
join_numbered(const struct pieces *list, struct strlist *defects)
{
	struct buf bytes = {0};
	char charset[48] = "";
	bool extended = false;
	const struct piece *p;
	char *text, *plain;

	for (int i = 0; (p = numbered(list, i)) != NULL; i++) {
		const char *value = p->value;

		if (i == 0 && p->extended)
			value = take_charset(value, charset, sizeof(charset));
		extended = extended || p->extended;
		if (p->extended)
			text_unescape(&bytes, value, strlen(value), '%');
		else
			buf_adds(&bytes, value);
	}
	if (extended)
		return finish_extended(charset, &bytes, defects);
	plain = buf_steal(&bytes);
	text = header_decode(plain, "a file name", defects);
	free(plain);
	return text;
}

static char *
whole_extended(const struct piece *p, struct strlist *defects)
{
	struct buf bytes = {0};
	char charset[48];
	const char *value = take_charset(p->value, charset, sizeof(charset));

	text_unescape(&bytes, value, strlen(value), '%');
	return finish_extended(charset, &bytes, defects);
}

/* Web programs write names as in links. Percent signs of one's own make no characters
 * beyond ASCII. Takes over name. */
static char *
undo_percent(char *name)
{
	struct buf bytes = {0};
	bool coded = false;

	if (!strchr(name, '%'))
		return name;
	text_unescape(&bytes, name, strlen(name), '%');
	for (size_t i = 0; i < bytes.len; i++)
		coded = coded || (bytes.data[i] & '\x80');
	for (const char *c = name; *c; c++)
		coded = coded && !(*c & '\x80');
	if (!coded || !utf8_ok(bytes.data, bytes.len)) {
		buf_free(&bytes);
		return name;
	}
	free(name);
	name = buf_steal(&bytes);
	text_drop_controls(name);
	return name;
}

char *
header_param(const char *raw, const char *name, struct strlist *defects)
{
	char *flat = text_unfold(raw ? raw : ""), *text = NULL;
	struct pieces list = {0};

	read_pieces(flat, name, &list);
	free(flat);
	for (size_t i = 0; i < list.n && !text; i++)
		if (list.v[i].number < 0 && list.v[i].extended)
			text = whole_extended(&list.v[i], defects);
	if (!text && numbered(&list, 0))
		text = join_numbered(&list, defects);
	for (size_t i = 0; i < list.n && !text; i++)
		if (list.v[i].number < 0)
			text = undo_percent(
			    header_decode(list.v[i].value, "a file name", defects));
	free_pieces(&list);
	return text;
}

/* Characters that change how the name looks, or hide part of it. */
static bool
is_deceiving(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
	       (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

/* As long as the end (with the extension) is kept, the middle may go. */
static char *
shorten_name(char *name)
{
	size_t len = strlen(name), head, tail_at;
	char *dot = strrchr(name, '.');
	char *shorter;

	if (len <= FILE_NAME_MAX)
		return name;
	tail_at = dot && len - (size_t)(dot - name) <= 16 ? (size_t)(dot - name) : len;
	head = utf8_fit(name, len, FILE_NAME_MAX - (len - tail_at));
	shorter = xasprintf("%.*s%s", (int)head, name, name + tail_at);
	free(name);
	return shorter;
}

char *
file_name_clean(char *name)
{
	struct buf out = {0};
	size_t n = name ? strlen(name) : 0, len;
	char *clean;

	for (size_t i = 0; i < n; i += len) {
		uint32_t c;

		len = utf8_seq(name + i, n - i);
		if (!len) {
			len = 1;
			continue;
		}
		c = utf8_code(name + i, len);
		if (c == '/' || c == '\\')
			buf_clear(&out);
		else if (!is_deceiving(c))
			buf_add(&out, name + i, len);
	}
	free(name);
	clean = str_trim(buf_steal(&out));
	while (*clean == '.')
		memmove(clean, clean + 1, strlen(clean));
	if (!*clean) {
		free(clean);
		return NULL;
	}
	return shorten_name(clean);
}

char *
header_type(const char *raw)
{
	size_t n = raw ? strcspn(raw, ";(") : 0, used = 0;
	char *type = xstrndup(raw ? raw : "", n);

	for (size_t i = 0; i < n; i++)
		if (!text_is_blank(type[i]) && !(type[i] & '\x80') && type[i] >= ' ')
			type[used++] = type[i] >= 'A' && type[i] <= 'Z'
			                   ? (char)(type[i] + 32)
			                   : type[i];
	type[used] = '\0';
	return type;
}
