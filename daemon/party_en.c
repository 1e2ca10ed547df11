/* Companies in English text. See party.h. */
#include "party.h"
#include "party_text.h"

#include <string.h>

enum { MAX_BYTES = 80 };

static bool
upper(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '&';
}

static bool
word_char(char c)
{
	return upper(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '\'' || c == '.';
}

/* Capitalised words from p on, joined by single blanks; their end. */
static const char *
title_end(const char *p)
{
	const char *start = p, *end = p;

	while (p - start < MAX_BYTES && upper(*p)) {
		while (word_char(*p))
			p++;
		end = p;
		if (*p != ' ')
			break;
		p++;
	}
	while (end > start && (end[-1] == '.' || end[-1] == '-'))
		end--;
	return end;
}

/* Where the capitalised words begin that end at end. */
static const char *
title_start(const char *text, const char *end)
{
	const char *p = end, *best = end;

	while (p > text && end - p < MAX_BYTES) {
		const char *word = p;

		while (word > text && word_char(word[-1]))
			word--;
		if (word == p || !upper(*word))
			break;
		best = word;
		if (word == text || word[-1] != ' ')
			break;
		p = word - 1;
	}
	return best;
}

static char *
by_legal_form(const char *text)
{
	static const char *const forms[] = {" K.K.", " G.K.", " Co., Ltd.", " Co.,Ltd.",
	    " Inc.", " Ltd.", " LLC", " Corporation", " Co. Ltd."};

	for (const char *p = text; (p = strchr(p, ' ')) != NULL; p++) {
		size_t n = text_starts(p, forms, ARRAY_LEN(forms));
		const char *start = n > 0 ? title_start(text, p) : p;

		if (n > 0 && start < p)
			return xstrndup(start, (size_t)(p + n - start));
	}
	return NULL;
}

char *
party_english(const char *text)
{
	static const char *const cues[] = {"We are ", "we are ", "I run ", "We run ",
	    "we run ", "owner of ", "manager of ", "manager at ", "work for ", "work at ",
	    "I own ", "We at ", "director of ", "head of ", "on behalf of "};
	char *found = by_legal_form(text);

	if (found != NULL)
		return found;
	for (const char *p = text; (p = strchr(p, ' ')) != NULL; p++) {
		for (size_t i = 0; i < ARRAY_LEN(cues); i++) {
			size_t n = strlen(cues[i]);
			const char *start = p + 1, *end;

			if ((size_t)(start - text) < n ||
			    memcmp(start - n, cues[i], n) != 0)
				continue;
			end = title_end(start);
			if (end - start >= 4 &&
			    memchr(start, ' ', (size_t)(end - start)) != NULL)
				return xstrndup(start, (size_t)(end - start));
		}
	}
	return NULL;
}
