/* Address fields as they really come. See addr_read.h. */
#include "addr_read.h"

#include "buf.h"
#include "charset.h"
#include "header_words.h"

#include <stdlib.h>
#include <string.h>

enum { ADDRESSES_MAX = 1000, ADDRESS_LEN_MAX = 320 };

/* One mailbox while it is read. */
struct box_text {
	struct buf name;    /* raw, quotation marks taken off */
	struct buf comment; /* raw, in case there is no other name */
	struct buf angle;
	bool has_angle;
};

struct field {
	const char *s;
	const char *what;
	struct addresses *list;
	struct strlist *defects;
	struct buf
	    carried;    /* a piece without address: the next one's name begins there */
	bool no_quotes; /* an odd quotation mark was met: they are ordinary now */
	bool no_comments;
};

/* Bytes that may stand in an address; the host has less freedom than the local part. */
static bool
address_ok(const char *s, size_t n)
{
	const char *at = memrchr(s, '@', n);

	if (!at || at == s || at + 1 == s + n || n > ADDRESS_LEN_MAX || !utf8_ok(s, n))
		return false;
	for (const char *c = s; c < s + n; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7F || strchr("<>,;()", *c))
			return false;
		if (c > at && strchr("@\"\\:/'", *c))
			return false;
	}
	return at[1] != '.' && at[1] != '-' && !memmem(at, (size_t)(s + n - at), "..", 2);
}

char *
address_clean(const char *s, size_t n)
{
	struct buf b = {0};
	char *addr, *at;

	for (size_t i = 0; i < n; i++) {
		if (n - i >= 3 && memcmp(s + i, "\xEF\xBC\xA0", 3) == 0) {
			buf_addc(&b, '@');
			i += 2;
		} else if (n - i >= 3 && memcmp(s + i, "\xE3\x80\x80", 3) == 0) {
			i += 2;
		} else if (s[i] != ' ' && s[i] != '\t') {
			buf_addc(&b, s[i]);
		}
	}
	addr = buf_steal(&b);
	if (str_istarts(addr, "mailto:"))
		memmove(addr, addr + 7, strlen(addr + 7) + 1);
	while (*addr && strchr(".'>", addr[strlen(addr) - 1]))
		addr[strlen(addr) - 1] = '\0';
	while (*addr == '\'' || *addr == '<')
		memmove(addr, addr + 1, strlen(addr));
	/* The way by which mail went before there was a name service. */
	if (*addr == '@' && strchr(addr, ':'))
		memmove(addr, strchr(addr, ':') + 1, strlen(strchr(addr, ':')));
	if (!address_ok(addr, strlen(addr))) {
		free(addr);
		return NULL;
	}
	for (at = strrchr(addr, '@'); *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at + 32);
	return addr;
}

/* Bytes of a quoted string or comment that starts at s, its end included; 0 if endless.
 */
static size_t
enclosed(const char *s, char close)
{
	size_t depth = 0;

	for (const char *c = s; *c; c++) {
		if (*c == '\\' && c[1]) {
			c++;
			continue;
		}
		if (close == ')' && *c == '(')
			depth++;
		else if (*c == close && c > s && (close != ')' || --depth == 0))
			return (size_t)(c - s) + 1;
	}
	return 0;
}

static size_t
read_quoted_part(struct field *f, const char *s, struct box_text *b)
{
	size_t n = f->no_quotes ? 0 : enclosed(s, '"');

	if (!n) {
		f->no_quotes = true;
		return 1;
	}
	for (size_t i = 1; i + 1 < n; i++) {
		if (s[i] == '\\' && i + 2 < n)
			i++;
		buf_addc(&b->name, s[i]);
	}
	/* A quoted local part: "a b"@example.jp stays with its address. */
	return n;
}

static size_t
read_comment(struct field *f, const char *s, struct box_text *b)
{
	size_t n = f->no_comments ? 0 : enclosed(s, ')');

	if (!n) {
		f->no_comments = true;
		buf_addc(&b->name, *s);
		return 1;
	}
	if (b->comment.len == 0)
		buf_add(&b->comment, s + 1, n - 2);
	/* "Foo, Inc. (Bar) <a@x>": where a name comes first, it keeps its remark. */
	return n;
}

static size_t
read_angle(const char *s, struct box_text *b)
{
	size_t n = strcspn(s + 1, ">");

	buf_clear(&b->angle);
	buf_add(&b->angle, s + 1, n);
	b->has_angle = true;
	/* <<a@b>> comes from programs that add what was there already. */
	return n + 1 + strspn(s + n + 1, ">");
}

static size_t
read_shifted(const char *s, struct box_text *b)
{
	size_t n;

	if (s[0] != 0x1B || s[1] != '$')
		return 0;
	n = 2 + strcspn(s + 2, "\x1B");
	buf_add(&b->name, s, n);
	return n;
}

/* Reads up to the comma, semicolon or group colon that ends a piece; returns its end. */
static const char *
read_piece(struct field *f, const char *s, struct box_text *b)
{
	while (*s && *s != ',' && *s != ';') {
		size_t n = read_shifted(s, b);

		if (n) {
			s += n;
		} else if (*s == '"') {
			s += read_quoted_part(f, s, b);
		} else if (*s == '(') {
			s += read_comment(f, s, b);
		} else if (*s == '<') {
			s += read_angle(s, b);
		} else if (*s == ':' && !memchr(buf_str(&b->name), '@', b->name.len)) {
			buf_clear(&b->name); /* the name of a group */
			s++;
		} else {
			buf_addc(&b->name, *s++);
		}
	}
	return s;
}

static void
add(struct field *f, struct buf *name, char *addr)
{
	char *decoded = header_decode(buf_str(name), f->what, f->defects);

	addresses_add(f->list, *decoded ? decoded : NULL, addr);
	free(decoded);
	free(addr);
}

/* Without angle brackets the address is the one word that holds an '@'. */
static char *
bare_address(const char *text)
{
	struct strlist words = {0};
	char *addr = NULL;

	addr = address_clean(text, strlen(text));
	strlist_split(&words, text, " \t");
	for (size_t i = 0; i < words.n && !addr; i++)
		addr = address_clean(words.v[i], strlen(words.v[i]));
	strlist_free(&words);
	return addr;
}

/* Some programs code name and address as one word; false when this is none. */
static bool
add_coded_whole(struct field *f, const char *raw)
{
	char *text, *angle, *addr;
	bool found;

	if (!strstr(raw, "=?"))
		return false;
	text = header_decode(raw, f->what, NULL);
	angle = strrchr(text, '<');
	addr = angle ? address_clean(angle + 1, strcspn(angle + 1, ">"))
	             : address_clean(text, strlen(text));
	found = addr != NULL;
	if (found) {
		if (angle)
			*angle = '\0';
		str_trim(text);
		addresses_add(f->list, angle && *text ? text : NULL, addr);
		buf_clear(&f->carried);
	}
	free(text);
	free(addr);
	return found;
}

static void
finish_piece(struct field *f, struct box_text *b)
{
	char *addr;

	if (b->has_angle) {
		addr = address_clean(buf_str(&b->angle), b->angle.len);
		buf_add(&f->carried, buf_str(&b->name), b->name.len);
		if (addr)
			add(f,
			    f->carried.len &&
			            strspn(f->carried.data, " ") < f->carried.len
			        ? &f->carried
			        : &b->comment,
			    addr);
		else if (f->defects)
			strlist_addf(
			    f->defects, "%s: not an address in angle brackets", f->what);
		buf_clear(&f->carried);
		return;
	}
	addr = bare_address(buf_str(&b->name));
	if (addr) {
		add(f, &b->comment, addr);
		buf_clear(&f->carried);
		return;
	}
	if (add_coded_whole(f, buf_str(&b->name)))
		return;
	buf_add(&f->carried, buf_str(&b->name), b->name.len);
	buf_addc(&f->carried, ',');
}

static char *
prepare(const char *raw)
{
	struct buf out = {0};

	for (; *raw; raw++)
		buf_addc(&out, *raw == '\r' || *raw == '\n' || *raw == '\t' ? ' ' : *raw);
	return buf_steal(&out);
}

void
addresses_read(
    const char *raw, const char *what, struct addresses *list, struct strlist *defects)
{
	char *flat = prepare(raw ? raw : "");
	struct field f = {.s = flat, .what = what, .list = list, .defects = defects};
	size_t before = list->n;

	for (const char *s = flat; *s && list->n < ADDRESSES_MAX;) {
		struct box_text b = {0};

		s = read_piece(&f, s, &b);
		s += *s != '\0';
		finish_piece(&f, &b);
		buf_free(&b.name);
		buf_free(&b.comment);
		buf_free(&b.angle);
	}
	if (list->n == before && strspn(flat, " ;,") < strlen(flat) &&
	    !str_ifind(flat, "undisclosed") && defects)
		strlist_addf(defects, "%s: no address could be read", what);
	if (list->n >= ADDRESSES_MAX && defects)
		strlist_addf(defects, "%s: more than %d addresses", what, ADDRESSES_MAX);
	buf_free(&f.carried);
	free(flat);
}

void
address_read(
    const char *raw, const char *what, struct address *a, struct strlist *defects)
{
	struct addresses list = {0};

	addresses_read(raw, what, &list, defects);
	if (list.n && !a->addr) {
		free(a->name);
		*a = list.v[0];
		list.v[0] = (struct address){0};
	}
	addresses_free(&list);
}
