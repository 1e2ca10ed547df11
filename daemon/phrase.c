/*
 * The matcher behind the reply rules. Texts are short (one mail's new words), tables have
 * some hundred phrases: trying them at each character stays far below a millisecond,
 * because nearly all fail at their first byte.
 */
#include "phrase.h"

#include "norm.h"

#include <string.h>

#define GAP_CHARS 12

static bool
ends_sentence(const char *p)
{
	static const char *const marks[] = {"。", "!", "?", "…", "\n"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (str_starts(p, marks[i]))
			return true;
	return false;
}

/* Bytes of text that words[0..len) matches at its beginning; 0 when it does not. */
static size_t
match_at(const char *text, const char *words, size_t len)
{
	const char *gap = memchr(words, '~', len);
	size_t head = gap ? (size_t)(gap - words) : len;
	const char *p = text + head;
	uint32_t cp;

	if (strncmp(text, words, head) != 0)
		return 0;
	if (gap == NULL)
		return len;
	for (int i = 0; i <= GAP_CHARS && *p; i++, p += utf8_next(p, &cp)) {
		size_t rest = match_at(p, gap + 1, len - head - 1);

		if (rest)
			return (size_t)(p - text) + rest;
		if (ends_sentence(p))
			return 0;
	}
	return 0;
}

/* The longest match among '|'-separated alternatives. */
static size_t
match_words(const char *text, const char *words)
{
	size_t best = 0;

	while (*words) {
		size_t len = strcspn(words, "|");

		if (*words == *text) {
			size_t n = match_at(text, words, len);

			if (n > best)
				best = n;
		}
		words += len + (words[len] == '|');
	}
	return best;
}

size_t
phrase_find(const char *text, const struct phrase *table, size_t table_n,
    struct phrase_hit hits[PHRASE_HITS_MAX])
{
	size_t n = 0;
	uint32_t cp;

	for (const char *p = text; *p && n < PHRASE_HITS_MAX;) {
		struct phrase_hit hit = {.begin = (size_t)(p - text)};
		size_t best = 0;

		for (size_t i = 0; i < table_n; i++) {
			size_t len = match_words(p, table[i].words);

			if (len > best) {
				best = len;
				hit.tag = table[i].tag;
			}
		}
		if (best) {
			hit.end = hit.begin + best;
			hits[n++] = hit;
			p += best;
		} else {
			p += utf8_next(p, &cp);
		}
	}
	return n;
}

bool
phrase_has(const char *text, const char *words)
{
	uint32_t cp;

	for (const char *p = text; *p; p += utf8_next(p, &cp))
		if (match_words(p, words))
			return true;
	return false;
}
