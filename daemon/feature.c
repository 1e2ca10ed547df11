/*
 * What each view counts of a message. Regions of it (its subject, its beginning and end,
 * the sender's address) have features of their own beside those of the whole.
 */
#include "feature.h"

#include "answer.h"
#include "feature_answer.h"
#include "feature_hash.h"
#include "feature_maker.h"
#include "norm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_CHARS 48

/* Of signs, apart from n-grams. */
#define SALT_SIGN 0x5157U

/* Lengths of the blocks of a vector; that of the text's characters is 1. Found by
 * cross-validation. */
#define WORD_LENGTH    1.2F
#define SUBJECT_LENGTH 0.6F
#define HEAD_LENGTH    0.6F
#define TAIL_LENGTH    0.5F
#define SENDER_LENGTH  0.4F
#define NAME_LENGTH    0.4F
#define SIGN_LENGTH    0.3F
#define CONTEXT_LENGTH 1.0F

/* --- signs and regions --- */

/* A sign that is no n-gram, such as "chat" or a rule that spoke; a block of its own. */
static void
count_sign(struct feature_maker *f, const char *name)
{
	maker_hash(f, finish(name_hash(SALT_SIGN, name)));
	maker_close(f, SIGN_LENGTH);
}

static void
count_head(struct feature_maker *f, const char *text)
{
	char *head = xstrdup(text);

	utf8_cut(head, HEAD_CHARS);
	maker_region(f, head, "head");
	maker_close(f, HEAD_LENGTH);
	free(head);
}

static void
count_size(struct feature_maker *f, size_t n)
{
	char name[32];
	int bits = 0;

	for (; n; n >>= 1)
		bits++;
	snprintf(name, sizeof(name), "length %d", bits);
	count_sign(f, name);
}

static void
count_address(struct feature_maker *f, const char *addr)
{
	const char *host = addr ? strchr(addr, '@') : NULL;
	char *local;

	if (host == NULL) {
		count_sign(f, "no address");
		return;
	}
	local = analysis_fold(addr);
	local[strcspn(local, "@")] = '\0';
	maker_region(f, local, "local");
	maker_region(f, host, "host");
	maker_close(f, SENDER_LENGTH);
	free(local);
}

static void
count_name(struct feature_maker *f, const char *name)
{
	char *folded = analysis_fold(name);

	maker_region(f, folded, "name");
	maker_close(f, NAME_LENGTH);
	free(folded);
}

static void
count_stance(struct feature_maker *f)
{
	char name[32];

	snprintf(name, sizeof(name), "stance %u", f->a->stance);
	count_sign(f, name);
}

/* What the desk asked last weighs as much as all that is answered. */
static void
count_context(struct feature_maker *f)
{
	char name[32];

	snprintf(name, sizeof(name), "context %d", (int)f->a->context);
	maker_hash(f, finish(name_hash(SALT_SIGN, name)));
	maker_close(f, CONTEXT_LENGTH);
}

/* Who wrote, and by which way it came. */
static void
count_sender(struct feature_maker *f)
{
	const struct message *m = f->a->m;

	if (m->chat)
		count_sign(f, "chat");
	count_size(f, strlen(f->a->text));
	count_address(f, m->from.addr);
	count_name(f, m->from.name);
}

static void
count_surroundings(struct feature_maker *f)
{
	const struct analysis *a = f->a;

	if (!a->bare)
		count_sender(f);
	if (a->forward)
		count_sign(f, "forward");
	else if (!str_empty(a->m->quoted))
		count_sign(f, "quoted");
	if (a->case_number)
		count_sign(f, "case number");
	if (str_starts(a->subject, "re:"))
		count_sign(f, "re");
	if (str_starts(a->subject, "fw"))
		count_sign(f, "fw");
	for (int i = 0; i < ROLE_SIGN_COUNT; i++)
		if (a->role_signs & (1U << i))
			count_sign(f, role_sign_name((enum role_sign)i));
	for (int k = 0; k < KIND_COUNT; k++)
		if (a->hints & (1U << k))
			count_sign(f, kind_name((enum kind)k));
}

/* All signs together: feared and denied say more than each alone. */
static void
count_incident(struct feature_maker *f)
{
	char name[32];

	for (int i = 0; i < INCIDENT_SIGN_COUNT; i++)
		if (f->a->incident_signs & (1U << i))
			count_sign(f, incident_sign_name((enum incident_sign)i));
	snprintf(name, sizeof(name), "incident %u", f->a->incident_signs);
	count_sign(f, name);
}

/* --- the answer --- */

static void
add_hash(void *data, uint32_t hash)
{
	maker_hash(data, hash);
}

static void
add_region(void *data, const char *text, const char *region)
{
	maker_region(data, text, region);
}

static void
end_block(void *data, float length)
{
	maker_close(data, length);
}

/* --- views --- */

static void
count_texts(struct feature_maker *f, bool subject, bool forwarded)
{
	for (int words = 0; words < 2; words++) {
		if (subject)
			maker_grams(f, TEXT_SUBJECT, words);
		maker_grams(f, TEXT_OWN, words);
		if (forwarded)
			maker_grams(f, TEXT_FORWARDED, words);
		maker_close(f, words ? WORD_LENGTH : 1);
	}
}

/* Subject and own words, which most views share, are counted once for a message. */
static void
count_base(struct feature_maker *f)
{
	if (f->v == NULL)
		return;
	if (f->base.v == NULL) {
		count_texts(f, true, false);
		maker_collect(f, &f->base);
	}
	maker_add(f, &f->base);
}

static void
count_view(struct feature_maker *f, enum feature_view view)
{
	bool topic = view == VIEW_TOPIC || view == VIEW_INCIDENT;

	if (view == VIEW_STANCE || view == VIEW_REPLY)
		count_texts(f, false, false);
	else if (topic && *f->a->fwd)
		count_texts(f, true, true);
	else
		count_base(f);
	if (view == VIEW_INCIDENT)
		count_incident(f);
	if (topic)
		return;
	if (view == VIEW_KIND) {
		maker_region(f, f->a->subject, "subject");
		maker_close(f, SUBJECT_LENGTH);
	}
	count_head(f, f->a->text);
	maker_region(f, analysis_tail(f->a->text, HEAD_CHARS), "tail");
	maker_close(f, TAIL_LENGTH);
	count_stance(f);
	if (view == VIEW_KIND)
		count_surroundings(f);
	else
		features_of_answer(
		    &(struct feature_sink){f, add_hash, add_region, end_block}, f->w,
		    f->a->text);
	if (view == VIEW_REPLY)
		count_context(f);
}

void
features_make(struct feature_maker *f, enum feature_view view, struct features *out)
{
	/* What is only the base is copied: adding to nothing changes no value. */
	if (view == VIEW_TOPIC && !*f->a->fwd && f->base.v) {
		*out = (struct features){
		    xreallocarray(NULL, f->base.n + 1, sizeof(*out->v)), f->base.n};
		memcpy(out->v, f->base.v, f->base.n * sizeof(*out->v));
		return;
	}
	count_view(f, view);
	maker_collect(f, out);
}

/* --- sentences --- */

struct sentence_walk {
	struct feature_maker *f;
	struct feature_sink sink;
	sentence_fn *fn;
	void *data;
	size_t at, of;
};

static void
count_sentence(void *data, const struct shape_sentence *s)
{
	struct sentence_walk *walk = data;

	(void)s;
	walk->of += walk->of < SENTENCES_MAX;
}

static void
make_sentence(void *data, const struct shape_sentence *s)
{
	struct sentence_walk *walk = data;
	struct feature_maker *f = walk->f;
	struct features out;
	char *text;

	if (walk->at == SENTENCES_MAX)
		return;
	text = xstrndup(s->begin, s->len);
	maker_chars(f, text);
	maker_close(f, 1);
	maker_words(f, text);
	maker_close(f, WORD_LENGTH);
	features_of_sentence(&walk->sink, f->w, text, s->shape, walk->at++, walk->of);
	free(text);
	maker_collect(f, &out);
	walk->fn(walk->data, &out);
	features_free(&out);
}

void
features_make_sentences(struct feature_maker *f, sentence_fn *fn, void *data)
{
	struct sentence_walk walk = {
	    f, {f, add_hash, add_region, end_block}, fn, data, 0, 0};

	shape_walk(f->a->text, count_sentence, &walk);
	shape_walk(f->a->text, make_sentence, &walk);
}

/* All that a sentence has and its text has not. */
static void
name_places(struct feature_maker *f)
{
	struct sentence_walk walk = {
	    f, {f, add_hash, add_region, end_block}, NULL, NULL, 0, 0};

	shape_walk(f->a->text, count_sentence, &walk);
	for (size_t i = 0; i < walk.of; i++)
		features_of_place(&walk.sink, i, walk.of);
}

void
features_all(struct words *w, const struct analysis *a, enum feature_view view,
    feature_fn *fn, void *data)
{
	struct feature_maker f = {.w = w, .fn = fn, .data = data};

	feature_maker_look(&f, a);
	count_view(&f, view);
	if (view == VIEW_REPLY)
		name_places(&f);
}
