/* Encoded words, parameters and raw bytes in header fields. See header_words.h. */
#include "header_words.h"

#include "buf.h"
#include "charset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_NAME_MAX = 200, PARAM_PIECES_MAX = 500, WORD_MAX = 8192 };

/* Bytes of one charset that wait for their neighbours. */
struct pending {
	char charset[48]; /* "" for raw bytes */
	bool word;
	struct buf bytes;
	unsigned bits; /* base64 carried over to the next word */
	int bits_n;
};

struct decoder {
	struct buf out;
	struct pending p;
	size_t substitutions;
};

static void
flush(struct decoder *d)
{
	struct charset_note note;

	if (d->p.bytes.len) {
		charset_decode(d->p.word ? d->p.charset : NULL, d->p.bytes.data,
		    d->p.bytes.len, &d->out, &note);
		d->substitutions += note.substitutions;
	}
	buf_clear(&d->p.bytes);
	d->p.bits_n = 0;
	d->p.word = false;
}

static int
base64_value(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void
add_base64(struct pending *p, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int value = base64_value(s[i]);

		if (s[i] == '=')
			p->bits_n = 0;
		if (value < 0)
			continue;
		p->bits = (p->bits << 6 | (unsigned)value) & 0xFFFFFF;
		p->bits_n += 6;
		if (p->bits_n >= 8) {
			p->bits_n -= 8;
			buf_addc(&p->bytes, (char)(p->bits >> p->bits_n & 0xFF));
		}
	}
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* mark is '=' for Q words and '%' for parameters. */
static void
add_escaped(struct buf *out, const char *s, size_t n, char mark)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == mark && i + 2 < n && hex_value(s[i + 1]) >= 0 &&
		    hex_value(s[i + 2]) >= 0) {
			buf_addc(
			    out, (char)(hex_value(s[i + 1]) << 4 | hex_value(s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, mark == '=' && s[i] == '_' ? ' ' : s[i]);
		}
	}
}

/* The pieces of =?charset*language?B?text?= */
struct word {
	const char *charset, *text;
	size_t charset_n, text_n, all_n;
	char encoding;
};

static bool
word_at(const char *s, struct word *w)
{
	const char *mark, *end;

	if (s[0] != '=' || s[1] != '?')
		return false;
	w->charset = s + 2;
	mark = memchr(w->charset, '?', strnlen(w->charset, 64));
	if (!mark || mark == w->charset || mark - w->charset > 60)
		return false;
	w->charset_n = strcspn(w->charset, "*?");
	if (memchr(w->charset, ' ', (size_t)(mark - w->charset)))
		return false;
	w->encoding = mark[1] ? (char)(mark[1] & ~0x20) : '\0';
	if ((w->encoding != 'B' && w->encoding != 'Q') || mark[2] != '?')
		return false;
	w->text = mark + 3;
	end = memmem(w->text, strnlen(w->text, WORD_MAX), "?=", 2);
	if (!end)
		return false;
	w->text_n = (size_t)(end - w->text);
	w->all_n = (size_t)(end + 2 - s);
	return true;
}

static void
take_word(struct decoder *d, const struct word *w)
{
	char charset[48];
	size_t n =
	    w->charset_n < sizeof(charset) - 1 ? w->charset_n : sizeof(charset) - 1;

	memcpy(charset, w->charset, n);
	charset[n] = '\0';
	if (!d->p.word || !charset_same(d->p.charset, charset)) {
		flush(d);
		memcpy(d->p.charset, charset, n + 1);
		d->p.word = true;
	}
	if (w->encoding == 'B') {
		add_base64(&d->p, w->text, w->text_n);
	} else {
		d->p.bits_n = 0;
		add_escaped(&d->p.bytes, w->text, w->text_n, '=');
	}
}

static void
take_raw(struct decoder *d, const char *s, size_t n)
{
	if (d->p.word)
		flush(d);
	buf_add(&d->p.bytes, s, n);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Unfolds: line ends go away, the white space after them stays as one space. */
static char *
unfold(const char *raw)
{
	struct buf out = {0};

	for (; *raw; raw++) {
		if (*raw == '\r' || *raw == '\n') {
			while (is_blank(raw[1]))
				raw++;
			buf_addc(&out, ' ');
		} else {
			buf_addc(&out, *raw == '\t' ? ' ' : *raw);
		}
	}
	return str_trim(buf_steal(&out));
}

static void
drop_controls(char *s)
{
	char *to = s;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '\n' || c == '\r' || c == '\t')
			*to++ = ' ';
		else if (c >= 0x20 && c != 0x7F)
			*to++ = *s;
	}
	*to = '\0';
}

/* Where an ISO-2022-JP shift runs (ESC $ … to the next ESC), bytes are no syntax. */
static size_t
jis_run(const char *s)
{
	size_t n;

	if (s[0] != 0x1B || (s[1] != '$' && !(s[1] == '(' && s[2] == 'I')))
		return 0;
	n = 2 + strcspn(s + 2, "\x1B");
	return n;
}

char *
header_decode(const char *raw, const char *what, struct strlist *defects)
{
	char *flat = unfold(raw ? raw : "");
	struct decoder d = {0};
	struct word w;
	char *text;

	for (const char *s = flat; *s;) {
		size_t blank = strspn(s, " "), run;

		if (d.p.word && blank && word_at(s + blank, &w))
			s += blank;
		if (word_at(s, &w)) {
			take_word(&d, &w);
			s += w.all_n;
			continue;
		}
		run = jis_run(s);
		take_raw(&d, s, run ? run : 1);
		s += run ? run : 1;
	}
	flush(&d);
	if (d.substitutions && defects)
		strlist_addf(defects, "%s: %zu places could not be decoded", what,
		    d.substitutions);
	free(flat);
	buf_free(&d.p.bytes);
	text = buf_steal(&d.out);
	drop_controls(text);
	return str_trim(text);
}

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
	bool sjis = !utf8_ok(s, strlen(s));

	while (*s && *s != '"') {
		size_t run = jis_run(s);

		if (run) {
			buf_add(value, s, run);
			s += run;
			continue;
		}
		if (sjis && is_sjis_lead(*s) && s[1])
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
	drop_controls(text);
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
			add_escaped(&bytes, value, strlen(value), '%');
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

	add_escaped(&bytes, value, strlen(value), '%');
	return finish_extended(charset, &bytes, defects);
}

char *
header_param(const char *raw, const char *name, struct strlist *defects)
{
	char *flat = unfold(raw ? raw : ""), *text = NULL;
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
			text = header_decode(list.v[i].value, "a file name", defects);
	free_pieces(&list);
	return text;
}

char *
header_type(const char *raw)
{
	size_t n = raw ? strcspn(raw, ";(") : 0, used = 0;
	char *type = xstrndup(raw ? raw : "", n);

	for (size_t i = 0; i < n; i++)
		if (!is_blank(type[i]) && !(type[i] & '\x80') && type[i] >= ' ')
			type[used++] = type[i] >= 'A' && type[i] <= 'Z'
			                   ? (char)(type[i] + 32)
			                   : type[i];
	type[used] = '\0';
	return type;
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
header_id(const char *raw)
{
	struct strlist ids = {0};
	char *first;

	header_ids(raw, &ids);
	first = ids.n ? xstrdup(ids.v[0]) : NULL;
	strlist_free(&ids);
	return first;
}

static void
add_id(struct strlist *ids, const char *s, size_t n)
{
	char *id = charset_decode_str(NULL, s, n, NULL);

	drop_controls(id);
	str_trim(id);
	if (*id && strlen(id) <= 998)
		strlist_take(ids, id);
	else
		free(id);
}

void
header_ids(const char *raw, struct strlist *ids)
{
	enum { IDS_MAX = 500 };
	const char *s = raw ? raw : "";

	if (!strchr(s, '<')) {
		/* Some programs leave the brackets out. */
		s += strspn(s, " \t\r\n");
		if (*s && strchr(s, '@'))
			add_id(ids, s, strcspn(s, " \t\r\n"));
		return;
	}
	while ((s = strchr(s, '<')) != NULL && ids->n < IDS_MAX) {
		size_t n = strcspn(++s, ">");

		add_id(ids, s, n);
		s += n;
	}
}
