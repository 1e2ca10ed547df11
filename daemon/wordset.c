/* Buckets over a table of words. See wordset.h. */
#include "wordset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LEAD = 3, BUCKET_BITS = 9, BUCKETS = 1 << BUCKET_BITS, NONE = UINT16_MAX };

struct link {
	const char *word;
	uint16_t len, next;
};

struct wordset_index {
	uint16_t bucket[BUCKETS]; /* the first link of each, in the order of the table */
	uint16_t few;             /* words too short for a bucket */
	unsigned char may[256];   /* whether one of those has this byte at the lead */
	struct link v[];
};

static unsigned
hash(const char *p)
{
	uint32_t key = (uint32_t)(unsigned char)p[0] |
	               (uint32_t)(unsigned char)p[1] << 8 |
	               (uint32_t)(unsigned char)p[2] << 16;

	return key * UINT32_C(2654435761) >> (32 - BUCKET_BITS);
}

/* at_end: for looks by the last bytes. */
static struct wordset_index *
make_index(const struct wordset *s, bool at_end)
{
	size_t n = s->n < NONE ? s->n : NONE;
	struct wordset_index *x = xcalloc(1, sizeof(*x) + n * sizeof(x->v[0]));

	memset(x->bucket, 0xFF, sizeof(x->bucket));
	x->few = NONE;
	for (size_t i = n; i-- > 0;) {
		const char *entry = (const char *)s->table + i * s->stride, *word;
		uint16_t *head = &x->few;
		size_t len;

		memcpy(&word, entry, sizeof(word));
		len = strlen(word);
		if (len == 0)
			continue;
		if (len >= LEAD)
			head = &x->bucket[hash(at_end ? word + len - LEAD : word)];
		else
			x->may[(unsigned char)word[at_end ? len - 1 : 0]] = 1;
		x->v[i] = (struct link){word, (uint16_t)len, *head};
		*head = (uint16_t)i;
	}
	return x;
}

static const struct wordset_index *
starts_of(struct wordset *s)
{
	if (s->starts == NULL)
		s->starts = make_index(s, false);
	return s->starts;
}

static bool
has_lead(const char *p)
{
	return p[0] != '\0' && p[1] != '\0' && p[2] != '\0';
}

static int
longest_of(const struct wordset_index *x, unsigned i, const char *p, size_t *best)
{
	int found = -1;

	for (; i != NONE; i = x->v[i].next) {
		if (x->v[i].len > *best && str_prefix(p, x->v[i].word) > 0) {
			*best = x->v[i].len;
			found = (int)i;
		}
	}
	return found;
}

int
wordset_longest(struct wordset *s, const char *p, size_t *len)
{
	const struct wordset_index *x = starts_of(s);
	int found = -1;

	*len = 0;
	if (has_lead(p))
		found = longest_of(x, x->bucket[hash(p)], p, len);
	if (found < 0 && x->may[(unsigned char)*p])
		found = longest_of(x, x->few, p, len);
	return found;
}

size_t
wordset_starts(struct wordset *s, const char *p)
{
	size_t len;

	(void)wordset_longest(s, p, &len);
	return len;
}

/* The chains are in the order of the table. */
static unsigned
first_of(const struct wordset_index *x, unsigned i, const char *p, size_t room)
{
	while (i != NONE &&
	       (x->v[i].len > room || memcmp(p, x->v[i].word, x->v[i].len) != 0))
		i = x->v[i].next;
	return i;
}

int
wordset_first(struct wordset *s, const char *p, const char *limit, size_t *len)
{
	const struct wordset_index *x = starts_of(s);
	size_t room = (size_t)(limit - p);
	unsigned found = NONE, few = NONE;

	if (room >= LEAD)
		found = first_of(x, x->bucket[hash(p)], p, room);
	if (room > 0 && x->may[(unsigned char)*p])
		few = first_of(x, x->few, p, room);
	found = few < found ? few : found;
	if (found == NONE)
		return -1;
	*len = x->v[found].len;
	return (int)found;
}

size_t
wordset_ends(struct wordset *s, const char *start, const char *end)
{
	size_t room = (size_t)(end - start), best = 0;
	const struct wordset_index *x;
	unsigned i;

	if (s->ends == NULL)
		s->ends = make_index(s, true);
	x = s->ends;
	if (room == 0)
		return 0;
	i = room >= LEAD ? x->bucket[hash(end - LEAD)] : NONE;
	for (int pass = 0; pass < 2; pass++) {
		for (; i != NONE; i = x->v[i].next) {
			size_t len = x->v[i].len;

			if (len > best && len <= room &&
			    memcmp(end - len, x->v[i].word, len) == 0)
				best = len;
		}
		i = best == 0 && x->may[(unsigned char)end[-1]] ? x->few : NONE;
	}
	return best;
}

bool
wordset_is_one(struct wordset *s, const char *start, const char *end)
{
	return wordset_ends(s, start, end) == (size_t)(end - start);
}
