/* Pieces of running Japanese text. See party_text.h. */
#include "party_text.h"
#include "norm.h"

#include <string.h>

const char *const text_honours[TEXT_HONOURS] = {"様", "さま", "さん", "殿", "御中"};

const char *
text_previous(const char *text, const char *p)
{
	do
		p--;
	while (p > text && ((unsigned char)*p & 0xC0) == 0x80);
	return p;
}

size_t
text_starts(const char *p, const char *const *words, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		const char *w = words[i];
		size_t len;

		/* Most words differ in their first character; this loop is the hot one.
		 */
		if (w[0] != p[0] || (w[1] && (w[1] != p[1] || (w[2] && w[2] != p[2]))))
			continue;
		len = str_prefix(p, w);
		if (len > best)
			best = len;
	}
	return best;
}

size_t
text_ends(const char *start, const char *end, const char *const *words, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(words[i]);

		if (len > best && (size_t)(end - start) >= len &&
		    end[-1] == words[i][len - 1] && memcmp(end - len, words[i], len) == 0)
			best = len;
	}
	return best;
}

bool
text_is_one(const char *start, const char *end, const char *const *words, size_t n)
{
	return text_ends(start, end, words, n) == (size_t)(end - start);
}

const char *
text_run_end(const char *p)
{
	enum script s = text_script(p);
	const char *start = p;
	uint32_t cp;

	while (*p != '\0' && p - start < NAME_BYTES_MAX && text_script(p) == s)
		p += utf8_next(p, &cp);
	return p;
}

const char *
text_skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* Past a description in brackets that follows a name. */
const char *
text_skip_brackets(const char *p)
{
	enum { MAX_BYTES = 200 };
	const char *close;

	p = text_skip_blanks(p);
	while (*p == '(') {
		close = memchr(p, ')', strnlen(p, MAX_BYTES));
		if (close == NULL)
			break;
		p = text_skip_blanks(close + 1);
	}
	return p;
}

size_t
text_chars(const char *p, const char *end)
{
	size_t n = 0;

	for (; p < end; p++)
		n += ((unsigned char)*p & 0xC0) != 0x80;
	return n;
}

const char *
text_sentence_end(const char *p)
{
	enum { MAX_BYTES = 160 };
	const char *end = p;
	uint32_t cp;

	while (*end != '\0' && end - p < MAX_BYTES && !str_starts(end, "。"))
		end += utf8_next(end, &cp);
	return str_starts(end, "。") ? end + strlen("。") : end;
}
