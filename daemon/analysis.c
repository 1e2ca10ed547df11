/*
 * Folding a message's text, and counting its features.
 *
 * Japanese has no spaces and mail breaks its lines inside words, so the features are
 * character n-grams over text without line breaks. They are hashed to
 * numbers, of which the vocabulary keeps those that training saw often enough.
 */
#include "analysis.h"

#include "buf.h"
#include "norm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRAM_MAX       4
#define TEXT_MAX_BYTES 24000 /* the rest of a longer text says nothing new */
#define HEAD_CHARS     48

/* Lengths of the blocks of a vector; the body's is 1. Found by cross-validation. */
#define SUBJECT_LENGTH 0.6F
#define HEAD_LENGTH    0.6F
#define TAIL_LENGTH    0.5F
#define SENDER_LENGTH  0.4F
#define SIGN_LENGTH    0.5F

static bool
is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x3000 || cp == 0xa0;
}

static bool
is_word_ascii(uint32_t cp)
{
	return cp < 0x80 && cp > ' ';
}

/* White space stays as one blank between Latin characters, and goes elsewhere. */
static char *
fold_spaces(const char *s)
{
	struct buf b = {0};
	uint32_t cp, before = 0;
	bool gap = false;

	for (size_t n; *s; s += n) {
		n = utf8_next(s, &cp);
		if (is_space(cp)) {
			gap = true;
			continue;
		}
		if (gap && is_word_ascii(before) && is_word_ascii(cp))
			buf_addc(&b, ' ');
		gap = false;
		before = cp;
		if (cp >= 'A' && cp <= 'Z')
			buf_addc(&b, (char)(cp + ('a' - 'A')));
		else
			buf_add(&b, s, n);
	}
	return buf_steal(&b);
}

/* A copy of at most TEXT_MAX_BYTES, cut at a character. */
static char *
bounded(const char *s)
{
	size_t n = s ? strnlen(s, TEXT_MAX_BYTES) : 0;

	while (n > 0 && s[n] && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return xstrndup(s ? s : "", n);
}

static char *
norm_bounded(const char *s)
{
	char *copy = bounded(s), *norm = norm_text(copy);

	free(copy);
	return norm;
}

char *
analysis_fold(const char *s)
{
	char *norm = norm_bounded(s), *folded = fold_spaces(norm);

	free(norm);
	return folded;
}

static bool
is_forward(const struct message *m)
{
	return !str_empty(m->fwd_text) || m->fwd_from.addr != NULL;
}

void
analysis_make(struct analysis *a, const struct message *m)
{
	const char *fwd = !str_empty(m->fwd_text) ? m->fwd_text : m->quoted;

	*a = (struct analysis){.m = m, .forward = is_forward(m)};
	a->subject = analysis_fold(m->subject);
	a->lines = norm_bounded(m->text);
	a->text = fold_spaces(a->lines);
	a->fwd = analysis_fold(a->forward ? fwd : NULL);
}

void
analysis_free(struct analysis *a)
{
	free(a->subject);
	free(a->text);
	free(a->fwd);
	free(a->lines);
	*a = (struct analysis){0};
}

static bool
is_japanese(uint32_t cp)
{
	return (cp >= 0x3041 && cp <= 0x30ff) || (cp >= 0x4e00 && cp <= 0x9fff);
}

bool
analysis_english(const struct analysis *a)
{
	size_t japanese = 0, latin = 0;
	uint32_t cp;

	for (const char *p = a->text; *p; p += utf8_next(p, &cp)) {
		utf8_next(p, &cp);
		japanese += is_japanese(cp);
		latin += cp < 0x80 && cp > '@';
	}
	return latin >= 20 && japanese * 20 < latin;
}

/* --- n-grams --- */

static uint32_t
mix(uint32_t h, uint32_t cp)
{
	h = (h ^ cp) * 0x9e3779b1U;
	return h ^ (h >> 15);
}

static uint32_t
finish(uint32_t h)
{
	h *= 0x85ebca6bU;
	return h ^ (h >> 13);
}

/* Numbers count as one character: which number it is belongs to the slots. */
static uint32_t
gram_char(const char **p)
{
	uint32_t cp;

	*p += utf8_next(*p, &cp);
	if (cp < '0' || cp > '9')
		return cp;
	while (**p >= '0' && **p <= '9')
		(*p)++;
	return '0';
}

static void
walk(const char *s, uint32_t salt, ngram_fn *fn, void *data)
{
	for (const char *begin = s; *begin;) {
		const char *p = begin, *next = NULL;
		uint32_t h = salt;

		for (int len = 1; len <= GRAM_MAX && *p; len++) {
			h = mix(h, gram_char(&p));
			if (len == 1)
				next = p;
			fn(data, finish(h + (uint32_t)len), (size_t)(begin - s),
			    (size_t)(p - s));
		}
		begin = next;
	}
}

void
features_walk(const char *folded, ngram_fn *fn, void *data)
{
	walk(folded, 0, fn, data);
}

/* --- vocabulary --- */

bool
vocabulary_make(struct vocabulary *v, uint32_t *hash, uint32_t n)
{
	*v = (struct vocabulary){.hash = hash, .n = n, .slots = 16};
	while (v->slots < n * 2)
		v->slots *= 2;
	v->slot = xcalloc(v->slots, sizeof(*v->slot));
	for (uint32_t row = 0; row < n; row++) {
		uint32_t i = hash[row] & (v->slots - 1);

		if (row > 0 && hash[row] <= hash[row - 1]) {
			vocabulary_free(v);
			return false;
		}
		while (v->slot[i].row_1)
			i = (i + 1) & (v->slots - 1);
		v->slot[i] = (struct vocabulary_slot){hash[row], row + 1};
	}
	return true;
}

void
vocabulary_free(struct vocabulary *v)
{
	free(v->hash);
	free(v->slot);
	*v = (struct vocabulary){0};
}

uint32_t
vocabulary_row(const struct vocabulary *v, uint32_t hash)
{
	uint32_t i = hash & (v->slots - 1);

	for (; v->slot[i].row_1; i = (i + 1) & (v->slots - 1))
		if (v->slot[i].hash == hash)
			return v->slot[i].row_1 - 1;
	return NO_ROW;
}

/* --- counting --- */

/*
 * A vector is the sum of blocks (subject, body, its beginning, the sender, signs). Each
 * is brought to its own length, so that a long mail's words do not drown its signs.
 */
struct counter {
	const struct vocabulary *v;
	float *count;      /* of the block under way, one per row */
	uint32_t *touched; /* rows of the block, each once */
	size_t touched_n;
	float *total;   /* all blocks so far */
	uint64_t *rows; /* those with a total, as bits */
	ngram_fn *fn;   /* instead of counting, when a vocabulary is to be built */
	void *data;
};

static void
count_gram(void *data, uint32_t hash, size_t begin, size_t end)
{
	struct counter *c = data;
	uint32_t row;

	if (!c->count) {
		c->fn(c->data, hash, begin, end);
		return;
	}
	row = vocabulary_row(c->v, hash);
	if (row == NO_ROW)
		return;
	if (c->count[row] == 0)
		c->touched[c->touched_n++] = row;
	c->count[row]++;
}

/* Ends a block: many of one n-gram say little more than one of it. */
static void
close_block(struct counter *c, float length)
{
	double square = 0;

	for (size_t i = 0; i < c->touched_n; i++) {
		float *n = &c->count[c->touched[i]];

		*n = log1pf(*n);
		square += (double)(*n * *n);
	}
	for (size_t i = 0; i < c->touched_n; i++) {
		uint32_t row = c->touched[i];

		c->total[row] += c->count[row] * length / (float)sqrt(square);
		c->rows[row / 64] |= (uint64_t)1 << row % 64;
		c->count[row] = 0;
	}
	c->touched_n = 0;
}

static void
count_text(struct counter *c, const char *text, const char *region)
{
	uint32_t salt = 0;

	for (; *region; region++)
		salt = mix(salt, (unsigned char)*region);
	walk(text, salt, count_gram, c);
}

/* A sign that is no n-gram, such as "chat" or a rule that spoke; a block of its own. */
static void
count_sign(struct counter *c, const char *name)
{
	uint32_t h = 0x5157;

	for (; *name; name++)
		h = mix(h, (unsigned char)*name);
	count_gram(c, finish(h), 0, 0);
	close_block(c, SIGN_LENGTH);
}

static void
count_head(struct counter *c, const char *text)
{
	char *head = xstrdup(text);

	utf8_cut(head, HEAD_CHARS);
	count_text(c, head, "head");
	close_block(c, HEAD_LENGTH);
	free(head);
}

static const char *
tail_of(const char *text, size_t chars)
{
	const char *p = text + strlen(text);

	while (p > text && chars > 0) {
		p--;
		chars -= ((unsigned char)*p & 0xc0) != 0x80;
	}
	return p;
}

static void
count_size(struct counter *c, size_t n)
{
	char name[32];
	int bits = 0;

	for (; n; n >>= 1)
		bits++;
	snprintf(name, sizeof(name), "length %d", bits);
	count_sign(c, name);
}

static void
count_sender(struct counter *c, const char *addr)
{
	const char *host = addr ? strchr(addr, '@') : NULL;
	char *local;

	if (host == NULL) {
		count_sign(c, "no address");
		return;
	}
	local = analysis_fold(addr);
	local[strcspn(local, "@")] = '\0';
	count_text(c, local, "local");
	count_text(c, host, "host");
	close_block(c, SENDER_LENGTH);
	free(local);
}

static void
count_stance(struct counter *c, const struct analysis *a)
{
	char name[32];

	snprintf(name, sizeof(name), "stance %u", a->stance);
	count_sign(c, name);
}

static void
count_surroundings(struct counter *c, const struct analysis *a)
{
	const struct message *m = a->m;

	if (m->chat)
		count_sign(c, "chat");
	if (a->forward)
		count_sign(c, "forward");
	else if (!str_empty(m->quoted))
		count_sign(c, "quoted");
	if (str_starts(a->subject, "re:"))
		count_sign(c, "re");
	if (str_starts(a->subject, "fw"))
		count_sign(c, "fw");
	count_size(c, strlen(a->text));
	count_sender(c, m->from.addr);
	for (int k = 0; k < KIND_COUNT; k++)
		if (a->hints & (1U << k))
			count_sign(c, kind_name((enum kind)k));
}

static void
collect(struct features *f, const struct counter *c)
{
	size_t n = 0;

	for (uint32_t i = 0; i <= c->v->n / 64; i++)
		n += (size_t)__builtin_popcountll(c->rows[i]);
	f->v = xcalloc(n ? n : 1, sizeof(*f->v));
	for (uint32_t i = 0; i <= c->v->n / 64; i++)
		for (uint64_t left = c->rows[i]; left; left &= left - 1) {
			uint32_t row = i * 64 + (uint32_t)__builtin_ctzll(left);

			f->v[f->n++] = (struct feature){row, c->total[row]};
		}
}

static void
count_view(struct counter *c, const struct analysis *a, enum feature_view view)
{
	count_text(c, a->subject, "");
	count_text(c, a->text, "");
	if (view == VIEW_TOPIC)
		count_text(c, a->fwd, "");
	close_block(c, 1);
	if (view == VIEW_TOPIC)
		return;
	count_text(c, a->subject, "subject");
	close_block(c, SUBJECT_LENGTH);
	count_head(c, a->text);
	count_text(c, tail_of(a->text, HEAD_CHARS), "tail");
	close_block(c, TAIL_LENGTH);
	count_stance(c, a);
	if (view == VIEW_KIND)
		count_surroundings(c, a);
}

void
features_make(struct features *f, const struct vocabulary *v, const struct analysis *a,
    enum feature_view view)
{
	struct counter c = {.v = v,
	    .count = xcalloc(v->n + 1, sizeof(float)),
	    .touched = xcalloc(v->n + 1, sizeof(uint32_t)),
	    .total = xcalloc(v->n + 1, sizeof(float)),
	    .rows = xcalloc(v->n / 64 + 1, sizeof(uint64_t))};

	*f = (struct features){0};
	count_view(&c, a, view);
	collect(f, &c);
	free(c.count);
	free(c.touched);
	free(c.total);
	free(c.rows);
}

void
features_all(const struct analysis *a, ngram_fn *fn, void *data)
{
	struct counter c = {.fn = fn, .data = data};

	count_view(&c, a, VIEW_KIND);
	count_view(&c, a, VIEW_TOPIC);
}

void
features_free(struct features *f)
{
	free(f->v);
	*f = (struct features){0};
}
