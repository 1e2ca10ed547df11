/*
 * The model's file.
 *
 * 8 bytes "MADOMDL6", six little-endian uint32 (rows, the network's words, outputs,
 * heads, the length of the rest, a checksum over it), then one zstd frame (RFC 8878). It
 * holds the floats bias, scale, sharpness and the two Platt numbers, the rows' increasing
 * hashes as the gaps between them (uint32; the lowest byte of all, then the next of all,
 * and so on), their idf (a byte each), then the weights row by row. Where the network
 * knows words, there follow the scale of their figures and its weights (floats), their
 * hashes like those of the rows, and their figures (a byte each), first those of an
 * unknown word. Most weights are small, so that a frame takes half of the bytes. A file
 * that differs in any of these is refused: a model that fits half would answer nonsense
 * with confidence.
 */
#include "model.h"

#include "buf.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#define MAGIC      "MADOMDL6"
#define MAGIC_LEN  8
#define HEADER_LEN (MAGIC_LEN + 6 * 4)
#define FLOATS     (2 * MODEL_OUTPUTS + HEAD_COUNT + 2)
#define ROW_BYTES  (4 + 1 + MODEL_OUTPUTS) /* its hash, its idf and its weights */
#define NET_FLOATS (sizeof(struct net_weights) / 4)
#define LEVEL      19
#define FLOAT_MAX  1e6F /* beyond it sums are no numbers any more */
#define SCALE_MAX  1000 /* of scales and sharpness */
#define FILE_MAX   ((size_t)5 << 20)

static uint32_t
get_u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void
put_u32(struct buf *b, uint32_t n)
{
	for (int i = 0; i < 4; i++, n >>= 8)
		buf_addc(b, (char)(n & 0xff));
}

static float
get_float(const unsigned char *p)
{
	uint32_t bits = get_u32(p);
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static void
put_float(struct buf *b, float f)
{
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	put_u32(b, bits);
}

/* FNV-1a by words of eight little-endian bytes, the last one filled up with zeros: by
 * single bytes it took as long as all the rest of loading. */
static uint32_t
checksum(const unsigned char *p, size_t n)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (; n > 0; p += 8) {
		unsigned char word[8] = {0};

		memcpy(word, p, n < 8 ? n : 8);
		h = (h ^ (get_u32(word) | (uint64_t)get_u32(word + 4) << 32)) *
		    0x100000001b3U;
		n -= n < 8 ? n : 8;
	}
	return (uint32_t)(h >> 32);
}

/* The floats of a model in file order; reading and writing share it. */
static float *
float_slot(struct text_model *m, int i)
{
	if (i < MODEL_OUTPUTS)
		return &m->bias[i];
	i -= MODEL_OUTPUTS;
	if (i < MODEL_OUTPUTS)
		return &m->scale[i];
	i -= MODEL_OUTPUTS;
	if (i < HEAD_COUNT)
		return &m->sharpness[i];
	return i == HEAD_COUNT ? &m->platt_a : &m->platt_b;
}

/* Bytes of the linear model's part of a body. */
static size_t
rows_length(uint32_t rows)
{
	return (size_t)FLOATS * 4 + (size_t)rows * ROW_BYTES;
}

/* Bytes of the network's part. */
static size_t
net_length(uint32_t words)
{
	if (words == 0)
		return 0;
	return (1 + NET_FLOATS) * 4 + (size_t)words * 4 + ((size_t)words + 1) * NET_DIM;
}

static bool
check_header(const unsigned char *p, size_t n, const char *file, struct err *e)
{
	if (n < HEADER_LEN || memcmp(p, MAGIC, MAGIC_LEN) != 0)
		return err_set(e, "%s: no model file of this version", file);
	if (get_u32(p + MAGIC_LEN + 8) != MODEL_OUTPUTS ||
	    get_u32(p + MAGIC_LEN + 12) != HEAD_COUNT ||
	    get_u32(p + MAGIC_LEN) > MODEL_ROWS_MAX ||
	    get_u32(p + MAGIC_LEN + 4) > NET_WORDS_MAX)
		return err_set(e, "%s: made for another program version", file);
	if (n - HEADER_LEN != get_u32(p + MAGIC_LEN + 16))
		return err_set(e, "%s: cut or too long (%zu bytes)", file, n);
	if (get_u32(p + MAGIC_LEN + 20) != checksum(p + HEADER_LEN, n - HEADER_LEN))
		return err_set(e, "%s: damaged (checksum)", file);
	return true;
}

/* Hashes from the gaps between them; owned. */
static uint32_t *
read_hashes(const unsigned char *p, uint32_t n)
{
	uint32_t *hash = xcalloc((size_t)n + 1, sizeof(*hash));

	for (uint32_t i = 0; i < n; i++) {
		for (int byte = 0; byte < 4; byte++)
			hash[i] |= (uint32_t)p[(size_t)byte * n + i] << 8 * byte;
		hash[i] += i ? hash[i - 1] : 0;
	}
	return hash;
}

static bool
read_vocabulary(struct vocabulary *v, const unsigned char *p, uint32_t n)
{
	uint32_t *hash = read_hashes(p, n);
	unsigned char *idf = xcalloc((size_t)n + 1, sizeof(*idf));

	memcpy(idf, p + (size_t)n * 4, n);
	/* A text of such features alone would be divided by its length, nothing. */
	if (n > 0 && memchr(idf, 0, n)) {
		free(hash);
		free(idf);
		return false;
	}
	return vocabulary_make(v, hash, idf, n);
}

static bool
is_figure(float f)
{
	return isfinite(f) && fabsf(f) <= FLOAT_MAX;
}

static bool
read_floats(struct text_model *m, const unsigned char *p, const char *file, struct err *e)
{
	for (int i = 0; i < FLOATS; i++, p += 4) {
		float f = get_float(p);

		/* Turned around, a scale or sharpness would turn answers around. */
		if (!is_figure(f) ||
		    (i >= MODEL_OUTPUTS && i < FLOATS - 2 && (f < 0 || f > SCALE_MAX)))
			return err_set(e, "%s: damaged (a weight is no number)", file);
		*float_slot(m, i) = f;
	}
	return true;
}

static bool
read_net(struct text_model *m, const unsigned char *p, uint32_t words, const char *file,
    struct err *e)
{
	float scale = words ? get_float(p) : 0;
	float *weight;

	if (words == 0)
		return true;
	p += 4;
	m->net = net_new(read_hashes(p + NET_FLOATS * 4, words), words);
	weight = (float *)&m->net->w;
	for (size_t i = 0; i < NET_FLOATS; i++, p += 4)
		weight[i] = get_float(p);
	for (size_t i = 0; i < NET_FLOATS; i++)
		if (!is_figure(weight[i]) || !is_figure(scale) || scale < 0)
			return err_set(e, "%s: damaged (a weight is no number)", file);
	for (uint32_t i = 1; i < words; i++)
		if (m->net->word[i] <= m->net->word[i - 1])
			return err_set(e, "%s: damaged (words out of order)", file);
	p += (size_t)words * 4;
	for (size_t i = 0; i < ((size_t)words + 1) * NET_DIM; i++)
		m->net->row[i] = scale * (float)((const signed char *)p)[i];
	return true;
}

static struct text_model *
read_body(const unsigned char *p, uint32_t rows, const char *file, struct err *e)
{
	uint32_t *place;
	struct vocabulary v;
	struct text_model *m;

	if (!read_vocabulary(&v, p + (size_t)FLOATS * 4, rows)) {
		err_set(e, "%s: damaged (n-grams out of order or without weight)", file);
		return NULL;
	}
	m = model_new(&v);
	if (!read_floats(m, p, file, e)) {
		model_free(m);
		return NULL;
	}
	p += (size_t)FLOATS * 4 + (size_t)rows * (4 + 1);
	place = xcalloc((size_t)rows + 1, sizeof(*place));
	vocabulary_commonest_first(&m->vocabulary, place);
	for (uint32_t r = 0; r < rows; r++)
		memcpy(m->weight + (size_t)place[r] * MODEL_OUTPUTS,
		    p + (size_t)r * MODEL_OUTPUTS, MODEL_OUTPUTS);
	free(place);
	return m;
}

/* The header has been checked. */
static struct text_model *
unpack(const unsigned char *p, size_t n, const char *file, struct err *e)
{
	uint32_t rows = get_u32(p + MAGIC_LEN), words = get_u32(p + MAGIC_LEN + 4);
	size_t len = rows_length(rows) + net_length(words);
	unsigned char *body = xcalloc_large(len, 1);
	struct text_model *m = NULL;

	if (ZSTD_decompress(body, len, p + HEADER_LEN, n - HEADER_LEN) != len)
		err_set(e, "%s: damaged (its frame does not unpack)", file);
	else
		m = read_body(body, rows, file, e);
	if (m && !read_net(m, body + rows_length(rows), words, file, e)) {
		model_free(m);
		m = NULL;
	}
	free(body);
	return m;
}

struct text_model *
model_load(const char *file, struct err *e)
{
	struct buf b = {0};
	struct text_model *m = NULL;
	const unsigned char *p;

	if (!buf_read_file(&b, file, FILE_MAX)) {
		err_set(e, "%s: %s", file, strerror(errno));
		buf_free(&b);
		return NULL;
	}
	p = (const unsigned char *)buf_str(&b);
	if (check_header(p, b.len, file, e))
		m = unpack(p, b.len, file, e);
	buf_free(&b);
	return m;
}

static void
put_hashes(struct buf *b, const uint32_t *hash, uint32_t n)
{
	for (int byte = 0; byte < 4; byte++)
		for (uint32_t i = 0; i < n; i++) {
			uint32_t gap = hash[i] - (i ? hash[i - 1] : 0);

			buf_addc(b, (char)(gap >> 8 * byte & 0xff));
		}
}

static void
net_body(struct buf *b, const struct net *net)
{
	size_t n = ((size_t)net->n + 1) * NET_DIM;
	const float *weight = (const float *)&net->w;
	float most = 0;

	for (size_t i = 0; i < n; i++)
		most = fabsf(net->row[i]) > most ? fabsf(net->row[i]) : most;
	put_float(b, most / 127);
	for (size_t i = 0; i < NET_FLOATS; i++)
		put_float(b, weight[i]);
	put_hashes(b, net->word, net->n);
	for (size_t i = 0; i < n; i++)
		buf_addc(b, (char)(most > 0 ? lroundf(net->row[i] / most * 127) : 0));
}

static void
model_body(struct buf *b, const struct text_model *m)
{
	struct text_model copy = *m;

	for (int i = 0; i < FLOATS; i++)
		put_float(b, *float_slot(&copy, i));
	put_hashes(b, m->vocabulary.hash, m->vocabulary.n);
	buf_add(b, m->vocabulary.idf, m->vocabulary.n);
	buf_add(b, m->weight, (size_t)m->vocabulary.n * MODEL_OUTPUTS);
	if (m->net && m->net->n)
		net_body(b, m->net);
}

/* The frame of a body, appended to b. */
static bool
pack(struct buf *b, const struct buf *body)
{
	size_t cap = ZSTD_compressBound(body->len), n;
	char *frame = xcalloc(cap, 1);

	n = ZSTD_compress(frame, cap, body->data, body->len, LEVEL);
	if (!ZSTD_isError(n))
		buf_add(b, frame, n);
	free(frame);
	return !ZSTD_isError(n);
}

static bool
write_file(const char *file, const struct buf *head, const struct buf *frame)
{
	FILE *f = fopen(file, "wb");
	bool ok;

	if (f == NULL)
		return false;
	ok = fwrite(head->data, 1, head->len, f) == head->len &&
	     fwrite(frame->data, 1, frame->len, f) == frame->len;
	return fclose(f) == 0 && ok;
}

bool
model_save(const struct text_model *m, const char *file, struct err *e)
{
	struct buf body = {0}, frame = {0}, head = {0};
	bool ok = true;

	model_body(&body, m);
	if (!pack(&frame, &body) || frame.len > FILE_MAX - HEADER_LEN)
		ok =
		    err_set(e, "%s: %zu bytes are too many for a model", file, frame.len);
	buf_adds(&head, MAGIC);
	put_u32(&head, m->vocabulary.n);
	put_u32(&head, m->net ? m->net->n : 0);
	put_u32(&head, MODEL_OUTPUTS);
	put_u32(&head, HEAD_COUNT);
	put_u32(&head, (uint32_t)frame.len);
	put_u32(&head, checksum((const unsigned char *)frame.data, frame.len));
	if (ok && !write_file(file, &head, &frame))
		ok = err_set(e, "%s: %s", file, strerror(errno));
	buf_free(&head);
	buf_free(&frame);
	buf_free(&body);
	return ok;
}
