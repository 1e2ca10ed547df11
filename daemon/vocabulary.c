/* The model's list of known features, and how each is found by its hash. */
#include "feature.h"

#include <math.h>
#include <stdlib.h>

#define KNOWN_BITS (1U << 20)

/* Other bits than those that choose the slot. */
static uint32_t
known_bit(uint32_t hash)
{
	return (hash >> 12) & (KNOWN_BITS - 1);
}

bool
vocabulary_make(struct vocabulary *v, uint32_t *hash, unsigned char *idf, uint32_t n)
{
	*v = (struct vocabulary){.hash = hash, .idf = idf, .n = n, .slots = 16};
	while (v->slots < n * 2)
		v->slots *= 2;
	v->slot = xcalloc_large(v->slots, sizeof(*v->slot));
	v->known = xcalloc(KNOWN_BITS / 64, sizeof(*v->known));
	for (uint32_t row = 0; row < n; row++) {
		uint32_t i = hash[row] & (v->slots - 1);

		if (row > 0 && hash[row] <= hash[row - 1]) {
			vocabulary_free(v);
			return false;
		}
		while (v->slot[i].row_1)
			i = (i + 1) & (v->slots - 1);
		v->known[known_bit(hash[row]) / 64] |= (uint64_t)1
		                                       << known_bit(hash[row]) % 64;
		v->slot[i] = (struct vocabulary_slot){hash[row], row + 1};
	}
	return true;
}

/* Counting sort by idf, which is low for what is common; rows of one idf keep their
 * order. */
void
vocabulary_commonest_first(struct vocabulary *v, uint32_t *place)
{
	uint32_t begin[257] = {0}, *hash = xcalloc((size_t)v->n + 1, sizeof(*hash));
	unsigned char *idf = xcalloc((size_t)v->n + 1, sizeof(*idf));

	for (uint32_t r = 0; r < v->n; r++)
		begin[v->idf[r] + 1]++;
	for (int i = 1; i < 257; i++)
		begin[i] += begin[i - 1];
	for (uint32_t r = 0; r < v->n; r++) {
		place[r] = begin[v->idf[r]]++;
		hash[place[r]] = v->hash[r];
		idf[place[r]] = v->idf[r];
	}
	for (uint32_t i = 0; i < v->slots; i++)
		if (v->slot[i].row_1)
			v->slot[i].row_1 = place[v->slot[i].row_1 - 1] + 1;
	free(v->hash);
	free(v->idf);
	v->hash = hash;
	v->idf = idf;
}

void
vocabulary_free(struct vocabulary *v)
{
	free(v->hash);
	free(v->idf);
	free(v->slot);
	free(v->known);
	*v = (struct vocabulary){0};
}

static uint32_t
row_of_slot(const struct vocabulary *v, uint32_t hash)
{
	uint32_t i = hash & (v->slots - 1);

	for (; v->slot[i].row_1; i = (i + 1) & (v->slots - 1))
		if (v->slot[i].hash == hash)
			return v->slot[i].row_1 - 1;
	return NO_ROW;
}

uint32_t
vocabulary_row(const struct vocabulary *v, uint32_t hash)
{
	uint32_t bit = known_bit(hash);

	return v->known[bit / 64] >> bit % 64 & 1 ? row_of_slot(v, hash) : NO_ROW;
}

/* The tables are larger than the caches near the processor: what the next look-ups need
 * is called from memory while this one is made. */
size_t
vocabulary_rows(const struct vocabulary *v, struct gram *g, size_t n)
{
	enum { AHEAD = 16 };
	size_t maybe = 0, rows = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t bit = known_bit(g[i].row);

		if (i + AHEAD < n)
			__builtin_prefetch(&v->known[known_bit(g[i + AHEAD].row) / 64]);
		if (!(v->known[bit / 64] >> bit % 64 & 1))
			continue;
		__builtin_prefetch(&v->slot[g[i].row & (v->slots - 1)]);
		g[maybe++] = g[i];
	}
	for (size_t i = 0; i < maybe; i++) {
		uint32_t row = row_of_slot(v, g[i].row);

		if (row == NO_ROW)
			continue;
		g[rows] = g[i];
		g[rows++].row = row;
	}
	return rows;
}

unsigned char
vocabulary_idf(uint32_t with, uint32_t all)
{
	double idf = log((1.0 + all) / (1.0 + with)) + 1;

	return (unsigned char)fmin(round(idf * IDF_STEPS), 255);
}
