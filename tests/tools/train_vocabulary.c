/* Sorting what the corpus holds, and counting in how many messages each feature stands.
 */
#include "train_vocabulary.h"

#include "kind.h"
#include "model.h"
#include "train_labels.h"

#define NO_TEXT ((uint64_t)1 << 31)

struct seen {
	uint64_t *v; /* hash << 32 | not of a text << 31 | record */
	size_t n, cap;
	uint64_t record;
};

static void
see(void *data, uint32_t hash, bool text)
{
	struct seen *s = data;

	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1 << 20;
		s->v = xreallocarray(s->v, s->cap, sizeof(*s->v));
	}
	s->v[s->n++] = (uint64_t)hash << 32 | (text ? 0 : NO_TEXT) | s->record;
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Hashes that at least `least` records hold (those of no text as such: ten times as
 * many); hash may be NULL to count only. */
static uint32_t
frequent(const struct seen *s, size_t least, uint32_t *hash, unsigned char *idf)
{
	uint32_t n = 0;

	for (size_t i = 0, k; i < s->n; i = k) {
		uint32_t records = 1;

		for (k = i + 1; k < s->n && s->v[k] >> 32 == s->v[i] >> 32; k++)
			records += s->v[k] != s->v[k - 1];
		/* What stands in a region only matters for kinds and answers. */
		if (records < (s->v[i] & NO_TEXT ? 10 * least : least))
			continue;
		if (hash) {
			hash[n] = (uint32_t)(s->v[i] >> 32);
			idf[n] = vocabulary_idf(records, (uint32_t)s->record + 1);
		}
		n++;
	}
	return n;
}

/* Sorts what was seen from begin on and leaves each once; returns the new end. */
static size_t
once_each(struct seen *s, size_t begin)
{
	size_t n = begin;

	if (s->n > begin)
		qsort(s->v + begin, s->n - begin, sizeof(*s->v), by_value);
	for (size_t i = begin; i < s->n; i++)
		if (n == begin || s->v[i] != s->v[n - 1])
			s->v[n++] = s->v[i];
	s->n = n;
	return n;
}

void
vocabulary_choose(struct vocabulary *v, struct words *w, const struct corpus *c)
{
	struct seen s = {0};
	size_t least = 2;
	uint32_t *hash, n;
	unsigned char *idf;
	size_t begin = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct analysis a;

		analysis_make(&a, &c->v[i].message);
		a.bare = c->v[i].bare;
		a.context = record_context(&c->v[i]);
		kind_find_hints(&a);
		s.record = i;
		features_all(w, &a, VIEW_KIND, see, &s);
		if (record_stance(&c->v[i]) >= 0 || record_reply(&c->v[i]) >= 0)
			features_all(w, &a, VIEW_REPLY, see, &s);
		features_all(w, &a, VIEW_INCIDENT, see, &s);
		begin = once_each(&s, begin);
		analysis_free(&a);
	}
	if (s.n)
		qsort(s.v, s.n, sizeof(*s.v), by_value);
	while ((n = frequent(&s, least, NULL, NULL)) > MODEL_ROWS_MAX)
		least++;
	printf("%u features that stand in at least %zu messages\n", n, least);
	hash = xcalloc(n + 1, sizeof(*hash));
	idf = xcalloc(n + 1, sizeof(*idf));
	frequent(&s, least, hash, idf);
	free(s.v);
	if (!vocabulary_make(v, hash, idf, n))
		fatal("vocabulary out of order");
}
