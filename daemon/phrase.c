/*
 * The matcher behind the reply rules. Texts are short (one mail's new words), tables have
 * some hundred phrases, sorted into buckets by their first character for each text.
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

/* --- one table, prepared for one text --- */

#define WORDS_MAX   1200
#define BUCKETS     256
#define BUCKET_NONE (-1)

/* Phrases by their first three bytes, which are one character where it is Japanese. */
struct index {
	struct {
		const char *words;
		size_t len;
		int tag, next;
	} v[WORDS_MAX];
	int n;
	int first[BUCKETS];
};

static unsigned
bucket_of(const char *p)
{
	unsigned h = (unsigned char)p[0];

	/* Latin phrases may be two bytes long: their first one decides. */
	if (h < 0x80)
		return h;
	h = h * 31 + (unsigned char)p[1];
	return (p[1] ? h * 31 + (unsigned char)p[2] : h) % BUCKETS;
}

static void
index_add(struct index *x, int tag, const char *words, size_t len)
{
	unsigned b = bucket_of(words);

	if (len == 0 || x->n == WORDS_MAX)
		return;
	x->v[x->n].words = words;
	x->v[x->n].len = len;
	x->v[x->n].tag = tag;
	x->v[x->n].next = x->first[b];
	x->first[b] = x->n++;
}

static void
index_make(struct index *x, const struct phrase *table, size_t table_n)
{
	x->n = 0;
	for (int i = 0; i < BUCKETS; i++)
		x->first[i] = BUCKET_NONE;
	for (size_t i = 0; i < table_n; i++)
		for (const char *words = table[i].words; *words;) {
			size_t len = strcspn(words, "|");

			index_add(x, table[i].tag, words, len);
			words += len + (words[len] == '|');
		}
}

/* The longest phrase that begins at p; 0 when none does. */
static size_t
longest_at(const struct index *x, const char *p, int *tag)
{
	size_t best = 0;

	for (int i = x->first[bucket_of(p)]; i != BUCKET_NONE; i = x->v[i].next) {
		size_t len = match_at(p, x->v[i].words, x->v[i].len);

		if (len > best) {
			best = len;
			*tag = x->v[i].tag;
		}
	}
	return best;
}

void
phrase_walk(const char *text, const struct phrase *table, size_t table_n, phrase_fn *fn,
    void *data)
{
	struct index x;
	uint32_t cp;

	index_make(&x, table, table_n);
	for (const char *p = text; *p;) {
		struct phrase_hit hit = {.begin = (size_t)(p - text)};
		size_t len = longest_at(&x, p, &hit.tag);

		hit.end = hit.begin + len;
		if (len && !fn(data, &hit))
			return;
		p += len ? len : utf8_next(p, &cp);
	}
}

struct hit_list {
	struct phrase_hit *hits;
	size_t n;
};

static bool
keep_hit(void *data, const struct phrase_hit *hit)
{
	struct hit_list *list = data;

	list->hits[list->n++] = *hit;
	return list->n < PHRASE_HITS_MAX;
}

size_t
phrase_find(const char *text, const struct phrase *table, size_t table_n,
    struct phrase_hit hits[PHRASE_HITS_MAX])
{
	struct hit_list list = {hits, 0};

	phrase_walk(text, table, table_n, keep_hit, &list);
	return list.n;
}

void
phrase_each(const char *text, const struct phrase *table, size_t table_n,
    phrase_each_fn *fn, void *data)
{
	struct index x;
	uint32_t cp;

	index_make(&x, table, table_n);
	for (const char *p = text; *p; p += utf8_next(p, &cp))
		for (int i = x.first[bucket_of(p)]; i != BUCKET_NONE; i = x.v[i].next)
			if (match_at(p, x.v[i].words, x.v[i].len))
				fn(data, x.v[i].tag, (size_t)(p - text), x.v[i].words);
}

struct tag_walk {
	unsigned tags;
	const char **first;
};

static void
note_tag(void *data, int tag, size_t begin, const char *words)
{
	struct tag_walk *w = data;

	(void)begin;
	if (w->first && !(w->tags & 1U << tag))
		w->first[tag] = words;
	w->tags |= 1U << tag;
}

unsigned
phrase_tags(
    const char *text, const struct phrase *table, size_t table_n, const char **first)
{
	struct tag_walk w = {0, first};

	phrase_each(text, table, table_n, note_tag, &w);
	return w.tags;
}

bool
phrase_has(const char *text, const char *words)
{
	struct phrase one = {1, words};
	struct index x;
	uint32_t cp;
	int tag;

	index_make(&x, &one, 1);
	for (const char *p = text; *p; p += utf8_next(p, &cp))
		if (longest_at(&x, p, &tag))
			return true;
	return false;
}
