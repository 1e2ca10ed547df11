/*
 * Folding a message's text, and counting its features.
 *
 * Japanese has no spaces and mail breaks its lines inside words, so the features are
 * character n-grams over text without line breaks. They are hashed into a fixed number of
 * buckets: no dictionary has to be kept beside the model, and unseen words cost nothing.
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
bucket(uint32_t h)
{
	h *= 0x85ebca6bU;
	h ^= h >> 13;
	return h & (FEATURE_BUCKETS - 1);
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
			fn(data, bucket(h + (uint32_t)len), (size_t)(begin - s),
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

/* --- counting --- */

struct counter {
	float *count; /* one per bucket */
	float weight; /* of what is counted now */
};

static void
count_gram(void *data, uint32_t id, size_t begin, size_t end)
{
	struct counter *c = data;

	(void)begin;
	(void)end;
	c->count[id] += c->weight;
}

static void
count_text(struct counter *c, const char *text, const char *region, float weight)
{
	uint32_t salt = 0;

	for (; *region; region++)
		salt = mix(salt, (unsigned char)*region);
	c->weight = weight;
	walk(text, salt, count_gram, c);
}

/* A sign that is no n-gram, such as "chat" or a rule that spoke. */
static void
count_sign(struct counter *c, const char *name, float weight)
{
	uint32_t h = 0x5157;

	for (; *name; name++)
		h = mix(h, (unsigned char)*name);
	c->count[bucket(h)] += weight;
}

static void
count_head(struct counter *c, const char *text, const char *region)
{
	char *head = xstrdup(text);

	utf8_cut(head, HEAD_CHARS);
	count_text(c, head, region, 1);
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
count_length(struct counter *c, const char *what, size_t n)
{
	char name[32];
	int bits = 0;

	for (; n; n >>= 1)
		bits++;
	snprintf(name, sizeof(name), "%s%d", what, bits);
	count_sign(c, name, 2);
}

static void
count_sender(struct counter *c, const char *addr)
{
	const char *host = addr ? strchr(addr, '@') : NULL;
	char *local;

	if (host == NULL) {
		count_sign(c, "no address", 1);
		return;
	}
	local = xstrndup(addr, (size_t)(host - addr));
	for (char *p = local; *p; p++)
		*p |= (char)(*p >= 'A' && *p <= 'Z' ? 0x20 : 0);
	count_text(c, local, "local", 0.3F);
	count_text(c, host, "host", 0.5F);
	free(local);
}

static void
count_surroundings(struct counter *c, const struct analysis *a)
{
	const struct message *m = a->m;

	if (m->chat)
		count_sign(c, "chat", 3);
	if (a->forward)
		count_sign(c, "forward", 4);
	else if (!str_empty(m->quoted))
		count_sign(c, "quoted", 3);
	if (str_starts(a->subject, "re:"))
		count_sign(c, "re", 3);
	if (str_starts(a->subject, "fw"))
		count_sign(c, "fw", 3);
	count_length(c, "length", strlen(a->text));
	count_sender(c, m->from.addr);
	for (int k = 0; k < KIND_COUNT; k++)
		if (a->hints & (1U << k))
			count_sign(c, kind_name((enum kind)k), 6);
}

/* Many of one n-gram say little more than one of it. */
static void
collect(struct features *f, const float *count)
{
	double square = 0;
	size_t n = 0;

	for (uint32_t i = 0; i < FEATURE_BUCKETS; i++)
		n += count[i] > 0;
	f->v = xcalloc(n ? n : 1, sizeof(*f->v));
	for (uint32_t i = 0; i < FEATURE_BUCKETS; i++) {
		float value;

		if (count[i] <= 0)
			continue;
		value = log1pf(count[i]);
		square += (double)(value * value);
		f->v[f->n++] = (struct feature){i, value};
	}
	for (size_t i = 0; i < f->n; i++)
		f->v[i].value = (float)(f->v[i].value / sqrt(square));
}

void
features_make(struct features *f, const struct analysis *a, enum feature_view view)
{
	struct counter c = {.count = xcalloc(FEATURE_BUCKETS, sizeof(float))};

	*f = (struct features){0};
	count_text(&c, a->subject, "", 1);
	count_text(&c, a->text, "", 1);
	if (view == VIEW_TOPIC) {
		count_text(&c, a->fwd, "", 1);
	} else {
		count_text(&c, a->subject, "subject", 1);
		count_head(&c, a->text, "head");
		count_text(&c, tail_of(a->text, HEAD_CHARS), "tail", 1);
	}
	if (view == VIEW_KIND)
		count_surroundings(&c, a);
	collect(f, c.count);
	free(c.count);
}

void
features_free(struct features *f)
{
	free(f->v);
	*f = (struct features){0};
}
