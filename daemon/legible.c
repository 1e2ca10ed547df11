/*
 * Bytes of a picture or a program, read as some charset, give signs, control characters
 * and single accented letters among the rest; people write words. See legible.h.
 */
#include "legible.h"

#include "norm.h"

enum { CHARS_MAX = 8000, GARBAGE_MIN = 12, GARBAGE_PERCENT = 20 };

enum sort { SORT_BLANK, SORT_SIGN, SORT_LETTER, SORT_ACCENTED, SORT_GARBAGE };

static const struct {
	uint32_t last; /* the first range begins at 0, each other behind the one before */
	enum sort sort;
} ranges[] = {{0x08, SORT_GARBAGE}, {0x0D, SORT_BLANK}, {0x1F, SORT_GARBAGE},
    {' ', SORT_BLANK}, {'/', SORT_SIGN}, {'9', SORT_LETTER}, {'@', SORT_SIGN},
    {'Z', SORT_LETTER}, {'`', SORT_SIGN}, {'z', SORT_LETTER}, {'~', SORT_SIGN},
    {0x9F, SORT_GARBAGE}, {0xA0, SORT_BLANK}, {0xBF, SORT_GARBAGE},
    {0x24F, SORT_ACCENTED}, {0x2FF, SORT_GARBAGE}, {0x1FFF, SORT_LETTER},
    {0x200F, SORT_BLANK}, {0x2BFF, SORT_SIGN}, {0x2FFF, SORT_LETTER},
    {0x3000, SORT_BLANK}, {0x303F, SORT_SIGN}, {0xD7FF, SORT_LETTER},
    {0xF8FF, SORT_GARBAGE}, {0xFFF8, SORT_LETTER}, {0xFFFF, SORT_GARBAGE},
    {0x10FFFF, SORT_LETTER}};

static enum sort
sort_of(uint32_t cp)
{
	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp <= ranges[i].last)
			return ranges[i].sort;
	return SORT_GARBAGE;
}

enum legible
legible(const char *text)
{
	size_t letters = 0, garbage = 0, all = 0, n;
	enum sort before = SORT_BLANK, sort;

	for (uint32_t cp; *text && all < CHARS_MAX; text += n, before = sort) {
		n = utf8_next(text, &cp);
		sort = sort_of(cp);
		if (sort == SORT_BLANK)
			continue;
		all++;
		letters += sort == SORT_LETTER || sort == SORT_ACCENTED;
		garbage += sort == SORT_GARBAGE;
		/* é in a word follows a letter; alone, or behind its like, it is a byte.
		 */
		garbage += sort == SORT_ACCENTED && before != SORT_LETTER;
	}
	if (garbage >= GARBAGE_MIN && garbage * 100 >= all * GARBAGE_PERCENT)
		return LEGIBLE_NOT;
	if (letters == 0)
		return garbage ? LEGIBLE_NOT : LEGIBLE_EMPTY;
	return LEGIBLE_TEXT;
}
