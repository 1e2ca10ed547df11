/* A piece of text within a longer one. See piece.h. */
#include "piece.h"

#include "mem.h"

#include <string.h>

size_t
piece_space(struct piece_of_text p)
{
	if (!p.n)
		return 0;
	switch ((unsigned char)p.s[0]) {
	case ' ':
	case '\t':
	case '\r': return 1;
	case 0xC2: return piece_begins(p, "\xC2\xA0");
	case 0xE2: return piece_begins(p, "\xE2\x80\x8B");
	case 0xE3: return piece_begins(p, "\xE3\x80\x80");
	default: return 0;
	}
}

void
piece_skip(struct piece_of_text *p, size_t n)
{
	p->s += n;
	p->n -= n;
}

struct piece_of_text
piece_trim_front(struct piece_of_text p)
{
	for (size_t n; (n = piece_space(p)) != 0;)
		piece_skip(&p, n);
	return p;
}

struct piece_of_text
piece_trim(struct piece_of_text p)
{
	static const char wide[] = "\xE3\x80\x80";

	p = piece_trim_front(p);
	for (;;) {
		if (p.n && strchr(" \t\r\n", p.s[p.n - 1]))
			p.n--;
		else if (p.n >= 3 && memcmp(p.s + p.n - 3, wide, 3) == 0)
			p.n -= 3;
		else
			return p;
	}
}

bool
piece_ibegins(struct piece_of_text p, const char *with)
{
	for (size_t i = 0; with[i]; i++) {
		unsigned char a, b;

		if (i >= p.n)
			return false;
		a = (unsigned char)p.s[i];
		b = (unsigned char)with[i];
		if (a != b &&
		    ((a | 0x20) != (b | 0x20) || (a | 0x20) < 'a' || (a | 0x20) > 'z'))
			return false;
	}
	return true;
}

bool
piece_holds(struct piece_of_text p, const char *what)
{
	for (; p.n; piece_skip(&p, 1))
		if (piece_ibegins(p, what))
			return true;
	return false;
}

bool
piece_iends(struct piece_of_text p, const char *with)
{
	size_t n = strlen(with);

	if (p.n < n)
		return false;
	piece_skip(&p, p.n - n);
	return piece_ibegins(p, with);
}
