/* Small steps of reading header fields. See header_text.h. */
#include "header_text.h"

#include <string.h>

int
text_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void
text_unescape(struct buf *out, const char *s, size_t n, char mark)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == mark && i + 2 < n && text_hex(s[i + 1]) >= 0 &&
		    text_hex(s[i + 2]) >= 0) {
			buf_addc(
			    out, (char)(text_hex(s[i + 1]) << 4 | text_hex(s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, mark == '=' && s[i] == '_' ? ' ' : s[i]);
		}
	}
}

bool
text_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

char *
text_unfold(const char *raw)
{
	struct buf out = {0};

	for (; *raw; raw++) {
		if (*raw == '\r' || *raw == '\n') {
			while (text_is_blank(raw[1]))
				raw++;
			buf_addc(&out, ' ');
		} else {
			buf_addc(&out, *raw == '\t' ? ' ' : *raw);
		}
	}
	return str_trim(buf_steal(&out));
}

void
text_drop_controls(char *s)
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

size_t
text_jis_run(const char *s)
{
	size_t n;

	if (s[0] != 0x1B || (s[1] != '$' && !(s[1] == '(' && s[2] == 'I')))
		return 0;
	n = 2 + strcspn(s + 2, "\x1B");
	return n;
}
