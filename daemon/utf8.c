/* The shape of UTF-8. See utf8.h. */
#include "utf8.h"

#include <string.h>

static bool
continued(const unsigned char *s, size_t count)
{
	for (size_t i = 1; i <= count; i++)
		if ((s[i] & 0xC0) != 0x80)
			return false;
	return true;
}

size_t
utf8_seq(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;

	if (n && s[0] < 0x80)
		return 1;
	if (n >= 2 && s[0] >= 0xC2 && s[0] <= 0xDF)
		return continued(s, 1) ? 2 : 0;
	if (n >= 3 && (s[0] & 0xF0) == 0xE0 && continued(s, 2)) {
		if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F))
			return 0;
		return 3;
	}
	if (n >= 4 && s[0] >= 0xF0 && s[0] <= 0xF4 && continued(s, 3)) {
		if ((s[0] == 0xF0 && s[1] < 0x90) || (s[0] == 0xF4 && s[1] > 0x8F))
			return 0;
		return 4;
	}
	return 0;
}

uint32_t
utf8_code(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t c = len == 1 ? u[0] : u[0] & (0xFFu >> (len + 1));

	for (size_t i = 1; i < len; i++)
		c = c << 6 | (u[i] & 0x3Fu);
	return c;
}

bool
utf8_ok(const char *s, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t len = utf8_seq(s + i, n - i);

		if (!len)
			return false;
		i += len;
	}
	return true;
}

size_t
utf8_fit(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	while (max && ((unsigned char)s[max] & 0xC0) == 0x80)
		max--;
	return max;
}

size_t
utf8_unsafe(const char *text, size_t left)
{
	const unsigned char *s = (const unsigned char *)text;

	if (left == 0)
		return 0;
	if ((s[0] < 0x20 && s[0] != '\t' && s[0] != '\n') || s[0] == 0x7f)
		return 1;
	if (left >= 2 && s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
		return 2;
	if (left >= 3 && s[0] == 0xe2 && s[1] == 0x80 && s[2] >= 0xaa && s[2] <= 0xae)
		return 3;
	if (left >= 3 && s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9)
		return 3;
	return 0;
}

char *
utf8_drop_unsafe(char *s)
{
	size_t n = strlen(s), to = 0;

	for (size_t i = 0; i < n;) {
		size_t skip = utf8_unsafe(s + i, n - i);

		if (skip)
			i += skip;
		else
			s[to++] = s[i++];
	}
	s[to] = '\0';
	return s;
}
