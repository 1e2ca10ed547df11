/*
 * Text as analysis sees it: NFKC by ICU, with the few foldings that NFKC leaves out and
 * Japanese mail needs (wave dashes, the many dashes of phone numbers). See norm.h.
 */
#include "norm.h"
#include "buf.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { REPLACEMENT = 0xFFFD, WAVE_DASH = 0x301C };

/* Lowest code point that may be written with so many bytes (index: bytes). */
static const uint32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};

static size_t
sequence_len(unsigned char lead)
{
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if (lead >= 0xE0 && lead <= 0xEF)
		return 3;
	if (lead >= 0xF0 && lead <= 0xF4)
		return 4;
	return 1;
}

/* As utf8_next, with the end of the text known; false where the bytes are no character.
 */
static bool
decode(const unsigned char *p, const unsigned char *end, uint32_t *cp, size_t *len)
{
	size_t n = sequence_len(p[0]);
	uint32_t c;

	*len = 1;
	*cp = REPLACEMENT;
	if (n == 1) {
		if (p[0] >= 0x80)
			return false;
		*cp = p[0];
		return true;
	}
	if ((size_t)(end - p) < n)
		return false;
	c = p[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return false;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	if (c < shortest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		return false;
	*cp = c;
	*len = n;
	return true;
}

size_t
utf8_next_slowly(const char *p, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)p;
	size_t have = 0, len;

	/* Most text: ASCII, and kana and kanji, whose every pair of continuation bytes is
	 * a character. */
	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] >= 0xE1 && u[0] <= 0xEC && (u[1] & 0xC0) == 0x80 &&
	    (u[2] & 0xC0) == 0x80) {
		*cp = (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		return 3;
	}
	/* A NUL ends every run of continuation bytes, so this reads no further than it.
	 */
	while (have < sequence_len(u[0]) && (have == 0 || u[have] != '\0'))
		have++;
	(void)decode(u, u + have, cp, &len);
	return len;
}

bool
utf8_valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;
	uint32_t cp;
	size_t len;

	for (; p < end; p += len) {
		if (!decode(p, end, &cp, &len))
			return false;
	}
	return true;
}

/* UTF-16 of s; *n16 is its length. U+FFFD stands for each byte that fits nowhere. */
static UChar *
to_utf16(const char *s, int32_t *n16)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + strlen(s);
	UChar *out = xcalloc((size_t)(end - p) + 1, sizeof(*out));
	uint32_t cp;
	size_t len;

	*n16 = 0;
	for (; p < end; p += len) {
		(void)decode(p, end, &cp, &len);
		U16_APPEND_UNSAFE(out, *n16, cp);
	}
	return out;
}

static UChar *
nfkc(const UChar *in, int32_t n_in, int32_t *n_out)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *norm = unorm2_getNFKCInstance(&code);
	/* Most texts shrink; one that grows is measured by the first call. */
	int32_t cap = n_in + 16;
	UChar *out = xcalloc((size_t)cap, sizeof(*out));

	*n_out = unorm2_normalize(norm, in, n_in, out, cap, &code);
	if (code == U_BUFFER_OVERFLOW_ERROR) {
		cap = *n_out + 1;
		out = xreallocarray(out, (size_t)cap, sizeof(*out));
		code = U_ZERO_ERROR;
		*n_out = unorm2_normalize(norm, in, n_in, out, cap, &code);
	}
	if (U_FAILURE(code)) {
		/* No ICU data: the text as it came is better than none. */
		memcpy(out, in, (size_t)n_in * sizeof(*out));
		*n_out = n_in;
	}
	return out;
}

static bool
is_wave(UChar c)
{
	return c == WAVE_DASH || c == 0xFF5E || c == 0x223C || c == 0x223E || c == 0x3030;
}

/* Hyphens, minus, bars and the long-vowel mark: what people type between digits. */
static bool
is_dash(UChar c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x30FC ||
	       c == 0x2500 || c == 0x2501 || c == 0x00AD || c == 0x2043 || c == 0x02D7;
}

static bool
is_digit16(const UChar *s, int32_t n, int32_t i)
{
	return i >= 0 && i < n && s[i] >= '0' && s[i] <= '9';
}

static void
fold_dashes(UChar *s, int32_t n)
{
	for (int32_t i = 0; i < n; i++) {
		if (is_wave(s[i]))
			s[i] = '~';
		else if (is_dash(s[i]) && is_digit16(s, n, i - 1) &&
		         is_digit16(s, n, i + 1))
			s[i] = '-';
	}
}

static char *
put_char(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c < 0x800) {
		*to++ = (char)(0xC0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*to++ = (char)(0xE0 | c >> 12);
		} else {
			*to++ = (char)(0xF0 | c >> 18);
			*to++ = (char)(0x80 | (c >> 12 & 0x3F));
		}
		*to++ = (char)(0x80 | (c >> 6 & 0x3F));
	}
	*to++ = (char)(0x80 | (c & 0x3F));
	return to;
}

/* Owned. The text has no lone surrogates: to_utf16 makes none, and NFKC keeps pairs
 * whole. */
static char *
to_utf8(const UChar *s, int32_t n)
{
	enum { MOST_BYTES = 3 }; /* of a unit of UTF-16; a pair of them has four */
	char *out = xreallocarray(NULL, (size_t)n + 1, MOST_BYTES), *to = out;

	for (int32_t i = 0; i < n; i++) {
		uint32_t c = s[i];

		if (U16_IS_LEAD(c) && i + 1 < n)
			c = (uint32_t)U16_GET_SUPPLEMENTARY(c, s[++i]);
		to = put_char(to, c);
	}
	*to++ = '\0';
	return xreallocarray(out, (size_t)(to - out), 1);
}

char *
norm_text(const char *s)
{
	int32_t n_in, n_out;
	UChar *in = to_utf16(s, &n_in), *out = nfkc(in, n_in, &n_out);
	char *text;

	fold_dashes(out, n_out);
	text = to_utf8(out, n_out);
	free(in);
	free(out);
	return text;
}

static bool
is_space(uint32_t cp)
{
	return u_isUWhiteSpace((UChar32)cp) || cp == 0x200B || cp == 0xFEFF;
}

char *
norm_squeeze(const char *s)
{
	struct buf b = {0};
	char *text = norm_text(s);
	uint32_t cp;
	size_t len;

	for (const char *p = text; *p != '\0'; p += len) {
		len = utf8_next(p, &cp);
		if (!is_space(cp))
			buf_add(&b, p, len);
	}
	free(text);
	return buf_steal(&b);
}

int
utf8_width(uint32_t cp)
{
	UChar32 c = (UChar32)cp;
	int8_t type = u_charType(c);
	int east;

	if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK ||
	    type == U_FORMAT_CHAR || type == U_CONTROL_CHAR)
		return 0;
	east = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
	return east == U_EA_WIDE || east == U_EA_FULLWIDTH ? 2 : 1;
}

void
utf8_cut(char *s, size_t n)
{
	uint32_t cp;

	while (n > 0 && *s != '\0') {
		s += utf8_next(s, &cp);
		n--;
	}
	*s = '\0';
}
