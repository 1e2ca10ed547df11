/* Folding a message's text. */
#include "analysis.h"

#include "norm.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_MAX_BYTES 24000 /* the rest of a longer text says nothing new */

static bool
is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x3000 || cp == 0xa0;
}

static bool
is_word_ascii(uint32_t cp)
{
	return cp < 0x80 && cp > ' ';
}

/* White space stays as one blank between Latin characters, and goes elsewhere. */
static char *
fold_spaces(const char *s)
{
	char *out = xcalloc(strlen(s) + 1, 1), *to = out;
	uint32_t cp, before = 0;
	bool gap = false;

	for (size_t n; *s; s += n) {
		n = utf8_next(s, &cp);
		if (is_space(cp)) {
			gap = true;
			continue;
		}
		if (gap && is_word_ascii(before) && is_word_ascii(cp))
			*to++ = ' ';
		gap = false;
		before = cp;
		if (cp >= 'A' && cp <= 'Z')
			*to++ = (char)(cp + ('a' - 'A'));
		else
			for (size_t i = 0; i < n; i++)
				*to++ = s[i];
	}
	return out;
}

/* A copy of at most TEXT_MAX_BYTES, cut at a character. */
static char *
bounded(const char *s)
{
	size_t n = s ? strnlen(s, TEXT_MAX_BYTES) : 0;

	while (n > 0 && s[n] && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return xstrndup(s ? s : "", n);
}

static char *
norm_bounded(const char *s)
{
	char *copy = bounded(s), *norm = norm_text(copy);

	free(copy);
	return norm;
}

char *
analysis_fold(const char *s)
{
	char *norm = norm_bounded(s), *folded = fold_spaces(norm);

	free(norm);
	return folded;
}

static bool
is_forward(const struct message *m)
{
	return !str_empty(m->fwd_text) || m->fwd_from.addr != NULL;
}

void
analysis_make(struct analysis *a, const struct message *m)
{
	const char *fwd = !str_empty(m->fwd_text) ? m->fwd_text : m->quoted;

	*a = (struct analysis){.m = m, .forward = is_forward(m)};
	a->subject = analysis_fold(m->subject);
	a->lines = norm_bounded(m->text);
	a->text = fold_spaces(a->lines);
	a->fwd = analysis_fold(a->forward ? fwd : NULL);
}

void
analysis_free(struct analysis *a)
{
	free(a->subject);
	free(a->text);
	free(a->fwd);
	free(a->lines);
	*a = (struct analysis){0};
}

static bool
is_japanese(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30ff) || (cp >= 0x4e00 && cp <= 0x9fff);
}

bool
analysis_english(const struct analysis *a)
{
	size_t japanese = 0, latin = 0;
	uint32_t cp;

	for (const char *p = a->text; *p; p += utf8_next(p, &cp)) {
		utf8_next(p, &cp);
		japanese += is_japanese(cp);
		latin += cp < 0x80 && cp > '@';
	}
	return latin >= 20 && japanese * 20 < latin;
}

const char *
analysis_tail(const char *text, size_t chars)
{
	const char *p = text + strlen(text);

	while (p > text && chars > 0) {
		p--;
		chars -= ((unsigned char)*p & 0xc0) != 0x80;
	}
	return p;
}
