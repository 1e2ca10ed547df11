/* The known name that is nearest to another. See nearest.h. */
#include "nearest.h"

#include "utf8.h"

#include <ctype.h>
#include <string.h>

enum { NAME_MOST = 40 };

/* Its characters, ASCII letters in lower case; how many there are, above NAME_MOST where
 * there are more. */
static size_t
characters(const char *s, uint32_t *out)
{
	size_t n = 0, left = strlen(s), len;

	for (; left && n <= NAME_MOST; s += len, left -= len, n++) {
		len = utf8_seq(s, left);
		if (n < NAME_MOST)
			out[n] = len > 1 ? utf8_code(s, len)
			                 : (uint32_t)tolower((unsigned char)*s);
		len = len ? len : 1;
	}
	return n;
}

/* How many characters must change to make a into b. */
static size_t
distance(const char *left, const char *right)
{
	uint32_t a[NAME_MOST], b[NAME_MOST];
	size_t row[NAME_MOST + 1], an = characters(left, a), bn = characters(right, b);

	if (an > NAME_MOST || bn > NAME_MOST)
		return NAME_MOST;
	for (size_t j = 0; j <= bn; j++)
		row[j] = j;
	for (size_t i = 1; i <= an; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= bn; j++) {
			size_t above = row[j];
			size_t cost = diagonal + (a[i - 1] != b[j - 1]);

			if (above + 1 < cost)
				cost = above + 1;
			if (row[j - 1] + 1 < cost)
				cost = row[j - 1] + 1;
			diagonal = above;
			row[j] = cost;
		}
	}
	return row[bn];
}

struct nearest
nearest_to(const char *word)
{
	/* Two letters swapped count as two; in long names more may be wrong. */
	uint32_t letters[NAME_MOST];

	return (struct nearest){.word = word, .below = characters(word, letters) / 3 + 2};
}

void
nearest_try(struct nearest *n, const char *name)
{
	size_t d = distance(n->word, name);

	if (d < n->below) {
		n->below = d;
		n->best = name;
	}
}
