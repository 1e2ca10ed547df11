/* Forms as browsers and Mattermost send them. See http_form.h. */
#include "http_form.h"

#include "buf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 100 };

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
decode(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int high = s[i] == '%' && n - i > 2 ? hex(s[i + 1]) : -1;
		int low = high >= 0 ? hex(s[i + 2]) : -1;

		if (low >= 0) {
			buf_addc(b, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_addc(b, (char)(s[i] == '+' ? ' ' : s[i]));
		}
	}
}

static void
add_field(json_t *o, const char *s, size_t n)
{
	const char *equals = memchr(s, '=', n);
	size_t name_n = equals ? (size_t)(equals - s) : n;
	struct buf name = {0}, value = {0};
	json_t *text;

	decode(&name, s, name_n);
	if (equals)
		decode(&value, equals + 1, n - name_n - 1);
	text = json_stringn(buf_str(&value), value.len);
	if (text && strlen(buf_str(&name)) == name.len &&
	    !json_object_get(o, buf_str(&name)))
		(void)json_object_set(o, buf_str(&name), text);
	json_decref(text);
	buf_free(&name);
	buf_free(&value);
}

json_t *
http_form_read(const char *body, size_t n)
{
	json_t *o = json_object();

	for (size_t fields = 0; n && fields < FIELDS_MAX; fields++) {
		const char *end = memchr(body, '&', n);
		size_t len = end ? (size_t)(end - body) : n;

		if (len)
			add_field(o, body, len);
		len += end != NULL;
		body += len;
		n -= len;
	}
	return o;
}
