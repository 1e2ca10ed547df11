/* Encoded words and raw bytes in header fields. See header_words.h. */
#include "header_words.h"

#include "buf.h"
#include "charset.h"
#include "header_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 8192 };

/* Bytes of one charset that wait for their neighbours. */
struct pending {
	char charset[48]; /* "" for raw bytes */
	bool word;
	struct buf bytes;
	unsigned bits; /* base64 without padding: what is left of the last word */
	int bits_n;
	struct buf apart; /* the same, if such words are whole each for itself */
	bool unpadded;    /* the two differ */
};

struct decoder {
	struct buf out;
	struct pending p;
	size_t substitutions;
};

static unsigned
badness(const struct charset_note *note)
{
	return (unsigned)(2 * (note->substitutions > 1000 ? 1000 : note->substitutions)) +
	       note->relabelled;
}

static void
flush(struct decoder *d)
{
	const char *charset = d->p.word ? d->p.charset : NULL;
	struct charset_note note, other;

	if (d->p.unpadded) {
		struct buf whole = {0};
		struct buf apart = {0};

		charset_decode(
		    charset, buf_str(&d->p.bytes), d->p.bytes.len, &whole, &note);
		charset_decode(
		    charset, buf_str(&d->p.apart), d->p.apart.len, &apart, &other);
		if (badness(&other) <= badness(&note)) {
			buf_add(&d->out, buf_str(&apart), apart.len);
			note = other;
		} else {
			buf_add(&d->out, buf_str(&whole), whole.len);
		}
		d->substitutions += note.substitutions;
		buf_free(&whole);
		buf_free(&apart);
	} else if (d->p.bytes.len) {
		charset_decode(charset, d->p.bytes.data, d->p.bytes.len, &d->out, &note);
		d->substitutions += note.substitutions;
	}
	buf_clear(&d->p.bytes);
	buf_clear(&d->p.apart);
	d->p.bits_n = 0;
	d->p.word = d->p.unpadded = false;
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
add_base64(struct buf *bytes, unsigned *bits, int *bits_n, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int value = base64_value(s[i]);

		if (s[i] == '=')
			*bits_n = 0;
		if (value < 0)
			continue;
		*bits = (*bits << 6 | (unsigned)value) & 0xFFFFFF;
		*bits_n += 6;
		if (*bits_n >= 8) {
			*bits_n -= 8;
			buf_addc(bytes, (char)(*bits >> *bits_n & 0xFF));
		}
	}
}

/* A word without its padding either goes on in the next one or was left without it: which
 * of the two, the charset says in the end. */
static void
take_base64(struct pending *p, const char *s, size_t n)
{
	unsigned bits = 0;
	int bits_n = 0;

	if (p->bits_n > 0 && !p->unpadded) {
		buf_clear(&p->apart);
		buf_add(&p->apart, buf_str(&p->bytes), p->bytes.len);
		p->unpadded = true;
	}
	add_base64(&p->bytes, &p->bits, &p->bits_n, s, n);
	if (p->unpadded)
		add_base64(&p->apart, &bits, &bits_n, s, n);
}

/* The pieces of =?charset*language?B?text?= */
struct word {
	const char *charset, *text;
	size_t charset_n, text_n, all_n;
	char encoding;
};

/* Where the word's text ends. A question mark that should have been coded may stand
 * before a coded byte; a word that was cut off ends with the field, if it is base64. NULL
 * when it has no end. */
static const char *
word_end(const struct word *w)
{
	const char *s = w->text, *limit = s + strnlen(s, WORD_MAX);

	while ((s = memmem(s, (size_t)(limit - s), "?=", 2)) != NULL) {
		if (w->encoding != 'Q' || text_hex(s[2]) < 0 || text_hex(s[3]) < 0)
			return s;
		s += 2;
	}
	if (w->encoding != 'B')
		return NULL;
	for (s = w->text; base64_value(*s) >= 0 || *s == '='; s++)
		;
	return *s || s == w->text ? NULL : s;
}

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
	end = word_end(w);
	if (!end)
		return false;
	w->text_n = (size_t)(end - w->text);
	w->all_n = (size_t)(end - s) + (*end ? 2 : 0);
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
		take_base64(&d->p, w->text, w->text_n);
		return;
	}
	d->p.bits_n = 0;
	text_unescape(&d->p.bytes, w->text, w->text_n, '=');
	if (d->p.unpadded)
		text_unescape(&d->p.apart, w->text, w->text_n, '=');
}

static void
take_raw(struct decoder *d, const char *s, size_t n)
{
	if (d->p.word)
		flush(d);
	buf_add(&d->p.bytes, s, n);
}

static char *
decode_flat(const char *flat, size_t *substitutions)
{
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
		run = text_jis_run(s);
		take_raw(&d, s, run ? run : 1);
		s += run ? run : 1;
	}
	flush(&d);
	*substitutions = d.substitutions;
	buf_free(&d.p.bytes);
	buf_free(&d.p.apart);
	text = buf_steal(&d.out);
	text_drop_controls(text);
	return str_trim(text);
}

/* Nothing but encoded words: what was coded was coded already. */
static bool
is_coded_twice(const char *text)
{
	struct word w;

	return word_at(text, &w) && str_ends(text, "?=");
}

char *
header_decode(const char *raw, const char *what, struct strlist *defects)
{
	char *flat = text_unfold(raw ? raw : ""), *text;
	size_t substitutions;

	text = decode_flat(flat, &substitutions);
	if (is_coded_twice(text)) {
		free(flat);
		flat = text;
		text = decode_flat(flat, &substitutions);
	}
	if (substitutions && defects)
		strlist_addf(
		    defects, "%s: %zu places could not be decoded", what, substitutions);
	free(flat);
	return text;
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

	text_drop_controls(id);
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
