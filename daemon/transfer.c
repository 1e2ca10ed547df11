/* Transfer encodings. See transfer.h. */
#include "transfer.h"

#include "header_text.h"
#include "header_words.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_BYTES = 400 };

enum transfer
transfer_of(const char *raw)
{
	static const struct {
		const char *name;
		enum transfer transfer;
	} names[] = {{"base64", TRANSFER_BASE64}, {"quoted-printable", TRANSFER_QP},
	    {"x-uuencode", TRANSFER_UU}, {"uuencode", TRANSFER_UU},
	    {"x-uue", TRANSFER_UU}, {"uue", TRANSFER_UU}};
	char *word = header_type(raw);
	enum transfer t = TRANSFER_NONE;
	char *start = word + strspn(word, "\"'");

	start[strcspn(start, "\"'")] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_eq(names[i].name, start))
			t = names[i].transfer;
	free(word);
	return t;
}

/* Where decoded bytes go, or only their number. */
struct sink {
	struct buf *out;
	size_t n;
};

static void
put(struct sink *sink, unsigned byte)
{
	sink->n++;
	if (sink->out)
		buf_addc(sink->out, (char)(byte & 0xFF));
}

static void
put_run(struct sink *sink, const char *s, size_t n)
{
	sink->n += n;
	if (sink->out)
		buf_add(sink->out, s, n);
}

/* The line at s without its end; returns where the next begins. */
static size_t
line_length(const char *s, size_t n, size_t *next)
{
	const char *end = memchr(s, '\n', n);
	size_t len = end ? (size_t)(end - s) : n;

	*next = end ? len + 1 : n;
	while (len && s[len - 1] == '\r')
		len--;
	return len;
}

enum { B64_FOREIGN = 64, B64_PAD };

static unsigned char b64_values[256];

static void
prepare_b64(void)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	if (b64_values['='] == B64_PAD)
		return;
	memset(b64_values, B64_FOREIGN, sizeof(b64_values));
	for (unsigned char i = 0; i < 64; i++)
		b64_values[(unsigned char)digits[i]] = i;
	b64_values['='] = B64_PAD;
}

/* Below the end, or an empty line, only what is base64 throughout goes on with it: the
 * rest is a footer that someone added. */
static bool
is_footer(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b64_values[(unsigned char)s[i]] == B64_FOREIGN &&
		    !strchr(" \t", s[i]))
			return true;
	return memchr(s, ' ', n) != NULL;
}

static void
decode_base64(const char *s, size_t n, struct sink *sink)
{
	unsigned bits = 0;
	int bits_n = 0;
	bool ended = false;

	prepare_b64();
	for (size_t at = 0, next; at < n; at += next) {
		size_t len = line_length(s + at, n - at, &next);

		if (ended && is_footer(s + at, len))
			break;
		ended = ended || len == 0;
		for (size_t i = 0; i < len; i++) {
			unsigned value = b64_values[(unsigned char)s[at + i]];

			if (value == B64_PAD) {
				bits_n = 0;
				ended = true;
			}
			if (value >= B64_FOREIGN)
				continue;
			bits = bits << 6 | value;
			bits_n += 6;
			if (bits_n >= 8) {
				bits_n -= 8;
				put(sink, bits >> bits_n);
			}
		}
	}
}

static void
qp_line(const char *s, size_t n, struct sink *sink)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		int high, low;

		if (s[i] != '=' || i + 2 >= n)
			continue;
		high = text_hex(s[i + 1]);
		low = text_hex(s[i + 2]);
		if (high < 0 || low < 0)
			continue;
		put_run(sink, s + from, i - from);
		put(sink, (unsigned)high << 4 | (unsigned)low);
		i += 2;
		from = i + 1;
	}
	put_run(sink, s + from, n - from);
}

/* Blanks behind a soft break are the transport's. At other line ends they ought to be,
 * but programs forget to code their own, which flowed text needs. */
static void
decode_qp(const char *s, size_t n, struct sink *sink)
{
	for (size_t at = 0, next; at < n; at += next) {
		size_t len = line_length(s + at, n - at, &next), kept = len;
		bool soft;

		while (kept && (s[at + kept - 1] == ' ' || s[at + kept - 1] == '\t'))
			kept--;
		soft = kept && s[at + kept - 1] == '=';
		qp_line(s + at, soft ? kept - 1 : len, sink);
		if (!soft && next > len)
			put_run(sink, s + at + len, next - len);
	}
}

static void
uu_line(const char *s, size_t n, struct sink *sink)
{
	size_t bytes = n ? (size_t)((s[0] - ' ') & 63) : 0;

	for (size_t i = 1; i < n && bytes; i += 4) {
		unsigned group = 0;

		for (size_t k = 0; k < 4; k++)
			group = group << 6 |
			        (i + k < n ? (unsigned)(s[i + k] - ' ') & 63 : 0);
		for (unsigned k = 0; k < 3 && bytes; k++, bytes--)
			put(sink, group >> (16 - 8 * k));
	}
}

static bool
uu_begins(const char *s, size_t n)
{
	size_t i = 6;

	if (n < 11 || memcmp(s, "begin ", 6) != 0)
		return false;
	while (i < n && s[i] >= '0' && s[i] <= '7')
		i++;
	return i >= 9 && i <= 10 && i + 1 < n && s[i] == ' ';
}

static bool
uu_ends(const char *s, size_t n)
{
	return n >= 3 && memcmp(s, "end", 3) == 0 && (n == 3 || s[3] == ' ');
}

/* As long as its first byte says, give or take a checksum and blanks that were lost. */
static bool
uu_is_line(const char *s, size_t n)
{
	size_t bytes, want;

	if (n == 0 || s[0] < ' ' || s[0] > '`')
		return n == 0;
	bytes = (size_t)((s[0] - ' ') & 63);
	want = 1 + (bytes + 2) / 3 * 4;
	if (bytes == 0)
		return n <= 2;
	for (size_t i = 1; i < n; i++)
		if (s[i] < ' ' || s[i] > '`')
			return false;
	return n <= want + 2 && n + 4 >= want - bytes % 3;
}

static void
decode_uu(const char *s, size_t n, struct sink *sink)
{
	bool begun = false;

	for (size_t at = 0, next; at < n; at += next) {
		size_t len = line_length(s + at, n - at, &next);

		if (begun && uu_ends(s + at, len))
			return;
		if (begun)
			uu_line(s + at, len, sink);
		begun = begun || uu_begins(s + at, len);
	}
}

size_t
transfer_decode(enum transfer t, const char *s, size_t n, struct buf *out)
{
	struct sink sink = {out, 0};

	switch (t) {
	case TRANSFER_BASE64: decode_base64(s, n, &sink); break;
	case TRANSFER_QP: decode_qp(s, n, &sink); break;
	case TRANSFER_UU: decode_uu(s, n, &sink); break;
	case TRANSFER_NONE: put_run(&sink, s, n); break;
	}
	return sink.n;
}

/* Reads on from a begin line; false where the lines are none of a file. */
static bool
take_uu(const char *s, size_t n, struct uu_file *file, size_t *seen)
{
	struct sink sink = {NULL, 0};
	size_t at = file->from, next;

	(void)line_length(s + at, n - at, &next);
	for (at += next; at < n; at += next) {
		size_t len = line_length(s + at, n - at, &next);

		*seen = at;
		if (uu_ends(s + at, len)) {
			file->to = at + next;
			file->bytes = sink.n;
			return true;
		}
		if (!uu_is_line(s + at, len))
			return false;
		uu_line(s + at, len, &sink);
	}
	return false;
}

bool
transfer_find_uu(const char *s, size_t n, size_t from, struct uu_file *file)
{
	for (size_t at = from, next, seen = 0; at < n; at += next) {
		size_t len = line_length(s + at, n - at, &next), name;

		if (!uu_begins(s + at, len) || at < seen)
			continue;
		*file = (struct uu_file){.from = at};
		if (!take_uu(s, n, file, &seen))
			continue;
		name = (size_t)((const char *)memchr(s + at + 6, ' ', len - 6) + 1 - s);
		len = at + len - name;
		file->name =
		    xstrndup(s + name, len < NAME_MAX_BYTES ? len : NAME_MAX_BYTES);
		return true;
	}
	return false;
}
