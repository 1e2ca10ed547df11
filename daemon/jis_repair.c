/* ISO-2022-JP as it really comes. See jis_repair.h. */
#include "jis_repair.h"

#include "buf.h"

#include <string.h>

enum mode { MODE_ASCII, MODE_KANJI, MODE_KANA, MODE_OTHER };

/* What an escape sequence means, and how it is written for the converter. */
static const struct escape {
	const char *seen;
	enum mode mode;
	const char *written;
} escapes[] = {
    {"\x1B$B", MODE_KANJI, "\x1B$B"}, {"\x1B$@", MODE_KANJI, "\x1B$B"},
    {"\x1B$(B", MODE_KANJI, "\x1B$B"}, {"\x1B$(@", MODE_KANJI, "\x1B$B"},
    {"\x1B$(O", MODE_KANJI, "\x1B$B"}, /* JIS X 0213 holds the same and more */
    {"\x1B$(Q", MODE_KANJI, "\x1B$B"}, {"\x1B(B", MODE_ASCII, "\x1B(B"},
    {"\x1B(J", MODE_ASCII, "\x1B(B"}, /* nobody means a yen sign by a backslash */
    {"\x1B(H", MODE_ASCII, "\x1B(B"}, {"\x1B(I", MODE_KANA, "\x1B(I"},
    {"\x1B&@", MODE_OTHER, ""}, /* announces the edition of 1990 */
};

struct repair {
	const char *at, *end;
	const char *next_escape; /* at or behind `at`; end when there is none */
	struct buf out;
	enum mode mode, written; /* written: what the last escape sequence says */
	bool odd;                /* half of a character is written */
};

static const struct escape *
escape_at(const char *s, const char *end, size_t *n)
{
	static const struct escape other = {"", MODE_OTHER, NULL};

	*n = 0;
	if (end - s < 3 || *s != 0x1B)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(escapes); i++) {
		*n = strlen(escapes[i].seen);
		if ((size_t)(end - s) >= *n && memcmp(s, escapes[i].seen, *n) == 0)
			return &escapes[i];
	}
	if (!strchr("$(.&", s[1]))
		return NULL;
	*n = s[1] == '$' && s[2] == '(' && end - s > 3 ? 4 : 3;
	return &other;
}

/* Only a mode with something in it is written: the converter takes an empty one for an
 * attack. */
static void
write_mode(struct repair *r, enum mode mode)
{
	static const char *const shifts[] = {"\x1B(B", "\x1B$B", "\x1B(I"};

	if (r->written == mode || mode == MODE_OTHER)
		return;
	buf_adds(&r->out, shifts[mode]);
	r->written = mode;
	r->odd = false;
}

/* The run goes on behind a line break when the next escape sequence ends it. */
static bool
run_goes_on(struct repair *r)
{
	const struct escape *e;
	size_t n;

	if (r->next_escape < r->at)
		r->next_escape = r->at;
	if (r->next_escape < r->end && *r->next_escape != 0x1B) {
		const char *found =
		    memchr(r->next_escape, 0x1B, (size_t)(r->end - r->next_escape));

		r->next_escape = found ? found : r->end;
	}
	e = escape_at(r->next_escape, r->end, &n);
	return e && e->mode == MODE_ASCII;
}

static void
take_escape(struct repair *r, const struct escape *e, size_t n)
{
	if (e->mode == MODE_OTHER && !e->written) {
		/* Chinese, Korean, JIS X 0212: the converter knows them. */
		buf_add(&r->out, r->at, n);
		r->mode = r->written = MODE_OTHER;
		r->odd = false;
	} else if (e->mode != MODE_OTHER) {
		r->mode = e->mode;
		if (r->written == MODE_OTHER) {
			buf_adds(&r->out, e->written);
			r->written = e->mode;
		}
	}
	r->at += n;
}

static void
take_line_end(struct repair *r)
{
	bool goes_on = r->mode == MODE_KANJI && run_goes_on(r);

	/* A break within a character is none of the writer's. */
	if (goes_on && r->odd && r->written == MODE_KANJI) {
		r->at++;
		return;
	}
	if (r->mode != MODE_OTHER)
		write_mode(r, MODE_ASCII);
	buf_addc(&r->out, *r->at++);
	if (!goes_on)
		r->mode = r->written = MODE_ASCII;
}

static void
take_byte(struct repair *r)
{
	unsigned char c = (unsigned char)*r->at++;

	if (r->mode == MODE_OTHER) {
		buf_addc(&r->out, (char)c);
	} else if (c == 0x0E || c == 0x0F) {
		r->mode = c == 0x0E ? MODE_KANA : MODE_ASCII;
	} else if (c >= 0xA1 && c <= 0xDF) {
		write_mode(r, MODE_KANA);
		buf_addc(&r->out, (char)(c & 0x7F));
	} else if (c <= ' ' || c >= 0x7F) {
		write_mode(r, MODE_ASCII);
		buf_addc(&r->out, (char)c);
	} else {
		write_mode(r, r->mode);
		buf_addc(&r->out, (char)c);
		r->odd = r->mode == MODE_KANJI && !r->odd;
	}
}

char *
jis_repair(const char *s, size_t *n)
{
	struct repair r = {.at = s, .end = s + *n, .next_escape = s};

	while (r.at < r.end) {
		size_t length;
		const struct escape *e = escape_at(r.at, r.end, &length);

		if (e)
			take_escape(&r, e, length);
		else if (*r.at == '\n' || *r.at == '\r')
			take_line_end(&r);
		else
			take_byte(&r);
	}
	*n = r.out.len;
	return buf_steal(&r.out);
}

/* Bytes of a run of characters at s that "(B", "(J" or a line end closes, 0 when it is
 * none; *seen is how far was looked. */
static size_t
run_length(const char *s, const char *end, size_t *seen)
{
	size_t n = 0;

	while (s + n + 1 < end && s[n] > ' ' && s[n] < 0x7D && s[n + 1] > ' ' &&
	       s[n + 1] < 0x7F) {
		if (s[n] == '(' && (s[n + 1] == 'B' || s[n + 1] == 'J'))
			break;
		n += 2;
	}
	*seen = n;
	if (s + n == end || s[n] == '\n' || s[n] == '\r')
		return n;
	/* A field cut behind "(" ends no run. */
	return s[n] == '(' && s + n + 1 < end && (s[n + 1] == 'B' || s[n + 1] == 'J') ? n
	                                                                              : 0;
}

char *
jis_restore(const char *s, size_t *n)
{
	const char *end = s + *n, *dollar;
	struct buf out = {0};
	bool found = false;

	while ((dollar = memchr(s, '$', (size_t)(end - s))) != NULL && end - dollar > 3) {
		size_t run = 0, seen = 0;

		if (dollar[1] == 'B' || dollar[1] == '@')
			run = run_length(dollar + 2, end, &seen);
		buf_add(&out, s, (size_t)(dollar - s));
		if (run) {
			found = true;
			buf_adds(&out, "\x1B$B");
			buf_add(&out, dollar + 2, run);
			buf_adds(&out, "\x1B(B");
			s = dollar + 2 + run;
			s += s < end && *s == '(' ? 2 : 0;
		} else {
			buf_add(&out, dollar, 1 + seen);
			s = dollar + 1 + seen;
		}
	}
	buf_add(&out, s, (size_t)(end - s));
	*n = out.len;
	if (found)
		return buf_steal(&out);
	buf_free(&out);
	return NULL;
}
