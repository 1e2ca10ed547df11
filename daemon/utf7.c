/* Modified UTF-7 for folder names (RFC 3501, 5.1.3). See utf7.h. */
#include "utf7.h"

#include "buf.h"

#include <stdint.h>
#include <string.h>
#include <unicode/utf8.h>

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/* A run of characters outside printable ASCII, being written as base64 of UTF-16BE. */
struct run {
	struct buf *out;
	uint32_t bits;
	int bits_n;
	bool open;
};

static void
run_unit(struct run *r, unsigned unit)
{
	if (!r->open)
		buf_addc(r->out, '&');
	r->open = true;
	r->bits = (r->bits << 16) | unit;
	for (r->bits_n += 16; r->bits_n >= 6; r->bits_n -= 6)
		buf_addc(r->out, base64[(r->bits >> (r->bits_n - 6)) & 63]);
}

static void
run_end(struct run *r)
{
	if (!r->open)
		return;
	if (r->bits_n > 0)
		buf_addc(r->out, base64[(r->bits << (6 - r->bits_n)) & 63]);
	buf_addc(r->out, '-');
	r->open = false;
	r->bits = 0;
	r->bits_n = 0;
}

static void
add_character(struct run *r, UChar32 c)
{
	if (c < 0)
		c = 0xfffd;
	if (c >= 0x20 && c <= 0x7e) {
		run_end(r);
		buf_addc(r->out, (char)c);
		if (c == '&')
			buf_addc(r->out, '-');
	} else if (c >= 0x10000) {
		run_unit(r, 0xd800 + (((unsigned)c - 0x10000) >> 10));
		run_unit(r, 0xdc00 + (((unsigned)c - 0x10000) & 0x3ff));
	} else {
		run_unit(r, (unsigned)c);
	}
}

char *
utf7_encode(const char *utf8)
{
	struct buf out = {0};
	struct run run = {.out = &out};
	const uint8_t *p = (const uint8_t *)utf8;
	int32_t n = (int32_t)strnlen(utf8, 4096);

	for (int32_t i = 0; i < n;) {
		UChar32 c;

		U8_NEXT(p, i, n, c);
		add_character(&run, c);
	}
	run_end(&run);
	return buf_steal(&out);
}
