/*
 * The matcher behind the reply rules. Texts are short (one mail's new words), tables have
 * some hundred phrases, sorted once into buckets by their first character.
 */
#include "phrase.h"

#include "log.h"
#include "norm.h"

#include <stdlib.h>
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

/* Bytes of text that words[0..len) matches at its beginning; 0 when it does not. head:
 * how many bytes stand before its first '~'. */
static size_t
match_at(const char *text, const char *words, size_t len, size_t head)
{
	const char *p = text, *gap;
	uint32_t cp;

	for (size_t i = 0; i < head; i++)
		if (text[i] != words[i])
			return 0;
	if (head == len)
		return len;
	p += head;
	words += head + 1;
	len -= head + 1;
	gap = memchr(words, '~', len);
	head = gap ? (size_t)(gap - words) : len;
	for (int i = 0; i <= GAP_CHARS && *p; i++, p += utf8_next(p, &cp)) {
		size_t rest = match_at(p, words, len, head);

		if (rest)
			return (size_t)(p - text) + rest;
		if (ends_sentence(p))
			return 0;
	}
	return 0;
}

/* --- a table, sorted into buckets --- */

#define BUCKETS    512
#define LEAD_BYTES 8

/* A phrase and its first bytes, by which most others are told from it in one step. */
struct entry {
	uint64_t lead, mask; /* as they lie in memory; mask: which of them count */
	const char *words;
	size_t len, head;
	int tag;
	unsigned bucket;
};

/* Phrases by their first three bytes, which are one character where it is Japanese. */
struct index {
	const struct phrase *table; /* what it was made of */
	struct entry *v; /* by buckets; of one bucket, the last of the table first */
	size_t n, cap;
	unsigned first[BUCKETS + 1]; /* where a bucket begins, and the one before ends */
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
	const char *gap = memchr(words, '~', len);
	struct entry e = {.words = words,
	    .len = len,
	    .head = gap ? (size_t)(gap - words) : len,
	    .tag = tag,
	    .bucket = bucket_of(words)};

	if (len == 0)
		return;
	memcpy(&e.lead, words, e.head < LEAD_BYTES ? e.head : LEAD_BYTES);
	memset(&e.mask, 0xFF, e.head < LEAD_BYTES ? e.head : LEAD_BYTES);
	if (x->n == x->cap) {
		x->cap = x->cap ? x->cap * 2 : 16;
		x->v = xreallocarray(x->v, x->cap, sizeof(*x->v));
	}
	x->v[x->n++] = e;
}

static void
sort_entries(struct index *x)
{
	struct entry *sorted = xcalloc(x->n + 1, sizeof(*sorted));
	unsigned at[BUCKETS];

	for (size_t i = 0; i < x->n; i++)
		x->first[x->v[i].bucket + 1]++;
	for (size_t b = 0; b < BUCKETS; b++) {
		x->first[b + 1] += x->first[b];
		at[b] = x->first[b];
	}
	for (size_t i = x->n; i-- > 0;)
		sorted[at[x->v[i].bucket]++] = x->v[i];
	free(x->v);
	x->v = sorted;
}

static void
index_make(struct index *x, const struct phrase *table, size_t table_n)
{
	*x = (struct index){.table = table};
	for (size_t i = 0; i < table_n; i++)
		for (const char *words = table[i].words; *words;) {
			size_t len = strcspn(words, "|");

			index_add(x, table[i].tag, words, len);
			words += len + (words[len] == '|');
		}
	sort_entries(x);
}

/* The index of a table, made when it is asked for first and kept: there is one for each
 * table of the program. */
static const struct index *
index_of(const struct phrase *table, size_t table_n)
{
	enum { TABLES_MAX = 32 };
	static struct index *made[TABLES_MAX];
	int i = 0;

	while (i < TABLES_MAX && made[i] && made[i]->table != table)
		i++;
	if (i == TABLES_MAX)
		fatal("phrases: more than %d tables", TABLES_MAX);
	if (made[i] == NULL) {
		made[i] = xcalloc(1, sizeof(*made[i]));
		index_make(made[i], table, table_n);
	}
	return made[i];
}

/* The bytes at p as in struct entry; none are read behind the end of the text. */
static uint64_t
lead_at(const char *p, const char *end)
{
	size_t left = (size_t)(end - p);
	uint64_t lead = 0;

	if (left >= LEAD_BYTES)
		memcpy(&lead, p, LEAD_BYTES);
	else
		memcpy(&lead, p, left);
	return lead;
}

/* The first entry from e on of those that p's bucket has, that may stand at p; NULL: none
 * is left. lead: the bytes at p. */
static const struct entry *
next_entry(const struct index *x, const struct entry *e, unsigned bucket, uint64_t lead)
{
	const struct entry *end = x->v + x->first[bucket + 1];

	while (e < end && (lead & e->mask) != e->lead)
		e++;
	return e < end ? e : NULL;
}

static const struct entry *
first_entry(const struct index *x, unsigned bucket, uint64_t lead)
{
	return next_entry(x, x->v + x->first[bucket], bucket, lead);
}

/* The longest phrase that begins at p; 0 when none does. */
static size_t
longest_at(const struct index *x, const char *p, const char *end, int *tag)
{
	unsigned bucket = bucket_of(p);
	uint64_t lead = lead_at(p, end);
	size_t best = 0;

	for (const struct entry *e = first_entry(x, bucket, lead); e;
	     e = next_entry(x, e + 1, bucket, lead)) {
		size_t len = match_at(p, e->words, e->len, e->head);

		if (len > best) {
			best = len;
			*tag = e->tag;
		}
	}
	return best;
}

void
phrase_walk(const char *text, const struct phrase *table, size_t table_n, phrase_fn *fn,
    void *data)
{
	const struct index *x = index_of(table, table_n);
	const char *end = text + strlen(text);
	uint32_t cp;

	for (const char *p = text; *p;) {
		struct phrase_hit hit = {.begin = (size_t)(p - text)};
		size_t len = longest_at(x, p, end, &hit.tag);

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
	const struct index *x = index_of(table, table_n);
	const char *end = text + strlen(text);
	uint32_t cp;

	for (const char *p = text; *p; p += utf8_next(p, &cp)) {
		unsigned bucket = bucket_of(p);
		uint64_t lead = lead_at(p, end);

		for (const struct entry *e = first_entry(x, bucket, lead); e;
		     e = next_entry(x, e + 1, bucket, lead))
			if (match_at(p, e->words, e->len, e->head))
				fn(data, e->tag, (size_t)(p - text), e->words);
	}
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

/* The alternatives are few: each is tried where its first byte stands. */
bool
phrase_has(const char *text, const char *words)
{
	while (*words) {
		size_t len = strcspn(words, "|");
		const char *gap = memchr(words, '~', len);
		size_t head = gap ? (size_t)(gap - words) : len, left = strlen(text);

		for (const char *p = text; len > 0 && head > 0;) {
			p = memmem(p, left - (size_t)(p - text), words, head);
			if (p == NULL)
				break;
			if (match_at(p, words, len, head))
				return true;
			p++;
		}
		words += len + (words[len] == '|');
	}
	return false;
}
